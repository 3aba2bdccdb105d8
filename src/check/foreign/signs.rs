//! Marks in running text that stand for a sign, a key or a number elsewhere.

use super::{LITERAL_MARK, Mark, Words};
use crate::finding::Finding;
use std::cell::LazyCell;
use std::collections::HashSet;

/// Names of signs that authors write most, and the signs.
const EMOJI: [(&str, &str); 40] = [
    ("+1", "👍"),
    ("-1", "👎"),
    ("100", "💯"),
    ("arrow_down", "⬇️"),
    ("arrow_left", "⬅️"),
    ("arrow_right", "➡️"),
    ("arrow_up", "⬆️"),
    ("bell", "🔔"),
    ("book", "📖"),
    ("books", "📚"),
    ("boom", "💥"),
    ("bug", "🐛"),
    ("bulb", "💡"),
    ("calendar", "📆"),
    ("clap", "👏"),
    ("computer", "💻"),
    ("construction", "🚧"),
    ("eyes", "👀"),
    ("fire", "🔥"),
    ("grin", "😁"),
    ("heart", "❤️"),
    ("heavy_check_mark", "✔️"),
    ("hourglass", "⌛"),
    ("information_source", "ℹ️"),
    ("joy", "😂"),
    ("link", "🔗"),
    ("lock", "🔒"),
    ("mag", "🔍"),
    ("memo", "📝"),
    ("no_entry", "⛔"),
    ("point_right", "👉"),
    ("rocket", "🚀"),
    ("smile", "😄"),
    ("sparkles", "✨"),
    ("star", "⭐"),
    ("tada", "🎉"),
    ("thumbsup", "👍"),
    ("warning", "⚠️"),
    ("white_check_mark", "✅"),
    ("x", "❌"),
];

/// `:smile:`, `++ctrl+c++`, `^^new^^`, `@fig-tides`.
pub(super) fn mark(words: Words<'_>, at: usize) -> Option<Mark> {
    let rest = words.line(at);
    if words.letter_before(at).is_some_and(char::is_alphanumeric) {
        return None;
    }
    match rest.as_bytes().first()? {
        b':' => emoji(words, at, rest),
        b'+' => {
            let inner = between(rest, "++")?;
            let is_key = |key: &str| {
                !key.is_empty()
                    && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            };
            // `++i++` counts.
            let counts = inner.len() == 1 && inner.bytes().all(|byte| byte.is_ascii_lowercase());
            (!counts && inner.split('+').all(is_key)).then_some(())?;
            if !inner.split('+').all(names_key) {
                // Others mark so what was put in.
                let help = format!("write `<ins>{inner}</ins>`, or `<kbd>{inner}</kbd>` for a key");
                return Some((inner.len() + 4, Some(words.foreign(at, inner.len() + 4, help))));
            }
            let keys: Vec<String> =
                inner.split('+').map(|key| format!("<kbd>{key}</kbd>")).collect();
            Some(told(words, at, inner.len() + 4, keys.join("+")))
        }
        b'^' => {
            let inner = between(rest, "^^")?;
            Some(told(words, at, inner.len() + 4, format!("<ins>{inner}</ins>")))
        }
        b'@' => {
            const KINDS: [&str; 5] = ["fig", "tbl", "sec", "eq", "lst"];
            let end = rest[1..].find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c)));
            let name = rest[1..end.map_or(rest.len(), |end| end + 1)].trim_end_matches([':', '-']);
            let (kind, place) = name.split_once(['-', ':'])?;
            let length = 1 + name.len();
            // `@sec-ant/readable-stream` is a package.
            let is_package = rest[length..].starts_with('/');
            (KINDS.contains(&kind) && !place.is_empty() && !is_package).then_some(())?;
            let help = "write a link to the heading above it: `[words](#id)`".to_owned();
            Some((length, Some(words.foreign(at, length, help))))
        }
        _ => None,
    }
}

/// Whether a word is the name of a key.
fn names_key(word: &str) -> bool {
    const KEYS: [&str; 34] = [
        "alt",
        "backspace",
        "caps-lock",
        "cmd",
        "command",
        "control",
        "ctrl",
        "del",
        "delete",
        "down",
        "end",
        "enter",
        "esc",
        "escape",
        "fn",
        "home",
        "insert",
        "left",
        "menu",
        "meta",
        "option",
        "page-down",
        "page-up",
        "return",
        "right",
        "shift",
        "space",
        "super",
        "tab",
        "up",
        "win",
        "windows",
        "plus",
        "minus",
    ];
    let word = word.to_ascii_lowercase();
    let arrow = word.strip_prefix("arrow-").unwrap_or(&word);
    let function = word.strip_prefix('f').is_some_and(|number| number.parse::<u8>().is_ok());
    word.len() == 1 || function || KEYS.contains(&arrow)
}

/// `&name;` of a sign that HTML does not know, and so stands on the page.
pub(super) fn unknown_entities<'w>(
    words: Words<'w>,
    said: &'w str,
) -> impl Iterator<Item = Finding> + 'w {
    // What stands there still when HTML's own are read.
    let left = LazyCell::new(move || -> HashSet<&str> {
        references(said).map(|(_, written)| written).collect()
    });
    references(words.text).filter_map(move |(at, written)| {
        unknown_entity(words, at, written, |written| left.contains(written))
    })
}

/// All that looks like a letter by its name or number, with where it begins.
fn references(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const LONGEST: usize = 26;
    memchr::memchr_iter(b'&', text.as_bytes()).filter_map(|at| {
        let rest = &text[at..];
        let end = rest[..rest.floor_char_boundary(LONGEST + 1)].find(';')?;
        Some((at, &rest[..=end]))
    })
}

fn unknown_entity(
    words: Words<'_>,
    at: usize,
    written: &str,
    left: impl Fn(&str) -> bool,
) -> Option<Finding> {
    let inner = &written[1..written.len() - 1];
    let nothing = match inner.strip_prefix('#') {
        Some(digits) => {
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => digits.parse().ok(),
            };
            number.is_some_and(|number| number == 0 || char::from_u32(number).is_none())
        }
        None => {
            inner.len() > 1
                && inner.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && inner.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && left(written)
        }
    };
    let escaped = words.slashes_before(at) % 2 == 1;
    (nothing && !escaped).then(|| {
        let message = format!("`{written}` is no sign that HTML has");
        let help = "write the sign itself, or a backslash before the `&` if it is text";
        words.broken(&LITERAL_MARK, at, written.len(), message).help(help.to_owned())
    })
}

/// Words without a blank at either end between two marks of the same letters, with no word behind.
fn between<'t>(rest: &'t str, sign: &str) -> Option<&'t str> {
    let inner = rest.strip_prefix(sign)?;
    let (inner, behind) = inner.split_at(inner.find(sign)?);
    let sign_letter = sign.chars().next()?;
    let tight = !inner.is_empty() && inner.trim() == inner && !inner.starts_with(sign_letter);
    let behind = behind[sign.len()..].chars().next();
    let ends = behind.is_none_or(|letter| letter != sign_letter && !letter.is_alphanumeric());
    (tight && ends).then_some(inner)
}

/// Whether something is the name of a sign.
pub(super) fn is_emoji(name: &str) -> bool {
    EMOJI.iter().any(|(known, _)| *known == name)
}

fn emoji(words: Words<'_>, at: usize, rest: &str) -> Option<Mark> {
    const FONTS: [&str; 4] = ["fontawesome-", "material-", "octicons-", "simple-"];
    let (name, behind) = rest[1..].split_once(':')?;
    let apart = !behind.starts_with(|letter: char| letter == ':' || letter.is_alphanumeric());
    (apart && words.letter_before(at) != Some(':')).then_some(())?;
    let length = name.len() + 2;
    if let Some((_, sign)) = EMOJI.iter().find(|(known, _)| *known == name) {
        return Some(told(words, at, length, (*sign).to_owned()));
    }
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_name && FONTS.iter().any(|font| name.starts_with(font))).then_some(())?;
    let help = "write a sign such as ★, or put the icon in as a picture".to_owned();
    Some((length, Some(words.foreign(at, length, help))))
}

/// A mark for which `ours` stands.
fn told(words: Words<'_>, at: usize, length: usize, ours: String) -> Mark {
    let written = &words.line(at)[..length];
    let finding = words.foreign(at, length, format!("write `{ours}`")).mended(written, ours);
    (length, Some(finding))
}
