//! Marks that begin a line.

use super::ours::{callout, container};
use crate::check::foreign::{CONFLICT_MARKER, FOREIGN_MARK, Mark, Words};
use crate::parse::doc::CalloutKind;

/// A mark that begins a line.
pub(in crate::check::foreign) fn line(words: Words<'_>, at: usize) -> Option<Mark> {
    let line = words.line(at).trim_end();
    let told = |help: String| {
        let finding =
            words.broken(&FOREIGN_MARK, at, line.len(), format!("nothing reads `{line}`"));
        Some((line.len(), Some(finding.help(help))))
    };
    match line.as_bytes().first()? {
        b':' if line.starts_with(":::") => {
            let name = line.trim_start_matches(':').trim();
            if name.is_empty() {
                // The end of what was told at its start.
                return Some((line.len(), None));
            }
            told(container(name))
        }
        b'!' | b'?' if line[1..].starts_with("> ") => {
            told(callout(if line.starts_with('!') { "important" } else { "tip" }, ""))
        }
        b'!' | b'?' => {
            let rest = line.strip_prefix("!!!").or_else(|| line.strip_prefix("???"))?;
            let rest = rest.strip_prefix('+').unwrap_or(rest).strip_prefix(' ')?;
            let (name, title) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
            let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            let quoted = rest.starts_with(['"', '“']);
            let (name, title) = if quoted { ("", rest) } else { (name, title) };
            if !(quoted || is_name && !name.is_empty()) || !(title.is_empty() || title.trim_start().starts_with(['"', '“'])) {
                return None;
            }
            let title = title.trim().trim_matches(['"', '“', '”']);
            if line.starts_with('?') {
                return told("write `<details><summary>…</summary>`, a blank line, the text, `</details>`".to_owned());
            }
            told(callout(name, title))
        }
        b'=' if line.starts_with("=== \"") || line.starts_with("=== “") => told(
            "put blocks of code one after the other and give each a `tab=\"…\"` behind its language"
                .to_owned(),
        ),
        b'-' if line.starts_with("--8<--") || line.starts_with("-8<-") => {
            told("write `{{#include path/to/file}}`".to_owned())
        }
        b'[' | b'{' | b'$' => {
            const CONTENTS: [&str; 6] = ["[toc]", "[[toc]]", "[[_toc_]]", "{:toc}", "{{toc}}", "${toc}"];
            if CONTENTS.contains(&line.to_ascii_lowercase().as_str()) {
                let help = "take the line out: every page shows its own contents".to_owned();
                let (length, finding) = told(help)?;
                return Some((length, finding.map(|finding| finding.mended(line, ""))));
            }
            if let Some(file) = line.strip_prefix("{!").and_then(|rest| rest.strip_suffix("!}")) {
                return told(format!("write `{{{{#include {}}}}}`", file.trim()));
            }
            let (name, title) = line.strip_prefix("[!")?.split_once(']')?;
            CalloutKind::ALL.iter().find(|(mark, _)| mark.eq_ignore_ascii_case(name))?;
            told(callout(name, title.trim()))
        }
        b'<' if line.starts_with("<<<<<<< ") => {
            let message = "this is a conflict of versions, both of them on the page";
            let finding = words.broken(&CONFLICT_MARKER, at, line.len(), message.to_owned());
            let help = "keep one version, and take out the lines of `<<<<<<<`, `=======` and `>>>>>>>`";
            Some((line.len(), Some(finding.help(help.to_owned()))))
        }
        b'.' => told(restructured(line)?),
        b'/' => {
            let name = line.strip_prefix("/// ")?;
            let (name, title) = name.split_once('|').unwrap_or((name, ""));
            told(container(&format!("{} {}", name.trim(), title.trim())))
        }
        b'\\' => {
            let rest = &line[1..];
            if rest.starts_with("begin{") {
                return told("write lines of `$$` above and below the formula".to_owned());
            }
            const LAYOUT: [&str; 5] = ["newpage", "pagebreak", "clearpage", "tableofcontents", "toc"];
            LAYOUT.contains(&rest).then(|| told("take the line out: pages need none".to_owned()))?
        }
        b'*' => {
            let (short, long) = line.strip_prefix("*[")?.split_once("]: ")?;
            told(format!("write `<abbr title=\"{}\">{short}</abbr>`, or a term of the glossary", long.trim()))
        }
        b'e' if line.starts_with("export ") && (line.contains(" = ") || line.contains("function")) => {
            told("take the line out: chapters are Markdown and run no components".to_owned())
        }
        b'i' if line.starts_with("import ") && line.contains(" from ") => {
            let ends = line.trim_end_matches(';').ends_with(['"', '\'', '”', '’']);
            ends.then(|| told("take the line out: chapters are Markdown and run no components".to_owned()))?
        }
        _ => None,
    }
}

/// What stands for a line `.. name:: words` of reStructuredText.
fn restructured(line: &str) -> Option<String> {
    let (name, words) = line.strip_prefix(".. ")?.split_once("::")?;
    let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !name.is_empty();
    is_name.then(|| match name {
        "image" | "figure" => "write `![what it shows](file)`".to_owned(),
        "code" | "code-block" | "sourcecode" => {
            "put lines of ```` ``` ```` above and below the code".to_owned()
        }
        "include" | "literalinclude" => "write `{{#include path/to/file}}`".to_owned(),
        "contents" | "toctree" => "take it out: every page shows its own contents".to_owned(),
        _ => callout(name, words.trim()),
    })
}
