//! Questions and cards for other programs: what every exporter has in common.
//!
//! Says which material leaves the book, where it belongs, and keeps the account of what a format could not express.
//! Questions kept for exams stay out unless they are asked for, so that a mock exam keeps meeting an unread question.
//! Knows nothing of formats.

use crate::address;
use crate::guide::{Guide, Target};
use crate::parse::Chapter;
use crate::parse::doc::At;
use crate::study::Holds;
use crate::study::card::Card;
use crate::study::form;
use crate::study::question::{Case, Pool, Question};

/// A finished file and the account of it.
#[derive(Debug, Clone, Default)]
pub struct Export {
    pub bytes: Vec<u8>,
    pub questions: usize,
    pub cards: usize,
    /// Questions that were left out because exams keep them.
    pub kept: usize,
    pub losses: Vec<Loss>,
}

/// Something that the format cannot express.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Id of the question or card.
    pub id: String,
    pub what: String,
}

/// One question or card with what stands round it.
#[derive(Debug, Clone, Copy)]
pub enum StudyItem<'g> {
    Question { chapter: usize, question: &'g Question, case: Option<&'g Case> },
    Card { chapter: usize, card: &'g Card },
}

impl<'g> StudyItem<'g> {
    pub fn id(&self) -> &'g str {
        match self {
            Self::Question { question, .. } => &question.id,
            Self::Card { card, .. } => &card.id,
        }
    }

    /// The id it was first exported under.
    pub fn first_id(&self) -> &'g str {
        match self {
            Self::Question { question, .. } => question.fields.was.first().unwrap_or(&question.id),
            Self::Card { card, .. } => &card.id,
        }
    }

    pub fn objectives(&self) -> &'g [String] {
        match self {
            Self::Question { question, .. } => &question.fields.objectives,
            Self::Card { card, .. } => &card.objectives,
        }
    }

    pub fn chapter(&self) -> usize {
        match self {
            Self::Question { chapter, .. } | Self::Card { chapter, .. } => *chapter,
        }
    }
}

/// What leaves the book, in its order, and how many questions stay for exams.
pub fn items<'g>(guide: &'g Guide<'_>, with_exams: bool) -> (Vec<StudyItem<'g>>, usize) {
    let mut items = Vec::new();
    let mut kept = 0;
    for (chapter, study) in guide.studies().enumerate() {
        let mut add = |question: &'g Question, case: Option<&'g Case>| {
            let pools = [Some(question.fields.pool), case.map(|case| case.pool)];
            if !with_exams && pools.contains(&Some(Pool::Exam)) {
                kept += 1;
            } else {
                items.push(StudyItem::Question { chapter, question, case });
            }
        };
        for section in &study.sections {
            match &section.holds {
                Holds::Question(question) => add(question, None),
                Holds::Case(case) => {
                    case.questions.iter().for_each(|question| add(question, Some(case)));
                }
                Holds::Cards(_) => {}
            }
        }
        items.extend(study.cards().map(|card| StudyItem::Card { chapter, card }));
    }
    (items, kept)
}

/// Indexes of a question's entries in the order in which the page shows them.
pub fn shown(guide: &Guide<'_>, question: &Question) -> Vec<usize> {
    form::option_order("page", &form::BankQuestion::new(question, guide.exams.first()))
}

/// `A` for the first entry that is shown.
pub fn letter(place: usize) -> char {
    u8::try_from(place).map_or('?', |place| char::from(b'A'.saturating_add(place)))
}

/// A link as it works outside the site: whole where the book says its address, else nothing.
pub fn address(guide: &Guide<'_>, chapter: &Chapter, at: &At, to: &str) -> Option<String> {
    let inside = match guide.leads(chapter, at, to) {
        Target::External => return address::outward(to),
        Target::Page { page, query, anchor, .. } => {
            address::path(&page) + &address::written(&query) + &address::fragment(&anchor)
        }
        Target::NoAnchor { page, .. } => address::path(&page),
        Target::File { path, tail } => address::path(&path) + &address::written(&tail),
        Target::Beside(_) | Target::Missing(_) => return None,
    };
    Some(guide.project.manifest.site_url.clone()? + &inside)
}

/// Domain and task of an item by their ids and titles, outer one first.
pub fn places(guide: &Guide<'_>, item: &StudyItem<'_>) -> Vec<(String, String)> {
    let home = guide.exams.home(item.objectives());
    home.map_or_else(Vec::new, |home| {
        vec![
            (home.domain.id.clone(), home.domain.title.clone()),
            (home.task.id.clone(), home.task.title.clone()),
        ]
    })
}
