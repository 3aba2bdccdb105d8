//! The examples of the CommonMark specification through our own renderer.

use guidewright::Finding;
use guidewright::internals::check;
use guidewright::internals::fragment::code::Highlighter;
use guidewright::internals::guide;
use guidewright::internals::load::{self, Files};
use guidewright::internals::manifest::outline::OutlineEntry;
use guidewright::internals::parse::{self, Chapter, Syntax};
use guidewright::internals::render::body::{Scene, Writer};
use guidewright::internals::render::surface;
use guidewright::internals::source::{Sources, Stitched};

/// Examples whose HTML differs on purpose, each with the reason.
const DIFFERENT: [(usize, &str); 0] = [];

#[test]
fn every_example_gives_its_html() {
    let spec = std::fs::read_to_string("tests/commonmark/spec.txt")
        .expect("the specification is in the repository");
    let examples = examples(&spec);
    assert_eq!(examples.len(), 652);
    let mut failures = Vec::new();
    for (index, (markdown, expected)) in examples.iter().enumerate() {
        let number = index + 1;
        let html = render(markdown);
        let differs = html != *expected;
        let listed = DIFFERENT.iter().any(|(listed, _)| *listed == number);
        if differs != listed {
            failures.push(format!(
                "example {number}\n--- markdown\n{markdown}--- expected\n{expected}--- got\n{html}"
            ));
        }
    }
    assert!(failures.is_empty(), "{} of 652 differ\n{}", failures.len(), failures.join("\n"));
}

/// Examples whose point is that a mark of Markdown or an entity stands on the page as it is, or that stars pair otherwise
/// than one sees.
const LITERAL: [usize; 48] = [
    26, 28, 30, 41, 42, 63, 70, 91, 197, 209, 213, 327, 338, 343, 344, 345, 346, 347, 348, 349,
    353, 356, 379, 380, 391, 392, 417, 427, 432, 442, 444, 445, 464, 466, 471, 476, 480, 488, 493,
    494, 497, 508, 511, 513, 518, 519, 590, 602,
];

#[test]
fn examples_are_told_of_no_foreign_marks() {
    let spec = std::fs::read_to_string("tests/commonmark/spec.txt")
        .expect("the specification is in the repository");
    let mut told = Vec::new();
    for (index, (markdown, _)) in examples(&spec).iter().enumerate() {
        let files = Files::from_texts(&[
            ("book.toml", "[book]\ntitle = \"Examples\"\n"),
            ("chapters/a.md", markdown),
        ]);
        let project = load::files(&files).expect("the manifest is there").value;
        let guide = parse::chapters(&project).and_then(|it| guide::assemble(&project, it)).value;
        let found = check::foreign::of(&check::proof::Galley::of(&guide, 0));
        if !found.is_empty() {
            told.push(index + 1);
        }
    }
    assert_eq!(told, LITERAL);
}

fn examples(spec: &str) -> Vec<(String, String)> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut lines = spec.lines();
    while let Some(line) = lines.next() {
        if line != format!("{fence} example") {
            continue;
        }
        let mut part = |end: &str| {
            let mut text = String::new();
            for line in lines.by_ref().take_while(|line| *line != end) {
                text.push_str(&line.replace('→', "\t"));
                text.push('\n');
            }
            text
        };
        let markdown = part(".");
        let html = part(&fence);
        examples.push((markdown, html));
    }
    examples
}

fn render(markdown: &str) -> String {
    let mut sources = Sources::default();
    let source = sources.add("example.md", markdown);
    let entry = OutlineEntry::of("example.md".to_owned());
    let syntax = Syntax::COMMONMARK;
    let (chapter, findings): (Chapter, Vec<Finding>) =
        parse::chapter(entry, Stitched::whole(source, markdown), syntax);
    assert!(findings.is_empty(), "{findings:?}");
    let highlighter = Highlighter::default();
    let scene = Scene { guide: None, chapter: &chapter, highlighter: &highlighter, trusted: true };
    let mut surface = surface::SitePage::of(&chapter);
    let mut writer = Writer::new(scene, &mut surface);
    let html = writer.piece(&chapter.blocks);
    html + &writer.finish().html
}
