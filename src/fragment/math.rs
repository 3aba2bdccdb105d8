//! Formulas: LaTeX to MathML at build time, so that pages need no script for them.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use std::ops::Range;

pub struct Fault {
    /// Range in the formula's text.
    pub at: Range<usize>,
    pub message: String,
}

/// One formula as a `<math>` element; `display` sets it on a line of its own.
pub fn mathml(tex: &str, display: bool) -> Result<String, Fault> {
    let converter =
        LatexToMathML::new(MathCoreConfig { annotation: false, ..MathCoreConfig::default() })
            .expect("no macros are configured, so none can be wrong");
    let mode = if display { MathDisplay::Block } else { MathDisplay::Inline };
    match converter.convert_with_local_state(tex, mode) {
        Ok(result) => Ok(result.mathml),
        Err(error) => {
            Err(Fault { at: error.0.clone(), message: lower_first(&error.error_message()) })
        }
    }
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
        let fault = mathml("\\frac{a", false).expect_err("is not closed");
        assert!(!fault.message.is_empty());
    }
}
