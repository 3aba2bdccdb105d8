//! `{{< name key="value" >}}`: small templates of the book's own, put in place where the text names them.
//!
//! What a template writes is Markdown. It becomes part of the chapter's text, so links, pictures and ids in it are looked
//! at like all others, and every output shows it. In code nothing is put in place. All of it stands, for messages, where
//! the text names the shortcode; what is inside of one keeps its own places.

mod declared;
mod mark;
mod uses;

use super::include::place::Lines;
use crate::assets::{Override, Templates};
use crate::budget;
use crate::finding::{Finding, Rule};
use crate::locale::Locale;
use crate::manifest::Manifest;
use crate::manifest::outline::Outline;
use crate::source::{Span, Stitched, Stitching};
use declared::Declared;
use mark::Mark;
use std::collections::BTreeMap;
use std::ops::Range;
use tera::Context;
use uses::Use;

pub const BAD_SHORTCODE: Rule = Rule::error(
    "bad-shortcode",
    "a shortcode is there, has the arguments that it asks for, and works",
);

/// Stands in what a template writes for the text inside of the shortcode. A private letter, which no page may hold.
const BODY: &str = "\u{f8ff}body\u{f8ff}";

/// The shortcodes of a book.
#[derive(Debug, Default)]
pub(super) struct Shortcodes {
    all: BTreeMap<String, Shortcode>,
}

#[derive(Debug)]
struct Shortcode {
    declared: Declared,
    template: Override,
    /// The template, ready to write; nothing for one that does not parse.
    made: Option<Templates>,
}

impl Shortcodes {
    /// Those of some templates, by name, and what is wrong in these.
    pub(super) fn of(templates: Vec<(String, Override)>, locale: &Locale) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut all = BTreeMap::new();
        for (name, template) in templates {
            let (declared, faults) = Declared::read(&template);
            findings.extend(faults);
            // Each by itself, so that a fault in one spoils no other.
            let own = BTreeMap::from([(file(&name), template.clone())]);
            let (made, faults) = Templates::new(own, locale);
            let made = faults.is_empty().then_some(made);
            findings.extend(faults);
            all.insert(name, Shortcode { declared, template, made });
        }
        (Self { all }, findings)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Puts shortcodes in place in all texts of a book; `chapters` are those of its contents, in their order.
    pub(super) fn expand_all(
        &self,
        outline: &Outline,
        manifest: &Manifest,
        chapters: &mut [Option<Stitched>],
        home: &mut Option<Stitched>,
        not_found: &mut Option<Stitched>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.is_empty() {
            return findings;
        }
        let paths = outline.chapters().map(|entry| Some(&entry.path));
        let beside = [(manifest.home.as_ref(), home), (manifest.not_found.as_ref(), not_found)];
        for (path, text) in paths.zip(chapters).chain(beside) {
            let (Some(path), Some(text)) = (path, text) else { continue };
            let (expanded, faults) = self.expand(text, path);
            *text = expanded;
            findings.extend(faults);
        }
        findings
    }

    /// A chapter's text with its shortcodes put in place; `path` is the chapter's, from the source folder.
    fn expand(&self, text: &Stitched, path: &str) -> (Stitched, Vec<Finding>) {
        if !text.text.contains(mark::OPEN) {
            return (text.clone(), Vec::new());
        }
        let (uses, findings) = uses::find(text, self);
        let mut expander = Expander {
            uses: &uses,
            text,
            root: "../".repeat(path.matches('/').count()),
            out: Stitching::new(text.span(0..0).source),
            findings,
            left: Some(budget::INCLUDED_TEXT),
            level: 0,
        };
        expander.range(0..text.text.len());
        let mut whole = expander.out.finish();
        whole.page_title.clone_from(&text.page_title);
        (whole, expander.findings)
    }
}

/// Name of a shortcode's template.
fn file(name: &str) -> String {
    format!("shortcodes/{name}.html")
}

struct Expander<'a> {
    uses: &'a [Use<'a>],
    text: &'a Stitched,
    /// From the chapter's folder to the source folder.
    root: String,
    out: Stitching,
    findings: Vec<Finding>,
    /// Bytes that shortcodes may still write into this chapter; nothing once one asked for more, of which that one is told.
    left: Option<usize>,
    /// How many shortcodes the text that is gone through stands inside of.
    level: usize,
}

impl Expander<'_> {
    /// Goes through a part of the text.
    fn range(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let first = self.uses.partition_point(|it| it.mark.at.start < at);
        for used in &self.uses[first..] {
            let start = used.mark.at.start;
            if start >= range.end {
                break;
            }
            // What stands inside of one was put in place with it.
            if start >= at {
                self.out.copy(self.text, at..start);
                self.one(used);
                at = used.end;
            }
        }
        self.out.copy(self.text, at..range.end);
    }

    /// Puts one in place.
    fn one(&mut self, used: &Use<'_>) {
        let Some(shortcode) = used.shortcode else { return };
        let mark = &used.mark;
        let span = self.text.span(mark.at.clone());
        if self.level == budget::SHORTCODE_LEVELS {
            let message = format!("shortcodes nest more than {} deep", budget::SHORTCODE_LEVELS);
            let help = "the text inside is left out; take some levels away".to_owned();
            self.findings.push(BAD_SHORTCODE.broken(span, message).help(help));
            return;
        }
        let before = self.findings.len();
        let mut context = shortcode.declared.filled(mark, self.text, &mut self.findings);
        context.insert("body", BODY);
        context.insert("root", &self.root);
        if self.findings.len() == before
            && let Some(written) = self.written(shortcode, mark, &context, span, used.inside.len())
        {
            self.level += 1;
            self.put(&written, mark, span, used.inside.clone());
            self.level -= 1;
        }
    }

    fn written(
        &mut self,
        shortcode: &Shortcode,
        mark: &Mark<'_>,
        context: &Context,
        span: Span,
        inside: usize,
    ) -> Option<String> {
        // A template that does not parse has its finding.
        let template = shortcode.made.as_ref()?;
        let left = self.left?;
        let written = match template.attempt(&file(mark.name), context) {
            Ok(written) => written,
            Err(fault) => {
                let message =
                    format!("the template of `{}` fails here: {}", mark.name, fault.message);
                let place = fault.span.unwrap_or(Span::new(shortcode.template.source, 0..0));
                let help = fault.help.filter(|help| help.starts_with("did you mean"));
                let help =
                    help.unwrap_or_else(|| "mend it, or give it what it asks for".to_owned());
                let finding = BAD_SHORTCODE.broken(span, message).help(help);
                self.findings.push(finding.also(place, "in the template"));
                return None;
            }
        };
        // A template may show what stands inside more than once, and so may those inside.
        let again = written.matches(BODY).count().saturating_sub(1) * inside;
        self.left = left.checked_sub(written.len() + again);
        if self.left.is_none() {
            let message = format!(
                "shortcodes write more than {} MB into this chapter",
                budget::INCLUDED_TEXT >> 20
            );
            let help = "this one and those behind it are left out; divide the chapter".to_owned();
            self.findings.push(BAD_SHORTCODE.broken(span, message).help(help));
            return None;
        }
        Some(written)
    }

    /// Adds what a template wrote, with what stands inside of the shortcode in its place. Each further line gets the marks
    /// of quotes and lists that the shortcode stands behind.
    fn put(&mut self, written: &str, mark: &Mark<'_>, span: Span, inside: Range<usize>) {
        let text = &*self.text.text;
        let line = text[..mark.at.start].rfind('\n').map_or(0, |end| end + 1);
        let prefix = Lines::default().prefix(&text[line..mark.at.start]);
        let inside = trimmed(text, inside, &prefix);
        for (number, part) in written.trim().split(BODY).enumerate() {
            if number > 0 {
                self.range(inside.clone());
            }
            for line in part.split_inclusive('\n') {
                self.out.stand_for(span, line);
                if line.ends_with('\n') {
                    self.out.stand_for(span, &prefix);
                }
            }
        }
    }
}

/// Without the line ends at both ends, and the marks that the lines there stand behind.
fn trimmed(text: &str, range: Range<usize>, prefix: &str) -> Range<usize> {
    let mut inside = &text[range.clone()];
    let mut start = range.start;
    let outer = prefix.trim_end();
    while let Some(rest) = inside.strip_prefix('\n') {
        let rest = rest.strip_prefix(prefix).or_else(|| rest.strip_prefix(outer)).unwrap_or(rest);
        start += inside.len() - rest.len();
        inside = rest;
    }
    while let Some(end) = inside
        .rfind('\n')
        .filter(|end| inside[end + 1..].trim().trim_start_matches('>').trim().is_empty())
    {
        inside = &inside[..end];
    }
    start..start + inside.len()
}

/// Whether a text begins with a mark that names a shortcode, whether there is one of that name or not.
pub fn is_named(text: &str) -> bool {
    mark::name(text).is_some()
}

/// The shortcode that a template stands for, by its path.
pub(super) fn name_of(path: &str) -> Option<&str> {
    let name = path.strip_prefix("templates/shortcodes/")?.strip_suffix(".html")?;
    mark::is_name(name).then_some(name)
}
