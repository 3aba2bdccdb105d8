//! The shortcodes that a text uses, each with the mark that closes it.
//!
//! The text is gone through once, however its shortcodes lie in one another, and each fault in it is told once.

use super::mark::{self, Mark};
use super::{BAD_SHORTCODE, Shortcode, Shortcodes, file};
use crate::finding::{Finding, did_you_mean};
use crate::manifest::matter;
use crate::source::Stitched;
use pulldown_cmark::{Event, Parser, Tag};
use std::collections::BTreeMap;
use std::ops::Range;

/// A shortcode that is to be put in place.
#[derive(Debug)]
pub(super) struct Use<'t> {
    pub(super) mark: Mark<'t>,
    /// Nothing for a closing mark that closes nothing, of which nothing comes.
    pub(super) shortcode: Option<&'t Shortcode>,
    /// What stands inside of it; nothing where it takes no text or is not closed.
    pub(super) inside: Range<usize>,
    /// Where the text goes on behind it.
    pub(super) end: usize,
}

/// The uses in a text, in order, and what is wrong with them.
pub(super) fn find<'t>(
    stitched: &'t Stitched,
    shortcodes: &'t Shortcodes,
) -> (Vec<Use<'t>>, Vec<Finding>) {
    let mut finder = Finder {
        shortcodes,
        stitched,
        text: &stitched.text,
        uses: Vec::new(),
        open: Vec::new(),
        open_of: BTreeMap::new(),
        findings: Vec::new(),
    };
    finder.all();
    (finder.uses, finder.findings)
}

struct Finder<'t> {
    shortcodes: &'t Shortcodes,
    stitched: &'t Stitched,
    text: &'t str,
    uses: Vec<Use<'t>>,
    /// Which uses wait for their end, the innermost last.
    open: Vec<usize>,
    /// How many of these each name has.
    open_of: BTreeMap<&'t str, usize>,
    findings: Vec<Finding>,
}

impl<'t> Finder<'t> {
    fn all(&mut self) {
        let text = self.text;
        let code = code(text);
        let mut from = 0;
        let mut paragraph = 0;
        while let Some(start) = next(text, from, &code) {
            from = start + mark::OPEN.len();
            let Some(name) = mark::name(&text[start..]) else { continue };
            let Some(shortcode) = self.shortcodes.all.get(name) else {
                self.unknown(start, name);
                continue;
            };
            if start >= paragraph {
                // At a blank line a paragraph ends, and what was left open in it.
                paragraph = text[start..].find("\n\n").map_or(text.len(), |end| start + end);
            }
            match Mark::read(text, start, paragraph) {
                Ok(mark) => {
                    from = mark.at.end;
                    if mark.closes { self.close(mark) } else { self.open(mark, shortcode) }
                }
                Err(fault) => {
                    let finding = BAD_SHORTCODE.broken(self.stitched.span(fault.at), fault.message);
                    self.findings.push(finding.help(fault.help.to_owned()));
                }
            }
        }
        while let Some(index) = self.open.pop() {
            self.unclosed(index);
        }
    }

    fn unknown(&mut self, start: usize, name: &str) {
        let at = self.text[start..].find(name).map_or(start, |at| start + at);
        let known = self.shortcodes.all.keys().map(String::as_str);
        let help = did_you_mean(name, known).unwrap_or_else(|| {
            format!("write `templates/{}`, or `\\{{{{<` to show the braces", file(name))
        });
        let span = self.stitched.span(at..at + name.len());
        let finding = BAD_SHORTCODE.broken(span, format!("there is no shortcode `{name}`"));
        self.findings.push(finding.help(help));
    }

    fn open(&mut self, mark: Mark<'t>, shortcode: &'t Shortcode) {
        if shortcode.declared.has_body {
            self.open.push(self.uses.len());
            *self.open_of.entry(mark.name).or_default() += 1;
        }
        let end = mark.at.end;
        self.uses.push(Use { mark, shortcode: Some(shortcode), inside: end..end, end });
    }

    /// Closes the innermost open one of its name; those inside of that which are still open stay without an end.
    fn close(&mut self, mark: Mark<'t>) {
        if self.open_of.get(mark.name).is_none_or(|count| *count == 0) {
            let message = format!("no `{{{{< {} >}}}}` is open here", mark.name);
            let finding = BAD_SHORTCODE.broken(self.stitched.span(mark.at.clone()), message);
            self.findings.push(finding.help("take it out, or open it above".to_owned()));
            let end = mark.at.end;
            self.uses.push(Use { mark, shortcode: None, inside: end..end, end });
            return;
        }
        while let Some(index) = self.open.pop() {
            let opened = &mut self.uses[index];
            if let Some(count) = self.open_of.get_mut(opened.mark.name) {
                *count -= 1;
            }
            if opened.mark.name == mark.name {
                opened.inside = opened.mark.at.end..mark.at.start;
                opened.end = mark.at.end;
                return;
            }
            self.unclosed(index);
        }
    }

    fn unclosed(&mut self, index: usize) {
        let Mark { name, at, .. } = &self.uses[index].mark;
        let message = format!("`{{{{< {name} >}}}}` is not closed");
        let help = format!("write `{{{{< /{name} >}}}}` behind its text");
        let span = self.stitched.span(at.clone());
        self.findings.push(BAD_SHORTCODE.broken(span, message).help(help));
    }
}

/// The next braces that are neither code nor marked as text.
fn next(text: &str, from: usize, code: &[Range<usize>]) -> Option<usize> {
    let in_code = |at: usize| {
        let before = code.partition_point(|code| code.start <= at);
        before > 0 && code[before - 1].contains(&at)
    };
    let mut found = text[from..].match_indices(mark::OPEN).map(|(at, _)| from + at);
    found.find(|&at| !text[..at].ends_with('\\') && !in_code(at))
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
