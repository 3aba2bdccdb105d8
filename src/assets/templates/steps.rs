//! Counts the steps of a template: a call at the end of each loop, which ends one that goes on without end.
//!
//! A loop of Tera cannot be counted from outside.

use std::cell::Cell;
use tera::{Kwargs, State};

thread_local! {
    /// Steps that the template which this thread renders has left.
    pub(super) static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// What the call at the end of a loop is named.
pub(super) const STEP: &str = "gw_step";

pub(super) const ENDLESS: &str = "no steps are left";

pub(super) fn step(_: Kwargs, _: &State<'_>) -> Result<&'static str, tera::Error> {
    let left = STEPS.get();
    if left == 0 {
        return Err(tera::Error::message(ENDLESS));
    }
    STEPS.set(left - 1);
    Ok("")
}

/// Where something was put into a line: line and column from one, and how many letters it has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seam {
    pub line: usize,
    pub column: usize,
    pub width: usize,
}

/// A template that counts each turn of its loops and each use of its components, and where that was put in.
pub(super) fn count_steps(text: &str) -> (String, Vec<Seam>) {
    let mut out = String::with_capacity(text.len() + 64);
    let mut seams = Vec::new();
    let mut put = |out: &mut String, at: usize, call: &str| {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = text[..at].matches('\n').count() + 1;
        let column = text[start..at].chars().count() + 1;
        seams.push(Seam { line, column, width: call.len() });
        out.push_str(call);
    };
    let mut at = 0;
    let mut child = false;
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        let end = match text.as_bytes().get(start + 1) {
            Some(b'#') => text[start..].find("#}").map(|end| start + end + 2),
            Some(b'{') => close(text, start, "}}"),
            Some(b'%') => close(text, start, "%}"),
            _ => Some(start + 1),
        };
        out.push_str(&text[at..start]);
        let Some(mut end) = end else {
            at = start;
            break;
        };
        let tag = text[start..end].strip_prefix("{%").unwrap_or_default();
        let trims = tag.starts_with('-');
        let word = tag.trim_start_matches('-').split_whitespace().next().unwrap_or_default();
        let word = word.trim_end_matches("%}").trim_end_matches('-');
        if word == "raw" {
            // What looks like a tag in there is text.
            let close = text[end..].match_indices("{%").find(|(at, _)| {
                text[end + at + 2..].trim_start_matches('-').trim_start().starts_with("endraw")
            });
            end = close.map_or(text.len(), |(at, _)| end + at);
        } else if ["endfor", "continue", "endcomponent"].contains(&word) {
            let call =
                if trims { format!("{{{{- {STEP}() -}}}}") } else { format!("{{{{ {STEP}() }}}}") };
            put(&mut out, start, &call);
        }
        child |= word == "extends";
        out.push_str(&text[start..end]);
        at = end;
    }
    out.push_str(&text[at..]);
    if !child {
        // A template that is included counts as well.
        let call = format!("{{{{ {STEP}() }}}}");
        seams.insert(0, Seam { line: 1, column: 1, width: call.len() });
        out.insert_str(0, &call);
    }
    (out, seams)
}

/// The end of a tag; what closes it may stand in a string before.
fn close(text: &str, start: usize, mark: &str) -> Option<usize> {
    let mut quote = None;
    for (offset, letter) in text[start..].char_indices() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, _) if text[start + offset..].starts_with(mark) => {
                return Some(start + offset + mark.len());
            }
            _ => {}
        }
    }
    None
}
