//! Any bytes as a chapter of a book that is parsed, assembled, checked and rendered.
#![no_main]

use guidewright::fragment::code::Highlighter;
use guidewright::load::{self, Files};
use guidewright::{build, check, report};
use libfuzzer_sys::fuzz_target;

const BOOK: &str = "[book]\ntitle = \"Fuzz\"\n[study]\nglossary = \"glossary.toml\"\n";
const GLOSSARY: &str = "[[term]]\nname = \"a b\"\nshort = \"AB\"\nmeaning = \"Two.\"\n";

fuzz_target!(|text: &str| {
    let files = Files::from_texts(&[
        ("book.toml", BOOK),
        ("chapters/glossary.toml", GLOSSARY),
        ("chapters/a.md", text),
        ("chapters/b.md", "# B\n\nText.\n"),
    ]);
    let loaded = load::files(&files).expect("the manifest is there");
    let built = build(&loaded.value, &Highlighter::default());
    let findings = check::settle(&loaded.value, loaded.findings.into_iter().chain(built.findings).collect());
    for finding in &findings {
        if let Some(span) = finding.span {
            assert!(span.range().end <= loaded.value.sources.get(span.source).text.len(), "{finding:?}");
        }
    }
    let _ = report::human(&findings, &loaded.value.sources, false, 100);
    for (path, bytes) in &built.value.files {
        assert!(!path.ends_with(".html") || std::str::from_utf8(bytes).is_ok());
    }
});
