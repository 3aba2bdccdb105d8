//! Brackets that were meant as a link or a picture and are text.

use super::{FOREIGN_MARK, LITERAL_MARK, Mark, Words};
use crate::finding::Finding;
use crate::parse::Chapter;
use crate::parse::doc::{Inline, InlineKind};

/// What a closing bracket ends.
pub(super) fn mark(words: Words<'_>, at: usize) -> Option<Mark> {
    let rest = words.line(at);
    match rest.as_bytes().first()? {
        b']' if rest.starts_with("](") => {
            let written = &rest[2..=rest.find(')')?];
            let to = written.trim_end_matches(')').trim();
            if let Some((address, size)) = to.rsplit_once(" =")
                && size.starts_with(|letter: char| letter.is_ascii_digit() || letter == 'x')
                && size.bytes().all(|byte| byte.is_ascii_digit() || b"x%".contains(&byte))
            {
                let message = format!("nothing reads ` ={size}`");
                let width = size.split('x').next().unwrap_or_default();
                let address = address.trim();
                let help = format!("write `![…]({address}){{width={width}}}`");
                let length = written.len() + 2;
                let finding = words.broken(&FOREIGN_MARK, at, length, message).help(help);
                return Some((length, Some(finding)));
            }
            let (address, help) = if to.contains(" \"") || to.contains(" '") {
                let (address, _) = to.split_once(' ').unwrap_or((to, ""));
                (
                    address,
                    "the title behind an address stands between quotes of one kind".to_owned(),
                )
            } else if to.contains(' ') {
                (
                    to,
                    format!(
                        "write a blank in an address as `%20`: `]({})`",
                        to.replace(' ', "%20")
                    ),
                )
            } else {
                (
                    to,
                    "a link holds no other link; its words stand in one pair of brackets"
                        .to_owned(),
                )
            };
            (!address.is_empty()).then_some(())?;
            let length = written.len() + 2;
            let finding = words
                .broken(&LITERAL_MARK, at, length, format!("nothing links to `{address}`"))
                .help(help);
            let finding = if address == to && to.contains(' ') {
                finding.mended(&rest[..length], format!("]({})", to.replace(' ', "%20")))
            } else {
                finding
            };
            Some((length, Some(finding)))
        }
        b']' if rest.starts_with("]（") => {
            let to = rest.strip_prefix("]（")?;
            // The bracket that ends it may be of either width.
            let end = to.find(['）', ')'])?;
            let (address, close) = (&to[..end], to[end..].chars().next()?);
            is_address(address).then_some(())?;
            let length = rest.len() - to.len() + end + close.len_utf8();
            let finding = words
                .broken(&LITERAL_MARK, at, length, format!("nothing links to `{address}`"))
                .help(format!("write brackets in half width: `]({address})`"))
                .mended(&rest[..length], format!("]({address})"));
            Some((length, Some(finding)))
        }
        b']' => {
            let to = rest.strip_prefix("] (").or_else(|| rest.strip_prefix("]  ("))?;
            let address = &to[..to.find(')')?];
            is_address(address).then_some(())?;
            let length = rest.len() - to.len() + address.len() + 1;
            let finding = words
                .broken(&LITERAL_MARK, at, length, format!("nothing links to `{address}`"))
                .help(format!("take the blank out: `]({address})`"))
                .mended(&rest[..length], format!("]({address})"));
            Some((length, Some(finding)))
        }
        b')' => {
            let to = rest.strip_prefix(")[")?;
            let address = &to[..to.find(']')?];
            is_address(address).then_some(())?;
            let length = address.len() + 3;
            let finding = words
                .broken(&LITERAL_MARK, at, length, format!("nothing links to `{address}`"))
                .help(format!(
                    "words stand in brackets, the address in round ones: `[words]({address})`"
                ));
            Some((length, Some(finding)))
        }
        _ => None,
    }
}

/// `[name]: address` at the start of a line, where Markdown makes no definition of it.
pub(super) fn definition(words: Words<'_>, at: usize) -> Option<Mark> {
    let line = words.line(at).trim_end();
    let (label, rest) = line.strip_prefix('[')?.split_once(']')?;
    let sound = !label.trim().is_empty() && !label.contains(['[', '`']) && !label.starts_with('^');
    let blanks = rest.len() - rest.trim_start().len();
    let to = rest.trim_start().strip_prefix(':').filter(|_| sound)?.trim();
    let (address, title) = to.split_once(char::is_whitespace).unwrap_or((to, ""));
    let bare = address.trim_start_matches('<').trim_end_matches('>');
    is_address(bare).then_some(())?;
    let title = title.trim();
    let ends = |open, close| title.starts_with(open) && title.ends_with(close) && title.len() > 1;
    let is_title = title.is_empty() || ends('"', '"') || ends('\'', '\'') || ends('(', ')');
    let before = &words.chapter.text.text[..words.start + at];
    let above = before.trim_end_matches([' ', '\t', '>']).strip_suffix('\n');
    let stands_below = above
        .and_then(|above| above.rsplit('\n').next())
        .is_some_and(|above| !above.trim_matches([' ', '\t', '>', '\r']).is_empty());
    let help = if blanks > 0 {
        format!("take the blank before the colon out: `[{label}]: {address}`")
    } else if !is_title {
        format!(
            "the title behind an address stands between quotes: `[{label}]: {address} \"{title}\"`"
        )
    } else if stands_below {
        "put a blank line above the first definition below a text".to_owned()
    } else {
        return None;
    };
    let length = label.len() + rest.len() - to.len() + 2;
    let finding = words
        .broken(&LITERAL_MARK, at, length, format!("`[{label}]` is no definition here"))
        .help(help);
    Some((line.len(), Some(finding)))
}

/// `! [words](picture.svg)`, a link where the blank keeps it from being a picture.
pub(super) fn apart(chapter: &Chapter, inline: &Inline) -> Option<Finding> {
    const PICTURES: [&str; 7] = [".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".avif"];
    let InlineKind::Link(leads) = &inline.kind else { return None };
    let to = Some(&leads.to).filter(|_| !leads.automatic)?;
    let before = chapter.text.text[..inline.at.start()].strip_suffix("! ")?;
    let alone = before.is_empty() || before.ends_with(char::is_whitespace);
    (alone && PICTURES.iter().any(|ending| to.ends_with(ending))).then_some(())?;
    let start = inline.at.start() - "! ".len();
    let finding = LITERAL_MARK
        .broken(chapter.span(&(start..start + 3)), "this makes a link, not a picture".to_owned());
    Some(finding.help("take the blank out: `![`".to_owned()).mended("! [", "!["))
}

/// `a.md`, `#id`, `https://…`: no words in brackets.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && !text.contains(char::is_whitespace)
        && (text.contains("://")
            || text.starts_with(['#', '/']) && text.len() > 1
            || text.starts_with("./")
            || text.starts_with("../")
            || text.rsplit_once('.').is_some_and(|(stem, end)| {
                !stem.is_empty()
                    && ["md", "html", "png", "svg", "jpg"]
                        .contains(&end.split('#').next().unwrap_or_default())
            }))
}
