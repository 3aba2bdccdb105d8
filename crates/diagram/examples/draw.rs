//! Draws a file in Mermaid's syntax as a picture that stands alone: `cargo run --example draw -- FILE.mmd > FILE.svg`.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example reads and writes for itself"
)]

use guidewright_diagram::{STYLE, draw};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a file in Mermaid's syntax")?;
    let source = std::fs::read_to_string(&path)?;
    let drawing = draw(&source).map_err(|fault| {
        let line = source[..fault.span.start].matches('\n').count() + 1;
        format!("{path}:{line}: {}", fault.message)
    })?;
    let (start, rest) = drawing.svg.split_once('>').ok_or("a drawing is one element")?;
    println!("{start}><style>{STYLE}</style>{rest}");
    Ok(())
}
