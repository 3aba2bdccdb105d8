//! Texts of a question that speak of options by their place, which is another one for each reader.

use super::Face;
use super::entries::{all_reasons, short};
use crate::check::text;
use crate::finding::{Finding, Rule};
use crate::parse::doc::words;
use crate::source::Span;

pub const QUESTION_POSITION: Rule = Rule::error(
    "question-position",
    "no text of a question speaks of other options by their place",
);

pub(super) fn all(face: &Face<'_>, findings: &mut Vec<Finding>) {
    const HELP: &str = "readers see the options in another order: name the thing instead";
    for (index, option) in face.entries.iter().enumerate() {
        let whole = text::same(option);
        let of_all = [
            "all of the above",
            "none of the above",
            "all of these",
            "none of these",
            "all the above",
            "both of the above",
        ];
        let pair = |text: &str| {
            let mut parts = text
                .split([' ', ','])
                .filter(|part| !part.is_empty() && !matches!(*part, "and" | "or" | "both" | "&"));
            let letter =
                |part: &str| part.len() == 1 && matches!(part, "a" | "b" | "c" | "d" | "e" | "f");
            text.contains(' ') && parts.clone().count() > 1 && parts.all(letter)
        };
        if of_all.iter().any(|of_all| whole.contains(of_all)) || pair(&whole) {
            findings.push(
                QUESTION_POSITION
                    .broken(
                        face.entry(index),
                        format!("`{}` speaks of the other options", short(option)),
                    )
                    .help("an option stands by itself: write what it proposes".to_owned()),
            );
        } else if let Some(words) = by_place(option) {
            let at = text::place(face.chapter, &face.entry_at(index), words);
            findings.push(
                QUESTION_POSITION
                    .broken(at, format!("`{words}` names an option by its place"))
                    .help(HELP.to_owned()),
            );
        }
    }
    for reason in all_reasons(face) {
        if let Some(words) = by_place(&reason.text) {
            let at = within(face, reason.at, words);
            findings.push(
                QUESTION_POSITION
                    .broken(at, format!("`{words}` names an option by its place"))
                    .help(HELP.to_owned()),
            );
        }
    }
    let explanation = words(&face.question.explanation);
    if let (Some(found), Some(first), Some(last)) = (
        by_place(&explanation),
        face.question.explanation.first(),
        face.question.explanation.last(),
    ) {
        let at = text::place(face.chapter, &(first.at.start()..last.at.end()), found);
        findings.push(
            QUESTION_POSITION
                .broken(at, format!("`{found}` names an option by its place"))
                .help(HELP.to_owned()),
        );
    }
    if let Some(found) = by_place(&face.stem) {
        findings.push(
            QUESTION_POSITION
                .broken(face.in_stem(found), format!("`{found}` names an option by its place"))
                .help(HELP.to_owned()),
        );
    }
}

/// The first place of some words below a span of the same chapter.
fn within(face: &Face<'_>, span: Span, words: &str) -> Span {
    let text = &face.chapter.text.text;
    let whole =
        face.question.entries.iter().flat_map(|entry| &entry.reason).map(|block| block.at.range());
    let cells = face.question.prompts.iter().filter_map(|prompt| text::extent(&prompt.reason));
    whole
        .chain(cells)
        .find(|at| {
            face.chapter.span(&text::trimmed(face.chapter, at)).start == span.start
                && text[at.clone()].contains(words)
        })
        .map_or(span, |at| text::place(face.chapter, &at, words))
}

/// `option B`, `the second option`, `the option above`.
fn by_place(text: &str) -> Option<&str> {
    const ORDINALS: [&str; 7] = ["first", "second", "third", "fourth", "fifth", "sixth", "last"];
    let words: Vec<(usize, &str)> = text::tokens(text).collect();
    let is = |word: &str, list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    words.windows(2).find_map(|pair| {
        let [(start, first), (next, second)] = [pair[0], pair[1]];
        let noun = |word: &str| is(word, &["option", "options", "answer", "answers", "choice"]);
        let label =
            matches!(second, "A" | "B" | "C" | "D" | "E" | "F" | "1" | "2" | "3" | "4" | "5" | "6");
        let named = noun(first) && (label || is(second, &["above", "below"]));
        let counted = is(first, &ORDINALS) && is(second, &["option", "options"]);
        // A comma or a full stop between the two parts them.
        let close = text[start + first.len()..next].trim().is_empty();
        (close && (named || counted)).then(|| &text[start..next + second.len()])
    })
}
