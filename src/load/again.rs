//! A book read again of which nothing is new but the words of some chapters.
//!
//! Nearly every save changes one chapter and nothing else, and of the rest of a large book a second reading would make what
//! the first one made. What a file is used for decides whether its words may be put in place alone: it is the whole text of
//! chapters, without marks that other texts are put in place of, and nothing else was made of it. [`Kept`] knows which
//! files are new.

use super::kept::Kept;
use super::{Files, Project};
use crate::finding::Found;
use crate::source::{SourceId, Stitched};
use anyhow::Result;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What was read last.
#[derive(Debug)]
pub(super) struct Last {
    pub loaded: Found<Project>,
    /// Files of which more was made than the text of a chapter.
    pub used: BTreeSet<String>,
}

/// Reads a book of which the preview keeps what it has read.
pub fn again(kept: &Arc<Kept>) -> Result<Found<Project>> {
    if let Some(loaded) = kept.again() {
        return Ok(loaded);
    }
    let last = super::whole(&Files::Kept(Arc::clone(kept)))?;
    let loaded = last.loaded.clone();
    kept.keep(last);
    Ok(loaded)
}

impl Last {
    /// Gives a file another text. Says whether that makes the book that a reading of all files would make.
    pub(super) fn reword(&mut self, name: &str, text: &Arc<str>) -> bool {
        let project = &mut self.loaded.value;
        let Some(source) = project.sources.find(name).filter(|_| !self.used.contains(name)) else {
            return false;
        };
        let in_main = project.reword(source, text);
        let in_others = project.translations.iter_mut().map(|it| it.reword(source, text));
        in_others.fold(in_main, |any, one| any | one)
    }
}

impl Project {
    /// Gives a source another text, and the chapters that are nothing but this source. Says whether there are any.
    fn reword(&mut self, source: SourceId, text: &Arc<str>) -> bool {
        let known = Arc::clone(&self.sources.get(source).text);
        let texts = self.chapters.iter_mut().chain([&mut self.home, &mut self.not_found]);
        let mut any = false;
        for whole in texts.flatten().filter(|whole| Arc::ptr_eq(&whole.text, &known)) {
            if whole.all_of(&self.sources) == Some(source) {
                *whole = Stitched::whole(source, Arc::clone(text));
                any = true;
            }
        }
        self.sources.reword(source, Arc::clone(text));
        any
    }
}
