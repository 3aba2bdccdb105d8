//! The templates, a book's own among them.
//!
//! A template of the book that does not parse, that asks for what is not there or that never ends is a finding at its
//! place, with Tera's own words, and ours is used instead. Whether it fails can depend on the page, so what fails is
//! collected while pages are made. A loop of Tera cannot be counted from outside; so each loop of the book's own templates
//! gets a call at its end that counts. Knows nothing of pages.

use super::{BAD_TEMPLATE, EMBEDDED, Override};
use crate::budget;
use crate::finding::{Finding, did_you_mean};
use crate::html::escape;
use crate::locale::{self, Locale};
use crate::source::Span;
use serde::Serialize;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use tera::{Context, Kwargs, State, Tera, Value};

/// Ours in English.
static OURS: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.register_function(STEP, step);
    speak(&mut tera, &Locale::default());
    tera.set_escape_fn(|text, out| out.write_all(escape(text).as_bytes()));
    let ours = EMBEDDED
        .iter()
        .filter_map(|file| Some((file.name.strip_prefix("templates/")?, file.written)));
    tera.add_raw_templates(ours).expect("our own templates parse");
    tera
});

/// Gives templates the words of a language: `{{ words.group.name }}`, with values by `| with(value=…)`.
fn speak(tera: &mut Tera, locale: &Locale) {
    let given = tera.global_context();
    given.insert("words", &locale.groups());
    given.insert("language", &locale.tag);
    given.insert("direction", locale::direction(&locale.tag));
    let locale = locale.clone();
    let with = move |message: &str, values: Kwargs, state: &State<'_>| {
        let values: BTreeMap<String, String> = values
            .iter()
            .map(|(name, value)| Ok((name.to_string(), state.escape_if_needed(value)?)))
            .collect::<Result<_, tera::Error>>()?;
        let html = locale.fill(&escape(message), &|name| values.get(name).cloned());
        Ok::<_, tera::Error>(Value::safe_string(&html))
    };
    tera.register_filter("with", with);
}

/// Renders pages, and keeps what the book's own templates did wrong on the way.
#[derive(Debug, Clone)]
pub struct Templates {
    tera: Arc<Tera>,
    /// Ours alone, in the language of the book.
    ours: Arc<Tera>,
    own: Arc<BTreeMap<String, Override>>,
    faults: Arc<Mutex<Faults>>,
}

#[derive(Debug, Default)]
struct Faults {
    findings: Vec<Finding>,
    /// Templates that took more than their budget on one page and are not tried on another.
    endless: BTreeSet<String>,
}

impl Templates {
    /// Those of a book, by name; and what is wrong in them before any page is made.
    pub fn new(own: BTreeMap<String, Override>, locale: &Locale) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut ours = OURS.clone();
        if *locale != Locale::default() {
            speak(&mut ours, locale);
        }
        // Each by itself first, so that all faults are found at once.
        for (name, template) in &own {
            if let Err(error) = ours.clone().add_raw_template(name, &template.text) {
                findings.extend(found(&error.to_string(), &own, |_, place| place));
            }
        }
        let mut tera = ours.clone();
        if findings.is_empty() {
            let counted = own.iter().map(|(name, template)| (name, count_steps(&template.text).0));
            if let Err(error) = tera.add_raw_templates(counted) {
                findings.extend(found(&error.to_string(), &own, original(&own)));
            }
        }
        let usable = findings.is_empty();
        let templates = Self {
            tera: Arc::new(if usable { tera } else { ours.clone() }),
            ours: Arc::new(ours),
            own: Arc::new(if usable { own } else { BTreeMap::new() }),
            faults: Arc::default(),
        };
        (templates, findings)
    }

    /// The same templates, which have done nothing wrong yet.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self { faults: Arc::default(), ..self.clone() }
    }

    /// Whether the book brings one of its own.
    pub fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// What went wrong since these are in use.
    pub fn faults(&self) -> Vec<Finding> {
        self.lock().findings.clone()
    }

    /// Renders a template with its struct.
    pub fn render<T: Serialize>(&self, name: &str, view: &T) -> String {
        self.render_context(name, &Self::context(view))
    }

    /// What a template is given; its texts are copies, so the struct need not live until the template is rendered.
    pub fn context<T: Serialize>(view: &T) -> Context {
        Context::from_serialize(view).expect("views are plain structs with named fields")
    }

    /// Renders a template with what it is given.
    pub fn render_context(&self, name: &str, context: &Context) -> String {
        if !(self.has_own() && self.lock().endless.contains(name)) {
            STEPS.set(budget::TEMPLATE_STEPS);
            match self.tera.render(name, context) {
                Ok(html) => return html,
                Err(error) => self.keep(name, &error),
            }
        }
        self.ours.render(name, context).expect("our own templates are tested")
    }

    /// Renders a template that only the book can have: nothing where it has none, or one that fails.
    pub fn render_own(&self, name: &str, context: &Context) -> String {
        if !self.own.contains_key(name) || self.lock().endless.contains(name) {
            return String::new();
        }
        STEPS.set(budget::TEMPLATE_STEPS);
        self.tera.render(name, context).unwrap_or_else(|error| {
            self.keep(name, &error);
            String::new()
        })
    }

    /// Renders a template that only the book can have, or says what is wrong.
    pub fn attempt(&self, name: &str, context: &Context) -> Result<String, Box<Finding>> {
        STEPS.set(budget::TEMPLATE_STEPS);
        self.tera.render(name, context).map_err(|error| {
            let faults = found(&error.to_string(), &self.own, original(&self.own));
            Box::new(faults.into_iter().next().expect("an error is told"))
        })
    }

    fn keep(&self, name: &str, error: &tera::Error) {
        let report = error.to_string();
        let mut faults = self.lock();
        if report.contains(ENDLESS) {
            faults.endless.insert(name.to_owned());
        }
        for finding in found(&report, &self.own, original(&self.own)) {
            if !faults.findings.contains(&finding) {
                faults.findings.push(finding);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Faults> {
        // A finding is put in whole.
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place as Tera tells it: line and column from one, and how many letters it marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    line: usize,
    column: usize,
    width: usize,
}

/// Brings places in the text that counts its steps back to the text that the author wrote.
fn original(own: &BTreeMap<String, Override>) -> impl Fn(&str, Place) -> Place {
    |name, place| {
        let seams = own.get(name).map(|own| count_steps(&own.text).1).unwrap_or_default();
        let mut column = place.column;
        let mut added = 0;
        for seam in seams.iter().filter(|seam| seam.line == place.line) {
            if place.column >= seam.column + added + seam.width {
                added += seam.width;
                column = place.column - added;
            } else if place.column >= seam.column + added {
                return Place { column: seam.column, width: 1, ..place };
            }
        }
        Place { column, ..place }
    }
}

/// What Tera reports, one finding for each fault: the file, the place, the fault in its own words.
fn found(
    report: &str,
    own: &BTreeMap<String, Override>,
    place: impl Fn(&str, Place) -> Place,
) -> Vec<Finding> {
    let starts: Vec<usize> = report
        .match_indices("error: ")
        .map(|(at, _)| at)
        .filter(|at| {
            report[..*at].trim_end_matches(' ').chars().next_back().is_none_or(|c| c == '\n')
        })
        .collect();
    if starts.is_empty() {
        let message = format!("the templates do not fit together: {}", first_small(report));
        return vec![BAD_TEMPLATE.broken_nowhere(message).help(KEPT.to_owned())];
    }
    let ends = starts.iter().skip(1).copied().chain([report.len()]);
    let parts = starts.iter().zip(ends).map(|(start, end)| &report[*start..end]);
    parts.map(|part| one(part, own, &place)).collect()
}

const KEPT: &str = "our own template is used until it is mended; take the file away to keep ours";

fn one(
    report: &str,
    own: &BTreeMap<String, Override>,
    place: &impl Fn(&str, Place) -> Place,
) -> Finding {
    let mut lines = report.lines();
    let what = lines.next().unwrap_or_default().trim_start_matches("error: ");
    let at = lines.next().and_then(|line| line.trim_start().strip_prefix("--> "));
    let width = report.lines().map(|line| line.matches('^').count()).max().unwrap_or(1);
    let parts = at.and_then(|at| {
        let mut parts = at.rsplitn(3, ':');
        let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some((parts.next()?, Place { line, column, width }))
    });
    // Tera names all that a template may ask for, which is the place of a suggestion.
    let (what, known) = what.split_once(" Available ").unwrap_or((what, ""));
    let mut message = first_small(what);
    let mut help = KEPT.to_owned();
    if what.contains(ENDLESS) {
        message = format!("its loops take more than {} steps on one page", budget::TEMPLATE_STEPS);
    }
    if let Some((_, names)) = known.split_once(": ")
        && let Some(wrong) = what.split('`').nth(1)
        && let Some(meant) = did_you_mean(wrong, names.split(", "))
    {
        help = meant;
    }
    let Some((name, at)) = parts else {
        return BAD_TEMPLATE.broken_nowhere(message).help(help);
    };
    let Some(template) = own.get(name) else {
        // One of ours that is handed something else by one of the book's.
        return BAD_TEMPLATE.broken_nowhere(format!("`templates/{name}`: {message}")).help(help);
    };
    BAD_TEMPLATE.broken(span(template, place(name, at)), message).help(help)
}

fn span(template: &Override, place: Place) -> Span {
    let line = template.text.split_inclusive('\n').nth(place.line - 1).unwrap_or_default();
    let before: usize =
        template.text.split_inclusive('\n').take(place.line - 1).map(str::len).sum();
    let at = |column: usize| {
        let end = line.trim_end_matches('\n').len();
        line.char_indices().nth(column).map_or(end, |(at, _)| at.min(end))
    };
    let (start, end) = (at(place.column - 1), at(place.column - 1 + place.width));
    Span::new(template.source, before + start..before + end)
}

/// In one line, with a small letter first and no full stop.
fn first_small(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim_end_matches('.');
    let mut letters = line.chars();
    let first = letters.next().map(|first| first.to_lowercase().collect::<String>());
    first.unwrap_or_default() + letters.as_str()
}

thread_local! {
    /// Steps that the template which this thread renders has left.
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// What the call at the end of a loop is named.
const STEP: &str = "gw_step";
const ENDLESS: &str = "no steps are left";

fn step(_: Kwargs, _: &State<'_>) -> Result<&'static str, tera::Error> {
    let left = STEPS.get();
    if left == 0 {
        return Err(tera::Error::message(ENDLESS));
    }
    STEPS.set(left - 1);
    Ok("")
}

/// Where something was put into a line: line and column from one, and how many letters it has.
#[derive(Debug, PartialEq, Eq)]
struct Seam {
    line: usize,
    column: usize,
    width: usize,
}

/// A template that counts each turn of its loops and each use of its components, and where that was put in.
fn count_steps(text: &str) -> (String, Vec<Seam>) {
    let mut out = String::with_capacity(text.len() + 64);
    let mut seams = Vec::new();
    let mut put = |out: &mut String, at: usize, call: &str| {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = text[..at].matches('\n').count() + 1;
        let column = text[start..at].chars().count() + 1;
        seams.push(Seam { line, column, width: call.len() });
        out.push_str(call);
    };
    let mut at = 0;
    let mut child = false;
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        let end = match text.as_bytes().get(start + 1) {
            Some(b'#') => text[start..].find("#}").map(|end| start + end + 2),
            Some(b'{') => close(text, start, "}}"),
            Some(b'%') => close(text, start, "%}"),
            _ => Some(start + 1),
        };
        out.push_str(&text[at..start]);
        let Some(mut end) = end else {
            at = start;
            break;
        };
        let tag = text[start..end].strip_prefix("{%").unwrap_or_default();
        let trims = tag.starts_with('-');
        let word = tag.trim_start_matches('-').split_whitespace().next().unwrap_or_default();
        let word = word.trim_end_matches("%}").trim_end_matches('-');
        if word == "raw" {
            // What looks like a tag in there is text.
            let close = text[end..].match_indices("{%").find(|(at, _)| {
                text[end + at + 2..].trim_start_matches('-').trim_start().starts_with("endraw")
            });
            end = close.map_or(text.len(), |(at, _)| end + at);
        } else if ["endfor", "continue", "endcomponent"].contains(&word) {
            let call =
                if trims { format!("{{{{- {STEP}() -}}}}") } else { format!("{{{{ {STEP}() }}}}") };
            put(&mut out, start, &call);
        }
        child |= word == "extends";
        out.push_str(&text[start..end]);
        at = end;
    }
    out.push_str(&text[at..]);
    if !child {
        // A template that is included counts as well.
        let call = format!("{{{{ {STEP}() }}}}");
        seams.insert(0, Seam { line: 1, column: 1, width: call.len() });
        out.insert_str(0, &call);
    }
    (out, seams)
}

/// The end of a tag; what closes it may stand in a string before.
fn close(text: &str, start: usize, mark: &str) -> Option<usize> {
    let mut quote = None;
    for (offset, letter) in text[start..].char_indices() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, _) if text[start + offset..].starts_with(mark) => {
                return Some(start + offset + mark.len());
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn own(texts: &[(&str, &str)]) -> (Sources, BTreeMap<String, Override>) {
        let mut sources = Sources::default();
        let own = texts.iter().map(|(name, text)| {
            let source = sources.add(format!("templates/{name}"), *text);
            ((*name).to_owned(), Override { source, text: (*text).into() })
        });
        let own = own.collect();
        (sources, own)
    }

    #[derive(Serialize)]
    struct View {
        to: &'static str,
        script: &'static str,
        places: [(); 0],
    }

    /// What `redirect.html` gives, and its faults as `line:column text: message`.
    fn rendered(text: &str) -> (String, Vec<String>) {
        let (sources, own) = own(&[("redirect.html", text)]);
        let (templates, mut findings) = Templates::new(own, &Locale::default());
        let html =
            templates.render("redirect.html", &View { to: "a.html", script: "a.js", places: [] });
        findings.extend(templates.faults());
        let told = findings.iter().map(|finding| {
            let span = finding.span.expect("it has a place");
            let place = sources.place(span);
            format!("{}:{} {}: {}", place.line, place.column, sources.text(span), finding.message)
        });
        (html, told.collect())
    }

    #[test]
    fn counting_changes_nothing_that_is_written() {
        for (text, html) in [
            ("{% for x in [1, 2] %} {{ x }} {% endfor %}!", " 1  2 !"),
            ("{% for x in [1, 2] %} {{ x }} {%- endfor -%} !", " 1 2!"),
            (
                "{% for x in [1, 2] -%} {% if x == 1 %}{% continue %}{% endif %}{{ x }} {% endfor %}",
                "2 ",
            ),
            (
                "{% raw %}{% endfor %}{% endraw %}{{ \"{% endfor %}\" }}{# {% endfor %} #}é{",
                "{% endfor %}{% endfor %}é{",
            ),
        ] {
            assert_eq!(rendered(text), (html.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn faults_stand_where_the_author_wrote_them() {
        let loops = "{% for x in [1] %}{% endfor %}";
        for (text, told) in [
            ("a\n{{ tu }}", "2:4 tu: variable `tu` is not defined"),
            ("é {{ to.x.y }}", "1:9 x: field `x` is not defined"),
            (&format!("{loops}{loops} {{{{ tu }}}}"), "1:65 tu: variable `tu` is not defined"),
            ("{{ to | shout }}", "1:9 shout: unknown filter `shout`"),
            ("{% if to %}", "1:12 : unexpected end of input"),
        ] {
            let (html, found) = rendered(text);
            assert!(html.contains("a.html"), "ours is used: {html}");
            assert_eq!(found, [told], "{text}");
        }
    }

    #[test]
    fn a_template_without_end_is_ended() {
        let nested = "{% for a in range(end=77777) -%}\n{%- for b in range(end=77777) -%}\n{%- endfor -%}{%- endfor -%}";
        let (html, found) = rendered(nested);
        assert!(html.contains("a.html"), "ours is used: {html}");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("3:1 {"), "{found:?}");
        assert!(found[0].contains("steps on one page"), "{found:?}");
    }
}
