//! A whole block of code: what its head says, its lines, the notes on them.

use super::{Colouring, Highlighter, known, lines};
use crate::html::{escape, escape_text};
use crate::locale::Locale;
use crate::parse::doc::Code;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The text of a block as it is shown, and the notes of its lines.
pub fn shown(code: &Code) -> (Cow<'_, str>, BTreeMap<usize, Vec<u32>>) {
    if code.options.notes {
        let (text, notes) = take_notes(&code.text);
        (text.into(), notes)
    } else {
        (Cow::Borrowed(&code.text), BTreeMap::new())
    }
}

/// A whole block: header, lines, marks.
pub fn block(highlighter: &Highlighter, code: &Code, locale: &Locale) -> String {
    let options = &code.options;
    let (text, notes) = shown(code);
    let inner = highlighter.code(&code.language, &text);
    let by_line = options.numbers
        || !options.marked.is_empty()
        || !options.hidden.is_empty()
        || !notes.is_empty();
    let mut html = String::with_capacity(inner.len() + 300);
    html.push_str("<figure class=\"gw-code");
    if options.numbers {
        html.push_str(" gw-numbered");
    }
    let _ = write!(html, "\" data-language=\"{}\"", escape(&code.language));
    if let Some(tab) = &options.tab {
        let _ = write!(html, " data-tab=\"{}\"", escape(tab));
    }
    html.push('>');
    let title = options.title.clone().or_else(|| label(&code.language, locale).map(str::to_owned));
    if let Some(title) = &title {
        let kind = if options.title.is_some() { "gw-code-file" } else { "gw-code-language" };
        let _ = write!(
            html,
            "<div class=\"gw-code-head\"><span class=\"{kind}\">{}</span></div>",
            escape(title)
        );
    }
    let name = title.as_deref().unwrap_or(locale.word("prose.code"));
    let _ = write!(html, "<pre tabindex=\"0\" role=\"group\" aria-label=\"{}\">", escape(name));
    if code.language.is_empty() {
        html.push_str("<code>");
    } else {
        let _ = write!(html, "<code class=\"language-{}\">", escape(&code.language));
    }
    let lines = lines::apart(&inner, &text, known(&code.language) == Colouring::Plain);
    if by_line {
        let within = |ranges: &[(usize, usize)], line: usize| {
            ranges.iter().any(|(a, b)| (*a..=*b).contains(&line))
        };
        for (index, line) in lines.iter().enumerate() {
            let number = index + 1;
            let marked = if within(&options.marked, number) { " gw-marked" } else { "" };
            if within(&options.hidden, number) {
                // Beside the point, so it stands without colours when a reader asks for it.
                let _ = write!(html, "<span class=\"gw-line gw-hidden{marked}\">");
                html.push_str(&escape_text(line.plain));
            } else {
                let _ = write!(html, "<span class=\"gw-line{marked}\">");
                line.push_to(&mut html);
            }
            for note in notes.get(&index).into_iter().flatten() {
                let _ = write!(html, "<b class=\"gw-note-mark\"> <i>(</i>{note}<i>)</i></b>");
            }
            let _ = write!(html, "{}</span>", line.end);
        }
    } else {
        for line in lines {
            line.push_to(&mut html);
            html.push_str(line.end);
        }
    }
    html.push_str("</code></pre>");
    if let Some(caption) = &options.caption {
        let _ = write!(html, "<figcaption>{}</figcaption>", escape(caption));
    }
    html.push_str("</figure>\n");
    html
}

/// What a reader calls the language, shown when there is no file name.
fn label<'l>(language: &'l str, locale: &'l Locale) -> Option<&'l str> {
    Some(match language {
        "console" | "shell-session" | "shellsession" | "terminal" | "doscon" => {
            locale.word("prose.terminal")
        }
        "bash" | "sh" | "shell" => locale.word("prose.shell"),
        "yaml" | "yml" => "YAML",
        "json" => "JSON",
        "jsonc" => "JSON with comments",
        "jsonl" | "ndjson" | "jsonlines" => "JSON Lines",
        "helm" => "Helm",
        "python" | "py" | "pycon" => "Python",
        "sql" => "SQL",
        "hcl" | "terraform" | "tf" => "Terraform",
        "toml" | "toml-fragment" => "TOML",
        "dockerfile" | "docker" => "Dockerfile",
        "typescript" | "ts" => "TypeScript",
        "" | "text" | "txt" | "plain" | "plaintext" | "none" => return None,
        other => other,
    })
}

/// Takes markers such as `# (1)` off the lines' ends.
pub fn take_notes(text: &str) -> (String, BTreeMap<usize, Vec<u32>>) {
    let mut out = String::with_capacity(text.len());
    let mut notes = BTreeMap::<usize, Vec<u32>>::new();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let found = ["#", "//", "--", ";"].iter().find_map(|mark| {
            let at = line.rfind(mark)?;
            let comment = line[at + mark.len()..].trim_end().strip_suffix(')')?;
            let (words, number) = comment.rsplit_once('(')?;
            let number = number.parse::<u32>().ok()?;
            // A comment that says something besides stays: `# 0.31 (1)`.
            let end = if words.trim().is_empty() { at } else { at + mark.len() + words.len() };
            (words.is_empty() || words.ends_with(' ')).then_some((end, number))
        });
        match found {
            Some((at, number)) => {
                out.push_str(line[..at].trim_end());
                notes.entry(index).or_default().push(number);
            }
            None => out.push_str(line),
        }
        out.push_str(end);
    }
    (out, notes)
}
