//! The style sheet, and what it takes from books.

use crate::support::{built, built_from};
use guidewright::Site;
use std::borrow::Cow;
use std::path::Path;

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
