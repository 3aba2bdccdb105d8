//! TOML text to a typed value, with every unknown key reported at its place.
//!
//! The known keys are read from the type's own JSON schema, the same one that editors complete from, so the list
//! of names exists once. Works for `book.toml`, front matter and the data files alike; knows none of them.

use crate::finding::{Finding, Rule, did_you_mean};
use crate::source::Span;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

pub const UNKNOWN_KEY: Rule = Rule::error("unknown-key", "every key in a TOML file is one we know");
pub const BAD_TOML: Rule =
    Rule::error("bad-toml", "TOML files parse and hold values of the right kind");

/// Reads `text` as a `T`. `at` turns byte ranges of `text` into spans; `bad` is the rule for text that does not parse.
pub fn read<T: DeserializeOwned + JsonSchema>(
    text: &str,
    at: &dyn Fn(Range<usize>) -> Span,
    bad: &'static Rule,
) -> (Option<T>, Vec<Finding>) {
    let mut findings = Vec::new();
    match DeTable::parse(text) {
        Ok(table) => {
            let schema = schemars::schema_for!(T).to_value();
            let keys = Keys { root: &schema, at };
            keys.unknown_in(table.get_ref(), &schema, &mut findings);
        }
        Err(error) => {
            findings.push(fault(&error, at, bad));
            return (None, findings);
        }
    }
    match toml::from_str(text) {
        Ok(value) => (Some(value), findings),
        Err(error) => {
            findings.push(fault(&error, at, bad));
            (None, findings)
        }
    }
}

fn fault(
    error: &toml::de::Error,
    at: &dyn Fn(Range<usize>) -> Span,
    bad: &'static Rule,
) -> Finding {
    let message = error.message().trim().replace('\n', ", ");
    let help = "text stands in quotes, a list in brackets, a number or a day by itself";
    bad.broken(at(error.span().unwrap_or(0..0)), message).help(help.to_owned())
}

struct Keys<'a> {
    root: &'a Value,
    at: &'a dyn Fn(Range<usize>) -> Span,
}

impl Keys<'_> {
    fn unknown_in(&self, table: &DeTable<'_>, schema: &Value, findings: &mut Vec<Finding>) {
        let Some(object) = self.object(schema) else { return };
        let known = object["properties"].as_object();
        let rest = object.get("additionalProperties").filter(|rest| **rest != Value::Bool(false));
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match known.and_then(|known| known.get(name)).or(rest) {
                Some(schema) => self.unknown_below(value.get_ref(), schema, findings),
                None if known.is_some() => {
                    let names = known.into_iter().flatten().map(|(name, _)| name.as_str());
                    findings.push(
                        UNKNOWN_KEY
                            .broken((self.at)(key.span()), format!("there is no key `{name}` here"))
                            .help(did_you_mean(name, names.clone()).or_else(|| {
                                Some(format!(
                                    "known keys: {}",
                                    names.collect::<Vec<_>>().join(", ")
                                ))
                            })),
                    );
                }
                None => {}
            }
        }
    }

    fn unknown_below(&self, value: &DeValue<'_>, schema: &Value, findings: &mut Vec<Finding>) {
        match value {
            DeValue::Table(table) => self.unknown_in(table, schema, findings),
            DeValue::Array(array) => {
                let Some(items) = self.resolve(schema).get("items") else { return };
                for value in array {
                    self.unknown_below(value.get_ref(), items, findings);
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
