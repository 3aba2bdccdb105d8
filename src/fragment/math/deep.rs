//! Formulas that nest deep: set on a stack that is large enough for them, or refused.
//!
//! The library that sets formulas calls itself for each group and each argument. How deep it goes is not known before,
//! only that it is no deeper than this: each group, and each command in the groups that are open, goes one level down.

use super::FormulaFault;
use crate::budget;

/// What one level takes of the stack: three kilobytes and a half at most, measured without optimisation.
const LEVEL: usize = 8 << 10;
/// So many levels fit wherever we are called.
const SHALLOW: usize = 50;

/// Has a formula set by `set` where there is room for it.
pub(super) fn with_room(
    tex: &str,
    set: impl FnOnce() -> Result<String, FormulaFault> + Send,
) -> Result<String, FormulaFault> {
    let deepest = most_levels(tex);
    if deepest.levels > budget::FORMULA_STEPS_DOWN {
        return Err(too_deep(tex, deepest.at));
    }
    let mathml = if deepest.levels <= SHALLOW {
        set()?
    } else {
        std::thread::scope(|scope| {
            let room = (deepest.levels + SHALLOW) * LEVEL;
            let thread = std::thread::Builder::new().stack_size(room).spawn_scoped(scope, set);
            let thread = thread.expect("the system has room for one more thread");
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })?
    };
    // Browsers stop at about twice as many elements inside each other.
    if elements(&mathml) > budget::FORMULA_ELEMENTS {
        return Err(too_deep(tex, deepest.at));
    }
    Ok(mathml)
}

fn too_deep(tex: &str, at: usize) -> FormulaFault {
    let end = tex[at..].chars().next().map_or(at, |letter| at + letter.len_utf8());
    FormulaFault { at: at..end, message: "this formula is nested too deep".to_owned() }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Deepest {
    levels: usize,
    /// Where they are reached.
    at: usize,
}

/// No formula goes deeper than this.
fn most_levels(tex: &str) -> Deepest {
    let mut deepest = Deepest { levels: 0, at: 0 };
    // For each open group the levels at its start.
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
    use super::super::mathml;

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
