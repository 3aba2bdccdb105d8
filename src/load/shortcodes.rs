//! `{{< name key="value" >}}`: small templates of the book's own, put in place where the text names them.
//!
//! What a template writes is Markdown. It becomes part of the chapter's text, so links, pictures and ids in it are looked
//! at like all others, and every output shows it. In code nothing is put in place. All of it stands, for messages, where
//! the text names the shortcode; what is inside of one keeps its own places.

mod declared;
mod mark;

use super::include::place::Lines;
use crate::assets::{Override, Templates};
use crate::budget;
use crate::finding::{Finding, Rule, did_you_mean};
use crate::locale::Locale;
use crate::manifest::matter;
use crate::source::{Span, Stitched, Stitching};
use declared::Declared;
use mark::Mark;
use pulldown_cmark::{Event, Parser, Tag};
use std::collections::BTreeMap;
use std::ops::Range;
use tera::Context;

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

    /// Puts shortcodes in place in texts, each with its path from the source folder.
    pub(super) fn expand_all<'t>(
        &self,
        texts: impl Iterator<Item = (Option<&'t String>, &'t mut Option<Stitched>)>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (path, text) in texts {
            let (Some(path), Some(text)) = (path, text) else { continue };
            let (expanded, faults) = self.expand(text, path);
            *text = expanded;
            findings.extend(faults);
        }
        findings
    }

    /// A chapter's text with its shortcodes put in place; `path` is the chapter's, from the source folder.
    fn expand(&self, text: &Stitched, path: &str) -> (Stitched, Vec<Finding>) {
        if self.all.is_empty() || !text.text.contains(mark::OPEN) {
            return (text.clone(), Vec::new());
        }
        let mut expander = Expander {
            shortcodes: self,
            text,
            root: "../".repeat(path.matches('/').count()),
            code: code(&text.text),
            out: Stitching::new(text.span(0..0).source),
            findings: Vec::new(),
            left: budget::INCLUDED_TEXT,
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

/// Where a text is front matter, code or a comment, in order.
fn code(text: &str) -> Vec<Range<usize>> {
    let front = matter::find(text).and_then(|matter| matter.end).unwrap_or(0);
    let mut found = Vec::new();
    found.push(0..front);
    for (event, at) in Parser::new(&text[front..]).into_offset_iter() {
        let at = at.start + front..at.end + front;
        match event {
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => found.push(at),
            // The block as a whole: its own events are those of single lines.
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                found.extend(comments(text, at));
            }
            _ => {}
        }
    }
    found
}

/// The comments in a part of a text that is HTML.
fn comments(text: &str, html: Range<usize>) -> Vec<Range<usize>> {
    const END: &str = "-->";
    let mut found = Vec::new();
    let mut from = html.start;
    while let Some(start) = text[from..html.end].find("<!--").map(|at| from + at) {
        from = text[start..html.end].find(END).map_or(html.end, |at| start + at + END.len());
        found.push(start..from);
    }
    found
}

struct Expander<'a> {
    shortcodes: &'a Shortcodes,
    text: &'a Stitched,
    /// From the chapter's folder to the source folder.
    root: String,
    code: Vec<Range<usize>>,
    out: Stitching,
    findings: Vec<Finding>,
    /// Bytes that templates may still write into this chapter.
    left: usize,
}

impl Expander<'_> {
    /// Goes through a part of the text.
    fn range(&mut self, range: Range<usize>) {
        let text = &*self.text.text;
        let mut at = range.start;
        let mut from = range.start;
        while let Some(start) = self.next(from..range.end) {
            from = start + mark::OPEN.len();
            let Some(name) = mark::name(&text[start..range.end]) else { continue };
            let Some(shortcode) = self.shortcodes.all.get(name) else {
                self.unknown(start, name);
                continue;
            };
            let mark = match Mark::read(text, start, range.end) {
                Ok(mark) => mark,
                Err(fault) => {
                    let finding = BAD_SHORTCODE.broken(self.text.span(fault.at), fault.message);
                    self.findings.push(finding.help(fault.help.to_owned()));
                    continue;
                }
            };
            self.out.copy(self.text, at..start);
            at = self.one(shortcode, &mark, range.end);
            from = at;
        }
        self.out.copy(self.text, at..range.end);
    }

    /// The next braces that are neither code nor marked as text.
    fn next(&self, range: Range<usize>) -> Option<usize> {
        let text = &*self.text.text;
        let found = text[range.clone()].match_indices(mark::OPEN).map(|(at, _)| range.start + at);
        let in_code = |at: usize| self.code.iter().any(|code| code.contains(&at));
        found.into_iter().find(|&at| !text[..at].ends_with('\\') && !in_code(at))
    }

    fn unknown(&mut self, start: usize, name: &str) {
        let at = self.text.text[start..].find(name).map_or(start, |at| start + at);
        let known = self.shortcodes.all.keys().map(String::as_str);
        let help = did_you_mean(name, known).unwrap_or_else(|| {
            format!("write `templates/{}`, or `\\{{{{<` to show the braces", file(name))
        });
        let span = self.text.span(at..at + name.len());
        let finding = BAD_SHORTCODE.broken(span, format!("there is no shortcode `{name}`"));
        self.findings.push(finding.help(help));
    }

    /// Puts one in place; gives where the text goes on.
    fn one(&mut self, shortcode: &Shortcode, mark: &Mark<'_>, limit: usize) -> usize {
        let span = self.text.span(mark.at.clone());
        if mark.closes {
            let message = format!("no `{{{{< {} >}}}}` is open here", mark.name);
            let help = "take it out, or open it above".to_owned();
            self.findings.push(BAD_SHORTCODE.broken(span, message).help(help));
            return mark.at.end;
        }
        let (inside, end) = if shortcode.declared.has_body {
            self.body(mark, limit, span)
        } else {
            (mark.at.end..mark.at.end, mark.at.end)
        };
        let before = self.findings.len();
        let mut context = shortcode.declared.filled(mark, self.text, &mut self.findings);
        context.insert("body", BODY);
        context.insert("root", &self.root);
        if self.findings.len() == before
            && let Some(written) = self.written(shortcode, mark, &context, span)
        {
            self.put(&written, mark, span, inside);
        }
        end
    }

    /// What stands inside of a shortcode, and where the text goes on behind its end.
    fn body(&mut self, mark: &Mark<'_>, limit: usize, span: Span) -> (Range<usize>, usize) {
        let text = &*self.text.text;
        let mut depth = 1;
        let mut from = mark.at.end;
        while let Some(start) = self.next(from..limit) {
            from = start + mark::OPEN.len();
            if mark::name(&text[start..limit]) != Some(mark.name) {
                continue;
            }
            let Ok(found) = Mark::read(text, start, limit) else { continue };
            depth = if found.closes { depth - 1 } else { depth + 1 };
            if depth == 0 {
                return (mark.at.end..start, found.at.end);
            }
        }
        let message = format!("`{{{{< {} >}}}}` is not closed", mark.name);
        let help = format!("write `{{{{< /{} >}}}}` behind its text", mark.name);
        self.findings.push(BAD_SHORTCODE.broken(span, message).help(help));
        (mark.at.end..mark.at.end, mark.at.end)
    }

    fn written(
        &mut self,
        shortcode: &Shortcode,
        mark: &Mark<'_>,
        context: &Context,
        span: Span,
    ) -> Option<String> {
        // A template that does not parse has its finding.
        let template = shortcode.made.as_ref()?;
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
        if written.len() > self.left {
            let message = format!(
                "shortcodes write more than {} MB into this chapter",
                budget::INCLUDED_TEXT >> 20
            );
            let help = "divide the chapter".to_owned();
            self.findings.push(BAD_SHORTCODE.broken(span, message).help(help));
            return None;
        }
        self.left -= written.len();
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
