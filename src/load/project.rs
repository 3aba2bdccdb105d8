//! A book as read: everything the stages between reading and writing are given.
//!
//! A [`Project`] holds texts that nobody has understood yet. What it can say of itself needs no reading: which chapters
//! are drafts, and what sort of book was found.

use super::history::History;
use super::languages::{Original, Overlay, SiteLanguage};
use super::pictures::Pictures;
use crate::assets::Assets;
use crate::manifest::outline::{EntryKind, Outline};
use crate::manifest::{Dialect, Manifest, matter};
use crate::source::{SourceId, Sources, Stitched, is_same};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Files of the author's that a site hands out as they are, by path from the source folder.
pub type GivenFiles = BTreeMap<String, Arc<[u8]>>;

/// A book as read: nothing understood yet, nothing to be read any more.
/// A copy shares all that is large.
#[derive(Debug, Clone)]
pub struct Project {
    pub manifest: Manifest,
    /// Name of the manifest's text; findings about settings point there.
    pub manifest_source: SourceId,
    pub outline: Arc<Outline>,
    pub sources: Sources,
    /// One per chapter of the outline, in the same order; nothing for a file that could not be read.
    pub chapters: Vec<Option<Stitched>>,
    pub home: Option<Stitched>,
    /// Words of the page for addresses that are not there.
    pub not_found: Option<Stitched>,
    /// One for each exam, in the manifest's order.
    pub blueprints: Vec<SourceId>,
    pub glossary: Option<SourceId>,
    pub services: Option<SourceId>,
    pub retired: Option<SourceId>,
    /// Pictures and downloads, by path from the source folder.
    pub files: Arc<GivenFiles>,
    /// Smaller copies of its pictures; none until they are made.
    pub pictures: Pictures,
    /// When its files last changed; nothing where nobody was asked.
    pub history: Option<History>,
    /// Where links in the book lead, by path from its folder: what changes there changes the book.
    pub linked: BTreeSet<String>,
    pub assets: Assets,
    /// Chapters that are not ready, left out: their paths and texts.
    pub drafts: Vec<(String, Stitched)>,
    /// Paths of chapters that have no file: their pages hold the title at most.
    pub unwritten: BTreeSet<String>,
    /// Whether the book has shortcodes, which are put in place.
    pub has_shortcodes: bool,
    /// Whether the programs of the manifest have changed the texts.
    pub programs_ran: bool,
    /// Which files stand in the place of others.
    pub overlay: Overlay,
    /// In another language than the book's own: the one in which its texts stand that are not translated.
    pub original: Option<Original>,
    /// All languages of the site, the book's own first; none for a book in one language.
    pub languages: Vec<SiteLanguage>,
    /// The book in its other languages, over the same sources.
    pub translations: Vec<Project>,
}

/// The texts of the data files, where there are such files. Quickly known to be the same.
#[derive(Debug, Clone)]
pub struct DataTexts(Vec<Option<(SourceId, Arc<str>)>>);

impl PartialEq for DataTexts {
    fn eq(&self, other: &Self) -> bool {
        let same = |pair: (&Option<(SourceId, Arc<str>)>, &Option<_>)| match pair {
            (Some((id, text)), Some((other, its))) => id == other && is_same(text, its),
            (None, None) => true,
            _ => false,
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}

impl Project {
    /// What the data files say.
    pub fn data(&self) -> DataTexts {
        let blueprints = self.blueprints.iter().copied().map(Some);
        let all = blueprints.chain([self.glossary, self.services, self.retired]);
        let text = |id: SourceId| (id, Arc::clone(&self.sources.get(id).text));
        DataTexts(all.map(|id| id.map(text)).collect())
    }

    /// Takes chapters out that say of themselves that they are drafts. One with chapters below it stays as a name above
    /// them.
    pub fn leave_out_drafts(&mut self) {
        for translation in &mut self.translations {
            translation.take_back_drafts(&self.chapters, &self.outline);
            translation.leave_out_drafts();
        }
        self.compare_languages();
        let mut texts = std::mem::take(&mut self.chapters).into_iter();
        let outline = Arc::make_mut(&mut self.outline);
        let mut entries = std::mem::take(&mut outline.entries).into_iter().peekable();
        while let Some(mut entry) = entries.next() {
            if entry.kind == EntryKind::Chapter {
                let text = texts.next().flatten();
                if let Some(draft) = text.as_ref().filter(|text| matter::is_draft(&text.text)) {
                    self.drafts.push((entry.path.clone(), draft.clone()));
                    let has_more = entries
                        .peek()
                        .is_some_and(|next| next.depth > entry.depth && next.part == entry.part);
                    if !has_more {
                        continue;
                    }
                    entry.kind = EntryKind::Group;
                    if entry.title.is_empty() {
                        let title = first_heading(&draft.text);
                        title.unwrap_or(&entry.path).clone_into(&mut entry.title);
                    }
                } else {
                    self.chapters.push(text);
                }
            }
            outline.entries.push(entry);
        }
    }

    /// What was recognised of a book that is not in our own words.
    pub fn recognised(&self) -> Option<String> {
        let manifest = &self.manifest;
        let settings = &self.sources.get(self.manifest_source).text;
        let summary = format!("{}/SUMMARY.md", manifest.source);
        // A book whose contents stand in its manifest was made ours.
        let theirs = manifest.dialect == Dialect::MdBook && self.sources.find(&summary).is_some();
        theirs.then(|| {
            let settings = if settings.is_empty() { "no book.toml" } else { "book.toml" };
            let chapters = match self.outline.chapters().count() {
                1 => "1 chapter".to_owned(),
                count => format!("{count} chapters"),
            };
            format!("an mdBook book: {settings}, {}/SUMMARY.md with {chapters}", manifest.source)
        })
    }
}

/// The words of the first main heading of a chapter that is not parsed, as they are written.
fn first_heading(text: &str) -> Option<&str> {
    let start = matter::find(text).and_then(|matter| matter.end).unwrap_or(0);
    let body = &text[start..];
    let mut events = Parser::new_ext(body, Options::ENABLE_HEADING_ATTRIBUTES).into_offset_iter();
    events.find(|(event, _)| {
        matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }))
    })?;
    let inner = events.take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_))));
    let words = inner.map(|(_, at)| at).reduce(|all, at| all.start..all.end.max(at.end))?;
    Some(&body[words])
}
