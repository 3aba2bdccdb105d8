//! A book in several languages: what is found in one of them that belongs to it, and what they must have in common.
//!
//! Readers' progress is one for all languages, and so are the forms of the exam. So questions and cards have the same ids
//! in each, and the same right answers; what a translation may change is words. Which of them are missing is only said.

mod items;

use crate::finding::{Finding, Rule};
use crate::guide::{Guide, key_at};
use crate::load::Project;
use crate::load::languages::NO_ORIGINAL;
use crate::manifest::outline::EntryKind;
use crate::source::Span;
use crate::study::exams::Exam;
use items::Item;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub const UNTRANSLATED: Rule =
    Rule::note("untranslated", "a language has what the book's own language has");
pub const TRANSLATION_DIFFERS: Rule = Rule::error(
    "translation-differs",
    "a translation changes words, and no ids, right answers and numbers of the exam",
);

pub const RULES: [&Rule; 3] = [&NO_ORIGINAL, &UNTRANSLATED, &TRANSLATION_DIFFERS];

/// Findings of the book in one of its languages. What is said of files that all of them share is said of the book's own;
/// that something is not used may be so in one language alone.
pub fn of_one(project: &Project, findings: Vec<Finding>) -> Vec<Finding> {
    let belongs = |finding: &Finding| {
        let own = finding.span.is_some_and(|span| {
            let name = &project.sources.get(span.source).name;
            project.overlay.stands_for(name) != name.as_str()
        });
        project.original.is_none() || own || !finding.rule.name.starts_with("unused-")
    };
    findings.into_iter().filter(belongs).collect()
}

/// Compares the book in another language with the original.
pub fn across(original: &Guide<'_>, other: &Guide<'_>) -> Vec<Finding> {
    let mut findings = lacking(original, other);
    findings.extend(studied(original, other));
    findings.extend(front_matter(original, other));
    let exams = original.exams.iter().zip(other.exams.iter());
    findings.extend(exams.filter_map(|(ours, theirs)| exam(ours, theirs)));
    findings
}

/// Chapters and titles that have no words in the language.
fn lacking(original: &Guide<'_>, other: &Guide<'_>) -> Vec<Finding> {
    let (manifest, overlay) = (&original.project.manifest, &other.project.overlay);
    let spoken = manifest.languages.iter().find(|language| language.tag == overlay.tag());
    let Some(language) = spoken else { return Vec::new() };
    let mut findings = Vec::new();
    let texts = original.chapters.iter().map(|chapter| &chapter.entry.path).chain(&manifest.home);
    let texts: Vec<&String> = texts.collect();
    let missing: Vec<&str> =
        texts.iter().filter(|path| !overlay.has(path)).map(|path| path.as_str()).collect();
    if let Some(first) = missing.first() {
        let are = if missing.len() == 1 { "is" } else { "are" };
        let of_all = format!("{} of {} texts {are}", missing.len(), texts.len());
        let message = format!("{of_all} not translated: {}", few(&missing));
        let source = &original.project.overlay;
        let help = format!(
            "readers see them in the original; the translation of `{}` goes to `{}`",
            source.file(first),
            overlay.own_file(first)
        );
        findings.push(UNTRANSLATED.broken(language.at, message).help(help));
    }
    let outline = &original.project.outline;
    let named = |kind| {
        matches!(kind, EntryKind::Group | EntryKind::Draft | EntryKind::Link | EntryKind::Place)
    };
    let entries = outline.entries.iter().filter(|entry| named(entry.kind));
    let titles: BTreeSet<&str> = outline
        .parts
        .iter()
        .map(|part| part.title.as_str())
        .chain(entries.map(|entry| entry.title.as_str()))
        .filter(|title| !title.is_empty() && !language.contents.contains_key(*title))
        .collect();
    let titles: Vec<&str> = titles.into_iter().collect();
    if let Some(first) = titles.first() {
        let message = format!("titles of the contents are not translated: {}", few(&titles));
        let (tag, first) = (&language.tag, toml::Value::String((*first).to_owned()));
        let help = format!("add them to `[languages.{tag}.contents]`: `{first} = \"…\"`");
        findings.push(UNTRANSLATED.broken(language.at, message).help(help));
    }
    findings
}

/// The first few of some names.
fn few(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    shown.join(", ") + more
}

/// Questions, cases and cards.
fn studied(original: &Guide<'_>, other: &Guide<'_>) -> Vec<Finding> {
    let (ours, theirs) = (items::of(original), items::of(other));
    let known: BTreeMap<(&str, &str), &Item<'_>> =
        ours.iter().map(|item| ((item.what, item.id), item)).collect();
    let there: BTreeSet<(&str, &str)> = theirs.iter().map(|item| (item.what, item.id)).collect();
    let overlay = &other.project.overlay;
    let translated = |item: &&Item<'_>| overlay.has(item.path);
    let mut findings = Vec::new();
    // By chapter, in the order of the text: what the translation has besides, and what it lacks.
    let mut besides = BTreeMap::<(&str, &str), Vec<&Item<'_>>>::new();
    let mut lacks = besides.clone();
    for item in theirs.iter().filter(translated) {
        match known.get(&(item.what, item.id)) {
            Some(original) => findings.extend(item.differs(original)),
            None => besides.entry((item.path, item.what)).or_default().push(item),
        }
    }
    for item in ours.iter().filter(translated).filter(|item| !there.contains(&(item.what, item.id)))
    {
        lacks.entry((item.path, item.what)).or_default().push(item);
    }
    for (place, items) in besides {
        let missing = lacks.remove(&place).unwrap_or_default();
        // There are as many without an id as are missing: most likely they are the same ones, in the same order.
        let meant = (missing.len() == items.len()).then_some(&missing);
        for (index, item) in items.iter().enumerate() {
            findings.push(item.unknown(meant.map(|missing| missing[index])));
        }
        if meant.is_none() {
            lacks.insert(place, missing);
        }
    }
    for ((path, what), items) in lacks {
        let Some(index) = other.by_path(path) else { continue };
        let start = other.chapters[index].span(&(0..0));
        findings.extend(items.iter().map(|item| {
            UNTRANSLATED
                .broken(start, format!("the {what} `{}` is not in the translation", item.id))
                .help("readers of this language are never asked it".to_owned())
                .also(item.span, "the original")
        }));
    }
    findings
}

/// What the front matter of a chapter says of the exam.
fn front_matter(original: &Guide<'_>, other: &Guide<'_>) -> Vec<Finding> {
    let translated = other.chapters.iter().filter(|it| other.project.overlay.has(&it.entry.path));
    let differing = translated.filter_map(|chapter| {
        let ours = &original.chapters[original.by_path(&chapter.entry.path)?];
        let [here, there] = [chapter, ours].map(|it| it.front.objectives.join(", "));
        if here == there {
            return None;
        }
        let or_none =
            |list: &str| if list.is_empty() { "none".to_owned() } else { format!("`{list}`") };
        let message = format!(
            "the chapter has other objectives than the original: {} instead of {}",
            or_none(&here),
            or_none(&there)
        );
        let finding = TRANSLATION_DIFFERS.broken(key_at(chapter, "objectives"), message);
        let help = "say the same in the front matter of both".to_owned();
        Some(finding.help(help).also(key_at(ours, "objectives"), "the original"))
    });
    differing.collect()
}

/// Numbers and ids of a blueprint. Its words may be any.
fn exam(ours: &Exam, theirs: &Exam) -> Option<Finding> {
    let plain = |exam: &Exam| {
        serde_json::to_value(exam.blueprint.without_words()).expect("a blueprint is plain data")
    };
    let (place, here, there) = difference(String::new(), &plain(theirs), &plain(ours))?;
    let message =
        format!("`{place}` is another one than in the original: {here} instead of {there}");
    let finding = TRANSLATION_DIFFERS.broken(Span::new(theirs.source, 0..0), message);
    Some(finding.help("translate titles and texts alone".to_owned()))
}

/// The first place where two values differ, with what stands there.
fn difference(place: String, here: &Value, there: &Value) -> Option<(String, String, String)> {
    let null = Value::Null;
    match (here, there) {
        _ if here == there => None,
        (Value::Object(ours), Value::Object(theirs)) => {
            let dot = if place.is_empty() { "" } else { "." };
            let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            names.into_iter().find_map(|name| {
                let [ours, theirs] = [ours, theirs].map(|it| it.get(name).unwrap_or(&null));
                difference(format!("{place}{dot}{name}"), ours, theirs)
            })
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let mut pairs = ours.iter().zip(theirs).zip(1..);
            pairs.find_map(|((ours, theirs), number)| {
                difference(format!("{place}[{number}]"), ours, theirs)
            })
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            Some((place, format!("{} of them", ours.len()), format!("{}", theirs.len())))
        }
        _ => Some((place, here.to_string(), there.to_string())),
    }
}
