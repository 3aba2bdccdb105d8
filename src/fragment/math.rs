//! Formulas: LaTeX to MathML at build time, so that pages need no script for them.
//!
//! All formulas of a chapter are set together, in their order: what one defines the next ones know, equations are
//! counted, and a reference finds its equation.

mod argument;
mod cells;
mod colour;
mod deep;
mod expand;
mod macros;
mod markup;
mod words;

pub use macros::Macros;
pub use markup::Mathml;

use cells::Parted;
use expand::{Expanded, expand};
use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Why a formula cannot be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaFault {
    /// Range in the formula's text.
    pub at: Range<usize>,
    pub message: String,
    /// Whether it is a command that we do not know.
    pub unknown: bool,
}

impl FormulaFault {
    fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), unknown: false }
    }
}

const TOO_DEEP: &str = "this formula is nested too deep";

const SWALLOWED: &str = "a command of this formula takes a `&` or `\\\\` as what belongs to it: write braces behind the command";

static CONVERTER: LazyLock<LatexToMathML> = LazyLock::new(|| {
    let config = MathCoreConfig { allow_unreliable_rendering: true, ..MathCoreConfig::default() };
    LatexToMathML::new(config).expect("no macros are configured, so none can be wrong")
});

/// One formula by itself, as a `<math>` element; `display` sets it on a line of its own.
pub fn mathml(tex: &str, display: bool, macros: &Macros) -> Result<Mathml, FormulaFault> {
    all(&[(tex, display)], &mut macros.clone()).pop().expect("one goes in, one comes out")
}

/// The formulas of a chapter, each as a `<math>` element; one that only defines something is empty. `macros` learns what
/// they define.
pub fn all(formulas: &[(&str, bool)], macros: &mut Macros) -> Vec<Result<Mathml, FormulaFault>> {
    let mut tags = Vec::new();
    let mut levels = 0;
    let expanded: Vec<Result<(Expanded, Parted), FormulaFault>> = formulas
        .iter()
        .map(|(tex, display)| {
            // Once as it was written, since reading macros goes down as well.
            let written = deep::most_levels(tex);
            if written.is_refused() {
                return Err(FormulaFault::new(written.place(tex), TOO_DEEP));
            }
            let expanded = expand(tex, *display, macros, &mut tags)?;
            let parted = cells::parted(&expanded.text)
                .map_err(|(at, message)| FormulaFault::new(expanded.origin(&at), message))?;
            let deepest = deep::most_levels(&expanded.text);
            if deepest.is_refused() {
                return Err(too_deep(&expanded));
            }
            levels = levels.max(deepest.levels);
            Ok((expanded, parted))
        })
        .collect();
    let snippets: Vec<(&str, MathDisplay)> = expanded
        .iter()
        .zip(formulas)
        .filter_map(|(expanded, (_, display))| {
            let mode = if *display { MathDisplay::Block } else { MathDisplay::Inline };
            let (expanded, _) = expanded.as_ref().ok()?;
            Some((expanded.text.as_str(), mode))
        })
        .collect();
    let mut set = deep::with_room(levels, || CONVERTER.convert_all(&snippets)).into_iter();
    let labels: BTreeSet<&str> =
        expanded.iter().flatten().flat_map(|(one, _)| &one.labels).map(String::as_str).collect();
    let finish = |expanded: &Result<(Expanded, Parted), FormulaFault>| {
        let (expanded, parted) = expanded.as_ref().map_err(Clone::clone)?;
        let set = set.next().expect("one for each that was expanded").map_err(|error| {
            let message = lower_first(&error.error_message());
            let unknown = message.starts_with("unknown command");
            FormulaFault { at: expanded.origin(&error.0), message, unknown }
        })?;
        if parted.has_fewer(&set.mathml) {
            let place = expanded.origin(&(0..expanded.text.len()));
            return Err(FormulaFault::new(place, SWALLOWED));
        }
        let unknown = |(label, _): &&(String, Range<usize>)| !labels.contains(label.as_str());
        if let Some((label, at)) = expanded.references.iter().find(unknown) {
            let message = format!("no formula of this chapter has `\\label{{{label}}}`");
            return Err(FormulaFault::new(at.clone(), message));
        }
        if expanded.text.trim().is_empty() {
            return Ok(Mathml::default());
        }
        if deep::is_too_deep(&set.mathml) {
            return Err(too_deep(expanded));
        }
        Ok(markup::for_page(&set.mathml, &tags))
    };
    expanded.iter().map(finish).collect()
}

fn too_deep(expanded: &Expanded) -> FormulaFault {
    let place = deep::most_levels(&expanded.text).place(&expanded.text);
    FormulaFault::new(expanded.origin(&place), TOO_DEEP)
}

fn lower_first(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests;
