//! What browsers are told: the number of the edition that is up, and of its findings.
//!
//! One value behind one lock. A message says only that something is
//! new; pages, sheets and findings are fetched like anything else, so a message is never large and one that is missed
//! is made good by the next.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Where the preview stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Grows with every edition that is shown.
    pub edition: u64,
    /// Grows with every edition whose pictures or downloads are others.
    pub files: u64,
    /// Grows whenever the findings are others.
    pub findings: u64,
    /// What the panel shows, as JSON.
    pub panel: Arc<str>,
}

impl Standing {
    /// Whether a page that knows this one has nothing to hear.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.edition, self.findings) == (other.edition, other.findings)
    }

    /// The message that browsers get.
    pub fn message(&self) -> String {
        // The process tells an edition of this run from one of an earlier run on the same port.
        let run = std::process::id();
        format!(
            "data: {{\"edition\":\"{run}-{}\",\"files\":\"{run}-{}\",\"findings\":\"{run}-{}\"}}\n\n",
            self.edition, self.files, self.findings
        )
    }
}

#[derive(Debug, Default)]
pub struct Live {
    standing: Mutex<Standing>,
    changed: Condvar,
}

impl Live {
    pub fn standing(&self) -> Standing {
        self.lock().clone()
    }

    /// Another edition is up, perhaps with other pictures or downloads.
    pub fn edition(&self, files: bool) {
        {
            let mut standing = self.lock();
            standing.edition += 1;
            standing.files += u64::from(files);
        }
        self.changed.notify_all();
    }

    /// The panel shows something else.
    pub fn findings(&self, panel: String) {
        {
            let mut standing = self.lock();
            if *standing.panel == panel {
                return;
            }
            standing.panel = panel.into();
            standing.findings += 1;
        }
        self.changed.notify_all();
    }

    /// Waits for a standing other than `known`, at most `patience`.
    pub fn wait(&self, known: &Standing, patience: Duration) -> Option<Standing> {
        let same = |standing: &mut Standing| standing.is_same(known);
        let waited = self.changed.wait_timeout_while(self.lock(), patience, same);
        let standing = waited.unwrap_or_else(PoisonError::into_inner).0;
        (!standing.is_same(known)).then(|| standing.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        // A number and a text are whole even after a panic.
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
