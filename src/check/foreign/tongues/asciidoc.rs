//! `== Heading`, `[source,rust]`, `image::file[]`, `link:address[words]` and the like.

use super::{Said, begins, lines_from, word_before};
use crate::check::foreign::Words;

const ADMONITIONS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
const CODE: &str = "put lines of ```` ``` ```` above and below the code";

/// A mark that begins a line.
pub(super) fn line(words: Words<'_>, at: usize) -> Option<Said> {
    let line = words.line(at).trim_end();
    let whole = || Said::new(words, at, line.len(), line.len());
    match line.as_bytes().first()? {
        b'=' => heading(words, at, line),
        b'[' => {
            let inner = line.strip_prefix('[')?.strip_suffix(']')?;
            let below = lines_from(words, at).nth(1).unwrap_or_default();
            block(inner, is_delimiter(below)).map(|(help, sure)| whole().help(help).sure_if(sure))
        }
        b'|' if line == "|===" => {
            // The second one of a table ends it.
            let opens = lines_from(words, at).nth(1).is_some_and(|below| below.starts_with('|'));
            let help = "write rows as `| … | … |`, and below the first one `| --- | --- |`";
            Some(if opens { whole().help(help) } else { whole().doubtful() })
        }
        b':' => {
            const SETTINGS: [&str; 9] = [
                "toc",
                "toclevels",
                "icons",
                "doctype",
                "sectnums",
                "imagesdir",
                "source-highlighter",
                "experimental",
                "stem",
            ];
            let (name, value) = line[1..].split_once(':')?;
            let is_name = !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!-_".contains(&b));
            (is_name && (value.is_empty() || value.starts_with(' '))).then_some(())?;
            let said = whole().help("take the line out: settings stand in `book.toml`");
            Some(said.sure_if(SETTINGS.contains(&name)))
        }
        b'/' if line.starts_with("// ") => {
            let said = Said::new(words, at, line.len(), "//".len());
            Some(said.help("a comment is written `<!-- … -->`").doubtful())
        }
        b'.' => {
            let below = lines_from(words, at).nth(1).unwrap_or_default();
            if line[1..].starts_with(' ') {
                let help = "begin the lines with `1. `, `2. ` and so on";
                return Some(Said::new(words, at, 1, 1).help(help).doubtful());
            }
            let titles = line[1..].starts_with(char::is_uppercase)
                && (is_delimiter(below) || below.starts_with(['[', '|']));
            titles.then(|| whole().help("write it in bold, as a paragraph: `**…**`").doubtful())
        }
        b'-' | b'+' if is_delimiter(line) => {
            let help = "take the line out, or put lines of ```` ``` ```` above and below code";
            Some(whole().help(help).doubtful())
        }
        _ => note(words, at, line).or_else(|| directive(words, at, line)),
    }
}

/// `== Heading`, with as many signs as its level.
fn heading(words: Words<'_>, at: usize, line: &str) -> Option<Said> {
    let rest = line.trim_start_matches('=');
    let level = line.len() - rest.len();
    let title = rest.strip_prefix(' ')?;
    let named = title.starts_with(char::is_alphabetic);
    (begins(words, at) && named && level <= 6).then_some(())?;
    let signs = "#".repeat(level);
    let said = Said::new(words, at, line.len(), level);
    let ours = format!("{signs} {}", title.trim_end_matches([' ', '=']));
    let said = said.help(format!("write `{ours}`"));
    if level > 1 {
        return Some(said.becomes(ours));
    }
    let settings = lines_from(words, at).nth(1).is_some_and(|below| below.starts_with(':'));
    Some(said.sure_if(settings))
}

/// What to write for `[…]` above a block, and whether that is what it is.
fn block(inner: &str, stands_above: bool) -> Option<(String, bool)> {
    let end = inner.find([',', '%', '.', '#', '=']).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    if ADMONITIONS.contains(&name) {
        return Some((
            format!("write `> [!{name}]`, and `> ` before each of its lines"),
            stands_above,
        ));
    }
    match name {
        "source" | "listing" => {
            let named = rest.strip_prefix([',', '%']).is_some_and(|rest| {
                let word = rest.trim_start().split([',', '%']).next().unwrap_or_default();
                !word.is_empty() && !word.contains(' ')
            });
            Some((CODE.to_owned(), stands_above || named))
        }
        "quote" | "verse" => Some(("put `> ` before each of its lines".to_owned(), stands_above)),
        "cols" | "options" if rest.starts_with('=') => {
            let help = "write rows as `| … | … |`, and below the first one `| --- | --- |`";
            Some((help.to_owned(), true))
        }
        _ if stands_above => {
            let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase());
            is_name.then(|| ("take the line out".to_owned(), false))
        }
        _ => None,
    }
}

/// `NOTE: …`, which is plain words in Markdown.
fn note(words: Words<'_>, at: usize, line: &str) -> Option<Said> {
    let name = ADMONITIONS
        .into_iter()
        .find(|name| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(": ")))?;
    let help = format!("write `> [!{name}]`, and `> ` before each of its lines");
    let said = Said::new(words, at, line.len(), name.len() + 1).help(help).doubtful();
    begins(words, at).then_some(said)
}

/// `image::file[words]` and others that stand alone in a line.
fn directive(words: Words<'_>, at: usize, line: &str) -> Option<Said> {
    let (name, rest) = line.split_once("::")?;
    let (target, _) = rest.strip_suffix(']')?.split_once('[')?;
    (!target.contains(' ')).then_some(())?;
    let said = Said::new(words, at, line.len(), line.len());
    Some(match name {
        "image" => said.help(format!("write `![what it shows]({target})`")),
        "include" => said.help(format!("write `{{{{#include {target}}}}}`")),
        "video" | "audio" => {
            said.help(format!("write `<{name} src=\"{target}\" controls></{name}>`"))
        }
        "ifdef" | "ifndef" | "ifeval" => {
            said.help("nothing is left out here: take the line out, and what it kept out")
        }
        "toc" => said.help("take the line out: every page shows its own contents"),
        "endif" => said,
        _ => return None,
    })
}

/// `link:address[words]`, `kbd:[Ctrl+C]` and the like: what is known at its bracket.
pub(super) fn bracket(words: Words<'_>, at: usize) -> Option<Said> {
    let rest = words.line(at);
    let length = rest.find(']')? + 1;
    let inner = &rest[1..length - 1];
    let start = word_before(words, at);
    let before = &words.chapter.text.text[start..words.start + at];
    // Those without a target may follow anything.
    let is_letter = |letter: char| letter.is_ascii_alphabetic();
    let bare = before.strip_suffix(':').map(|name| name.trim_end_matches(is_letter).len());
    let (start, before) = bare.map_or((start, before), |at| (start + at, &before[at..]));
    let (name, target) = before.split_once(':')?;
    let whole = start..words.start + at + length;
    let said = || Said { at: whole.clone(), ..Said::new(words, at, 0, length) };
    if ["http", "https", "ftp"].contains(&name) {
        let is_words = target.starts_with("//") && inner.starts_with(char::is_alphabetic);
        let help = format!("write `[{inner}]({before})`");
        return is_words.then(|| said().help(help).doubtful());
    }
    let named = !target.is_empty() && !target.starts_with(':');
    let help = match (name, named) {
        ("link", true) => format!("write `[{inner}]({target})`"),
        ("xref", true) => {
            let words = if inner.is_empty() { "words" } else { inner };
            match target.split_once('#') {
                Some((file, id)) => format!("write `[{words}]({}#{id})`", markdown(file)),
                None if target.contains('.') => format!("write `[{words}]({})`", markdown(target)),
                None => format!("write `[{words}](#{target})`"),
            }
        }
        ("image", true) => format!("write `![what it shows]({target})`"),
        ("kbd" | "btn", false) => format!("write `<kbd>{inner}</kbd>`"),
        ("menu", true) => format!("write `{target} → {inner}`"),
        ("footnote", false) => {
            "write `[^1]` here, and `[^1]: …` on a line of its own below the paragraph".to_owned()
        }
        ("stem" | "latexmath" | "asciimath", false) => format!("write `${inner}$`"),
        ("icon", true) => "write a sign such as ★, or put the icon in as a picture".to_owned(),
        _ => return None,
    };
    Some(said().help(help))
}

fn markdown(file: &str) -> String {
    file.strip_suffix(".adoc").map_or_else(|| file.to_owned(), |name| format!("{name}.md"))
}

/// `<<id>>` and `<<id,words>>`.
pub(super) fn reference(words: Words<'_>, at: usize) -> Option<Said> {
    let inner = words.line(at).strip_prefix("<<")?;
    let inner = &inner[..inner.find(">>")?];
    let (id, label) = inner.split_once(',').unwrap_or((inner, "words"));
    let is_id = id.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '#')
        && !inner.contains('<');
    is_id.then_some(())?;
    let length = inner.len() + "<<>>".len();
    let help = format!("write `[{}](#{})`", label.trim(), id.trim_start_matches('#'));
    Some(Said::new(words, at, length, length).help(help).doubtful())
}

/// Whether a line begins or ends a block.
fn is_delimiter(line: &str) -> bool {
    let Some(sign) = line.bytes().next() else { return false };
    let alone = line.bytes().all(|byte| byte == sign);
    line == "|===" || line == "--" || alone && line.len() > 3 && b"-=_*.+".contains(&sign)
}
