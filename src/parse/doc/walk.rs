//! Ways through all that stands below some blocks.

use super::{Block, BlockKind, Cell, Html, Inline, InlineKind, Table};

impl Table {
    /// The head and then the rows.
    pub fn lines(&self) -> impl Iterator<Item = &[Cell]> {
        std::iter::once(&*self.head).chain(self.rows.iter().map(|row| &**row))
    }
}

/// Calls `look` for every run of inlines below some blocks, in reading order.
pub fn each_inlines<'d>(blocks: &'d [Block], look: &mut dyn FnMut(&'d [Inline])) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading(heading) => look(&heading.inlines),
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => look(inlines),
            BlockKind::Quote(blocks) => each_inlines(blocks, look),
            BlockKind::Footnote(footnote) => each_inlines(&footnote.blocks, look),
            BlockKind::Callout(callout) => {
                look(&callout.title);
                each_inlines(&callout.blocks, look);
            }
            BlockKind::List(list) => {
                list.items.iter().for_each(|item| each_inlines(&item.blocks, look));
            }
            BlockKind::Table(table) => {
                for line in table.lines() {
                    for cell in line {
                        look(&cell.inlines);
                    }
                }
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    look(&definition.term);
                    definition.meanings.iter().for_each(|blocks| each_inlines(blocks, look));
                }
            }
            BlockKind::Code(_) | BlockKind::Html(_) | BlockKind::Rule => {}
        }
    }
}

/// Calls `look` for every inline below some blocks, outer ones first.
pub fn each_inline<'d>(blocks: &'d [Block], look: &mut dyn FnMut(&'d Inline)) {
    fn walk<'d>(inlines: &'d [Inline], look: &mut dyn FnMut(&'d Inline)) {
        for inline in inlines {
            look(inline);
            // Most are words, and hold none.
            let inner = inline.inner();
            if !inner.is_empty() {
                walk(inner, look);
            }
        }
    }
    each_inlines(blocks, &mut |inlines| walk(inlines, look));
}

/// Calls `look` for every block below some blocks, outer ones first.
pub fn each_block<'d>(blocks: &'d [Block], look: &mut dyn FnMut(&'d Block)) {
    for block in blocks {
        look(block);
        match &block.kind {
            BlockKind::Quote(blocks) => each_block(blocks, look),
            BlockKind::Footnote(footnote) => each_block(&footnote.blocks, look),
            BlockKind::Callout(callout) => each_block(&callout.blocks, look),
            BlockKind::List(list) => {
                list.items.iter().for_each(|item| each_block(&item.blocks, look));
            }
            BlockKind::Definitions(definitions) => {
                definitions
                    .iter()
                    .flat_map(|d| &d.meanings)
                    .for_each(|blocks| each_block(blocks, look));
            }
            _ => {}
        }
    }
}

/// Calls `look` for every stretch of raw HTML below some blocks.
pub fn each_html<'d>(blocks: &'d [Block], look: &mut dyn FnMut(&'d Html)) {
    each_block(blocks, &mut |block| {
        if let BlockKind::Html(html) = &block.kind {
            look(html);
        }
    });
    each_inline(blocks, &mut |inline| {
        if let InlineKind::Html(html) = &inline.kind {
            look(html);
        }
    });
}

/// Calls `look` with every run of blocks that stand below each other, nested ones included.
pub fn each_run<'d>(blocks: &'d [Block], look: &mut dyn FnMut(&'d [Block])) {
    look(blocks);
    each_block(blocks, &mut |block| match &block.kind {
        BlockKind::Quote(blocks) => look(blocks),
        BlockKind::Footnote(footnote) => look(&footnote.blocks),
        BlockKind::Callout(callout) => look(&callout.blocks),
        BlockKind::List(list) => list.items.iter().for_each(|item| look(&item.blocks)),
        BlockKind::Definitions(definitions) => {
            definitions.iter().flat_map(|d| &d.meanings).for_each(|blocks| look(blocks));
        }
        _ => {}
    });
}

/// Calls `change` for every block below some blocks, outer ones first.
pub(in crate::parse) fn each_block_mut(blocks: &mut [Block], change: &mut dyn FnMut(&mut Block)) {
    for block in blocks {
        change(block);
        match &mut block.kind {
            BlockKind::Quote(blocks) => each_block_mut(blocks, change),
            BlockKind::Footnote(footnote) => each_block_mut(&mut footnote.blocks, change),
            BlockKind::Callout(callout) => each_block_mut(&mut callout.blocks, change),
            BlockKind::List(list) => {
                list.items.iter_mut().for_each(|item| each_block_mut(&mut item.blocks, change));
            }
            BlockKind::Definitions(definitions) => {
                definitions
                    .iter_mut()
                    .flat_map(|definition| &mut definition.meanings)
                    .for_each(|blocks| each_block_mut(blocks, change));
            }
            _ => {}
        }
    }
}

/// Calls `change` for every run of inlines below some blocks, inner ones included.
pub(in crate::parse) fn each_inlines_mut(
    blocks: &mut [Block],
    change: &mut dyn FnMut(&mut Box<[Inline]>),
) {
    fn walk(inlines: &mut Box<[Inline]>, change: &mut dyn FnMut(&mut Box<[Inline]>)) {
        change(inlines);
        for inline in inlines {
            match &mut inline.kind {
                InlineKind::Emphasis(inner)
                | InlineKind::Strong(inner)
                | InlineKind::Strike(inner) => walk(inner, change),
                InlineKind::Link(leads) => walk(&mut leads.inlines, change),
                _ => {}
            }
        }
    }
    each_block_mut(blocks, &mut |block| match &mut block.kind {
        BlockKind::Heading(heading) => walk(&mut heading.inlines, change),
        BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => walk(inlines, change),
        BlockKind::Callout(callout) => walk(&mut callout.title, change),
        BlockKind::Table(table) => {
            for cell in table.head.iter_mut().chain(table.rows.iter_mut().flatten()) {
                walk(&mut cell.inlines, change);
            }
        }
        BlockKind::Definitions(definitions) => {
            for definition in definitions {
                walk(&mut definition.term, change);
            }
        }
        _ => {}
    });
}
