//! Tells the preview what may have changed in the book's folder, once for each burst of changes.
//!
//! Takes the system's own events, or looks again and again where the system has none left to give. A burst is over when
//! nothing came for a moment: a short one for a file that was written and closed, a longer one while a file is still
//! open or gone, and while many names change at once, as when a branch is switched. What editors leave beside a file and
//! what a build writes is no change.

use crate::load::{kept::Changes, leftover};
use anyhow::{Context, Result};
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind, RenameMode};
use notify::{ErrorKind, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Quiet after which a burst of a few finished files is over. Systems other than Linux do not say that a file was closed.
const QUIET: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 4 } else { 30 });
/// The same of one file, as nearly every burst is: an author waits for its page.
const ALONE: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 1 } else { 30 });
/// The same while a file is being written, or is away and may come back under its name.
const UNFINISHED: Duration = Duration::from_millis(60);
/// The same while many names change.
const STORM: Duration = Duration::from_millis(150);
/// So many names are a storm.
const MANY: usize = 6;
/// However long a burst is, this is the end of it.
const LONGEST: Duration = Duration::from_secs(3);
/// How often files are looked at where there are no events.
const POLL: Duration = Duration::from_millis(400);

/// What the watcher has to say.
#[derive(Debug)]
pub enum News {
    Changed(Changes),
    /// No more folders can be watched.
    Exhausted,
}

type Raw = notify::Result<notify::Event>;

pub struct Watch {
    watcher: Box<dyn Watcher + Send>,
    root: PathBuf,
    raw: Sender<Raw>,
    covered: BTreeMap<PathBuf, RecursiveMode>,
    /// The folder that builds write, from the book's folder.
    dest: Arc<Mutex<String>>,
    pub polling: bool,
}

impl Watch {
    /// Watches a book's folder; `tell` is called once for each burst.
    pub fn new(root: &Path, polling: bool, tell: impl Fn(News) + Send + 'static) -> Result<Self> {
        let root =
            root.canonicalize().with_context(|| format!("no folder `{}`", root.display()))?;
        let (raw, events) = channel();
        let dest = Arc::new(Mutex::new(String::new()));
        let watcher = watcher(polling, &raw)?;
        let burst = Bursts { root: root.clone(), dest: Arc::clone(&dest) };
        std::thread::spawn(move || burst.run(&events, &tell));
        Ok(Self { watcher, root, raw, covered: BTreeMap::new(), dest, polling })
    }

    /// From now on looks instead of listening.
    pub fn poll(&mut self) -> Result<()> {
        self.watcher = watcher(true, &self.raw)?;
        self.polling = true;
        self.covered.clear();
        Ok(())
    }

    /// Watches the folders a book is made of: its own without what is below, some with it. Gives whether one is new, and
    /// what was already in it may have been missed.
    pub fn cover(
        &mut self,
        dest: &str,
        whole: &[String],
        flat: &BTreeSet<String>,
    ) -> notify::Result<bool> {
        dest.clone_into(&mut self.dest.lock().unwrap_or_else(PoisonError::into_inner));
        let mut wanted = BTreeMap::new();
        wanted.insert(self.root.clone(), RecursiveMode::NonRecursive);
        for name in flat {
            wanted.insert(self.root.join(name), RecursiveMode::NonRecursive);
        }
        for name in whole {
            wanted.insert(self.root.join(name), RecursiveMode::Recursive);
        }
        wanted.retain(|path, _| path.is_dir());
        let old: Vec<PathBuf> =
            self.covered.keys().filter(|path| !wanted.contains_key(*path)).cloned().collect();
        for path in old {
            // A folder that is gone has lost its watch already.
            let _ = self.watcher.unwatch(&path);
            self.covered.remove(&path);
        }
        let mut new = false;
        for (path, mode) in wanted {
            if self.covered.get(&path) == Some(&mode) {
                continue;
            }
            match self.watcher.watch(&path, mode) {
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => continue,
                result => result?,
            }
            self.covered.insert(path, mode);
            new = true;
        }
        Ok(new)
    }

    /// A folder that went and came back is watched anew.
    pub fn lost(&mut self, change: &Changes) {
        if !change.listing {
            return;
        }
        let root = &self.root;
        let gone = |path: &PathBuf| {
            let name = path.strip_prefix(root).ok().and_then(Path::to_str);
            path != root && name.is_some_and(|name| change.names.contains(name))
        };
        let gone: Vec<PathBuf> = self.covered.keys().filter(|path| gone(path)).cloned().collect();
        for path in gone {
            let _ = self.watcher.unwatch(&path);
            self.covered.remove(&path);
        }
    }
}

fn watcher(polling: bool, raw: &Sender<Raw>) -> Result<Box<dyn Watcher + Send>> {
    let raw = raw.clone();
    let hand_on = move |event: Raw| {
        let _ = raw.send(event);
    };
    let config = notify::Config::default().with_poll_interval(POLL).with_follow_symlinks(false);
    let made: Box<dyn Watcher + Send> = if polling {
        Box::new(PollWatcher::new(hand_on, config).context("cannot look for changes")?)
    } else {
        Box::new(RecommendedWatcher::new(hand_on, config).context("cannot watch for changes")?)
    };
    Ok(made)
}

struct Bursts {
    root: PathBuf,
    dest: Arc<Mutex<String>>,
}

/// A burst that goes on.
#[derive(Default)]
struct Burst {
    change: Changes,
    /// Files that are being written, or that went and may come back.
    unfinished: BTreeSet<String>,
    exhausted: bool,
}

impl Bursts {
    fn run(&self, events: &Receiver<Raw>, tell: &impl Fn(News)) {
        while let Ok(first) = events.recv() {
            let mut burst = Burst::default();
            self.take(first, &mut burst);
            let start = Instant::now();
            loop {
                if burst.is_empty() {
                    break;
                }
                let quiet = match () {
                    () if burst.change.names.len() >= MANY || burst.change.all => STORM,
                    () if !burst.unfinished.is_empty() => UNFINISHED,
                    () if burst.change.names.len() == 1 => ALONE,
                    () => QUIET,
                };
                if start.elapsed() > LONGEST {
                    break;
                }
                match events.recv_timeout(quiet) {
                    Ok(event) => self.take(event, &mut burst),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            if burst.exhausted {
                tell(News::Exhausted);
            }
            if burst.change != Changes::default() {
                tell(News::Changed(burst.change));
            }
        }
    }

    fn take(&self, event: Raw, burst: &mut Burst) {
        let event = match event {
            Ok(event) => event,
            Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
                burst.exhausted = true;
                return;
            }
            // Something was missed, nobody knows what.
            Err(_) => {
                burst.change.all = true;
                return;
            }
        };
        if event.need_rescan() {
            burst.change.all = true;
        }
        let (listing, unfinished) = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => (false, Some(false)),
            EventKind::Access(_) => return,
            EventKind::Create(CreateKind::Folder)
            | EventKind::Remove(RemoveKind::Folder)
            | EventKind::Any
            | EventKind::Other => (true, None),
            EventKind::Create(_)
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => (true, Some(true)),
            EventKind::Modify(ModifyKind::Name(_)) => (true, Some(false)),
            EventKind::Modify(ModifyKind::Data(_)) => (false, Some(true)),
            EventKind::Modify(_) => (false, None),
        };
        for path in &event.paths {
            let Some(name) = self.name(path) else { continue };
            burst.change.listing |= listing;
            // Only Linux says when a file is closed; elsewhere a longer quiet makes up for it.
            match unfinished.filter(|_| cfg!(target_os = "linux")) {
                Some(true) => drop(burst.unfinished.insert(name.clone())),
                Some(false) => drop(burst.unfinished.remove(&name)),
                None => {}
            }
            burst.change.names.insert(name);
        }
    }

    /// The path of what changed from the book's folder; nothing for what is no part of the book.
    fn name(&self, path: &Path) -> Option<String> {
        let name = path.strip_prefix(&self.root).ok()?.to_str()?.replace('\\', "/");
        let dest = self.dest.lock().unwrap_or_else(PoisonError::into_inner);
        let built = !dest.is_empty() && (name == *dest || name.starts_with(&format!("{dest}/")));
        (!name.is_empty() && !built && !name.split('/').any(leftover)).then_some(name)
    }
}

impl Burst {
    fn is_empty(&self) -> bool {
        self.change == Changes::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::Event;
    use notify::event::DataChange;

    fn burst(events: &[(EventKind, &str)]) -> Burst {
        let bursts = Bursts { root: "/b".into(), dest: Arc::new(Mutex::new("out".to_owned())) };
        let mut burst = Burst::default();
        for (kind, path) in events {
            bursts.take(Ok(Event::new(*kind).add_path(format!("/b/{path}").into())), &mut burst);
        }
        burst
    }

    const CREATED: EventKind = EventKind::Create(CreateKind::File);
    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const AWAY: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));

    #[test]
    fn what_editors_and_builds_write_is_no_change() {
        let nothing = [
            (CREATED, "chapters/.a.md.swp"),
            (WRITTEN, "chapters/a.md~"),
            (CREATED, "chapters/4913"),
            (CREATED, ".git/index.lock"),
            (CREATED, "out/index.html"),
            (CREATED, "out"),
            (EventKind::Access(AccessKind::Read), "chapters/a.md"),
        ];
        assert!(burst(&nothing).is_empty());
        assert!(!burst(&[(CREATED, "output.md")]).is_empty());
    }

    #[test]
    fn who_looks_from_now_on_knows_it_and_looks_at_everything_anew() {
        let root = std::env::temp_dir();
        let (whole, flat) = (Vec::new(), BTreeSet::new());
        let mut watch = Watch::new(&root, false, |_| {}).expect("the system has watches left");
        assert!(!watch.polling);
        assert!(watch.cover("", &whole, &flat).expect("it is there"));
        assert!(!watch.cover("", &whole, &flat).expect("it is there"), "nothing is new");
        watch.poll().expect("files can be looked at");
        assert!(watch.polling);
        assert!(watch.cover("", &whole, &flat).expect("it is there"), "all is new");
        assert!(Watch::new(&root, true, |_| {}).expect("files can be looked at").polling);
    }

    #[test]
    fn a_file_is_finished_when_it_is_closed() {
        let vim = [(AWAY, "a.md"), (CREATED, "a.md"), (WRITTEN, "a.md")];
        assert_eq!(burst(&vim).unfinished.len(), usize::from(cfg!(target_os = "linux")));
        let closed = burst(&[&vim[..], &[(CLOSED, "a.md")]].concat());
        assert!(closed.unfinished.is_empty());
        assert_eq!(closed.change.names, BTreeSet::from(["a.md".to_owned()]));
        assert!(closed.change.listing);
    }
}
