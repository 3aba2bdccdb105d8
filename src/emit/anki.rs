//! Questions and cards as a deck for Anki: an `.apkg` file, the same bytes for the same book and the same date.
//!
//! A note keeps its identity from one export to the next (book and id), so importing again updates its text and leaves
//! its schedule alone. Decks follow domains and tasks, tags follow objectives, pictures travel along. Grading is the
//! reader's: Anki shows the question, then the answer with every reason.

mod collection;
mod surface;

use super::export::{self, Export, StudyItem};
use super::{Site, zip};
use crate::fragment::code::Highlighter;
use crate::guide::{Guide, identity};
use crate::html::escape;
use crate::parse::doc::{Block, Inline};
use crate::render::areas;
use crate::render::body::{Scene, Writer};
use crate::study::question::{Noted, Question, QuestionKind};
use anyhow::{Context, Result};
use collection::{Earlier, Model, Note};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Read as _};
use surface::Anki;

const COLLECTION: &str = "collection.anki2";

const CARD: usize = 0;
const QUESTION: usize = 1;
const CARD_FIELDS: [&str; 5] = ["Situation", "Solution", "Because", "Tempting", "Id"];
const QUESTION_FIELDS: [&str; 10] = [
    "Title",
    "Stem",
    "Ask",
    "Choices",
    "Scenario",
    "Answer",
    "Deciding",
    "Explanation",
    "References",
    "Id",
];

/// What is asked of the deck.
#[derive(Debug, Clone, Copy)]
pub struct DeckAsk<'a> {
    /// With the questions kept for exams.
    pub exams: bool,
    /// When the book changed, in seconds since 1970.
    pub when: i64,
    /// The deck that was exported before.
    pub earlier: Option<&'a [u8]>,
}

pub fn export(guide: &Guide<'_>, highlighter: &Highlighter, ask: DeckAsk<'_>) -> Result<Export> {
    let earlier = ask.earlier.map(notes_of).transpose()?.unwrap_or_default();
    let (items, kept) = export::items(guide, ask.exams);
    let mut done = Export { kept, ..Export::default() };
    let book = identity::of_notes(&guide.project.manifest);
    let mut media = BTreeMap::new();
    let mut notes = Vec::with_capacity(items.len());
    for item in &items {
        let scene = Scene {
            guide: Some(guide),
            chapter: &guide.chapters[item.chapter()],
            highlighter,
            trusted: guide.project.manifest.trusted_html,
        };
        let mut surface = Anki::new(guide, item.id(), &mut media);
        let mut text = Text { guide, writer: Writer::new(scene, &mut surface) };
        let (model, fields) = match item {
            StudyItem::Question { question, case, .. } => {
                done.questions += 1;
                let scenario = case.map(|case| text.blocks(&case.scenario)).unwrap_or_default();
                (QUESTION, text.question(question, scenario))
            }
            StudyItem::Card { card, .. } => {
                done.cards += 1;
                let sides = [&card.front, &card.back, &card.because, &card.not];
                let mut fields: Vec<String> = sides.map(|side| text.line(side)).into();
                fields.push(card.id.clone());
                (CARD, fields)
            }
        };
        surface.losses.sort();
        surface.losses.dedup();
        done.losses.append(&mut surface.losses);
        notes.push(Note {
            guid: format!(
                "{:016x}",
                xxhash_rust::xxh3::xxh3_64(format!("{book}\n{}", item.first_id()).as_bytes())
            ),
            model,
            deck: deck(guide, item),
            tags: tags(item),
            fields,
        });
    }
    done.bytes = pack(guide, &notes, media, ask.when, &earlier)?;
    Ok(done)
}

fn pack(
    guide: &Guide<'_>,
    notes: &[Note],
    media: BTreeMap<String, Vec<u8>>,
    when: i64,
    earlier: &Earlier,
) -> Result<Vec<u8>> {
    let css = guide.project.assets.sheet(&["tokens.css", "formula.css", "code.css", "diagram.css"])
        + include_str!("anki/deck.css");
    let manifest = &guide.project.manifest;
    let title = &manifest.title;
    let known = identity::of_models(manifest);
    let locale = guide.locale();
    let words = |template: &str| {
        template
            .replace("[deciding]", &escape(locale.word("answer.deciding_phrase")))
            .replace("[tempting]", &escape(locale.word("anki.tempting_alternative")))
    };
    let models = [
        Model {
            known: format!("{known}: card"),
            name: format!("{title}: card"),
            fields: &CARD_FIELDS,
            front: include_str!("anki/card-front.html"),
            back: words(include_str!("anki/card-back.html")),
            css: css.clone(),
        },
        Model {
            known: format!("{known}: question"),
            name: format!("{title}: question"),
            fields: &QUESTION_FIELDS,
            front: include_str!("anki/question-front.html"),
            back: words(include_str!("anki/question-back.html")),
            css,
        },
    ];
    let mut files = Site::default();
    files.insert(COLLECTION, collection::write(&models, notes, when, earlier)?);
    let mut names = serde_json::Map::new();
    for (number, (name, bytes)) in media.into_iter().enumerate() {
        files.insert(number.to_string(), bytes);
        names.insert(number.to_string(), name.into());
    }
    files.insert("media", serde_json::Value::Object(names).to_string().into_bytes());
    zip::pack(&files)
}

/// Whether bytes are a deck that can say what is new in the next one.
pub fn is_deck(bytes: &[u8]) -> bool {
    notes_of(bytes).is_ok()
}

fn notes_of(deck: &[u8]) -> Result<Earlier> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(deck)).context("it is no zip file")?;
    let mut bytes = Vec::new();
    archive
        .by_name(COLLECTION)
        .context("it holds no collection")?
        .read_to_end(&mut bytes)
        .context("the collection in it cannot be read")?;
    collection::read(&bytes)
}

/// Book, domain and task; the chapter where an item has no objective.
fn deck(guide: &Guide<'_>, item: &StudyItem<'_>) -> String {
    let part = |text: &str| text.replace("::", ":").replace('"', "'");
    let places = export::places(guide, item);
    let mut names = vec![part(&guide.project.manifest.title)];
    names.extend(places.iter().map(|(id, title)| part(&format!("{id} {title}"))));
    if places.is_empty() {
        names.push(part(&guide.title(&guide.chapters[item.chapter()])));
    }
    names.join("::")
}

fn tags(item: &StudyItem<'_>) -> Vec<String> {
    let word = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("-");
    let mut tags: Vec<String> = item
        .objectives()
        .iter()
        .map(|objective| format!("objective::{}", word(objective)))
        .collect();
    match item {
        StudyItem::Question { question, case, .. } => {
            tags.push(format!("kind::{}", question.kind.name()));
            tags.push(format!("difficulty::{}", question.fields.difficulty));
            tags.extend(case.map(|case| format!("case::{}", word(&case.id))));
        }
        StudyItem::Card { .. } => tags.push("kind::card".to_owned()),
    }
    tags.sort();
    tags.dedup();
    tags
}

/// Writes the HTML of one note.
struct Text<'g, 's> {
    guide: &'g Guide<'g>,
    writer: Writer<'g, 's>,
}

impl<'g> Text<'g, '_> {
    fn blocks(&mut self, blocks: &'g [Block]) -> String {
        self.writer.piece(blocks).trim().to_owned()
    }

    fn line(&mut self, inlines: &'g [Inline]) -> String {
        self.writer.phrase(inlines).trim().to_owned()
    }

    fn noted(&mut self, noted: Option<&'g Noted>) -> String {
        noted.map(|noted| self.line(&noted.inlines)).unwrap_or_default()
    }

    fn stem(&mut self, question: &'g Question) -> String {
        let mut stem = self.blocks(question.text());
        if let Some(picture) = question.picture() {
            let (picture, areas) = (self.line(picture), areas::drawn(question));
            let _ = write!(stem, "<div class=\"gw-hotspot\">{picture}{areas}</div>");
        }
        stem
    }

    fn question(&mut self, question: &'g Question, scenario: String) -> Vec<String> {
        let shown = export::shown(self.guide, question);
        let texts: Vec<String> =
            question.entries.iter().map(|entry| self.line(&entry.inlines)).collect();
        let reasons: Vec<String> =
            question.entries.iter().map(|entry| self.blocks(&entry.reason)).collect();
        let right = question.entries.iter().filter(|entry| entry.right).count();
        let letters = |inside: &dyn Fn(usize) -> String| {
            let items: String = shown.iter().map(|&index| inside(index)).collect();
            format!("<ol class=\"gw-letters\">{items}</ol>")
        };
        let item = |index: usize| format!("<li>{}</li>", texts[index]);
        let answered = |index: usize| {
            let (class, mark) = if question.entries[index].right {
                ("gw-right", "✓")
            } else {
                ("gw-wrong", "✗")
            };
            let (text, reason) = (&texts[index], &reasons[index]);
            format!(
                "<li class=\"{class}\">{mark} {text}<div class=\"gw-reason\">{reason}</div></li>"
            )
        };
        let numbered = |inside: &dyn Fn(usize) -> String| {
            format!("<ol>{}</ol>", (0..texts.len()).map(inside).collect::<String>())
        };
        let mut choices = letters(&item);
        let (ask, answer) = match question.kind {
            QuestionKind::Choice => (String::new(), letters(&answered)),
            QuestionKind::Hotspot => {
                choices = numbered(&item);
                (String::new(), numbered(&answered))
            }
            QuestionKind::Multi => {
                (self.guide.locale().say("anki.choose", &[("count", &right)]), letters(&answered))
            }
            QuestionKind::Order => {
                let steps = |wanted: bool| -> String {
                    let some =
                        (0..texts.len()).filter(|&index| question.entries[index].right == wanted);
                    some.map(answered).collect()
                };
                let surplus = steps(false);
                let surplus =
                    if surplus.is_empty() { surplus } else { format!("<ul>{surplus}</ul>") };
                (
                    self.guide.locale().say("anki.choose_and_order", &[("count", &right)]),
                    format!("<ol>{}</ol>{surplus}", steps(true)),
                )
            }
            QuestionKind::Match => {
                let mut rows = String::new();
                let mut prompts = String::new();
                for prompt in &question.prompts {
                    let (text, response) = (self.line(&prompt.inlines), &texts[prompt.response]);
                    let reason = self.line(&prompt.reason);
                    let _ = write!(
                        rows,
                        "<tr><th>{text}</th><td class=\"gw-right\">{response}</td><td>{reason}</td></tr>"
                    );
                    let _ = write!(prompts, "<li>{text}</li>");
                }
                choices = format!("<ul>{prompts}</ul>{choices}");
                let words = self.guide.locale();
                let ask = if question.fields.reuse {
                    words.word("anki.match_reuse")
                } else {
                    words.word("anki.match_once")
                };
                let surplus: String = (0..texts.len())
                    .filter(|&index| !question.entries[index].right)
                    .map(answered)
                    .collect();
                let surplus =
                    if surplus.is_empty() { surplus } else { format!("<ul>{surplus}</ul>") };
                (ask.to_owned(), format!("<table>{rows}</table>{surplus}"))
            }
        };
        let order_reason = self.noted(question.order_reason.as_ref());
        let explanation = self.blocks(&question.explanation);
        let explanation = if order_reason.is_empty() {
            explanation
        } else {
            format!("<p>{order_reason}</p>{explanation}")
        };
        vec![
            self.line(&question.title),
            self.stem(question),
            ask,
            choices,
            scenario,
            answer,
            self.noted(question.deciding.as_ref()),
            explanation,
            self.noted(question.references.as_ref()),
            question.id.clone(),
        ]
    }
}
