//! What belongs to one exam of several: readers choose theirs, and pages show its part.
//!
//! An element that belongs to some exams only names their places in the book's list in `data-exams`; the style sheet hides
//! it while another one is chosen (`static/js/theme.js` says which is). Without scripts everything is shown. A book on one
//! exam has none of this.

use crate::guide::Guide;
use crate::study::exams::Exam;
use serde::Serialize;

/// What a chapter's page says of an exam.
#[derive(Debug, Serialize)]
pub struct ExamNote {
    /// The exam's place, for `data-exams`.
    pub place: usize,
    pub code: String,
    /// Whether it asks for the chapter, and no other does.
    pub alone: bool,
}

/// Places of the exams of which something is true; empty where it is true of all, so that nothing is hidden.
pub fn places(guide: &Guide<'_>, is: impl Fn(&Exam) -> bool) -> String {
    let found: Vec<bool> = guide.exams.iter().map(is).collect();
    if found.iter().all(|&yes| yes) || found.iter().all(|&yes| !yes) {
        return String::new();
    }
    let places = found.iter().enumerate().filter(|&(_, &yes)| yes);
    places.map(|(place, _)| place.to_string()).collect::<Vec<_>>().join(" ")
}

/// The exams that ask for nothing in a chapter, and one that asks alone; nothing for a chapter that no exam asks for.
pub fn notes(guide: &Guide<'_>, objectives: &[String]) -> Vec<ExamNote> {
    let asks = |exam: &Exam| exam.home(objectives).is_some();
    let asking = guide.exams.iter().filter(|exam| asks(exam)).count();
    if !guide.exams.are_several() || asking == 0 {
        return Vec::new();
    }
    let note = |(place, exam): (usize, &Exam)| {
        let alone = asks(exam);
        let told = !alone || asking == 1;
        told.then(|| ExamNote { place, code: exam.blueprint.code.clone(), alone })
    };
    guide.exams.iter().enumerate().filter_map(note).collect()
}

/// Rules that hide what belongs to exams that are not chosen. In no layer, so that they win over what is shown how.
pub fn styles(guide: &Guide<'_>) -> String {
    if !guide.exams.are_several() {
        return String::new();
    }
    let rule = |place: usize| {
        format!(
            ":root[data-exam=\"{place}\"] [data-exams]:not([data-exams~=\"{place}\"]) {{ display: none; }}\n"
        )
    };
    (0..guide.exams.iter().count()).map(rule).collect()
}
