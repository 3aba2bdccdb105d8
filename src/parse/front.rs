//! Front matter: what a chapter says of itself at its top, in TOML or in YAML.
//!
//! Gives what a chapter says of itself (objectives, services, dates) and where the body starts. Keys that a blueprint
//! declares as labels are kept as text; every other unknown key is found later, in `guide`, which knows the labels.

use crate::finding::{Finding, Rule};
use crate::locale;
use crate::manifest::keys::{self, Schema};
use crate::manifest::matter::{self, Matter, MatterFormat};
use crate::manifest::yaml;
use crate::source::{Span, Stitched};
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

pub const BAD_FRONT_MATTER: Rule =
    Rule::error("bad-front-matter", "front matter is TOML between `+++` or YAML between `---`");

static SCHEMA: Schema = Schema::new(|| keys::schema(include_str!("front.schema.json")));

/// What a chapter says of itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(title = "guidewright front matter"))]
pub struct Front {
    /// Ids of the blueprint's objectives that the chapter teaches.
    pub objectives: Vec<String>,
    /// Ids of services that the chapter teaches.
    pub services: Vec<String>,
    /// Day on which the facts were true, such as 2026-11-23.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub asof: Option<toml::value::Datetime>,
    /// Minutes to read; worked out from the words when absent.
    pub minutes: Option<u32>,
    /// One sentence for search engines and lists.
    pub description: Option<String>,
    /// Tag of the chapter's language where it is not the book's.
    pub language: Option<String>,
    /// Old addresses of this page, from the site's root; each becomes a redirect.
    pub aliases: Vec<String>,
    /// What lists of chapters show in place of the title.
    pub nav_title: Option<String>,
    /// Whether the chapter is left out of a build, and shown by `serve` and by `build --drafts` alone.
    pub draft: bool,
    /// Anything for templates of the book's own.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, serde_json::Value>"))]
    pub extra: toml::Table,
    /// Keys the blueprint declares under `[labels]`.
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, serde_json::Value>"))]
    pub labels: BTreeMap<String, toml::Value>,
    /// Where the front matter stands in the chapter's text.
    #[serde(skip)]
    #[cfg_attr(test, schemars(skip))]
    pub at: Range<usize>,
    /// Where each key stands with its value.
    #[serde(skip)]
    #[cfg_attr(test, schemars(skip))]
    pub keys: BTreeMap<String, Range<usize>>,
}

/// Known keys, for the nearest name when one is unknown.
pub const KEYS: [&str; 10] = [
    "objectives",
    "services",
    "asof",
    "minutes",
    "description",
    "language",
    "aliases",
    "nav-title",
    "draft",
    "extra",
];

/// Splits a text into front matter and the start of its body.
pub fn split(text: &Stitched) -> (Front, usize, Vec<Finding>) {
    let whole = &*text.text;
    let Some(matter) = matter::find(whole) else { return (Front::default(), 0, Vec::new()) };
    let Matter { language, fence, inside, end } = matter;
    let Some(end) = end else {
        let finding = BAD_FRONT_MATTER
            .broken(text.span(fence.clone()), "the front matter is not closed")
            .help(format!("put a line with `{}` after its last key", language.fence()));
        let length = whole[fence.start..].find("\n\n").unwrap_or(fence.len());
        let at = fence.start..fence.start + length;
        return (Front { at, ..Front::default() }, 0, vec![finding]);
    };
    let start = inside.start;
    let moved = |range: Range<usize>| range.start + start..range.end + start;
    let (mut front, mut findings) = match language {
        MatterFormat::Toml => {
            let at = |range: Range<usize>| text.span(moved(range));
            read(&whole[inside.clone()], &at, &moved)
        }
        MatterFormat::Yaml => match yaml::to_toml(&whole[inside.clone()]) {
            Ok(said) => {
                let origin = |range: Range<usize>| moved(said.origin(&range));
                let places = RefCell::new(Vec::new());
                let at = |range: Range<usize>| {
                    let range = origin(range);
                    let span = text.span(range.clone());
                    places.borrow_mut().push((span, range));
                    span
                };
                let (front, mut findings) = read(&said.toml, &at, &origin);
                for finding in &mut findings {
                    let places = places.borrow();
                    let place = places.iter().find(|(span, _)| finding.span == Some(*span));
                    if let Some((_, at)) = place {
                        as_written(finding, &whole[at.clone()]);
                    }
                }
                (front, findings)
            }
            Err(fault) => {
                let help = "write lines of `key: value`; text with a colon, a number sign or brackets stands in quotes";
                let finding = BAD_FRONT_MATTER.broken(text.span(moved(fault.at)), fault.message);
                (Front::default(), vec![finding.help(help.to_owned())])
            }
        },
    };
    // A key goes on to the next one, or to the end.
    let mut starts: Vec<usize> = front.keys.values().map(|key| key.start).collect();
    starts.sort_unstable();
    for key in front.keys.values_mut() {
        let next = starts.get(starts.partition_point(|start| *start <= key.start));
        let length = whole[key.start..next.copied().unwrap_or(inside.end)].trim_end().len();
        key.end = key.start + length;
    }
    front.at = inside;
    if let Some(tag) = front.language.take_if(|tag| !locale::is_language(tag)) {
        let at = front.keys.get("language").cloned().unwrap_or_default();
        let message = format!("`{tag}` is not the tag of a language");
        let help = "write a language tag, such as `en`, `de` or `pt-BR`".to_owned();
        findings.push(BAD_FRONT_MATTER.broken(text.span(at), message).help(help));
    }
    (front, end, findings)
}

/// Names a wrong value in YAML as it is written, not as TOML has it.
fn as_written(finding: &mut Finding, written: &str) {
    let Some((given, wanted)) = finding.message.split_once(" stands where ") else { return };
    if !given.starts_with('`') || written.contains(['\n', '`']) {
        return;
    }
    let given = if written.is_empty() { "nothing".to_owned() } else { format!("`{written}`") };
    finding.message = format!("{given} stands where {wanted}");
}

/// Reads TOML; `place` turns places in it into places of the chapter's text.
fn read(
    toml: &str,
    at: &dyn Fn(Range<usize>) -> Span,
    place: &dyn Fn(Range<usize>) -> Range<usize>,
) -> (Front, Vec<Finding>) {
    let (front, findings) = keys::read::<Front>(toml, &SCHEMA, at, &BAD_FRONT_MATTER);
    let mut front = front.unwrap_or_default();
    if let Ok(table) = toml::de::DeTable::parse(toml) {
        let keys = table.get_ref().iter();
        front.keys = keys.map(|(key, _)| (key.get_ref().to_string(), place(key.span()))).collect();
    }
    (front, findings)
}

/// The JSON schema of front matter, for editors; `labels` are the keys that the book's blueprints declare, each with the
/// values it may have.
pub fn schema<'l>(
    labels: impl Iterator<Item = (&'l String, Vec<&'l String>)>,
) -> serde_json::Value {
    let mut schema = SCHEMA.clone();
    for (key, values) in labels {
        schema["properties"][key] = serde_json::json!({ "enum": values });
    }
    // While a chapter is read any further key is a label; editors are told to report misspelt ones.
    schema["additionalProperties"] = false.into();
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_tells_of_every_key() {
        keys::hold::<Front>(&SCHEMA, "src/parse/front.schema.json");
    }
}
