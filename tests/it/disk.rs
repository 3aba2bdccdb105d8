//! The destination is always a whole site, and nothing but a site of ours is ever replaced.

use crate::support::{Folder, built, run, words};
use std::os::unix::fs::MetadataExt;

#[test]
fn what_did_not_change_is_not_written_again() {
    let folder = Folder::with_book("unchanged");
    folder.write("book/chapters/two.md", "# Two\n\nText.\n");
    assert!(run(folder.path(), &["build", "book"]).status.success());
    let facts = |name: &str| {
        let facts = std::fs::metadata(folder.path().join("book/site").join(name)).expect("a page");
        (facts.ino(), facts.mtime_nsec())
    };
    let before = (facts("one.html"), facts("two.html"));
    folder.write("book/chapters/two.md", "# Two\n\nOther text.\n");
    assert!(run(folder.path(), &["build", "book"]).status.success());
    let after = (facts("one.html"), facts("two.html"));
    assert_eq!(before.0, after.0, "one.html did not change");
    assert_ne!(before.1, after.1, "two.html changed");
}

#[test]
#[cfg(target_os = "linux")]
fn a_first_site_that_nobody_waited_for_says_so() {
    let folder = Folder::with_book("unflushed");
    let is_behind = || {
        let facts = std::fs::metadata(folder.path().join("book/site/.guidewright"));
        let time = facts.and_then(|facts| facts.modified()).expect("the mark has a time");
        time == std::time::SystemTime::UNIX_EPOCH
    };
    for (text, behind) in [("Text.", true), ("Text.", true), ("Other.", false), ("More.", false)] {
        folder.write("book/chapters/one.md", &format!("# One\n\n{text}\n"));
        assert!(run(folder.path(), &["build", "book"]).status.success());
        assert_eq!(is_behind(), behind, "{text}");
    }
}

#[test]
fn what_lies_on_the_disk_is_what_a_build_in_memory_gives() {
    let folder = Folder::with_book("same");
    folder.write(
        "book/book.toml",
        "[book]\ntitle = \"Small\"\nid = \"small\"\nlanguage = \"en\"\n\n[languages.de]\nname = \"Deutsch\"\n\n[build]\noffline = true\n",
    );
    folder.write("book/chapters/de/one.md", "# Eins\n\nText.\n");
    let question = "## Know {#know}\n\nText.\n\n### Which {#which .choice}\n\nWhich?\n\n- [x] This\n  > The text above says of this that it is so.\n- [ ] That\n  > The text above says nothing of that one.\n- [ ] These\n  > More than one is asked for by nobody here.\n- [ ] Those\n  > They are too far away for anybody to see.\n\n**Deciding phrase:** Which\n\n**References:** [Know](#know), [Docs](https://example.org)\n";
    let long = "Text of another length. ".repeat(2_000);
    // New, as it was, and with changes: the page for print comes in pieces, of which the first, one between or the last may
    // differ, and which may be more or fewer.
    for (one, two, three) in [
        ("Text.", "Text.", Some("Text.")),
        ("Text.", "Text.", Some("Text.")),
        ("Text.", "More text.", Some("Text.")),
        ("Text.", &long, Some("Text.")),
        ("Text.", &long, Some(question)),
        ("Text.", &long, Some(question)),
        ("Other.", &long, Some("Text.")),
        ("Other.", &long, None),
        ("Other.", "Text.", None),
    ] {
        folder.write("book/chapters/one.md", &format!("# One\n\n{one}\n"));
        folder.write("book/chapters/two.md", &format!("# Two\n\n{two}\n"));
        match three {
            Some(text) => folder.write("book/chapters/zero.md", &format!("# Zero\n\n{text}\n")),
            None => {
                let _ = std::fs::remove_file(folder.path().join("book/chapters/zero.md"));
            }
        }
        let ended = run(folder.path(), &["build", "book"]);
        assert!(ended.status.success(), "{}", words(&ended));
        let (_, site, _) = built(&folder.path().join("book"));
        assert!(site.files.contains_key("de/two.html") && site.files.contains_key("sw.js"));
        for (path, bytes) in &site.files {
            let file = folder.path().join("book/site").join(path);
            let there = std::fs::read(file).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(there == **bytes, "{path} differs");
        }
    }
}

#[test]
fn pages_of_chapters_that_went_away_go_away() {
    let folder = Folder::with_book("gone");
    folder.write("book/chapters/two.md", "# Two\n\nText.\n");
    assert!(run(folder.path(), &["build", "book"]).status.success());
    std::fs::remove_file(folder.path().join("book/chapters/two.md")).expect("the chapter can go");
    assert!(run(folder.path(), &["build", "book"]).status.success());
    assert!(!folder.path().join("book/site/two.html").exists());
    let litter: Vec<_> =
        std::fs::read_dir(folder.path().join("book")).expect("the book").flatten().collect();
    let litter: Vec<_> = litter
        .iter()
        .map(std::fs::DirEntry::file_name)
        .filter(|name| name.to_string_lossy().ends_with(".new"))
        .collect();
    assert!(litter.is_empty(), "{litter:?} was left behind");
}

#[test]
fn a_build_with_errors_leaves_the_old_site() {
    let folder = Folder::with_book("errors");
    assert!(run(folder.path(), &["build", "book"]).status.success());
    let before = folder.read("book/site/one.html");
    folder.write("book/chapters/one.md", "# One\n\n[dead](gone.md)\n");
    let built = run(folder.path(), &["build", "book"]);
    assert_eq!(built.status.code(), Some(1));
    assert!(words(&built).contains("chapters/one.md:3:8"), "{}", words(&built));
    assert_eq!(folder.read("book/site/one.html"), before);
}

#[test]
fn a_template_that_fails_on_a_page_leaves_the_old_site() {
    let folder = Folder::with_book("template");
    assert!(run(folder.path(), &["build", "book"]).status.success());
    let before = folder.read("book/site/one.html");
    folder
        .write("book/templates/chapter.html", "{% if title %}\n<p>{{ titel }}</p>\n{% endif %}\n");
    for command in ["build", "check"] {
        let ended = run(folder.path(), &[command, "book"]);
        assert_eq!(ended.status.code(), Some(1), "{}", words(&ended));
        let told = words(&ended);
        assert!(told.contains("error[bad-template]: variable `titel` is not defined"), "{told}");
        assert!(told.contains("templates/chapter.html:2:7"), "{told}");
        assert!(told.contains("did you mean `title`?"), "{told}");
    }
    assert_eq!(folder.read("book/site/one.html"), before);
    let names = std::fs::read_dir(folder.path().join("book")).expect("the book").flatten();
    let litter: Vec<_> = names
        .map(|entry| entry.file_name())
        .filter(|name| name.to_string_lossy().starts_with(".site."))
        .collect();
    assert!(litter.is_empty(), "{litter:?} was left behind");
}

#[test]
fn only_a_site_of_ours_is_replaced() {
    let folder = Folder::with_book("guard");
    folder.write("photos/holiday.txt", "precious");
    for dest in ["photos", "book", ".", "book/chapters"] {
        let built = run(folder.path(), &["build", "book", "--dest", dest]);
        assert_eq!(built.status.code(), Some(2), "{dest}: {}", words(&built));
    }
    assert_eq!(folder.read("photos/holiday.txt"), "precious");
    assert_eq!(folder.read("book/chapters/one.md"), "# One\n\nText.\n");
    std::os::unix::fs::symlink("photos", folder.path().join("link")).expect("a link can be made");
    let built = run(folder.path(), &["build", "book", "--dest", "link"]);
    assert_eq!(built.status.code(), Some(2), "{}", words(&built));
    let home = run(
        folder.path(),
        &["build", "book", "--dest", &std::env::var("HOME").unwrap_or_else(|_| "/root".into())],
    );
    assert_eq!(home.status.code(), Some(2), "{}", words(&home));
}

#[test]
fn nothing_from_outside_the_book_gets_in() {
    let folder = Folder::with_book("outside");
    folder.write("secret.txt", "the secret");
    folder.write(
        "book/chapters/one.md",
        "# One\n\n{{#include ../../secret.txt}}\n\n{{#include link.txt}}\n",
    );
    std::os::unix::fs::symlink("../../secret.txt", folder.path().join("book/chapters/link.txt"))
        .expect("a link");
    let built = run(folder.path(), &["build", "book"]);
    assert_eq!(built.status.code(), Some(1));
    let said = words(&built);
    assert!(
        said.contains("lies outside the book's folder")
            && said.contains("a link out of the book's folder"),
        "{said}"
    );
    assert!(!said.contains("the secret"));
    assert!(!folder.path().join("book/site").exists());
}

#[test]
fn a_read_only_place_is_named_and_nothing_is_lost() {
    let folder = Folder::with_book("file");
    folder.write("taken", "a file");
    let built = run(folder.path(), &["build", "book", "--dest", "taken/site"]);
    assert_eq!(built.status.code(), Some(2));
    assert!(words(&built).contains("taken"), "{}", words(&built));
    assert_eq!(folder.read("taken"), "a file");
}

#[test]
fn a_name_that_cannot_be_listed_is_found() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::with_book("lost");
    let chapters = folder.path().join("book/chapters");
    let name = std::ffi::OsStr::from_bytes(b"m\xe4rz.md");
    std::fs::write(chapters.join(name), "# March\n").expect("the disk holds any name");
    let checked = run(folder.path(), &["build", "book"]);
    assert_eq!(checked.status.code(), Some(1), "{}", words(&checked));
    let told = words(&checked);
    assert!(
        told.contains("error[unreadable-file]: `chapters/m\u{fffd}rz.md` is left out"),
        "{told}"
    );
    assert!(told.contains("its name is not UTF-8"), "{told}");
    std::fs::remove_file(chapters.join(name)).expect("it is there");

    // Deeper than a path may be long: only who goes down step by step can make it.
    use rustix::fs::{Mode, OFlags, mkdirat, open, openat};
    let step = "x".repeat(200);
    let mut here = open(&chapters, OFlags::DIRECTORY, Mode::empty()).expect("it is there");
    for _ in 0..30 {
        mkdirat(&here, &*step, Mode::RWXU).expect("a folder can be made");
        here = openat(&here, &*step, OFlags::DIRECTORY, Mode::empty()).expect("it was made");
    }
    let checked = run(folder.path(), &["build", "book"]);
    let told = words(&checked);
    assert_eq!(checked.status.code(), Some(1), "{told}");
    assert!(told.contains("error[unreadable-file]"), "{told}");
    let gone = std::process::Command::new("rm").current_dir(&chapters).args(["-r", &step]).status();
    assert!(gone.expect("there is rm").success());
}

#[test]
fn a_site_in_the_source_folder_is_no_part_of_the_next_one() {
    let folder = Folder::with_book("within");
    for _ in 0..2 {
        let built = run(folder.path(), &["build", "book", "--dest", "book/chapters/out"]);
        assert!(built.status.success(), "{}", words(&built));
        assert!(folder.path().join("book/chapters/out/one.html").exists());
        assert!(!folder.path().join("book/chapters/out/out").exists(), "the old site is in it");
    }
    let built = run(folder.path(), &["build", "book"]);
    assert!(built.status.success(), "{}", words(&built));
    assert!(!folder.path().join("book/site/out").exists(), "the other site is in it");
}

#[test]
fn a_linked_folder_of_the_book_is_read() {
    let folder = Folder::with_book("linked");
    folder.write("book/shared/part/three.md", "# Three\n\nShared words.\n");
    folder.write("book/shared/one.csv", "a,b\n");
    let link = folder.path().join("book/chapters/shared");
    std::os::unix::fs::symlink("../shared", link).expect("a link can be made");
    let built = run(folder.path(), &["build", "book", "--strict"]);
    assert!(built.status.success(), "{}", words(&built));
    assert!(folder.read("book/site/shared/part/three.html").contains("Shared words."));
    assert_eq!(folder.read("book/site/shared/one.csv"), "a,b\n");
}
