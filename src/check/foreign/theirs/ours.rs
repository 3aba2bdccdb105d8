//! Our way to write what other programs have marks for.

use crate::parse::doc::CalloutKind;

pub(super) const TABS: &str =
    "put blocks of code one after the other and give each a `tab=\"…\"` behind its language";
pub(super) const DETAILS: &str =
    "write `<details><summary>…</summary>`, a blank line, the text, `</details>`";
pub(in crate::check::foreign) const FOOTNOTE: &str =
    "write `[^1]` here, and `[^1]: …` on a line of its own below the paragraph";
pub(in crate::check::foreign) const COMMENT: &str = "a comment is written `<!-- … -->`";

/// What stands for `{% name … %}`.
pub(super) fn liquid(inner: &str) -> String {
    let mut parts = inner.trim_matches(['-', ' ']).split_whitespace();
    match parts.next().unwrap_or_default() {
        "hint" | "admonition" | "note" | "callout" => callout("note", ""),
        "include" | "include_relative" | "code" => "write `{{#include path/to/file}}`".to_owned(),
        "tabs" | "tab" => TABS.to_owned(),
        _ => "nothing runs it: write what it stands for, or `\\{%` to show it".to_owned(),
    }
}

/// What stands for a block of code of that name.
pub(in crate::check) fn directive(name: &str) -> String {
    if says_callout(name) {
        callout(name, "")
    } else if name.starts_with("tab") {
        TABS.to_owned()
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
        "details" => DETAILS.to_owned(),
        "code-group" | "tabs" | "tab" | "panel-tabset" => TABS.to_owned(),
        _ => {
            let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[');
            let title = rest.trim_matches(['[', ']', '}', ' ', '"']);
            // What is set in braces is no title.
            let sets = title.contains('=') && !title.contains("==");
            callout(name, if sets { "" } else { title })
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
pub(in crate::check::foreign) fn callout(name: &str, title: &str) -> String {
    let mut known = CalloutKind::ALL.iter().map(|(mark, _)| *mark);
    let ours = known.find(|mark| mark.eq_ignore_ascii_case(name));
    let mark = ours.or_else(|| callout_called(name)).unwrap_or("NOTE");
    let title = if title.is_empty() { String::new() } else { format!(" {title}") };
    format!("write `> [!{mark}]{title}`, and `> ` before each of its lines")
}
