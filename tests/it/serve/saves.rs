//! What a save shows.

use super::{PATIENCE, Preview};
use crate::support::Folder;
use std::time::{Duration, Instant};

#[test]
fn every_kind_of_source_shows_when_it_is_saved() {
    let folder = Folder::with_book("sources");
    folder.write("book/chapters/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let preview = Preview::of(&folder);
    let mut live = preview.live();
    let first = live.next().expect("the channel speaks at once");
    folder.write("book/chapters/one.md", "# One\n\nMore text.\n");
    preview.shows("/one.html", "More text.");
    // What is found in the first edition may be told in between.
    let next = live.find(|news| news["edition"] != first["edition"]).expect("news");
    assert_eq!(first["files"], next["files"]);

    folder.write("book/chapters/two.md", "# Two\n\nText.\n");
    preview.shows("/one.html", "href=\"two.html\"");
    folder.write("book/chapters/deep/down/three.md", "# Three\n\nText.\n");
    preview.shows("/deep/down/three.html", "Three");
    folder.write("book/chapters/deep/down/three.md", "# Three\n\nAnd on.\n");
    preview.shows("/deep/down/three.html", "And on.");
    folder.write("book/chapters/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"x\"/>");
    preview.shows("/pic.svg", "id=\"x\"");

    folder.write("book/book.toml", "[book]\ntitle = \"Renamed\"\n");
    preview.shows("/one.html", "Renamed");
    let sheet = || {
        let page = preview.get("/one.html").text();
        let link = page.split("href=\"").find(|link| link.contains("assets/guide-"));
        link.and_then(|link| link.split('"').next()).expect("pages have a sheet").to_owned()
    };
    folder.write("book/static/css/code.css", "@layer parts { .gw-code { color: tomato; } }\n");
    // The file may be read while it is there and empty.
    preview.until("/one.html", |_| preview.get(&format!("/{}", sheet())).text().contains("tomato"));
    folder.write("book/templates/404.html", "<h1>Gone fishing</h1>");
    preview.shows("/nowhere", "Gone fishing");
    folder.write("book/templates/404.html", "<h1>Gone hunting</h1>");
    preview.shows("/nowhere", "Gone hunting");
    folder.write("book/static/js/theme.js", "'use strict';\nconsole.info('mine');\n");
    preview.until("/one.html", |answer| {
        let text = answer.text();
        let at = text.find("assets/theme-").expect("a script");
        let path = text[at..].split('"').next().expect("a path").to_owned();
        preview.get(&format!("/{path}")).text().contains("mine")
    });
    std::fs::remove_file(folder.path().join("book/chapters/two.md")).expect("it is there");
    preview.until("/two.html", |answer| answer.status == 404);
}

#[test]
fn editors_ways_of_saving_all_show() {
    let folder = Folder::with_book("editors");
    let preview = Preview::of(&folder);
    let path = |name: &str| folder.path().join("book/chapters").join(name);
    folder.write("book/chapters/.one.md.new", "# One\n\nBy rename.\n");
    std::fs::rename(path(".one.md.new"), path("one.md")).expect("same folder");
    preview.shows("/one.html", "By rename.");
    // As vim does it: the old file goes aside, a new one is written, the old one is taken away.
    folder.write("book/chapters/4913", "");
    std::fs::remove_file(path("4913")).expect("it is there");
    std::fs::rename(path("one.md"), path("one.md~")).expect("same folder");
    folder.write("book/chapters/one.md", "# One\n\nBy vim.\n");
    std::fs::remove_file(path("one.md~")).expect("it is there");
    preview.shows("/one.html", "By vim.");
    let before = preview.edition();
    // What is no part of the book is no reason for an edition, and neither is a save without a change.
    folder.write("book/chapters/.one.md.swp", "x");
    folder.write("book/chapters/#one.md#", "x");
    folder.write("book/.git/HEAD", "x");
    folder.write("book/chapters/one.md", "# One\n\nBy vim.\n");
    folder.write("book/chapters/last.md", "# Last\n\nText.\n");
    preview.shows("/last.html", "Last");
    assert_eq!(preview.edition(), before + 1);
}

#[test]
fn a_storm_of_changes_is_few_editions() {
    let folder = Folder::with_book("storm");
    let preview = Preview::of(&folder);
    let before = preview.edition();
    for number in 0..1000 {
        folder.write(&format!("book/chapters/n{number}.md"), "# Chapter\n\nText.\n");
    }
    preview.until("/n999.html", |answer| answer.status == 200);
    let editions = preview.edition() - before;
    // One on a machine that writes without a pause; a busy one may stop in the middle.
    assert!(editions <= 5, "a thousand files made {editions} editions");
}

#[test]
fn a_broken_save_keeps_the_page_and_tells_once() {
    let folder = Folder::with_book("broken");
    let preview = Preview::of(&folder);
    let mut live = preview.live();
    let first = live.next().expect("the channel speaks at once");
    let broken = "# One\n\nNew text with [a link](nowhere.md).\n";
    folder.write("book/chapters/one.md", broken);
    let news = live.find(|news| news["findings"] != first["findings"]).expect("findings");
    assert_eq!(news["edition"], first["edition"], "a broken save is no edition");
    // A busy machine may let the preview see the file while it is still empty, which is a fault of its own.
    let start = Instant::now();
    while preview.findings()["findings"][0]["rule"] != "broken-link" {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    let panel = preview.findings();
    assert_eq!(panel["errors"], 1, "{panel}");
    assert_eq!(panel["kept"], "Chapters with new errors are shown as they were before.");
    let finding = &panel["findings"][0];
    assert_eq!(finding["file"], "chapters/one.md");
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(3), Some(24)));
    assert_eq!(finding["excerpt"], "New text with [a link](nowhere.md).");
    let open = finding["open"].as_str().expect("a link to an editor");
    assert!(
        open.starts_with("vscode://file/") && open.ends_with("/chapters/one.md:3:24"),
        "{open}"
    );
    let page = preview.get("/one.html").text();
    assert!(page.contains("Text.") && !page.contains("New text"), "{page}");

    // Other chapters go on meanwhile.
    folder.write("book/chapters/two.md", "# Two\n\nAnother text.\n");
    preview.shows("/two.html", "Another text.");
    assert!(!preview.get("/one.html").text().contains("New text"));
    assert_eq!(preview.findings()["errors"], 1);
    // The same fault again, lower down, is the same finding.
    folder.write("book/chapters/one.md", &broken.replace("New", "Intro.\n\nNewer"));
    let start = Instant::now();
    while preview.findings()["findings"][0]["line"] != 5 {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(preview.words().matches("error[broken-link]").count(), 1, "{}", preview.words());

    folder.write("book/chapters/one.md", "# One\n\nNew text.\n");
    preview.shows("/one.html", "New text.");
    let start = Instant::now();
    while preview.findings()["errors"] != 0 {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    // A book that cannot be read at all keeps its site as well.
    std::fs::remove_file(folder.path().join("book/book.toml")).expect("it is there");
    let start = Instant::now();
    while !preview.findings()["kept"].as_str().is_some_and(|why| why.contains("book.toml")) {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(preview.get("/one.html").text().contains("New text."));
    folder.write("book/book.toml", "[book]\ntitle = \"Back\"\n");
    preview.shows("/one.html", "Back");
}

#[test]
fn errors_come_first_in_the_panel() {
    let folder = Folder::with_book("order");
    folder.write("book/chapters/one.md", "# One\n\nText text text.\n");
    folder.write("book/chapters/two.md", "# Two\n\nA [great step](gone.md).\n");
    let panel = Preview::of(&folder).findings();
    let rules: Vec<_> = panel["findings"].as_array().expect("a list").iter().collect();
    let rules: Vec<_> = rules.iter().map(|finding| finding["rule"].as_str()).collect();
    assert_eq!(rules, [Some("broken-link"), Some("repeated-word")]);
}

#[test]
fn a_template_that_fails_keeps_the_page() {
    let folder = Folder::with_book("template");
    folder.write("book/templates/nav.html", "<p>Ours</p>\n");
    let preview = Preview::of(&folder);
    preview.shows("/one.html", "<p>Ours</p>");
    folder.write("book/templates/nav.html", "<p>Theirs</p>\n{{ contens }}\n");
    let start = Instant::now();
    while preview.findings()["errors"] != 1 {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    let panel = preview.findings();
    assert_eq!(panel["kept"], "This is the page before the last save.");
    let finding = &panel["findings"][0];
    assert_eq!(finding["file"], "templates/nav.html");
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(2), Some(4)));
    assert!(preview.get("/one.html").text().contains("<p>Ours</p>"));
    folder.write("book/templates/nav.html", "<p>Theirs</p>\n{{ contents }}\n");
    preview.shows("/one.html", "<p>Theirs</p>");
}

#[test]
fn a_fault_elsewhere_does_not_hold_a_save_back() {
    let folder = Folder::with_book("elsewhere");
    folder.write("book/chapters/two.md", "# Two\n\n[One](one.md#part)\n");
    folder.write("book/chapters/one.md", "# One\n\n## Part\n\nText.\n");
    let preview = Preview::of(&folder);
    assert_eq!(preview.findings()["errors"], 0, "{}", preview.words());
    folder.write("book/chapters/one.md", "# One\n\n## Piece\n\nText.\n");
    preview.shows("/one.html", "Piece");
    let start = Instant::now();
    while preview.findings()["errors"] != 1 {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    folder.write("book/chapters/one.md", "# One\n\n## Piece\n\nMore.\n");
    preview.shows("/one.html", "More.");
}

#[test]
fn a_chapter_that_moved_is_found_at_its_new_place() {
    let folder = Folder::with_book("moved");
    folder.write("book/chapters/two.md", "# Two\n\nText of two.\n");
    let preview = Preview::of(&folder);
    let chapters = folder.path().join("book/chapters");
    std::fs::create_dir_all(chapters.join("sub")).expect("a folder");
    std::fs::rename(chapters.join("two.md"), chapters.join("sub/third part.md"))
        .expect("same disk");
    let answer = preview.until("/two.html", |answer| answer.status == 307);
    assert_eq!(answer.field("Location"), Some("/sub/third%20part.html"));
    assert!(preview.get("/sub/third%20part.html").text().contains("Text of two."));
    std::fs::rename(chapters.join("sub/third part.md"), chapters.join("four.md"))
        .expect("same disk");
    preview.until("/two.html", |answer| answer.field("Location") == Some("/four.html"));
    folder.write("book/chapters/two.md", "# Another\n\nText.\n");
    preview.until("/two.html", |answer| answer.status == 200);
}

#[test]
fn a_site_that_is_built_inside_the_source_makes_no_circle() {
    let folder = Folder::new("inside");
    folder.write(
        "book/book.toml",
        "[book]\ntitle = \"Small\"\nsource = \".\"\n[build]\ndest = \"out\"\n",
    );
    folder.write("book/one.md", "# One\n\nText.\n");
    let preview = Preview::of(&folder);
    let before = preview.edition();
    for _ in 0..3 {
        let built = crate::support::run(folder.path(), &["build", "book"]);
        assert!(built.status.success(), "{}", crate::support::words(&built));
    }
    folder.write("book/one.md", "# One\n\nMore.\n");
    preview.shows("/one.html", "More.");
    assert_eq!(preview.edition(), before + 1);
}

#[cfg(unix)]
#[test]
fn a_linked_folder_is_watched_where_it_is() {
    let folder = Folder::with_book("linked");
    folder.write("book/shared/three.md", "# Three\n\nFirst words.\n");
    folder.write("book/lists/four.md", "# Four\n\nFirst list.\n");
    let link = |to: &str, from: &str| {
        let from = folder.path().join("book/chapters").join(from);
        std::os::unix::fs::symlink(to, from).expect("a link can be made");
    };
    link("../shared", "shared");
    link("../lists/four.md", "four.md");
    let preview = Preview::of(&folder);
    preview.shows("/shared/three.html", "First words.");
    folder.write("book/shared/three.md", "# Three\n\nSecond words.\n");
    preview.shows("/shared/three.html", "Second words.");
    folder.write("book/lists/four.md", "# Four\n\nSecond list.\n");
    preview.shows("/four.html", "Second list.");
    folder.write("book/shared/five.md", "# Five\n\nNew words.\n");
    preview.shows("/shared/five.html", "New words.");
}

#[test]
fn without_events_of_the_system_files_are_looked_at() {
    let folder = Folder::with_book("poll");
    let preview = Preview::with(&folder, &["--port", "0", "--poll"]);
    // Polling tells by the time of the last write, which has a grain.
    std::thread::sleep(Duration::from_millis(1100));
    folder.write("book/chapters/one.md", "# One\n\nPolled.\n");
    preview.shows("/one.html", "Polled.");
    folder.write("book/chapters/new/two.md", "# Two\n\nText.\n");
    preview.until("/new/two.html", |answer| answer.status == 200);
}
