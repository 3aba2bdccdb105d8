//! Marks that begin a line.

use super::ours::{DETAILS, TABS, callout, container};
use super::{forums, words_before_line};
use crate::check::foreign::{CONFLICT_MARKER, Mark, Words};
use crate::parse::doc::{BlockKind, CalloutKind};

/// Keys that other programs read at the top of a file.
const SETTINGS: [&str; 12] = [
    "title", "author", "authors", "date", "category", "tags", "slug", "summary", "status",
    "layout", "language", "template",
];
const FRONT: &str = "front matter stands between two lines of `---`, as `key: value`; the H1 of the chapter is its title";

const COMPONENTS: &str = "take the line out: chapters are Markdown and run no components";

/// A mark that begins a line. What stands behind it may hold others, and is looked at by itself.
pub(in crate::check::foreign) fn line(words: Words<'_>, at: usize) -> Option<Mark> {
    let line = words.line(at).trim_end();
    // Tells of the line, of which the first bytes need no second look.
    let head =
        |length: usize, help: String| Some((length, Some(words.foreign(at, line.len(), help))));
    let told = |help: String| head(line.len(), help);
    if words.chapter.text.text[..words.start + at].trim().is_empty() && settings(words, at) {
        return told(FRONT.to_owned());
    }
    match line.as_bytes().first()? {
        b':' if line.starts_with(":::") => {
            let name = line.trim_start_matches(':').trim();
            if name.is_empty() {
                // The end of what was told at its start.
                return Some((line.len(), None));
            }
            let start = line.len() - name.len();
            let word = name.find(['[', ' ', '{']).unwrap_or(name.len());
            // Braces behind the name hold what it is like.
            let behind = name[word..].trim_start();
            let braces = behind.starts_with('{') && !behind.starts_with("{{");
            let end = name.find('}').filter(|_| braces).map_or(word, |end| end + 1);
            head(start + end, container(name))
        }
        b'!' | b'?' if line[1..].starts_with("> ") => {
            head(2, callout(if line.starts_with('!') { "important" } else { "tip" }, ""))
        }
        b'!' | b'?' => note(line).and_then(|(length, help)| head(length, help)).or_else(|| {
            let rest = line.trim_start_matches('!');
            let path = rest.strip_prefix("include").or_else(|| rest.strip_prefix("INCLUDE"))?;
            let path = path.trim_end_matches('!');
            let named =
                path.starts_with(['(', ' ']) && path.len() > 2 && !path.trim().contains(' ');
            let path = path.trim_matches(['(', ')', ' ', '"', '“', '”']);
            (line.starts_with('!') && named && path.contains('.')).then(|| told(include(path)))?
        }),
        b'=' if line.starts_with("=== \"") || line.starts_with("=== “") => {
            head("===".len(), TABS.to_owned())
        }
        b'-' if line.starts_with("--8<--") || line.starts_with("-8<-") => {
            told("write `{{#include path/to/file}}`".to_owned())
        }
        b'[' | b'{' | b'$' => bracket(words, at, line),
        b'<' if line.starts_with("<<<<<<< ") => {
            let message = "this is a conflict of versions, both of them on the page";
            let finding = words.broken(&CONFLICT_MARKER, at, line.len(), message.to_owned());
            let help =
                "keep one version, and take out the lines of `<<<<<<<`, `=======` and `>>>>>>>`";
            Some((line.len(), Some(finding.help(help.to_owned()))))
        }
        b'<' => {
            let path = line.strip_prefix("<<<")?.trim_start();
            let is_path = path.starts_with(['@', '.', '/']) && path.contains('/');
            (is_path && !path.contains('<')).then(|| told(CODE_OF_FILE.to_owned()))?
        }
        b'@' => told(component(line)?),
        b'(' => parenthesis(words, at, line).and_then(|(length, help)| head(length, help)),
        b'~' => {
            let meaning = line.strip_prefix("~ ")?.trim_start();
            let below = words_above_line(words, at);
            let defines = meaning.starts_with(char::is_alphabetic) && !below.is_empty();
            defines.then(|| head(1, "write `: ` in its place".to_owned()))?
        }
        b'%' if line.starts_with("% ") && begins_chapter(words, at) => {
            told("the H1 of the chapter is its title, `# …`; take these lines out".to_owned())
        }
        b'^' => block_id(&line[1..]).then(|| told(NO_BLOCK_ID.to_owned()))?,
        b'/' => {
            let name = line.strip_prefix("/// ")?;
            let (name, title) = name.split_once('|').unwrap_or((name, ""));
            let help = container(&format!("{} {}", name.trim(), title.trim()));
            head("/// ".len() + name.len(), help)
        }
        b'\\' => {
            const LAYOUT: [&str; 5] =
                ["newpage", "pagebreak", "clearpage", "tableofcontents", "toc"];
            let help = || "take the line out: pages need none".to_owned();
            LAYOUT.contains(&&line[1..]).then(|| told(help()))?
        }
        b'*' => {
            let (short, long) = line.strip_prefix("*[")?.split_once("]: ")?;
            let help = format!(
                "write a term of the glossary, `name = \"{short}\"` and `meaning = \"{}\"`, or `<abbr title=\"…\">{short}</abbr>`",
                long.trim()
            );
            head("*[]: ".len() + short.len(), help)
        }
        b'e' if line.starts_with("export ")
            && (line.contains(" = ") || line.contains("function")) =>
        {
            told(COMPONENTS.to_owned())
        }
        b'h' | b'b' => forums::signed(words, at, line),
        b'i' if line.starts_with("import ") && line.contains(" from ") => {
            let ends = line.trim_end_matches(';').ends_with(['"', '\'', '”', '’']);
            ends.then(|| told(COMPONENTS.to_owned()))?
        }
        _ => None,
    }
}

/// What to write for `@[code](file)`, `@include(file)` and `@[youtube](id)`.
fn component(line: &str) -> Option<String> {
    let (name, address) = line.strip_prefix('@')?.split_once('(')?;
    let name = name.trim_start_matches('[').trim_end_matches(']');
    (address.ends_with(')') || address.contains(") ")).then_some(())?;
    Some(match name.split([' ', '{']).next()? {
        "include" => include(address.trim_end_matches(')')),
        "code" | "snippet" => CODE_OF_FILE.to_owned(),
        "youtube" | "vimeo" | "video" | "bilibili" | "pdf" => {
            "write a link: `[words](https://…)`".to_owned()
        }
        _ => return None,
    })
}

/// `(id)=` above a heading in MyST and `(@name) …` of Pandoc: the mark's length and what to write.
fn parenthesis(words: Words<'_>, at: usize, line: &str) -> Option<(usize, String)> {
    if let Some(id) = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(")=")) {
        let is_id =
            !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(&b));
        let help = format!("give the heading below it an id: `## Title {{#{id}}}`");
        return is_id.then_some((line.len(), help));
    }
    let (name, _) = line.strip_prefix("(@")?.split_once(") ")?;
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    // Within a paragraph a name may come to stand at the start of a line.
    let begins = at == 0 && words.before.is_none();
    let help = "begin the lines with `1. `, `2. ` and so on".to_owned();
    (is_name && begins).then(|| (name.len() + "(@)".len(), help))
}

/// The line above, where it is of the same paragraph.
fn words_above_line(words: Words<'_>, at: usize) -> &str {
    let before = &words.chapter.text.text[..words.start + at];
    before.strip_suffix('\n').and_then(|above| above.rsplit('\n').next()).unwrap_or_default().trim()
}

/// Whether nothing but front matter and a title stands before a place.
fn begins_chapter(words: Words<'_>, at: usize) -> bool {
    let first =
        words.chapter.blocks.iter().find(|block| !matches!(block.kind, BlockKind::Heading(_)));
    first.is_some_and(|first| first.at.start() == words.start + at)
}

/// Whether a chapter begins with settings that stand in no front matter: lines of `Key: value`, or JSON.
fn settings(words: Words<'_>, at: usize) -> bool {
    let mut lines = words.from(at).lines();
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let sets = |line: &str| {
        let key = line.split_once(": ").map(|(key, _)| key.to_ascii_lowercase());
        key.is_some_and(|key| SETTINGS.contains(&key.as_str()))
    };
    first.trim() == "{" && second.trim_start().starts_with('"') || sets(first) && sets(second)
}

fn include(path: &str) -> String {
    format!("write `{{{{#include {path}}}}}`")
}

const CODE_OF_FILE: &str = "write `{{#include path/to/file}}` in a block of code";

/// `!!! name "Title"` and `??? name`: how long they are without their title, and what to write.
fn note(line: &str) -> Option<(usize, String)> {
    let rest = line.strip_prefix("!!!").or_else(|| line.strip_prefix("???"))?;
    let rest = rest.strip_prefix('+').unwrap_or(rest).strip_prefix(' ')?;
    let (name, title) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
    let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !name.is_empty();
    let quoted = rest.starts_with(['"', '“']);
    let (name, title) = if quoted { ("", rest) } else { (name, title) };
    let titled = title.is_empty() || title.trim_start().starts_with(['"', '“']);
    ((quoted || is_name) && titled).then_some(())?;
    let help = if line.starts_with('?') {
        DETAILS.to_owned()
    } else {
        callout(name, title.trim().trim_matches(['"', '“', '”']))
    };
    Some((line.len() - title.len(), help))
}

/// A line that begins with a bracket, a brace or a dollar sign.
fn bracket(words: Words<'_>, at: usize, line: &str) -> Option<Mark> {
    const CONTENTS: [&str; 6] = ["[toc]", "[[toc]]", "[[_toc_]]", "{:toc}", "{{toc}}", "${toc}"];
    let head =
        |length: usize, help: String| Some((length, Some(words.foreign(at, line.len(), help))));
    if CONTENTS.contains(&line.to_ascii_lowercase().as_str()) {
        let help = "take the line out: every page shows its own contents".to_owned();
        let finding = words.foreign(at, line.len(), help).mended(line, "");
        return Some((line.len(), Some(finding)));
    }
    if let Some(file) = line.strip_prefix("{!").and_then(|rest| rest.strip_suffix("!}")) {
        return head(line.len(), include(file.trim()));
    }
    if line.starts_with("{|") {
        let help = "write rows as `| … | … |`, and below the first one `| --- | --- |`";
        return head(line.len(), help.to_owned());
    }
    if let Some(mark) = ["[/] ", "[-] ", "[>] ", "[<] ", "[~] ", "[!] ", "[?] "]
        .into_iter()
        .find(|mark| line.starts_with(mark))
    {
        let before = words_before_line(words, at);
        let is_entry = before.ends_with(['-', '*', '+']) || before.ends_with(['.', ')']);
        let help = "a task is open or done, `- [ ] ` or `- [x] `: say in words what else it is";
        let finding = words.foreign(at, mark.trim_end().len(), help.to_owned());
        return is_entry.then_some((mark.len(), Some(finding)));
    }
    let inner = line.strip_prefix("[!")?;
    let name = inner.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next()?;
    match name.to_ascii_lowercase().as_str() {
        "include" => return head(line.len(), include("path/to/file")),
        "video" => return head(line.len(), "write a link: `[words](https://…)`".to_owned()),
        name if name.starts_with("code-") => return head(line.len(), CODE_OF_FILE.to_owned()),
        _ => {}
    }
    let (name, title) = inner.split_once(']')?;
    CalloutKind::ALL.iter().find(|(mark, _)| mark.eq_ignore_ascii_case(name))?;
    head(name.len() + "[!]".len(), callout(name, title.trim()))
}

pub(super) const NO_BLOCK_ID: &str =
    "take it out, and link to the heading above it: `[words](file.md#id)`";

/// Whether a text is an id that Obsidian gives a block, behind its `^`.
pub(super) fn block_id(text: &str) -> bool {
    text.len() > 3
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && text.starts_with(|letter: char| letter.is_ascii_alphanumeric())
}
