//! Marks of other programs, each with our way to say the same.

mod attributes;
mod code;
mod forums;
mod lines;
mod ours;

use super::{FOREIGN_MARK, Mark, UNKNOWN_HELPER, Words};
use crate::finding::{Finding, did_you_mean};
use crate::load::include::is_slip;
use crate::parse::Chapter;
use crate::parse::blocks::slug;
use crate::parse::doc::{At, Block, BlockKind, Callout, Inline, InlineKind};
use crate::parse::formula::says_formula;
use attributes::{attribute_list, attributes, shape};
use lines::NO_BLOCK_ID;
use ours::liquid;

pub(super) use code::{entities, in_code};
pub(super) use lines::line;
pub(super) use ours::{COMMENT, FOOTNOTE, callout, callout_called, directive};

const UNTRACKED: &str = "changes are not tracked: write the text as it shall be";
const BESIDE: &str = "put a backslash before it if it is text";

/// How long a comment of components or of templates is.
fn comment(rest: &str) -> usize {
    let end = if rest.starts_with("{/*") { "*/}" } else { "#}" };
    rest.find(end).map_or(rest.trim_end().len(), |at| at + end.len())
}

/// A mark anywhere in a text.
pub(super) fn mark(words: Words<'_>, at: usize) -> Option<Mark> {
    let rest = words.line(at);
    let told = |length: usize, help: String| Some((length, Some(words.foreign(at, length, help))));
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
            let more = rest[length..].bytes().take_while(|byte| *byte == b'}').count();
            told(
                length + more,
                "nothing is filled in here: write the value itself, or `\\{{` to show the braces"
                    .to_owned(),
            )
        }
        b'{' if rest.starts_with("{/*") || rest.starts_with("{# ") => {
            told(comment(rest), COMMENT.to_owned())
        }
        b'{' if rest.starts_with("{::") => {
            let length = rest.find('}')? + 1;
            let is_name = rest[3..].starts_with(|letter: char| letter.is_ascii_lowercase());
            is_name.then(|| told(length, "nothing reads it: take it out".to_owned()))?
        }
        b'{' if rest.starts_with("{+ ") || rest.starts_with("{- ") => {
            let length = rest.find(&format!(" {}}}", &rest[1..2]))? + 3;
            told(length, UNTRACKED.to_owned())
        }
        b'{' if rest.starts_with("{%") => {
            let inner = &rest[2..2 + rest[2..].find("%}")?];
            told(inner.len() + 4, liquid(inner))
        }
        b'{' if ["{++", "{--", "{~~", "{>>", "{=="].iter().any(|it| rest.starts_with(it)) => {
            let length = rest.find(&format!("{}}}", closing(&rest[1..3])))? + 3;
            told(length, UNTRACKED.to_owned())
        }
        b'{' => attributes(words, at, rest)
            .and_then(|length| told(length, shape(words)))
            .or_else(|| forums::macros(words, at, rest)),
        b'"' => forums::quoted_link(words, at),
        b'\'' => forums::bold(words, at),
        b'[' if rest.starts_with("[[") => {
            let inner = &rest[2..rest.find("]]")?];
            let named = inner.trim_start_matches('#').starts_with(|c: char| c.is_alphanumeric())
                && !inner.contains(['[', ']']);
            let before = words.letter_before(at);
            let alone = !rest[inner.len() + 4..].starts_with(['(', '[', ']', ':']);
            // `[[P99]]` with a definition of `[P99]` is a link in brackets.
            let is_link =
                at + 1 == words.text.len() && matches!(words.after, Some(InlineKind::Link(_)));
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
        b'[' => forums::tag(words, at),
        b'^' if rest.starts_with("^[") => {
            let length = rest.find(']')? + 1;
            Some((2, Some(words.foreign(at, length, FOOTNOTE.to_owned()))))
        }
        b'^' if ends_block(words, at, rest) => told(rest.trim_end().len(), NO_BLOCK_ID.to_owned()),
        b'<' if rest.starts_with("<%") => {
            let rest = words.from(at);
            let length = rest[2..].find("%>")? + 4;
            told(
                length,
                "nothing runs it: write what it stands for, or `\\<%` to show it".to_owned(),
            )
        }
        b'~' | b'^' => script(words, at, rest).and_then(|(length, tag)| {
            let inner = &rest[1..length - 1];
            let ours = format!("<{tag}>{inner}</{tag}>");
            mended(length, format!("write `{ours}`"), ours)
        }),
        b']' if rest.starts_with("]{") => {
            let length = 1 + attribute_list(&rest[1..])?;
            let help = format!("take it out, or {BESIDE}");
            Some((length, Some(words.foreign(at + 1, length - 1, help))))
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
            let help = format!("write `{ours}`, or `**{inner}**`");
            let (_, finding) = mended(inner.len() + 4, help, ours)?;
            // There may be other marks inside.
            Some((2, finding))
        }
        b'%' if rest.starts_with("%%") => {
            let inner = &rest[2..2 + rest[2..].find("%%")?];
            let blank = words.letter_before(at).is_none_or(char::is_whitespace);
            (blank && !inner.is_empty()).then_some(())?;
            let (length, help) = (inner.len() + 4, COMMENT.to_owned());
            if inner.contains("--") {
                return told(length, help);
            }
            mended(length, help, format!("<!-- {} -->", inner.trim()))
        }
        _ => None,
    }
}

/// Whether a text is an id that Obsidian gives the paragraph that it ends.
fn ends_block(words: Words<'_>, at: usize, rest: &str) -> bool {
    let id = rest[1..].trim_end();
    let last = words.start + at + rest.trim_end().len() >= words.end;
    let apart = words.letter_before(at).is_none_or(char::is_whitespace);
    // A word alone may be an exponent.
    last && apart && lines::block_id(id) && id.contains(|c: char| c.is_ascii_digit() || c == '-')
}

/// What stands on a line before a place: marks of quotes and lists.
fn words_before_line(words: Words<'_>, at: usize) -> &str {
    let before = &words.chapter.text.text[..words.start + at];
    before.rsplit('\n').next().unwrap_or_default().trim()
}

/// `>>>` alone on a line, between two of which others put a quote.
pub(super) fn fence_of_quote(chapter: &Chapter, block: &Block) -> Option<Finding> {
    let written = chapter.text.text[block.at.range()].trim();
    let at = block.at.start()..block.at.start() + written.len();
    let finding = FOREIGN_MARK.broken(chapter.span(&at), "nothing reads `>>>` here".to_owned());
    (written == ">>>").then(|| finding.help("put `> ` before each of its lines".to_owned()))
}

/// A size that others write behind the words of a picture, as in `![A buoy|100](buoy.svg)`.
pub(super) fn sized(chapter: &Chapter, at: &At, src: &str, alt: &str) -> Option<Finding> {
    let (words, size) = alt.rsplit_once('|')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (width, height) = size.split_once('x').unwrap_or((size, "1"));
    (is_number(width) && is_number(height)).then_some(())?;
    let written = &chapter.text.text[at.clone()];
    let mark = &alt[words.len()..];
    let start = at.start + written.find(mark)?;
    let finding = FOREIGN_MARK
        .broken(chapter.span(&(start..start + mark.len())), format!("nothing reads `{mark}`"));
    let (words, width) = (words.trim(), width.trim());
    let help = format!("write `![{words}]({src}){{width={width}}}`");
    Some(finding.help(help))
}

/// What to write for a comment that brings text in elsewhere, which nobody sees here.
pub(super) fn in_comment(comment: &str) -> Option<String> {
    let inner = comment.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let (name, rest) = inner.split_at(inner.find([' ', ':'])?);
    let rest = rest.trim_start_matches(':').trim();
    match name {
        "@include" | "include" | "#include" => {
            let path = rest.split_once('=').map_or(rest, |(_, path)| path);
            let path = path.trim_matches(['"', '\'', ' ']);
            let is_path = path.contains('.') && !path.contains(' ');
            is_path.then(|| format!("write `{{{{#include {path}}}}}`"))
        }
        "cmdrun" => Some("nothing runs it: write what it gives".to_owned()),
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
    if text[at.start()..].starts_with(['-', '+']) && text[..at.start()].ends_with(']') {
        let sign = &text[at.start()..=at.start()];
        findings.push(
            FOREIGN_MARK
                .broken(chapter.span(&(at.start()..at.start() + 1)), format!("nothing reads `{sign}` here"))
                .help(format!("write `{sign} ` with a blank behind it to fold the callout, or a blank before it")),
        );
    }
}

/// In code, helpers of mdBook that bring a listing: others may be what the code is about.
pub(super) fn helpers(chapter: &Chapter, block: &Block, findings: &mut Vec<Finding>) {
    const LISTINGS: [&str; 3] = ["{{#rustdoc_include ", "{{#playground ", "{{#playpen "];
    let BlockKind::Code(code) = &block.kind else { return };
    in_code(chapter, code, findings);
    if !code.text.contains("{{#") {
        return;
    }
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
