//! Our way to write what other programs have marks for.

use crate::parse::doc::CalloutKind;

pub(super) fn liquid(inner: &str) -> String {
    let mut parts = inner.trim_matches(['-', ' ']).split_whitespace();
    match parts.next().unwrap_or_default() {
        "hint" | "admonition" | "note" | "callout" => callout("note", ""),
        "include" | "include_relative" | "code" => "write `{{#include path/to/file}}`".to_owned(),
        "tabs" | "tab" => line_help_for_tabs(),
        _ => "nothing runs it: write what it stands for, or `\\{%` to show it".to_owned(),
    }
}

pub(super) fn line_help_for_tabs() -> String {
    "put blocks of code one after the other and give each a `tab=\"…\"` behind its language"
        .to_owned()
}

/// What stands for a block of code of that name.
pub(in crate::check) fn directive(name: &str) -> String {
    if says_callout(name) {
        callout(name, "")
    } else if name.starts_with("tab") {
        line_help_for_tabs()
    } else {
        format!("nothing runs it: write `{name}` without the braces if that is its language")
    }
}

/// What stands for a `:::` container of that name.
pub(super) fn container(name: &str) -> String {
    let inner = name.trim_start_matches(['{', ' ', '.']).trim_start_matches("callout-");
    let end = inner.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    match name {
        "details" => {
            "write `<details><summary>…</summary>`, a blank line, the text, `</details>`".to_owned()
        }
        "code-group" | "tabs" | "tab" | "panel-tabset" => line_help_for_tabs(),
        _ => {
            let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[');
            let title = rest.trim_matches(['[', ']', '}', ' ', '"']);
            callout(name, if title.contains('=') { "" } else { title })
        }
    }
}

/// Whether others call a callout so.
fn says_callout(name: &str) -> bool {
    const OTHERS: [&str; 13] = [
        "info",
        "abstract",
        "example",
        "quote",
        "seealso",
        "hint",
        "success",
        "attention",
        "danger",
        "error",
        "bug",
        "failure",
        "admonition",
    ];
    let name = name.to_ascii_lowercase();
    OTHERS.contains(&name.as_str())
        || CalloutKind::ALL.iter().any(|(mark, _)| mark.eq_ignore_ascii_case(&name))
}

/// Our callout for one that other programs have and we have not.
pub(in crate::check) fn callout_called(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "info" | "abstract" | "example" | "quote" | "seealso" => "NOTE",
        "hint" | "success" => "TIP",
        "attention" => "IMPORTANT",
        "danger" | "error" | "bug" | "failure" => "CAUTION",
        _ => return None,
    })
}

/// The callout that comes nearest to what others call `name`.
pub(super) fn callout(name: &str, title: &str) -> String {
    let mut known = CalloutKind::ALL.iter().map(|(mark, _)| *mark);
    let ours = known.find(|mark| mark.eq_ignore_ascii_case(name));
    let mark = ours.or_else(|| callout_called(name)).unwrap_or("NOTE");
    let title = if title.is_empty() { String::new() } else { format!(" {title}") };
    format!("write `> [!{mark}]{title}`, and `> ` before each of its lines")
}
