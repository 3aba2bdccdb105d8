//! `rules`: the list of all rules, and the page of one.
//!
//! The pages are those of `tests/rules`, so what a person reads here is what the tests hold the program to.

use super::print;
use crate::check;
use crate::finding::{Severity, did_you_mean};
use crate::packed::Packed;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Name and text of one page per rule, in the order of their names; `build.rs` lists them.
#[allow(clippy::unreadable_literal, reason = "no person writes them")]
static PAGES: &[(&str, Packed)] = include!(concat!(env!("OUT_DIR"), "/rule_pages.rs"));

pub(super) fn run(name: Option<&str>) -> Result<ExitCode> {
    match name {
        None => print(&list()),
        Some(name) => match PAGES.iter().find(|(known, _)| *known == name) {
            Some((_, page)) => print(&explain(name, page.text())),
            None => {
                let known = PAGES.iter().map(|(name, _)| *name);
                let help = did_you_mean(name, known)
                    .unwrap_or_else(|| "`guidewright rules` lists them all".to_owned());
                bail!("there is no rule `{name}`: {help}");
            }
        },
    }
}

/// The schema of `book.toml` with every rule by name, so that editors complete them.
pub(super) fn named_in(mut schema: serde_json::Value) -> serde_json::Value {
    let rules = check::rules();
    let severity =
        |promise: &str| serde_json::json!({ "$ref": "#/$defs/Severity", "description": promise });
    let known: serde_json::Map<String, serde_json::Value> =
        rules.iter().map(|rule| (rule.name.to_owned(), severity(rule.promise))).collect();
    if let Some(rules) = schema.pointer_mut("/$defs/RawCheck/properties/rules") {
        rules["properties"] = known.into();
        rules["additionalProperties"] = false.into();
    }
    schema
}

fn list() -> String {
    let mut rules = check::rules();
    rules.sort_by_key(|rule| rule.name);
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let word = |severity| match severity {
        Severity::Off => "off",
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let line = |rule: &&crate::finding::Rule| {
        format!("{:width$}  {:7}  {}\n", rule.name, word(rule.severity), rule.promise)
    };
    rules.iter().map(line).collect()
}

/// The page, and what an author can say about the rule.
fn explain(name: &str, page: &str) -> String {
    format!(
        "{page}
## To say otherwise

For the whole book, in `book.toml`:

```toml
[check.rules]
{name} = \"off\" # or \"warning\", or \"error\"
```

For one place, on a line of its own right above it:

```markdown
<!-- allow({name}): why this place may break it -->
```
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_know_every_rule_by_its_name() {
        let schema = named_in(crate::manifest::schema().clone());
        let rules = &schema["$defs"]["RawCheck"]["properties"]["rules"]["properties"];
        assert_eq!(rules["broken-link"]["$ref"], "#/$defs/Severity");
        assert!(schema.pointer("/$defs/Severity").is_some());
        assert_eq!(schema["additionalProperties"], false);
    }

    #[test]
    fn every_rule_can_be_explained() {
        let mut rules: Vec<&str> = check::rules().iter().map(|rule| rule.name).collect();
        rules.sort_unstable();
        let mut pages: Vec<&str> = PAGES.iter().map(|(name, _)| *name).collect();
        pages.sort_unstable();
        assert_eq!(rules, pages);
    }
}
