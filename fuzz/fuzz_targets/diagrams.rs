//! Any text as a diagram of each kind: it is drawn, or refused with a place inside it.
#![no_main]

use guidewright_diagram::draw;
use guidewright_fuzz::{assert_harmless, assert_nested};
use libfuzzer_sys::fuzz_target;

const KINDS: [&str; 10] = [
    "",
    "flowchart TD\n",
    "sequenceDiagram\n",
    "stateDiagram-v2\n",
    "classDiagram\n",
    "erDiagram\n",
    "gantt\n",
    "pie\n",
    "timeline\n",
    "mindmap\n",
];

fuzz_target!(|input: (u8, &str)| {
    let (kind, text) = input;
    let source = format!("{}{text}", KINDS[usize::from(kind) % KINDS.len()]);
    match draw(&source) {
        Ok(drawing) => {
            assert_nested(&drawing.svg);
            assert_harmless(&drawing.svg);
            assert!(drawing.width.is_finite() && drawing.height.is_finite());
        }
        Err(fault) => assert!(source.get(fault.span.clone()).is_some(), "{source:?}: {fault:?}"),
    }
});
