//! `[preprocessor.NAME]`: programs that change a book's text before it is read, as mdBook's do.
//!
//! Reads what the manifest says of them. Running them is `load`'s job, and only where the person at the keyboard allows
//! it. Several do what is built in here; those are known by name and never asked.

use crate::source::{SourceId, Span};
use toml::de::{DeTable, DeValue};

/// A program that a manifest names.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    pub name: String,
    /// As the manifest writes it; `mdbook-NAME` where it does not.
    pub command: String,
    /// Programs that run later than this one, and earlier.
    pub before: Vec<String>,
    pub after: Vec<String>,
    /// Outputs it is for; all where it says nothing.
    pub renderers: Vec<String>,
    pub optional: bool,
    /// Where the manifest names it.
    pub at: Span,
}

impl Program {
    /// What does the same here, for a program that is not needed.
    pub fn counterpart(&self) -> Option<&'static str> {
        BUILT_IN.iter().find(|(name, _)| *name == self.name).map(|(_, what)| *what)
    }

    /// What an author may write here in place of what the program reads.
    pub fn advice(&self) -> Option<&'static str> {
        INSTEAD.iter().find(|(name, _)| *name == self.name).map(|(_, what)| *what)
    }

    /// Whether it changes the text of pages, and not of another output alone.
    pub fn is_for_html(&self) -> bool {
        self.renderers.is_empty() || self.renderers.iter().any(|name| name == "html")
    }
}

/// What to write here in place of what a program reads.
const INSTEAD: [(&str, &str); 3] = [
    ("admonish", "a callout is written `> [!NOTE]` here"),
    ("tabs", "blocks of code with `tab=\"…\"` behind their language stand under tabs here"),
    ("quiz", "questions of a chapter are a part of the text here"),
];

/// Programs whose work is done here without them.
const BUILT_IN: [(&str, &str); 6] = [
    ("links", "includes are put in place"),
    ("index", "`README.md` becomes the page of its folder"),
    ("katex", "formulas in dollar signs are set, with its macros"),
    ("mermaid", "diagrams in Mermaid's syntax are drawn"),
    ("toc", "every page shows its own contents"),
    ("pagetoc", "every page shows its own contents"),
];

/// Some programs in the order in which they run: by name, and each behind those that it comes after.
pub fn in_order(programs: &[Program]) -> impl Iterator<Item = &Program> {
    let mut left: Vec<&Program> = programs.iter().collect();
    left.sort_by(|one, other| one.name.cmp(&other.name));
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let first = |other: &Program, one: &Program| {
            one.after.contains(&other.name) || other.before.contains(&one.name)
        };
        let free = left
            .iter()
            .position(|one| !left.iter().any(|other| other.name != one.name && first(other, one)));
        // In a circle, the first by name runs first.
        order.push(left.remove(free.unwrap_or(0)));
    }
    order.into_iter()
}

/// The programs of a manifest that parses, in the order it names them.
pub(super) fn read(source: SourceId, table: &DeTable<'_>) -> Vec<Program> {
    let named = table.get("preprocessor").and_then(|value| value.get_ref().as_table());
    let mut programs: Vec<Program> = named
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| {
            let settings = value.get_ref().as_table()?;
            let text = |name: &str| settings.get(name).and_then(|it| it.get_ref().as_str());
            let texts = |name: &str| -> Vec<String> {
                let list = settings.get(name).and_then(|value| value.get_ref().as_array());
                let items = list.into_iter().flat_map(|list| list.iter());
                items.filter_map(|item| item.get_ref().as_str().map(str::to_owned)).collect()
            };
            let name = key.get_ref().to_string();
            let optional = matches!(
                settings.get("optional").map(toml::Spanned::get_ref),
                Some(DeValue::Boolean(true))
            );
            Some(Program {
                command: text("command").map_or_else(|| format!("mdbook-{name}"), str::to_owned),
                before: texts("before"),
                after: texts("after"),
                renderers: texts("renderers"),
                optional,
                at: Span::new(source, key.span()),
                name,
            })
        })
        .collect();
    programs.sort_by_key(|program| program.at);
    programs
}
