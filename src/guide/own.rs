//! The pages that a site has besides its chapters, and the ids on them that a link may name.
//!
//! A book gets only the pages it has something for, so a chapter `glossary.md` in a book without terms is a chapter
//! like any other. The ids are made here and nowhere else: pages, links and search take them from these functions.

use crate::address::page_path;
use crate::load::Project;
use crate::parse::blocks::{FRAME, slug};
use crate::study::exams::{Exam, Exams};
use crate::study::glossary::{Service, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The page for addresses where nothing is.
pub const NOT_FOUND: &str = "404.html";

/// The views of the study page, which its address names behind `#`.
const VIEWS: [&str; 7] = ["practice", "exam", "result", "cards", "progress", "plan", "data"];

/// Every page that may be made, and what a site needs of each.
#[derive(Debug, Clone, Default)]
pub struct OwnPages {
    ids: BTreeMap<&'static str, Arc<BTreeSet<String>>>,
}

/// What the pages are made from.
pub(super) struct Sources<'g> {
    pub(super) project: &'g Project,
    /// Names of the chapters where all stand on one page.
    pub(super) keys: Arc<BTreeSet<String>>,
    /// Ids in the prose of the home page.
    pub(super) home: BTreeSet<String>,
    pub(super) exams: &'g Exams,
    pub(super) terms: &'g [Term],
    pub(super) services: &'g [Service],
    /// Whether there are questions or cards.
    pub(super) study: bool,
}

impl OwnPages {
    pub(super) fn of(sources: Sources<'_>) -> Self {
        let Sources { project, keys, home, exams, terms, services, study } = sources;
        let parts = (1..=project.outline.parts.len()).map(part_id).collect();
        let mut ids = BTreeMap::from([
            ("index.html", Arc::new(home)),
            ("contents.html", Arc::new(parts)),
            (NOT_FOUND, Arc::default()),
        ]);
        if project.manifest.print {
            ids.insert("print.html", keys);
        }
        if project.manifest.search {
            ids.insert("search.html", Arc::default());
        }
        if study {
            ids.insert("study.html", Arc::new(VIEWS.map(str::to_owned).into()));
        }
        if !exams.is_empty() {
            let mut all = BTreeSet::new();
            for exam in exams.iter() {
                all.insert(exam_id(exams, exam));
                for domain in &exam.blueprint.domain {
                    all.insert(domain_id(exams, exam, &domain.id));
                    all.extend(domain.task.iter().map(|task| task_id(exams, exam, &task.id)));
                }
            }
            all.extend(exams.objectives().map(|home| objective_id(&home.objective.id)));
            ids.insert("objectives.html", Arc::new(all));
        }
        if !services.is_empty() {
            let all = services.iter().map(|service| service_id(service.id.get_ref()));
            ids.insert("services.html", Arc::new(all.collect()));
        }
        if !terms.is_empty() {
            let letters = terms.iter().map(|term| letter_id(&term.letter()));
            ids.insert(
                "glossary.html",
                Arc::new(terms.iter().map(|term| term.id.clone()).chain(letters).collect()),
            );
        }
        Self { ids }
    }

    /// Their paths.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> {
        self.ids.keys().copied()
    }

    /// The ids on a page; nothing for a page that the site does not have.
    pub fn ids(&self, page: &str) -> Option<&BTreeSet<String>> {
        self.ids.get(page).map(|ids| &**ids)
    }

    /// Whether an anchor is on a page; nothing for a page that the site does not have.
    pub fn has(&self, page: &str, anchor: &str) -> Option<bool> {
        let ids = self.ids.get(page)?;
        // Behind a view stands what it is asked for: `#practice?count=10`, `#result/…`.
        let id = if page == "study.html" { anchor.split(['?', '/']).next()? } else { anchor };
        Some(ids.contains(id))
    }
}

/// A name for each chapter that no other has, from the path of its page: its id where all stand on one page.
pub(super) fn keys(paths: &[&str]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let key = |path: &&str| {
        let words = slug(&page_path(path).trim_end_matches(".html").replace('/', "-"));
        let base = match words.as_str() {
            "" => "chapter".to_owned(),
            words if words.starts_with(FRAME) => format!("chapter-{words}"),
            _ => words,
        };
        let mut key = base.clone();
        let mut count = 1;
        while !taken.insert(key.clone()) {
            key = format!("{base}-{count}");
            count += 1;
        }
        key
    };
    paths.iter().map(key).collect()
}

/// Id of a part, counted from 1, in the contents.
pub fn part_id(number: usize) -> String {
    format!("part-{number}")
}

/// Id of an exam in the list of objectives.
pub fn exam_id(exams: &Exams, exam: &Exam) -> String {
    prefix(exams, exam) + "exam"
}

/// Id of a domain in the list of objectives.
pub fn domain_id(exams: &Exams, exam: &Exam, id: &str) -> String {
    format!("{}d-{id}", prefix(exams, exam))
}

/// Id of a task in the list of objectives.
pub fn task_id(exams: &Exams, exam: &Exam, id: &str) -> String {
    format!("{}t-{id}", prefix(exams, exam))
}

/// Before the ids of domains and tasks, which other exams may have as well; none for the main exam.
fn prefix(exams: &Exams, exam: &Exam) -> String {
    let is_main = exams.first().is_some_and(|main| std::ptr::eq(main, exam));
    if is_main { String::new() } else { slug(&exam.blueprint.code) + "-" }
}

/// Id of an objective in the list of objectives.
pub fn objective_id(id: &str) -> String {
    format!("o-{id}")
}

/// Id of a service in the directory.
pub fn service_id(id: &str) -> String {
    format!("s-{id}")
}

/// Id of a letter's terms in the glossary.
pub fn letter_id(letter: &str) -> String {
    format!("letter-{letter}")
}
