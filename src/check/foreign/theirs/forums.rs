//! Marks of forums and wikis: BBCode, Jira and Confluence, Textile, MediaWiki.

use super::ours::DETAILS;
use crate::check::foreign::{Mark, Words};

const QUOTE: &str = "put `> ` before each of its lines";
const CODE: &str = "put lines of ```` ``` ```` above and below the code";
const PLAIN: &str = "write the words alone";

/// BBCode's tags that stand for something Markdown has a mark for.
const TAGS: [(&str, &str); 12] = [
    ("b", "write `**…**`"),
    ("i", "write `*…*`"),
    ("u", "write `<u>…</u>`"),
    ("s", "write `~~…~~`"),
    ("url", "write `[words](https://…)`"),
    ("img", "write `![what it shows](file)`"),
    ("code", CODE),
    ("quote", QUOTE),
    ("spoiler", DETAILS),
    ("list", "begin each line with `- `"),
    ("size", PLAIN),
    ("color", PLAIN),
];

/// `[b]words[/b]`.
pub(super) fn tag(words: Words<'_>, at: usize) -> Option<Mark> {
    let rest = words.from(at);
    let inner = rest.strip_prefix('[')?;
    let name = inner.split(|letter: char| !letter.is_ascii_alphabetic()).next()?;
    let (_, help) = TAGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    let behind = &inner[name.len()..];
    let end = behind.find(']').filter(|end| *end == 0 || behind.starts_with('='))?;
    let length = 1 + name.len() + end + 1;
    rest.contains(&format!("[/{name}]")).then_some(())?;
    Some((length, Some(words.foreign(at, length, (*help).to_owned()))))
}

/// `{code:java}`, `{panel}` and `{color:red}`, two of which stand round what they are of.
pub(super) fn macros(words: Words<'_>, at: usize, rest: &str) -> Option<Mark> {
    const NAMES: [(&str, &str); 5] = [
        ("code", CODE),
        ("noformat", CODE),
        ("panel", "write `> [!NOTE]`, and `> ` before each of its lines"),
        ("quote", QUOTE),
        ("color", PLAIN),
    ];
    const REACH: usize = 5000;
    let end = rest.find('}')?;
    let name = rest[1..end].split(':').next()?;
    let (_, help) = NAMES.iter().find(|(known, _)| *known == name)?;
    let all = &words.chapter.text.text[words.start + at + end + 1..];
    // The second one ends what was told at the first; one alone may be a word in braces.
    all[..all.floor_char_boundary(REACH)].contains(&format!("{{{name}}}")).then_some(())?;
    Some((end + 1, Some(words.foreign(at, end + 1, (*help).to_owned()))))
}

/// `h2. Heading` and `bq. Words`, at the start of a paragraph.
pub(super) fn signed(words: Words<'_>, at: usize, line: &str) -> Option<Mark> {
    let (sign, rest) = line.split_once(". ")?;
    let help = match sign.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => {
            format!("write `{} {}`", "#".repeat(usize::from(level - b'0')), rest.trim())
        }
        b"bq" => QUOTE.to_owned(),
        _ => return None,
    };
    let begins = at == 0 && words.before.is_none() && !rest.trim().is_empty();
    begins.then(|| (sign.len() + 1, Some(words.foreign(at, line.len(), help))))
}

/// Whether a mark stands where a word may begin.
fn apart(words: Words<'_>, at: usize) -> bool {
    words.letter_before(at).is_none_or(|letter| letter.is_whitespace() || letter == '(')
}

/// `"words":https://…`.
pub(super) fn quoted_link(words: Words<'_>, at: usize) -> Option<Mark> {
    let (label, address) = words.line(at).strip_prefix('"')?.split_once("\":http")?;
    let scheme = address.starts_with("://") || address.starts_with("s://");
    let plain = !label.is_empty() && label.trim() == label && !label.contains('"');
    (scheme && plain && apart(words, at)).then_some(())?;
    let end = address.find(char::is_whitespace).unwrap_or(address.len());
    let address = address[..end].trim_end_matches(['.', ',', ')', ';', '!', '?']);
    let length = label.len() + "\"\":http".len() + address.len();
    let help = format!("write `[{label}](http{address})`");
    Some((length, Some(words.foreign(at, length, help))))
}

/// `'''words'''`.
pub(super) fn bold(words: Words<'_>, at: usize) -> Option<Mark> {
    let inner = words.line(at).strip_prefix("'''")?;
    let inner = &inner[..inner.find("'''")?];
    let tight = !inner.is_empty() && inner.trim() == inner && !inner.starts_with('\'');
    (tight && apart(words, at)).then_some(())?;
    let ours = format!("**{inner}**");
    let finding = words.foreign(at, inner.len() + 6, format!("write `{ours}`"));
    Some((inner.len() + 6, Some(finding.mended(format!("'''{inner}'''"), ours))))
}
