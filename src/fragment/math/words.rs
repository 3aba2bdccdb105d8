//! Formulas as text, for places that hold no markup: the title of a window, labels, search.
//!
//! Takes MathML and gives letters that people can read: `ŵᵢ` for a hat and an index, `(a + b)/2` for a fraction. What has
//! no letter of its own is told in signs, `x^(…)`. Knows nothing of TeX.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A formula in letters. It is as we write it: whatever opens is closed, and the few entities are those of `html.rs`.
pub(super) fn words(mathml: &str) -> String {
    let mut open = vec![Element::default()];
    let mut rest = mathml;
    while let Some((text, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        rest = after;
        if let Some(element) = open.last_mut().filter(|_| !text.is_empty()) {
            element.text = text;
        }
        if tag.starts_with('/') {
            if open.len() > 1 {
                let element = open.pop().unwrap_or_default();
                push(&mut open, element);
            }
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let element = Element { name, ..Element::default() };
        if tag.ends_with('/') {
            push(&mut open, element);
        } else {
            open.push(element);
        }
    }
    let all: String = open.iter().flat_map(|element| &element.children).map(told).collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Debug, Default)]
struct Element<'m> {
    name: &'m str,
    /// As it is written; elements that have any hold nothing else.
    text: &'m str,
    children: Vec<Element<'m>>,
}

fn push<'m>(open: &mut [Element<'m>], element: Element<'m>) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(element);
    }
}

fn told(element: &Element<'_>) -> String {
    let part = |index: usize| element.children.get(index).map(told).unwrap_or_default();
    let all = || element.children.iter().map(told).collect::<String>();
    match element.name {
        "mi" | "mn" | "mtext" | "ms" => letters(element.text),
        "mo" => operator(&letters(element.text)),
        "mspace" => " ".to_owned(),
        "msub" | "munder" => part(0) + &lowered(&part(1)),
        "msup" => part(0) + &raised(&part(1)),
        "msubsup" | "munderover" => part(0) + &lowered(&part(1)) + &raised(&part(2)),
        "mover" => {
            accented(&part(0), part(1).trim()).unwrap_or_else(|| part(0) + &raised(&part(1)))
        }
        "mfrac" => format!("{}/{}", grouped(&part(0)), grouped(&part(1))),
        "msqrt" => format!("√{}", grouped(&all())),
        "mroot" => format!("{}√{}", raised(&part(1)), grouped(&part(0))),
        "mtable" => element.children.iter().map(told).collect::<Vec<_>>().join("; "),
        "mtr" => element.children.iter().map(told).collect::<Vec<_>>().join(", "),
        // What a formula carries for other programs, and what is hidden.
        "annotation" | "annotation-xml" | "mphantom" => String::new(),
        _ => all(),
    }
}

/// Letters of a formula's own alphabets as everybody's, and no signs that nobody sees.
fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in unescaped(text).chars() {
        match letter {
            '\u{1d400}'..='\u{1d7ff}' => out.extend(letter.nfkc()),
            '\u{2061}'..='\u{2064}' | '\u{200b}' => {}
            '−' => out.push('-'),
            _ => out.push(letter),
        }
    }
    out
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&amp;", "&").into()
}

/// An operator between two things has room round it.
fn operator(sign: &str) -> String {
    const APART: &str = "=≠≈≡≅∼≃<>≤≥≪≫→←↔⇒⇐⇔↦∈∉⊂⊆⊃⊇∝+±∓×·⋅∧∨∩∪∖⊕⊗∘";
    match sign {
        "," | ";" => format!("{sign} "),
        // More often a sign of one thing than one between two.
        "-" => " -".to_owned(),
        _ if sign.chars().count() == 1 && APART.contains(sign) => format!(" {sign} "),
        _ => sign.to_owned(),
    }
}

/// In brackets if it is more than a word.
fn grouped(text: &str) -> String {
    let text = text.trim();
    let is_word = text.chars().all(|c| c.is_alphanumeric() || is_mark(c) || "′.".contains(c));
    let is_closed = text.starts_with('(') && text.ends_with(')') && text.matches('(').count() == 1;
    if is_word || is_closed { text.to_owned() } else { format!("({text})") }
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
        || LOWERED.contains(letter)
        || RAISED.contains(letter)
}

const LOWER: &str = "0123456789+-=()aehijklmnoprstuvxβγρφχ";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ";
const RAISE: &str = "0123456789+-=()abcdefghijklmnoprstuvwxyzTβγδφχ";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵝᵞᵟᵠᵡ";

fn lowered(text: &str) -> String {
    placed(text, '_', LOWER, LOWERED)
}

fn raised(text: &str) -> String {
    placed(text, '^', RAISE, RAISED)
}

/// Small letters below or above the line where all of them exist.
fn placed(text: &str, sign: char, plain: &str, small: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.chars().all(|letter| "′″‴*∗".contains(letter)) {
        return text.to_owned();
    }
    let one = |letter: char| {
        let at = plain.chars().position(|known| known == letter)?;
        small.chars().nth(at)
    };
    let fitting: Option<String> =
        text.chars().filter(|letter| !letter.is_whitespace()).map(one).collect();
    fitting.unwrap_or_else(|| format!("{sign}{}", grouped(text)))
}

/// Letters with what stands above each; nothing for what no letter has.
fn accented(base: &str, above: &str) -> Option<String> {
    let mark = match above {
        "^" | "ˆ" | "\u{302}" => '\u{302}',
        "~" | "˜" | "∼" | "\u{303}" => '\u{303}',
        "¯" | "‾" | "ˉ" | "―" | "_" | "\u{304}" | "\u{305}" => '\u{304}',
        "˙" | "." | "\u{307}" => '\u{307}',
        "¨" | "\u{308}" => '\u{308}',
        "ˇ" | "\u{30c}" => '\u{30c}',
        "´" | "\u{301}" => '\u{301}',
        "`" | "\u{300}" => '\u{300}',
        "→" | "⃗" => '\u{20d7}',
        _ => return None,
    };
    let base = base.trim();
    let fits = !base.is_empty() && base.chars().all(char::is_alphanumeric);
    fits.then(|| base.chars().flat_map(|letter| [letter, mark]).nfc().collect())
}

#[cfg(test)]
mod tests {
    use crate::fragment::math::{Macros, mathml};

    #[test]
    fn formulas_are_told_in_letters() {
        for (tex, wanted) in [
            ("\\lambda_t", "λₜ"),
            ("\\hat{w}_i", "ŵᵢ"),
            ("x^2 + y_{max}^{n}", "x² + yₘₐₓⁿ"),
            ("e^{-x}", "e⁻ˣ"),
            ("\\frac{a+b}{2}", "(a + b)/2"),
            ("\\sqrt{2}", "√2"),
            ("\\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿxᵢ"),
            ("\\bar{x}", "x̄"),
            ("\\mathbf{w}^T x", "wᵀx"),
            ("P(A \\mid B) \\le 0.5", "P(A∣B) ≤ 0.5"),
            ("x_{A,B}", "x_(A, B)"),
            ("\\mathbb{R}", "ℝ"),
            ("F_1", "F₁"),
            ("\\text{precision}", "precision"),
            ("\\text{a \\& b <c> \\&lt;}", "a &b <c> &lt;"),
            ("a \\gt b \\lt c", "a > b < c"),
            ("\\text{two $x_1$ words}\\quad y", "two x₁ words y"),
            ("", ""),
        ] {
            let set = mathml(tex, false, &Macros::NONE).expect("is a formula");
            assert_eq!(set.words(), wanted, "{tex}: {set:?}");
        }
    }
}
