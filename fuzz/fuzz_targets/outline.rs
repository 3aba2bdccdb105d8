//! Any bytes as `book.toml` and as `SUMMARY.md`.
#![no_main]

use guidewright::internals::manifest::{self, Dialect, outline};
use guidewright::internals::source::Sources;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let source = sources.add("book.toml", text);
    let (_, _, findings) = manifest::read(source, text, text.len() % 2 == 0);
    let dialect = if text.len() % 3 == 0 { Dialect::MdBook } else { Dialect::Native };
    let (_, more) = outline::from_summary(source, text, dialect);
    for finding in findings.iter().chain(&more) {
        let span = finding.span.expect("these findings have a place");
        assert!(span.range().end <= text.len(), "{finding:?}");
        let _ = sources.place(span);
    }
});
