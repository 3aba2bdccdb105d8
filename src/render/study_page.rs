//! The one page of the study tools: practice, exam, results, cards, plan, progress, the reader's data.
//!
//! All of it happens in the browser, so the page holds empty forms and views, and for readers without scripts the way to
//! the chapters, whose questions and cards need none.

use super::exam::{ExamView, exams};
use super::frame::{Frame, Shell};
use super::lists::NamedLink;
use super::{Page, root};
use crate::address;
use crate::assets::Content;
use crate::guide::Guide;
use crate::study::question::QuestionKind;
use serde::Serialize;

/// Its path from the site's root.
pub const PATH: &str = "study.html";

/// Questions of a set that nobody chose the length of.
const SET: usize = 10;

/// As many questions as such a set has in this book.
pub fn set(guide: &Guide<'_>) -> usize {
    guide.questions().filter(|(_, question)| question.is_practised()).take(SET).count()
}

#[derive(Serialize)]
struct StudyPage {
    exams: Vec<ExamView>,
    several: bool,
    has_questions: bool,
    has_cards: bool,
    /// Questions of a set that nobody chose the length of; none where practice shows no question.
    set: usize,
    /// Kinds of question that the bank has: name and title.
    kinds: Vec<&'static str>,
    /// Chapters with questions or cards, in the order of the bank.
    chapters: Vec<NamedLink>,
}

/// The study page; nothing for a book without questions and cards.
pub fn page(shell: &Shell<'_>) -> Option<Page> {
    if shell.bank.is_empty() {
        return None;
    }
    let guide = shell.guide;
    let chapters =
        guide.chapters.iter().enumerate().filter(|&(index, _)| !guide.study(index).is_empty());
    let view = StudyPage {
        exams: exams(shell, PATH),
        several: guide.exams.are_several(),
        has_questions: guide.questions().next().is_some(),
        has_cards: guide.cards().next().is_some(),
        set: set(guide),
        kinds: QuestionKind::ALL
            .into_iter()
            .filter(|kind| guide.questions().any(|(_, question)| question.kind == *kind))
            .map(QuestionKind::name)
            .collect(),
        chapters: chapters
            .map(|(index, chapter)| NamedLink {
                title: shell.title(index).to_owned(),
                href: address::between(PATH, &chapter.page()),
            })
            .collect(),
    };
    let frame = Frame {
        kind: "study",
        title: shell.word("study.study").to_owned(),
        description: guide.project.manifest.description.clone(),
        path: PATH.to_owned(),
        root: root(PATH),
        content: Some(Content::new("study.html", &view)),
        bundles: vec!["question", "study"],
        bank: shell.bank.clone(),
        ..Frame::default()
    };
    Some(shell.page(frame))
}

/// The hidden page that keeps progress where each page of a folder has a store of its own.
pub fn hub(shell: &Shell<'_>) -> Page {
    #[derive(Serialize)]
    struct Hub<'a> {
        script: &'a str,
    }
    let view = Hub { script: shell.bundle("hub").first().map_or("", String::as_str) };
    Page::new("hub.html", shell.template("hub.html", &view))
}
