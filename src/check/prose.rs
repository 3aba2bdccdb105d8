//! The text of a chapter by itself: headings, emptiness, languages of code blocks, words that say nothing.

pub mod front;
pub mod letters;
pub mod marks;
pub mod unfinished;
pub mod words;

use super::proof::Galley;
use super::{foreign, text};
use crate::address;
use crate::finding::{Finding, Rule, did_you_mean};
use crate::fragment::code::{Colouring, known, language_names};
use crate::guide::{Guide, Target};
use crate::load::{Project, UNUSED_CHAPTER};
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, InlineKind, each_block};
use crate::parse::markup::{Html, PieceKind};
use crate::source::SourceId;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

pub const EMPTY_CHAPTER: Rule = Rule::error("empty-chapter", "every chapter says something");
pub const MISSING_TITLE: Rule =
    Rule::error("missing-title", "a chapter begins with its title, the one H1");
pub const HEADING_JUMP: Rule = Rule::error("heading-jump", "heading levels go down one at a time");
pub const UNKNOWN_LANGUAGE: Rule =
    Rule::warning("unknown-language", "code blocks name a language we can colour");

pub const EMPTY_LINK_WORDS: Rule =
    Rule::warning("empty-link-words", "the words of a link say where it leads");
pub const HEADING_SAYS_NOTHING: Rule =
    Rule::warning("heading-says-nothing", "a heading says what stands below it");
pub const UNUSED_IMAGE: Rule =
    Rule::warning("unused-image", "every picture of the source folder is shown somewhere");

/// What a chapter says, and how its headings follow each other.
pub fn chapter(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    if !galley.is_chapter || !galley.is_there {
        return findings;
    }
    if !says_something(chapter) {
        findings.push(
            EMPTY_CHAPTER
                .broken(chapter.span(&(0..0)), format!("`{}` has no text", chapter.entry.path))
                .help("write it, or take it out of the contents".to_owned()),
        );
        return findings;
    }
    let mut level = 0;
    let mut titles = 0;
    for block in &chapter.blocks {
        let BlockKind::Heading(heading) = &block.kind else { continue };
        if heading.level == 1 {
            titles += 1;
        }
        let span = chapter.span(&(block.at.start()..block.at.end()));
        // Of an unresolved conflict there is a finding of its own.
        let conflict = chapter.text.text[block.at.range()].starts_with("<<<<<<< ");
        if titles > 1 && heading.level == 1 && !conflict {
            findings.push(
                MISSING_TITLE
                    .broken(span, "a second H1 in one chapter")
                    .help("make it an H2, or split the chapter".to_owned()),
            );
        } else if level > 0 && heading.level > level + 1 {
            let message = format!("an H{} follows an H{level}", heading.level);
            let help = format!("make it an H{}", level + 1);
            findings.push(HEADING_JUMP.broken(span, message).help(help));
        }
        level = heading.level;
    }
    if let Some(title) = chapter.title_block() {
        // Front matter without an end has its finding already.
        let shown =
            |block: &&Block| is_shown(block) && !chapter.front.at.contains(&block.at.start());
        if let Some(block) = chapter.blocks[..title].iter().find(shown) {
            let first = text::trimmed(chapter, &block.at.range());
            let length = chapter.text.text[first.clone()].find('\n').unwrap_or(first.len());
            let message = "this stands above the title of its chapter";
            findings.push(
                MISSING_TITLE
                    .broken(chapter.span(&(first.start..first.start + length)), message)
                    .help("begin the chapter with its title, the line `# …`".to_owned()),
            );
        }
    }
    findings
}

/// Whether a chapter has more than headings.
fn says_something(chapter: &Chapter) -> bool {
    chapter.blocks.iter().any(|block| !matches!(block.kind, BlockKind::Heading(_)))
}

/// Chapters without a title. Others may include them.
pub fn untitled(guide: &Guide<'_>) -> Vec<Finding> {
    let included = OnceCell::new();
    let mut findings = Vec::new();
    for (chapter, text) in guide.chapters.iter().zip(&guide.project.chapters) {
        // The contents may name it.
        let named = !chapter.listed.is_empty() || chapter.title_block().is_some();
        if text.is_none() || named || !says_something(chapter) {
            continue;
        }
        let start = chapter.span(&(0..0));
        let help = match included.get_or_init(|| includes(guide)).get(&start.source) {
            Some(other) => format!(
                "`{other}` includes it: a part that is no chapter lies outside of the source folder, or in a book whose contents name the chapters"
            ),
            None => "begin it with a line `# Title`; the contents take it from there".to_owned(),
        };
        let message = format!("`{}` has no title", chapter.entry.path);
        findings.push(MISSING_TITLE.broken(start, message).help(help));
    }
    findings
}

/// Files that chapters include, each with the path of a chapter that does.
fn includes<'g>(guide: &'g Guide<'_>) -> BTreeMap<SourceId, &'g str> {
    let mut includes = BTreeMap::new();
    for chapter in &guide.chapters {
        let own = chapter.span(&(0..0)).source;
        let sources = chapter.blocks.iter().map(|block| chapter.span(&block.at.range()).source);
        includes.extend(
            sources.filter(|source| *source != own).map(|source| (source, &*chapter.entry.path)),
        );
    }
    includes
}

/// Whether a block is seen on the page: comments and anchors are not.
fn is_shown(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Html(html) => shows(html),
        BlockKind::Paragraph(inlines) => inlines.iter().any(|inline| match &inline.kind {
            InlineKind::Html(html) => shows(html),
            InlineKind::SoftBreak => false,
            _ => true,
        }),
        BlockKind::Footnote { .. } => false,
        _ => true,
    }
}

/// Whether raw HTML is more than comments and the tags of anchors.
fn shows(html: &Html) -> bool {
    html.pieces.iter().any(|piece| match &piece.kind {
        PieceKind::Open(tag) => !["a", "span"].contains(&tag.name.as_str()),
        PieceKind::Text(words) => !words.trim().is_empty(),
        PieceKind::Close(_) | PieceKind::Comment => false,
        PieceKind::Unended => true,
    })
}

pub fn languages(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    each_block(&chapter.blocks, &mut |block| {
        let BlockKind::Code(code) = &block.kind else { return };
        if code.language.is_empty() || known(&code.language) != Colouring::No {
            return;
        }
        let at = code.info_at.start..code.info_at.start + code.language.len();
        let help = foreign::directive(&code.language)
            .or_else(|| did_you_mean(&code.language, language_names()))
            .unwrap_or_else(|| {
                "the block is shown plain; write `text` if that is meant".to_owned()
            });
        findings.push(
            UNKNOWN_LANGUAGE
                .broken(chapter.span(&at), format!("we know no language `{}`", code.language))
                .help(help)
                .respelt(&code.language, language_names()),
        );
    });
    findings
}

/// Links whose words are the same whatever they lead to.
pub fn link_words(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    const EMPTY: [&str; 16] = [
        "click here",
        "here",
        "this link",
        "this page",
        "this",
        "link",
        "page",
        "read more",
        "more",
        "see here",
        "see this",
        "details",
        "learn more",
        "click",
        "source",
        "website",
    ];
    let mut findings = Vec::new();
    for link in &galley.links {
        let Some(said) = link.words.as_deref().map(str::trim) else { continue };
        let words = said.trim_end_matches(['.', ':', '…', '»', '>']).trim().to_lowercase();
        let written = &chapter.text.text[link.at.clone()];
        // A picture in a link speaks for it.
        if !(EMPTY.contains(&words.as_str()) || words.is_empty() && written.starts_with("[]")) {
            continue;
        }
        let length = written.find("](").map_or(written.len(), |end| end.max(1));
        let at = if words.is_empty() {
            link.at.clone()
        } else {
            link.at.start + 1..link.at.start + length
        };
        let message = match said {
            "" => "this link has no words".to_owned(),
            words => format!("`{words}` does not say where the link leads"),
        };
        findings.push(
            EMPTY_LINK_WORDS
                .broken(chapter.span(&at), message)
                .help("name what is there: readers jump from link to link, and search engines read these words".to_owned()),
        );
    }
    findings
}

pub fn headings(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    const NOTHING: [&str; 14] = [
        "misc",
        "miscellaneous",
        "stuff",
        "more",
        "other",
        "others",
        "various",
        "things",
        "other things",
        "etc",
        "tbd",
        "todo",
        "untitled",
        "more stuff",
    ];
    let mut findings = Vec::new();
    for block in &chapter.blocks {
        let BlockKind::Heading(heading) = &block.kind else { continue };
        let title = heading.text();
        let words =
            title.trim_matches(is_blank).trim_end_matches(['.', ':', '…', '!']).to_lowercase();
        if !words.is_empty() && !NOTHING.contains(&words.as_str()) {
            continue;
        }
        // A picture is read out by its own words.
        let at = text::extent(&heading.inlines);
        if title.trim().is_empty() && at.is_some() {
            continue;
        }
        let at = at.unwrap_or_else(|| text::trimmed(chapter, &block.at.range()));
        let message = if words.is_empty() {
            "this heading has no words".to_owned()
        } else {
            format!("`{}` could stand above anything", title.trim())
        };
        findings.push(
            HEADING_SAYS_NOTHING.broken(chapter.span(&at), message).help(
                "say what the section is about: the contents and the search show this line alone"
                    .to_owned(),
            ),
        );
    }
    findings
}

/// Whether a letter shows nothing: a blank, or one without a width.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || text::is_invisible(letter)
}

/// Files of Markdown that no ending makes chapters.
pub fn other_endings(guide: &Guide<'_>) -> Vec<Finding> {
    const OTHERS: [&str; 4] = ["markdown", "mdown", "mdx", "mkd"];
    let Project { files, sources, overlay, .. } = guide.project;
    // mdBook takes chapters of any name, and an include any file.
    let is_read = |path: &str| sources.find(&overlay.file(path)).is_some();
    let others = files.keys().filter(|path| {
        address::ending(path).is_some_and(|ending| OTHERS.contains(&ending.as_str()))
            && !is_read(path)
    });
    others
        .map(|path| {
            UNUSED_CHAPTER
                .broken_nowhere(format!("`{path}` is no chapter, and published as it is"))
                .help(
                    "chapters end in `.md`: rename it, or take it out of the source folder"
                        .to_owned(),
                )
        })
        .collect()
}

/// Pictures that are published and that no page shows.
pub fn images(guide: &Guide<'_>) -> Vec<Finding> {
    let is_picture = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        address::is_picture(path) && !name.starts_with("favicon.")
    };
    let mut unused: BTreeSet<&str> =
        guide.project.files.keys().map(String::as_str).filter(|path| is_picture(path)).collect();
    if unused.is_empty() {
        return Vec::new();
    }
    let manifest = &guide.project.manifest;
    for file in manifest.look_files() {
        unused.remove(manifest.published(file));
    }
    let in_a_draft = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        guide.project.drafts.iter().any(|(_, text)| text.text.contains(name))
    };
    unused.retain(|path| !in_a_draft(path));
    for (chapter, link) in guide.links() {
        if let Target::File { path, .. } = guide.leads(chapter, &link.at, &link.to) {
            unused.remove(path.as_str());
        }
    }
    let finding = |path: &str| {
        UNUSED_IMAGE
            .broken_nowhere(format!("no page shows the picture `{path}`"))
            .help("show it with `![what it shows](…)`, or take it out of the source folder: it is published as it is".to_owned())
    };
    unused.into_iter().map(finding).collect()
}
