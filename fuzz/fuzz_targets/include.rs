//! Any bytes as a chapter that includes itself and another text made of the same bytes.
#![no_main]

use guidewright::internals::load::include::{named, stitch};
use guidewright::internals::manifest::Dialect;
use guidewright::internals::source::Sources;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (first, second) = text.split_at(text.floor_char_boundary(text.len() / 2));
    let mut sources = Sources::default();
    let source = sources.add("a.md", first);
    sources.add("b", second);
    let mut fetch = |from: &str, path: &str, sources: &mut Sources| {
        sources.find(&named(from, path)?).ok_or_else(|| "there is no such file".to_owned())
    };
    for dialect in [Dialect::Native, Dialect::MdBook] {
        let mut left = 1 << 20;
        let (stitched, findings) = stitch(source, dialect, &mut sources, &mut left, &mut fetch);
        // What mdBook puts round a listing stands in no source.
        let exact = if dialect == Dialect::Native { 2000 } else { 0 };
        for (at, letter) in stitched.text.char_indices().take(exact) {
            let span = stitched.span(at..at + letter.len_utf8());
            // Blanks stand in place of the marks of a list.
            assert!(letter == ' ' || sources.text(span).starts_with(letter), "{span:?}");
        }
        for finding in findings {
            let span = finding.span.expect("these findings have a place");
            assert!(span.range().end <= sources.get(span.source).text.len());
        }
    }
});
