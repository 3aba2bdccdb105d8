//! Marks of other programs, each with our way to say the same.

use super::{CONFLICT_MARKER, FOREIGN_MARK, Mark, UNKNOWN_HELPER, Words};
use crate::finding::{Finding, did_you_mean};
use crate::load::include::is_slip;
use crate::parse::Chapter;
use crate::parse::blocks::slug;
use crate::parse::doc::{Block, BlockKind, Callout, CalloutKind, Inline, InlineKind};
use crate::parse::formula::says_formula;

const BESIDE: &str = "put a backslash before it if it is text";

/// A mark that begins a line.
pub(super) fn line(words: Words<'_>, at: usize) -> Option<Mark> {
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

/// How long a comment of components or of templates is.
fn comment(rest: &str) -> usize {
    let end = if rest.starts_with("{/*") { "*/}" } else { "#}" };
    rest.find(end).map_or(rest.trim_end().len(), |at| at + end.len())
}

/// A mark anywhere in a text.
pub(super) fn mark(words: Words<'_>, at: usize) -> Option<Mark> {
    let rest = words.line(at);
    let told = |length: usize, help: String| {
        let written = &rest[..length];
        let finding = words.broken(&FOREIGN_MARK, at, length, format!("nothing reads `{written}`"));
        Some((length, Some(finding.help(help))))
    };
    // The same, where `becomes` says what was meant.
    let mended = |length: usize, help: String, becomes: String| {
        let (length, finding) = told(length, help)?;
        Some((length, finding.map(|finding| finding.mended(&rest[..length], becomes))))
    };
    match rest.as_bytes().first()? {
        // The reading of includes has told of it.
        b'{' if rest.starts_with("{{") && is_slip(rest) => {
            Some((rest.find("}}").map_or(rest.len(), |end| end + 2), None))
        }
        b'{' if rest.starts_with("{{#") => Some(helper(words, at, rest)),
        b'{' if rest.starts_with("{{<") || rest.starts_with("{{%") => {
            let length = rest.find("}}")? + 2;
            told(length, "shortcodes of other programs are not run: write a picture as `![words](file)`, a note as `> [!NOTE]`, or a template in `templates/shortcodes` for one of your own".to_owned())
        }
        b'{' if rest.starts_with("{{") => {
            let length = rest.find("}}")? + 2;
            told(
                length,
                "nothing is filled in here: write the value itself, or `\\{{` to show the braces"
                    .to_owned(),
            )
        }
        b'{' if rest.starts_with("{/*") || rest.starts_with("{# ") => {
            told(comment(rest), "a comment is written `<!-- … -->`".to_owned())
        }
        b'{' if rest.starts_with("{%") => {
            let length = rest.find("%}")? + 2;
            told(length, liquid(&rest[2..length - 2]))
        }
        b'{' if ["{++", "{--", "{~~", "{>>", "{=="].iter().any(|it| rest.starts_with(it)) => {
            let length = rest.find(&format!("{}}}", closing(&rest[1..3])))? + 3;
            told(length, "changes are not tracked: write the text as it shall be".to_owned())
        }
        b'{' => attributes(words, at, rest).and_then(|length| told(length, shape(words))),
        b'[' if rest.starts_with("[[") => {
            let inner = &rest[2..rest.find("]]")?];
            let named = inner.trim_start_matches('#').starts_with(|c: char| c.is_alphanumeric())
                && !inner.contains(['[', ']']);
            let before = words.letter_before(at);
            let alone = !rest[inner.len() + 4..].starts_with(['(', '[', ']', ':']);
            // `[[P99]]` with a definition of `[P99]` is a link in brackets.
            let is_link =
                at + 1 == words.text.len() && matches!(words.after, Some(InlineKind::Link { .. }));
            (named && alone && !is_link && before != Some('[')).then_some(())?;
            let (page, label) = inner.split_once('|').unwrap_or((inner, inner));
            if page.starts_with('#') {
                let id = slug(page.trim_start_matches('#').trim());
                let label = label.trim_start_matches('#').trim();
                return told(inner.len() + 4, format!("write `[{label}](#{id})`"));
            }
            if before == Some('!') {
                let file = page.trim().replace(' ', "%20");
                return told(inner.len() + 4, format!("write `![what it shows]({file})`"));
            }
            told(
                inner.len() + 4,
                format!("write `[{}]({}.md)`", label.trim(), page.trim().replace(' ', "%20")),
            )
        }
        b'[' if rest.starts_with("[@") || rest.starts_with("[-@") => {
            let inner = &rest[1..rest.find(']')?];
            let named = inner.trim_start_matches(['-', '@']).starts_with(char::is_alphanumeric);
            (named && !inner.contains('/')).then_some(())?;
            told(
                inner.len() + 2,
                "works are not looked up: write a link, or a footnote `[^1]`".to_owned(),
            )
        }
        b'^' if rest.starts_with("^[") => {
            let length = rest.find(']')? + 1;
            told(
                length,
                "write `[^1]` here, and `[^1]: …` on a line of its own below the paragraph"
                    .to_owned(),
            )
        }
        b'~' | b'^' => script(words, at, rest).and_then(|(length, tag)| {
            let inner = &rest[1..length - 1];
            let ours = format!("<{tag}>{inner}</{tag}>");
            mended(length, format!("write `{ours}`"), ours)
        }),
        b']' if rest.starts_with("]{") => {
            let length = 1 + attribute_list(&rest[1..])?;
            let finding = words.broken(
                &FOREIGN_MARK,
                at + 1,
                length - 1,
                format!("nothing reads `{}`", &rest[1..length]),
            );
            Some((length, Some(finding.help(format!("take it out, or {BESIDE}")))))
        }
        b'=' if rest.starts_with("==") => {
            let before = words
                .letter_before(at)
                .is_none_or(|letter| !letter.is_alphanumeric() && letter != '=');
            let inner = &rest[2..2 + rest[2..].find("==")?];
            let tight = !inner.is_empty() && inner.trim() == inner && !inner.starts_with('=');
            let after = rest[inner.len() + 4..].chars().next();
            (before && tight && after.is_none_or(|c| !c.is_alphanumeric() && c != '='))
                .then_some(())?;
            let ours = format!("<mark>{inner}</mark>");
            mended(inner.len() + 4, format!("write `{ours}`, or `**{inner}**`"), ours)
        }
        b'%' if rest.starts_with("%%") => {
            let inner = &rest[2..2 + rest[2..].find("%%")?];
            let blank = words.letter_before(at).is_none_or(char::is_whitespace);
            (blank && !inner.is_empty()).then_some(())?;
            let (length, help) = (inner.len() + 4, "a comment is written `<!-- … -->`".to_owned());
            if inner.contains("--") {
                return told(length, help);
            }
            mended(length, help, format!("<!-- {} -->", inner.trim()))
        }
        _ => None,
    }
}

/// What ends a change that begins so.
fn closing(mark: &str) -> &str {
    if mark == ">>" { "<<" } else { mark }
}

/// `H~2~O` and `x^2^`: the length of the mark, and the element that says the same.
fn script(words: Words<'_>, at: usize, rest: &str) -> Option<(usize, &'static str)> {
    const LONGEST: usize = 12;
    let (sign, tag) = if rest.starts_with('~') { ('~', "sub") } else { ('^', "sup") };
    let inner = rest[1..].split_once(sign)?.0;
    let short = !inner.is_empty()
        && inner.len() <= LONGEST
        && inner.chars().all(|c| c.is_alphanumeric() || "+-−.,".contains(c));
    let apart = !rest[inner.len() + 2..].starts_with(sign);
    let behind = words.letter_before(at).is_some_and(char::is_alphanumeric);
    (short && apart && behind).then_some((inner.len() + 2, tag))
}

/// `\\(…\\)` and `\\[…\\]`, or with one backslash what can only be a formula.
pub(super) fn brackets(words: Words<'_>, at: usize) -> Option<Mark> {
    let rest = words.from(at);
    let double = words.slashes_before(at) > 1;
    let slashes = if double { "\\\\" } else { "\\" };
    let (open, close) = if rest.starts_with('(') { ('(', ')') } else { ('[', ']') };
    let content = &rest[1..];
    let content = &content[..content.find(&format!("{slashes}{close}"))?];
    if content.trim().is_empty() || !double && !says_formula(content) {
        return None;
    }
    let length = content.len() + slashes.len() + 2;
    let sign = if open == '(' { "$" } else { "$$" };
    let shown = content.split_whitespace().collect::<Vec<_>>().join(" ");
    let start = words.start + at - slashes.len();
    let span = words.chapter.span(&(start..words.start + at + length));
    let finding = FOREIGN_MARK
        .broken(span, format!("`{slashes}{open}` begins no formula"))
        .help(format!("write `{sign}{shown}{sign}`"))
        .mended(
            &words.chapter.text.text[start..words.start + at + length],
            format!("{sign}{shown}{sign}"),
        );
    Some((length, Some(finding)))
}

/// A sign behind the bracket of a callout that looks as if it folded it.
pub(super) fn folded(chapter: &Chapter, callout: &Callout, findings: &mut Vec<Finding>) {
    let Some(Inline { kind: InlineKind::Text(_), at }) = callout.title.first() else { return };
    let text = &chapter.text.text;
    // The sign stands right behind the bracket, or the title begins with a dash of its own.
    if text[at.start..].starts_with(['-', '+']) && text[..at.start].ends_with(']') {
        let sign = &text[at.start..=at.start];
        findings.push(
            FOREIGN_MARK
                .broken(chapter.span(&(at.start..at.start + 1)), format!("nothing reads `{sign}` here"))
                .help(format!("write `{sign} ` with a blank behind it to fold the callout, or a blank before it")),
        );
    }
}

/// In code, helpers of mdBook that bring a listing: others may be what the code is about.
pub(super) fn helpers(chapter: &Chapter, block: &Block, findings: &mut Vec<Finding>) {
    const LISTINGS: [&str; 3] = ["{{#rustdoc_include ", "{{#playground ", "{{#playpen "];
    let BlockKind::Code(code) = &block.kind else { return };
    for (line, start) in code.text.lines().zip(&code.lines) {
        let Some((at, mark)) = LISTINGS.iter().find_map(|mark| Some((line.find(mark)?, mark)))
        else {
            continue;
        };
        if line[..at].ends_with('\\') {
            continue;
        }
        let length = line[at..].find("}}").map_or(line.len() - at, |end| end + 2);
        let name = mark.trim_start_matches("{{#").trim_end();
        findings.push(
            UNKNOWN_HELPER
                .broken(
                    chapter.span(&(start + at..start + at + length)),
                    format!("nothing expands `{{{{#{name}}}}}`"),
                )
                .help("write `{{#include file}}`".to_owned())
                .mended(format!("{{{{#{name} "), "{{#include "),
        );
    }
}

/// `{{#name …}}` that is no include.
fn helper(words: Words<'_>, at: usize, rest: &str) -> Mark {
    let length = rest.find("}}").map_or(rest.len(), |end| end + 2);
    let name = rest[3..].split([' ', '}', '\t']).next().unwrap_or_default();
    if name == "include" && !rest.contains("}}") {
        // The reading of includes has told of it.
        return (length, None);
    }
    let help = match name {
        "include" => "name a file: `{{#include file.txt}}`".to_owned(),
        "rustdoc_include" | "playground" | "playpen" => {
            "write `{{#include file}}` in a block of code".to_owned()
        }
        "title" => "the H1 of the chapter is its title".to_owned(),
        _ => did_you_mean(name, ["include"])
            .unwrap_or_else(|| format!("take it out, or write `\\{{{{#{name}` to show it")),
    };
    let finding = words
        .broken(&UNKNOWN_HELPER, at, length, format!("nothing expands `{{{{#{name}}}}}`"))
        .help(help);
    (length, Some(finding))
}

/// Attributes behind a picture, a link, a line or a block: their length.
fn attributes(words: Words<'_>, at: usize, rest: &str) -> Option<usize> {
    let behind = at == 0
        && matches!(
            words.before,
            Some(InlineKind::Image { .. } | InlineKind::Link { .. } | InlineKind::Code(_))
        );
    let list = rest.trim_end();
    let whole = attribute_list(list) == Some(list.len());
    let ends = words.start + at + list.len() >= words.end
        && words.letter_before(at).is_some_and(char::is_whitespace);
    (behind || whole && (at == 0 || ends)).then(|| attribute_list(rest)).flatten()
}

/// Length of `{.class #id key=value}`, with or without a colon behind its brace.
fn attribute_list(text: &str) -> Option<usize> {
    let end = text.find('}')?;
    let inner = text[1..end].trim_start_matches(':').trim();
    let is_one = |word: &str| {
        word.starts_with(['.', '#']) && word.len() > 1
            || word.split_once('=').is_some_and(|(key, _)| {
                !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            })
    };
    let first = inner.split_whitespace().next()?;
    is_one(first).then_some(end + 1)
}

/// What to do with attributes.
fn shape(words: Words<'_>) -> String {
    match words.before {
        Some(InlineKind::Image { src, alt, .. }) => {
            format!(
                "write `<img src=\"{src}\" alt=\"{alt}\" width=\"…\">` for a picture of its own width, or take the braces out"
            )
        }
        _ => format!("take it out, or {BESIDE}"),
    }
}

fn liquid(inner: &str) -> String {
    let mut parts = inner.trim_matches(['-', ' ']).split_whitespace();
    match parts.next().unwrap_or_default() {
        "hint" | "admonition" | "note" | "callout" => callout("note", ""),
        "include" | "include_relative" | "code" => "write `{{#include path/to/file}}`".to_owned(),
        "tabs" | "tab" => line_help_for_tabs(),
        _ => "nothing runs it: write what it stands for, or `\\{%` to show it".to_owned(),
    }
}

fn line_help_for_tabs() -> String {
    "put blocks of code one after the other and give each a `tab=\"…\"` behind its language"
        .to_owned()
}

/// What stands for a block of code of that name.
pub(super) fn directive(name: &str) -> String {
    if says_callout(name) {
        callout(name, "")
    } else if name.starts_with("tab") {
        line_help_for_tabs()
    } else {
        format!("nothing runs it: write `{name}` without the braces if that is its language")
    }
}

/// What stands for a `:::` container of that name.
fn container(name: &str) -> String {
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
pub(super) fn callout_called(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "info" | "abstract" | "example" | "quote" | "seealso" => "NOTE",
        "hint" | "success" => "TIP",
        "attention" => "IMPORTANT",
        "danger" | "error" | "bug" | "failure" => "CAUTION",
        _ => return None,
    })
}

/// The callout that comes nearest to what others call `name`.
fn callout(name: &str, title: &str) -> String {
    let mut known = CalloutKind::ALL.iter().map(|(mark, _)| *mark);
    let ours = known.find(|mark| mark.eq_ignore_ascii_case(name));
    let mark = ours.or_else(|| callout_called(name)).unwrap_or("NOTE");
    let title = if title.is_empty() { String::new() } else { format!(" {title}") };
    format!("write `> [!{mark}]{title}`, and `> ` before each of its lines")
}
