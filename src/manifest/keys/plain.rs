//! What the parser crates say of a file, in plain words and with what to do.

use super::typed::Misfit;
use crate::day::{self, is_day};
use crate::finding::{Finding, Rule, did_you_mean, only_near};
use crate::source::Span;
use std::ops::Range;

pub(super) fn fault(
    misfit: &Misfit,
    at: &dyn Fn(Range<usize>) -> Span,
    bad: &'static Rule,
) -> Finding {
    let said = misfit.message().trim();
    let (message, help) = in_plain_words(said);
    let finding = bad.broken(at(misfit.span().unwrap_or(0..0)), message).help(help);
    match meant(said) {
        Some((was, becomes)) => finding.mended(was, becomes),
        None => finding,
    }
}

/// The one right answer to what the parser crates say: a value of the same sense, or the name that is meant.
fn meant(message: &str) -> Option<(String, String)> {
    if message.starts_with("unknown variant") {
        let (_, known) = message.split_once("expected ")?;
        let names = known.trim_start_matches("one of ").split(", ");
        let given = message.split('`').nth(1)?;
        let near = only_near(given, names.map(|name| name.trim_matches('`')))?;
        return Some((given.to_owned(), near.to_owned()));
    }
    message.ends_with("expected a TOML datetime").then_some(())?;
    let given = given(message);
    let text = given.trim_matches('`').trim_matches('"');
    let day = if is_day(text) { text.to_owned() } else { day::meant(text)? };
    Some((format!("\"{text}\""), day))
}

/// What the parser crates say, for people who have never met a type.
fn in_plain_words(message: &str) -> (String, String) {
    const GENERAL: &str = "text stands in quotes, a list in brackets, a number or a day by itself";
    let wanted = message.split_once("expected ").map(|(_, wanted)| wanted);
    let (wanted, help) = match wanted {
        _ if message == "duplicate key" => {
            let help = "keep one of them; two tables of one name become one";
            return ("this key is there already".to_owned(), help.to_owned());
        }
        _ if message.starts_with("unknown variant") => {
            let known = wanted.unwrap_or_default().trim_start_matches("one of ");
            let given = message.split('`').nth(1).unwrap_or_default();
            let names = known.split(", ").map(|name| name.trim_matches('`'));
            let help = did_you_mean(given, names).map_or_else(
                || format!("write one of {known}"),
                |near| format!("{near} It is one of {known}"),
            );
            return (format!("`{given}` is not one of the known values"), help);
        }
        _ if message.starts_with("missing field") => {
            let name = message.split('`').nth(1).unwrap_or_default();
            return (
                format!("the key `{name}` is missing here"),
                format!("add a line `{name} = …`"),
            );
        }
        Some("a TOML datetime") if is_dated(&given(message)) => {
            let help = "a day is its year, month and date: 2026-11-23";
            return (format!("{} is no day", given(message).replace('"', "")), help.to_owned());
        }
        Some("a TOML datetime") => ("a day", "write the day without quotes: 2026-11-23"),
        Some("a string") => ("text", "put it in quotes: \"…\""),
        Some("a boolean") => ("`true` or `false`", "write `true` or `false` without quotes"),
        Some("a sequence") => ("a list", "put it in brackets: [\"…\", \"…\"]"),
        Some("a map") => ("a table", "write `{ key = … }`, or a line `[name]` above its keys"),
        Some(wanted) if wanted.starts_with("struct ") => {
            ("a table", "write `{ key = … }`, or a line `[name]` above its keys")
        }
        Some("u32" | "u8" | "u16" | "u64" | "usize") => {
            ("a whole number from 0", "write a number without quotes")
        }
        Some(wanted) if let Some(length) = wanted.strip_prefix("an array of length ") => {
            let message = message.trim_start_matches("invalid length ");
            let have = message.split(',').next().unwrap_or_default();
            return (
                format!("a list of {have} stands where one of {length} belongs"),
                format!("write {length} values between the brackets"),
            );
        }
        _ if message.starts_with("data did not match any variant of untagged enum Counts") => {
            let help = "write a number, or the lowest and the highest: `[2, 3]`";
            return ("this is no number".to_owned(), help.to_owned());
        }
        _ if message.starts_with("invalid float") => {
            let help = "a number has one point, and a day is written 2026-11-23";
            return ("this is neither a number nor a day".to_owned(), help.to_owned());
        }
        Some("f64" | "f32") => ("a number", "write a number without quotes"),
        _ => return (message.replace('\n', ", "), GENERAL.to_owned()),
    };
    (format!("{} stands where {wanted} belongs", given(message)), help.to_owned())
}

/// Whether a value has the signs of a day, and is none.
fn is_dated(value: &str) -> bool {
    let value = value.trim_matches(['`', '"']);
    value.parse::<toml::value::Datetime>().is_err()
        && value.chars().all(|c| c.is_ascii_digit() || "-/. ".contains(c))
}

/// The value itself, out of `invalid type: string "x", expected …`.
fn given(message: &str) -> String {
    let value = message.split_once(": ").map_or(message, |(_, rest)| rest);
    let value = value.rsplit_once(", expected").map_or(value, |(value, _)| value);
    let plain = ["string ", "integer ", "floating point ", "boolean "];
    match plain.iter().find_map(|kind| value.strip_prefix(kind)) {
        Some(value) => format!("`{}`", value.trim_matches('`')),
        None if value == "sequence" => "a list".to_owned(),
        None if value == "map" => "a table".to_owned(),
        None => value.to_owned(),
    }
}
