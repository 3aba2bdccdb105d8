//! Contents as `[[part]]` tables.

use crate::cli::quoted;
use crate::manifest::outline::{EntryKind, Outline, OutlineEntry};
use std::fmt::Write as _;

/// All parts of an outline. One that holds counted chapters beside others becomes several.
pub(super) fn parts(outline: &Outline) -> String {
    let mut out = String::new();
    let mut entries = outline.entries.as_slice();
    let mut shown = 0;
    while let Some(first) = entries.first() {
        let part = first.part;
        // Parts without chapters stand above those that have some.
        while shown < part {
            head(&mut out, outline, shown, false);
            out.push_str("chapters = []\n");
            shown += 1;
        }
        let is_counted = counted(entries);
        let length = run(entries, is_counted);
        let (here, rest) = entries.split_at(length);
        let begins = shown == part;
        head(&mut out, outline, if begins { part } else { usize::MAX }, is_counted);
        shown = part + 1;
        out.push_str("chapters = [\n");
        list(&mut out, here, 0);
        out.push_str("]\n");
        entries = rest;
    }
    out
}

fn head(out: &mut String, outline: &Outline, part: usize, is_counted: bool) {
    let title = outline.parts.get(part).map_or("", |part| part.title.as_str());
    let _ = writeln!(out, "\n[[part]]\ntitle = {}", quoted(title));
    if is_counted {
        out.push_str("numbered = true\n");
    }
}

/// Whether the first chapter of some entries is counted.
fn counted(entries: &[OutlineEntry]) -> bool {
    let part = entries.first().map(|entry| entry.part);
    let mut here = entries.iter().take_while(|entry| Some(entry.part) == part);
    here.find(|entry| says(entry)).is_some_and(|entry| !entry.number.is_empty())
}

/// Whether an entry shows if its part is counted.
fn says(entry: &OutlineEntry) -> bool {
    use EntryKind::{Divider, Home, Link, Place};
    !matches!(entry.kind, Divider | Place | Link | Home)
}

/// How many entries at the start stand in one part and are counted alike.
fn run(entries: &[OutlineEntry], is_counted: bool) -> usize {
    let part = entries[0].part;
    let other = |entry: &OutlineEntry| {
        entry.part != part
            || entry.depth == 0 && says(entry) && entry.number.is_empty() == is_counted
    };
    entries.iter().position(other).unwrap_or(entries.len())
}

fn list(out: &mut String, entries: &[OutlineEntry], depth: usize) {
    let indent = "  ".repeat(depth + 1);
    let mut rest = entries;
    while let Some((entry, after)) = rest.split_first() {
        let inner = after.iter().position(|it| it.depth <= entry.depth).unwrap_or(after.len());
        let (inner, after) = after.split_at(inner);
        rest = after;
        let mut fields = Vec::new();
        match entry.kind {
            EntryKind::Divider => {
                let _ = writeln!(out, "{indent}\"---\",");
                continue;
            }
            // `home` in `[book]` says which one is shown there.
            EntryKind::Home | EntryKind::Chapter => {
                fields.push(format!("file = {}", quoted(&entry.path)));
            }
            EntryKind::Place | EntryKind::Link => {
                fields.push(format!("link = {}", quoted(&entry.path)));
            }
            EntryKind::Draft | EntryKind::Group => {}
        }
        if !entry.title.is_empty() {
            fields.push(format!("title = {}", quoted(&entry.title)));
        }
        let _ = write!(out, "{indent}{{ {}", fields.join(", "));
        if !inner.is_empty() || entry.kind == EntryKind::Group {
            out.push_str(", chapters = [\n");
            list(out, inner, depth + 1);
            let _ = write!(out, "{indent}]");
        }
        out.push_str(" },\n");
    }
}
