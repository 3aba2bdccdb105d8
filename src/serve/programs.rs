//! The programs that a book names, for a preview: each runs when there is something new to ask it.

use crate::finding::Finding;
use crate::load::{self, Project};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The programs of the book, which run anew only when they are asked something new.
pub(super) struct Programs {
    patience: Duration,
    answers: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Programs {
    pub(super) fn new(patience: Duration) -> Self {
        Self { patience, answers: Mutex::default() }
    }

    pub(super) fn run(&self, project: &mut Project, root: &Path) -> Vec<Finding> {
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let given: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::default();
        let keep = |key: &str, bytes: &[u8]| {
            let mut given = given.lock().unwrap_or_else(PoisonError::into_inner);
            given.insert(key.to_owned(), bytes.to_vec());
        };
        let recall = |key: &str| {
            let known = answers().get(key).cloned()?;
            keep(key, &known);
            Some(known)
        };
        let leave = load::programs::Leave { patience: self.patience, recall: &recall, keep: &keep };
        let findings = load::programs::run(project, root, &leave);
        // Each answer is the whole book, so those for earlier texts would pile up.
        *answers() = given.into_inner().unwrap_or_else(PoisonError::into_inner);
        findings
    }
}
