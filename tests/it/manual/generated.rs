//! The manual's parts that come from the code: keys of files from their schemas, rules, commands.

use super::templates;
use crate::support::{Folder, run, words};
use guidewright::Severity;
use guidewright::internals::check;
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::path::Path;

/// Every part, as its name below `manual/src/generated` and its text.
pub(super) fn all() -> Vec<(String, String)> {
    let folder = Folder::new("manual-generated");
    let program = |arguments: &[&str]| {
        let output = run(folder.path(), arguments);
        assert!(output.status.success(), "guidewright {arguments:?}: {}", words(&output));
        String::from_utf8(output.stdout).expect("the program prints text")
    };
    let mut parts = vec![
        ("rules.md".to_owned(), rules()),
        ("commands.md".to_owned(), commands(&program)),
        ("templates.md".to_owned(), templates::all()),
        ("colours.md".to_owned(), colours()),
        ("marks.md".to_owned(), marks()),
    ];
    program(&["new", "book", "--with", "github-pages"]);
    let workflow = folder.read("book/.github/workflows/book.yml");
    parts.push(("github-pages.yml".to_owned(), workflow));
    for file in ["book", "front-matter", "blueprint", "glossary", "services"] {
        let schema = serde_json::from_str(&program(&["schema", file])).expect("a schema is JSON");
        parts.push((format!("{file}.md"), Keys::of(&schema)));
    }
    parts
}

/// The marks of questions and cards, language by language.
fn marks() -> String {
    const MARKS: [&str; 6] = [
        "deciding_phrase",
        "references",
        "why_this_order",
        "situation",
        "solution",
        "tempting_alternative",
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let row = |tag: &str| {
        let text =
            std::fs::read_to_string(folder.join(format!("{tag}.toml"))).expect("it is there");
        let words: toml::Table = text.parse().expect("it is TOML");
        MARKS.iter().fold(format!("| `{tag}` |"), |mut row, mark| {
            let _ = write!(row, " {} |", words["marks"][*mark].as_str().expect("a word"));
            row
        })
    };
    let mut tags: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder can be read")
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .filter(|tag| tag != "en")
        .collect();
    tags.sort();
    let rows: Vec<String> = tags.iter().map(|tag| row(tag)).collect();
    let head = "| | deciding phrase | references | why this order | situation | solution | tempting alternative |";
    format!("{head}\n| --- | --- | --- | --- | --- | --- | --- |\n{}\n", rows.join("\n"))
}

/// A table of all rules by name.
fn rules() -> String {
    let mut rules = check::rules();
    rules.sort_by_key(|rule| rule.name);
    let mut text = "| Rule | Kind | What it promises |\n| --- | --- | --- |\n".to_owned();
    for rule in rules {
        let kind = match rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
            Severity::Off => "off",
        };
        let _ = writeln!(text, "| `{}` | {kind} | {} |", rule.name, cell(rule.promise));
    }
    text
}

/// The help of every command, sub-commands behind their command.
fn commands(program: &dyn Fn(&[&str]) -> String) -> String {
    let mut text = String::new();
    let mut waiting = vec![Vec::<String>::new()];
    while let Some(path) = waiting.pop() {
        let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = program(&arguments);
        let name = ["guidewright"].into_iter().chain(path.iter().map(String::as_str));
        let name = name.collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "## `{name}` {{#{}}}\n", name.replace(' ', "-"));
        let help = help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        let _ = writeln!(text, "```text\n{}\n```\n", help.trim());
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        let names = listed
            .take_while(|line| !line.is_empty())
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next())
            .filter(|name| *name != "help");
        let deeper = names.map(|name| [path.clone(), vec![name.to_owned()]].concat());
        waiting.extend(deeper.collect::<Vec<_>>().into_iter().rev());
    }
    text.trim_end().to_owned() + "\n"
}

/// A table of the colours and fonts that the style sheet names.
fn colours() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/css/tokens.css");
    let sheet = std::fs::read_to_string(path).expect("the style sheet is there");
    let named = sheet.lines().filter_map(|line| line.trim().strip_suffix(';')?.split_once(": "));
    let mut text = "| Name | Light | Dark |\n| --- | --- | --- |\n".to_owned();
    for (name, value) in named.filter(|(name, _)| name.starts_with("--gw-")) {
        let pair = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')'));
        // Those that are worked out from a domain's hue are no colours to choose.
        let Some((light, dark)) = pair.and_then(|pair| pair.split_once(", ")) else { continue };
        if !light.contains("oklch") {
            let _ = writeln!(text, "| `{name}` | `{light}` | `{dark}` |");
        }
    }
    text
}

/// How many tables a property holds.
#[derive(Clone, Copy)]
enum Several {
    No,
    Named,
    Listed,
}

/// Tables of the keys that a schema describes: one for the file itself, one for each kind of table in it.
struct Keys<'s> {
    schema: &'s Value,
    text: String,
    /// Tables that are yet to come: path, TOML's heading, schema.
    waiting: Vec<(String, String, &'s Value)>,
}

impl<'s> Keys<'s> {
    fn of(schema: &'s Value) -> String {
        let mut keys = Self { schema, text: String::new(), waiting: Vec::new() };
        keys.table("", "", schema);
        while !keys.waiting.is_empty() {
            let (name, heading, table) = keys.waiting.remove(0);
            keys.table(&name, &heading, table);
        }
        keys.text.trim_start().to_owned()
    }

    /// One table of keys. Keys that hold tables themselves are put off.
    fn table(&mut self, name: &str, heading: &str, table: &'s Value) {
        let none = Map::new();
        let properties = table["properties"].as_object().unwrap_or(&none).clone();
        let required: Vec<&str> =
            table["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut rows = String::new();
        for key in properties.keys() {
            let property = &table["properties"][key];
            let path = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            if let Some((inner, how)) = self.inner(property) {
                let heading = match how {
                    Several::No => format!("[{path}]"),
                    Several::Named => format!("[{path}.NAME]"),
                    Several::Listed => format!("[[{path}]]"),
                };
                self.waiting.push((path, heading.clone(), inner));
                if name.is_empty() {
                    continue;
                }
                let says = description(property, inner);
                let kind = if matches!(how, Several::No) { "table" } else { "tables" };
                let _ = writeln!(rows, "| `{key}` | {says}<br>{kind}, see `{heading}` |");
                continue;
            }
            let default = match &property["default"] {
                _ if required.contains(&key.as_str()) => "required".to_owned(),
                Value::Null => "none by default".to_owned(),
                value => format!("by default {}", code(&toml(value))),
            };
            let says = description(property, self.target(property));
            assert!(!says.is_empty(), "no comment in the code says what `{path}` is for");
            let _ = writeln!(rows, "| `{key}` | {says}<br>{}; {default} |", self.kind(property));
        }
        if rows.is_empty() {
            return;
        }
        if !name.is_empty() {
            let _ = write!(self.text, "\n## `{heading}` {{#{}}}\n", name.replace('.', "-"));
            if let Some(says) = table["description"].as_str() {
                let _ = write!(self.text, "\n{}\n", says.replace('\n', " "));
            }
        }
        let _ = write!(self.text, "\n| Key | What it is for |\n| --- | --- |\n{rows}");
    }

    /// What a property refers to, or itself.
    fn target(&self, property: &'s Value) -> &'s Value {
        let name = property["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/"));
        name.map_or(property, |name| &self.schema["$defs"][name])
    }

    /// The table with keys of its own that a property holds, and whether it holds several. One with a key for each of
    /// our rules needs no table here.
    fn inner(&self, property: &'s Value) -> Option<(&'s Value, Several)> {
        // A table that may be absent is one of two: itself, or nothing.
        let mut either = property["anyOf"].as_array().into_iter().flatten();
        let either = either.find(|one| one["type"] != "null").unwrap_or(&Value::Null);
        let places = [
            (property, Several::No),
            (either, Several::No),
            (&property["items"], Several::Listed),
            (&property["additionalProperties"], Several::Named),
        ];
        let has_keys = |value: &Value| {
            value["properties"].as_object().is_some_and(|keys| keys.len() < check::rules().len())
        };
        let targets = places.map(|(place, how)| (self.target(place), how));
        targets.into_iter().find(|(target, _)| has_keys(target))
    }

    /// The kind of a value in words.
    fn kind(&self, property: &'s Value) -> String {
        let target = self.target(property);
        let choices = choices(target);
        if !choices.is_empty() {
            return choices.iter().map(|choice| code(choice)).collect::<Vec<_>>().join(", ");
        }
        if let Some(kinds) = target["anyOf"].as_array() {
            let words: Vec<String> = kinds
                .iter()
                .filter(|kind| kind["type"] != "null")
                .map(|kind| self.kind(kind))
                .collect();
            return words.join(" or ");
        }
        kind_of(target)
    }
}

/// What a property is for, by its own comment or by that of what it refers to.
fn description(property: &Value, target: &Value) -> String {
    let says = property["description"].as_str().or(target["description"].as_str());
    cell(says.unwrap_or_default())
}

fn kind_of(target: &Value) -> String {
    let kind = match &target["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        kind => kind.as_str(),
    };
    match kind {
        Some("string") => "text".to_owned(),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("integer") => "whole number".to_owned(),
        Some("number") => "number".to_owned(),
        Some("array") => match target["items"]["type"].as_str() {
            Some("string") => "list of texts".to_owned(),
            Some("integer" | "number") => match target["maxItems"].as_u64() {
                Some(count) => format!("list of {count} numbers"),
                None => "list of numbers".to_owned(),
            },
            _ => "list".to_owned(),
        },
        Some("object") => match target["additionalProperties"]["type"].as_str() {
            Some("string") => "table of texts".to_owned(),
            Some("integer") => "table of numbers".to_owned(),
            _ => "table".to_owned(),
        },
        _ => "see there".to_owned(),
    }
}

/// The values of an enumeration.
fn choices(target: &Value) -> Vec<String> {
    let plain = |value: &Value| value["enum"].as_array().cloned().unwrap_or_default();
    let mut values = plain(target);
    for one in target["oneOf"].as_array().into_iter().flatten() {
        values.extend(plain(one));
        values.extend(one.get("const").cloned());
    }
    values.iter().map(toml).collect()
}

/// A value as TOML writes it.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(values) => {
            format!("[{}]", values.iter().map(toml).collect::<Vec<_>>().join(", "))
        }
        Value::Object(table) if table.is_empty() => "{}".to_owned(),
        Value::Object(table) => {
            let pairs = table.iter().map(|(key, value)| format!("{key} = {}", toml(value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        value => value.to_string(),
    }
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// Text for a cell of a table. What would begin a formula, an include or an escape is shown as code.
fn cell(text: &str) -> String {
    let mut inside = false;
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| {
            let marks = word.matches('`').count();
            let plain = !inside && marks == 0;
            inside ^= marks % 2 == 1;
            if plain && word.contains(['\\', '$', '{']) {
                let bare = word.trim_end_matches([',', '.', ';', ':']);
                format!("`{bare}`{}", &word[bare.len()..])
            } else {
                word.to_owned()
            }
        })
        .collect();
    words.join(" ").replace('|', "\\|")
}
