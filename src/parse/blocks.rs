//! Markdown events to blocks and inlines.
//!
//! Takes the body of a stitched text and gives `doc.rs`'s tree. Callouts are made here, which the parser crate knows
//! only in part. Nesting past a limit is cut with a finding, so that no text can exhaust the stack.

mod callout;
mod inlines;

use super::definitions::{self, Hidden};
use super::doc::{
    Align, At, Block, BlockKind, Cell, Code, CodeOptions, Definition, Heading, Inline, InlineKind,
    Item, List, Table,
};
use super::events::Reading;
use super::{Syntax, fence, formula, hidden, ids, markup, settle};
use crate::budget::{BLOCK_LEVELS, CHAPTER_PIECES};
use crate::finding::{Finding, Rule};
use crate::load::UNREADABLE_FILE;
use crate::manifest::Dialect;
use crate::source::Stitched;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::iter::Peekable;

use callout::callout;
pub use ids::{FRAME, slug};

pub const BAD_CODE_OPTION: Rule =
    Rule::error("bad-code-option", "options of a code block are ones we know");
pub const NESTED_TOO_DEEP: Rule =
    Rule::error("nested-too-deep", "blocks nest at most a hundred deep");

pub struct Parsed {
    pub blocks: Vec<Block>,
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
    let cut = OnceCell::new();
    let (events, definitions) = reading.events(&on_broken);
    let events = events.enumerate().map_while(|(number, (event, at))| {
        if number >= pieces {
            cut.get_or_init(|| at.start);
            return None;
        }
        Some((event, at))
    });
    let (mut blocks, mut findings, used) = {
        let mut builder = Builder {
            events: events.peekable(),
            text,
            depth: 0,
            syntax,
            task: None,
            words: String::new(),
            labels: BTreeSet::new(),
            links: 0,
            findings: Vec::new(),
        };
        (builder.blocks(None), builder.findings, builder.labels)
    };
    findings.extend(cut.get().map(|&at| {
        let message = format!(
            "the chapter is left out from here on: it has more than {pieces} pieces of text and marks"
        );
        UNREADABLE_FILE.broken(text.span(at..at), message).help("divide the chapter".to_owned())
    }));
    findings.extend(reading.doubts.iter().map(|doubt| formula::doubtful(text, doubt)));
    let hidden = definitions::hidden(&text.text, body, &definitions, &blocks, &used);
    settle::footnotes(&mut blocks);
    ids::give(&mut blocks);
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
    /// The words of the heading that is being read, as they are written.
    words: String,
    /// Labels of definitions that links and pictures name.
    labels: BTreeSet<String>,
    /// How many links and pictures the inlines that are read stand in.
    links: usize,
    findings: Vec<Finding>,
}

impl<'t, I: Iterator<Item = (Event<'t>, At)>> Builder<'t, I> {
    /// Blocks up to the end of the enclosing one.
    fn blocks(&mut self, until: Option<TagEnd>) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some((event, _)) = self.events.peek() {
            match event {
                Event::End(end) if Some(*end) == until => {
                    self.events.next();
                    break;
                }
                Event::Start(tag) if is_block(tag) => {
                    let Some((Event::Start(tag), at)) = self.events.next() else { break };
                    self.enter(tag, at, &mut blocks);
                }
                Event::Rule => {
                    let at = self.events.next().map_or(0..0, |(_, at)| at);
                    blocks.push(Block { at, kind: BlockKind::Rule });
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
                        blocks.push(Block {
                            at: first.at.start..last.at.end,
                            kind: BlockKind::Plain(inlines),
                        });
                    }
                }
            }
        }
        // A chapter may be all small paragraphs, and a list that grows keeps room for more.
        blocks.shrink_to_fit();
        blocks
    }

    fn enter(&mut self, tag: Tag<'t>, at: At, blocks: &mut Vec<Block>) {
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
            blocks.push(Block { at, kind });
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
                let inlines = self.inlines(Some(end));
                BlockKind::Heading(Box::new(Heading {
                    level: level as u8,
                    id_given: id.is_some(),
                    id: id.map_or_else(|| slug(&self.words), |id| id.to_string()),
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
                if self.syntax.extensions {
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
                BlockKind::Html(markup::read(lines.iter().map(|(text, at)| (&**text, *at))))
            }
            Tag::List(start) => {
                let mut items = Vec::new();
                while let Some((event, at)) = self.events.next() {
                    match event {
                        Event::Start(Tag::Item) => {
                            let outer = self.task.take();
                            let blocks = self.blocks(Some(TagEnd::Item));
                            items.push(Item {
                                at,
                                task: std::mem::replace(&mut self.task, outer),
                                blocks,
                            });
                        }
                        Event::End(TagEnd::List(_)) => break,
                        _ => {}
                    }
                }
                BlockKind::List(List { start, items })
            }
            Tag::FootnoteDefinition(label) => {
                let (label, id) = (label.to_string(), String::new());
                BlockKind::Footnote { label, id, blocks: self.blocks(Some(end)) }
            }
            Tag::DefinitionList => self.definitions(),
            Tag::Table(align) => self.table(&align),
            _ => BlockKind::Quote(self.blocks(Some(end))),
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, at: &At) -> BlockKind {
        let mut text = String::new();
        let mut lines = Vec::new();
        for (event, range) in self.events.by_ref() {
            match event {
                Event::Text(part) => {
                    let mut from = range.start;
                    for line in part.split_inclusive('\n') {
                        if text.is_empty() || text.ends_with('\n') {
                            lines.push(from);
                        }
                        text.push_str(line);
                        from += line.len();
                    }
                }
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let mut code = Code {
            language: String::new(),
            info_at: at.start..at.start,
            fenced: matches!(kind, CodeBlockKind::Fenced(_)),
            options: CodeOptions::default(),
            text,
            lines,
        };
        let CodeBlockKind::Fenced(info) = kind else { return BlockKind::Code(Box::new(code)) };
        let line_end =
            self.text.text[at.start..].find('\n').map_or(at.end, |length| at.start + length);
        let line = &self.text.text[at.start..line_end];
        let info_start = at.start + line.len()
            - line.trim_start().trim_start_matches(['`', '~']).trim_start().len();
        code.info_at = info_start..line_end.max(info_start);
        if self.syntax.extensions {
            // As written, since the parser's copy has escapes undone and would shift the places of faults.
            let written = self.text.text[code.info_at.clone()].trim_end();
            let (language, options, faults) = fence::read(written, self.syntax.dialect);
            for fault in faults {
                let place = info_start + fault.at.start..info_start + fault.at.end;
                let finding =
                    BAD_CODE_OPTION.broken(self.text.span(place), fault.message).help(fault.help);
                self.findings.push(match fault.slip {
                    Some((written, meant)) => finding.mended(written, meant),
                    None => finding,
                });
            }
            (code.language, code.options) = (language, options);
            let mark = code.options.hides.take();
            let mark = mark.as_deref().or_else(|| self.syntax.hides(&code.language));
            if mark.is_some() || self.syntax.dialect == Dialect::MdBook {
                hidden::take_marks(&mut code, mark);
            }
        } else {
            info.split_whitespace().next().unwrap_or_default().clone_into(&mut code.language);
        }
        // As GitHub writes a formula on lines of its own.
        if code.language == "math" && self.syntax.formulas {
            let start = code.lines.first().copied().unwrap_or(at.end);
            let at = start.saturating_sub("$$".len())..at.end;
            let kind = InlineKind::Math { tex: code.text, display: true };
            return BlockKind::Paragraph(vec![Inline { at, kind }]);
        }
        BlockKind::Code(Box::new(code))
    }

    fn definitions(&mut self) -> BlockKind {
        let mut definitions: Vec<Definition> = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::DefinitionListTitle) => {
                    let written = self.inlines(Some(TagEnd::DefinitionListTitle));
                    // Each line is a term of its own; mdBook runs them together.
                    let native = self.syntax.dialect == Dialect::Native;
                    let is_end = |inline: &Inline| native && inline.kind == InlineKind::SoftBreak;
                    definitions.extend(written.split(is_end).map(|term| Definition {
                        id: String::new(),
                        term: term.to_vec(),
                        meanings: Vec::new(),
                    }));
                }
                Event::Start(Tag::DefinitionListDefinition) => {
                    let blocks = self.blocks(Some(TagEnd::DefinitionListDefinition));
                    if let Some(definition) = definitions.last_mut() {
                        definition.meanings.push(blocks);
                    }
                }
                Event::End(TagEnd::DefinitionList) => break,
                _ => {}
            }
        }
        BlockKind::Definitions(definitions)
    }

    fn table(&mut self, align: &[Alignment]) -> BlockKind {
        let align = align
            .iter()
            .map(|align| match align {
                Alignment::None => Align::None,
                Alignment::Left => Align::Start,
                Alignment::Center => Align::Centre,
                Alignment::Right => Align::End,
            })
            .collect();
        let mut table = Table { align, head: Vec::new(), rows: Vec::new() };
        let mut in_head = false;
        while let Some((event, at)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => in_head = true,
                Event::End(TagEnd::TableHead) => in_head = false,
                Event::Start(Tag::TableRow) => table.rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    let cell = Cell { at, inlines: self.inlines(Some(TagEnd::TableCell)) };
                    if in_head {
                        table.head.push(cell);
                    } else if let Some(row) = table.rows.last_mut() {
                        row.push(cell);
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        BlockKind::Table(table)
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
mod tests {
    use super::super::doc::{CalloutKind, Fold, plain};
    use super::*;
    use crate::source::Sources;

    const SYNTAX: Syntax = Syntax::NATIVE;

    fn parsed(text: &str) -> Vec<Block> {
        let source = Sources::default().add("a.md", text);
        parse(&Stitched::whole(source, text), 0, SYNTAX).blocks
    }

    fn ids(text: &str) -> Vec<String> {
        let id = |block: Block| match block.kind {
            BlockKind::Heading(heading) => Some(heading.id),
            _ => None,
        };
        parsed(text).into_iter().filter_map(id).collect()
    }

    #[test]
    fn headings_get_distinct_ids() {
        let text = "# A b\n\n## A b\n\n## C {#a-b-1}\n\n## A b\n";
        assert_eq!(ids(text), ["a-b", "a-b-2", "a-b-1", "a-b-3"]);
    }

    #[test]
    fn a_picture_names_a_heading_only_where_nothing_else_does() {
        let text = "# ![A boat](a.svg) Moored ![*Two*](b.svg)\n\n## ![A boat](a.svg)\n";
        assert_eq!(ids(text), ["moored", "a-boat"]);
    }

    #[test]
    fn a_chapter_ends_where_its_pieces_are_used_up() {
        let text = "# A\n\nOne.\n\n- two\n- three\n";
        let mut sources = Sources::default();
        let source = sources.add("a.md", text);
        let parsed = parse_up_to(&Stitched::whole(source, text), 0, SYNTAX, 9);
        assert_eq!(super::super::doc::words(&parsed.blocks), "A One. two");
        let [finding] = &parsed.findings[..] else { panic!("{:?}", parsed.findings) };
        assert_eq!(finding.rule.name, "unreadable-file");
        assert_eq!(sources.place(finding.span.expect("it has a place")).line, 5);
    }

    #[test]
    fn a_callout_has_a_kind_a_title_and_a_body() {
        let blocks = parsed("> [!SCENARIO] Abaca **fibre**\n> Body.\n>\n> More.\n");
        let BlockKind::Callout(callout) = &blocks[0].kind else { panic!("a callout") };
        assert_eq!(callout.kind, CalloutKind::Scenario);
        assert_eq!(plain(&callout.title), "Abaca fibre");
        assert_eq!(callout.blocks.len(), 2);
        for text in ["> [!WHAT]\n> x\n", "> \\[!NOTE]\n> x\n"] {
            assert!(matches!(parsed(text)[0].kind, BlockKind::Quote(_)));
        }
    }

    #[test]
    fn a_sign_behind_the_bracket_folds_a_callout() {
        for (text, fold, title) in [
            ("> [!TIP]-\n> Body.\n", Some(Fold::Closed), ""),
            ("> [!tip]+ Open\n> Body.\n", Some(Fold::Open), "Open"),
            ("> [!TIP] - a\n> Body.\n", None, "- a"),
            ("> [!TIP]-a\n> Body.\n", None, "-a"),
        ] {
            let blocks = parsed(text);
            let BlockKind::Callout(callout) = &blocks[0].kind else { panic!("a callout") };
            assert_eq!((callout.fold, &*plain(&callout.title)), (fold, title), "{text}");
        }
    }

    #[test]
    fn code_lines_know_where_they_stand() {
        let text = "- item\n\n  ```yaml numbers\n  a: 1\n  b: 2\n  ```\n";
        let BlockKind::List(list) = &parsed(text)[0].kind else { panic!("a list") };
        let BlockKind::Code(code) = &list.items[0].blocks[1].kind else { panic!("code") };
        assert_eq!(code.text, "a: 1\nb: 2\n");
        assert!(
            code.lines.iter().zip(["a: 1", "b: 2"]).all(|(&at, line)| text[at..].starts_with(line))
        );
        assert_eq!(&text[code.info_at.clone()], "yaml numbers");
    }

    #[test]
    fn a_fault_behind_a_fence_stays_inside_the_text() {
        let text = "```yaml a=\"1\0\0\0\0\0\0\0\0&amp;\" wrong\nx\n```\n";
        let source = Sources::default().add("a.md", text);
        let parsed = parse(&Stitched::whole(source, text), 0, SYNTAX);
        let places: Vec<_> = parsed.findings.iter().filter_map(|finding| finding.span).collect();
        assert_eq!(&text[places[1].range()], "wrong");
    }

    #[test]
    fn deep_nesting_is_cut() {
        let text = ">".repeat(5000) + "x";
        assert!(!parsed(&text).is_empty());
    }
}
