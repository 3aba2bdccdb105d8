//! Words of running text: product names as their makers spell them, and words that stand twice.
//!
//! Code and addresses are left alone. A page has a thousand words, so a word costs one hash and one look-up.

use crate::check::text::{fold, tokens, trimmed};
use crate::finding::{Finding, Rule};
use crate::parse::Chapter;
use crate::parse::doc::{At, Inline, InlineKind, each_inlines};
use crate::source::Span;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

pub const PRODUCT_NAME: Rule =
    Rule::error("product-name", "product names are spelled as the book lists them");
pub const REPEATED_WORD: Rule = Rule::warning("repeated-word", "no word stands twice in a row");

/// Every word of a chapter.
pub fn of(chapter: &Chapter, names: &Names<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    each_inlines(&chapter.blocks, &mut |inlines| {
        run(chapter, inlines, names, &mut findings);
    });
    findings
}

fn run(chapter: &Chapter, inlines: &[Inline], names: &Names<'_>, findings: &mut Vec<Finding>) {
    // The last word, if only blanks came after it.
    let mut last: Option<&str> = None;
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) => {
                let text = Text::new(chapter, inline.at.range(), text);
                names.check(&text, findings);
                last = repeated(&text, last, findings);
            }
            InlineKind::SoftBreak | InlineKind::HardBreak => {}
            InlineKind::Link(leads) if leads.automatic => last = None,
            InlineKind::Emphasis(_)
            | InlineKind::Strong(_)
            | InlineKind::Strike(_)
            | InlineKind::Link(_) => {
                run(chapter, inline.inner(), names, findings);
                last = None;
            }
            _ => last = None,
        }
    }
}

/// Doubles within a text and across its start; gives the last word if nothing but blanks follows it. A word that stands
/// many times in a row is found once.
fn repeated<'t>(
    text: &Text<'t>,
    before: Option<&'t str>,
    findings: &mut Vec<Finding>,
) -> Option<&'t str> {
    let words = text.words;
    let mut last = before;
    let mut end = 0;
    // How often the last word stands there already, and where the second one begins.
    let mut run = (1, 0);
    for (start, word) in
        tokens(words).map(Some).chain([None]).map(|token| token.unwrap_or((words.len(), "")))
    {
        // Most words are not the one before, which costs the least to see.
        let again = last == Some(word) && words[end..start].chars().all(char::is_whitespace);
        if again && is_slip(word) {
            run = if run.0 == 1 { (2, start) } else { (run.0 + 1, run.1) };
        } else {
            if let (times @ 2.., second) = run {
                let word = last.unwrap_or_default();
                let times = if times == 2 { "twice".to_owned() } else { format!("{times} times") };
                let message = format!("`{word}` stands {times} in a row");
                let finding = REPEATED_WORD.broken(text.span(second, word), message);
                findings.push(finding.help("take one away".to_owned()));
            }
            run = (1, 0);
        }
        if !word.is_empty() {
            last = Some(word);
            end = start + word.len();
        }
    }
    last.filter(|_| words[end..].chars().all(char::is_whitespace))
}

/// Whether a word that stands twice is one too many: `had had` is meant, `2 2` and `x x` are no words.
fn is_slip(word: &str) -> bool {
    let meant = ["had", "that"].iter().any(|known| known.eq_ignore_ascii_case(word));
    let long = word.len() > 1 || word.eq_ignore_ascii_case("a");
    !meant && long && word.chars().all(char::is_alphabetic)
}

/// An inline's text and where it stands.
struct Text<'t> {
    chapter: &'t Chapter,
    at: At,
    words: &'t str,
    /// Whether it stands there letter by letter, without escapes; known once somebody asks.
    plain: OnceCell<bool>,
}

impl<'t> Text<'t> {
    fn new(chapter: &'t Chapter, at: At, words: &'t str) -> Self {
        Self { chapter, at, words, plain: OnceCell::new() }
    }

    /// Where a part of it stands; with escapes in it, the place that looks like it nearest to where it must be.
    fn span(&self, start: usize, part: &str) -> Span {
        const AROUND: usize = 2048;
        let span = |start: usize| {
            let start = self.at.start + start;
            self.chapter.span(&(start..start + part.len()))
        };
        let written = &self.chapter.text.text[self.at.clone()];
        if *self.plain.get_or_init(|| written == self.words) {
            return span(start);
        }
        let near = start * written.len() / self.words.len().max(1);
        let from = written.floor_char_boundary(near.saturating_sub(AROUND));
        let to = written.ceil_char_boundary((near + AROUND).min(written.len()));
        let found = written[from..to].match_indices(part).map(|(found, _)| from + found);
        found
            .min_by_key(|found| found.abs_diff(near))
            .map_or_else(|| self.chapter.span(&trimmed(self.chapter, &self.at)), span)
    }
}

/// Product names by their letters and digits alone.
pub struct Names<'m> {
    /// Names in lower case without blanks and hyphens, to their spellings.
    known: BTreeMap<String, Vec<&'m str>>,
    /// Hashes of everything that such a name begins with.
    beginnings: HashSet<u64>,
    /// The first bytes of such names: most words begin with none of them, which costs the least to see.
    firsts: [bool; 256],
}

impl<'m> Names<'m> {
    pub fn new(names: &'m [String]) -> Self {
        let mut known: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for name in names {
            let bare: String = letters(name).collect();
            known.entry(bare).or_default().push(name);
        }
        let mut beginnings = HashSet::new();
        for name in known.keys() {
            let letters: Vec<char> = name.chars().collect();
            beginnings.extend((1..=letters.len()).map(|end| hash(letters[..end].iter().copied())));
        }
        let mut firsts = [false; 256];
        for first in known.keys().filter_map(|name| name.bytes().next()) {
            firsts[usize::from(first)] = true;
        }
        Self { known, beginnings, firsts }
    }

    /// Whether a name may begin with a word.
    fn may_begin(&self, word: &str) -> bool {
        let first = match word.as_bytes().first() {
            Some(byte) if byte.is_ascii() => Some(byte.to_ascii_lowercase()),
            _ => letters(word).next().map(|letter| letter.encode_utf8(&mut [0; 4]).as_bytes()[0]),
        };
        first.is_some_and(|first| self.firsts[usize::from(first)])
    }

    fn check(&self, inline: &Text<'_>, findings: &mut Vec<Finding>) {
        if self.known.is_empty() {
            return;
        }
        let text = inline.words;
        for (start, _) in tokens(text).filter(|(_, word)| self.may_begin(word)) {
            let mut end = start;
            let words = tokens(&text[start..]).map(|(next, word)| (start + next, bare(word)));
            for (next, word) in words {
                if !text[end..next].chars().all(|c| c.is_whitespace() || c == '-') && next != start
                {
                    break;
                }
                end = next + word.len();
                if !self.beginnings.contains(&hash(letters(&text[start..end]))) {
                    break;
                }
                if let Some(finding) = self.wrong(inline, start, end) {
                    findings.push(finding);
                }
            }
        }
    }

    fn wrong(&self, inline: &Text<'_>, start: usize, end: usize) -> Option<Finding> {
        let text = inline.words;
        let written = &text[start..end];
        let bare: String = letters(written).collect();
        let names = self.known.get(&bare)?;
        if names.iter().any(|name| *name == written || is_capitalised(name, written))
            || in_address(text, start, end)
        {
            return None;
        }
        let name = names.first()?;
        let message = format!("`{written}` is spelled `{name}`");
        let help = format!("write `{name}`; in code and addresses any spelling stays as it is");
        let finding = PRODUCT_NAME.broken(inline.span(start, written), message).help(help);
        // Two products may be written with the same letters.
        Some(if names.len() == 1 { finding.mended(written, *name) } else { finding })
    }
}

/// A word without the ending of a possessive.
fn bare(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

fn hash(letters: impl Iterator<Item = char>) -> u64 {
    fold(letters.map(u64::from))
}

/// `Pandas` at the start of a sentence for `pandas`.
fn is_capitalised(name: &str, written: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next().filter(|first| first.is_lowercase());
    first.is_some_and(|first| first.to_uppercase().chain(letters).eq(written.chars()))
}

/// `sagemaker:CreateEndpoint`, `https://…`, `name@host`, `a/b`.
fn in_address(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let mut after = text[end..].chars();
    let joint = |c: char| matches!(c, ':' | '/' | '.' | '@' | '#' | '_' | '=' | '\\');
    before.is_some_and(joint)
        || after.next().is_some_and(joint) && after.next().is_some_and(char::is_alphanumeric)
}
