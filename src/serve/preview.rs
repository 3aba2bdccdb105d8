//! The loop of the preview: waits for a change, reads the book again, swaps the edition that is shown.
//!
//! One loop over one closed enum of events. A save that brings no new error is shown at once; then, when it is quiet, the
//! whole book is checked. A save with a new error leaves the page as it was and puts the findings over it. Whatever
//! happens in here, a panic of ours included, the last good edition stays up. Knows nothing of HTML and of sockets.

use super::edition::Edition;
use super::http::Shown;
use super::known::{Known, errors, known};
use super::panel;
use super::programs::Programs;
use super::remembered::Remembered;
use super::watch::Watch;
use crate::finding::{Finding, Found};
use crate::load::kept::{Changes, Kept};
use crate::load::{self, Project};
use crate::report;
use crate::terminal::Terminal;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// Everything that can happen to a preview.
pub(super) enum Event {
    Changed(Changes),
    /// The system has no watches left.
    Exhausted,
    /// An edition was checked as a whole; or why it could not be.
    Checked {
        turn: u64,
        edition: Arc<Edition>,
        found: std::result::Result<Vec<Finding>, String>,
    },
    /// Nobody can reach us any more.
    Deaf(io::Error),
    Stop,
}

/// Until a book is quiet for so long, the browser has the machine to itself.
const REST: Duration = Duration::from_millis(250);
/// A save of at most so many chapters is shown before the whole book is checked.
const FEW: usize = 8;
/// Does something; a panic of ours comes back as words.
fn caught<T>(act: impl FnOnce() -> T + std::panic::UnwindSafe) -> std::result::Result<T, String> {
    catch_unwind(act).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        format!("guidewright itself failed ({text}); please report it with the text you saved")
    })
}

pub(super) struct Preview<'t> {
    root: PathBuf,
    programs: Option<Programs>,
    kept: Arc<Kept>,
    memory: Remembered,
    pub(super) shown: Arc<Shown>,
    /// Errors of the edition that is shown: a save is broken if it brings others.
    errors: BTreeSet<Known>,
    /// Findings that the terminal has told and that still stand.
    told: BTreeSet<Known>,
    /// Counts the saves that changed something.
    turn: u64,
    /// The edition on show was not checked as a whole yet.
    unchecked: bool,
    /// The folders are watched in which the files of the edition on show lie.
    is_covered: bool,
    /// The last try failed, so that the panel must be set right even if the book reads as before.
    failed: bool,
    terminal: &'t Terminal,
}

/// Reads the book as it is now.
fn read(kept: &Arc<Kept>, root: &Path, programs: Option<&Programs>) -> Result<Found<Project>> {
    let mut loaded = load::again(kept)?;
    if let Some(programs) = programs {
        let findings = programs.run(&mut loaded.value, root);
        loaded.findings.extend(findings);
    }
    Ok(loaded)
}

impl<'t> Preview<'t> {
    pub(super) fn start(
        dir: &Path,
        programs: Option<Duration>,
        terminal: &'t Terminal,
    ) -> Result<Self> {
        let root = dir.canonicalize().with_context(|| format!("no folder `{}`", dir.display()))?;
        let kept = Arc::new(Kept::new(dir));
        let mut memory = Remembered::default();
        let programs = programs.map(Programs::new);
        let loaded = read(&kept, &root, programs.as_ref())
            .with_context(|| format!("could not read the book in `{}`", dir.display()))?;
        kept.take_changed();
        let edition = Edition::new(loaded, &mut memory);
        if let Some(recognised) = edition.project().recognised() {
            terminal.say(&recognised);
        }
        let findings = edition.check();
        let mut preview = Self {
            root,
            kept,
            programs,
            memory,
            errors: errors(&findings, edition.project()),
            shown: Arc::new(Shown::new(edition)),
            told: BTreeSet::new(),
            turn: 0,
            unchecked: false,
            is_covered: false,
            failed: false,
            terminal,
        };
        preview.report(&findings, &preview.shown.edition(), "");
        Ok(preview)
    }

    pub(super) fn follow(
        &mut self,
        inbox: &Receiver<Event>,
        events: &Sender<Event>,
        watch: &mut Watch,
    ) -> Result<()> {
        loop {
            let event = if self.unchecked {
                inbox.recv_timeout(REST)
            } else {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match event {
                Ok(Event::Changed(change)) => {
                    watch.lost(&change);
                    self.guarded(|preview| preview.changed(&change));
                    if change.listing || change.all || !self.is_covered {
                        self.cover(watch, events)?;
                    }
                }
                Ok(Event::Exhausted) => self.poll(watch, events)?,
                Ok(Event::Deaf(error)) => {
                    return Err(error).context("nobody can reach the preview");
                }
                Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Ok(Event::Checked { turn, edition, found }) if turn == self.turn => {
                    self.checked(&edition, found);
                }
                // Something was saved meanwhile, and has a check of its own.
                Ok(Event::Checked { .. }) => {}
                Err(RecvTimeoutError::Timeout) => self.check(events),
            }
        }
    }

    /// Does something that may fail, or panic, and then leaves what is shown as it is.
    fn guarded(&mut self, act: impl FnOnce(&mut Self) -> Result<()>) {
        match caught(AssertUnwindSafe(|| act(self))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.fail(&format!("{error:#}")),
            Err(why) => self.fail(&why),
        }
    }

    fn fail(&mut self, why: &str) {
        self.failed = true;
        self.terminal.say(why);
        self.shown.live.findings(panel::failure(why));
    }

    /// Reads what changed and shows it, or says why not.
    fn changed(&mut self, change: &Changes) -> Result<()> {
        self.kept.forget(change);
        let loaded = read(&self.kept, &self.root, self.programs.as_ref())?;
        if !self.kept.take_changed() && !self.failed {
            return Ok(());
        }
        self.turn += 1;
        let old = self.shown.edition();
        let edition = Arc::new(Edition::new(loaded, &mut self.memory));
        let news = edition.differing(&old);
        let look = || news.len() <= FEW && edition.same_frame(&old) && edition.quick_check(&news);
        // The pages that the author waits for; a fault of ours in them shows before they do.
        let make = || {
            for &chapter in news.iter().take(FEW) {
                edition.get(&edition.page(chapter));
            }
        };
        let (quick, ()) = rayon::join(look, make);
        if quick && !edition.has_template_faults() {
            self.show(edition, &old);
            self.failed = false;
            self.unchecked = true;
            return Ok(());
        }
        let findings = edition.check();
        let faulty = self.faulty(&findings, &edition);
        let kept = if faulty.is_empty() {
            self.errors = errors(&findings, edition.project());
            self.show(Arc::clone(&edition), &old);
            ""
        } else if self.show_without(&faulty, &old)? {
            "Chapters with new errors are shown as they were before."
        } else {
            "This is the page before the last save."
        };
        self.report(&findings, &edition, kept);
        self.failed = false;
        self.unchecked = false;
        Ok(())
    }

    /// Files with errors that the edition on show has not, by name; an empty name for an error without a place.
    fn faulty(&self, findings: &[Finding], edition: &Edition) -> BTreeSet<String> {
        let project = edition.project();
        let gone = |file: &str| project.sources.find(file).is_none();
        let new = errors(findings, project).into_iter().filter(|(rule, file, message)| {
            // An error that went along when its file was renamed is not new.
            !self.errors.iter().any(|(known, from, said)| {
                known == rule && said == message && (from == file || gone(from))
            })
        });
        new.map(|(_, file, _)| file).collect()
    }

    /// Shows what was saved, all but some faulty chapters, which keep the text that is on show. Gives whether that made a
    /// book without new errors.
    fn show_without(&mut self, faulty: &BTreeSet<String>, old: &Arc<Edition>) -> Result<bool> {
        let sources = &old.project().sources;
        let known = faulty.iter().filter_map(|file| {
            Some((file.clone(), Arc::clone(&sources.get(sources.find(file)?).text)))
        });
        let known: BTreeMap<String, Arc<str>> = known.collect();
        if known.len() < faulty.len() || !faulty.iter().all(|file| old.is_chapter(file)) {
            return Ok(false);
        }
        self.kept.pin(known);
        let loaded = read(&self.kept, &self.root, self.programs.as_ref());
        self.kept.pin(BTreeMap::new());
        let edition = Arc::new(Edition::new(loaded?, &mut self.memory));
        let findings = edition.check();
        if !self.faulty(&findings, &edition).is_empty() {
            return Ok(false);
        }
        self.errors = errors(&findings, edition.project());
        if !edition.differing(old).is_empty() || !edition.same_frame(old) {
            self.show(edition, old);
        }
        Ok(true)
    }

    fn show(&mut self, edition: Arc<Edition>, old: &Edition) {
        self.is_covered &= edition.lies_like(old);
        let moves = edition.moved_since(old);
        let same_files = edition.same_files(old);
        let before = self.shown.swap(edition, moves);
        self.shown.live.edition(!same_files);
        // Dropping a large book takes a while.
        std::thread::spawn(move || drop(before));
    }

    /// Has the whole book that is shown looked at, beside the loop and on one core, so that the next save need not wait.
    fn check(&mut self, events: &Sender<Event>) {
        self.unchecked = false;
        let edition = self.shown.edition();
        let (events, turn) = (events.clone(), self.turn);
        std::thread::spawn(move || {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
            let look = || match &pool {
                Ok(pool) => pool.install(|| edition.check()),
                Err(_) => edition.check(),
            };
            let found = caught(AssertUnwindSafe(look));
            let _ = events.send(Event::Checked { turn, edition, found });
        });
    }

    fn checked(
        &mut self,
        edition: &Arc<Edition>,
        found: std::result::Result<Vec<Finding>, String>,
    ) {
        match found {
            Ok(findings) => {
                self.errors = errors(&findings, edition.project());
                self.report(&findings, edition, "");
            }
            Err(why) => self.fail(&why),
        }
    }

    /// Puts findings over the page, and into the terminal those that are new.
    fn report(&mut self, findings: &[Finding], edition: &Edition, kept: &str) {
        let project = edition.project();
        self.shown.live.findings(panel::findings(findings, project, &self.root, kept));
        let all: BTreeSet<Known> = findings.iter().map(|finding| known(finding, project)).collect();
        let new: Vec<Finding> = findings
            .iter()
            .filter(|finding| !self.told.contains(&known(finding, project)))
            .cloned()
            .collect();
        let mended = all.is_empty() && !self.told.is_empty();
        self.told = all;
        self.terminal.findings(&new, project);
        match report::summary(report::count(findings)) {
            Some(summary) if !new.is_empty() => self.terminal.say(&summary),
            None if mended => self.terminal.say("no findings"),
            _ => {}
        }
    }

    /// Watches the folders that the book is made of now.
    pub(super) fn cover(&mut self, watch: &mut Watch, events: &Sender<Event>) -> Result<()> {
        let edition = self.shown.edition();
        let project = edition.project();
        let manifest = &project.manifest;
        let mut whole = vec![
            manifest.source.clone(),
            "templates".to_owned(),
            "static".to_owned(),
            "locales".to_owned(),
        ];
        whole.extend(project.linked.iter().cloned());
        // Included files may lie anywhere in the book's folder.
        let below = |name: &str, folder: &str| {
            name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        let inside = |name: &str| whole.iter().any(|folder| below(name, folder));
        let flat = project.sources.names().chain(project.linked.iter().map(String::as_str));
        let flat = flat
            .filter(|name| !inside(name))
            .filter_map(|name| Some(name.rsplit_once('/')?.0.to_owned()))
            .collect();
        self.is_covered = true;
        match watch.cover(&manifest.dest, &whole, &flat) {
            // What was written between the reading and the watching would be missed.
            Ok(true) => {
                let again = Changes { all: true, listing: true, ..Changes::default() };
                let _ = events.send(Event::Changed(again));
                Ok(())
            }
            Ok(false) => Ok(()),
            Err(error) if !watch.polling => {
                self.terminal.detail(&format!("watching failed: {error}"));
                self.poll(watch, events)
            }
            Err(error) => Err(error).context("cannot look for changes"),
        }
    }

    fn poll(&mut self, watch: &mut Watch, events: &Sender<Event>) -> Result<()> {
        if watch.polling {
            return Ok(());
        }
        self.terminal.say(
            "the system has no watches left (on Linux: fs.inotify.max_user_watches), so files are looked at twice a second",
        );
        watch.poll()?;
        self.cover(watch, events)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_ours_comes_back_as_words() {
        let number = std::hint::black_box(0_usize);
        let said = caught(|| [1][number + 1]).expect_err("there is no second place");
        assert!(said.contains("index out of bounds"), "{said}");
        assert!(said.contains("please report it"), "{said}");
        assert_eq!(caught(|| 7), Ok(7));
    }
}
