//! Where the time of a build goes: stage by stage, chapter by chapter.
//!
//! [`crate::build`] is handed a [`Timings`], which reads a clock and tells a progress line which stage begins. Nothing
//! that it learns goes back into the build, so a site stays the same whatever the clock says.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Collects durations; [`Timings::off`] reads no clock and collects none.
#[derive(Default)]
pub struct Timings<'a> {
    on: bool,
    tell: Option<&'a (dyn Fn(&str) + Sync)>,
    stages: Mutex<Vec<(&'static str, Duration)>>,
    chapters: Mutex<BTreeMap<String, Duration>>,
}

impl<'a> Timings<'a> {
    pub fn off() -> Self {
        Self::default()
    }

    /// Tells what begins, and collects durations if asked to.
    pub fn new(on: bool, tell: &'a (dyn Fn(&str) + Sync)) -> Self {
        Self { on, tell: Some(tell), ..Self::default() }
    }

    /// Does a stage's work. Stages may run side by side; each has its own time.
    pub fn stage<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        if let Some(tell) = self.tell {
            tell(name);
        }
        let (outcome, spent) = self.time(work);
        if let Some(spent) = spent {
            self.stages.lock().unwrap_or_else(PoisonError::into_inner).push((name, spent));
        }
        outcome
    }

    /// Does some of a chapter's work, named by its path.
    pub fn chapter<T>(&self, path: &str, work: impl FnOnce() -> T) -> T {
        let (outcome, spent) = self.time(work);
        if let Some(spent) = spent {
            let mut chapters = self.chapters.lock().unwrap_or_else(PoisonError::into_inner);
            *chapters.entry(path.to_owned()).or_default() += spent;
        }
        outcome
    }

    fn time<T>(&self, work: impl FnOnce() -> T) -> (T, Option<Duration>) {
        let start = self.on.then(Instant::now);
        let outcome = work();
        (outcome, start.map(|start| start.elapsed()))
    }

    /// Stages in the order in which they ended.
    pub fn stages(&self) -> Vec<(&'static str, Duration)> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The chapters that took longest, longest first.
    pub fn slowest(&self, count: usize) -> Vec<(String, Duration)> {
        let chapters = self.chapters.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = chapters.iter().map(|(path, spent)| (path.clone(), *spent)).collect();
        all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        all.truncate(count);
        all
    }
}
