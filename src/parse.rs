//! One chapter's text to one [`Chapter`]: front matter, blocks, heading ids.
//!
//! A chapter is made from its own text alone, so chapters can be parsed side by side. Parsing never fails; what it
//! cannot make sense of becomes a finding and a poorer block. Knows nothing of other chapters.

mod autolink;
pub mod blocks;
pub mod definitions;
pub mod dialect;
pub mod doc;
mod events;
pub mod fence;
pub mod formula;
pub mod front;
mod hidden;
mod ids;
mod literal;
pub mod markup;
mod quotes;
mod settle;

use crate::address::page_path;
use crate::finding::{Finding, Found};
use crate::load::Project;
use crate::manifest::Dialect;
use crate::manifest::outline::OutlineEntry;
use crate::source::{SourceId, Span, Stitched};
use crate::timing::Timings;
use definitions::Hidden;
pub use dialect::Syntax;
use doc::{At, BlockKind, Blocks, Heading, Inline, plain};
use front::Front;
use markup::Html;
use rayon::prelude::*;
pub use settle::is_wide;
use std::ops::Deref;
use std::sync::Arc;

/// A source file of the book, parsed. Shared, so that one that stays the same from one edition to the next is not copied.
#[derive(Debug, Clone)]
pub struct Chapter(Arc<Parts>);

/// What a chapter is made of.
#[derive(Debug)]
pub struct Parts {
    pub entry: OutlineEntry,
    pub text: Stitched,
    pub front: Front,
    /// What the contents call it, where they do.
    pub listed: Box<[Inline]>,
    pub blocks: Blocks,
    /// Where the author wrote links and images that no definition backs, for `check`.
    pub undefined: Vec<(At, String)>,
    /// Definitions of addresses that lead no link anywhere, for `check`.
    pub hidden: Vec<Hidden>,
}

impl From<Parts> for Chapter {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for Chapter {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Chapter {
    /// A chapter that has nothing to say, of a source that nobody asks for.
    pub fn blank(source: SourceId) -> Self {
        let parts = Parts {
            entry: OutlineEntry::default(),
            text: Stitched::empty(source),
            front: Front::default(),
            listed: Box::default(),
            blocks: Blocks::default(),
            undefined: Vec::new(),
            hidden: Vec::new(),
        };
        parts.into()
    }

    /// Whether two are one, and so the same in every respect.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub fn span(&self, at: &At) -> Span {
        self.text.span(at.clone())
    }

    /// The H1; without one what the contents call the chapter, or the file's name made readable.
    pub fn title(&self) -> String {
        let title = self.h1().map_or_else(|| plain(&self.listed), Heading::text);
        if title.is_empty() { from_name(&self.entry.path) } else { title }
    }

    /// What lists of chapters show: the words of the contents, else the H1. Nothing for a chapter with neither.
    pub fn name(&self) -> &[Inline] {
        if self.listed.is_empty() {
            self.h1().map_or(&[], |heading| &heading.inlines)
        } else {
            &self.listed
        }
    }

    pub fn h1(&self) -> Option<&Heading> {
        self.headings().find(|heading| heading.level == 1)
    }

    /// Calls `look` for every stretch of raw HTML.
    pub fn each_html<'c>(&'c self, look: &mut dyn FnMut(&'c Html)) {
        if self.may_hold_html() {
            doc::each_html(&self.blocks, look);
        }
    }

    /// Whether there may be raw HTML in it: without a `<` there is none, which is seen without a look at its blocks.
    pub fn may_hold_html(&self) -> bool {
        memchr::memchr(b'<', self.text.text.as_bytes()).is_some()
    }

    /// Where the title stands among the blocks.
    pub fn title_block(&self) -> Option<usize> {
        self.blocks
            .iter()
            .position(|block| matches!(&block.kind, BlockKind::Heading(it) if it.level == 1))
    }

    pub fn headings(&self) -> impl Iterator<Item = &Heading> {
        self.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Heading(heading) => Some(&**heading),
            _ => None,
        })
    }

    /// Path of the chapter's page from the site's root.
    pub fn page(&self) -> String {
        page_path(&self.entry.path)
    }
}

/// A file's name made readable.
pub fn from_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = stem
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_')
        .replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(
        || stem.to_owned(),
        |first| first.to_uppercase().collect::<String>() + letters.as_str(),
    )
}

/// Parses all chapters side by side. A chapter that could not be read is an empty one.
pub fn chapters(project: &Project) -> Found<Vec<Chapter>> {
    chapters_timed(project, &Timings::off())
}

/// The same, and `timings` learns how long each chapter takes.
pub fn chapters_timed(project: &Project, timings: &Timings<'_>) -> Found<Vec<Chapter>> {
    let syntax = Syntax::of(&project.manifest);
    let entries: Vec<&OutlineEntry> = project.outline.chapters().collect();
    let parsed: Vec<(Chapter, Vec<Finding>)> = entries
        .into_par_iter()
        .zip(&project.chapters)
        .map(|(entry, text)| {
            let text = text.clone().unwrap_or_else(|| {
                Stitched::empty(entry.span.map_or(project.manifest_source, |span| span.source))
            });
            timings.chapter(&entry.path, || chapter(entry.clone(), text, syntax))
        })
        .collect();
    let mut findings = Vec::new();
    let chapters = parsed
        .into_iter()
        .map(|(chapter, more)| {
            findings.extend(more);
            chapter
        })
        .collect();
    Found::new(chapters, findings)
}

/// Parses one chapter.
pub fn chapter(entry: OutlineEntry, text: Stitched, syntax: Syntax<'_>) -> (Chapter, Vec<Finding>) {
    let (front, body, mut findings) =
        if syntax.extensions { front::split(&text) } else { (Front::default(), 0, Vec::new()) };
    let parsed = blocks::parse(&text, body, syntax);
    findings.extend(parsed.findings);
    let chapter = Parts {
        listed: title(
            Some(&entry.title)
                .filter(|title| !title.is_empty())
                .or(front.nav_title.as_ref())
                .map_or("", String::as_str),
            text.span(0..0).source,
            syntax,
        ),
        entry,
        text,
        front,
        blocks: Blocks::from(parsed.blocks),
        undefined: parsed.undefined,
        hidden: parsed.hidden,
    };
    (chapter.into(), findings)
}

/// Parses a title of the contents, which stands in `source`: one line of Markdown without blocks.
pub fn title(markdown: &str, source: SourceId, syntax: Syntax<'_>) -> Box<[Inline]> {
    if markdown.is_empty() {
        return Box::default();
    }
    // A heading takes any words; number signs at its end and braces would be its own, unless attributes follow.
    let line = settle::on_one_line(markdown);
    let words = line.trim_end_matches('#');
    let signs = "\\#".repeat(line.len() - words.len());
    let text = Stitched::whole(source, format!("# {words}{signs} {{#title}}"));
    // mdBook leaves the quotes and dashes of its contents as they are.
    let typed = syntax.smart_punctuation && syntax.dialect == Dialect::Native;
    let syntax = Syntax { smart_punctuation: typed, ..syntax };
    match blocks::parse(&text, 0, syntax).blocks.into_iter().next().map(|block| block.kind) {
        Some(BlockKind::Heading(heading)) => heading.inlines,
        _ => Box::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_the_chapters() {
        assert_eq!(from_name("data/01-read_me-first.md"), "Read me first");
    }

    #[test]
    fn titles_of_the_contents_are_words_and_no_blocks() {
        let source = crate::source::Sources::default().add("SUMMARY.md", "");
        let syntax = Syntax::NATIVE;
        for (markdown, words) in [
            ("1. The `first` of *two*", "1. The first of two"),
            ("> C #", "> C #"),
            ("F ## and {x}", "F ## and {x}"),
            ("Sets {x}", "Sets {x}"),
            ("\\*a* \nb", "*a* b"),
            ("潮汐\n表", "潮汐表"),
        ] {
            assert_eq!(plain(&title(markdown, source, syntax)), words, "{markdown}");
        }
    }
}
