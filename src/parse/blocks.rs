//! Markdown events to blocks and inlines.
//!
//! Takes the body of a stitched text and gives `doc.rs`'s tree. Callouts are made here, which the parser crate knows
//! only in part. Nesting past a limit is cut with a finding, so that no text can exhaust the stack.

mod callout;
mod code;
mod inlines;
mod picture;
mod table;

use super::definitions::{self, Hidden};
use super::doc::{At, Block, BlockKind, Footnote, Heading, Inline, Item, List};
use super::events::Reading;
use super::{Syntax, formula, ids, literal, markup, settle};
use crate::budget::{BLOCK_LEVELS, CHAPTER_PIECES};
use crate::finding::{Finding, Rule};
use crate::load::UNREADABLE_FILE;
use crate::manifest::Dialect;
use crate::source::Stitched;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::iter::Peekable;
use std::ops::Range;

use callout::callout;
pub use code::BAD_CODE_OPTION;
pub use ids::{FRAME, slug};

pub const NESTED_TOO_DEEP: Rule =
    Rule::error("nested-too-deep", "blocks nest at most a hundred deep");

pub struct Parsed {
    pub blocks: Box<[Block]>,
    pub undefined: Vec<(At, String)>,
    pub hidden: Vec<Hidden>,
    pub findings: Vec<Finding>,
}

/// Parses everything from byte `body` on.
pub fn parse(text: &Stitched, body: usize, syntax: Syntax<'_>) -> Parsed {
    parse_up_to(text, body, syntax, CHAPTER_PIECES)
}

fn parse_up_to(text: &Stitched, body: usize, syntax: Syntax<'_>, pieces: usize) -> Parsed {
    let reading = Reading::new(&text.text, body, syntax);
    let undefined = RefCell::new(Vec::new());
    let on_broken = |at: At, name: &str| undefined.borrow_mut().push((at, name.to_owned()));
    let (mut events, definitions) = reading.events(&on_broken);
    let (mut blocks, mut findings, used) = {
        let mut builder = Builder {
            events: events.by_ref().take(pieces).peekable(),
            text,
            depth: 0,
            syntax,
            task: None,
            blocks: Vec::new(),
            inlines: Vec::new(),
            saying: None,
            text_said: String::new(),
            in_heading: false,
            words: String::new(),
            labels: BTreeSet::new(),
            links: 0,
            findings: Vec::new(),
        };
        (builder.blocks(None), builder.findings, builder.labels)
    };
    findings.extend(events.next().map(|(_, Range { start: at, .. })| {
        let message = format!(
            "the chapter is left out from here on: it has more than {pieces} pieces of text and marks"
        );
        UNREADABLE_FILE.broken(text.span(at..at), message).help("divide the chapter".to_owned())
    }));
    findings.extend(reading.doubts.iter().map(|doubt| formula::doubtful(text, doubt)));
    let hidden = definitions::hidden(&text.text, body, &definitions, &blocks, &used);
    settle::footnotes(&mut blocks);
    ids::give(&mut blocks, syntax.dialect);
    settle::line_ends(&mut blocks);
    settle::line_ends_of_html(&mut blocks);
    Parsed { blocks, undefined: undefined.take(), hidden, findings }
}

struct Builder<'t, I: Iterator<Item = (Event<'t>, At)>> {
    events: Peekable<I>,
    text: &'t Stitched,
    depth: usize,
    syntax: Syntax<'t>,
    /// Set by a task marker, taken by the item around it.
    task: Option<bool>,
    /// The pieces of the runs that are being read, those of inner ones behind those of outer ones: once a run has ended, it is
    /// put where there is room for just as many.
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    /// Where the text stands that is being read, and its words.
    saying: Option<At>,
    text_said: String,
    /// Whether a heading is being read, and its words as they are written.
    in_heading: bool,
    words: String,
    /// Labels of definitions that links and pictures name.
    labels: BTreeSet<String>,
    /// How many links and pictures the inlines that are read stand in.
    links: usize,
    findings: Vec<Finding>,
}

impl<'t, I: Iterator<Item = (Event<'t>, At)>> Builder<'t, I> {
    /// Blocks up to the end of the enclosing one.
    fn blocks(&mut self, until: Option<TagEnd>) -> Box<[Block]> {
        let begin = self.blocks.len();
        while let Some((event, _)) = self.events.peek() {
            match event {
                Event::End(end) if Some(*end) == until => {
                    self.events.next();
                    break;
                }
                Event::Start(tag) if is_block(tag) => {
                    let Some((Event::Start(tag), at)) = self.events.next() else { break };
                    self.enter(tag, at);
                }
                Event::Rule => {
                    let at = self.events.next().map_or(0..0, |(_, at)| at);
                    self.blocks.push(Block { at: at.into(), kind: BlockKind::Rule });
                }
                Event::TaskListMarker(done) => {
                    self.task = Some(*done);
                    self.events.next();
                }
                Event::End(_) => {
                    self.events.next();
                }
                _ => {
                    let inlines = self.inlines(None);
                    if let (Some(first), Some(last)) = (inlines.first(), inlines.last()) {
                        let at = (first.at.start()..last.at.end()).into();
                        self.blocks.push(Block { at, kind: BlockKind::Plain(inlines) });
                    }
                }
            }
        }
        self.blocks.drain(begin..).collect()
    }

    fn enter(&mut self, tag: Tag<'t>, at: At) {
        self.depth += 1;
        if self.depth > BLOCK_LEVELS {
            self.findings.push(
                NESTED_TOO_DEEP
                    .broken(
                        self.text.span(at),
                        format!("blocks nest more than {BLOCK_LEVELS} deep"),
                    )
                    .help("the text inside is left out; take some levels away".to_owned()),
            );
            self.skip(tag.to_end());
        } else {
            let kind = self.block(tag, &at);
            self.blocks.push(Block { at: at.into(), kind });
        }
        self.depth -= 1;
    }

    fn skip(&mut self, end: TagEnd) {
        let mut open = 1;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(tag) if tag.to_end() == end => open += 1,
                Event::End(tag) if tag == end => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
    }

    fn block(&mut self, tag: Tag<'t>, at: &At) -> BlockKind {
        let end = tag.to_end();
        match tag {
            Tag::Paragraph => BlockKind::Paragraph(self.inlines(Some(end))),
            Tag::Heading { level, id, classes, attrs } => {
                self.words.clear();
                self.in_heading = true;
                let inlines = self.inlines(Some(end));
                self.in_heading = false;
                let shown = match id {
                    // mdBook takes the braces out in which nothing is named, and what is in them.
                    None if self.syntax.dialect == Dialect::MdBook
                        && literal::closing_brace(&self.text.text, at, false).is_some() =>
                    {
                        self.words.rfind('{').map_or("", |open| &self.words[..open])
                    }
                    _ => &self.words,
                };
                let from_words = ids::slug_in(self.syntax.dialect, shown);
                BlockKind::Heading(Box::new(Heading {
                    level: level as u8,
                    id_given: id.is_some(),
                    id: id.map_or(from_words, |id| id.to_string()),
                    classes: classes.iter().map(ToString::to_string).collect(),
                    attributes: attrs
                        .iter()
                        .map(|(key, value)| {
                            (
                                key.to_string(),
                                value.as_ref().map(ToString::to_string).unwrap_or_default(),
                            )
                        })
                        .collect(),
                    inlines,
                }))
            }
            Tag::BlockQuote(_) => {
                let blocks = self.blocks(Some(end));
                if self.syntax.extensions && self.syntax.callouts_read {
                    callout(blocks, self.syntax.callouts, &self.text.text)
                } else {
                    BlockKind::Quote(blocks)
                }
            }
            Tag::CodeBlock(kind) => self.code(&kind, at),
            Tag::HtmlBlock => {
                let mut lines = Vec::new();
                for (event, at) in self.events.by_ref() {
                    match event {
                        Event::Html(text) | Event::Text(text) => lines.push((text, at.start)),
                        Event::End(TagEnd::HtmlBlock) => break,
                        _ => {}
                    }
                }
                let lines = lines.iter().map(|(text, at)| (&**text, *at));
                BlockKind::Html(Box::new(markup::read(lines)))
            }
            Tag::List(start) => {
                let mut items = Vec::new();
                while let Some((event, at)) = self.events.next() {
                    match event {
                        Event::Start(Tag::Item) => {
                            let outer = self.task.take();
                            let blocks = self.blocks(Some(TagEnd::Item));
                            items.push(Item {
                                at: at.into(),
                                task: std::mem::replace(&mut self.task, outer),
                                blocks,
                            });
                        }
                        Event::End(TagEnd::List(_)) => break,
                        _ => {}
                    }
                }
                BlockKind::List(Box::new(List { start, items }))
            }
            Tag::FootnoteDefinition(label) => {
                let (label, id) = (label.to_string(), String::new());
                let blocks = self.blocks(Some(end));
                BlockKind::Footnote(Box::new(Footnote { label, id, blocks }))
            }
            Tag::DefinitionList => self.definitions(),
            Tag::Table(align) => self.table(&align),
            _ => BlockKind::Quote(self.blocks(Some(end))),
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

#[cfg(test)]
mod tests;
