//! What the author should mend.
//!
//! A [`Rule`] is a promise about a book; a [`Finding`] is one place that breaks it. Stages collect findings in
//! [`Found`] and always give a value: broken text gives a poorer value, not a missing one. Turning findings into
//! text is `report.rs`'s job.

use crate::source::{Sources, Span};
use serde::{Deserialize, Serialize};

/// How bad a finding is. The manifest may change a rule's severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
            edit: None,
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
            edit: None,
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
    /// The one right answer, where there is one.
    pub edit: Option<Box<Edit>>,
    /// Other places that explain this one, each with a short label.
    pub related: Vec<(Span, String)>,
}

impl Finding {
    #[must_use]
    pub fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    /// Whether another one says the same of the same place, whatever else explains it.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let Self { rule, severity, span, message, help, edit, related: _ } = self;
        *rule == other.rule
            && *severity == other.severity
            && *span == other.span
            && *message == other.message
            && *help == other.help
            && *edit == other.edit
    }

    /// Says the one right answer: `becomes` in the place of `was`, which stands once in what the finding points at.
    #[must_use]
    pub fn mended(self, was: impl Into<String>, becomes: impl Into<String>) -> Self {
        match self.span {
            Some(span) => self.mended_at(span, was, becomes),
            None => self,
        }
    }

    /// The same, where more is to be changed than the finding points at.
    #[must_use]
    pub fn mended_at(
        mut self,
        span: Span,
        was: impl Into<String>,
        becomes: impl Into<String>,
    ) -> Self {
        self.edit = Some(Box::new(Edit { span, was: was.into(), becomes: becomes.into() }));
        self
    }

    /// Says the one right answer to a misspelt name, if only one name is near.
    #[must_use]
    pub fn respelt<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match only_near(wrong, known) {
            Some(name) => self.mended(wrong, name),
            None => self,
        }
    }

    /// Helps with a name that is not there: the nearest of those that are, with the edit to it where only one is near; else
    /// what `otherwise` says.
    #[must_use]
    pub fn misspelt<'a>(
        self,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str>,
        otherwise: impl FnOnce() -> String,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let help = did_you_mean(wrong, known.iter().copied()).unwrap_or_else(otherwise);
        self.help(help).respelt(wrong, known)
    }

    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }
}

/// Other words for some that an author wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    /// What stands there.
    pub was: String,
    pub becomes: String,
}

impl Edit {
    /// The edit with the place of just those words that it changes. Nothing if they do not stand in its span, or more
    /// than once: a program of the book may have made the text that was looked at, and includes cut a span at a seam.
    #[must_use]
    pub fn placed(self, sources: &Sources) -> Option<Self> {
        let range = self.span.range();
        let text = sources.get(self.span.source).text.get(range.clone())?;
        let mut places = text.match_indices(&self.was).map(|(at, _)| range.start + at);
        let (start, None) = (places.next()?, places.next()) else { return None };
        let span = Span::new(self.span.source, start..start + self.was.len());
        (!self.was.is_empty() && self.was != self.becomes).then_some(Self { span, ..self })
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

/// The names in `known` that are near enough to `wrong` for a slip, each with how far it is.
fn slips<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    let length = wrong.chars().count();
    let limit = (length / 3).min(3);
    let wrong = wrong.to_lowercase();
    known
        .into_iter()
        .filter(move |name| name.chars().count().abs_diff(length) <= limit)
        .map(move |name| (strsim::damerau_levenshtein(&wrong, &name.to_lowercase()), name))
        .filter(move |&(far, _)| far <= limit)
}

/// The name in `known` nearest to `wrong`, if one is near enough to be a slip.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    // Who slips has begun right: of names as near as each other the one that goes on longest as it was written.
    let begun = |name: &str| name.bytes().zip(wrong.bytes()).take_while(|(a, b)| a == b).count();
    let slips = slips(wrong, known.iter().copied());
    let slip = slips.min_by_key(|&(far, name)| (far, std::cmp::Reverse(begun(name)), name));
    let slip = slip.map(|(_, name)| name);
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

/// The only name in `known` that `wrong` can be a slip of. Names that differ in a figure are no slips of each other: task 1.2
/// is not task 1.3.
pub fn only_near<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let figures = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut near: Vec<(usize, &str)> = slips(wrong, known).collect();
    near.sort_unstable();
    near.dedup();
    let ([(_, name)] | [(0, name), (1.., _), ..]) = near[..] else { return None };
    (figures(name) == figures(wrong)).then_some(name)
}

/// "did you mean `name`?" for the nearest name.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wrong, known).map(|name| format!("did you mean `{name}`?"))
}
