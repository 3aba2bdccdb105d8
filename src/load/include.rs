//! `{{#include file}}`: other files put into a chapter's text, by range of lines or by named anchor.
//!
//! Takes a text and a way to get other texts; gives stitched text whose spans stay on the originals. Every line of an
//! included file gets the indent and the marks of quotes that the including line begins with, so code arrives as it is
//! in the file also inside lists and callouts; a file's own front matter stays out. A file that is not there, an anchor
//! nobody set and a circle of includes are findings; the marker is then left out. A backslash before the braces keeps
//! them as they are. Books of mdBook have more helpers than this one, in more spellings ([`helper`]).

mod bring;
mod helper;
mod line;
mod part;
pub(crate) mod place;

use crate::finding::{Finding, Rule, did_you_mean};
use crate::manifest::Dialect;
use crate::manifest::outline::climbing;
use crate::source::{SourceId, Sources, Span, Stitched, Stitching};
use helper::{Helper, HelperKind};
use line::Line;
use place::Lines;
use std::ops::Range;
use std::sync::Arc;

pub const INCLUDE_NOT_FOUND: Rule =
    Rule::error("include-not-found", "an included file, range or anchor exists");
pub const INCLUDE_CYCLE: Rule = Rule::error("include-cycle", "a file does not include itself");
pub const INCLUDE_TOO_LARGE: Rule =
    Rule::error("include-too-large", "includes stay within ten levels and 8 MB");
pub const UNCLOSED_ANCHOR: Rule =
    Rule::warning("unclosed-anchor", "an anchor of an included file ends");

const OPEN: &str = "{{#include ";
const CLOSE: &str = "}}";

/// Gets the text of a file, or a reason why not: by the name of the file that includes it and the path that stands there.
pub type Fetch<'a> = dyn FnMut(&str, &str, &mut Sources) -> Result<SourceId, String> + 'a;

/// What an include of a file names, from the book's folder.
///
/// # Errors
/// Says why a path names no file of a book.
pub fn named(from: &str, path: &str) -> Result<String, String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let name = climbing(format!("{folder}/{path}").trim_start_matches('/'));
    name.filter(|_| !path.starts_with('/'))
        .ok_or_else(|| "it lies outside the book's folder".to_owned())
}

/// Puts all includes of `source` in place. `left` is what includes may still bring into the whole book, in bytes.
pub fn stitch(
    source: SourceId,
    dialect: Dialect,
    sources: &mut Sources,
    left: &mut usize,
    fetch: &mut Fetch<'_>,
) -> (Stitched, Vec<Finding>) {
    let text = &sources.get(source).text;
    if braces(text).is_none() {
        return (Stitched::whole(source, Arc::clone(text)), Vec::new());
    }
    let mut stitcher = Stitcher {
        dialect,
        page_title: None,
        sources,
        fetch,
        open: Vec::new(),
        prefix: Vec::new(),
        brought: 0,
        left,
        full: false,
        out: Stitching::new(source),
        findings: Vec::new(),
    };
    let all = 0..stitcher.sources.get(source).text.len();
    stitcher.file(source, all, Lines::default());
    let mut whole = stitcher.out.finish();
    whole.page_title = stitcher.page_title.map(Arc::from);
    (whole, stitcher.findings)
}

/// Whether a part of a file is given by its lines.
fn is_range(part: &str) -> bool {
    // `1st` is the name of an anchor.
    let first = part.split(':').next().unwrap_or_default();
    first.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where two braces stand. They are rare in prose, so looking for one letter is many times quicker than looking for both.
pub(super) fn braces(text: &str) -> Option<usize> {
    text.match_indices('{').map(|(at, _)| at).find(|&at| text[at..].starts_with("{{"))
}

/// Whether a line from its braces on holds a marker that is nearly ours, which is told when the book is read.
pub(crate) fn is_slip(line: &str) -> bool {
    const LONGEST: usize = 64;
    let shown = &line[..line.floor_char_boundary(LONGEST)];
    let inner = shown[2..].trim_start_matches(['<', ' ', '\t', '%']).trim_start_matches('#');
    let (word, rest) = inner.split_at(inner.find([' ', '\t', '}']).unwrap_or(inner.len()));
    let names_file = !rest.trim_start().is_empty() && !rest.trim_start().starts_with('}');
    names_file && word.chars().count() > 4 && did_you_mean(word, ["include"]).is_some()
}

struct Stitcher<'a, 'f> {
    dialect: Dialect,
    /// The last one that the text gives.
    page_title: Option<String>,
    sources: &'a mut Sources,
    fetch: &'a mut Fetch<'f>,
    /// The files we are inside of, outermost first.
    open: Vec<SourceId>,
    /// What each line gets that an include brings, with the place of the marks it is made from.
    prefix: Vec<(SourceId, usize, String)>,
    /// Bytes that includes brought into this chapter, those of the markers counted.
    brought: usize,
    left: &'a mut usize,
    /// Whether a budget was spent.
    full: bool,
    out: Stitching,
    findings: Vec<Finding>,
}

impl Stitcher<'_, '_> {
    fn file(&mut self, source: SourceId, range: Range<usize>, mut lines: Lines) {
        let text = Arc::clone(&self.sources.get(source).text);
        let text = &text[..range.end];
        self.open.push(source);
        // How far the text is written out, and from where the next braces are looked for.
        let (mut at, mut from) = (range.start, range.start);
        let mut line = Line::before(range.start);
        while let Some(start) = braces(&text[from..]).map(|found| from + found) {
            if self.full && self.open.len() > 1 {
                break;
            }
            line.go_to(text, start, &mut lines);
            from = start + 2;
            let escaped = text[..start].ends_with('\\');
            if self.dialect == Dialect::MdBook {
                let Some(helper) = helper::of_mdbook(text, start) else { continue };
                let end = helper.at.end;
                if escaped {
                    self.push(source, at, &text[at..start - 1]);
                    self.push(source, start, &text[start..end]);
                } else {
                    self.push(source, at, &text[at..start]);
                    let prefix = (source, line.start, lines.prefix(&text[line.start..start]));
                    self.helper(source, &helper, prefix, lines.in_code());
                }
                (at, from) = (end, end);
                continue;
            }
            let close = line.close_after(text, from);
            if !text[start..].starts_with(OPEN) {
                if !escaped {
                    self.slip(source, text, start..line.end);
                }
                continue;
            }
            let Some(close) = close else {
                if !escaped {
                    self.findings.push(
                        INCLUDE_NOT_FOUND
                            .broken(Span::new(source, start..line.end), "this include has no `}}`")
                            .help("close it on the same line: `{{#include file.txt}}`".to_owned()),
                    );
                    // Other braces on this line are not closed either.
                    from = line.end;
                }
                continue;
            };
            let end = close + CLOSE.len();
            if escaped {
                self.push(source, at, &text[at..start - 1]);
                self.push(source, start, &text[start..end]);
            } else {
                self.push(source, at, &text[at..start]);
                let wanted = text[start + OPEN.len()..close].trim();
                let span = Span::new(source, start..end);
                let prefix = (source, line.start, lines.prefix(&text[line.start..start]));
                self.include(span, HelperKind::Include, wanted, prefix, lines.in_code());
            }
            (at, from) = (end, end);
        }
        self.push(source, at, &text[at..]);
        self.open.pop();
    }

    /// Adds text; behind each of its line ends stands what the lines of an include get.
    fn push(&mut self, source: SourceId, from: usize, text: &str) {
        if self.prefix.iter().all(|(_, _, prefix)| prefix.is_empty()) {
            self.out.push(source, from, text);
            return;
        }
        let mut at = from;
        for line in text.split_inclusive('\n') {
            self.out.push(source, at, line);
            at += line.len();
            if line.ends_with('\n') {
                let blank = text[at - from..].starts_with('\n');
                self.begin_line(blank);
            }
        }
    }

    fn begin_line(&mut self, blank: bool) {
        let last = self.prefix.iter().rposition(|(_, _, prefix)| prefix.contains('>'));
        for (index, (source, from, prefix)) in self.prefix.iter().enumerate() {
            // Blanks at the end of a line that has nothing else are left out.
            let prefix = match last {
                _ if !blank => prefix.as_str(),
                Some(last) if index < last => prefix.as_str(),
                Some(last) if index == last => prefix.trim_end(),
                _ => "",
            };
            self.out.push(*source, *from, prefix);
        }
    }

    /// A marker that is nearly ours: it would stand on the page as it is.
    fn slip(&mut self, source: SourceId, text: &str, range: Range<usize>) {
        if is_slip(&text[range.clone()]) {
            let finding = INCLUDE_NOT_FOUND
                .broken(Span::new(source, range.clone()), "this is nearly an include")
                .help("write `{{#include file.txt}}`, or `\\{{` to show the braces".to_owned());
            let inner = text[range].strip_prefix("{{#").filter(|inner| inner.ends_with("}}"));
            let word = inner.and_then(|inner| inner.split([' ', '\t']).next());
            self.findings.push(match word {
                Some(word) => finding.respelt(word, ["include"]),
                None => finding,
            });
        }
    }

    /// Does what a helper of mdBook asks for.
    fn helper(
        &mut self,
        source: SourceId,
        helper: &Helper<'_>,
        prefix: (SourceId, usize, String),
        in_code: bool,
    ) {
        let span = Span::new(source, helper.at.clone());
        let (file, more) = helper::attributes(helper.wanted);
        match helper.kind {
            HelperKind::Title => self.page_title = Some(helper.wanted.to_owned()),
            HelperKind::Include | HelperKind::Rustdoc => {
                self.include(span, helper.kind, file, prefix, in_code);
            }
            HelperKind::Playground => {
                // The block's own lines stand where the helper does.
                let at = helper.at.start;
                self.prefix.push(prefix.clone());
                self.push(source, at, &format!("```rust{more}\n"));
                self.prefix.pop();
                self.include(span, helper.kind, file, prefix.clone(), true);
                self.prefix.push(prefix);
                self.push(source, at, "\n```");
                self.prefix.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests;
