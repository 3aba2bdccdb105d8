//! Marks of Markdown and HTML in words that are shown as they are: those of data files and settings.

use crate::check::foreign::LITERAL_MARK;
use crate::check::html::markdown;
use crate::finding::Finding;
use crate::fragment::filter;
use crate::guide::{Guide, key_at};
use crate::manifest::{self, Dialect};
use crate::parse::markup::{self, PieceKind};
use crate::source::Span;
use std::ops::Range;

/// Marks in the descriptions of chapters.
pub(super) fn of_chapters(guide: &Guide<'_>) -> Vec<Finding> {
    let described = guide.chapters.iter().filter_map(|chapter| {
        marked(guide, key_at(chapter, "description"), &[chapter.front.description.as_ref()?])
    });
    described.collect()
}

/// Marks in the words of the book's settings and in the blueprints.
pub(super) fn of_book(guide: &Guide<'_>) -> Vec<Finding> {
    let project = guide.project;
    let mut findings = Vec::new();
    if project.manifest.dialect == Dialect::Native {
        let source = project.manifest_source;
        let text = &project.sources.get(source).text;
        let parts = project.outline.parts.iter().map(|part| &part.title);
        let words = [&project.manifest.title, &project.manifest.description];
        for words in words.into_iter().chain(parts).filter(|words| !words.is_empty()) {
            findings.extend(marked(guide, manifest::place(source, text, words), &[words]));
        }
    }
    for exam in guide.exams.iter() {
        let text = &project.sources.get(exam.source).text;
        let domains = exam.blueprint.domain.iter();
        let told = domains.flat_map(|domain| {
            let tasks = domain.task.iter();
            let objectives = tasks.flat_map(|task| task.objective.iter());
            std::iter::once(&domain.title).chain(objectives.map(|it| &it.text))
        });
        for words in told {
            findings.extend(marked(guide, manifest::place(exam.source, text, words), &[words]));
        }
    }
    findings
}

/// The first mark in some words; `entry` is where they, or the entry of the file that has them, begin.
pub(super) fn marked(guide: &Guide<'_>, entry: Span, words: &[&String]) -> Option<Finding> {
    let written = words.iter().find_map(|words| Some(&words[first(words)?]))?;
    let text = &guide.project.sources.get(entry.source).text;
    let start = entry.range().start;
    let span = text[start..]
        .find(written)
        .map_or(entry, |at| Span::new(entry.source, start + at..start + at + written.len()));
    let finding = LITERAL_MARK.broken(span, format!("`{written}` is shown as it is"));
    Some(finding.help("data files hold plain words: take the marks out".to_owned()))
}

fn first(words: &str) -> Option<Range<usize>> {
    let marks = [markdown::first(words), tag(words), entity(words)];
    marks.into_iter().flatten().min_by_key(|mark| mark.start)
}

/// The first tag of an element that HTML has.
fn tag(words: &str) -> Option<Range<usize>> {
    if !words.contains('<') {
        return None;
    }
    let html = markup::read(std::iter::once((words, 0)));
    html.pieces.into_iter().find_map(|piece| {
        let name = match &piece.kind {
            PieceKind::Open(tag) => &tag.name,
            PieceKind::Close(name) => name,
            PieceKind::Text(_) | PieceKind::Comment | PieceKind::Unended => return None,
        };
        // `<a>` and `<b>` stand for something in words as well; only a pair of them is a mark.
        let is_sure = name.len() > 1 || words.contains(&format!("</{name}>"));
        (filter::misspelt(name).is_none() && is_sure).then_some(piece.at)
    })
}

/// The first sign that is written as an entity.
fn entity(words: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 26;
    words.match_indices('&').find_map(|(at, _)| {
        let rest = &words[at + 1..];
        let (name, _) = rest[..rest.floor_char_boundary(LONGEST)].split_once(';')?;
        let digits = name.strip_prefix('#').map(|digits| digits.trim_start_matches(['x', 'X']));
        let letters = digits.unwrap_or(name);
        let holds = letters.len() > 1 && letters.bytes().all(|byte| byte.is_ascii_alphanumeric());
        holds.then(|| at..at + name.len() + 2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_words_that_look_alike() {
        for (words, expected) in [
            ("Runs a `job` soon", Some("`job`")),
            ("Stores <b>much</b>", Some("<b>")),
            ("One<br>two", Some("<br>")),
            ("Terms &amp; things, **now**", Some("&amp;")),
            ("A &#8212; dash", Some("&#8212;")),
            ("List<T>, a < b and b > a, R&D; AT&T; <a> to <b>", None),
            ("snake_case_names and 5 * 3 * 2", None),
        ] {
            assert_eq!(first(words).map(|at| &words[at]), expected, "{words}");
        }
    }
}
