//! Promises about the site as a whole: same bytes, relative links only, no request elsewhere.

use crate::support::{Folder, PICTURE, built, built_from, cache_of, program, run, words};
use guidewright::Site;
use guidewright::internals::address::decode;
use guidewright::internals::emit::disk::cache;
use guidewright::internals::fragment::code::Highlighter;
use guidewright::internals::with_guide;
use std::borrow::Cow;
use std::collections::BTreeMap;
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

#[test]
fn every_link_of_a_site_leads_somewhere_and_none_is_absolute() {
    let folder = sample("links");
    let (_, site, _) = built(&folder.path().join("book"));
    assert_eq!(dead_links(&site), Vec::<String>::new());
}

#[test]
fn links_find_files_whatever_they_are_called() {
    let names = [
        "c#.md",
        "why-so?.md",
        "50% off.md",
        "sub/high tide.md",
        "sub/café.md",
        "v1.2.md",
        "v12.md",
        "a-b.md",
        "a.md",
    ];
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let list = names.map(|name| format!("\"{name}\"")).join(", ");
    texts.insert(
        "book.toml".to_owned(),
        format!("[book]\ntitle = \"Names\"\n\n[check.rules]\nunportable-name = \"off\"\n\n[build]\nsite-url = \"https://example.com/a b/\"\n\n[[part]]\ntitle = \"One\"\nchapters = [{list}]\n"),
    );
    let encoded = |name: &str| {
        name.replace('%', "%25").replace('#', "%23").replace('?', "%3F").replace(' ', "%20")
    };
    for name in names {
        let up = if name.contains('/') { "../" } else { "" };
        let links = names.map(|to| {
            let to = encoded(to);
            format!("[{to}]({up}{to}), [its part]({up}{to}#the-part) and <a href=\"{up}{to}#b-c\">raw</a>.\n")
        });
        let text = format!(
            "# About {name}\n\n{}\n![A buoy]({up}a%23b%25.png) and [a page]({up}files/calc.html#x).\n\n## The part\n\nText.[^a b]\n\n## B c\n\n[^a b]: A note.\n",
            links.concat()
        );
        texts.insert(format!("chapters/{name}"), text);
    }
    texts.insert("chapters/a#b%.png".to_owned(), PICTURE.to_owned());
    texts.insert("chapters/files/calc.html".to_owned(), "<p id=\"x\">1 + 1</p>".to_owned());
    let pairs: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (_, site, findings) = built_from(&pairs);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(dead_links(&site), Vec::<String>::new());
    let sitemap = String::from_utf8_lossy(&site.files["sitemap.xml"]).into_owned();
    assert!(
        sitemap.contains("/c%23.html<") && sitemap.contains("/sub/caf%C3%A9.html<"),
        "{sitemap}"
    );
    // On the print page chapters are places of the page, and no two of them meet.
    let print = String::from_utf8_lossy(&site.files["print.html"]).into_owned();
    assert!(print.contains("href=\"files/calc.html#x\""));
    let (_, book) = print.split_once("class=\"gw-book\"").expect("the book on the page");
    assert!(!book.contains("href=\"sub/"), "{book}");
    for path in site.files.keys().filter(|path| path.ends_with(".html")) {
        assert_eq!(
            repeated(&String::from_utf8_lossy(&site.files[path])),
            Vec::<&str>::new(),
            "{path}"
        );
    }
}

/// Links of a site that lead to no file of it, or to no id.
fn dead_links(site: &Site) -> Vec<String> {
    let mut dead = Vec::new();
    for (path, bytes) in
        site.files.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html")
    {
        let html = String::from_utf8_lossy(bytes);
        for link in attributes(&html) {
            // In braces stands what a script puts there, in a template of the study page.
            let filled = link.starts_with('{');
            if guidewright::internals::address::is_external(link) || link.is_empty() || filled {
                continue;
            }
            assert!(!link.starts_with('/'), "{path} has the absolute link {link}");
            let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
            let (to, anchor) = (to.split('?').next().unwrap_or_default(), decode(anchor));
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let full = format!("{folder}/{}", decode(to));
            let full = if to.is_empty() {
                path.clone()
            } else {
                guidewright::internals::manifest::outline::normal(full.trim_start_matches('/'))
                    .unwrap_or_default()
            };
            let Some(target) = site.get(&full) else {
                dead.push(format!("{path}: {link}"));
                continue;
            };
            // Routes of the study page are not ids.
            let found = anchor.is_empty()
                || full == "study.html"
                || String::from_utf8_lossy(target).contains(&format!("id=\"{anchor}\""));
            if !found {
                dead.push(format!("{path}: {link} (no such id)"));
            }
        }
    }
    dead
}

fn attributes(html: &str) -> impl Iterator<Item = &str> {
    ["href=\"", "src=\""].into_iter().flat_map(move |name| values(html, name))
}

/// What stands between each `name="` and the next quotation mark.
fn values<'h>(html: &'h str, name: &'static str) -> impl Iterator<Item = &'h str> {
    html.match_indices(name).map(move |(at, _)| {
        let rest = &html[at + name.len()..];
        &rest[..rest.find('"').unwrap_or(rest.len())]
    })
}

#[test]
fn a_frame_stays_small_in_a_book_of_3000_chapters() {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    texts.insert("book.toml".to_owned(), "[book]\ntitle = \"Large\"\n".to_owned());
    for number in 0..3000 {
        texts.insert(format!("chapters/{number}.md"), format!("# Chapter {number}\n\nText.\n"));
    }
    let pairs: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (_, site, _) = built_from(&pairs);
    let largest = site
        .files
        .iter()
        .filter(|(path, _)| path.starts_with(|c: char| c.is_ascii_digit() && c != '4'));
    let largest = largest.map(|(_, bytes)| bytes.len()).max().expect("pages were made");
    assert!(largest <= 40 << 10, "a page of 5 bytes of text has {largest} bytes");
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
fn a_script_of_the_book_is_loaded_by_itself_as_it_is_written() {
    let own = "const marks = [1, 2;\n";
    let book = [
        ("book.toml", "[book]\ntitle = \"Small\"\n"),
        ("chapters/one.md", "# One\n\nText.\n"),
        ("static/js/toc.js", own),
    ];
    let (_, site, _) = built_from(&book);
    let html = std::str::from_utf8(&site.files["one.html"]).expect("pages are text");
    let asked: Vec<&str> = html
        .split("as=\"script\" href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let names: Vec<&str> =
        asked.iter().filter_map(|path| path.rsplit_once('-')).map(|it| it.0).collect();
    assert_eq!(names, ["assets/guide", "assets/toc", "assets/guide"]);
    let text = |path: &str| String::from_utf8_lossy(&site.files[path]).into_owned();
    assert_eq!(text(asked[1]).trim_end(), own.trim_end());
    // What stands behind a fault of the book is whole: our own scripts, in our order.
    assert!(text(asked[0]).contains("gw.tell") && text(asked[2]).contains("gw-search"));
    for path in [asked[0], asked[2]] {
        assert!(
            text(path).starts_with("'use strict';") && !text(path).contains("marks ="),
            "{path}"
        );
    }
}

#[test]
fn what_opens_the_views_comes_after_a_view_that_the_book_brings() {
    let cards = "# One\n\n## Cards {.cards}\n\n| id | situation | solution | deciding phrase | tempting alternative |\n| --- | --- | --- | --- | --- |\n| card-a | What fits? | This | what → this | That |\n";
    for own in ["static/js/view.js", "static/js/data.js", "static/js/sitting.js"] {
        let book = [
            ("book.toml", "[book]\ntitle = \"Small\"\n"),
            ("chapters/one.md", cards),
            (own, "console.info('brought by the book');\n"),
        ];
        let (_, site, _) = built_from(&book);
        let html = std::str::from_utf8(&site.files["study.html"]).expect("pages are text");
        let last =
            html.split("as=\"script\" href=\"").last().and_then(|rest| rest.split('"').next());
        let text = String::from_utf8_lossy(&site.files[last.expect("a page has scripts")]);
        assert!(text.contains("gw-study") && !text.contains("brought by"), "{own}: {last:?}");
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

/// Every id of a page that stands on it more than once.
fn repeated(html: &str) -> Vec<&str> {
    let mut seen = BTreeMap::<&str, usize>::new();
    for id in values(html, " id=\"") {
        *seen.entry(id).or_default() += 1;
    }
    seen.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id).collect()
}

#[test]
fn no_page_has_an_id_twice() {
    let folder = sample("ids");
    let mut sites = vec![built(&folder.path().join("book")).1];
    for book in std::fs::read_dir("tests/books").expect("the books are in the repository") {
        sites.push(built(&book.expect("a folder entry").path()).1);
    }
    let mut faults = Vec::new();
    for (path, bytes) in sites.iter().flat_map(|site| &site.files) {
        let html = String::from_utf8_lossy(bytes);
        if path.ends_with(".html") {
            faults.extend(repeated(&html).into_iter().map(|id| format!("{path}: {id}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
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

#[test]
fn search_finds_the_words_of_raw_html() {
    let html = "<details>\n<summary>The <b>ebb</b></summary>\n<p>Water\ngoes.</p>\n<style>p { color: red }</style>\n</details>\n";
    let text = format!("# Tides\n\n{html}\n> <div>flood</div>\n\nSlack <i>water</i>.\n");
    let (project, _, _) = built_from(&[
        ("book.toml", "[book]\ntitle = \"T\"\n\n[build]\ntrusted-html = true\n"),
        ("chapters/tides.md", &text),
    ]);
    let units =
        with_guide(&project, &Highlighter::default(), guidewright::internals::index::units).value;
    let found: Vec<&str> = units.iter().map(|unit| unit.text.as_str()).collect();
    assert_eq!(found, ["The ebb Water goes. flood Slack water."]);
}

#[test]
fn search_knows_the_names_of_one_thing() {
    let (project, _, _) = built_from(&[
        ("book.toml", "[book]\ntitle = \"T\"\n\n[study]\nglossary = \"glossary.toml\"\n"),
        ("chapters/tides.md", "# Tides\n\nWater comes and goes.\n"),
        (
            "chapters/glossary.toml",
            "[[term]]\nname = \"Slack water\"\nshort = \"SW\"\nalso = [\"stand\"]\nmeaning = \"No stream.\"\n\n[[term]]\nname = \"Ebb\"\nmeaning = \"It goes.\"\n",
        ),
    ]);
    let names =
        with_guide(&project, &Highlighter::default(), guidewright::internals::index::synonyms);
    assert_eq!(names.value, [["Slack water", "SW", "stand"]]);
}

#[test]
fn search_leaves_out_the_chapters_that_the_settings_name() {
    let found = |manifest: &str| {
        let page = |path: &'static str| (path, "# Title\n\nText.\n");
        let (project, _, findings) = built_from(&[
            ("book.toml", manifest),
            (
                "src/SUMMARY.md",
                "- [A](a.md)\n- [B](back/b.md)\n- [C](back/c.md)\n- [D](backs.md)\n",
            ),
            page("src/a.md"),
            page("src/back/b.md"),
            page("src/back/c.md"),
            page("src/backs.md"),
        ]);
        assert!(findings.is_empty(), "{findings:?}");
        let units = guidewright::internals::index::units;
        let units = with_guide(&project, &Highlighter::default(), units).value;
        units.into_iter().map(|unit| unit.page).collect::<Vec<_>>()
    };
    let theirs = "[book]\nsrc = \"src\"\n\n[output.html.search.chapter]\n\"back\" = { enable = false }\n\"back/b.md\" = { enable = true }\n";
    assert_eq!(found(theirs), ["a.html", "back/b.html", "backs.html"]);
    let ours = "[book]\ntitle = \"T\"\nsource = \"src\"\n\n[search.chapters]\n\"back\" = false\n\"back/b.md\" = true\n";
    assert_eq!(found(ours), ["a.html", "back/b.html", "backs.html"]);
}

/// The words of the chapters beside a page.
fn nav(site: &Site, page: &str) -> String {
    let html = String::from_utf8_lossy(&site.files[page]);
    let start = html.find("<ol class=\"gw-chapters\">").expect("a page has a navigation");
    let nav = &html[start..];
    let nav = &nav[..nav.find("</ol>").expect("a list ends")];
    let words =
        nav.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim());
    words.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn deeper_chapters_show_beside_the_page_where_the_one_above_them_is_read() {
    let book = |fold: &str| {
        let page = |path: &'static str| (path, "# Title\n\nText.\n");
        let manifest =
            format!("[book]\nsrc = \"src\"\n\n[output.html]\nno-section-label = true\n{fold}");
        let summary = "- [A](a.md)\n  - [B](b.md)\n    - [C](c.md)\n- [Later]()\n  - [D](d.md)\n- [E](e.md)\n";
        let (_, site, findings) = built_from(&[
            ("book.toml", &manifest),
            ("src/SUMMARY.md", summary),
            page("src/a.md"),
            page("src/b.md"),
            page("src/c.md"),
            page("src/d.md"),
            page("src/e.md"),
        ]);
        assert!(findings.is_empty(), "{findings:?}");
        ["a.html", "b.html", "c.html", "e.html"].map(|page| nav(&site, page))
    };
    assert_eq!(book(""), ["A B C Later D E"; 4]);
    assert_eq!(book("fold.enable = false\n"), ["A B C Later D E"; 4]);
    let level = |level: u8| book(&format!("fold.enable = true\nfold.level = {level}\n"));
    // What has no page of its own opens nothing, so that what is below it always shows.
    assert_eq!(level(0), ["A B Later D E", "A B C Later D E", "A B C Later D E", "A Later D E"]);
    assert_eq!(level(1), ["A B Later D E", "A B C Later D E", "A B C Later D E", "A B Later D E"]);
    assert_eq!(level(2), ["A B C Later D E"; 4]);
}

#[test]
fn a_frame_of_the_book_holds_what_ours_holds() {
    let site = |frame: Option<&str>| {
        let texts = [
            ("book.toml", "[book]\ntitle = \"Framed & '<sound>'\"\n"),
            ("chapters/a.md", "# A\n\nText.\n"),
        ];
        let frame = frame.map(|text| ("templates/page.html", text));
        built_from(&texts.into_iter().chain(frame).collect::<Vec<_>>()).1
    };
    let ours = include_str!("../../templates/page.html");
    assert_eq!(site(Some(ours)), site(None));
    let longer =
        site(Some(&ours.replace("{{ body | safe }}", "{{ body | safe }}{{ body | length }}")));
    let html = String::from_utf8_lossy(&longer.files["a.html"]).into_owned();
    assert_ne!(html, String::from_utf8_lossy(&site(None).files["a.html"]));
}

#[test]
fn a_print_page_made_in_pieces_is_what_its_template_makes() {
    let ours = include_str!("../../templates/print.html");
    let question = "### One {#one .choice difficulty=1}\n\nWhich?\n\n- [x] Right\n  > Because.\n- [ ] Wrong\n  > Because.\n";
    let manifest = "[book]\ntitle = \"Printed & '<bound>'\"\n\n[[part]]\nchapters = [\"a.md\", \"b.md\"]\n\n[[part]]\ntitle = \"Named & <none>\"\nchapters = [\"c.md\", \"d.md\"]\n\n[[part]]\ntitle = \"Empty\"\nchapters = []\n";
    for question in [question, ""] {
        let site = |template: &str| {
            let c = format!("# C\n\n[Elsewhere](https://example.org/).\n\n{question}");
            let texts = [
                ("book.toml", manifest),
                ("chapters/a.md", "# A\n\nText.\n"),
                ("chapters/b.md", "Text without a title.\n"),
                ("chapters/c.md", &c),
                ("chapters/d.md", "# D\n\nText.\n"),
            ];
            let own = [("templates/print.html", template)];
            let own = own.into_iter().filter(|(_, text)| !text.is_empty());
            built_from(&texts.into_iter().chain(own).collect::<Vec<_>>()).1
        };
        // A template that is ours to the letter counts as ours; one of a book's gets a line end behind it.
        let whole = site(&format!("{{# own #}}{}", ours.trim_end()));
        let pieces = site("");
        assert!(pieces == whole, "the print page in pieces is another one");
        let html = String::from_utf8_lossy(&pieces.files["print.html"]).into_owned();
        assert_eq!(html.contains("id=\"gw-answers\""), !question.is_empty());
        assert_eq!(html.matches("<article").count(), 4, "{html}");
        assert_eq!(html.matches("class=\"gw-part-title\"").count(), 1, "{html}");
    }
}

#[test]
fn chapters_run_on_where_a_book_wants_no_page_breaks() {
    let class = |settings: &str| {
        let manifest = format!("[book]\nsrc = \"src\"\n\n[output.html]\n{settings}");
        let (_, site, _) = built_from(&[
            ("book.toml", &manifest),
            ("src/SUMMARY.md", "- [A](a.md)\n"),
            ("src/a.md", "# A\n\nText.\n"),
        ]);
        let html = String::from_utf8_lossy(&site.files["print.html"]).into_owned();
        html.contains("class=\"gw-book gw-running\"")
    };
    assert!(class("print.page-break = false\n"));
    assert!(!class("print.page-break = true\n"));
    assert!(!class(""));
}

#[test]
fn an_mdbook_book_hears_once_of_each_host_whose_pictures_are_blocked() {
    let badges = "[![one](https://img.example/1.svg)](https://example.org/)\n".repeat(3);
    let text = format!("# A\n\n{badges}\n![two](https://other.example/2.png)\n");
    let messages = |manifest: &str, folder: &str| {
        let (_, _, findings) = built_from(&[
            ("book.toml", manifest),
            (&format!("{folder}/SUMMARY.md"), "- [A](a.md)\n"),
            (&format!("{folder}/a.md"), &text),
        ]);
        findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
    };
    assert_eq!(
        messages("[book]\nsrc = \"src\"\n", "src"),
        [
            "the pages' policy blocks the picture from `https://img.example/1.svg`, and 2 more from `img.example`",
            "the pages' policy blocks the picture from `https://other.example/2.png`",
        ]
    );
    assert_eq!(messages("[book]\ntitle = \"T\"\nid = \"abc\"\n", "chapters").len(), 4);
}

/// The style sheet of a site; a script of the same name, but for its ending, may stand before it.
fn style_sheet(site: &Site) -> Cow<'_, str> {
    let name = |path: &&String| path.starts_with("assets/guide-") && path.ends_with(".css");
    let sheet = site.files.keys().find(name).expect("pages have a style sheet");
    String::from_utf8_lossy(&site.files[sheet])
}

#[test]
fn style_sheets_of_an_mdbook_book_find_the_colours_that_mdbook_names() {
    let manifest = "[book]\nsrc = \"src\"\n\n[output.html]\nadditional-css = [\"own.css\"]\n";
    let (_, site, _) = built_from(&[
        ("book.toml", manifest),
        ("own.css", "svg { stroke: var(--fg); }\n"),
        ("src/SUMMARY.md", "- [Tides](tides.md)\n"),
        ("src/tides.md", "# Tides\n\nThey turn.\n"),
    ]);
    let sheet = style_sheet(&site);
    let (_, names) = sheet.split_once(" --fg: var(--gw-").expect("the colour of the text is named");
    let ours = names.split(')').next().expect("a name ends");
    assert!(sheet.contains(&format!("--gw-{ours}:")), "nothing sets --gw-{ours}");
}

#[test]
fn a_style_of_an_element_is_a_rule_of_the_style_sheet() {
    let book = |trusted: bool| {
        let manifest = format!("[book]\ntitle = \"T\"\n\n[build]\ntrusted-html = {trusted}\n");
        let text = "# Tides\n\n<p class=\"low\" style=\"color: #a00\">Ebb.</p>\n";
        built_from(&[("book.toml", &manifest), ("chapters/tides.md", text)]).1
    };
    let site = book(true);
    let page = String::from_utf8_lossy(&site.files["tides.html"]);
    let at = page.find("gw-style-").expect("the element has a class");
    let class = &page[at..at + "gw-style-".len() + 8];
    assert!(page.contains(&format!("<p class=\"low {class}\">Ebb.</p>")), "{page}");
    assert!(style_sheet(&site).contains(&format!(".{class} {{ color: #a00 }}")));
    assert!(!style_sheet(&book(false)).contains("gw-style-"));
}

#[test]
fn domains_have_the_hues_of_their_exam() {
    let (_, site, _) = built(Path::new("tests/books/exams"));
    let sheet = style_sheet(&site);
    // Those of the main exam hold wherever nothing names another one.
    for selector in [
        "\n  [data-domain=\"1\"]",
        "\n  :root[data-exam=\"1\"] [data-domain=\"1\"], [data-exams=\"1\"] [data-domain=\"1\"]",
    ] {
        assert!(sheet.contains(&format!("{selector} {{ --gw-hue:")), "{selector}");
    }
}

#[test]
fn a_search_can_be_narrowed_to_a_domain_where_chapters_are_of_several() {
    let domain = |id: &str| {
        format!(
            "[[domain]]\nid = \"{id}\"\ntitle = \"Domain {id}\"\nweight = 50\n[[domain.task]]\nid = \"{id}.1\"\ntitle = \"Task\"\n[[domain.task.objective]]\nid = \"{id}.1.1\"\ntext = \"Know it.\"\n"
        )
    };
    let exam = "code = \"EX-1\"\ntitle = \"Example\"\nitems = 4\nminutes = 20\npass = 700\nscale = [100, 1000]\n".to_owned();
    let exam = exam + &domain("1") + &domain("2");
    let part = |domain: &str, chapter: &str| {
        format!(
            "[[part]]\ntitle = \"{chapter}\"\ndomain = \"{domain}\"\nchapters = [\"{chapter}.md\"]\n"
        )
    };
    let options = |second: &str| {
        let book = "[book]\ntitle = \"Search\"\n".to_owned();
        let book =
            book + &part("1", "a") + &part(second, "b") + "[study]\nblueprint = \"exam.toml\"\n";
        let (_, site, _) = built_from(&[
            ("book.toml", &book),
            ("chapters/exam.toml", &exam),
            ("chapters/a.md", "# A\n\nText.\n"),
            ("chapters/b.md", "# B\n\nText.\n"),
        ]);
        let page = String::from_utf8_lossy(&site.files["a.html"]).into_owned();
        let (_, select) = page.split_once("<select").expect("the search has one");
        let (select, _) = select.split_once("</select>").expect("it ends");
        values(select, "<option value=\"").map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(options("2"), ["", "1", "2"]);
    assert_eq!(options("1"), [""]);
}
