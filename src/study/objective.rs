//! The exam's blueprint: domains, weights, tasks, objectives, and the numbers of the real form.
//!
//! Read from one TOML file beside the chapters, so a book on another exam needs no code. A book without a blueprint
//! still gets questions and cards, only no exam and no objectives.

mod fit;

use crate::finding::{Finding, Rule};
use crate::manifest::keys::{self, Schema};
use crate::source::{SourceId, Span};
use crate::study::question::Question;
use crate::study::shape::Shapes;
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const BAD_BLUEPRINT: Rule =
    Rule::error("bad-blueprint", "the blueprint's numbers and ids fit together");

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(
    test,
    derive(JsonSchema),
    schemars(deny_unknown_fields, title = "guidewright blueprint")
)]
pub struct Blueprint {
    /// Code of the exam, such as "MLA-C01".
    pub code: String,
    /// The whole name of the exam.
    pub title: String,
    /// Questions on the real form.
    pub items: u32,
    /// How many of them count; the same as `items` when absent.
    pub scored: Option<u32>,
    /// Minutes for the whole form.
    pub minutes: u32,
    /// Scaled score that passes.
    pub pass: u32,
    /// Lowest and highest scaled score.
    pub scale: [u32; 2],
    /// Question kinds the exam uses, "case" among them; all when empty.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Days before another try after a fail.
    #[serde(default)]
    pub retake_days: u32,
    /// Hosts of the vendor's documentation, such as "docs.example.com"; any host counts when absent.
    #[serde(default)]
    pub official: Vec<String>,
    /// Low, central and high guess of the share of right answers that passes.
    #[serde(default = "cut")]
    pub cut: [f64; 3],
    /// Said beside every estimate of a score: whose it is not. A general sentence when absent.
    pub estimate_note: Option<String>,
    /// Share of each kind on a form, per cent; our assumption where the vendor publishes none.
    #[serde(default)]
    pub mix: BTreeMap<String, u32>,
    /// How many options, right ones, steps and prompts a question has.
    #[serde(default)]
    pub shapes: Shapes,
    /// Most questions of a form that belong to cases, per cent; 12 when absent.
    #[serde(default = "case_share")]
    pub case_share: u32,
    #[serde(default)]
    pub pool: BankGates,
    /// Extra front-matter keys that chapters may carry.
    #[serde(default)]
    pub labels: BTreeMap<String, Label>,
    #[serde(default)]
    pub domain: Vec<Domain>,
    #[serde(default)]
    pub scope: Scope,
}

/// Gates of the whole bank.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct BankGates {
    /// Domains that are complete: every objective there needs chapters, questions and cards.
    pub gates: Vec<String>,
    /// Fewest questions an objective needs in a gated domain.
    pub questions_per_objective: u32,
    /// How many forms without a question in common the bank fills, at least 1.
    pub forms: u32,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Label {
    /// What the key is called on the page.
    pub title: String,
    /// Value in front matter to words on the page.
    pub values: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Domain {
    /// Name by which parts and objectives are told apart, such as "1".
    pub id: String,
    /// As the exam's guide calls it.
    pub title: String,
    /// One word for chips and bars; the title when absent.
    pub short: Option<String>,
    /// Per cent of the scored questions.
    pub weight: u32,
    /// Hue in degrees, used sparingly.
    #[serde(default)]
    pub hue: u32,
    /// What the domain asks to be able to do.
    #[serde(default)]
    pub task: Vec<Task>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Task {
    /// Such as "1.1".
    pub id: String,
    /// As the exam's guide calls it.
    pub title: String,
    /// What the task asks to know.
    #[serde(default)]
    pub objective: Vec<Objective>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Objective {
    /// Such as "1.1.K1"; chapters and questions name it.
    pub id: String,
    /// As the exam's guide puts it, or in your words.
    pub text: String,
    /// Ids of objectives of an earlier exam of the book that this one continues.
    #[serde(default)]
    pub continues: Vec<String>,
}

/// Services the exam names and those it leaves out.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Scope {
    /// Groups of services that the exam names.
    #[serde(rename = "in")]
    pub inside: Vec<Group>,
    /// Groups of services that it leaves out.
    #[serde(rename = "out")]
    pub outside: Vec<Group>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Group {
    /// What the services have in common.
    pub category: String,
    /// Ids of services.
    pub services: Vec<String>,
}

fn case_share() -> u32 {
    crate::study::form::CASE_SHARE
}

fn cut() -> [f64; 3] {
    [0.65, 0.70, 0.75]
}

/// Where an objective belongs.
#[derive(Debug, Clone, Copy)]
pub struct Home<'b> {
    pub domain: &'b Domain,
    pub task: &'b Task,
    pub objective: &'b Objective,
}

impl Blueprint {
    pub fn scored(&self) -> u32 {
        self.scored.unwrap_or(self.items)
    }

    pub fn objectives(&self) -> impl Iterator<Item = Home<'_>> {
        self.domain.iter().flat_map(|domain| {
            domain.task.iter().flat_map(move |task| {
                task.objective.iter().map(move |objective| Home { domain, task, objective })
            })
        })
    }

    /// Its ids and numbers alone: what is the same in every language of a book.
    #[must_use]
    pub fn without_words(&self) -> Self {
        let mut plain = self.clone();
        plain.title.clear();
        plain.estimate_note = None;
        for label in plain.labels.values_mut() {
            label.title.clear();
            label.values.values_mut().for_each(String::clear);
        }
        for domain in &mut plain.domain {
            domain.title.clear();
            domain.short = None;
            for task in &mut domain.task {
                task.title.clear();
                task.objective.iter_mut().for_each(|objective| objective.text.clear());
            }
        }
        for group in plain.scope.inside.iter_mut().chain(&mut plain.scope.outside) {
            group.category.clear();
        }
        plain
    }

    pub fn domain(&self, id: &str) -> Option<&Domain> {
        self.domain.iter().find(|domain| domain.id == id)
    }

    /// Whether the exam asks this kind of question, and cases if it belongs to one.
    pub fn asks(&self, question: &Question) -> bool {
        let has = |kind: &str| self.kinds.iter().any(|known| known == kind);
        let case = question.case.is_none() || has("case");
        self.kinds.is_empty() || has(question.kind.name()) && case
    }
}

impl Domain {
    pub fn short(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.title)
    }
}

/// Reads a blueprint and checks that its numbers fit together.
pub fn read(source: SourceId, text: &str) -> (Option<Blueprint>, Vec<Finding>) {
    let at = |range| Span::new(source, range);
    let (blueprint, mut findings) = keys::read::<Blueprint>(text, schema(), &at, &keys::BAD_TOML);
    if let Some(blueprint) = &blueprint {
        findings.extend(fit::all(blueprint, source, text));
    }
    (blueprint, findings)
}

/// Where the last of some words stands in a blueprint's text, each looked for behind the one before it.
pub fn place(text: &str, words: &[&str]) -> std::ops::Range<usize> {
    let mut at = 0..0;
    for word in words {
        match text[at.end..].find(word) {
            Some(found) => at = at.end + found..at.end + found + word.len(),
            None => break,
        }
    }
    at
}

/// The JSON schema of a blueprint, for editors.
pub fn schema() -> &'static serde_json::Value {
    static SCHEMA: Schema = Schema::new(|| keys::schema(include_str!("blueprint.schema.json")));
    &SCHEMA
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_tells_of_every_key() {
        keys::hold::<Blueprint>(schema(), "src/study/blueprint.schema.json");
    }
}
