//! `[[callout]]`: kinds of callouts that a book adds to ours.
//!
//! Reads what the manifest says and refuses names that could not be told from ours or from each other. Where they stand
//! in the text is `parse`'s to say, how they look `render`'s.

use super::site::{Faults, RawShades, Shades};
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// Kinds of callouts that every book has, as they stand between the brackets.
pub const OURS: [&str; 9] =
    ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION", "EXAM", "TRAP", "SCENARIO", "STATUS"];

/// What makes a part of the text one of several under tabs.
pub const TAB: &str = "TAB";

/// What makes a list in the text more than a list, as it stands between the brackets.
pub const LAYOUTS: [&str; 3] = ["STEPS", "CARDS", "FILES"];

/// All that may stand between the brackets in every book.
pub fn marks<'m>() -> impl Iterator<Item = &'m str> + Clone {
    OURS.into_iter().chain([TAB]).chain(LAYOUTS)
}

/// A kind of callout that a book adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCallout {
    /// As it stands between the brackets; letters, digits and hyphens.
    pub name: String,
    /// What readers see of the name.
    pub title: String,
    pub icon: CalloutIcon,
    /// That of notes where the book says nothing.
    pub colour: Option<Shades>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalloutIcon {
    /// The sign of one of our kinds, by its name in small letters.
    Ours(String),
    /// An SVG file, from the book's folder.
    File(String),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawCallout {
    /// What stands between the brackets: "LAB" for > [!LAB].
    #[cfg_attr(test, schemars(with = "String"))]
    name: Spanned<String>,
    /// What readers see above its text; the name itself when absent.
    #[serde(default)]
    title: Option<String>,
    /// Sign of one of the other kinds, such as "tip", or an SVG file from the book's folder.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    icon: Option<Spanned<String>>,
    /// List of two colours: one for light and one for dark pages.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<Vec<String>>"))]
    colour: Option<RawShades>,
}

/// Fills in the book's own kinds; one without a usable name is left out.
pub(super) fn resolve(raw: Vec<RawCallout>, faults: &mut Faults<'_>) -> Vec<OwnCallout> {
    let mut callouts: Vec<OwnCallout> = Vec::new();
    for RawCallout { name, title, icon, colour } in raw {
        let is = name.get_ref().as_str();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let known = callouts.iter().map(|callout| callout.name.as_str()).chain(marks());
        if is.is_empty() || !is.chars().all(fits) {
            let message = format!("`{is}` is no name of a callout");
            faults.add(name.span(), message, "use letters from A to Z, digits and hyphens");
            continue;
        }
        if known.into_iter().any(|known| known.eq_ignore_ascii_case(is)) {
            let message = format!("there is a callout `{is}` already");
            faults.add(name.span(), message, "choose another name; `title` may be any");
            continue;
        }
        callouts.push(OwnCallout {
            title: title.unwrap_or_else(|| capital(is)),
            icon: icon
                .and_then(|icon| faults.icon(&icon))
                .unwrap_or(CalloutIcon::Ours("note".to_owned())),
            colour: colour.and_then(|colour| faults.shades(is, colour)),
            name: name.into_inner(),
        });
    }
    callouts
}

/// `LAB` becomes `Lab`.
fn capital(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_ascii_uppercase() + &rest.to_ascii_lowercase().replace('-', " ")
}

impl Faults<'_> {
    fn icon(&mut self, icon: &Spanned<String>) -> Option<CalloutIcon> {
        let name = icon.get_ref().as_str();
        if OURS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return Some(CalloutIcon::Ours(name.to_ascii_lowercase()));
        }
        if !name.to_ascii_lowercase().ends_with(".svg") {
            let message = format!("there is no sign `{name}`");
            let known = OURS.map(str::to_ascii_lowercase).join(", ");
            let help = format!("name an SVG file, or one of {known}");
            self.add(icon.span(), message, &help);
            return None;
        }
        self.path(icon).map(CalloutIcon::File)
    }
}
