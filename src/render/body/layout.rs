//! Lists that are laid out as steps, as cards or as files in their folders.

use super::Writer;
use crate::parse::doc::{BlockKind, Callout, InlineKind, Item, Layout, plain};
use std::fmt::Write as _;

impl<'g> Writer<'g, '_> {
    pub(super) fn laid_out(&mut self, layout: Layout, callout: &'g Callout) {
        let name = layout.mark().to_ascii_lowercase();
        let _ = writeln!(self.out, "<div class=\"gw-{name}\">");
        if !callout.title.is_empty() {
            self.out.push_str("<p class=\"gw-layout-title\">");
            self.apart(|writer| writer.inlines(&callout.title));
            self.out.push_str("</p>\n");
        }
        let around = self.layout.replace(layout);
        self.apart(|writer| writer.blocks(&callout.blocks));
        self.layout = around;
        self.out.push_str("</div>\n");
    }
}

/// Whether an item begins with a link, to which its card leads.
pub(super) fn leads(item: &Item) -> bool {
    let first = item.blocks.first().and_then(|block| match &block.kind {
        BlockKind::Plain(inlines) | BlockKind::Paragraph(inlines) => inlines.first(),
        _ => None,
    });
    first.is_some_and(|inline| match &inline.kind {
        InlineKind::Link(_) => true,
        InlineKind::Strong(inner) => {
            inner.first().is_some_and(|first| matches!(first.kind, InlineKind::Link(_)))
        }
        _ => false,
    })
}

/// Whether an item is a folder among files: it holds some, or its name ends as folders' names do.
pub(super) fn is_folder(item: &Item) -> bool {
    item.blocks.iter().any(|block| matches!(block.kind, BlockKind::List(_)))
        || item.blocks.first().is_some_and(|block| match &block.kind {
            BlockKind::Plain(inlines) | BlockKind::Paragraph(inlines) => {
                plain(inlines).split_whitespace().next().is_some_and(|name| name.ends_with('/'))
            }
            _ => false,
        })
}
