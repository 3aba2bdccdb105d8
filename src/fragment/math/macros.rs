//! Names that an author gives to pieces of formulas: in the book's manifest, or in a formula by `\newcommand` and its
//! kin. What a formula defines holds for the rest of its chapter.

use super::FormulaFault;
use super::argument::{argument, name_of, optional};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Macro {
    /// How many arguments it takes.
    pub(super) parameters: usize,
    /// What the first argument is where none stands in square brackets; with it the first is no group.
    pub(super) default: Option<String>,
    body: String,
}

impl Macro {
    /// A definition that takes as many arguments as it names, up to `#9`.
    pub(super) fn new(body: &str) -> Self {
        let parameters = marks(body).filter_map(|(_, mark)| mark.to_digit(10)).max().unwrap_or(0);
        Self { parameters: parameters as usize, default: None, body: body.trim().to_owned() }
    }

    /// The definition with its arguments in place.
    pub(super) fn filled(&self, arguments: &[String]) -> String {
        let mut out = String::with_capacity(self.body.len());
        let mut from = 0;
        for (at, mark) in marks(&self.body) {
            append(&mut out, &self.body[from..at]);
            let nth = mark.to_digit(10).and_then(|nth| (nth as usize).checked_sub(1));
            // `##` is a `#` for a definition within the definition.
            append(&mut out, nth.and_then(|nth| arguments.get(nth)).map_or("#", String::as_str));
            from = at + 1 + mark.len_utf8();
        }
        append(&mut out, &self.body[from..]);
        // Whatever follows in the formula.
        if ends_in_name(&out) {
            out.push(' ');
        }
        out
    }
}

/// Puts a piece after another one; letters never become a part of the name of a command before them.
fn append(out: &mut String, piece: &str) {
    if piece.starts_with(|letter: char| letter.is_ascii_alphabetic()) && ends_in_name(out) {
        out.push(' ');
    }
    out.push_str(piece);
}

fn ends_in_name(text: &str) -> bool {
    let letters = text.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    letters > 0 && text[..text.len() - letters].ends_with('\\')
}

/// Each `#` of a definition with the sign after it; not `\#`.
fn marks(body: &str) -> impl Iterator<Item = (usize, char)> {
    let mut letters = body.char_indices();
    std::iter::from_fn(move || {
        loop {
            match letters.next()? {
                (_, '\\') => drop(letters.next()),
                (at, '#') => return letters.next().map(|(_, mark)| (at, mark)),
                _ => {}
            }
        }
    })
}

/// All names known at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Macros(BTreeMap<String, Macro>);

impl Macros {
    pub const NONE: Self = Self(BTreeMap::new());

    /// Of the book's manifest: name to definition, the name with its backslash or without.
    pub fn of(book: &BTreeMap<String, String>) -> Self {
        let bare = |name: &str| name.strip_prefix('\\').unwrap_or(name).to_owned();
        Self(book.iter().map(|(name, body)| (bare(name), Macro::new(body))).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&Macro> {
        self.0.get(name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn define(&mut self, name: String, made: Macro) {
        self.0.insert(name, made);
    }
}

/// Whether a name can follow a backslash: letters, or one sign.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name_of(name) == name
}

/// What stands behind `\newcommand` and its kin: a name, what it stands for, and where reading goes on.
pub(super) fn command(
    by: &str,
    text: &str,
    from: usize,
    place: &Range<usize>,
) -> Result<(String, Macro, usize), FormulaFault> {
    let star = text[from..].starts_with('*');
    let (name, from) = argument(text, from + usize::from(star), place, by)?;
    let name = named(name, by, place)?;
    if by == "DeclareMathOperator" {
        let (words, end) = argument(text, from, place, by)?;
        let star = if star { "*" } else { "" };
        return Ok((name, Macro::new(&format!("\\operatorname{star}{{{words}}}")), end));
    }
    let (count, from) = optional(text, from);
    let (default, from) = optional(text, from);
    let (body, end) = argument(text, from, place, by)?;
    let parameters = match count {
        None => 0,
        Some(count) => count.trim().parse().ok().filter(|count| *count <= 9).ok_or_else(|| {
            FormulaFault::new(
                place.clone(),
                format!("`\\{by}` takes a number up to 9 in `[{count}]`"),
            )
        })?,
    };
    let default = default.filter(|_| parameters > 0).map(str::to_owned);
    Ok((name, Macro { parameters, default, body: body.to_owned() }, end))
}

/// The same behind `\def`.
pub(super) fn def(
    text: &str,
    from: usize,
    place: &Range<usize>,
) -> Result<(String, Macro, usize), FormulaFault> {
    let (name, from) = argument(text, from, place, "def")?;
    let name = named(name, "def", place)?;
    let brace = text[from..].find('{').map_or(text.len(), |at| from + at);
    let taken = text[from..brace].trim();
    if !"#1#2#3#4#5#6#7#8#9".starts_with(taken) || taken.len() % 2 == 1 {
        let message = format!("`\\def` takes `#1#2` before its brace, not `{taken}`");
        return Err(FormulaFault::new(place.clone(), message));
    }
    let (body, end) = argument(text, brace, place, "def")?;
    let parameters = taken.len() / 2;
    Ok((name, Macro { parameters, default: None, body: body.to_owned() }, end))
}

fn named(name: &str, by: &str, place: &Range<usize>) -> Result<String, FormulaFault> {
    let name = name.trim();
    name.strip_prefix('\\').filter(|name| is_name(name)).map(str::to_owned).ok_or_else(|| {
        FormulaFault::new(
            place.clone(),
            format!("`\\{by}` takes a name such as `\\loss`, not `{name}`"),
        )
    })
}
