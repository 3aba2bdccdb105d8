//! What a question's heading says of it: id, objectives, dates, enemies.

use super::{Bank, Face};
use crate::check::data::{UNKNOWN_OBJECTIVE, UNKNOWN_SERVICE};
use crate::check::text;
use crate::day::{self, is_day};
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::parse::Chapter;
use crate::parse::doc::At;
use crate::source::Span;
use crate::study::objective::Domain;
use crate::study::question::{attribute_span, is_id};

pub const QUESTION_ID: Rule =
    Rule::error("question-id", "a question's id has 3 to 40 of a–z, 0–9 and hyphens");
pub const QUESTION_RETIRED: Rule =
    Rule::error("question-retired", "the id of a withdrawn question never comes back");
pub const QUESTION_OBJECTIVE: Rule =
    Rule::error("question-objective", "a question names one to three objectives, or is general");
pub const QUESTION_ORIGINAL: Rule = Rule::error("question-original", "questions are original work");
pub const QUESTION_DATE: Rule =
    Rule::error("question-date", "dates of a question are days, such as 2026-11-23");
pub const QUESTION_UNSHUFFLED: Rule =
    Rule::warning("question-unshuffled", "options are shuffled unless a reason is given");
pub const QUESTION_RENAMED: Rule =
    Rule::error("question-renamed", "an earlier id of a question is nobody else's");
pub const QUESTION_ENEMY: Rule =
    Rule::error("question-enemy", "enemies are other questions of the book");

pub(super) fn all(face: &Face<'_>, bank: &Bank<'_>, findings: &mut Vec<Finding>) {
    id(
        face.chapter,
        &face.question.heading_at,
        &face.question.id,
        bank.guide,
        &QUESTION_ID,
        findings,
    );
    objectives(face, bank, findings);
    services(face, bank, findings);
    enemies(face, bank, findings);
    renamed(face, bank, findings);
    dates(face, findings);
    let fields = &face.question.fields;
    if let Some(sources) = fields.sources.as_ref().filter(|sources| *sources != "original") {
        findings.push(
            QUESTION_ORIGINAL
                .broken(
                    face.field("sources"),
                    format!("a question's source is `original`, not `{sources}`"),
                )
                .help(
                    "write the question anew from the documentation, in your own words".to_owned(),
                ),
        );
    }
    if !fields.shuffle {
        findings.push(
            QUESTION_UNSHUFFLED
                .broken(face.field("shuffle"), "these options keep their order")
                .help("take `shuffle=false` away, or give the reason in `<!-- allow(question-unshuffled): why -->`".to_owned()),
        );
    }
}

/// The setting for the whole book.
pub(super) fn sources(guide: &Guide<'_>, findings: &mut Vec<Finding>) {
    let sources = &guide.project.manifest.study.sources;
    if sources != "original" {
        let text = &guide.project.sources.get(guide.project.manifest_source).text;
        let needle = format!("\"{sources}\"");
        let at = text.find(&needle).map_or(0..0, |at| at..at + needle.len());
        findings.push(
            QUESTION_ORIGINAL
                .broken(Span::new(guide.project.manifest_source, at), format!("a book's questions are `original`, not `{sources}`"))
                .help("write them anew from the documentation, in your own words; then take the line away".to_owned()),
        );
    }
}

/// Shape of an id, and whether it was withdrawn. Cards use it too.
pub(super) fn id(
    chapter: &Chapter,
    at: &At,
    id: &str,
    guide: &Guide<'_>,
    rule: &'static Rule,
    findings: &mut Vec<Finding>,
) {
    if !is_id(id) {
        let help = if id.len() > 40 {
            "shorten it: readers' progress is kept under this name"
        } else {
            "use 3 to 40 of a–z, 0–9 and hyphens"
        };
        let finding = rule.broken(text::id(chapter, at, id), format!("the id `{id}` does not fit"));
        let finding = finding.help(help.to_owned());
        findings.push(match fitting(id, guide, rule) {
            Some(fitting) => finding.mended(id, fitting),
            None => finding,
        });
    }
    if guide.retired.contains(id) {
        findings.push(
            QUESTION_RETIRED
                .broken(
                    text::id(chapter, at, id),
                    format!("the id `{id}` belonged to a withdrawn question"),
                )
                .help("choose another id: readers' old answers hang on this one".to_owned()),
        );
    }
}

/// The id that one with capitals, underscores and the like was meant to be. Where the book lets such ids pass, readers
/// may have progress under them, and a place may be named so already.
fn fitting(id: &str, guide: &Guide<'_>, rule: &'static Rule) -> Option<String> {
    let plain: String = id
        .chars()
        .map(|letter| match letter {
            '_' | '.' | ':' | '/' => '-',
            letter => letter.to_ascii_lowercase(),
        })
        .collect();
    let is_taken = |chapter: usize| guide.anchors("", Some(chapter)).contains(plain.as_str());
    let free = !(0..guide.chapters.len()).any(is_taken) && !guide.retired.contains(plain.as_str());
    let strict = !guide.project.manifest.rules.contains_key(rule.name);
    (is_id(&plain) && free && strict).then_some(plain)
}

fn objectives(face: &Face<'_>, bank: &Bank<'_>, findings: &mut Vec<Finding>) {
    let ids = &face.question.fields.objectives;
    if bank.objectives.is_empty() || face.question.fields.general && ids.is_empty() {
        return;
    }
    let known = Known {
        field: "objectives",
        ids: &bank.objectives,
        lacks: &|id| bank.guide.exams.lacks(id),
        rule: &UNKNOWN_OBJECTIVE,
    };
    unknown(face.chapter, &face.question.heading_at, ids, &known, findings);
    findings.extend(elsewhere(face, bank));
    match ids.len() {
        0 => findings.push(
            QUESTION_OBJECTIVE
                .broken(face.title(), format!("`{}` has no objective", face.question.id))
                .help("add `objectives=…` to the heading, or `general=true` if it is about the exam itself".to_owned()),
        ),
        1..=3 => {}
        number => findings.push(
            QUESTION_OBJECTIVE
                .broken(face.field("objectives"), format!("{number} objectives are more than a question can ask for"))
                .help("keep the one to three that decide the answer, the main one first".to_owned()),
        ),
    }
}

/// A question of a part that teaches one domain, asking for nothing but objectives of others.
fn elsewhere(face: &Face<'_>, bank: &Bank<'_>) -> Option<Finding> {
    let guide = bank.guide;
    let part = guide.project.outline.parts.get(face.chapter.entry.part)?;
    let taught = part.domain.as_deref()?;
    let ids = &face.question.fields.objectives;
    let homes: Vec<&Domain> =
        ids.iter().filter_map(|id| Some(guide.exams.find(id)?.domain)).collect();
    let other = homes.first()?;
    let strays = homes.iter().all(|domain| domain.id != taught);
    let known = guide.exams.iter().any(|exam| exam.blueprint.domain(taught).is_some());
    (strays && known).then(|| {
        let message = format!(
            "`{}` stands in a part on domain `{taught}` and asks for `{}` of domain `{}`",
            face.question.id, ids[0], other.id
        );
        let help = "move it to a chapter of that domain, or name an objective of this one";
        QUESTION_OBJECTIVE.broken(face.field("objectives"), message).help(help.to_owned())
    })
}

/// What a field of a heading may name.
pub(super) struct Known<'a> {
    pub field: &'a str,
    pub ids: &'a [&'a str],
    /// What to say of a name that is not among them.
    pub lacks: &'a dyn Fn(&str) -> String,
    pub rule: &'static Rule,
}

/// Names in a list of the heading that nobody knows.
pub(super) fn unknown(
    chapter: &Chapter,
    at: &At,
    ids: &[String],
    known: &Known<'_>,
    findings: &mut Vec<Finding>,
) {
    let field = known.field;
    for id in ids.iter().filter(|id| !known.ids.contains(&id.as_str())) {
        let span = attribute_span(chapter, at, field);
        let list = &chapter.text.text[at.clone()];
        let start = list.find(&format!("{field}=")).map(|start| start + field.len() + 1);
        let span = start.and_then(|start| Some((start, list[start..].find(id.as_str())?))).map_or(
            span,
            |(start, found)| {
                chapter.span(&(at.start + start + found..at.start + start + found + id.len()))
            },
        );
        let finding = known.rule.broken(span, (known.lacks)(id));
        findings.push(finding.misspelt(id, known.ids.iter().copied(), || {
            "name one that there is, or take it away".to_owned()
        }));
    }
}

fn services(face: &Face<'_>, bank: &Bank<'_>, findings: &mut Vec<Finding>) {
    if bank.guide.project.services.is_some() {
        let ids = &face.question.fields.confuses;
        let known = Known {
            field: "confuses",
            ids: &bank.services,
            lacks: &|id| format!("the directory has no service `{id}`"),
            rule: &UNKNOWN_SERVICE,
        };
        unknown(face.chapter, &face.question.heading_at, ids, &known, findings);
    }
}

fn enemies(face: &Face<'_>, bank: &Bank<'_>, findings: &mut Vec<Finding>) {
    let enemies = &face.question.fields.enemies;
    if enemies.is_empty() {
        return;
    }
    if enemies.contains(&face.question.id) {
        findings.push(
            QUESTION_ENEMY
                .broken(face.field("enemies"), format!("`{}` is its own enemy", face.question.id))
                .help("name the questions that must not share a form with this one".to_owned()),
        );
    }
    let known = bank.ids.iter().copied().filter(|id| *id != face.question.id);
    let known: Vec<&str> = known.collect();
    let known = Known {
        field: "enemies",
        ids: &known,
        lacks: &|id| format!("the book has no question `{id}`"),
        rule: &QUESTION_ENEMY,
    };
    let others: Vec<String> =
        enemies.iter().filter(|id| **id != face.question.id).cloned().collect();
    unknown(face.chapter, &face.question.heading_at, &others, &known, findings);
}

/// Progress kept under an earlier id goes to one question alone.
fn renamed(face: &Face<'_>, bank: &Bank<'_>, findings: &mut Vec<Finding>) {
    let id = &face.question.id;
    for was in &face.question.fields.was {
        let (message, help) = if bank.ids.contains(was.as_str()) {
            let help = "take it out of `was`; `was` names ids that no question has any more";
            (format!("`{was}` is the id of a question still"), help)
        } else if bank.renamed.get(was.as_str()).is_some_and(|first| first != id) {
            let help = "leave it with the question that asks for the same as the one it named";
            (format!("`{was}` is an earlier id of `{}` too", bank.renamed[was.as_str()]), help)
        } else {
            continue;
        };
        let found = QUESTION_RENAMED.broken(face.field("was"), message);
        findings.push(found.help(help.to_owned()));
    }
}

fn dates(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let fields = &face.question.fields;
    let known = [("asof", &fields.asof), ("review-by", &fields.review_by)];
    for (name, date) in known.iter().filter_map(|(name, date)| Some((name, date.as_ref()?))) {
        if !is_day(date) {
            let finding = QUESTION_DATE
                .broken(face.field(name), format!("`{date}` is not a day"))
                .help(format!("write it as `{name}=2026-11-23`"));
            findings.push(match day::meant(date) {
                Some(day) => finding.mended(date, day),
                None => finding,
            });
        }
    }
    if let (Some(asof), Some(review_by)) = (&fields.asof, &fields.review_by)
        && is_day(asof)
        && is_day(review_by)
        && review_by <= asof
    {
        findings.push(
            QUESTION_DATE
                .broken(face.field("review-by"), "the review is due before the facts were true")
                .help("`review-by` is a day after `asof`".to_owned()),
        );
    }
}
