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
}

/// Programs whose work is done here without them.
const BUILT_IN: [(&str, &str); 6] = [
    ("links", "includes are put in place"),
    ("index", "`README.md` becomes the page of its folder"),
    ("katex", "formulas in dollar signs are set, with its macros"),
    ("mermaid", "diagrams in Mermaid's syntax are drawn"),
    ("toc", "every page shows its own contents"),
    ("pagetoc", "every page shows its own contents"),
];

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
