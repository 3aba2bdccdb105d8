//! Words of the interface: every one that is asked for is there, and every one that is there is asked for.

use guidewright::internals::locale::Locale;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn texts(folder: &str, end: &str) -> Vec<String> {
    let mut folders = vec![PathBuf::from(folder)];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|known| known == end) {
                texts.push(std::fs::read_to_string(path).expect("a text"));
            }
        }
    }
    texts
}

/// What stands behind each place where `before` stands, up to a letter that no name has.
fn names(text: &str, before: &str) -> BTreeSet<String> {
    let is_part = |letter: &char| letter.is_alphanumeric() || "_.".contains(*letter);
    text.match_indices(before)
        .map(|(at, _)| text[at + before.len()..].chars().take_while(is_part).collect())
        .collect()
}

/// The names of all messages in English.
fn known() -> BTreeSet<String> {
    let text = std::fs::read_to_string("locales/en.toml").expect("it is in the repository");
    let table: toml::Table = toml::from_str(&text).expect("it is TOML");
    fn walk(table: &toml::Table, above: &str, known: &mut BTreeSet<String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => walk(inner, &format!("{above}{key}."), known),
                _ => drop(known.insert(format!("{above}{key}"))),
            }
        }
    }
    let mut known = BTreeSet::new();
    walk(&table, "", &mut known);
    known
}

#[test]
fn every_word_is_asked_for_and_every_word_that_is_asked_for_is_there() {
    let mut asked = BTreeSet::new();
    for text in texts("templates", "html") {
        asked.extend(
            names(&text, "words.").into_iter().map(|name| name.trim_end_matches('.').to_owned()),
        );
    }
    for text in texts("src", "rs") {
        for call in [".word(\"", ".say(\"", "list_page(shell, \""] {
            asked.extend(names(&text, call));
        }
    }
    let known = known();
    let (groups, asked): (BTreeSet<_>, BTreeSet<_>) =
        asked.into_iter().filter(|name| !name.is_empty()).partition(|name| !name.contains('.'));
    let missing: Vec<_> = asked.difference(&known).collect();
    assert!(missing.is_empty(), "no file of words has {missing:?}");

    let scripts: String = texts("static/js", "js").concat();
    for name in names(&scripts, "gw.word('") {
        let there = known.iter().any(|known| {
            known
                .strip_prefix("scripts.")
                .and_then(|rest| rest.split_once('.'))
                .is_some_and(|(_, it)| it == name)
        });
        assert!(there || name.is_empty(), "no file of words has `{name}` for scripts");
    }
    let unused = known.iter().filter(|name| {
        let (group, last) = name.rsplit_once('.').expect("a group and a name");
        let by_script = group.starts_with("scripts.")
            && (scripts.contains(&format!("'{last}'"))
                || scripts.contains("`mark_${state}`") && last.starts_with("mark_"));
        // Groups that are looked up by a value: `words.kinds[kind]`.
        let by_value = groups.contains(group) || ["callouts", "marks", "dates"].contains(&group);
        !asked.contains(*name) && !by_script && !by_value
    });
    let unused: Vec<_> =
        unused.filter(|name| *name != "search.search" && *name != "contents.contents").collect();
    assert!(unused.is_empty(), "nothing says {unused:?}");
}

#[test]
fn a_language_of_ours_is_whole() {
    for entry in std::fs::read_dir("locales").expect("the folder of words") {
        let path = entry.expect("an entry").path();
        let tag = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let (locale, _) = Locale::completed(&tag, None);
        assert!(locale.missing.is_empty(), "{tag} lacks {:?}", locale.missing);
    }
    assert!(Path::new("locales/en.toml").is_file());
}
