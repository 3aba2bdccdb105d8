//! What a question asks, and the words that decide it.

use super::Face;
use crate::check::text;
use crate::finding::{Finding, Rule};
use crate::parse::doc::{Block, Inline, InlineKind, each_inlines};
use crate::study::question::QuestionKind;

pub const QUESTION_ASKS: Rule =
    Rule::warning("question-asks", "a question asks one thing and says so with a question mark");
pub const QUESTION_CHOOSE: Rule =
    Rule::error("question-choose", "a question with several right options says how many");
pub const QUESTION_PHRASE: Rule = Rule::error(
    "question-phrase",
    "the deciding phrase stands word for word in the question or the scenario",
);
pub const QUESTION_STEM_LENGTH: Rule =
    Rule::warning("question-stem-length", "a question has at most 120 words, within a case 60");
pub const QUESTION_NEGATIVE: Rule = Rule::warning(
    "question-negative",
    "a question asks for what is right, or shows its `not` in bold",
);
pub const QUESTION_ARTICLE: Rule =
    Rule::warning("question-article", "no `a` or `an` before the options tells the answer");

pub(super) fn all(face: &Face<'_>, findings: &mut Vec<Finding>) {
    asks(face, findings);
    choose(face, findings);
    phrase(face, findings);
    length(face, findings);
    negative(face, findings);
    article(face, findings);
}

fn asks(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let message = match text::asking(&face.stem) {
        None if face.stem.trim().is_empty() => "the question has no text before its answers",
        None => "this is not a question",
        Some(asked) if face.stem.matches(text::QUESTION_MARKS).count() > 1 => {
            findings.push(
                QUESTION_ASKS
                    .broken(face.in_stem(asked), "this asks more than one thing")
                    .help("make a statement of all but the last question".to_owned()),
            );
            return;
        }
        Some(_) => return,
    };
    let stem = face.stem.trim_end();
    let last = stem.rmatch_indices(". ").next().map_or(stem, |(at, mark)| &stem[at + mark.len()..]);
    findings.push(
        QUESTION_ASKS
            .broken(face.in_stem(last), message)
            .help("end it with one question, such as `Which change lowers the bill?`".to_owned()),
    );
}

fn choose(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let right = face.right().count();
    let words = [(1, "one"), (2, "two"), (3, "three"), (4, "four"), (5, "five")];
    let Some((_, word)) = words.into_iter().find(|(number, _)| *number == right) else { return };
    if !face.is(QuestionKind::Multi) || right < 2 {
        return;
    }
    let Some(asked) = text::asking(&face.stem) else { return };
    // Also what follows the question mark: `Which …? (Choose TWO.)`
    let from = face.stem.rfind(asked).unwrap_or(0);
    let says = |wanted: &str| {
        let own = face.locale.word(&format!("ask.{wanted}")).to_lowercase();
        text::tokens(&face.stem[from..])
            .any(|(_, word)| word.eq_ignore_ascii_case(wanted) || word.to_lowercase() == own)
    };
    if says(word) {
        return;
    }
    let other = words.into_iter().map(|(_, word)| word).find(|other| says(other));
    let upper = word.to_uppercase();
    let message = match other {
        Some(other) => {
            format!("the question asks for {}, but {upper} options are right", other.to_uppercase())
        }
        None => format!("the question does not say that {upper} options are right"),
    };
    findings.push(QUESTION_CHOOSE.broken(face.in_stem(other.unwrap_or(asked)), message).help(
        match face.locale.word(&format!("ask.{word}")) {
            own if own == upper || right > 4 => format!("write `Which {upper} …?`"),
            own => format!("write `{own}` into the question"),
        },
    ));
}

fn phrase(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let Some(deciding) = face.question.deciding.as_ref().filter(|noted| !noted.text().is_empty())
    else {
        findings.push(
            QUESTION_PHRASE
                .broken(face.title(), format!("`{}` has no deciding phrase", face.question.id))
                .help(format!(
                    "after the options write `**{}:**` and the words of the question that settle it",
                    face.locale.word("marks.deciding_phrase")
                )),
        );
        return;
    };
    let wanted = text::spaced(&deciding.text());
    let scenario = face.case.map(|case| text::everything(&case.scenario)).unwrap_or_default();
    let [stem, scenario] = [&face.stem, &scenario].map(|text| text::spaced(text));
    if stem.contains(&wanted) || scenario.contains(&wanted) {
        return;
    }
    let lower = wanted.to_lowercase();
    let found = [&stem, &scenario].into_iter().find_map(|text| {
        let start = text.to_lowercase().find(&lower)?;
        text.get(start..start + wanted.len())
    });
    let whole = if face.case.is_some() { "the question or the scenario" } else { "the question" };
    let help = match found {
        Some(found) => format!("it stands there as `{found}`"),
        None => format!("copy the words that decide from {whole}"),
    };
    let at = text::extent(&deciding.inlines).unwrap_or_else(|| deciding.at.clone());
    let span = face.chapter.span(&text::trimmed(face.chapter, &at));
    findings.push(QUESTION_PHRASE.broken(span, format!("`{wanted}` is not in {whole}")).help(help));
}

fn length(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let limit = if face.case.is_some() { 60 } else { 120 };
    let words = text::count(&face.stem);
    if words > limit {
        findings.push(
            QUESTION_STEM_LENGTH
                .broken(
                    face.chapter.span(&face.stem_at()),
                    format!("{words} words are more than {limit}"),
                )
                .help("leave out what does not help to decide".to_owned()),
        );
    }
}

fn negative(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let plain = unemphasised(&face.question.stem);
    let Some(asked) = text::asking(&plain) else { return };
    let negative = |word: &str| {
        // NOT in capitals stands out by itself.
        let loud = word.len() > 1 && word.chars().all(|letter| !letter.is_lowercase());
        let lower = word.to_lowercase();
        !loud
            && (["not", "except", "least", "cannot"].contains(&lower.as_str())
                || lower.ends_with("n't"))
    };
    if let Some((_, word)) = text::tokens(asked).find(|(_, word)| negative(word)) {
        findings.push(
            QUESTION_NEGATIVE
                .broken(
                    word_of_question(face, word),
                    format!("readers miss the `{word}` in this question"),
                )
                .help(format!("ask for what is right, or write `**{word}**`")),
        );
    }
}

/// A word, looked for in the question itself and not in what comes before it.
fn word_of_question(face: &Face<'_>, word: &str) -> crate::source::Span {
    let at = face.stem_at();
    let written = &face.chapter.text.text[at.clone()];
    let asked = text::asking(written).and_then(|asked| written.rfind(asked)).unwrap_or(0);
    text::place(face.chapter, &(at.start + asked..at.end), word)
}

/// The words of some blocks without those in bold or italics.
fn unemphasised(blocks: &[Block]) -> String {
    fn push(inlines: &[Inline], text: &mut String) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(words) | InlineKind::Code(words) => text.push_str(words),
                InlineKind::Link(_) | InlineKind::Strike(_) => {
                    push(inline.inner(), text);
                }
                InlineKind::SoftBreak | InlineKind::HardBreak => text.push(' '),
                _ => {}
            }
        }
    }
    let mut text = String::new();
    each_inlines(blocks, &mut |inlines| {
        text.push(' ');
        push(inlines, &mut text);
    });
    text
}

fn article(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let last = text::tokens(&face.stem).last();
    if let Some((_, word @ ("a" | "an" | "A" | "An"))) = last
        && face.has_options()
    {
        let at = face.stem_at();
        let written = &face.chapter.text.text[at.clone()];
        let start = at.start + written.rfind(word).unwrap_or(0);
        findings.push(
            QUESTION_ARTICLE
                .broken(
                    face.chapter.span(&(start..start + word.len())),
                    format!("the `{word}` at the end fits some options only"),
                )
                .help(
                    "end with a whole question and begin each option with its own article"
                        .to_owned(),
                ),
        );
    }
}
