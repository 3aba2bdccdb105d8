//! Front matter: TOML between two `+++` lines at the top of a chapter.
//!
//! Gives what a chapter says of itself (objectives, services, dates) and where the body starts. Keys that a blueprint
//! declares as labels are kept as text; every other unknown key is found later, in `guide`, which knows the labels.

use crate::finding::{Finding, Rule};
use crate::manifest::keys;
use crate::source::Stitched;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;

pub const BAD_FRONT_MATTER: Rule =
    Rule::error("bad-front-matter", "front matter is TOML between two `+++` lines");

const FENCE: &str = "+++";

/// What a chapter says of itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(title = "guidewright front matter")]
pub struct Front {
    /// Ids of the blueprint's objectives that the chapter teaches.
    pub objectives: Vec<String>,
    /// Ids of services that the chapter teaches.
    pub services: Vec<String>,
    /// Day on which the facts were true, such as 2026-11-23.
    #[schemars(with = "Option<String>")]
    pub asof: Option<toml::value::Datetime>,
    /// Minutes to read; worked out from the words when absent.
    pub minutes: Option<u32>,
    /// One sentence for search engines and lists.
    pub description: Option<String>,
    /// Old addresses of this page, from the site's root; each becomes a redirect.
    pub aliases: Vec<String>,
    /// Keys the blueprint declares under `[labels]`.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub labels: BTreeMap<String, toml::Value>,
    /// Where the front matter stands in the chapter's text.
    #[serde(skip)]
    #[schemars(skip)]
    pub at: Range<usize>,
}

/// Known keys, for the nearest name when one is unknown.
pub const KEYS: [&str; 6] = ["objectives", "services", "asof", "minutes", "description", "aliases"];

/// Splits a text into front matter and the start of its body.
pub fn split(text: &Stitched) -> (Front, usize, Vec<Finding>) {
    let whole = &*text.text;
    let Some(rest) = whole.strip_prefix(FENCE).and_then(|rest| rest.strip_prefix('\n')) else {
        return (Front::default(), 0, Vec::new());
    };
    let start = FENCE.len() + 1;
    let mut end = start;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == FENCE {
            let inside = &whole[start..end];
            let at = |range: Range<usize>| text.span(range.start + start..range.end + start);
            let (front, findings) = keys::read::<Front>(inside, &at, &BAD_FRONT_MATTER);
            let mut front = front.unwrap_or_default();
            front.at = start..end;
            return (front, end + line.len(), findings);
        }
        end += line.len();
    }
    let finding = BAD_FRONT_MATTER
        .broken(text.span(0..FENCE.len()), "the front matter is not closed")
        .help("put a line with `+++` after its last key".to_owned());
    (Front::default(), 0, vec![finding])
}

/// The JSON schema of front matter, for editors.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Front).to_value()
}
