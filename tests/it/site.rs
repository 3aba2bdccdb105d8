//! Promises about the site as a whole: same bytes, nothing lost, no request elsewhere.

mod frames;
mod links;
mod searched;
mod styles;

use crate::support::{Folder, PICTURE, built_from, cache_of, program, run, words};
use guidewright::internals::emit::disk::cache;
use guidewright::internals::fragment::code::Highlighter;
use guidewright::internals::with_guide;
use std::path::Path;

/// The book that `new` makes shows every feature, so promises are tried on it.
fn sample(name: &str) -> Folder {
    let folder = Folder::new(name);
    let made = run(folder.path(), &["new", "book"]);
    assert!(made.status.success(), "{}", words(&made));
    folder
}

#[test]
fn a_new_book_has_no_findings() {
    let folder = sample("new");
    let checked = run(folder.path(), &["check", "book", "--strict"]);
    assert!(checked.status.success(), "{}", words(&checked));
    let again = run(folder.path(), &["new", "book"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(words(&again).contains("exists and is not empty"), "{}", words(&again));
}

#[test]
fn the_same_book_gives_the_same_bytes_everywhere() {
    let one = sample("a");
    let two = Folder::new("with space & más");
    copy(&one.path().join("book"), &two.path().join("other name"));
    let build = |folder: &Path, book: &str, threads: &str, zone: (&str, &str), more: &[&str]| {
        let mut command = program(folder);
        command.args(["bundle", book, "--output", "out.zip"]).args(more);
        command.env("RAYON_NUM_THREADS", threads).env("TZ", zone.0);
        command.env("LC_ALL", zone.1).env("LANG", zone.1);
        let output = command.output().expect("the program starts");
        assert!(output.status.success(), "{}", words(&output));
        std::fs::read(folder.join("out.zip")).expect("the zip was written")
    };
    let here = ("Asia/Manila", "C");
    let first = build(one.path(), "book", "1", here, &["--no-cache"]);
    let kept = cache::of_book(&cache_of(one.path()), &one.path().join("book")).join("fragments");
    assert!(!kept.exists(), "something was kept although nothing should be");
    let elsewhere = ("America/St_Johns", "tr_TR.UTF-8");
    for (how, got) in [
        ("another place", build(two.path(), "other name", "7", elsewhere, &[])),
        ("two threads", build(one.path(), "book", "2", here, &[])),
        ("a warm cache", build(one.path(), "book", "2", elsewhere, &[])),
        ("a warm cache and one thread", build(one.path(), "book", "1", here, &[])),
    ] {
        assert!(first == got, "the zip differs with {how}");
    }
    let good = std::fs::read(&kept).expect("the cache was kept");
    assert!(good.len() > 1_000, "nothing of the sample book was remembered");
    let half = good.len() / 2;
    let mut flipped = good.clone();
    flipped[half] ^= 1;
    for (how, bytes) in [("no", &good[..0]), ("half a", &good[..half]), ("a flipped", &flipped)] {
        std::fs::write(&kept, bytes).expect("the cache can be damaged");
        let got = build(one.path(), "book", "2", here, &[]);
        assert!(first == got, "the zip differs with {how} cache");
        assert!(std::fs::read(&kept).expect("the cache") == good, "{how} cache was not mended");
    }
}

#[test]
fn a_build_after_an_edit_gives_the_bytes_of_a_clean_one() {
    let folder = sample("edited");
    let build = |more: &[&str]| {
        let arguments = [&["bundle", "book", "--output", "out.zip"], more].concat();
        let output = run(folder.path(), &arguments);
        assert!(output.status.success(), "{}", words(&output));
        std::fs::read(folder.path().join("out.zip")).expect("the zip was written")
    };
    let mut before = build(&[]);
    let mut chapters = Vec::new();
    for entry in
        std::fs::read_dir(folder.path().join("book/chapters")).expect("the book has chapters")
    {
        let path = entry.expect("it can be listed").path();
        chapters.extend((path.extension().is_some_and(|end| end == "md")).then_some(path));
    }
    chapters.sort();
    let chapter = chapters.first().expect("one at least");
    // Words that are new, a section that moves all behind it, and both taken back.
    let was = std::fs::read_to_string(chapter).expect("it can be read");
    let more = format!("{was}\nMarlinspikes mend ropes.\n");
    let section = format!("{more}\n## Bowlines and sheet bends\n\nKnots hold ropes.\n");
    for text in [&more, &section, &was] {
        std::fs::write(chapter, text).expect("it can be written");
        let warm = build(&[]);
        assert!(warm == build(&["--no-cache"]), "it differs after an edit");
        assert!(warm != before, "the edit shows nowhere");
        before = warm;
    }
}

#[test]
fn timings_name_every_stage_and_the_slowest_chapters() {
    let folder = sample("timings");
    let built = run(folder.path(), &["build", "book", "--timings", "--quiet"]);
    assert!(built.status.success(), "{}", words(&built));
    let table = String::from_utf8_lossy(&built.stdout).into_owned();
    for stage in ["read", "parse", "check", "render", "index", "write", "together"] {
        assert!(table.lines().any(|line| line.starts_with(stage)), "{stage} is not in\n{table}");
    }
    let (_, chapters) = table.split_once("slowest chapters").expect("chapters are shown");
    assert!(chapters.contains(".md"), "{table}");
    assert_eq!(words(&built), "", "a progress line was shown although nobody looks");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

#[test]
fn home_offers_as_many_questions_as_there_are_to_practise() {
    let home = |chapter: &str| {
        let book = [("book.toml", "[book]\ntitle = \"Small\"\n"), ("chapters/one.md", chapter)];
        let (_, site, _) = built_from(&book);
        String::from_utf8_lossy(&site.files["index.html"]).into_owned()
    };
    let question = |pool: &str| {
        format!(
            "# One\n\n### Which {{#which .choice pool={pool}}}\n\nWhich one fits?\n\n- [x] This\n  > It fits.\n- [ ] That\n  > It does not.\n"
        )
    };
    let html = home(&question("both"));
    assert!(html.contains("#practice?count=1\">Practise 1 question</a>"), "{html}");
    let html = home(&question("exam"));
    assert!(!html.contains("Practise") && !html.contains("study.html#cards\">Study"), "{html}");
    let html = home(
        "# One\n\n## Cards {.cards}\n\n| situation | solution |\n| --- | --- |\n| What fits? | This |\n",
    );
    assert!(html.contains("study.html#cards\">Study cards</a>"), "{html}");
}

#[test]
fn any_letter_of_unicode_stands_on_the_page_and_loses_nothing_behind_it() {
    // One in eight thousand, and those that programs like to keep for themselves.
    let all = ('\u{20}'..=char::MAX).step_by(7919);
    let special = "\u{f8ff}\u{e000}\u{e0ff}\u{fdd0}\u{feff}\u{fffc}\u{fffd}\u{100000}\u{10ffff}\u{2028}\u{85}\u{ad}";
    for letter in
        all.chain(special.chars()).filter(|letter| letter.is_alphanumeric() || !letter.is_ascii())
    {
        let text = format!(
            "# A {letter} title\n\nIn text {letter}0{letter}, in `code {letter}`, ![{letter} alt](a.png \"{letter}\"), <b title=\"{letter}\">raw</b>.\n\n## Last {letter}\n\nStill here.\n"
        );
        let (_, site, _) = built_from(&[
            ("book.toml", "[book]\ntitle = \"Letters\"\n"),
            ("chapters/a.md", &text),
            ("chapters/a.png", PICTURE),
        ]);
        for page in ["a.html", "print.html"] {
            let html = String::from_utf8_lossy(&site.files[page]).into_owned();
            for words in [
                format!("In text {letter}0{letter}, in <code>code {letter}</code>"),
                format!("alt=\"{letter} alt\""),
                format!("<b title=\"{letter}\">raw</b>"),
                "Still here.".to_owned(),
            ] {
                assert!(
                    html.contains(&words),
                    "{page} of U+{:04X} lacks {words}",
                    u32::from(letter)
                );
            }
        }
    }
}

#[test]
fn a_title_of_the_home_page_is_kept_unless_it_is_the_book_s() {
    for (written, shown) in [
        ("# On *this* coast", Some("<h2 id=\"on-this-coast\">On <em>this</em> coast</h2>")),
        ("# harbour", None),
        ("No title at all.", None),
    ] {
        let (_, site, findings) = built_from(&[
            ("book.toml", "[book]\ntitle = \"Harbour\"\nhome = \"home.md\"\n"),
            ("chapters/home.md", &format!("{written}\n\nWelcome.\n")),
            ("chapters/a.md", "# A\n\nText. [Home](home.md)\n"),
        ]);
        assert!(findings.is_empty(), "{findings:?}");
        let html = String::from_utf8_lossy(&site.files["index.html"]).into_owned();
        assert!(html.contains("Welcome."), "{html}");
        let prose = html.split("gw-prose").nth(1).expect("the home page has prose");
        let heading = prose.split("Welcome.").next().expect("words stand first");
        match shown {
            Some(shown) => assert!(heading.contains(shown), "{heading}"),
            None => assert!(!heading.contains("<h"), "{heading}"),
        }
    }
}

#[test]
fn a_formula_of_a_title_is_told_in_letters_where_no_markup_stands() {
    let (project, site, findings) = built_from(&[
        ("book.toml", "[book]\nid = \"rates\"\ntitle = \"Rates\"\n"),
        ("chapters/a.md", "# The rate $\\lambda_t$\n\n## Weight $\\hat{w}_i$\n\nText.\n"),
        ("chapters/b.md", "# Next\n\nText of $\\frac{a}{b}$.\n"),
    ]);
    assert!(findings.is_empty(), "{findings:?}");
    for (path, bytes) in &site.files {
        let text = String::from_utf8_lossy(bytes);
        for raw in ["\\lambda", "\\hat", "\\frac"] {
            assert!(!text.contains(raw), "{raw} stands in {path}");
        }
    }
    let text = |path: &str| String::from_utf8_lossy(&site.files[path]).into_owned();
    let page = text("a.html");
    assert!(page.contains("<title>The rate λₜ"), "{page}");
    assert!(page.contains("<a href=\"#weight-hatw_i\">Weight ŵᵢ</a>"), "{page}");
    assert!(page.contains("aria-label=\"Link to: Weight ŵᵢ\""), "{page}");
    assert!(page.contains("<meta name=\"description\" content=\"Text.\""), "{page}");
    let units =
        with_guide(&project, &Highlighter::default(), guidewright::internals::index::units).value;
    let found =
        units.iter().map(|unit| format!("{}: {} {}", unit.chapter, unit.section, unit.text));
    assert_eq!(
        found.collect::<Vec<_>>(),
        ["The rate λₜ: Weight ŵᵢ Text.", "Next: Next Text of a/b."],
    );
}
