//! Questions and cards as a deck for Anki: an `.apkg` file, the same bytes for the same book and the same date.
//!
//! A note keeps its identity from one export to the next (book and id), so importing again updates its text and leaves
//! its schedule alone. Decks follow domains and tasks, tags follow objectives, pictures travel along. Grading is the
//! reader's: Anki shows the question, then the answer with every reason.

mod collection;

use super::export::{self, Export, Item, Loss};
use super::{Site, zip};
use crate::address::{self, decode};
use crate::fragment::code::Highlighter;
use crate::guide::{Guide, identity};
use crate::html::escape;
use crate::render::body::{Scene, Writer};
use crate::study::question::{Kind, Noted, Question, short_hash};
use anyhow::{Context, Result};
use collection::{Earlier, Model, Note};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Read as _};

const COLLECTION: &str = "collection.anki2";

/// A page that no book has: links are written as seen from the site's root.
const PAGE: &str = "deck.apkg";

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
pub struct Ask<'a> {
    /// With the questions kept for exams.
    pub exams: bool,
    /// When the book changed, in seconds since 1970.
    pub when: i64,
    /// The deck that was exported before.
    pub earlier: Option<&'a [u8]>,
}

pub fn export(guide: &Guide<'_>, highlighter: &Highlighter, ask: Ask<'_>) -> Result<Export> {
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
            page: PAGE,
            highlighter,
            trusted: guide.project.manifest.trusted_html,
        };
        let mut text = Text {
            guide,
            writer: Writer::new(scene),
            media: &mut media,
            id: item.id(),
            losses: Vec::new(),
        };
        let (model, fields) = match item {
            Item::Question { question, case, .. } => {
                done.questions += 1;
                let scenario = case.map(|case| text.blocks(&case.scenario)).unwrap_or_default();
                (QUESTION, text.question(question, scenario))
            }
            Item::Card { card, .. } => {
                done.cards += 1;
                let sides = [&card.front, &card.back, &card.because, &card.not];
                let mut fields: Vec<String> = sides.map(|side| text.line(side)).into();
                fields.push(card.id.clone());
                (CARD, fields)
            }
        };
        text.losses.sort();
        text.losses.dedup();
        done.losses.append(&mut text.losses);
        notes.push(Note {
            guid: format!(
                "{:016x}",
                xxhash_rust::xxh3::xxh3_64(format!("{book}\n{}", item.id()).as_bytes())
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
    let css = guide.project.assets.sheet(&["tokens.css", "code.css", "diagram.css"])
        + include_str!("anki/deck.css");
    let manifest = &guide.project.manifest;
    let title = &manifest.title;
    let known = identity::of_models(manifest);
    let models = [
        Model {
            known: format!("{known}: card"),
            name: format!("{title}: card"),
            fields: &CARD_FIELDS,
            front: include_str!("anki/card-front.html"),
            back: include_str!("anki/card-back.html"),
            css: css.clone(),
        },
        Model {
            known: format!("{known}: question"),
            name: format!("{title}: question"),
            fields: &QUESTION_FIELDS,
            front: include_str!("anki/question-front.html"),
            back: include_str!("anki/question-back.html"),
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
fn deck(guide: &Guide<'_>, item: &Item<'_>) -> String {
    let part = |text: &str| text.replace("::", ":").replace('"', "'");
    let places = export::places(guide, item);
    let mut names = vec![part(&guide.project.manifest.title)];
    names.extend(places.iter().map(|(id, title)| part(&format!("{id} {title}"))));
    if places.is_empty() {
        names.push(part(&guide.chapters[item.chapter()].title()));
    }
    names.join("::")
}

fn tags(item: &Item<'_>) -> Vec<String> {
    let word = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("-");
    let mut tags: Vec<String> = item
        .objectives()
        .iter()
        .map(|objective| format!("objective::{}", word(objective)))
        .collect();
    match item {
        Item::Question { question, case, .. } => {
            tags.push(format!("kind::{}", question.kind.name()));
            tags.push(format!("difficulty::{}", question.fields.difficulty));
            tags.extend(case.map(|case| format!("case::{}", word(&case.id))));
        }
        Item::Card { .. } => tags.push("kind::card".to_owned()),
    }
    tags.sort();
    tags.dedup();
    tags
}

/// Writes the HTML of one note.
struct Text<'g, 'm> {
    guide: &'g Guide<'g>,
    writer: Writer<'g>,
    /// Pictures by the name they get in Anki, where all lie in one folder.
    media: &'m mut BTreeMap<String, Vec<u8>>,
    id: &'g str,
    losses: Vec<Loss>,
}

impl<'g> Text<'g, '_> {
    fn blocks(&mut self, blocks: &'g [crate::parse::doc::Block]) -> String {
        let html = self.writer.piece(blocks);
        self.portable(&html)
    }

    fn line(&mut self, inlines: &'g [crate::parse::doc::Inline]) -> String {
        let html = self.writer.phrase(inlines);
        self.portable(&html)
    }

    fn noted(&mut self, noted: Option<&'g Noted>) -> String {
        noted.map(|noted| self.line(&noted.inlines)).unwrap_or_default()
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
        let mut choices = letters(&item);
        let (ask, answer) = match question.kind {
            Kind::Choice => (String::new(), letters(&answered)),
            Kind::Multi => (format!("Choose {right}."), letters(&answered)),
            Kind::Order => {
                let steps = |wanted: bool| -> String {
                    let some =
                        (0..texts.len()).filter(|&index| question.entries[index].right == wanted);
                    some.map(answered).collect()
                };
                let surplus = steps(false);
                let surplus =
                    if surplus.is_empty() { surplus } else { format!("<ul>{surplus}</ul>") };
                (
                    format!("Choose {right} and put them in order."),
                    format!("<ol>{}</ol>{surplus}", steps(true)),
                )
            }
            Kind::Match => {
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
                let again =
                    if question.fields.reuse { "more than once" } else { "once or not at all" };
                let surplus: String = (0..texts.len())
                    .filter(|&index| !question.entries[index].right)
                    .map(answered)
                    .collect();
                let surplus =
                    if surplus.is_empty() { surplus } else { format!("<ul>{surplus}</ul>") };
                let ask =
                    format!("Match each line with a response; a response may be used {again}.");
                (ask, format!("<table>{rows}</table>{surplus}"))
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
            self.blocks(&question.stem),
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

    fn lose(&mut self, what: String) {
        self.losses.push(Loss { id: self.id.to_owned(), what });
    }

    /// HTML that stands alone: links are whole or gone, pictures lie beside it.
    fn portable(&mut self, html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html.trim();
        let mut dropped = false;
        while let Some(at) = rest.find('<') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let end = tag_end(rest);
            let tag = &rest[..end];
            rest = &rest[end..];
            if tag == "</a>" {
                if !std::mem::take(&mut dropped) {
                    out.push_str(tag);
                }
            } else if tag.starts_with("<a ") {
                match self.link(tag) {
                    Some(tag) => out.push_str(&tag),
                    None => dropped = true,
                }
            } else if tag.starts_with("<img ") {
                out.push_str(&self.picture(tag));
            } else {
                out.push_str(tag);
            }
        }
        out.push_str(rest);
        out
    }

    fn link(&mut self, tag: &str) -> Option<String> {
        let href = attribute(tag, "href")?;
        if address::is_external(&href) {
            return Some(tag.to_owned());
        }
        // Links to the glossary, to headings and to footnotes are comforts of the page.
        let comfort = attribute(tag, "class").is_some_and(|class| class.starts_with("gw-"));
        if let Some(footnote) = href.strip_prefix("#footnote-") {
            self.lose(format!("the footnote `{footnote}` is left out"));
        }
        if comfort || href.starts_with('#') {
            return None;
        }
        let Some(site) = &self.guide.project.manifest.site_url else {
            self.lose(format!("the link to `{href}` has no address outside the site"));
            return None;
        };
        Some(format!("<a href=\"{}\">", escape(&format!("{site}{href}"))))
    }

    fn picture(&mut self, tag: &str) -> String {
        let src = attribute(tag, "src").unwrap_or_default();
        let alt = attribute(tag, "alt").unwrap_or_default();
        let Some(bytes) = self.guide.project.files.get(&decode(&src)) else {
            self.lose(format!("the picture `{src}` is not among the book's files"));
            return escape(&alt);
        };
        let file = src.rsplit('/').next().unwrap_or_default();
        let name =
            format!("{}-{}", short_hash(&src), decode(file).replace(['"', '\'', ' ', '&'], "-"));
        self.media.insert(name.clone(), bytes.to_vec());
        format!("<img src=\"{}\" alt=\"{}\">", escape(&name), escape(&alt))
    }
}

/// Where a tag ends; a `>` inside quotes is no end.
fn tag_end(html: &str) -> usize {
    let mut quote = None;
    for (at, letter) in html.char_indices() {
        match (quote, letter) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
    }
    html.len()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[start..];
    let value = &value[..value.find('"')?];
    let plain = value.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    Some(plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::{attribute, tag_end};

    #[test]
    fn tags_are_cut_at_their_own_end() {
        let html = "<img src=\"a.png\" alt=\"1 > 0 &amp; \u{2026}\"> after";
        let tag = &html[..tag_end(html)];
        assert!(tag.ends_with("\u{2026}\">"), "{tag}");
        assert_eq!(attribute(tag, "alt").as_deref(), Some("1 > 0 & \u{2026}"));
        assert_eq!(attribute(tag, "href"), None);
    }
}
