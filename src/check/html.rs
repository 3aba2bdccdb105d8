//! Raw HTML that the filter takes out: the author should hear of it, not find it missing on the page.

use crate::finding::{Finding, Rule};
use crate::fragment::filter::{passes, passes_attribute};
use crate::guide::Guide;
use crate::parse::Chapter;
use crate::parse::doc::{At, BlockKind, InlineKind, each_block, each_inline};

pub const FILTERED_HTML: Rule =
    Rule::warning("filtered-html", "raw HTML holds elements and attributes that we pass through");

pub fn filtered(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if guide.project.manifest.trusted_html {
        return findings;
    }
    for chapter in guide.chapters.iter().chain(&guide.home) {
        let mut places: Vec<At> = Vec::new();
        each_block(&chapter.blocks, &mut |block| {
            if let BlockKind::Html(_) = &block.kind {
                places.push(block.at.clone());
            }
        });
        each_inline(&chapter.blocks, &mut |inline| {
            if let InlineKind::Html(_) = &inline.kind {
                places.push(inline.at.clone());
            }
        });
        for place in places {
            tags(chapter, &place, &mut findings);
        }
    }
    findings
}

/// Looks at each opening tag in a stretch of raw HTML.
fn tags(chapter: &Chapter, place: &At, findings: &mut Vec<Finding>) {
    const HELP: &str = "use Markdown for it, or set `trusted-html = true` in `[build]` if you trust all of the book's text";
    let html = &chapter.text.text[place.clone()];
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        let rest = &html[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            at = comment.find("-->").map_or(html.len(), |end| html.len() - comment.len() + end);
            continue;
        }
        let name_length =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        at = start + 1 + name_length;
        let name = rest[..name_length].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let span = |from: usize, to: usize| chapter.span(&(place.start + from..place.start + to));
        if !passes(&name) {
            let message = format!("the element `<{name}>` is taken out of the page");
            findings.push(FILTERED_HTML.broken(span(start, at), message).help(HELP.to_owned()));
            continue;
        }
        while let Some((from, to, next)) = attribute(html, at) {
            let attribute = html[from..to].to_ascii_lowercase();
            if !passes_attribute(&name, &attribute) {
                let message =
                    format!("the attribute `{attribute}` of `<{name}>` is taken out of the page");
                findings.push(FILTERED_HTML.broken(span(from, to), message).help(HELP.to_owned()));
            }
            at = next;
        }
    }
}

/// The next attribute of a tag: where its name begins and ends, and where its value ends.
fn attribute(html: &str, at: usize) -> Option<(usize, usize, usize)> {
    let from = at + html[at..].find(|c: char| !c.is_ascii_whitespace() && c != '/')?;
    let rest = &html[from..];
    if rest.starts_with(['>', '<']) {
        return None;
    }
    let length = rest
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
        .unwrap_or(rest.len());
    let to = from + length.max(1).min(rest.len());
    let to = html.ceil_char_boundary(to);
    let Some(value) = html[to..].trim_ascii_start().strip_prefix('=') else {
        return Some((from, to, to));
    };
    let value = value.trim_ascii_start();
    let start = html.len() - value.len();
    let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote));
    let length = match quote {
        Some(quote) => value[1..].find(quote).map_or(value.len(), |end| end + 2),
        None => value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len()),
    };
    Some((from, to, start + length))
}
