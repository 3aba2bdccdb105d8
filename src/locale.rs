//! The words of the interface, one file a language.
//!
//! `locales/en.toml` holds all of them, grouped by the template or the scripts that show them; the file of another
//! language says the same in its own way. A book completes or changes them in a file of its own, `locales/LANGUAGE.toml`.
//!
//! In a message, `{name}` is a value, `{name%}` a share in per cent, and `{name|one: day|other: days}` what the language
//! says for a number, by the categories of Unicode's CLDR (`zero`, `one`, `two`, `few`, `many`, `other`). Rust fills
//! messages here, scripts in `static/js/words.js`, and both read them in the same way. Knows nothing of pages.

mod file;
mod message;
mod names;
mod tag;

pub use names::name;
pub use tag::{direction, direction_of, is_language};

use crate::finding::{Finding, Rule, did_you_mean};
use crate::source::{SourceId, Span};
use file::{Message, read, text_of};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use message::{SlotKind, fault, pieces};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::{Arc, LazyLock};
use tag::identifier;
use toml::value::Date;
use unic_langid::LanguageIdentifier;

pub const BAD_WORDS: Rule = Rule::error(
    "bad-words",
    "a book's own words of the interface have the names and the values of ours",
);
pub const MISSING_WORDS: Rule =
    Rule::note("missing-words", "the interface speaks the language of the book");

/// The language that has all words.
const COMPLETE: &str = "en";

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Locale {
    /// The tag of the language as the book writes it.
    pub tag: String,
    language: LanguageIdentifier,
    /// Messages by name, such as `plan.make_the_plan`.
    words: Arc<BTreeMap<String, String>>,
    /// Names that neither we nor the book have in its language, so that English stands there.
    pub missing: Arc<[String]>,
}

/// The words of the language that has all, read once: every book asks for them, and several parts of the program do.
static ENGLISH: LazyLock<Arc<BTreeMap<String, String>>> = LazyLock::new(|| {
    let messages = text_of(COMPLETE).map(read).unwrap_or_default().messages;
    Arc::new(messages.into_iter().map(|message| (message.name, message.text)).collect())
});

impl Default for Locale {
    fn default() -> Self {
        Self::new(COMPLETE)
    }
}

impl Locale {
    /// Our words in a language; in English where we do not have it.
    pub fn new(tag: &str) -> Self {
        let missing = Arc::default();
        let mut words = Arc::clone(&ENGLISH);
        // What a language lacks is said in English.
        if let Some(text) = text_of(tag).filter(|text| Some(*text) != text_of(COMPLETE)) {
            let messages = read(text).messages.into_iter();
            let messages = messages.map(|message| (message.name, message.text));
            Arc::make_mut(&mut words).extend(messages);
        }
        Self { tag: tag.to_owned(), language: identifier(tag), words, missing }
    }

    /// Our words with what a book's own file says in their place.
    pub fn completed(tag: &str, own: Option<(SourceId, &str)>) -> (Self, Vec<Finding>) {
        let mut locale = Self::new(tag);
        let mut said: BTreeSet<String> = match text_of(tag) {
            Some(_) if Arc::ptr_eq(&locale.words, &ENGLISH) => ENGLISH.keys().cloned().collect(),
            Some(text) => read(text).messages.into_iter().map(|it| it.name).collect(),
            None => BTreeSet::new(),
        };
        let mut findings = Vec::new();
        if let Some((source, text)) = own {
            let at = |range| Span::new(source, range);
            let read = read(text);
            for (range, fault) in read.faults {
                let help = "write texts by name: `minutes = \"{minutes} min\"`";
                findings.push(BAD_WORDS.broken(at(range), fault).help(help.to_owned()));
            }
            let words = Arc::make_mut(&mut locale.words);
            for Message { name, text, range } in read.messages {
                let Some(ours) = words.get(&name) else {
                    let help = did_you_mean(&name, words.keys().map(String::as_str));
                    let message = format!("no word of the interface is called `{name}`");
                    findings.push(BAD_WORDS.broken(at(range), message).help(help));
                    continue;
                };
                if let Some(why) = fault(&text, ours) {
                    let finding = BAD_WORDS.broken(at(range), format!("`{name}` {why}"));
                    findings.push(finding.help(format!("ours says “{ours}”")));
                    continue;
                }
                said.insert(name.clone());
                words.insert(name, text);
            }
        }
        locale.missing =
            locale.words.keys().filter(|name| !said.contains(*name)).cloned().collect();
        (locale, findings)
    }

    /// A message by its name.
    ///
    /// A test holds that every name which the program asks for is there.
    pub fn word(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }

    /// Whether a mark in a source is the one of that name, in English or in the language of the book.
    pub fn is_mark(&self, said: &str, name: &str) -> bool {
        let mark = format!("marks.{name}");
        // Most headings begin with another letter, which costs the least to see.
        let first = |text: &str| text.chars().flat_map(char::to_lowercase).next();
        let is = |word: Option<&String>| {
            word.is_some_and(|word| {
                first(word) == first(said) && word.to_lowercase() == said.to_lowercase()
            })
        };
        is(ENGLISH.get(&mark)) || is(self.words.get(&mark))
    }

    /// A message with values.
    pub fn say(&self, name: &str, values: &[(&str, &dyn Display)]) -> String {
        let known = |wanted: &str| {
            let (_, value) = values.iter().find(|(name, _)| *name == wanted)?;
            Some(value.to_string())
        };
        self.fill(self.word(name), &known)
    }

    /// A text with its values, in the way of the language. What has no value stays as it is.
    pub fn fill(&self, message: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
        let mut out = String::with_capacity(message.len());
        for piece in pieces(message) {
            match &piece.kind {
                // Shares are worked out by scripts alone.
                SlotKind::Text | SlotKind::Share(_) => out.push_str(piece.text),
                SlotKind::Value(name) => out.push_str(value(name).as_deref().unwrap_or(piece.text)),
                SlotKind::Choice(name, forms) => match value(name) {
                    Some(number) => out.push_str(self.choose(&number, forms)),
                    None => out.push_str(piece.text),
                },
            }
        }
        out
    }

    /// A day as people of the language write it: `25 Nov 2026`.
    pub fn day(&self, day: Date) -> String {
        const MONTHS: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let month = MONTHS.get(usize::from(day.month).wrapping_sub(1)).copied().unwrap_or_default();
        let month = self.word(&format!("dates.{month}"));
        self.say("dates.day", &[("day", &day.day), ("month", &month), ("year", &day.year)])
    }

    fn choose<'m>(&self, number: &str, forms: &[(&'m str, &'m str)]) -> &'m str {
        let category = self.category(number);
        let of =
            |wanted: &str| forms.iter().find(|(name, _)| *name == wanted).map(|(_, form)| *form);
        of(category).or_else(|| of("other")).unwrap_or_default()
    }

    fn category(&self, number: &str) -> &'static str {
        let rules = |language: &LanguageIdentifier| {
            PluralRules::create(language.clone(), PluralRuleType::CARDINAL).ok()
        };
        let alone = LanguageIdentifier::from_parts(self.language.language, None, None, &[]);
        let rules = rules(&self.language).or_else(|| rules(&alone));
        match rules.and_then(|rules| rules.select(number).ok()) {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            Some(PluralCategory::OTHER) | None => "other",
        }
    }

    /// All messages for templates: by group, then by name.
    pub fn groups(&self) -> impl Serialize + use<> {
        let mut groups = BTreeMap::<String, BTreeMap<String, String>>::new();
        for (name, message) in self.words.iter() {
            if let Some((group, name)) = name.split_once('.') {
                groups
                    .entry(group.to_owned())
                    .or_default()
                    .insert(name.to_owned(), message.clone());
            }
        }
        groups
    }

    /// The messages of a group by name, such as `scripts.guide`.
    pub fn group(&self, group: &str) -> BTreeMap<&str, &str> {
        let inside = |(name, message)| {
            let name = str::strip_prefix(name, group)?.strip_prefix('.')?;
            Some((name, message))
        };
        self.words
            .iter()
            .map(|(name, message)| (name.as_str(), message.as_str()))
            .filter_map(inside)
            .collect()
    }
}

/// Whether a message belongs to the study page, or to what home and chapters show of it, which only books with questions
/// or cards have.
pub fn is_of_study(name: &str) -> bool {
    const GROUPS: [&str; 12] = [
        "today.",
        "chapter_close.",
        "choice.",
        "study.",
        "practice.",
        "exam.",
        "result.",
        "deck.",
        "progress.",
        "plan.",
        "data.",
        "scripts.study.",
    ];
    GROUPS.iter().any(|group| name.starts_with(group))
}

#[cfg(test)]
mod tests {
    use super::file::SHIPPED;
    use super::message::Piece;
    use super::*;

    #[test]
    fn every_language_has_every_word() {
        let complete: BTreeMap<String, String> = read(text_of(COMPLETE).expect("it is shipped"))
            .messages
            .into_iter()
            .map(|it| (it.name, it.text))
            .collect();
        for (language, text) in SHIPPED {
            let words = read(text.text());
            assert!(words.faults.is_empty(), "{language}: {:?}", words.faults);
            let said: BTreeMap<String, String> =
                words.messages.into_iter().map(|it| (it.name, it.text)).collect();
            let missing: Vec<_> =
                complete.keys().filter(|name| !said.contains_key(*name)).collect();
            assert!(missing.is_empty(), "{language} lacks {missing:?}");
            for (name, message) in &said {
                let ours = complete.get(name).unwrap_or_else(|| panic!("{language}: no `{name}`"));
                assert_eq!(fault(message, ours), None, "{language}: {name}");
                let values = |text| {
                    let shown = |piece: &Piece<'_>| {
                        let name = piece.name()?.to_owned();
                        Some((name, matches!(piece.kind, SlotKind::Share(_))))
                    };
                    pieces(text).iter().filter_map(shown).collect::<BTreeSet<_>>()
                };
                assert_eq!(values(message), values(ours), "{language}: {name}");
            }
        }
    }

    #[test]
    fn a_language_says_the_categories_it_counts_by() {
        for (language, text) in SHIPPED {
            let locale = Locale::new(language);
            let counts: BTreeSet<&str> =
                (0..=1000).map(|number| locale.category(&number.to_string())).collect();
            for message in read(text.text()).messages {
                for piece in pieces(&message.text) {
                    let SlotKind::Choice(_, forms) = piece.kind else { continue };
                    let said: BTreeSet<&str> =
                        forms.iter().map(|(category, _)| *category).collect();
                    assert_eq!(said, counts, "{language}: {}", message.name);
                }
            }
        }
    }

    #[test]
    fn a_language_counts_in_its_own_way() {
        let cards = "{n} {n|zero: no cards|one: card|two: pair|few: cards (few)|many: cards (many)|other: cards}";
        for (language, number, said) in [
            ("en", "1", "1 card"),
            ("en-GB", "0", "0 cards"),
            ("fr", "0", "0 card"),
            ("ja", "1", "1 cards"),
            ("pl", "3", "3 cards (few)"),
            ("ar", "11", "11 cards (many)"),
            ("xx", "1", "1 cards"),
        ] {
            let value = |name: &str| (name == "n").then(|| number.to_owned());
            assert_eq!(Locale::new(language).fill(cards, &value), said, "{language}");
        }
    }

    #[test]
    fn what_has_no_value_stays_for_scripts() {
        let locale = Locale::default();
        let value = |name: &str| (name == "a").then(|| "x".to_owned());
        assert_eq!(
            locale.fill("{a} {b} {c%} {b|one: x|other: y} {", &value),
            "x {b} {c%} {b|one: x|other: y} {"
        );
    }

    #[test]
    fn a_file_is_found_by_language_and_script() {
        for (tag, found) in [
            ("en", true),
            ("en-US", true),
            ("zh-CN", true),
            ("zh-TW", false),
            ("zh", true),
            ("zh-Hans-TW", true),
            ("zh-Hant", false),
            ("pt-BR", true),
            ("tlh", false),
            ("", false),
        ] {
            assert_eq!(text_of(tag).is_some(), found, "{tag}");
        }
        assert_eq!((direction("ar"), direction("he-IL"), direction("de")), ("rtl", "rtl", "ltr"));
        assert_eq!((direction("az-Arab"), direction("ur")), ("rtl", "rtl"));
        let by_region =
            ["az", "az-IR", "pa", "pa-PK", "pa-Guru-PK", "sd", "sd-IN", "ug-CN", "ug-KZ"];
        assert_eq!(
            by_region.map(direction),
            ["ltr", "rtl", "ltr", "rtl", "ltr", "rtl", "ltr", "rtl", "ltr"]
        );
        // Where a language has files by script, the tag alone must tell which.
        for (name, _) in SHIPPED {
            assert!(!name.contains('-') || name.starts_with("zh-"), "{name}");
        }
    }

    #[test]
    fn a_book_completes_our_words() {
        let own = "[chapter]\nread = \"Lu\"\nreed = \"x\"\nminutes = \"{hours} h\"\nobjective = 3\n[contents]\nquestion_count = \"{questions|one: q}\"\n";
        let mut sources = crate::source::Sources::default();
        let source = sources.add("locales/eo.toml", own);
        let (locale, findings) = Locale::completed("eo", Some((source, own)));
        assert_eq!(locale.word("chapter.read"), "Lu");
        let told: Vec<_> = findings.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "`chapter.objective` is no text",
                "`chapter.minutes` asks for `hours`, which is not given to it",
                "no word of the interface is called `chapter.reed`",
                "`contents.question_count` does not say what stands for `other` numbers of `questions`",
            ]
        );
        assert!(!locale.missing.contains(&"chapter.read".to_owned()));
        assert!(locale.missing.contains(&"chapter.objective".to_owned()));
    }
}
