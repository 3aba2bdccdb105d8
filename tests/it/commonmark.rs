//! The examples of the CommonMark specification through our own renderer.

use guidewright::finding::Finding;
use guidewright::fragment::code::Highlighter;
use guidewright::manifest::outline::Entry;
use guidewright::parse::{self, Chapter, Syntax};
use guidewright::render::body::{Scene, Writer};
use guidewright::render::surface;
use guidewright::source::{Sources, Stitched};

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
    let entry = Entry::of("example.md".to_owned());
    let syntax = Syntax::COMMONMARK;
    let (chapter, findings): (Chapter, Vec<Finding>) =
        parse::chapter(entry, Stitched::whole(source, markdown), syntax);
    assert!(findings.is_empty(), "{findings:?}");
    let highlighter = Highlighter::default();
    let scene = Scene { guide: None, chapter: &chapter, highlighter: &highlighter, trusted: true };
    let mut surface = surface::Page::of(&chapter);
    let mut writer = Writer::new(scene, &mut surface);
    let html = writer.piece(&chapter.blocks);
    html + &writer.finish().html
}
