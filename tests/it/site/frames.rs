//! What stands around the text of a page, and the print page.

use crate::support::built_from;
use guidewright::Site;
use std::collections::BTreeMap;

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
    let ours = include_str!("../../../templates/page.html");
    assert_eq!(site(Some(ours)), site(None));
    let longer =
        site(Some(&ours.replace("{{ body | safe }}", "{{ body | safe }}{{ body | length }}")));
    let html = String::from_utf8_lossy(&longer.files["a.html"]).into_owned();
    assert_ne!(html, String::from_utf8_lossy(&site(None).files["a.html"]));
}

#[test]
fn a_print_page_made_in_pieces_is_what_its_template_makes() {
    let ours = include_str!("../../../templates/print.html");
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
