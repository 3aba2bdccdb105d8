//! What the author should mend.
//!
//! A [`Rule`] is a promise about a book; a [`Finding`] is one place that breaks it. Stages collect findings in
//! [`Found`] and always give a value: broken text gives a poorer value, not a missing one. Turning findings into
//! text is `report.rs`'s job.

use crate::source::Span;
use serde::{Deserialize, Serialize};

/// How bad a finding is. The manifest may change a rule's severity.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not reported at all.
    Off,
    /// Said, and never a reason to fail.
    Note,
    /// Reported; fails only with `--strict`.
    Warning,
    /// Reported; the command ends with exit code 1.
    Error,
}

/// A promise every book keeps. The name is stable: authors write it in `[check]` and in opt-outs.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub name: &'static str,
    /// The promise in a short sentence: "every link leads somewhere".
    pub promise: &'static str,
    pub severity: Severity,
}

impl Rule {
    pub const fn error(name: &'static str, promise: &'static str) -> Self {
        Self { name, promise, severity: Severity::Error }
    }

    pub const fn warning(name: &'static str, promise: &'static str) -> Self {
        Self { name, promise, severity: Severity::Warning }
    }

    pub const fn note(name: &'static str, promise: &'static str) -> Self {
        Self { name, promise, severity: Severity::Note }
    }

    /// A rule an author switches on in `[check]`.
    pub const fn optional(name: &'static str, promise: &'static str) -> Self {
        Self { name, promise, severity: Severity::Off }
    }

    /// A place that breaks this rule.
    pub fn broken(&'static self, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            rule: self,
            severity: self.severity,
            span: Some(span),
            message: message.into(),
            help: None,
            related: Vec::new(),
        }
    }

    /// A break of this rule that has no place of its own, such as a gap in the whole bank.
    pub fn broken_nowhere(&'static self, message: impl Into<String>) -> Finding {
        Finding {
            rule: self,
            severity: self.severity,
            span: None,
            message: message.into(),
            help: None,
            related: Vec::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub span: Option<Span>,
    /// Names the thing in backticks, starts small, has no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Other places that explain this one, each with a short label.
    pub related: Vec<(Span, String)>,
}

impl Finding {
    #[must_use]
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }
}

/// A value and the findings met on the way to it.
#[derive(Debug, Clone)]
pub struct Found<T> {
    pub value: T,
    pub findings: Vec<Finding>,
}

impl<T> Found<T> {
    pub fn new(value: T, findings: Vec<Finding>) -> Self {
        Self { value, findings }
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found { value: change(self.value), findings: self.findings }
    }

    pub fn and_then<U>(self, next: impl FnOnce(T) -> Found<U>) -> Found<U> {
        let Found { value, mut findings } = self;
        let next = next(value);
        findings.extend(next.findings);
        Found { value: next.value, findings }
    }

    /// Adds what `look` finds in the value.
    #[must_use]
    pub fn also(mut self, look: impl FnOnce(&T) -> Vec<Finding>) -> Self {
        self.findings.extend(look(&self.value));
        self
    }

    /// Takes the value and moves the findings to `into`.
    pub fn drain(self, into: &mut Vec<Finding>) -> T {
        into.extend(self.findings);
        self.value
    }
}

/// The name in `known` nearest to `wrong`, if one is near enough to be a slip.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wrong.chars().count();
    let limit = (length / 3).min(3);
    let distance =
        |name: &str| strsim::damerau_levenshtein(&wrong.to_lowercase(), &name.to_lowercase());
    let known: Vec<&str> = known.into_iter().collect();
    let slip = known
        .iter()
        .filter(|name| name.chars().count().abs_diff(length) <= limit)
        .map(|name| (distance(name), *name))
        .filter(|&(far, _)| far <= limit)
        .min()
        .map(|(_, name)| name);
    // `lang` for `language`, `titles` for `title`: one is the start of the other, and only one is.
    let shortened = |name: &&&str| {
        let (short, long) =
            if name.len() < wrong.len() { (**name, wrong) } else { (wrong, **name) };
        short.chars().count() >= 4 && long.to_lowercase().starts_with(&short.to_lowercase())
    };
    slip.or_else(|| {
        let mut found = known.iter().filter(shortened);
        found.next().copied().filter(|_| found.next().is_none())
    })
}

/// "did you mean `name`?" for the nearest name.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wrong, known).map(|name| format!("did you mean `{name}`?"))
}
