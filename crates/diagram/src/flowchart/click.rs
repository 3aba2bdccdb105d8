//! Nodes that lead somewhere: `click a "chapter.md#part"` and `click a href "https://…"`.

use std::ops::Range;

use super::super::Fault;
use super::super::cursor::{Cursor, within};

/// A node that leads somewhere.
pub(super) struct Click<'a> {
    pub(super) name: &'a str,
    pub(super) name_at: Range<usize>,
    pub(super) to: String,
}

/// Reads what follows `click`.
pub(super) fn read<'a>(cursor: &mut Cursor<'a>, keyword: Range<usize>) -> Result<Click<'a>, Fault> {
    let (line, span) = cursor.line();
    let Some((name, to)) = parts(line) else {
        let help = "write `click node \"chapter.md\"` or `click node href \"https://…\"`; a diagram runs no scripts";
        return Err(Fault::new(keyword.start..span.end, "this click leads nowhere", help));
    };
    Ok(Click { name, name_at: within(line, span.start, name), to: to.to_owned() })
}

/// Name and address; nothing for a call of a script.
fn parts(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix("href").map_or(rest, str::trim_start);
    let (to, _) = rest.strip_prefix('"')?.split_once('"')?;
    (!to.is_empty()).then_some((name, to))
}

/// The addresses in a diagram's source with their places, whatever else is wrong with it.
pub(in super::super) fn links(source: &str) -> Vec<(Range<usize>, String)> {
    let mut links = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let click =
            line.trim_start().strip_prefix("click").filter(|rest| rest.starts_with([' ', '\t']));
        if let Some((_, to)) = click.and_then(|rest| parts(rest.trim_start())) {
            links.push((within(line, at, to), to.to_owned()));
        }
        at += line.len();
    }
    links
}
