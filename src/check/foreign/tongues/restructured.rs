//! `.. note::`, ``:ref:`words` ``, `` `words <address>`_ `` and the like, and how MyST says the same in Markdown.

use super::{Said, lines_from};
use crate::check::foreign::theirs::callout;
use crate::check::foreign::{Words, signs};
use crate::parse::doc::InlineKind;

const LINK: &str = "write a link to the heading: `[words](#id)`";

/// A mark that begins a line.
pub(super) fn line(words: Words<'_>, at: usize) -> Option<Said> {
    let line = words.line(at).trim_end();
    let whole = || Said::new(words, at, line.len(), line.len());
    match line.as_bytes().first()? {
        b'.' => explicit(words, at, line),
        b':' => {
            const FIELDS: [&str; 8] = [
                ":param ",
                ":type ",
                ":returns:",
                ":return:",
                ":rtype:",
                ":raises ",
                ":raises:",
                ":yields:",
            ];
            let field = FIELDS.iter().find(|field| line.starts_with(**field))?;
            let end = line[field.len() - 1..].find(':')? + field.len();
            let help = "write a list: `- ` and the name between backticks";
            Some(Said::new(words, at, end, end).help(help))
        }
        b'=' | b'^' | b'"' => {
            let sign = line.chars().next()?;
            let is_rule = |line: &str| line.len() > 2 && line.chars().all(|c| c == sign);
            is_rule(line).then_some(())?;
            let mut below = lines_from(words, at).skip(1);
            if let (Some(title), Some(rule)) = (below.next(), below.next())
                && rule == line
                && title.trim().starts_with(char::is_alphanumeric)
                && title.trim().chars().count() <= rule.len()
            {
                return Some(whole().help(format!("write `# {}`", title.trim())));
            }
            // Under a title, at least as long as it; what Markdown reads so is no text.
            let above = words.chapter.text.text[..words.start + at].lines().next_back()?.trim();
            let fits = (1..=line.len()).contains(&above.chars().count());
            (fits && sign != '=' && above.starts_with(char::is_alphanumeric)).then_some(())?;
            Some(whole().help(format!("write `## {above}`")))
        }
        _ => None,
    }
}

/// What stands behind `.. `.
fn explicit(words: Words<'_>, at: usize, line: &str) -> Option<Said> {
    let rest = line.strip_prefix(".. ")?;
    let whole = || Said::new(words, at, line.len(), line.len());
    if let Some(name) = rest.strip_prefix('_').and_then(|rest| rest.split_once(':')) {
        let help = match name.1.trim() {
            "" => format!("give the heading below it an id: `## Title {{#{}}}`", name.0),
            address => format!("write `[{}]: {address}`", name.0),
        };
        return Some(whole().help(help));
    }
    if let Some((label, _)) = rest.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
        let label = label.trim_start_matches('#');
        let label = if label.is_empty() { "1" } else { label };
        return Some(whole().help(format!("write `[^{label}]: …`")));
    }
    if rest.starts_with('|') && rest.contains("::") {
        let help = "nothing is put in its place: write what it stands for where it is meant";
        return Some(whole().help(help));
    }
    let Some((name, title)) = rest.split_once("::") else {
        return Some(whole().help("a comment is written `<!-- … -->`").doubtful());
    };
    let is_name = name.bytes().all(|b| b.is_ascii_lowercase() || b"-:".contains(&b));
    (is_name && !name.is_empty()).then_some(())?;
    let help = match name {
        "image" | "figure" => "write `![what it shows](file)`".to_owned(),
        "code" | "code-block" | "sourcecode" => {
            "put lines of ```` ``` ```` above and below the code".to_owned()
        }
        "include" | "literalinclude" => "write `{{#include path/to/file}}`".to_owned(),
        "contents" | "toctree" => "take it out: every page shows its own contents".to_owned(),
        "math" => "write lines of `$$` above and below the formula".to_owned(),
        _ => callout(name, title.trim()),
    };
    // Its options come below, one a line.
    let options = words.from(at).lines().skip(1).take_while(|line| is_option(line));
    let below: usize = options.map(|line| line.len() + 1).sum();
    let length = if below == 0 { ".. ::".len() + name.len() } else { line.len() + below };
    Some(Said { length, ..whole().help(help) })
}

/// Whether a line is `:name: value`.
fn is_option(line: &str) -> bool {
    let Some((name, _)) = line.trim_start().strip_prefix(':').and_then(|it| it.split_once(':'))
    else {
        return false;
    };
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

/// A mark anywhere in a text.
pub(super) fn mark(words: Words<'_>, at: usize) -> Option<Said> {
    let rest = words.line(at);
    let apart = !words.letter_before(at).is_some_and(char::is_alphanumeric);
    match rest.as_bytes().first()? {
        b':' => literal(words, at, rest).or_else(|| {
            let name = role(words, at, ':', ':').filter(|_| apart)?;
            (!signs::is_emoji(name)).then_some(())?;
            Some(of_role(words, at, name))
        }),
        b'{' => {
            let name = role(words, at, '{', '}').filter(|_| apart)?;
            let known = ROLES.iter().any(|(known, _)| *known == name);
            let cites = name.starts_with("cite") || name.contains(':');
            let is_role = (known || cites) && words.letter_before(at) != Some('$');
            is_role.then(|| of_role(words, at, name))
        }
        b'_' => reference(words, at),
        b'|' => {
            let (name, behind) = rest[1..].split_once('|')?;
            let named = name.starts_with(char::is_alphanumeric) && name.trim() == name;
            let length = name.len() + "||_".len();
            (named && ends_reference(behind)).then_some(())?;
            Some(Said::new(words, at, length, length).help("write `[words](address)`"))
        }
        b']' => {
            const LONGEST: usize = 60;
            ends_reference(&rest[1..]).then_some(())?;
            let from = words.text.ceil_char_boundary(at.saturating_sub(LONGEST));
            let start = from + words.text[from..at].rfind('[')?;
            let label = &words.text[start + 1..at];
            let labels = label.bytes().all(|b| b.is_ascii_alphanumeric() || b"#.:-".contains(&b));
            let alone = !words.letter_before(start).is_some_and(char::is_alphanumeric);
            (!label.is_empty() && labels && alone).then_some(())?;
            let help = "write `[^1]` here, and `[^1]: …` on a line of its own below the paragraph";
            let said = Said::new(words, start, label.len() + "[]_".len(), "]_".len());
            Some(said.help(help))
        }
        _ => None,
    }
}

/// Roles that MyST's readers know, and what to write for those that are more than code.
const ROLES: [(&str, &str); 23] = [
    ("ref", LINK),
    ("numref", LINK),
    ("eq", LINK),
    ("any", LINK),
    ("doc", "write a link: `[words](file.md)`"),
    ("download", "write a link: `[words](file)`"),
    ("term", "take the role out: terms of the glossary are found where they stand"),
    ("math", "write `$…$`"),
    ("kbd", "write `<kbd>…</kbd>`"),
    ("sub", "write `<sub>…</sub>`"),
    ("sup", "write `<sup>…</sup>`"),
    ("abbr", "write `<abbr title=\"…\">…</abbr>`"),
    ("guilabel", "write `**…**`"),
    ("menuselection", "write `**…**`"),
    ("strong", "write `**…**`"),
    ("emphasis", "write `*…*`"),
    ("index", "take it out: the search finds every word"),
    ("octicon", "write a sign such as ★, or put the icon in as a picture"),
    ("cite", "works are not looked up: write a link, or a footnote `[^1]`"),
    ("code", ""),
    ("file", ""),
    ("command", ""),
    ("func", ""),
];

/// The name of a role between two signs, with code right behind it.
fn role(words: Words<'_>, at: usize, open: char, close: char) -> Option<&str> {
    // Of ten thousand colons in a text, each looks no further than a name is long.
    const LONGEST: usize = 60;
    let rest = &words.text[at..];
    let name = (rest.len() < LONGEST).then(|| rest.strip_prefix(open)?.strip_suffix(close))??;
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b":+._-".contains(&b));
    (is_name && matches!(words.after, Some(InlineKind::Code(_)))).then_some(name)
}

/// A role together with its code.
fn of_role(words: Words<'_>, at: usize, name: &str) -> Said {
    let rest = words.from(at);
    let start = name.len() + 2;
    let ticks = rest[start..].len() - rest[start..].trim_start_matches('`').len();
    let end = rest[start + ticks..].find(&"`".repeat(ticks.max(1)));
    let length = end.map_or(start, |end| start + ticks + end + ticks);
    let known = ROLES
        .iter()
        .find(|(known, _)| *known == name || name.starts_with("cite") && *known == "cite");
    let help = known.map_or("", |(_, help)| help);
    let help =
        if help.is_empty() { "put it between backticks, and nothing before them" } else { help };
    Said::new(words, at, length, start).help(help)
}

/// `` `words <address>`_ ``: what stands right behind code.
pub(super) fn reference(words: Words<'_>, at: usize) -> Option<Said> {
    let rest = words.line(at);
    let behind = at == 0 && matches!(words.before, Some(InlineKind::Code(_)));
    let ends = ends_reference(rest) || rest.strip_prefix('_').is_some_and(ends_reference);
    (behind && ends).then_some(())?;
    let length = if ends_reference(rest) { 1 } else { 2 };
    let text = &words.chapter.text.text;
    let inner = text[..words.start].strip_suffix('`')?;
    let start = inner.rfind('`')?;
    let inner = &inner[start + 1..];
    let apart = !text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '`');
    apart.then_some(())?;
    let said = Said::new(words, at, 0, length);
    let said = Said { at: start..words.start + length, ..said };
    match inner.strip_suffix('>').and_then(|inner| inner.split_once('<')) {
        Some((label, address)) => {
            let ours = format!("[{}]({address})", label.trim());
            let plain = !label.trim().is_empty() && !address.contains([' ', '(', '`']);
            let said = said.help(format!("write `{ours}`"));
            Some(if plain { said.becomes(ours) } else { said })
        }
        None => Some(said.help(LINK)),
    }
}

/// Whether a text begins with the underscore that ends a reference.
fn ends_reference(text: &str) -> bool {
    let behind = text.strip_prefix('_').map(|rest| rest.chars().next());
    behind.is_some_and(|next| next.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == '`')))
}

/// `Example::`, with the code behind a blank line, less indented than Markdown's.
fn literal(words: Words<'_>, at: usize, rest: &str) -> Option<Said> {
    let alone = rest.trim_end() == "::" && words.letter_before(at) != Some(':');
    let last = words.start + at + rest.len() >= words.end;
    (alone && last).then_some(())?;
    let mut below = lines_from(words, at).skip(1);
    let blank = below.next()?.is_empty();
    let code = below.next()?;
    (blank && code.starts_with([' ', '\t'])).then_some(())?;
    let help = "write one colon, and put lines of ```` ``` ```` above and below the code";
    Some(Said::new(words, at, 2, 2).help(help))
}
