//! Formulas: LaTeX to MathML at build time, so that pages need no script for them.

mod deep;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use std::ops::Range;

pub struct Fault {
    /// Range in the formula's text.
    pub at: Range<usize>,
    pub message: String,
}

/// One formula as a `<math>` element; `display` sets it on a line of its own.
pub fn mathml(tex: &str, display: bool) -> Result<String, Fault> {
    deep::with_room(tex, || set(tex, display))
}

fn set(tex: &str, display: bool) -> Result<String, Fault> {
    let converter =
        LatexToMathML::new(MathCoreConfig { annotation: false, ..MathCoreConfig::default() })
            .expect("no macros are configured, so none can be wrong");
    let mode = if display { MathDisplay::Block } else { MathDisplay::Inline };
    match converter.convert_with_local_state(tex, mode) {
        Ok(result) => Ok(styled_outside(&result.mathml)),
        Err(error) => {
            Err(Fault { at: error.0.clone(), message: lower_first(&error.error_message()) })
        }
    }
}

/// A fraction in the style of displays says so in an element around it. MathML Core allows the attribute on the fraction,
/// which is how it comes, yet checkers of HTML know it on `mstyle` alone.
fn styled_outside(mathml: &str) -> String {
    const STYLE: &str = " displaystyle=\"";
    let mut out = String::with_capacity(mathml.len() + 64);
    // Of each fraction that is open, whether an element was put around it.
    let mut open = Vec::new();
    let mut rest = mathml;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        out.push_str(&rest[..at]);
        if tag == "</mfrac>" {
            out.push_str(tag);
            if open.pop() == Some(true) {
                out.push_str("</mstyle>");
            }
        } else if tag.starts_with("<mfrac") {
            let style = tag.find(STYLE);
            open.push(style.is_some());
            let value =
                style.map(|at| &tag[at + STYLE.len()..]).and_then(|text| text.split('"').next());
            match (style, value) {
                (Some(at), Some(value)) => {
                    let after = at + STYLE.len() + value.len() + 1;
                    out.push_str("<mstyle displaystyle=\"");
                    out.push_str(value);
                    out.push_str("\">");
                    out.push_str(&tag[..at]);
                    out.push_str(&tag[after..]);
                }
                _ => out.push_str(tag),
            }
        } else {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out + rest
}

fn lower_first(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_and_escapes() {
        let set = mathml("a < b", false).ok().expect("is a formula");
        assert!(set.contains("&lt;"), "{set}");
        let display = mathml("\\dfrac{\\dfrac{a}{b}}{c}", false).ok().expect("is a formula");
        assert!(!display.contains("<mfrac displaystyle"), "{display}");
        assert_eq!(
            display.matches("<mstyle displaystyle=\"true\"><mfrac>").count(),
            2,
            "{display}"
        );
        assert_eq!(display.matches("</mfrac></mstyle>").count(), 2, "{display}");
        let fault = mathml("\\frac{a", false).expect_err("is not closed");
        assert!(!fault.message.is_empty());
    }
}
