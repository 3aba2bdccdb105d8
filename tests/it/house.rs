//! How the program is laid out: what ARCHITECTURE.md promises of its modules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The modules of `lib.rs` in the order they stand in, with the functions of that file, called `self`, in their place.
fn order() -> Vec<String> {
    let root = std::fs::read_to_string(source().join("lib.rs")).expect("lib.rs is there");
    let mut order = Vec::new();
    for line in root.lines() {
        if line.contains("the functions of this file") {
            order.push("self".to_owned());
        }
        let module = line.trim_start_matches("pub ").strip_prefix("mod ");
        order.extend(module.and_then(|rest| rest.strip_suffix(';')).map(str::to_owned));
    }
    assert!(order.len() > 15 && order.contains(&"self".to_owned()), "{order:?}");
    order
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("a folder of the sources");
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Names behind `crate::` in a file's code, also in `use crate::{a, b}`.
fn named(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""))
        .collect::<Vec<_>>()
        .join("\n");
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => names.push(word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut start = true;
                for (at, letter) in list.char_indices() {
                    match letter {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        _ if start && letter.is_alphabetic() => {
                            names.push(word(&list[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names
}

#[test]
fn imports_point_up_the_list_of_modules() {
    let order = order();
    let rank: BTreeMap<&str, usize> =
        order.iter().enumerate().map(|(rank, name)| (name.as_str(), rank)).collect();
    let mut paths = Vec::new();
    files(&source(), &mut paths);
    let mut faults = Vec::new();
    let mut seen = 0;
    for path in paths {
        let below = path.strip_prefix(source()).expect("below the sources").to_path_buf();
        let first = below.components().next().expect("a name").as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        let Some(here) = rank.get(module.as_str()) else { continue };
        let text = std::fs::read_to_string(&path).expect("sources are text");
        for name in named(&text) {
            seen += 1;
            let there = rank.get(name.as_str()).unwrap_or(&rank["self"]);
            if there > here {
                faults.push(format!("src/{} uses `{name}`", below.display()));
            }
        }
    }
    assert!(seen > 200, "only {seen} imports were read");
    assert!(faults.is_empty(), "what stands below is used:\n{}", faults.join("\n"));
}

#[test]
fn names_of_grouped_imports_are_read() {
    let text = "use crate::{check, report::{self, json}, serve};\nlet x = crate::load::folder(); // crate::cli";
    assert_eq!(named(text), ["check", "report", "serve", "load"]);
}

/// Names of the types that a file shows to the whole program.
fn types(text: &str) -> impl Iterator<Item = &str> {
    const KINDS: [&str; 4] = ["struct ", "enum ", "trait ", "type "];
    text.lines().filter_map(|line| {
        let shown = line.strip_prefix("pub ").or_else(|| line.strip_prefix("pub(crate) "))?;
        let name = KINDS.iter().find_map(|kind| shown.strip_prefix(kind))?;
        name.split(|letter: char| !letter.is_alphanumeric()).next()
    })
}

#[test]
fn a_type_of_the_whole_program_has_its_name_alone() {
    let mut paths = Vec::new();
    files(&source(), &mut paths);
    paths.sort();
    let mut known = BTreeMap::<String, Vec<String>>::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).expect("sources are text");
        for name in types(&text) {
            let below = path.strip_prefix(source()).expect("below the sources");
            known.entry(name.to_owned()).or_default().push(below.display().to_string());
        }
    }
    assert!(known.len() > 150, "only {} types were read", known.len());
    let shared: Vec<_> = known.iter().filter(|(_, places)| places.len() > 1).collect();
    assert!(shared.is_empty(), "names that several types share: {shared:#?}");
}
#[test]
fn the_map_shows_every_module() {
    let map = std::fs::read_to_string(source().join("../ARCHITECTURE.md")).expect("there is a map");
    let (_, map) = map.split_once("## Code map").expect("it has a table");
    let (map, _) = map.split_once("\n## ").expect("more follows");
    let entries = std::fs::read_dir(source()).expect("the folder of the sources");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> =
        names.map(|name| name.into_string().expect("names are letters")).collect();
    names.sort();
    let files = names.iter().filter(|name| name.ends_with(".rs"));
    let missing: Vec<_> = files.filter(|name| !map.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md says nothing of {missing:?}");
}
