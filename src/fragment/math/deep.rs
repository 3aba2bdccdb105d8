//! Formulas that nest deep: set on a stack that is large enough for them, or refused.
//!
//! The library that sets formulas calls itself for each group and each argument. How deep it goes is not known before,
//! only that it is no deeper than this: each group, and each command in the groups that are open, goes one level down.

use crate::budget;
use std::ops::Range;

/// What one level takes of the stack: three kilobytes and a half at most, measured without optimisation.
const LEVEL: usize = 8 << 10;
/// So many levels fit wherever we are called.
const SHALLOW: usize = 50;

/// Calls `set` where there is room for so many levels.
pub(super) fn with_room<T: Send>(levels: usize, set: impl FnOnce() -> T + Send) -> T {
    if levels <= SHALLOW {
        return set();
    }
    std::thread::scope(|scope| {
        let room = (levels + SHALLOW) * LEVEL;
        let thread = std::thread::Builder::new().stack_size(room).spawn_scoped(scope, set);
        let thread = thread.expect("the system has room for one more thread");
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Whether more elements lie inside each other than a page may hold. Browsers stop at about twice as many.
pub(super) fn is_too_deep(mathml: &str) -> bool {
    elements(mathml) > budget::FORMULA_ELEMENTS
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deepest {
    pub(super) levels: usize,
    /// Where they are reached.
    at: usize,
}

impl Deepest {
    /// Whether no stack is made that would hold them all.
    pub(super) fn is_refused(self) -> bool {
        self.levels > budget::FORMULA_STEPS_DOWN
    }

    /// The letter that reaches the deepest level.
    pub(super) fn place(self, tex: &str) -> Range<usize> {
        let end =
            tex[self.at..].chars().next().map_or(self.at, |letter| self.at + letter.len_utf8());
        self.at..end
    }
}

/// No formula goes deeper than this.
pub(super) fn most_levels(tex: &str) -> Deepest {
    let mut deepest = Deepest { levels: 0, at: 0 };
    // The level at which each open group began.
    let mut open = Vec::new();
    let mut levels = 0_usize;
    let mut letters = tex.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                // A command has letters or is one sign.
                let name = &tex[at + 1..];
                let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
                let skip = name[..end].len().max(1);
                letters.by_ref().take(skip).for_each(drop);
                levels += 1;
                match &name[..end] {
                    "left" | "begin" => open.push(levels),
                    "right" | "end" => levels = open.pop().unwrap_or(levels),
                    _ => {}
                }
            }
            '{' => {
                open.push(levels);
                levels += 1;
            }
            '}' => levels = open.pop().unwrap_or(levels),
            '^' | '_' | '[' => levels += 1,
            _ => {}
        }
        if levels > deepest.levels {
            deepest = Deepest { levels, at };
        }
    }
    deepest
}

/// How many elements lie inside each other.
fn elements(mathml: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for (at, _) in mathml.match_indices('<') {
        if mathml[at + 1..].starts_with('/') {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            most = most.max(depth);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::super::{FormulaFault, Macros, Mathml};

    fn mathml(tex: &str, display: bool) -> Result<Mathml, FormulaFault> {
        super::super::mathml(tex, display, &Macros::default())
    }

    /// Everything that may stand in itself, `n` times.
    fn nested(n: usize) -> Vec<String> {
        let pairs = [
            ("{", "}"),
            ("\\frac{1}{", "}"),
            ("\\frac1", ""),
            ("\\sqrt{", "}"),
            ("\\sqrt", ""),
            ("\\sqrt[", "]{2}"),
            ("\\left(", "\\right)"),
            ("\\begin{matrix}", "\\end{matrix}"),
            ("\\begin{cases}", "\\end{cases}"),
            ("\\hat", ""),
            ("\\hat{", "}"),
            ("x_{", "}"),
            ("x^{", "}"),
            ("\\overset{a}{", "}"),
            ("\\mathbf{", "}"),
            ("\\underbrace{", "}"),
            ("\\binom1", ""),
            ("\\color{red}{", "}"),
            ("\\mathop{", "}"),
            ("\\sum\\limits_{", "}"),
            ("\\text{", "}"),
            ("{\\rightarrow ", "}"),
        ];
        let nest = |(start, end): (&str, &str)| format!("{} x{}", start.repeat(n), end.repeat(n));
        pairs.into_iter().map(nest).collect()
    }

    #[test]
    fn what_people_write_is_set_and_what_nobody_writes_is_refused() {
        for tex in nested(30) {
            assert!(mathml(&tex, false).is_ok(), "{tex}");
        }
        for n in [1_500, 100_000] {
            for tex in nested(n) {
                // Some nestings leave no trace, and these may be set.
                if let Err(fault) = mathml(&tex, true) {
                    assert!(tex.get(fault.at).is_some(), "{}", &tex[..60]);
                }
            }
            let refused = mathml(&("\\frac1".repeat(n) + "x"), true).expect_err("it is too deep");
            assert_eq!(refused.message, "this formula is nested too deep");
        }
    }

    #[test]
    fn a_long_formula_is_not_a_deep_one() {
        let flat = "\\alpha x_1 + \\beta_{y} + ".repeat(2_000) + "z";
        assert!(mathml(&flat, true).is_ok());
    }
}
