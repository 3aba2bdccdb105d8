//! The variables of the templates, read from the templates themselves: what ours ask for is what an author's may ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// What a template does with a variable, the most telling use last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// Asked for by `if` alone.
    Flag,
    Text,
    /// Written with `| safe`.
    Html,
    /// Walked by `for` or joined.
    List,
    /// Has fields.
    Table,
}

impl Use {
    fn word(self) -> &'static str {
        match self {
            Self::Flag => "true or false",
            Self::Text => "text or number",
            Self::Html => "HTML",
            Self::List => "list",
            Self::Table => "table",
        }
    }
}

/// A table of variables for each template of ours.
pub(super) fn all() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let entries = std::fs::read_dir(&folder).expect("the templates are there");
    let names = entries.map(|entry| entry.expect("the folder can be read").file_name());
    let names: BTreeSet<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let mut text = String::new();
    for name in names {
        let template = std::fs::read_to_string(folder.join(&name)).expect("a template is text");
        let mut variables = Variables::default();
        variables.read(&template);
        let id = name.replace('.', "-");
        let _ = write!(text, "## `{name}` {{#{id}}}\n\n");
        if !variables.included.is_empty() {
            let parts: Vec<String> =
                variables.included.iter().map(|part| format!("`{part}`")).collect();
            let _ = write!(text, "Includes {}.\n\n", parts.join(", "));
        }
        if variables.uses.is_empty() {
            text.push_str("No variables of its own.\n\n");
            continue;
        }
        text.push_str("| Variable | What it is |\n| --- | --- |\n");
        for (path, how) in &variables.uses {
            let _ = writeln!(text, "| `{path}` | {} |", how.word());
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

#[derive(Default)]
struct Variables {
    uses: BTreeMap<String, Use>,
    included: BTreeSet<String>,
    /// Names of the loops we are in, with what they walk.
    loops: Vec<(String, String)>,
    set: BTreeSet<String>,
}

impl Variables {
    fn read(&mut self, template: &str) {
        let mut rest = template;
        while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
            let (close, is_tag) =
                if rest[at..].starts_with("{%") { ("%}", true) } else { ("}}", false) };
            let inner = &rest[at + 2..];
            let end = inner.find(close).expect("a mark of a template is closed");
            let inside = inner[..end].trim_matches('-').trim();
            rest = &inner[end + 2..];
            if is_tag { self.tag(inside) } else { self.written(inside) }
        }
    }

    fn tag(&mut self, inside: &str) {
        let (word, more) = inside.split_once(' ').unwrap_or((inside, ""));
        match word {
            "for" => {
                let (name, list) = more.split_once(" in ").expect("a loop walks a list");
                self.note(list, Use::List);
                let walked = format!("{}[]", self.path(list.trim()).unwrap_or_default());
                self.loops.push((name.trim().to_owned(), walked));
            }
            "endfor" => {
                self.loops.pop();
            }
            "include" => {
                self.included.insert(more.trim_matches('"').to_owned());
            }
            "set" => {
                self.set.extend(more.split_once(" =").map(|(name, _)| name.to_owned()));
            }
            "if" | "elif" => {
                let compared = ["==", "!=", ">", "<"].iter().any(|sign| more.contains(sign));
                for part in more.split(" or ").flat_map(|part| part.split(" and ")) {
                    for side in part.trim().trim_start_matches("not ").split(['=', '!', '>', '<']) {
                        let (name, filter) = side.split_once('|').unwrap_or((side, ""));
                        let how = if compared { Use::Text } else { Use::Flag };
                        self.note(name, if filter.trim() == "length" { Use::List } else { how });
                    }
                }
            }
            _ => {}
        }
    }

    fn written(&mut self, inside: &str) {
        let (name, filters) = inside.split_once('|').unwrap_or((inside, ""));
        // A message in the language of the book, and what is put into it.
        if name.trim().starts_with("words.") || name.trim().starts_with("words[") {
            let values = filters.trim().trim_start_matches("with(").trim_end_matches(')');
            for value in values.split(',').filter_map(|value| value.split_once('=')) {
                let (value, filter) = value.1.split_once('|').unwrap_or((value.1, ""));
                let first = value.split_whitespace().next().unwrap_or_default();
                let how = if filter.trim() == "length" { Use::List } else { Use::Text };
                self.note(first, how);
            }
            return;
        }
        let how = match filters.trim() {
            "safe" => Use::Html,
            filter if filter.starts_with("join") || filter.starts_with("length") => Use::List,
            _ => Use::Text,
        };
        self.note(name, how);
    }

    /// Notes a use of a variable, and that what stands before its dots has fields.
    fn note(&mut self, name: &str, how: Use) {
        let Some(path) = self.path(name.trim()) else { return };
        for (dot, _) in path.match_indices('.') {
            let owner = &path[..dot];
            let owner_is = if owner.ends_with("[]") { continue } else { Use::Table };
            self.keep(owner.to_owned(), owner_is);
        }
        self.keep(path, how);
    }

    fn keep(&mut self, path: String, how: Use) {
        let known = self.uses.entry(path).or_insert(how);
        *known = how.max(*known);
    }

    /// A variable's path from the outermost, loops put in place; nothing for what is no variable.
    fn path(&self, name: &str) -> Option<String> {
        let first = name.split('.').next()?;
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        };
        if !is_name(name) || first == "loop" || self.set.contains(first) {
            return None;
        }
        let walked = self.loops.iter().rfind(|(known, _)| known == first);
        Some(match walked {
            Some((_, walked)) => format!("{walked}{}", &name[first.len()..]),
            None => name.to_owned(),
        })
    }
}
