//! TOML text to a typed value, with every unknown key reported at its place.
//!
//! The known keys are read from the file's JSON schema, the same one that editors complete from. It is made from the type
//! that the file is read as, and kept as a text beside it: a test holds that both say the same, so the program need not
//! carry what makes schemas. Works for `book.toml`, front matter and the data files alike; knows none of them.

mod plain;
mod typed;

use crate::finding::{Finding, Rule, did_you_mean};
use crate::html::is_unfit;
use crate::source::Span;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::ops::Range;
use std::sync::LazyLock;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use plain::fault;
use typed::Misfit;

pub const UNKNOWN_KEY: Rule = Rule::error("unknown-key", "every key in a TOML file is one we know");
pub const BAD_TOML: Rule =
    Rule::error("bad-toml", "TOML files parse and hold values of the right kind");

/// What a file may hold, read when it is first asked for.
pub type Schema = LazyLock<Value>;

/// A schema of ours from its text.
pub fn schema(text: &str) -> Value {
    serde_json::from_str(text).expect("a test wrote it")
}

/// Reads `text` as a `T`. `at` turns byte ranges of `text` into spans; `bad` is the rule for text that does not parse.
pub fn read<T: DeserializeOwned>(
    text: &str,
    schema: &Value,
    at: &dyn Fn(Range<usize>) -> Span,
    bad: &'static Rule,
) -> (Option<T>, Vec<Finding>) {
    let mut value = None;
    let mut take =
        |table: &Spanned<DeTable<'_>>| typed::read(table).map(|whole| value = Some(whole));
    let findings = read_without(text, &Keys { root: schema, at, bad }, &mut take, &|_, _| None);
    (value, findings)
}

/// The same for a file whose tables say nothing of each other: one that lacks a key is left out, and the rest is read.
pub fn read_by_table<T: DeserializeOwned>(
    text: &str,
    schema: &Value,
    at: &dyn Fn(Range<usize>) -> Span,
    bad: &'static Rule,
) -> (Option<T>, Vec<Finding>) {
    let mut value = None;
    let mut take =
        |table: &Spanned<DeTable<'_>>| typed::read(table).map(|whole| value = Some(whole));
    let findings = read_without(text, &Keys { root: schema, at, bad }, &mut take, &table_at);
    (value, findings)
}

/// `take` reads a table as what it is to be; `lacking` finds the table that lacks a key.
fn read_without(
    text: &str,
    keys: &Keys<'_>,
    take: &mut dyn FnMut(&Spanned<DeTable<'_>>) -> Result<(), Misfit>,
    lacking: &dyn Fn(&str, usize) -> Option<Range<usize>>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            findings.push(fault(&error.into(), keys.at, keys.bad));
            return findings;
        }
    };
    keys.unknown_in(table.get_ref(), keys.root, &mut findings);
    // One wrong value must not hide what else is wrong: its line is blanked, and the rest is read.
    let mut read = take(&table);
    let mut rest = text.to_owned();
    let mut taken: Vec<String> = Vec::new();
    while let Err(misfit) = read {
        // A key that we blanked with its wrong value is missing only for us, so nothing is said of it.
        let missing = misfit.message().strip_prefix("missing field");
        let is_known =
            missing.is_some_and(|name| taken.iter().any(|it| *it == name.trim_matches([' ', '`'])));
        if !is_known {
            findings.push(fault(&misfit, keys.at, keys.bad));
        }
        let around = |span: Range<usize>| match missing {
            Some(_) => lacking(&rest, span.start)
                .or_else(|| entry_around(&rest, &span).filter(|_| !is_known)),
            None => entry_around(&rest, &span),
        };
        let Some(line) = misfit.span().and_then(around) else { break };
        let key = rest[line.clone()].split('=').next().unwrap_or_default();
        taken.push(key.trim_matches([' ', '"', '\'']).to_owned());
        let blank = |letter| if letter == '\n' { '\n' } else { ' ' };
        let blanked: String = rest[line.clone()]
            .chars()
            .flat_map(|letter| std::iter::repeat_n(blank(letter), letter.len_utf8()))
            .collect();
        rest.replace_range(line, &blanked);
        read = DeTable::parse(&rest).map_err(Misfit::from).and_then(|table| take(&table));
    }
    findings
}

/// The table whose head stands at a place, with the tables below it.
fn table_at(text: &str, place: usize) -> Option<Range<usize>> {
    let name = |line: &str| {
        let name = line.trim().trim_start_matches('[').split(']').next().unwrap_or_default();
        line.trim_start().starts_with('[').then(|| name.trim().to_owned())
    };
    let start = text[..place].rfind('\n').map_or(0, |at| at + 1);
    let mut lines = text[start..].split_inclusive('\n');
    let head = lines.next()?;
    let below = format!("{}.", name(head)?);
    let mut end = start + head.len();
    for line in lines {
        if name(line).is_some_and(|name| !name.starts_with(&below)) {
            break;
        }
        end += line.len();
    }
    Some(start..end)
}

/// The smallest `key = value` that begins its line and holds a place.
fn entry_around(text: &str, place: &Range<usize>) -> Option<Range<usize>> {
    fn inside(value: &DeValue<'_>, text: &str, place: &Range<usize>) -> Option<Range<usize>> {
        match value {
            DeValue::Table(table) => table.iter().find_map(|(key, value)| {
                let entry = key.span().start..value.span().end.max(key.span().end);
                let line = text[..entry.start].rfind('\n').map_or(0, |at| at + 1);
                let begins = text[line..entry.start].trim().is_empty();
                let holds = entry.start <= place.start && place.end <= entry.end;
                inside(value.get_ref(), text, place).or_else(|| (begins && holds).then_some(entry))
            }),
            DeValue::Array(array) => {
                array.iter().find_map(|value| inside(value.get_ref(), text, place))
            }
            _ => None,
        }
    }
    let table = DeTable::parse(text).ok()?;
    inside(&DeValue::Table(table.into_inner()), text, place)
}

/// A table for templates: days become text, all else stays what it is.
pub fn for_templates(table: &toml::Table) -> serde_json::Map<String, Value> {
    table.iter().map(|(key, value)| (key.clone(), plain(value))).collect()
}

fn plain(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(values) => values.iter().map(plain).collect(),
        toml::Value::Table(table) => for_templates(table).into(),
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(yes) => (*yes).into(),
    }
}

struct Keys<'a> {
    root: &'a Value,
    at: &'a dyn Fn(Range<usize>) -> Span,
    bad: &'static Rule,
}

impl Keys<'_> {
    fn unknown_in(&self, table: &DeTable<'_>, schema: &Value, findings: &mut Vec<Finding>) {
        let Some(object) = self.object(schema) else { return };
        let known = object["properties"].as_object();
        let rest = object.get("additionalProperties").filter(|rest| **rest != Value::Bool(false));
        let required = object.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|all| all.iter().any(|it| it == name));
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if let DeValue::String(text) = value.get_ref()
                && text.trim().is_empty()
                && is_required(name)
            {
                let help = format!("write what `{name}` says");
                let message = format!("`{name}` is empty");
                findings.push(self.bad.broken((self.at)(value.span()), message).help(help));
            }
            match known.and_then(|known| known.get(name)).or(rest) {
                Some(schema) => self.unknown_below(value, schema, findings),
                None if known.is_some() => {
                    let names = known.into_iter().flatten().map(|(name, _)| name.as_str());
                    let unknown = UNKNOWN_KEY
                        .broken((self.at)(key.span()), format!("there is no key `{name}` here"));
                    findings.push(match self.home(name) {
                        Some(home) => unknown.help(home),
                        None => unknown
                            .help(did_you_mean(name, names.clone()).unwrap_or_else(|| {
                                let names = names.clone().collect::<Vec<_>>();
                                format!("known keys: {}", names.join(", "))
                            }))
                            .respelt(name, names.filter(|name| !table.contains_key(*name))),
                    });
                }
                None => {}
            }
        }
    }

    /// Where the file has a key of this name, if in one place only.
    fn home(&self, name: &str) -> Option<String> {
        let properties = |schema| self.object(schema)?["properties"].as_object();
        let tables = properties(self.root)?;
        let head = |table: &str| match self.resolve(&tables[table])["type"].as_str() {
            Some("array") => format!("[[{table}]]"),
            _ => format!("[{table}]"),
        };
        if tables.get(name).is_some_and(|schema| self.object_or_items(schema).is_some()) {
            return Some(format!("`{}` is a table of its own", head(name)));
        }
        let mut homes = tables.iter().filter(|(_, schema)| {
            let keys = self.object_or_items(schema).and_then(properties);
            keys.is_some_and(|keys| keys.contains_key(name))
        });
        let (table, _) = homes.next().filter(|_| homes.next().is_none())?;
        Some(format!("`{name}` is a key of `{}`", head(table)))
    }

    /// The schema of an object, or of the objects of a list.
    fn object_or_items<'s>(&'s self, schema: &'s Value) -> Option<&'s Value> {
        self.object(schema).or_else(|| self.object(self.resolve(schema).get("items")?))
    }

    fn unknown_below(
        &self,
        value: &Spanned<DeValue<'_>>,
        schema: &Value,
        findings: &mut Vec<Finding>,
    ) {
        match value.get_ref() {
            DeValue::Table(table) => self.unknown_in(table, schema, findings),
            DeValue::Array(array) => {
                let Some(items) = self.resolve(schema).get("items") else { return };
                for value in array {
                    self.unknown_below(value, items, findings);
                }
            }
            DeValue::String(text) => {
                if let Some(letter) = text.chars().find(|letter| is_unfit(*letter)) {
                    let message =
                        format!("U+{:04X} is a character that no page may hold", u32::from(letter));
                    findings.push(
                        self.bad
                            .broken((self.at)(value.span()), message)
                            .help("take it out".to_owned()),
                    );
                }
            }
            _ => {}
        }
    }

    /// The schema that describes an object, seen through references and `Option`.
    fn object<'s>(&'s self, schema: &'s Value) -> Option<&'s Value> {
        let schema = self.resolve(schema);
        let holds = |schema: &Value| {
            schema.get("properties").is_some() || schema.get("additionalProperties").is_some()
        };
        if holds(schema) {
            return Some(schema);
        }
        schema.get("anyOf")?.as_array()?.iter().find_map(|choice| self.object(choice))
    }

    fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|path| self.root.pointer(path.trim_start_matches('#')))
            .unwrap_or(schema)
    }
}

/// Holds that the text of a schema says what its type does; with `UPDATE` set, writes it.
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test of our own files")]
pub fn hold<T: schemars::JsonSchema>(known: &Value, path: &str) {
    let schema = schemars::schema_for!(T).to_value();
    if std::env::var_os("UPDATE").is_some() {
        let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
        return std::fs::write(path, text).expect("our own sources can be written");
    }
    let text = |schema| serde_json::to_string_pretty(schema).expect("a schema is JSON");
    assert_eq!(
        text(&schema),
        text(known),
        "{path} is stale: run `UPDATE=1 cargo test --lib schema` and read the diff"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use schemars::JsonSchema;

    #[derive(Debug, Default, serde::Deserialize, JsonSchema)]
    #[serde(default)]
    struct Book {
        title: String,
        boat: Vec<Boat>,
        scale: [u32; 2],
    }

    #[derive(Debug, serde::Deserialize, JsonSchema)]
    struct Boat {
        name: String,
        #[serde(default)]
        crew: Vec<Sailor>,
    }

    #[derive(Debug, serde::Deserialize, JsonSchema)]
    struct Sailor {
        name: String,
    }

    fn messages(text: &str) -> (Option<Book>, Vec<String>) {
        let source = Sources::default().add("book.toml", text);
        let schema = schemars::schema_for!(Book).to_value();
        let (book, findings) =
            read_by_table::<Book>(text, &schema, &|range| Span::new(source, range), &BAD_TOML);
        (book, findings.into_iter().map(|finding| finding.message).collect())
    }

    #[test]
    fn a_table_that_lacks_a_key_is_left_out_with_what_is_below_it_alone() {
        let text = "title = \"Boats\"\n\n[[boat]]\n[[boat.crew]]\nname = \"Eva\"\n\n\
                    [[boat]]\nname = \"Tern\"\n[[boat.crew]]\nname = \"Max\"\n[[boat.crew]]\n\n[[boat]]\nname = 3\n";
        let (book, messages) = messages(text);
        let book = book.expect("the rest is read");
        assert_eq!(book.title, "Boats");
        assert_eq!(book.boat.len(), 1);
        assert_eq!(
            (book.boat[0].name.as_str(), book.boat[0].crew[0].name.as_str()),
            ("Tern", "Max")
        );
        let mut messages = messages;
        messages.sort();
        assert_eq!(
            messages,
            [
                "`3` stands where text belongs",
                "the key `name` is missing here",
                "the key `name` is missing here"
            ]
        );
    }

    #[test]
    fn what_the_parser_says_is_said_in_plain_words() {
        for (text, message) in [
            ("scale = [1]", "a list of 1 stands where one of 2 belongs"),
            ("title = 23.11.2026", "this is neither a number nor a day"),
            ("title = 1\ntitle = 2", "this key is there already"),
        ] {
            assert_eq!(messages(text).1, [message], "{text}");
        }
    }
}
