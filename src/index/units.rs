//! The guide as what search finds: sections, questions, cards, terms and services.
//!
//! A unit is a section of a chapter rather than a page, so that a hit leads to the paragraph and not to the top. Answers
//! and reasons are left out, and so are questions kept for exams: search must not give them away. Also here: which words
//! mean the same, from the glossary and the services.

use super::diagram;
use crate::guide::formulas::Formulas;
use crate::guide::{Guide, own};
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, Inline, InlineKind, each_block, each_inline, plain};
use crate::parse::markup::{Html, PieceKind};
use crate::study::exams::Exam;
use crate::study::question::{Pool, Question};
use crate::study::{Holds, Study};
use rayon::prelude::*;
use std::mem::take;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    Text,
    Question,
    Card,
    Service,
    Term,
    /// A section that mostly sends the reader elsewhere, such as a list of sources.
    Links,
    /// A section whose tables name with every row the page that explains it, such as a list of commands.
    Directory,
}

/// One thing to find.
#[derive(Debug, Clone)]
pub struct Unit {
    pub kind: UnitKind,
    /// Path of the page from the site's root: `data/formats.html`.
    pub page: String,
    /// Id on the page; empty for its top.
    pub anchor: String,
    /// Title of the chapter.
    pub chapter: String,
    /// The unit's own heading.
    pub section: String,
    /// Headings above it, outermost first, without the chapter's.
    pub crumbs: Vec<String>,
    pub text: String,
    pub code: String,
    /// Domain of the exam that the unit belongs to.
    pub domain: Option<String>,
    /// In a book on several exams those that ask for the unit, a bit for the place of each; none where all readers want it.
    pub exams: u32,
}

impl Unit {
    /// Words of the ids of a section and its page. Where a heading is a figure of speech, they say what it is about.
    pub(super) fn named(&self) -> (Vec<&str>, Vec<&str>) {
        if !matches!(self.kind, UnitKind::Text | UnitKind::Links | UnitKind::Directory) {
            return (Vec::new(), Vec::new());
        }
        let file = self.page.rsplit('/').next().unwrap_or_default();
        (self.anchor.split('-').collect(), file.trim_end_matches(".html").split('-').collect())
    }
}

/// Everything that can be found, in reading order.
pub fn units(guide: &Guide<'_>) -> Vec<Unit> {
    let chapters = guide.chapters.par_iter().enumerate();
    let chapters = chapters.map(|(index, chapter)| {
        let mut units = Vec::new();
        if !guide.project.manifest.finds(&chapter.entry.path) {
            return units;
        }
        let study = guide.study(index);
        chapter_units(guide, chapter, study, guide.domain_of(index), &mut units);
        units
    });
    let mut units: Vec<Unit> = chapters.collect::<Vec<_>>().into_iter().flatten().collect();
    for term in guide.terms.iter() {
        let short = term.short.as_deref().map(|short| format!(" ({short})")).unwrap_or_default();
        units.push(Unit {
            kind: UnitKind::Term,
            page: "glossary.html".to_owned(),
            anchor: term.id.clone(),
            chapter: guide.locale().word("glossary.glossary").to_owned(),
            section: format!("{}{short}", term.name.get_ref()),
            crumbs: Vec::new(),
            text: format!("{} {}", term.meaning, term.also.join(", ")),
            code: String::new(),
            domain: None,
            exams: 0,
        });
    }
    for service in guide.services.iter() {
        let differs: Vec<&str> = service.alike.iter().map(|alike| alike.differs.as_str()).collect();
        units.push(Unit {
            kind: UnitKind::Service,
            page: "services.html".to_owned(),
            anchor: own::service_id(service.id.get_ref()),
            chapter: guide.locale().word("services.services").to_owned(),
            section: service.name.clone(),
            crumbs: Vec::new(),
            text: format!(
                "{} {} {} {}",
                service.what,
                service.when,
                differs.join(" "),
                service.also.join(", ")
            ),
            code: String::new(),
            domain: None,
            exams: 0,
        });
    }
    units
}

/// Words that mean the same: a term's name, short form and synonyms; a service's names.
pub fn synonyms(guide: &Guide<'_>) -> Vec<Vec<String>> {
    let terms = guide.terms.iter().map(|term| {
        let name = std::iter::once(term.name.get_ref().clone());
        name.chain(term.short.clone()).chain(term.also.iter().cloned()).collect::<Vec<_>>()
    });
    let services = guide
        .services
        .iter()
        .map(|service| std::iter::once(service.name.clone()).chain(service.also.clone()).collect());
    terms.chain(services).filter(|group| group.len() > 1).collect()
}

fn chapter_units(
    guide: &Guide<'_>,
    chapter: &Chapter,
    study: &Study,
    domain: Option<&str>,
    units: &mut Vec<Unit>,
) {
    let page = chapter.page();
    let title = guide.title(chapter);
    let formulas = guide.formulas(chapter);
    let unit = |kind: UnitKind, anchor: &str, section: &str, crumbs: Vec<String>| Unit {
        kind,
        page: page.clone(),
        anchor: anchor.to_owned(),
        chapter: title.clone(),
        section: section.to_owned(),
        crumbs,
        text: String::new(),
        code: String::new(),
        domain: domain.map(str::to_owned),
        exams: asking(guide, &chapter.front.objectives),
    };
    let mut current = unit(UnitKind::Text, "", &title, Vec::new());
    // The headings above the current one, each with its level.
    let mut above: Vec<(u8, String)> = Vec::new();
    // Bytes of the current unit's text that are links to elsewhere.
    let mut linked = 0;
    // Bytes of its tables whose every row leads on.
    let mut leading = 0;
    // They stand in the order of the text and never in each other.
    let mut sections = study.sections.iter().peekable();
    let mut index = 0;
    while let Some(block) = chapter.blocks.get(index) {
        if let Some(section) = sections.next_if(|section| section.blocks.start == index) {
            flush(&mut current, &mut linked, &mut leading, units);
            let crumbs: Vec<String> = above.iter().map(|(_, words)| words.clone()).collect();
            match &section.holds {
                Holds::Question(question) => {
                    push_question(guide, formulas, question, "", &crumbs, &unit, units);
                }
                Holds::Case(case) => {
                    for question in &case.questions {
                        let scenario = formulas.told_blocks(&case.scenario);
                        push_question(guide, formulas, question, &scenario, &crumbs, &unit, units);
                    }
                }
                Holds::Cards(cards) => {
                    for card in cards {
                        let front = formulas.told(&card.front);
                        let mut found = unit(UnitKind::Card, &card.id, &front, crumbs.clone());
                        found.text = front;
                        found.exams = asking(guide, &card.objectives);
                        units.push(found);
                    }
                }
            }
            index = section.blocks.end;
            continue;
        }
        index += 1;
        if let BlockKind::Heading(heading) = &block.kind {
            flush(&mut current, &mut linked, &mut leading, units);
            above.retain(|(level, _)| *level < heading.level);
            let crumbs = above.iter().map(|(_, words)| words.clone()).collect();
            let anchor = if heading.level == 1 { "" } else { heading.id.as_str() };
            let words = formulas.told(&heading.inlines);
            // The room for texts stays.
            let (text, code) = (take(&mut current.text), take(&mut current.code));
            current = Unit { text, code, ..unit(UnitKind::Text, anchor, &words, crumbs) };
            if heading.level > 1 {
                above.push((heading.level, words));
            }
            continue;
        }
        let before = current.text.len();
        add(formulas, block, &mut current);
        linked += outward(block);
        if leads_on(block) {
            leading += current.text.len() - before;
        }
    }
    flush(&mut current, &mut linked, &mut leading, units);
}

/// Makes an empty unit of a chapter: kind, anchor, heading, headings above it.
type MakeUnit<'a> = dyn Fn(UnitKind, &str, &str, Vec<String>) -> Unit + 'a;

/// The exams of a book on several that ask for something with these objectives; none where it is everybody's.
fn asking(guide: &Guide<'_>, objectives: &[String]) -> u32 {
    if !guide.exams.are_several() {
        return 0;
    }
    let bit = |(place, exam): (usize, &Exam)| u32::from(exam.home(objectives).is_some()) << place;
    guide.exams.iter().enumerate().map(bit).sum()
}

fn push_question(
    guide: &Guide<'_>,
    formulas: &Formulas,
    question: &Question,
    scenario: &str,
    crumbs: &[String],
    unit: &MakeUnit<'_>,
    units: &mut Vec<Unit>,
) {
    if question.fields.pool == Pool::Exam {
        return;
    }
    let title = formulas.told(&question.title);
    let mut found = unit(UnitKind::Question, &question.id, &title, crumbs.to_vec());
    format!("{scenario} {}", formulas.told_blocks(&question.stem))
        .trim()
        .clone_into(&mut found.text);
    found.exams = asking(guide, &question.fields.objectives);
    units.push(found);
}

fn add(formulas: &Formulas, block: &Block, unit: &mut Unit) {
    apart(&mut unit.text, |text| formulas.push_told_blocks(std::slice::from_ref(block), text));
    each_block(std::slice::from_ref(block), &mut |block| match &block.kind {
        BlockKind::Code(code) if code.language == "mermaid" => {
            unit.code.push_str(&diagram::words(&code.text));
        }
        BlockKind::Code(code) => {
            for (index, line) in code.text.split_inclusive('\n').enumerate() {
                if !code.hides(index + 1) {
                    unit.code.push_str(line);
                }
            }
        }
        BlockKind::Html(html) => push_html(html, &mut unit.text),
        _ => {}
    });
}

/// Adds words to a text, if they are any, with a blank before them.
fn apart(text: &mut String, push: impl FnOnce(&mut String)) {
    let end = text.len();
    if end > 0 {
        text.push(' ');
    }
    let start = text.len();
    push(text);
    if text.len() == start {
        text.truncate(end);
    }
}

/// The words between the tags of raw HTML, but those of scripts and styles.
fn push_html(html: &Html, text: &mut String) {
    const UNREAD: [&str; 3] = ["script", "style", "template"];
    let is_unread = |name: &str| UNREAD.contains(&name);
    let mut unread = 0_usize;
    for piece in &html.pieces {
        match &piece.kind {
            PieceKind::Open(tag) => unread += usize::from(is_unread(&tag.name)),
            PieceKind::Close(name) => unread = unread.saturating_sub(usize::from(is_unread(name))),
            PieceKind::Text(words) if unread == 0 => {
                for word in words.split_whitespace() {
                    apart(text, |text| text.push_str(word));
                }
            }
            _ => {}
        }
    }
}

/// Bytes of words that lead out of the book.
fn outward(block: &Block) -> usize {
    let mut bytes = 0;
    each_inline(std::slice::from_ref(block), &mut |inline| {
        if let InlineKind::Link(leads) = &inline.kind
            && leads.to.contains("://")
        {
            bytes += plain(&leads.inlines).len();
        }
    });
    bytes
}

/// Whether a table's rows all end with links to other chapters and nothing else.
fn leads_on(block: &Block) -> bool {
    let BlockKind::Table(table) = &block.kind else { return false };
    let is_link = |inline: &Inline| match &inline.kind {
        InlineKind::Link(leads) => !leads.to.contains("://") && !leads.to.starts_with('#'),
        InlineKind::Text(text) => !text.contains(char::is_alphanumeric),
        _ => false,
    };
    table.rows.iter().all(|row| {
        row.last().is_some_and(|cell| !cell.inlines.is_empty() && cell.inlines.iter().all(is_link))
    })
}

/// Keeps a section that says something; an empty one is left to its sub-sections. One that is mostly links to elsewhere
/// is kept as such.
fn flush(current: &mut Unit, linked: &mut usize, leading: &mut usize, units: &mut Vec<Unit>) {
    if !current.text.is_empty() || !current.code.is_empty() {
        let mut unit = current.clone();
        if *linked * 2 > unit.text.len() && unit.code.is_empty() {
            unit.kind = UnitKind::Links;
        } else if *leading * 2 > unit.text.len() {
            unit.kind = UnitKind::Directory;
        }
        units.push(unit);
        current.text.clear();
        current.code.clear();
    }
    (*linked, *leading) = (0, 0);
}
