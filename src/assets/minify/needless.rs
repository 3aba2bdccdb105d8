//! Brackets that change nothing: round a whole expression that stands alone, and after `new Map`.

use super::grammar::Reading;
use super::token::{Kind, Token};
use std::collections::BTreeSet;

/// Before an expression that goes on to a comma or a closing bracket.
const OPENS: [&str; 12] = ["=", "+=", "-=", "??=", "(", "[", ",", "?", ":", "=>", "...", "return"];
/// After such an expression, besides the end of the statement.
const CLOSES: [&str; 5] = [",", ")", "]", "}", ":"];

/// The tokens, by index, that need not be written.
pub(super) fn brackets(reading: &Reading<'_>) -> BTreeSet<usize> {
    let tokens = &reading.tokens;
    let is = |index: usize, signs: &[&str]| {
        tokens.get(index).is_some_and(|token| signs.iter().any(|sign| reading.is(token, sign)))
    };
    let mut needless = BTreeSet::new();
    // Opening brackets that are not closed yet, and whether a comma or `in` stands right inside.
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Template => {
                let text = reading.slice(token);
                if text.starts_with('}') {
                    open.pop();
                }
                if text.ends_with("${") {
                    open.push((index, false));
                }
            }
            _ if is(index, &["(", "[", "{"]) => open.push((index, false)),
            _ if is(index, &[",", "in"]) => {
                if let Some((_, bound)) = open.last_mut() {
                    *bound = true;
                }
            }
            _ if is(index, &[")", "]", "}"]) => {
                let Some((from, bound)) = open.pop() else { continue };
                let alone = from > 0
                    && is(from, &["("])
                    && is(from - 1, &OPENS)
                    && ends(reading, tokens.get(index + 1));
                let empty = from + 1 == index;
                // A body that begins with `{` would be a block, a statement with `function` a declaration.
                let begins = is(from + 1, &["{", "function", "class", "async", "let"]);
                if alone && !bound && !empty && !begins || empty && made(reading, from) {
                    needless.extend([from, index]);
                }
            }
            _ => {}
        }
    }
    needless
}

fn ends(reading: &Reading<'_>, next: Option<&Token>) -> bool {
    next.is_none_or(|next| {
        next.kind == Kind::End || CLOSES.iter().any(|sign| reading.is(next, sign))
    })
}

/// Whether the brackets that open here are those of `new Name()`, and nothing is asked of what it makes.
fn made(reading: &Reading<'_>, from: usize) -> bool {
    let name = |index: usize| reading.tokens[index].kind == Kind::Name;
    from > 1
        && name(from - 1)
        && reading.is(&reading.tokens[from - 2], "new")
        && ends(reading, reading.tokens.get(from + 2))
}
