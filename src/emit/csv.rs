//! Questions and cards as one table of text, for spreadsheets and for programs that read those.
//!
//! Takes the guide, gives comma-separated values after RFC 4180, a row for each question and card. Formatting becomes
//! plain text; pictures and diagrams cannot, and are reported. No cell can be taken for a formula.

use super::export::{self, Export, Loss, StudyItem};
use crate::guide::Guide;
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, Inline, InlineKind};
use crate::study::question::{Question, QuestionKind};
use std::fmt::Write as _;

const COLUMNS: [&str; 24] = [
    "kind",
    "id",
    "rev",
    "domain",
    "task",
    "objectives",
    "difficulty",
    "pool",
    "seconds",
    "enemies",
    "confuses",
    "case",
    "scenario",
    "title",
    "question",
    "prompts",
    "options",
    "answer",
    "reasons",
    "deciding phrase",
    "explanation",
    "tempting alternative",
    "references",
    "chapter",
];

/// What is asked of the table.
#[derive(Debug, Clone, Copy, Default)]
pub struct TableAsk {
    /// With the questions kept for exams.
    pub exams: bool,
    /// Begin with the mark by which some spreadsheets know UTF-8.
    pub bom: bool,
}

/// Whether we made a table, so that it may be replaced by the next one.
pub fn is_ours(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut head = String::new();
    push_row(&mut head, &COLUMNS.map(str::to_owned));
    bytes.starts_with(head.as_bytes())
}

pub fn export(guide: &Guide<'_>, ask: TableAsk) -> Export {
    let (items, kept) = export::items(guide, ask.exams);
    let mut done = Export { kept, ..Export::default() };
    let mut text = String::from(if ask.bom { "\u{feff}" } else { "" });
    push_row(&mut text, &COLUMNS.map(str::to_owned));
    for item in &items {
        let mut plain = Plain {
            guide,
            chapter: &guide.chapters[item.chapter()],
            id: item.id(),
            losses: Vec::new(),
        };
        let cells = match item {
            StudyItem::Question { question, .. } => {
                done.questions += 1;
                plain.question(item, question)
            }
            StudyItem::Card { .. } => {
                done.cards += 1;
                plain.card(item)
            }
        };
        plain.losses.sort();
        plain.losses.dedup();
        done.losses.append(&mut plain.losses);
        push_row(&mut text, &cells);
    }
    done.bytes = text.into_bytes();
    done
}

fn push_row(out: &mut String, cells: &[String; COLUMNS.len()]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_cell(out, cell);
    }
    out.push_str("\r\n");
}

/// A cell that begins like a formula gets the apostrophe by which spreadsheets know text.
fn push_cell(out: &mut String, cell: &str) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r', ';', '\t']) {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&cell);
    }
}

/// Writes the text of one item.
struct Plain<'g> {
    guide: &'g Guide<'g>,
    /// Where its links stand.
    chapter: &'g Chapter,
    id: &'g str,
    losses: Vec<Loss>,
}

impl Plain<'_> {
    fn question(&mut self, item: &StudyItem<'_>, question: &Question) -> [String; COLUMNS.len()] {
        let fields = &question.fields;
        let case = match item {
            StudyItem::Question { case, .. } => *case,
            StudyItem::Card { .. } => None,
        };
        let places = export::places(self.guide, item);
        let id = |level: usize| places.get(level).map(|(id, _)| id.clone()).unwrap_or_default();
        let texts: Vec<String> =
            question.entries.iter().map(|entry| self.line(&entry.inlines)).collect();
        let shown = export::shown(self.guide, question);
        let letters = |wanted: &dyn Fn(usize) -> Option<String>| {
            let line = |(place, &index): (usize, &usize)| {
                Some(format!("{}) {}", export::letter(place), wanted(index)?))
            };
            shown.iter().enumerate().filter_map(line).collect::<Vec<_>>().join("\n")
        };
        let options = letters(&|index| Some(texts[index].clone()));
        let prompts: Vec<String> =
            question.prompts.iter().map(|prompt| self.line(&prompt.inlines)).collect();
        let right = |index: &usize| question.entries[*index].right;
        let answer = match question.kind {
            QuestionKind::Choice | QuestionKind::Multi | QuestionKind::Hotspot => {
                letters(&|index| right(&index).then(|| texts[index].clone()))
            }
            QuestionKind::Order => (0..texts.len())
                .filter(right)
                .enumerate()
                .map(|(place, index)| format!("{}) {}", place + 1, texts[index]))
                .collect::<Vec<_>>()
                .join("\n"),
            QuestionKind::Match => (question.prompts.iter().zip(&prompts))
                .map(|(prompt, text)| format!("{text} → {}", texts[prompt.response]))
                .collect::<Vec<_>>()
                .join("\n"),
        };
        let entry_reasons: Vec<String> =
            question.entries.iter().map(|entry| self.text(&entry.reason)).collect();
        let mut reasons = letters(&|index| {
            Some(entry_reasons[index].clone()).filter(|reason| !reason.is_empty())
        });
        for (prompt, text) in question.prompts.iter().zip(&prompts) {
            let reason = self.line(&prompt.reason);
            if !reason.is_empty() {
                reasons = format!("{reasons}\n{text}: {reason}");
            }
        }
        let mut noted = |noted: &Option<crate::study::question::Noted>| {
            noted.as_ref().map(|noted| self.line(&noted.inlines)).unwrap_or_default()
        };
        let (deciding, references) = (noted(&question.deciding), noted(&question.references));
        let order_reason = noted(&question.order_reason);
        let explanation = [order_reason, self.text(&question.explanation)];
        [
            question.kind.name().to_owned(),
            question.id.clone(),
            fields.rev.to_string(),
            id(0),
            id(1),
            fields.objectives.join(" "),
            fields.difficulty.to_string(),
            fields.pool.name().to_owned(),
            fields.seconds.to_string(),
            fields.enemies.join(" "),
            fields.confuses.join(" "),
            case.map(|case| case.id.clone()).unwrap_or_default(),
            case.map(|case| self.text(&case.scenario)).unwrap_or_default(),
            self.line(&question.title),
            self.text(&question.stem),
            prompts.join("\n"),
            options,
            answer,
            reasons.trim_start().to_owned(),
            deciding,
            explanation.join("\n").trim().to_owned(),
            String::new(),
            references,
            self.guide.title(&self.guide.chapters[item.chapter()]),
        ]
    }

    fn card(&mut self, item: &StudyItem<'_>) -> [String; COLUMNS.len()] {
        let StudyItem::Card { card, chapter } = item else { return Default::default() };
        let places = export::places(self.guide, item);
        let id = |level: usize| places.get(level).map(|(id, _)| id.clone()).unwrap_or_default();
        let mut cells: [String; COLUMNS.len()] = Default::default();
        let mut set = |column: &str, text: String| {
            let place = COLUMNS.iter().position(|known| *known == column);
            cells[place.expect("a column of ours")] = text;
        };
        set("kind", "card".to_owned());
        set("id", card.id.clone());
        set("domain", id(0));
        set("task", id(1));
        set("objectives", card.objectives.join(" "));
        set("question", self.line(&card.front));
        set("answer", self.line(&card.back));
        set("deciding phrase", self.line(&card.because));
        set("tempting alternative", self.line(&card.not));
        set("chapter", self.guide.title(&self.guide.chapters[*chapter]));
        cells
    }

    fn lose(&mut self, what: impl Into<String>) {
        self.losses.push(Loss { id: self.id.to_owned(), what: what.into() });
    }

    fn line(&mut self, inlines: &[Inline]) -> String {
        let mut out = String::new();
        self.inlines(inlines, &mut out);
        out.trim().to_owned()
    }

    /// Blocks, a line feed between them.
    fn text(&mut self, blocks: &[Block]) -> String {
        let mut out = String::new();
        for block in blocks {
            self.block(block, &mut out);
            if !out.ends_with('\n') {
                out.push('\n');
            }
        }
        out.trim().to_owned()
    }

    fn block(&mut self, block: &Block, out: &mut String) {
        match &block.kind {
            BlockKind::Heading(heading) => self.inlines(&heading.inlines, out),
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => self.inlines(inlines, out),
            BlockKind::Quote(blocks) => out.push_str(&self.text(blocks)),
            BlockKind::Callout(callout) => {
                match self.guide.callout_word(callout.kind) {
                    "" => {
                        self.inlines(&callout.title, out);
                        out.push(':');
                    }
                    word => {
                        let _ = write!(out, "{word}: ");
                        self.inlines(&callout.title, out);
                    }
                }
                let text = self.text(&callout.blocks);
                let _ = write!(out, " {text}");
            }
            BlockKind::Code(code) if code.language == "mermaid" => {
                self.lose("a diagram is left out");
            }
            BlockKind::Code(code) => out.push_str(&code.text),
            BlockKind::List(list) => {
                for (index, item) in list.items.iter().enumerate() {
                    let text = self.text(&item.blocks);
                    match list.start {
                        Some(start) => {
                            let _ = writeln!(out, "{}. {text}", start + index as u64);
                        }
                        None => {
                            let _ = writeln!(out, "- {text}");
                        }
                    }
                }
            }
            BlockKind::Table(table) => {
                for row in std::iter::once(&*table.head).chain(table.rows.iter().map(|row| &**row))
                {
                    let cells: Vec<String> =
                        row.iter().map(|cell| self.line(&cell.inlines)).collect();
                    out.push_str(&cells.join(" | "));
                    out.push('\n');
                }
            }
            BlockKind::Html(_) => self.lose("raw HTML is left out"),
            BlockKind::Rule | BlockKind::Footnote { .. } => {}
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    self.inlines(&definition.term, out);
                    if definition.meanings.is_empty() {
                        out.push('\n');
                    }
                    for meaning in &definition.meanings {
                        let text = self.text(meaning);
                        let _ = writeln!(out, ": {text}");
                    }
                }
            }
        }
    }

    fn inlines(&mut self, inlines: &[Inline], out: &mut String) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
                InlineKind::Emphasis(inner)
                | InlineKind::Strong(inner)
                | InlineKind::Strike(inner) => {
                    self.inlines(inner, out);
                }
                InlineKind::Link(leads) => {
                    let to = &leads.to;
                    self.inlines(&leads.inlines, out);
                    match export::address(self.guide, self.chapter, &inline.at.range(), to) {
                        Some(address) => {
                            let _ = write!(out, " <{address}>");
                        }
                        None => {
                            self.lose(format!(
                                "the link to `{to}` has no address outside the site"
                            ));
                        }
                    }
                }
                InlineKind::Image(image) => {
                    out.push_str(&image.alt);
                    self.lose(format!("the picture `{}` is left out", image.src));
                }
                InlineKind::SoftBreak => out.push(' '),
                InlineKind::HardBreak => out.push('\n'),
                InlineKind::Html(html) if html.tags().any(|tag| tag.name == "br") => {
                    out.push('\n');
                }
                InlineKind::Html(_) => self.lose("raw HTML is left out"),
                InlineKind::FootnoteReference(label) => {
                    self.lose(format!("the footnote `{label}` is left out"));
                }
                InlineKind::Math { tex, .. } => {
                    out.push_str(tex);
                    self.lose("a formula is given as TeX");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::push_cell;

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_row() {
        for (cell, wanted) in [
            ("plain", "plain"),
            ("=1+1", "'=1+1"),
            ("+a", "'+a"),
            ("-a", "'-a"),
            ("@a", "'@a"),
            ("\ta", "\"'\ta\""),
            ("＝a", "'＝a"),
            ("a, \"b\"\nc", "\"a, \"\"b\"\"\nc\""),
            ("", ""),
        ] {
            let mut out = String::new();
            push_cell(&mut out, cell);
            assert_eq!(out, wanted);
        }
    }
}
