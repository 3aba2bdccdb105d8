//! The list of rules, and what the manifest and the author say about them.
//!
//! Every rule has a page in `tests/rules/`. [`all`] looks at the whole guide; [`settle`] gives each finding the
//! severity the manifest asks for, drops what the author allowed with a reason, and sorts by place. Nothing here mends
//! anything, and nothing after this stage is the author's fault.

pub mod book;
pub mod code;
pub mod collisions;
pub mod contents;
pub mod coverage;
pub mod data;
pub mod dates;
mod dialect;
pub mod drawn;
pub mod external;
pub mod foreign;
pub mod html;
pub mod ids;
pub mod languages;
pub mod links;
pub mod look;
pub mod names;
mod near;
mod pictures;
pub mod places;
pub mod programs;
pub mod proof;
pub mod prose;
pub mod question;
pub mod redirects;
pub mod references;
pub mod snippets;
pub mod text;

use crate::finding::{Finding, Rule, Severity};
use crate::fragment::code::Highlighter;
use crate::guide::Guide;
use crate::load::Project;
use crate::manifest::{self, keys, outline};
use crate::parse::{blocks, formula, front};
use crate::source::{SourceId, Span};
use crate::{load, study};
pub use dialect::{refuses, rules_of_taste, severity, stops};
pub use proof::{Proof, Proofreader};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use toml::de::DeTable;

pub const ALLOW_WITHOUT_REASON: Rule =
    Rule::error("allow-without-reason", "an `allow` comment names a rule and says why");

/// Every rule, in the order of the stages.
#[allow(clippy::too_many_lines, reason = "a list, a line for each")]
pub fn rules() -> Vec<&'static Rule> {
    let mut rules = vec![
        &crate::assets::BAD_TEMPLATE,
        &crate::locale::BAD_WORDS,
        &crate::locale::MISSING_WORDS,
        &keys::BAD_TOML,
        &keys::UNKNOWN_KEY,
        &manifest::mdbook::NO_COUNTERPART,
        &programs::PROGRAM_NOT_RUN,
        &load::programs::PROGRAM_FAILED,
        &manifest::BAD_SETTING,
        &outline::BAD_PART,
        &outline::DUPLICATE_CHAPTER,
        &outline::OUTSIDE_CHAPTER,
        &outline::BAD_SUMMARY,
        &load::MISSING_CHAPTER,
        &load::MISSING_FILE,
        &load::INVALID_UTF8,
        &load::EMPTY_BOOK,
        &load::UNUSED_CHAPTER,
        &load::UNREADABLE_FILE,
        &load::UNUSED_OVERRIDE,
        &load::include::INCLUDE_NOT_FOUND,
        &load::include::INCLUDE_CYCLE,
        &load::include::INCLUDE_TOO_LARGE,
        &load::include::UNCLOSED_ANCHOR,
        &load::shortcodes::BAD_SHORTCODE,
        &front::BAD_FRONT_MATTER,
        &blocks::BAD_CODE_OPTION,
        &blocks::NESTED_TOO_DEEP,
        &formula::UNCLEAR_DOLLAR,
        &study::objective::BAD_BLUEPRINT,
        &study::CASE_SHAPE,
        &study::question::QUESTION_FIELD,
        &study::question::QUESTION_SHAPE,
        &study::question::HOTSPOT_AREAS,
        &study::card::CARD_SHAPE,
        &book::BOOK_ID,
        &prose::EMPTY_CHAPTER,
        &prose::MISSING_TITLE,
        &prose::HEADING_JUMP,
        &prose::UNKNOWN_LANGUAGE,
        &prose::HEADING_SAYS_NOTHING,
        &prose::EMPTY_LINK_WORDS,
        &prose::UNUSED_IMAGE,
        &prose::unfinished::FILL_IN,
        &prose::marks::UNKNOWN_CALLOUT,
        &prose::marks::UNKNOWN_KIND,
        &prose::marks::UNREAD_ATTRIBUTE,
        &prose::marks::BROKEN_TABLE,
        &foreign::FOREIGN_MARK,
        &foreign::UNKNOWN_HELPER,
        &foreign::LITERAL_MARK,
        &foreign::SMART_QUOTE,
        &foreign::CONFLICT_MARKER,
        &look::LOW_CONTRAST,
        &html::FILTERED_HTML,
        &html::UNCLOSED_HTML,
        &html::MARKDOWN_IN_HTML,
        &html::icons::ICON_FONT,
        &places::MISPLACED_TEXT,
        &code::UNCLOSED_CODE,
        &code::CODE_NOTE,
        &code::COSTLY_CODE,
        &drawn::WIDE_DRAWING,
        &prose::letters::CONTROL_CHARACTER,
        &prose::words::PRODUCT_NAME,
        &prose::words::REPEATED_WORD,
        &links::BROKEN_LINK,
        &links::BROKEN_ANCHOR,
        &links::UNSAFE_LINK,
        &links::BLOCKED_CONTENT,
        &links::MISSING_IMAGE,
        &links::IMAGE_WITHOUT_TEXT,
        &pictures::UNREADABLE_IMAGE,
        &load::pictures::PICTURE_COPIES,
        &load::history::LAST_CHANGE,
        &references::UNDEFINED_REFERENCE,
        &references::UNUSED_REFERENCE,
        &references::UNDEFINED_FOOTNOTE,
        &references::UNUSED_FOOTNOTE,
        &ids::DUPLICATE_ID,
        &dates::DATE_AHEAD,
        &external::DEAD_LINK,
        &external::MOVED_LINK,
        &external::UNREACHABLE_LINK,
        &data::UNUSED_DATA,
        &data::UNKNOWN_DOMAIN,
        &data::UNKNOWN_OBJECTIVE,
        &data::UNKNOWN_SERVICE,
        &data::BROKEN_DATA_LINK,
        &snippets::BAD_SNIPPET,
        &snippets::BAD_FORMULA,
        &snippets::BAD_DIAGRAM,
        &snippets::DIAGRAM_WITHOUT_TEXT,
        &ALLOW_WITHOUT_REASON,
        &redirects::BAD_REDIRECT,
        &collisions::COLLIDING_PAGES,
        &names::UNPORTABLE_NAME,
    ];
    rules.extend(languages::RULES);
    rules.extend(question::RULES);
    rules.extend(coverage::RULES);
    rules
}

/// The rules that find something in one text and must know of others to find it.
const BETWEEN_TEXTS: &[fn(&Guide<'_>) -> Vec<Finding>] = &[
    prose::untitled,
    links::broken,
    ids::duplicates,
    data::of_chapters,
    redirects::all,
    question::questions,
    question::cards,
    coverage::of_chapters,
];

/// The rules about the book as a whole: its settings, its files, its contents.
const AROUND_TEXTS: &[fn(&Guide<'_>) -> Vec<Finding>] = &[
    book::id,
    book::words,
    book::searched,
    book::hidden_lines,
    book::last_change,
    prose::images,
    prose::other_endings,
    prose::letters::in_sources,
    contents::places,
    data::of_book,
    coverage::of_book,
    look::contrast,
    look::templates,
    collisions::all,
    names::unportable,
    programs::not_run,
    pictures::unreadable,
    rule_names,
];

/// Looks at a guide, at each text by itself and at all of them together. Code is coloured on the way, and remembered by
/// who will want it again.
pub fn all(guide: &Guide<'_>, highlighter: &Highlighter) -> Vec<Finding> {
    let reader = Proofreader::new(guide, highlighter);
    let read = || {
        let chapters = 0..guide.chapters.len();
        let mut proofs: Vec<Proof> =
            chapters.into_par_iter().map(|index| reader.chapter(index)).collect();
        proofs.extend(reader.beside());
        proofs
    };
    let (proofs, mut findings) = rayon::join(read, || as_a_whole(guide));
    findings.extend(of_proofs(guide, proofs.iter()));
    findings
}

/// What is found in the guide as a whole, whose texts are looked at by a [`Proofreader`].
pub fn as_a_whole(guide: &Guide<'_>) -> Vec<Finding> {
    let rules = BETWEEN_TEXTS.par_iter().chain(AROUND_TEXTS);
    rules.flat_map_iter(|rule| rule(guide)).collect()
}

/// Of that, what is found in texts.
pub fn between_texts(guide: &Guide<'_>) -> Vec<Finding> {
    BETWEEN_TEXTS.par_iter().flat_map_iter(|rule| rule(guide)).collect()
}

/// What is told of the proofs of all texts of a guide, in their order.
pub fn of_proofs<'p>(
    guide: &Guide<'_>,
    proofs: impl Iterator<Item = &'p Proof> + Clone,
) -> Vec<Finding> {
    let icons = proofs.clone().flat_map(|proof| &proof.icons);
    let mut findings = html::icons::without_font(guide, icons);
    findings.extend(proofs.flat_map(|proof| proof.findings.iter().cloned()));
    findings
}

/// Names in `[check.rules]` that are no rule's.
fn rule_names(guide: &Guide<'_>) -> Vec<Finding> {
    let project = guide.project;
    let known: Vec<&str> = rules().iter().map(|rule| rule.name).collect();
    let unknown = project.manifest.rules.keys().filter(|name| !known.contains(&name.as_str()));
    unknown
        .map(|name| {
            let text = &project.sources.get(project.manifest_source).text;
            manifest::BAD_SETTING
                .broken(
                    manifest::place(project.manifest_source, text, name),
                    format!("there is no rule `{name}`"),
                )
                .misspelt(name, known.iter().copied(), || {
                    "`guidewright rules` lists them all".to_owned()
                })
        })
        .collect()
}

/// Gives findings their severity and their edits an exact place, drops allowed ones, sorts the rest by place.
pub fn settle(project: &Project, mut findings: Vec<Finding>) -> Vec<Finding> {
    let source = project.manifest_source;
    if DeTable::parse(&project.sources.get(source).text).is_err() {
        // Nothing is known of the book then: whatever else was found would be found of another one.
        findings.retain(|finding| {
            finding.rule == &keys::BAD_TOML
                && finding.span.is_some_and(|span| span.source == source)
        });
    }
    let mut allows = Allows::new(project);
    let mut settled: Vec<Finding> = findings
        .into_iter()
        .map(|finding| Finding {
            severity: severity(project, &finding),
            edit: finding.edit.clone().and_then(|edit| edit.placed(&project.sources)).map(Box::new),
            ..finding
        })
        .filter(|finding| finding.severity != Severity::Off && !allows.covers(finding))
        .collect();
    settled.extend(allows.faults);
    let key = |finding: &Finding| {
        let span = finding.span;
        let name = span.map(|span| project.sources.get(span.source).name.clone());
        (
            span.is_none(),
            name,
            span.map(|span| (span.start, span.end)),
            finding.rule.name,
            finding.message.clone(),
        )
    };
    settled.sort_by_cached_key(key);
    // One of a text that several chapters include is told of the first of them.
    settled.dedup_by(|later, first| later.says_the_same(first));
    programs::once_each(project, settled)
}

/// `allow(rule): reason` in a comment, on the line of a finding or on the comment lines right above it.
struct Allows<'p> {
    project: &'p Project,
    /// Per source: for each line from zero the rules allowed there.
    known: BTreeMap<SourceId, BTreeMap<usize, Vec<String>>>,
    faults: Vec<Finding>,
}

const ALLOW: &str = "allow(";

impl<'p> Allows<'p> {
    fn new(project: &'p Project) -> Self {
        let mut allows = Self { project, known: BTreeMap::new(), faults: Vec::new() };
        let chapters: BTreeSet<String> = project
            .in_all_languages()
            .flat_map(|project| {
                let paths = project.outline.chapters().map(|entry| &entry.path);
                paths.chain(&project.manifest.home).map(|path| project.overlay.file(path))
            })
            .collect();
        for name in chapters {
            if let Some(source) = project.sources.find(&name) {
                allows.read(source);
            }
        }
        allows
    }

    fn read(&mut self, source: SourceId) {
        let text = &*self.project.sources.get(source).text;
        // Few texts hold one, and a word is found many times quicker than lines are.
        if !text.contains(ALLOW) {
            return;
        }
        let mut lines = BTreeMap::<usize, Vec<String>>::new();
        let mut at = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let comment =
                line.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
            if let Some(inner) = comment.map(str::trim).and_then(|inner| inner.strip_prefix(ALLOW))
            {
                let start = at + line.find(ALLOW).unwrap_or(0);
                let span = Span::new(source, start..start + ALLOW.len() + inner.len());
                let (names, reason) =
                    inner.split_once("):").unwrap_or((inner.trim_end_matches(')'), ""));
                let names: Vec<String> =
                    names.split(',').map(|name| name.trim().to_owned()).collect();
                let known: Vec<&str> = rules().iter().map(|rule| rule.name).collect();
                let unknown = names.iter().find(|name| !known.contains(&name.as_str()));
                if let Some(name) = unknown {
                    let finding =
                        ALLOW_WITHOUT_REASON.broken(span, format!("there is no rule `{name}`"));
                    self.faults.push(finding.misspelt(name, known.iter().copied(), || {
                        "`guidewright rules` lists them all".to_owned()
                    }));
                } else if reason.trim().is_empty() {
                    let help =
                        "write `<!-- allow(rule): why this place may break it -->`".to_owned();
                    self.faults
                        .push(ALLOW_WITHOUT_REASON.broken(span, "this says no reason").help(help));
                } else {
                    lines.insert(number, names);
                }
            }
            at += line.len();
        }
        self.known.insert(source, lines);
    }

    fn covers(&mut self, finding: &Finding) -> bool {
        let Some(span) = finding.span else { return false };
        let Some(lines) = self.known.get(&span.source).filter(|lines| !lines.is_empty()) else {
            return false;
        };
        let line = self.project.sources.place(span).line - 1;
        let source = self.project.sources.get(span.source);
        let names = |line: usize| {
            lines.get(&line).is_some_and(|names| names.iter().any(|name| name == finding.rule.name))
        };
        let mut above = line;
        loop {
            if names(above) {
                return true;
            }
            let Some(next) = above.checked_sub(1) else { return false };
            let skipped = source
                .line(next)
                .is_some_and(|text| text.trim().is_empty() || lines.contains_key(&next));
            if !skipped {
                return false;
            }
            above = next;
        }
    }
}
