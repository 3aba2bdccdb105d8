//! What an author's `style` attribute says, as a rule of the site's style sheet: pages carry no styles of their own, which
//! their policy would block.
//!
//! Takes the value of such an attribute and gives a class and its rule, the same for the same value. What could reach past
//! its rule, or loads a file, has neither.

use crate::assets::hash;

/// The class that stands for a `style` attribute.
pub fn class(declarations: &str) -> Option<String> {
    let text = declarations.trim();
    (!text.is_empty() && stays_in_a_rule(text))
        .then(|| format!("gw-style-{}", hash(text.as_bytes())))
}

/// The rule of that class, named three times: an attribute would come before whatever a style sheet says of a class.
pub fn rule(declarations: &str) -> Option<String> {
    let class = class(declarations)?;
    Some(format!(".{class}.{class}.{class} {{ {} }}\n", declarations.trim()))
}

fn stays_in_a_rule(text: &str) -> bool {
    let plain =
        |letter: char| letter.is_alphanumeric() || " \t\n-_#%.,:;!+*/=()'\"".contains(letter);
    let loads = ["url(", "image(", "image-set(", "src("];
    let lower = text.to_ascii_lowercase();
    text.chars().all(plain)
        && !text.contains("/*")
        && are_balanced(text)
        && !loads.iter().any(|function| lower.contains(function))
}

/// Whether every bracket and every quotation that begins ends, too.
fn are_balanced(text: &str) -> bool {
    let mut open = 0_u32;
    let mut quoted = None;
    for letter in text.chars() {
        match (quoted, letter) {
            (Some(_), '\n') => return false,
            (Some(mark), letter) if letter == mark => quoted = None,
            (None, '\'' | '"') => quoted = Some(letter),
            (None, '(') => open += 1,
            (None, ')') => match open.checked_sub(1) {
                Some(left) => open = left,
                None => return false,
            },
            _ => {}
        }
    }
    open == 0 && quoted.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_becomes_one_rule_that_outdoes_a_class() {
        let style = "width: 50%; color: rgb(1, 2, 3); font-family: 'A, B'";
        let rule = rule(style).expect("it is plain");
        let class_of = class(style).expect("it is plain");
        assert_eq!(rule, format!(".{class_of}.{class_of}.{class_of} {{ {style} }}\n"));
        assert_eq!(class(" width: 1em "), class("width: 1em"));
        assert_ne!(class("width: 1em"), class("width: 2em"));
    }

    #[test]
    fn of_several_a_browser_passes_over_the_one_that_is_none() {
        let rule =
            rule("height: 1em; width=2em; margin: 0").expect("two of three are declarations");
        assert!(rule.ends_with(" { height: 1em; width=2em; margin: 0 }\n"), "{rule}");
    }

    #[test]
    fn what_reaches_past_a_rule_or_loads_a_file_is_none() {
        for style in [
            "",
            "color: red } body { display: none",
            "color: red /* and the rest",
            "color: rgb(1",
            "color: red)",
            "font-family: 'A",
            "font-family: 'A\n'",
            "font-family: \"A'",
            "background: URL(a.png)",
            "background: -webkit-image-set(a.png 1x)",
            "color: r\\65d",
            "@import x",
        ] {
            assert_eq!(class(style), None, "{style}");
            assert_eq!(rule(style), None, "{style}");
        }
    }
}
