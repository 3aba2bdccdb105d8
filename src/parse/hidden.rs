//! Lines of code that are kept from readers until they ask, as mdBook marks them.
//!
//! In Rust a line is hidden that is `#` or begins with `# `, and `##` stands for one `#`. In other languages it begins
//! with what the fence (`hidelines=~`) or the manifest says. The mark is taken off, so what is shown is the code.

use super::doc::Code;

/// Takes the marks off a block's lines; `mark` is the one that the fence or the manifest gives.
pub(super) fn take_marks(code: &mut Code, mark: Option<&str>, is_rust: bool) {
    if mark.is_none() && !is_rust {
        return;
    }
    let mut text = String::with_capacity(code.text.len());
    for (index, line) in code.text.split_inclusive('\n').enumerate() {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        let taken = match mark {
            Some(mark) => rest.strip_prefix(mark).map(|rest| (rest, true)),
            None => hidden_rust(rest),
        };
        let Some((rest, hides)) = taken else {
            text.push_str(line);
            continue;
        };
        if hides {
            code.options.hidden.push((index + 1, index + 1));
        }
        text.push_str(indent);
        text.push_str(rest);
        // What stands behind the mark keeps its place.
        if let Some(start) = code.lines.get_mut(index) {
            *start += line.len() - indent.len() - rest.len();
        }
    }
    if text.len() != code.text.len() {
        code.text = text;
    }
}

/// What is left of a line of Rust without its mark, and whether it is hidden.
fn hidden_rust(rest: &str) -> Option<(&str, bool)> {
    let after = rest.strip_prefix('#')?;
    match after.chars().next() {
        None | Some('\n') => Some((after, true)),
        Some(' ') => Some((&after[1..], true)),
        Some('#') => Some((after, false)),
        Some(_) => None,
    }
}
