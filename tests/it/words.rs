//! The words of a chapter's source, less marks, are the words of its page.
//!
//! Chapters are made by a small grammar from a seed: every word in them is a number of its own, and between the words
//! stands whatever authors write, from lists in quotes to prices, braces and colons. On the page the numbers stand in
//! the order in which they were written, footnotes at the end, and what a comment hides is not there. A seed that fails
//! is in the message, with the chapter. For our own book it is enough that no word of a source is missing on its page.

mod made;

use guidewright::internals::fragment::code::Highlighter;
use guidewright::internals::load::{self, Files, Project};
use guidewright::internals::render::body::{Scene, Writer};
use guidewright::internals::render::surface;
use guidewright::internals::{guide, parse};
use made::Made;
use std::collections::BTreeMap;
use std::path::Path;

const CHAPTERS: usize = 10_000;
/// Chapters of one book, so that a book is read and put together a hundred times only.
const BOOK: usize = 100;

#[test]
fn made_up_chapters_keep_their_words() {
    for first in (0..CHAPTERS).step_by(BOOK) {
        let made: Vec<Made> = (first..first + BOOK).map(Made::new).collect();
        let settings = |on: bool, name: &str| format!("{name} = {on}\n");
        let book = first / BOOK;
        let mut files = BTreeMap::from([(
            "book.toml".to_owned(),
            format!(
                "[book]\ntitle = \"Made up\"\n[markdown]\n{}{}",
                settings(book.is_multiple_of(2), "smart-punctuation"),
                settings(!book.is_multiple_of(3), "formulas")
            ),
        )]);
        for (chapter, seed) in made.iter().zip(first..) {
            files.insert(format!("chapters/{seed}.md"), chapter.text.clone());
        }
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let project = load::files(&Files::from_texts(&files)).expect("a manifest is there").value;
        let pages = pages(&project);
        for (chapter, seed) in made.iter().zip(first..) {
            let page = &pages[&format!("{seed}.md")];
            let got = numbers(&visible(page));
            assert_eq!(got, chapter.words, "seed {seed}\n{}\n--- page\n{page}", chapter.text);
        }
    }
}

#[test]
fn our_own_book_keeps_its_words() {
    let project = load::folder(Path::new(".")).expect("our book is there").value;
    let mut lost = Vec::new();
    for (path, page) in pages(&project) {
        let text =
            project.outline.chapters().zip(&project.chapters).find(|(it, _)| it.path == path);
        let text = &text.and_then(|(_, text)| text.as_ref()).expect("it was read").text;
        let page = visible(&page);
        let mut shown = counted(&page);
        for word in words(&without_marks(text)) {
            match shown.get_mut(word) {
                Some(count) if *count > 0 => *count -= 1,
                _ => lost.push(format!("{path}: {word}")),
            }
        }
    }
    assert!(
        lost.is_empty(),
        "{} words are on no page: {:?}",
        lost.len(),
        &lost[..lost.len().min(40)]
    );
}

/// A chapter of our book without what is no word of its page: front matter, comments, addresses, what pictures
/// show, attributes, what stands behind a fence, the text of diagrams and formulas.
fn without_marks(text: &str) -> String {
    let body = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let mut out = String::new();
    let mut fence: Option<(String, bool)> = None;
    // The end of a comment or a formula over several lines.
    let mut until: Option<&str> = None;
    for line in body.map_or(text, |(_, body)| body).lines() {
        let inner = line.trim_start_matches([' ', '>']);
        let marks: String = inner.chars().take_while(|letter| *letter == '`').collect();
        if let Some(end) = until {
            until = until.filter(|_| !line.contains(end));
            continue;
        }
        match &fence {
            None if marks.len() >= 3 => {
                let drawn = inner[marks.len()..].starts_with("mermaid");
                fence = Some((marks, drawn));
            }
            Some((open, _)) if inner.trim_end() == open => fence = None,
            Some((_, true)) => {}
            Some(_) => out.extend([line, "\n"]),
            None if inner.starts_with("<!--") => {
                until = Some("-->").filter(|end| !line.contains(end));
            }
            None if inner.starts_with("$$") && inner.matches("$$").count() == 1 => {
                until = Some("$$");
            }
            None => {
                let mut line = line.to_owned();
                if inner.starts_with('#')
                    && let Some(at) = line.rfind(" {")
                {
                    line.truncate(at);
                }
                while let Some((before, picture)) = line.split_once("![") {
                    let after = picture.split_once("](").and_then(|(_, rest)| rest.split_once(')'));
                    line = format!("{before} {}", after.map_or("", |(_, rest)| rest));
                }
                let marks =
                    [("](", ")"), ("$$", "$$"), ("$", "$"), ("[!", "]"), ("[^", "]"), ("[x", "]")];
                for (open, close) in marks {
                    line = without(&line, open, close);
                }
                // A word may be bold in part.
                let parts = line.split('`').enumerate();
                let parts = parts.map(|(at, part)| match at % 2 {
                    0 => part.replace("**", ""),
                    _ => part.to_owned(),
                });
                let line = parts.collect::<Vec<_>>().join("`");
                // The number of an entry is shown by its list.
                let entry = line.trim_start_matches([' ', '>']);
                let words = entry.trim_start_matches(|letter: char| letter.is_ascii_digit());
                out.extend([words.strip_prefix(". ").unwrap_or(entry), "\n"]);
            }
        }
    }
    out
}

/// A line without what stands between two marks; code is left as it is.
fn without(line: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    for (index, part) in line.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        let mut rest = part;
        while index % 2 == 0
            && let Some(at) = rest.find(open)
            && let Some(end) = rest[at + open.len()..].find(close)
        {
            out.push_str(&rest[..at]);
            out.push(' ');
            rest = &rest[at + open.len() + end + close.len()..];
        }
        out.push_str(rest);
    }
    out
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn counted(text: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for word in words(text) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// The prose of each chapter's page, by the chapter's path.
fn pages(project: &Project) -> BTreeMap<String, String> {
    let chapters = parse::chapters(project);
    let guide = chapters.and_then(|chapters| guide::assemble(project, chapters)).value;
    let highlighter = Highlighter::default();
    let page = |chapter| {
        let scene =
            Scene { guide: Some(&guide), chapter, highlighter: &highlighter, trusted: false };
        let mut surface = surface::SitePage::of(chapter);
        let mut writer = Writer::new(scene, &mut surface);
        let html = writer.prose(&chapter.blocks);
        (chapter.entry.path.clone(), html + &writer.finish().html)
    };
    guide.chapters.iter().map(page).collect()
}

/// What a reader sees of some HTML.
fn visible(html: &str) -> String {
    const WITHIN_WORDS: [&str; 8] = ["a", "b", "code", "del", "em", "i", "span", "strong"];
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let name = rest[at + 1..end].trim_start_matches('/');
        let name = name.split(|letter: char| !letter.is_ascii_alphanumeric()).next();
        text.push_str(&rest[..at]);
        if !name.is_some_and(|name| WITHIN_WORDS.contains(&name)) {
            text.push(' ');
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    plain.iter().fold(text, |text, (entity, letter)| text.replace(entity, letter))
}

/// The numbers behind the letter `w`.
fn numbers(text: &str) -> Vec<u32> {
    let behind = text.split('w').skip(1);
    let digits = behind.map(|rest| rest.split(|letter: char| !letter.is_ascii_digit()).next());
    digits.filter_map(|digits| digits?.parse().ok()).collect()
}
