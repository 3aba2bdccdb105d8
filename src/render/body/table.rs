//! Tables.

use super::Writer;
use crate::html::escape;
use crate::parse::doc::{Align, Cell, Table, plain};
use std::collections::BTreeSet;
use std::fmt::Write as _;

impl<'g> Writer<'g, '_> {
    pub(super) fn table(&mut self, table: &'g Table) {
        let name = table
            .head
            .iter()
            .map(|cell| self.told(&cell.inlines))
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>();
        let _ = write!(
            self.out,
            "<div class=\"gw-table\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"><table>\n<thead><tr>",
            escape(&self.locale().say("prose.table", &[("columns", &name.join(", "))]))
        );
        for (index, cell) in table.head.iter().enumerate() {
            // A corner without words heads nothing.
            let (tag, scope) =
                if cell.inlines.is_empty() { ("td", "") } else { ("th", " scope=\"col\"") };
            self.cell(tag, cell, table.align.get(index).copied(), scope);
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        let named = self.scene.guide.is_some() && names_rows(table);
        for row in &table.rows {
            self.out.push_str("<tr>");
            for (index, cell) in row.iter().enumerate() {
                let (tag, scope) =
                    if named && index == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
                self.cell(tag, cell, table.align.get(index).copied(), scope);
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    fn cell(&mut self, tag: &str, cell: &'g Cell, align: Option<Align>, more: &str) {
        let class = match align {
            Some(Align::Centre) => " class=\"gw-centre\"",
            Some(Align::End) => " class=\"gw-end\"",
            _ => "",
        };
        // In half of the time of `write!`: a book may be all tables.
        self.out.extend(["<", tag, more, class, ">"]);
        self.apart(|writer| writer.inlines(&cell.inlines));
        self.out.extend(["</", tag, ">"]);
    }
}

/// Whether the first column says what each row is about: in a comparison it is short, never empty, never the same.
fn names_rows(table: &Table) -> bool {
    const SHORT: usize = 48;
    let names: BTreeSet<String> = table
        .rows
        .iter()
        .filter_map(|row| Some(plain(&row.first()?.inlines)))
        .filter(|name| !name.trim().is_empty() && name.chars().count() <= SHORT)
        .collect();
    table.head.len() > 2 && names.len() == table.rows.len()
}
