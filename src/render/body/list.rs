//! Lists.

use super::listing::is_tab;
use super::{Writer, layout};
use crate::html::escape;
use crate::parse::doc::{Block, BlockKind, Layout, List};
use std::fmt::Write as _;

impl<'g> Writer<'g, '_> {
    pub(super) fn list(&mut self, list: &'g List) {
        let tasks = list.items.iter().any(|item| item.task.is_some());
        let class = if tasks { " class=\"gw-tasks\"" } else { "" };
        match list.start {
            Some(1) => {
                let _ = writeln!(self.out, "<ol{class}>");
            }
            Some(start) => {
                let _ = writeln!(self.out, "<ol start=\"{start}\"{class}>");
            }
            None => {
                let _ = writeln!(self.out, "<ul{class}>");
            }
        }
        for item in &list.items {
            self.out.push_str(match self.layout {
                Some(Layout::Files) if layout::is_folder(item) => "<li class=\"gw-folder\">",
                Some(Layout::Files) => "<li class=\"gw-file\">",
                Some(Layout::Cards) if layout::leads(item) => "<li class=\"gw-leads\">",
                _ => "<li>",
            });
            if let Some(done) = item.task {
                let (state, word) = if done {
                    ("done", self.locale().word("prose.task_done"))
                } else {
                    ("open", self.locale().word("prose.task_open"))
                };
                let _ = write!(
                    self.out,
                    "<span class=\"gw-task gw-task-{state}\"><span class=\"gw-vh\">{} </span></span>",
                    escape(word)
                );
            }
            self.apart(|writer| writer.item(&item.blocks));
            self.out.push_str("</li>\n");
        }
        self.out.push_str(if list.start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn item(&mut self, blocks: &'g [Block]) {
        let tight = blocks.first().is_none_or(|block| matches!(block.kind, BlockKind::Plain(_)));
        if !tight {
            self.out.push('\n');
        }
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 && matches!(blocks[index - 1].kind, BlockKind::Plain(_)) {
                self.out.push('\n');
            }
            if is_tab(block) || matches!(block.kind, BlockKind::Code(_)) {
                // Tabs and notes inside lists go through the run of blocks.
                self.blocks(&blocks[index..]);
                break;
            }
            self.block(block);
        }
    }
}
