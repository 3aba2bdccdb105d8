//! The texts of chapters that translators say anew: said again as they are, a chapter stays what it is.

use crate::support::{built, built_from};
use guidewright::internals::load::Project;
use guidewright::internals::manifest::outline::OutlineEntry;
use guidewright::internals::parse::{Chapter, Syntax, chapter};
use guidewright::internals::source::Stitched;
use guidewright::internals::texts;
use std::path::Path;

#[test]
fn chapters_of_the_manual_stay_as_they_are() {
    said_again(Path::new("manual"), 1000);
}

#[test]
fn chapters_with_questions_stay_as_they_are() {
    said_again(Path::new("tests/books/study"), 40);
    said_again(Path::new("tests/books/text"), 10);
}

/// Code that stands in something else, or between no fences, is said anew as any other.
#[test]
fn code_is_a_text_wherever_it_stands() {
    const FILE: &str = "# Tides\n\n    let high = 5;\n\n      let low = 1;\n\n\tlet tab = 1;\n\n\
        - Item\n\n  ```rust hidelines=~\n  let item = 1;\n\n  ~hidden();\n  ```\n\n-     let first = 1;\n\n\
        > ```sh\n> high\n>\n> low\n> ```\n>\n>     quoted\n>     code\n\n\
        ```py\n{{#include tide.py}}\n```\n\n1. > ```\n   > inner\n   > ```\n\n```math\n\\text{depth}\n= 5\n```\n\n> ```math\n> \\text{tide}\n> ```\n";
    let (project, ..) =
        built_from(&[("book.toml", "[book]\ntitle = \"T\"\n"), ("chapters/a.md", FILE)]);
    let entry = project.outline.chapters().next().expect("a chapter").clone();
    let source = project.sources.find("chapters/a.md").expect("its file");
    let syntax = Syntax { hides_lines: false, ..Syntax::NATIVE };
    let parsed = |text: &str| chapter(entry.clone(), Stitched::whole(source, text), syntax).0;
    let found = texts::of(FILE, &parsed(FILE));
    let words: Vec<&str> = found.iter().map(|text| text.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "Tides",
            "let high = 5;\n\n  let low = 1;\n\nlet tab = 1;",
            "Item",
            "let item = 1;\n\n~hidden();",
            "let first = 1;",
            "high\n\nlow",
            "quoted\ncode",
            "inner",
            "\\text{depth}\n= 5",
            "\\text{tide}",
        ]
    );
    let written = texts::with(FILE, &found, |words| {
        Some(match words {
            "let first = 1;" => "let first = 1;\n\nlet second = 2;",
            "high\n\nlow" => "hoch\n\ntief",
            "quoted\ncode" => "zitiert",
            "inner" => "innen\naußen",
            "\\text{tide}" => "\\text{Tide}\n+ 1",
            words if words.starts_with("let high") => "let hoch = 5;\n\n  let tief = 1;",
            words if words.starts_with("let item") => "let item = 1;\n\n~verborgen();",
            _ => return None,
        })
    });
    assert_eq!(
        written,
        "# Tides\n\n    let hoch = 5;\n\n      let tief = 1;\n\n\
        - Item\n\n  ```rust hidelines=~\n  let item = 1;\n\n  ~verborgen();\n  ```\n\n-     let first = 1;\n\n      let second = 2;\n\n\
        > ```sh\n> hoch\n>\n> tief\n> ```\n>\n>     zitiert\n\n\
        ```py\n{{#include tide.py}}\n```\n\n1. > ```\n   > innen\n   > außen\n   > ```\n\n```math\n\\text{depth}\n= 5\n```\n\n> ```math\n> \\text{Tide}\n> + 1\n> ```\n"
    );
}

/// Says every text of a book in its own words, and looks whether anything but line ends and ids is another.
fn said_again(book: &Path, fewest: usize) {
    let (project, _, _) = built(book);
    let mut count = 0;
    for entry in project.outline.chapters() {
        let name = project.overlay.file(&entry.path);
        let source = project.sources.find(&name).expect("it was read");
        let file = project.sources.get(source).text.to_string();
        let parsed = |text: &str| parsed(&project, entry, source, text);
        let before = parsed(&file);
        let found = texts::of(&file, &before);
        count += found.len();
        let written: Vec<String> = found.iter().map(|text| text.words.clone()).collect();
        let again = texts::with(&file, &found, |words| {
            written.iter().find(|it| *it == words).map(String::as_str)
        });
        let after = parsed(&again);
        let said: Vec<String> =
            texts::of(&again, &after).into_iter().map(|text| text.words).collect();
        assert_eq!(said, written, "{name}");
        assert_eq!(ids(&before), ids(&after), "{name}");
    }
    assert!(count > fewest, "{count} texts");
}

fn parsed(
    project: &Project,
    entry: &OutlineEntry,
    source: guidewright::internals::source::SourceId,
    text: &str,
) -> Chapter {
    chapter(entry.clone(), Stitched::whole(source, text), Syntax::of(&project.manifest)).0
}

fn ids(chapter: &Chapter) -> Vec<String> {
    format!("{:?}", chapter.blocks)
        .split(" id: \"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}
