//! The words of a file of data: glossary, services, blueprint. What a reader sees of them are the values of a few keys.

use super::{Text, TextKind};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Keys whose values are words, in any of the files.
const WORDS: [&str; 9] =
    ["also", "category", "differs", "meaning", "name", "short", "text", "title", "what"];
/// When a service is asked for, which is no word of the other files.
const WHEN: &str = "when";
/// A table of words by keys of its own, as labels have.
const VALUES: &str = "values";

/// The texts of a file of data in their order; none of one that does not parse.
pub fn of_data(file: &str) -> Vec<Text> {
    let Ok(table) = DeTable::parse(file) else { return Vec::new() };
    let mut texts = BTreeMap::new();
    each(table.get_ref(), false, &mut |at: Range<usize>, words: &str| {
        if words.chars().any(char::is_alphabetic) {
            let (kind, prefix, id) = (TextKind::Value, String::new(), None);
            let text = Text { at: at.clone(), words: words.to_owned(), kind, prefix, id };
            texts.insert(at.start, text);
        }
    });
    texts.into_values().collect()
}

fn each(table: &DeTable<'_>, all: bool, take: &mut impl FnMut(Range<usize>, &str)) {
    for (key, value) in table {
        let key = key.get_ref().as_ref();
        let is_words = all || key == WHEN || WORDS.contains(&key);
        value_of(value, is_words, key == VALUES, take);
    }
}

fn value_of(
    value: &Spanned<DeValue<'_>>,
    is_words: bool,
    all: bool,
    take: &mut impl FnMut(Range<usize>, &str),
) {
    match value.get_ref() {
        DeValue::String(words) if is_words => take(value.span(), words),
        DeValue::Array(values) => {
            values.iter().for_each(|value| value_of(value, is_words, all, take));
        }
        DeValue::Table(table) => each(table, all, take),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_see_is_a_text_and_ids_and_numbers_are_none() {
        let file = "code = \"HP-1\"\ntitle = \"Pilot\"\nitems = 20\n\n[labels.who.values]\nstaff = 'The \"crew\"'\n\n\
                    [[domain]]\nid = \"1\"\n[[domain.task]]\nid = \"1.1\"\nobjective = [{ id = \"1.1.K1\", text = \"\"\"\nhow it\nrises\"\"\" }]\n\
                    [[term]]\nname = \"tide\"\nalso = [\"ebb\", \"flood\"]\nchapter = \"tides.md\"\n";
        let texts = of_data(file);
        let words: Vec<&str> = texts.iter().map(|text| text.words.as_str()).collect();
        assert_eq!(words, ["Pilot", "The \"crew\"", "how it\nrises", "tide", "ebb", "flood"]);
        let said = |words: &str| match words {
            "The \"crew\"" => Some("Die „Crew“"),
            "how it\nrises" => Some("wie sie\nsteigt"),
            "flood" => Some("\"Flut\""),
            _ => None,
        };
        let expected = file
            .replace("'The \"crew\"'", "\"Die „Crew“\"")
            .replace("\"\"\"\nhow it\nrises\"\"\"", "\"wie sie\\nsteigt\"")
            .replace("\"flood\"", "\"\\\"Flut\\\"\"");
        assert_eq!(super::super::with(file, &texts, said), expected);
    }
}
