//! What each kind of question must hold, and whether its key grades as it should.

use super::{Bank, Face};
use crate::check::text;
use crate::finding::{Finding, Rule};
use crate::parse::doc::plain;
use crate::study::grade::{Verdict, grade, key};
use crate::study::question::QuestionKind;
use crate::study::shape::{Counts, Shapes};

pub const QUESTION_OPTIONS: Rule = Rule::error(
    "question-options",
    "choice and multi have as many options and right ones as the exam's",
);
pub const QUESTION_KEY: Rule = Rule::error(
    "question-key",
    "the key grades as right, and every change a reader can see grades as wrong",
);
pub const ORDER_STEPS: Rule = Rule::error(
    "order-steps",
    "an order has as many steps as the exam's, and no more surplus ones",
);
pub const ORDER_SURPLUS: Rule = Rule::warning(
    "order-surplus",
    "an order offers as many steps that do not belong as the exam's",
);
pub const ORDER_WORDS: Rule =
    Rule::warning("order-words", "no step tells its place by `First`, `Then` or `Finally`");
pub const ORDER_REASON: Rule =
    Rule::error("order-reason", "an order says why no other order works");
pub const MATCH_PAIRS: Rule = Rule::error(
    "match-pairs",
    "a matching question has as many prompts as the exam's, with one response each",
);
pub const MATCH_SURPLUS: Rule = Rule::warning(
    "match-surplus",
    "as many responses stay unused as on the exam when each is used once",
);
pub const MATCH_REUSE: Rule = Rule::warning("match-reuse", "no response is right for all prompts");

pub(super) fn all(face: &Face<'_>, bank: &Bank<'_>, findings: &mut Vec<Finding>) {
    let usual = Shapes::default();
    let mut shapes = bank.guide.exams.shapes(face.question);
    if shapes.is_empty() {
        // The exam has shapes of its own, perhaps, in a file that cannot be read.
        if !bank.guide.project.manifest.study.blueprints.is_empty() {
            return;
        }
        shapes.push(&usual);
    }
    match face.question.kind {
        QuestionKind::Choice => {
            let options = wanted(&shapes, face.entries.len(), |shapes| shapes.choice.options);
            self::options(face, options, Counts::Exactly(1), findings);
        }
        QuestionKind::Multi => {
            let options = wanted(&shapes, face.entries.len(), |shapes| shapes.multi.options);
            let right = wanted(&shapes, face.right().count(), |shapes| shapes.multi.right);
            self::options(face, options, right, findings);
        }
        QuestionKind::Hotspot => {
            let areas = wanted(&shapes, face.entries.len(), |shapes| shapes.hotspot.areas);
            let right = wanted(&shapes, face.right().count(), |shapes| shapes.hotspot.right);
            self::options(face, areas, right, findings);
        }
        QuestionKind::Order => order(face, &shapes, findings),
        QuestionKind::Match => matching(face, &shapes, findings),
    }
    self_test(face, findings);
}

/// What the exams ask for: where it differs, what fits the question, else what the first one says.
fn wanted(shapes: &[&Shapes], have: usize, of: impl Fn(&Shapes) -> Counts) -> Counts {
    let all = || shapes.iter().map(|shapes| of(shapes));
    all().find(|counts| counts.contains(have)).or_else(|| all().next()).expect("never empty")
}

fn options(face: &Face<'_>, options: Counts, right: Counts, findings: &mut Vec<Finding>) {
    // Without any option the shape is at fault, which was said when it was read.
    let (have, marked) = (face.entries.len(), face.right().count());
    if have == 0 {
        return;
    }
    let name = face.question.kind.name();
    let hotspot = face.is(QuestionKind::Hotspot);
    let parts = if hotspot { "areas" } else { "options" };
    if !options.contains(have) {
        let more = if have < *options.range().start() {
            "add what a half-informed person would pick"
        } else {
            "take away the weakest wrong ones"
        };
        findings.push(
            QUESTION_OPTIONS
                .broken(
                    face.title(),
                    format!("a {name} has {} {parts}, this one {have}", options.say()),
                )
                .help(more.to_owned()),
        );
    }
    if !right.contains(marked) {
        let span = match face.right().nth(*right.range().end()) {
            Some(surplus) => face.entry(surplus),
            None => face.title(),
        };
        let kinds = if hotspot {
            "`[shapes.hotspot]` of the blueprint says how many there may be"
        } else {
            "one right option makes a `.choice`, more a `.multi`"
        };
        findings.push(
            QUESTION_OPTIONS
                .broken(span, format!("a {name} has {} right, this one {marked}", right.say()))
                .help(format!("mark right {parts} with `[x]`; {kinds}")),
        );
    }
}

fn order(face: &Face<'_>, shapes: &[&Shapes], findings: &mut Vec<Finding>) {
    let (steps, surplus) = (face.right().count(), face.wrong().count());
    if steps == 0 {
        return;
    }
    let counts = wanted(shapes, steps, |shapes| shapes.order.steps);
    if !counts.contains(steps) {
        let message = format!("{steps} steps are not {}", counts.say());
        findings.push(
            ORDER_STEPS.broken(face.title(), message).help(
                "split or join steps; surplus ones stand in the bullet list below".to_owned(),
            ),
        );
    }
    let counts = wanted(shapes, surplus, |shapes| shapes.order.surplus);
    let (least, most) = counts.range().into_inner();
    if surplus > most {
        let beyond = face.wrong().nth(most).map_or_else(|| face.title(), |index| face.entry(index));
        findings.push(
            ORDER_STEPS
                .broken(beyond, format!("{surplus} surplus steps are more than {most}"))
                .help("keep those that tempt".to_owned()),
        );
    }
    if surplus < least {
        let message = if surplus == 0 {
            "every step is used, so the last one is free".to_owned()
        } else {
            format!("{surplus} surplus steps are fewer than {least}")
        };
        let help =
            format!("below the steps add a bullet list with {} that do not belong", counts.say());
        findings.push(ORDER_SURPLUS.broken(face.title(), message).help(help));
    }
    for (index, entry) in face.entries.iter().enumerate() {
        let first = text::tokens(entry).next().map(|(_, word)| word).unwrap_or_default();
        let telling =
            ["first", "firstly", "then", "next", "afterwards", "finally", "lastly", "last"];
        if telling.iter().any(|word| word.eq_ignore_ascii_case(first)) {
            findings.push(
                ORDER_WORDS
                    .broken(
                        text::place(face.chapter, &face.entry_at(index), first),
                        format!("`{first}` tells where this step belongs"),
                    )
                    .help("begin with what is done".to_owned()),
            );
        }
    }
    if face.question.order_reason.as_ref().is_none_or(|noted| noted.text().is_empty()) {
        findings.push(
            ORDER_REASON
                .broken(face.title(), format!("`{}` does not say why its order is the only one", face.question.id))
                .help(format!(
                    "add a paragraph `**{}:** …` that names what each step needs from the one before",
                    face.locale.word("marks.why_this_order")
                )),
        );
    }
}

fn matching(face: &Face<'_>, shapes: &[&Shapes], findings: &mut Vec<Finding>) {
    let prompts = &face.question.prompts;
    if prompts.is_empty() {
        return;
    }
    let counts = wanted(shapes, prompts.len(), |shapes| shapes.matching.prompts);
    if !counts.contains(prompts.len()) {
        findings.push(
            MATCH_PAIRS
                .broken(face.title(), format!("{} prompts are not {}", prompts.len(), counts.say()))
                .help("add rows, or make two questions of it".to_owned()),
        );
    }
    if face.entries.len() < 2 {
        findings.push(
            MATCH_PAIRS
                .broken(face.title(), "there is one response to choose from")
                .help("give the prompts different responses".to_owned()),
        );
        return;
    }
    let times =
        |response: usize| prompts.iter().filter(|prompt| prompt.response == response).count();
    if face.question.fields.reuse {
        let for_all = (0..face.entries.len()).find(|&response| times(response) == prompts.len());
        if let Some(response) = for_all {
            findings.push(
                MATCH_REUSE
                    .broken(
                        face.entry(response),
                        format!("`{}` is right for all prompts", face.entries[response]),
                    )
                    .help("give some prompts another response".to_owned()),
            );
        }
        return;
    }
    for (index, prompt) in prompts.iter().enumerate() {
        if prompts[..index].iter().any(|earlier| earlier.response == prompt.response) {
            let response = &face.entries[prompt.response];
            let at = text::extent(&prompt.inlines).unwrap_or_else(|| prompt.at.clone());
            findings.push(
                MATCH_PAIRS
                    .broken(face.chapter.span(&at), format!("`{response}` is the response of a prompt above too"))
                    .help("responses are used once; write `reuse=many` on the heading if one may repeat".to_owned()),
            );
        }
    }
    let surplus = face.entries.len().saturating_sub(prompts.len());
    let counts = wanted(shapes, surplus, |shapes| shapes.matching.surplus);
    if !counts.contains(surplus) {
        let (message, help) = if surplus == 0 {
            let help = "below the table add a bullet list with a response that fits no prompt";
            ("every response is used, so the last pair is free".to_owned(), help)
        } else {
            let help = "the bullet list below the table holds them";
            (format!("{surplus} responses that fit no prompt are not {}", counts.say()), help)
        };
        findings.push(MATCH_SURPLUS.broken(face.title(), message).help(help.to_owned()));
    }
}

/// Grades the key, a blank, and the key with every single change. Two answers that look the same must grade the same.
fn self_test(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let key = key(face.question);
    // Counts and doubles have rules of their own; a key is tested when it can work at all.
    let doubles = (1..face.entries.len()).any(|index| {
        face.entries[..index]
            .iter()
            .any(|earlier| text::same(earlier) == text::same(&face.entries[index]))
    });
    if key.is_empty() || doubles {
        return;
    }
    let kind = face.question.kind;
    let shown = shown(face, &key);
    let sound = grade(kind, &key, &key) == Verdict::Right
        && grade(kind, &key, &vec![""; key.len()]) == Verdict::Unanswered
        && grade(kind, &key, &[]) == Verdict::Unanswered;
    let wrong = mutations(face, &key).into_iter().find(|answer| {
        (grade(kind, &key, answer) == Verdict::Right) != (self::shown(face, answer) == shown)
    });
    if let Some(answer) = wrong.filter(|_| sound) {
        let place = (0..key.len()).find(|&place| answer.get(place) != Some(&key[place]));
        let prompt = place
            .filter(|_| kind == QuestionKind::Match)
            .and_then(|place| face.question.prompts.get(place));
        let (span, message, help) = match prompt {
            Some(prompt) => {
                let at = text::extent(&prompt.inlines).unwrap_or_else(|| prompt.at.clone());
                let message = format!(
                    "the prompt `{}` stands twice with different responses",
                    plain(&prompt.inlines)
                );
                (face.chapter.span(&at), message, "say what sets the two prompts apart")
            }
            None => (
                face.title(),
                "an answer that looks right grades as wrong".to_owned(),
                "make all entries different",
            ),
        };
        findings.push(QUESTION_KEY.broken(span, message).help(help.to_owned()));
    } else if !sound {
        findings.push(
            QUESTION_KEY
                .broken(face.title(), "the key does not grade as right, or a blank does")
                .help("mark the right options with `[x]`".to_owned()),
        );
    }
}

/// Every answer that differs from the key in one slot, by a swap of two slots, or by one entry more or fewer.
fn mutations<'f>(face: &'f Face<'_>, key: &[&'f str]) -> Vec<Vec<&'f str>> {
    let entries: Vec<&str> = face.question.entries.iter().map(|entry| entry.id.as_str()).collect();
    let slots = matches!(face.question.kind, QuestionKind::Order | QuestionKind::Match);
    let mut answers = Vec::new();
    for place in 0..key.len() {
        for entry in entries.iter().copied().chain([""]).filter(|entry| *entry != key[place]) {
            let mut answer = key.to_vec();
            answer[place] = entry;
            answers.push(answer);
        }
        for other in place + 1..key.len() {
            let mut answer = key.to_vec();
            answer.swap(place, other);
            answers.push(answer);
        }
    }
    if !slots {
        for entry in entries.iter().copied().filter(|entry| !key.contains(entry)) {
            answers.push(key.iter().copied().chain([entry]).collect());
        }
    }
    answers
}

/// What a reader sees of an answer.
fn shown(face: &Face<'_>, answer: &[&str]) -> Vec<(String, String)> {
    let text_of = |id: &str| {
        let entry = face.question.entries.iter().position(|entry| entry.id == id);
        entry.map(|index| text::same(&face.entries[index])).unwrap_or_default()
    };
    let prompt = |place: usize| {
        face.question
            .prompts
            .get(place)
            .map(|prompt| text::same(&plain(&prompt.inlines)))
            .unwrap_or_default()
    };
    let mut shown: Vec<(String, String)> =
        answer.iter().enumerate().map(|(place, id)| (prompt(place), text_of(id))).collect();
    if face.question.kind != QuestionKind::Order {
        shown.sort();
        shown.retain(|(_, text)| !text.is_empty());
        shown.dedup();
    }
    shown
}
