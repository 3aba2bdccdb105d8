//! How many of what a question of each kind has on an exam: options, right ones, steps, prompts.
//!
//! An exam says so in its blueprint under `[shapes]`; what it leaves out is as on most exams.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// A number, or the lowest and the highest that there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(JsonSchema))]
pub enum Counts {
    Exactly(usize),
    Between([usize; 2]),
}

impl Counts {
    pub fn range(self) -> RangeInclusive<usize> {
        let [low, high] = match self {
            Self::Exactly(number) => [number, number],
            Self::Between(ends) => ends,
        };
        low..=high
    }

    pub fn contains(self, number: usize) -> bool {
        self.range().contains(&number)
    }

    /// For people: "4", "5 or 6", "3 to 7".
    pub fn say(self) -> String {
        let (low, high) = self.range().into_inner();
        match high.saturating_sub(low) {
            0 => low.to_string(),
            1 => format!("{low} or {high}"),
            _ => format!("{low} to {high}"),
        }
    }
}

/// How many options, steps, pairs or areas a question of this exam has, by its kind.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Shapes {
    /// Questions with one right option.
    pub choice: Choice,
    /// Questions with several right options.
    pub multi: Multi,
    /// Steps in their order.
    pub order: Order,
    /// Pairs.
    #[serde(rename = "match")]
    pub matching: Match,
    /// Areas of a picture.
    pub hotspot: Hotspot,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Choice {
    /// Options, one of them right; 4 when absent.
    pub options: Counts,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Multi {
    /// Options; 5 or 6 when absent.
    pub options: Counts,
    /// Right options; 2 or 3 when absent.
    pub right: Counts,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Order {
    /// Steps of the right order; 3 to 5 when absent.
    pub steps: Counts,
    /// Steps that do not belong; 1 to 3 when absent.
    pub surplus: Counts,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Match {
    /// Prompts; 3 to 7 when absent.
    pub prompts: Counts,
    /// Responses that fit no prompt, where each is used once; 1 to 7 when absent.
    pub surplus: Counts,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Hotspot {
    /// Areas of the picture; 2 to 12 when absent.
    pub areas: Counts,
    /// Right areas; 1 to 3 when absent.
    pub right: Counts,
}

impl Default for Choice {
    fn default() -> Self {
        Self { options: Counts::Exactly(4) }
    }
}

impl Default for Multi {
    fn default() -> Self {
        Self { options: Counts::Between([5, 6]), right: Counts::Between([2, 3]) }
    }
}

impl Default for Order {
    fn default() -> Self {
        Self { steps: Counts::Between([3, 5]), surplus: Counts::Between([1, 3]) }
    }
}

impl Default for Match {
    fn default() -> Self {
        Self { prompts: Counts::Between([3, 7]), surplus: Counts::Between([1, 7]) }
    }
}

impl Default for Hotspot {
    fn default() -> Self {
        Self { areas: Counts::Between([2, 12]), right: Counts::Between([1, 3]) }
    }
}

impl Shapes {
    /// What makes no sense, by the name of its key.
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let Self { choice, multi, order, matching, hotspot } = self;
        let all = [
            ("options", choice.options, 2),
            ("options", multi.options, 2),
            ("right", multi.right, 1),
            ("steps", order.steps, 2),
            ("surplus", order.surplus, 0),
            ("prompts", matching.prompts, 1),
            ("surplus", matching.surplus, 0),
            ("areas", hotspot.areas, 2),
            ("right", hotspot.right, 1),
        ];
        let fault = |(key, counts, least): (&'static str, Counts, usize)| {
            let (low, high) = counts.range().into_inner();
            let message = if low > high {
                format!("no number is from {low} to {high}")
            } else if low < least {
                format!("a question has at least {least} {key}")
            } else {
                return None;
            };
            Some((key, message))
        };
        all.into_iter().filter_map(fault).collect()
    }
}
