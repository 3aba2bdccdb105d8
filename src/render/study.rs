//! Questions, cases and cards into their templates.
//!
//! Takes study material and a writer for prose, gives complete HTML that reads without scripts: the question, and its
//! answer with every reason folded below. The element in the browser only adds behaviour.

use super::areas;
use super::body::Writer;
use super::choice;
use super::contents;
use super::frame::Shell;
use super::surface::Answer;
use crate::address;
use crate::guide::own;
use crate::parse::blocks::FRAME;
use crate::parse::doc::{Inline, InlineKind, plain, words};
use crate::study::card::Card;
use crate::study::form;
use crate::study::grade;
use crate::study::question::{Case, Noted, Question};
use serde::Serialize;

/// Seed of the order in which a page shows the entries, so that a key's place says nothing and stays where it is.
const PAGE: &str = "page";

#[derive(Debug, Serialize)]
struct QuestionView {
    id: String,
    /// The id of its heading.
    place: String,
    kind: &'static str,
    /// The direction of its letters where they run against the rest of the chapter.
    direction: &'static str,
    title: String,
    level: u8,
    /// Level of the heading that tells the verdict.
    verdict: u8,
    rev: u32,
    difficulty: &'static str,
    case: String,
    /// Ids it had before, separated by spaces.
    was: String,
    reuse: bool,
    stem: String,
    /// What a hotspot asks about, and its areas as a drawing of the same size.
    picture: String,
    areas: String,
    /// How many are right, in words, for a multiple response.
    choose: String,
    choose_count: usize,
    /// In the order of the page.
    entries: Vec<EntryView>,
    /// The right sequence first, surplus entries last, as the author wrote them.
    solution: Vec<EntryView>,
    prompts: Vec<PromptView>,
    slots: Vec<usize>,
    /// Ids of the right entries: a set, the sequence of an ordering, or for a matching the response of each prompt.
    key: String,
    deciding: String,
    order_reason: String,
    explanation: String,
    references: String,
    objectives: Vec<ObjectiveView>,
    /// Where its answer stands; empty where that is below the question.
    answer_href: String,
}

#[derive(Debug, Clone, Serialize)]
struct EntryView {
    id: String,
    print: String,
    text: String,
    /// The same a second time on the page.
    again: String,
    /// Without markup, for a control.
    label: String,
    /// Whether it has no words, so that a control beside it takes its name from `label`: not every browser reads one
    /// out of MathML.
    formula: bool,
    right: bool,
    reason: String,
    /// Index among the entries as the author wrote them.
    place: usize,
}

#[derive(Debug, Serialize)]
struct PromptView {
    print: String,
    text: String,
    again: String,
    label: String,
    response: String,
    response_again: String,
    reason: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ObjectiveView {
    /// Places of the exams that have it, where others have not.
    pub exams: String,
    pub id: String,
    pub text: String,
    pub href: String,
}

#[derive(Debug, Serialize)]
struct CaseView {
    id: String,
    /// The id of its heading.
    place: String,
    title: String,
    level: u8,
    scenario: String,
    count: usize,
    questions: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CardsView {
    cards: Vec<CardView>,
}

#[derive(Debug, Serialize)]
struct CardView {
    id: String,
    /// The id of its row.
    place: String,
    /// The direction of its letters where they run against the rest of the chapter.
    direction: &'static str,
    front: String,
    back: String,
    because: String,
    not: String,
}

fn is_formula(inline: &Inline) -> bool {
    match &inline.kind {
        InlineKind::Math { .. } => true,
        InlineKind::Text(words) => words.trim().is_empty(),
        _ => false,
    }
}

/// One question as a `<gw-question>`.
pub fn question<'g>(
    shell: &Shell<'_>,
    writer: &mut Writer<'g, '_>,
    question: &'g Question,
) -> String {
    question_at(shell, writer, question, question.level)
}

/// The same under a heading of another level.
pub fn question_at<'g>(
    shell: &Shell<'_>,
    writer: &mut Writer<'g, '_>,
    question: &'g Question,
    level: u8,
) -> String {
    let mut view = view(shell, writer, question, level);
    let macros = writer.macros();
    let answer = writer.surface().answers().is_some().then(|| {
        let id = writer.surface().id(&format!("{FRAME}answer-{}", question.id));
        Answer {
            href: address::fragment(&view.place),
            title: contents::html(&question.title, macros),
            body: shell.template("answer.html", &view),
            id,
        }
    });
    if let Some((answers, answer)) = writer.surface().answers().zip(answer) {
        view.answer_href = address::fragment(&answer.id);
        answers.push(answer);
    }
    shell.template("question.html", &view)
}

fn view<'g>(
    shell: &Shell<'_>,
    writer: &mut Writer<'g, '_>,
    question: &'g Question,
    level: u8,
) -> QuestionView {
    let title = writer.title(&question.title);
    let stem =
        writer.unmarked(|writer| writer.framed(question.text(), phrase(question).into_iter()));
    let picture = question.picture().map(|picture| writer.phrase(picture)).unwrap_or_default();
    let solution: Vec<EntryView> = question
        .entries
        .iter()
        .enumerate()
        .map(|(place, entry)| EntryView {
            id: entry.id.clone(),
            print: entry.print.clone(),
            text: writer.unmarked(|writer| writer.phrase(&entry.inlines)),
            again: writer.again(&entry.inlines),
            label: writer.told(&entry.inlines).trim().to_owned(),
            formula: entry.inlines.iter().all(is_formula),
            right: entry.right,
            reason: writer.piece(&entry.reason),
            place,
        })
        .collect();
    let bank = form::BankQuestion::new(question, shell.guide.exams.first());
    let entries =
        form::option_order(PAGE, &bank).into_iter().map(|place| solution[place].clone()).collect();
    let prompts: Vec<PromptView> = question
        .prompts
        .iter()
        .map(|prompt| PromptView {
            print: prompt.print.clone(),
            text: writer.unmarked(|writer| writer.phrase(&prompt.inlines)),
            again: writer.again(&prompt.inlines),
            label: writer.told(&prompt.inlines).trim().to_owned(),
            response: question.entries[prompt.response].id.clone(),
            response_again: solution[prompt.response].again.clone(),
            reason: writer.phrase(&prompt.reason),
        })
        .collect();
    let right = question.entries.iter().filter(|entry| entry.right).count();
    let mut noted = |noted: &'g Option<Noted>| {
        noted
            .as_ref()
            .map(|noted| writer.phrase(&noted.inlines))
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let deciding = noted(&question.deciding);
    let order_reason = noted(&question.order_reason);
    let references = noted(&question.references);
    QuestionView {
        id: question.id.clone(),
        place: writer.surface().id(&question.id),
        kind: question.kind.name(),
        direction: writer.other_direction(&format!(
            "{} {}",
            plain(&question.title),
            words(&question.stem)
        )),
        title,
        level,
        verdict: (level + 1).min(6),
        rev: question.fields.rev,
        difficulty: match question.fields.difficulty {
            1 => "easy",
            2 => "medium",
            _ => "hard",
        },
        case: question.case.clone().unwrap_or_default(),
        was: question.fields.was.join(" "),
        reuse: question.fields.reuse,
        stem,
        picture,
        areas: areas::drawn(question),
        choose: match right {
            2 => shell.word("ask.two").to_owned(),
            3 => shell.word("ask.three").to_owned(),
            4 => shell.word("ask.four").to_owned(),
            count => count.to_string(),
        },
        choose_count: right,
        slots: (1..=right).collect(),
        entries,
        solution,
        prompts,
        key: grade::key(question).join(" "),
        deciding,
        order_reason,
        explanation: writer.piece(&question.explanation),
        references,
        objectives: objectives(shell, &question.fields.objectives, writer.surface().page()),
        answer_href: String::new(),
    }
}

/// The deciding phrase of a question, with the question's id.
fn phrase(question: &Question) -> Option<(&str, String)> {
    Some((question.id.as_str(), question.deciding.as_ref()?.text()))
}

/// A scenario; phrases that decide a question are framed here unless the question itself has them.
fn scenario_of<'g>(writer: &mut Writer<'g, '_>, case: &'g Case) -> String {
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_in = |question: &Question, phrase: &str| {
        spaced(&words(&question.stem)).contains(&spaced(phrase))
    };
    let phrases = case
        .questions
        .iter()
        .filter_map(|question| phrase(question).filter(|(_, phrase)| !is_in(question, phrase)));
    writer.unmarked(|writer| writer.framed(&case.scenario, phrases))
}

/// A case with its questions.
pub fn case<'g>(shell: &Shell<'_>, writer: &mut Writer<'g, '_>, case: &'g Case) -> String {
    let mut view = case_view(writer, case, case.level);
    view.questions = case.questions.iter().map(|one| question(shell, writer, one)).collect();
    shell.template("case.html", &view)
}

/// A case without its questions.
pub fn scenario<'g>(
    shell: &Shell<'_>,
    writer: &mut Writer<'g, '_>,
    case: &'g Case,
    level: u8,
) -> String {
    shell.template("case.html", &case_view(writer, case, level))
}

fn case_view<'g>(writer: &mut Writer<'g, '_>, case: &'g Case, level: u8) -> CaseView {
    CaseView {
        id: case.id.clone(),
        place: writer.surface().id(&case.id),
        title: writer.title(&case.title),
        level,
        scenario: scenario_of(writer, case),
        count: case.questions.len(),
        questions: Vec::new(),
    }
}

/// The cards of one section.
pub fn cards<'g>(shell: &Shell<'_>, writer: &mut Writer<'g, '_>, cards: &'g [Card]) -> String {
    let cards = cards.iter().map(|card| card_view(writer, card)).collect();
    shell.template("cards.html", &CardsView { cards })
}

/// One card with both sides, as the study page shows it; `chapter` is the one it stands in.
pub fn card<'g>(
    shell: &Shell<'_>,
    writer: &mut Writer<'g, '_>,
    card: &'g Card,
    chapter: usize,
) -> String {
    #[derive(Serialize)]
    struct OneCard {
        card: CardView,
        chapter: String,
        href: String,
    }
    let view = OneCard {
        chapter: shell.title(chapter).to_owned(),
        href: writer.surface().place(&card.id).unwrap_or_default(),
        card: card_view(writer, card),
    };
    shell.template("card.html", &view)
}

fn card_view<'g>(writer: &mut Writer<'g, '_>, card: &'g Card) -> CardView {
    CardView {
        id: card.id.clone(),
        place: writer.surface().id(&card.id),
        direction: writer.other_direction(&format!("{} {}", card.front_text(), card.back_text())),
        front: writer.unmarked(|writer| writer.phrase(&card.front)),
        back: writer.phrase(&card.back),
        because: writer.phrase(&card.because),
        not: writer.phrase(&card.not),
    }
}

/// Objectives as chips that lead to their line in the list of objectives.
pub fn objectives(shell: &Shell<'_>, ids: &[String], page: &str) -> Vec<ObjectiveView> {
    // What a later exam continues stands beside what it continues.
    let exams = &shell.guide.exams;
    let mut all: Vec<&str> = ids.iter().map(String::as_str).collect();
    for id in exams.iter().flat_map(|exam| exam.about(ids)) {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    all.into_iter()
        .filter_map(|id| exams.find(id))
        .map(|home| ObjectiveView {
            exams: choice::places(shell.guide, |exam| exam.own(&home.objective.id).is_some()),
            id: home.objective.id.clone(),
            text: home.objective.text.clone(),
            href: address::place(page, "objectives.html", &own::objective_id(&home.objective.id)),
        })
        .collect()
}
