//! Any bytes as a chapter of a book that is parsed, assembled, checked and rendered.
#![no_main]

use guidewright::internals::fragment::code::Highlighter;
use guidewright::internals::load::{self, Files};
use guidewright::internals::render::body::{Scene, Writer};
use guidewright::internals::render::surface;
use guidewright::internals::{build, check, guide, parse, report};
use libfuzzer_sys::fuzz_target;

const BOOK: &str = "[book]\ntitle = \"Fuzz\"\n[study]\nglossary = \"glossary.toml\"\n";
const GLOSSARY: &str = "[[term]]\nname = \"a b\"\nshort = \"AB\"\nmeaning = \"Two.\"\n";
/// The frame round the pages costs a hundred times what a short chapter does; one input in so many gets it.
const WHOLE: usize = 64;

fuzz_target!(|text: &str| {
    let files = Files::from_texts(&[
        ("book.toml", BOOK),
        ("chapters/glossary.toml", GLOSSARY),
        ("chapters/a.md", text),
        ("chapters/b.md", "# B\n\nText.\n"),
    ]);
    let loaded = load::files(&files).expect("the manifest is there");
    let project = &loaded.value;
    let highlighter = Highlighter::default();
    let assembled = parse::chapters(project)
        .and_then(|chapters| guide::assemble(project, chapters))
        .also(|guide| check::all(guide, &highlighter));
    for chapter in &assembled.value.chapters {
        let trusted = text.len() % 2 == 0;
        let scene = Scene { guide: Some(&assembled.value), chapter, highlighter: &highlighter, trusted };
        let mut surface = surface::SitePage::of(chapter);
        let mut writer = Writer::new(scene, &mut surface);
        let _ = writer.piece(&chapter.blocks);
        let _ = writer.finish();
    }
    let findings = check::settle(project, loaded.findings.into_iter().chain(assembled.findings).collect());
    for finding in &findings {
        if let Some(span) = finding.span {
            assert!(span.range().end <= project.sources.get(span.source).text.len(), "{finding:?}");
        }
    }
    let _ = report::human(&findings, &project.sources, false, 100);
    if text.len() % WHOLE == 0 {
        let site = build(project, &highlighter).value;
        for (path, bytes) in &site.files {
            assert!(!path.ends_with(".html") || std::str::from_utf8(bytes).is_ok());
        }
    }
});
