//! The languages of code: which we colour, and the names that authors know them by.

use super::grammar::{self, Syntax};
use std::collections::{BTreeMap, HashSet};
use std::sync::{LazyLock, RwLock};

/// Names for sessions at a prompt.
const SESSIONS: [&str; 6] =
    ["console", "shell-session", "terminal", "shellsession", "pycon", "doscon"];
/// Names for text without colours.
const PLAIN: [&str; 5] = ["text", "txt", "plain", "plaintext", "none"];
/// Names that the syntaxes know under another.
const ALIASES: [(&str, &str); 15] = [
    ("jsonc", "json"),
    ("jsonlines", "json"),
    ("helm", "yaml"),
    ("gotmpl", "yaml"),
    ("gotemplate", "yaml"),
    ("go-template", "yaml"),
    ("toml-fragment", "toml"),
    ("jsonl", "json"),
    ("ndjson", "json"),
    ("json5", "json"),
    ("hcl", "tf"),
    ("terraform", "tf"),
    ("docker", "dockerfile"),
    ("shell", "bash"),
    ("typescript", "ts"),
];

/// What most blocks are written in.
pub(super) const COMMON: [&str; 18] = [
    "bash",
    "yaml",
    "json",
    "python",
    "dockerfile",
    "sql",
    "hcl",
    "toml",
    "typescript",
    "javascript",
    "java",
    "rust",
    "go",
    "html",
    "css",
    "xml",
    "markdown",
    "diff",
];

/// Whether we can colour a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colouring {
    Coloured,
    Session,
    Plain,
    /// Drawn, not shown.
    Diagram,
    No,
}

pub fn known(language: &str) -> Colouring {
    match language {
        "mermaid" => Colouring::Diagram,
        language if SESSIONS.contains(&language) => Colouring::Session,
        language if PLAIN.contains(&language) => Colouring::Plain,
        // Answered without the syntaxes: they are slow to load, and a build that remembers its code does not need them.
        language if COMMON.contains(&language) || has_syntax(language) => Colouring::Coloured,
        _ => Colouring::No,
    }
}

/// Every name that a syntax is found by, in small letters and in order.
const NAMES: &str = include_str!("names.txt");

fn has_syntax(language: &str) -> bool {
    static ALL: LazyLock<HashSet<&str>> = LazyLock::new(|| NAMES.lines().collect());
    ALL.contains(&*spelled(language).to_ascii_lowercase())
}

/// Names an author may have meant.
pub fn language_names() -> impl Iterator<Item = &'static str> + Clone {
    COMMON.into_iter().chain(["mermaid"]).chain(SESSIONS).chain(PLAIN)
}

/// The name of every language that we can colour.
pub fn every_language() -> impl Iterator<Item = &'static str> {
    grammar::all().map(|(_, name)| name)
}

/// A language by the name that the syntaxes know.
fn spelled(language: &str) -> &str {
    ALIASES.iter().find(|(alias, _)| *alias == language).map_or(language, |(_, name)| name)
}

pub(super) fn syntax(language: &str) -> Option<Syntax> {
    // The set is searched from end to end, once for each language of a book.
    static FOUND: RwLock<BTreeMap<String, Option<Syntax>>> = RwLock::new(BTreeMap::new());
    if let Some(found) = FOUND.read().expect("nothing panics beside it").get(language) {
        return *found;
    }
    let found = grammar::find(spelled(language));
    FOUND.write().expect("nothing panics beside it").insert(language.to_owned(), found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_syntaxes_are_known_without_them() {
        let mut names: Vec<String> = grammar::names().map(str::to_ascii_lowercase).collect();
        names.sort();
        names.dedup();
        let list = names.join("\n") + "\n";
        assert!(list == NAMES, "names.txt shall be\n{list}");
    }
}
