//! Tables, and lists of terms with their meanings.

use super::super::doc::{Align, At, BlockKind, Cell, Definition, Inline, InlineKind, Table};
use super::Builder;
use crate::manifest::Dialect;
use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

impl<'t, I: Iterator<Item = (Event<'t>, At)>> Builder<'t, I> {
    pub(super) fn table(&mut self, align: &[Alignment]) -> BlockKind {
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
        let mut row = Vec::new();
        while let Some((event, at)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => in_head = true,
                Event::End(TagEnd::TableHead) => in_head = false,
                Event::End(TagEnd::TableRow) => table.rows.push(row.drain(..).collect()),
                Event::Start(Tag::TableCell) => {
                    let at = at.into();
                    let cell = Cell { at, inlines: self.inlines(Some(TagEnd::TableCell)) };
                    if in_head {
                        table.head.push(cell);
                    } else {
                        row.push(cell);
                    }
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        // What a limit on the chapter's pieces has cut.
        if !row.is_empty() {
            table.rows.push(row.into());
        }
        BlockKind::Table(Box::new(table))
    }

    pub(super) fn definitions(&mut self) -> BlockKind {
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
                        term: term.into(),
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
}
