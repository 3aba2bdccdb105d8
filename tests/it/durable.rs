//! Whatever happens to a build, its destination holds the old site or the new one, whole, and the next good build leaves
//! nothing beside it. The real program is killed, interrupted and starved here.

use crate::support::{Folder, program, run, words};
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// Two books whose sites differ in every chapter, and in which chapters there are.
struct Books {
    folder: Folder,
    sites: [Tree; 2],
    /// Microseconds that a build takes here and now.
    pace: u64,
}

impl Books {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        for (book, word, chapters) in [("a", "ancient", 0..40), ("b", "brand-new", 5..45)] {
            folder.write(&format!("{book}/book.toml"), "[book]\ntitle = \"Two editions\"\n");
            for number in chapters {
                let text = format!(
                    "# Chapter {number}\n\nAn {word} text.\n\n```json\n{{\"{word}\": {number}}}\n```\n"
                );
                folder.write(&format!("{book}/chapters/{number:02}.md"), &text);
            }
        }
        let mut books = Self { folder, sites: [Tree::new(), Tree::new()], pace: 0 };
        for edition in [0, 1] {
            let start = Instant::now();
            let built = run(books.path(), &arguments(edition));
            assert!(built.status.success(), "{}", words(&built));
            books.pace = u64::try_from(start.elapsed().as_micros()).expect("below a year");
            books.sites[edition] = tree(&books.path().join("site"));
        }
        assert_ne!(books.sites[0], books.sites[1]);
        books
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn start(&self, edition: usize) -> Child {
        let mut command = program(self.path());
        command.args(arguments(edition)).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    /// Which edition stands at the destination, whole.
    fn standing(&self, when: &str) -> usize {
        let site = tree(&self.path().join("site"));
        self.sites.iter().position(|known| *known == site).unwrap_or_else(|| {
            let names: Vec<_> = site.keys().collect();
            panic!("{when}: neither site is whole, there are {names:?}")
        })
    }

    /// What lies beside the site, caches of the books aside.
    fn beside(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.path()).expect("the folder is there").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    fn assert_clean(&self) {
        let expected: BTreeSet<String> = ["a", "b", "site"].map(str::to_owned).into();
        assert_eq!(self.beside(), expected, "something was left beside the site");
    }

    /// Waits until a build writes its new site, or has ended.
    fn wait_for_stage(&self, build: &mut Child) {
        let staged = || self.beside().iter().any(|name| name.ends_with(".new"));
        while !staged() && build.try_wait().expect("a child of ours").is_none() {
            std::thread::yield_now();
        }
    }
}

fn arguments(edition: usize) -> [&'static str; 4] {
    ["build", ["a", "b"][edition], "--dest", "site"]
}

fn tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder of the site").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = std::fs::read(&path).expect("a file of the site");
                tree.insert(path.strip_prefix(folder).expect("below").to_path_buf(), bytes);
            }
        }
    }
    tree
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

#[test]
fn a_build_killed_200_times_leaves_a_whole_site_each_time() {
    let books = Books::new("killed");
    let mut dice = Dice(1);
    let mut standing = books.standing("before");
    let mut swapped = 0;
    let mut cut = 0;
    for round in 0..200 {
        let mut build = books.start(1 - standing);
        // Half of them anywhere, half of them while files are written and folders swapped.
        if round % 2 == 0 {
            std::thread::sleep(Duration::from_micros(dice.below(books.pace * 3 / 2)));
        } else {
            books.wait_for_stage(&mut build);
            std::thread::sleep(Duration::from_micros(dice.below(books.pace / 2)));
        }
        build.kill().expect("a child of ours can be killed");
        let status = build.wait().expect("a child of ours");
        cut += usize::from(!status.success());
        let now = books.standing(&format!("round {round}"));
        swapped += usize::from(now != standing);
        standing = now;
    }
    assert!(cut >= 20, "only {cut} builds were killed before their end");
    assert!((1..200).contains(&swapped), "{swapped} of 200 builds came through");
    let good = run(books.path(), &arguments(0));
    assert!(good.status.success(), "{}", words(&good));
    assert_eq!(books.standing("at the end"), 0);
    books.assert_clean();
}

#[test]
fn an_interrupted_build_leaves_a_whole_site_and_nothing_beside_it() {
    let books = Books::new("interrupted");
    let mut dice = Dice(2);
    let mut interrupted = 0;
    for round in 0..24 {
        let standing = books.standing("before");
        let mut build = books.start(1 - standing);
        books.wait_for_stage(&mut build);
        std::thread::sleep(Duration::from_micros(dice.below(books.pace / 16)));
        let signal = ["-INT", "-TERM"][round % 2];
        let sent = Command::new("kill").args([signal, &build.id().to_string()]).output();
        assert!(sent.is_ok(), "`kill` is a program of every system");
        let status = build.wait().expect("a child of ours");
        assert!(matches!(status.code(), Some(0 | 130)), "round {round}: {status}");
        interrupted += usize::from(status.code() == Some(130));
        books.standing(&format!("round {round}"));
        books.assert_clean();
    }
    assert!(interrupted > 0, "every build ended before its signal came");
}

/// A book whose template of redirects takes long, with many of them: minutes in which nothing is handed to the writer.
fn slow_book(name: &str) -> Folder {
    let folder = Folder::with_book(name);
    let built = run(folder.path(), &["build", "book"]);
    assert!(built.status.success(), "{}", words(&built));
    let turns =
        "{% for a in range(end=900) %}{% for b in range(end=900) %}{% endfor %}{% endfor %}";
    folder.write("book/templates/redirect.html", turns);
    let redirects: Vec<String> =
        (0..200).map(|number| format!("\"old-{number}.html\" = \"one.html\"")).collect();
    let redirects = redirects.join("\n");
    let manifest = folder.read("book/book.toml");
    folder.write("book/book.toml", &format!("{manifest}\n[build.redirects]\n{redirects}\n"));
    folder
}

#[test]
fn a_signal_ends_a_build_that_has_minutes_to_go() {
    let folder = slow_book("slow");
    let before = tree(&folder.path().join("book/site"));
    for signal in ["-INT", "-TERM"] {
        let mut build = program(folder.path());
        build.args(["build", "book"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut build = build.spawn().expect("the program starts");
        while !folder.path().join("book/.site.lock").exists() {
            let ended = build.try_wait().expect("a child of ours");
            assert!(ended.is_none(), "the build ended before it wrote: {ended:?}");
            std::thread::yield_now();
        }
        let sent = Command::new("kill").args([signal, &build.id().to_string()]).output();
        assert!(sent.is_ok(), "`kill` is a program of every system");
        let start = Instant::now();
        let status = build.wait().expect("a child of ours");
        assert_eq!(status.code(), Some(130), "{signal}");
        assert!(start.elapsed() < Duration::from_secs(20), "{signal} waited for the build");
        assert_eq!(tree(&folder.path().join("book/site")), before, "{signal}");
        let names = std::fs::read_dir(folder.path().join("book")).expect("the book").flatten();
        let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
        let litter = names.iter().any(|name| name.to_string_lossy().starts_with(".site."));
        assert!(!litter, "{signal} left {names:?}");
    }
}

#[test]
fn who_reads_during_builds_meets_whole_pages_only() {
    let books = Books::new("read");
    let pages: Vec<PathBuf> = books.sites[0]
        .keys()
        .filter(|path| books.sites[1].contains_key(*path))
        .filter(|path| path.extension().is_some_and(|end| end == "html"))
        .cloned()
        .collect();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut read = 0_usize;
            while !over.load(Ordering::Relaxed) {
                for page in &pages {
                    let path = books.path().join("site").join(page);
                    let got = std::fs::read(&path)
                        .unwrap_or_else(|error| panic!("{}: {error}", page.display()));
                    let whole = books.sites.iter().any(|site| site[page] == got);
                    assert!(whole, "{} was read half", page.display());
                    read += 1;
                }
            }
            read
        });
        for round in 0..60 {
            let built = run(books.path(), &arguments(round % 2));
            assert!(built.status.success(), "{}", words(&built));
        }
        over.store(true, Ordering::Relaxed);
        let read = reader.join().expect("every page was whole");
        assert!(read > 1_000, "only {read} pages were read");
    });
}

#[test]
fn two_builds_at_once_leave_one_whole_site() {
    let books = Books::new("both");
    for _ in 0..8 {
        let mut builds = [books.start(0), books.start(1), books.start(0)];
        for build in &mut builds {
            assert!(build.wait().expect("a child of ours").success());
        }
        books.standing("after both");
        books.assert_clean();
    }
}

/// Runs a build in a shell that first takes something away from it.
fn starved(books: &Books, limit: &str) -> std::process::Output {
    let script = format!("trap '' XFSZ; {limit}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_guidewright")]);
    command.args(arguments(0)).arg("--no-cache").current_dir(books.path());
    command.output().expect("a shell is there")
}

#[test]
fn a_disk_that_takes_no_more_leaves_the_old_site_and_says_so() {
    let books = Books::new("full");
    for limit in ["ulimit -f 0", "ulimit -f 2", "ulimit -f 30"] {
        let built = starved(&books, limit);
        assert_eq!(built.status.code(), Some(2), "{limit}: {}", words(&built));
        let said = words(&built);
        assert!(said.contains("could not write the site to"), "{limit}: {said}");
        assert!(said.contains("what was there is unchanged"), "{limit}: {said}");
        assert_eq!(books.standing(limit), 1);
        books.assert_clean();
    }
    let good = run(books.path(), &arguments(0));
    assert!(good.status.success(), "{}", words(&good));
}

#[test]
fn a_read_only_place_leaves_the_old_site_and_says_so() {
    let books = Books::new("read-only");
    let set = |mode: u32| {
        std::fs::set_permissions(books.path(), std::fs::Permissions::from_mode(mode))
            .expect("the folder is ours");
    };
    // Nothing is read-only for root, so the build runs as nobody, from a place that everybody may enter.
    let is_root = std::fs::metadata(books.path()).expect("the folder").uid() == 0;
    let copy = std::env::temp_dir().join(format!("guidewright-{}-program", std::process::id()));
    std::fs::copy(env!("CARGO_BIN_EXE_guidewright"), &copy).expect("the program can be copied");
    let mut command = Command::new(&copy);
    command.args(arguments(0)).current_dir(books.path()).env("HOME", "/");
    if is_root {
        command.uid(65_534).gid(65_534);
    }
    set(0o555);
    let built = command.output();
    set(0o755);
    std::fs::remove_file(&copy).expect("the copy is ours");
    let built = built.expect("the program starts");
    assert_eq!(built.status.code(), Some(2), "{}", words(&built));
    assert!(words(&built).contains("cannot write beside the site"), "{}", words(&built));
    assert_eq!(books.standing("read-only"), 1);
    books.assert_clean();
}

#[test]
fn a_site_that_is_up_to_date_is_not_touched() {
    let books = Books::new("same");
    let inode = || std::fs::metadata(books.path().join("site")).expect("the site").ino();
    let before = inode();
    assert!(run(books.path(), &arguments(1)).status.success());
    assert_eq!(inode(), before, "the same site was written again");
    books.folder.write("site/stray.html", "not ours");
    assert!(run(books.path(), &arguments(1)).status.success());
    assert_eq!(books.standing("with a stray file"), 1);
}

#[test]
fn what_a_killed_swap_left_is_put_back_and_what_others_left_stays() {
    let books = Books::new("mended");
    // As after a kill between the two steps of a swap, on a system that has no single one.
    let at = |name: &str| books.path().join(name);
    std::fs::rename(at("site"), at(".site.77.old")).expect("the site can be moved");
    books.folder.write(".site.77.new/index.html", "half");
    books.folder.write(".site.v2.77.new/index.html", "the stage of a site named site.v2");
    books.folder.write(".site.notes.new", "the author's");
    let failed = starved(&books, "ulimit -f 0");
    assert_eq!(failed.status.code(), Some(2), "{}", words(&failed));
    assert_eq!(books.standing("put back"), 1);
    assert!(run(books.path(), &arguments(0)).status.success());
    assert_eq!(books.standing("built"), 0);
    let expected: BTreeSet<String> =
        [".site.notes.new", ".site.v2.77.new", "a", "b", "site"].map(str::to_owned).into();
    assert_eq!(books.beside(), expected);
}

#[test]
fn a_repository_in_the_output_is_not_thrown_away() {
    let books = Books::new("repository");
    books.folder.write("site/.git/HEAD", "ref: refs/heads/pages");
    let built = run(books.path(), &arguments(0));
    assert_eq!(built.status.code(), Some(2), "{}", words(&built));
    assert!(words(&built).contains("holds a git repository"), "{}", words(&built));
    assert_eq!(books.folder.read("site/.git/HEAD"), "ref: refs/heads/pages");
}
