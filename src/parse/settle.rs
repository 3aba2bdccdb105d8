//! What can be said of a chapter's inlines only when all of its blocks are there: which footnote a reference means, and
//! which ends of lines leave a gap.

use super::doc::{Block, BlockKind, Inline, InlineKind, each_block_mut, each_inlines_mut};
use super::markup::{PieceKind, Tag};
use std::collections::{BTreeMap, BTreeSet};

/// Labels of footnotes are matched as Markdown matches labels, whatever their case and their blanks; after this they are
/// equal where they mean the same.
pub(super) fn footnotes(blocks: &mut [Block]) {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    each_block_mut(blocks, &mut |block| {
        if let BlockKind::Footnote(footnote) = &mut block.kind {
            let label = &mut footnote.label;
            *label = known.entry(folded(label)).or_insert_with(|| label.clone()).clone();
        }
    });
    if known.is_empty() {
        return;
    }
    each_inlines_mut(blocks, &mut |inlines| {
        for inline in inlines {
            if let InlineKind::FootnoteReference(label) = &mut inline.kind
                && let Some(first) = known.get(&folded(label))
            {
                *label = first.as_str().into();
            }
        }
    });
}

/// A label as Markdown compares it.
pub(super) fn folded(label: &str) -> String {
    let words: Vec<String> = label.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// Chinese and Japanese are written without blanks, so the end of a line between two of their letters is none either.
pub(super) fn line_ends(blocks: &mut [Block]) {
    each_inlines_mut(blocks, &mut join_lines);
}

/// The same in one run of inlines.
pub(super) fn join_lines(inlines: &mut Box<[Inline]>) {
    let is_text = |inline: &Inline| matches!(inline.kind, InlineKind::Text(_));
    let is_end = |inline: &Inline| inline.kind == InlineKind::SoftBreak;
    let meets = inlines.windows(2).any(|two| two.iter().all(is_text));
    if !meets && !inlines.iter().any(is_end) {
        return;
    }
    let ends = |at: usize| {
        let before = inlines[..at].iter().rev().find(|inline| !is_tag(inline)).and_then(last);
        let after = inlines[at + 1..].iter().find(|inline| !is_tag(inline)).and_then(first);
        before.zip(after).is_some_and(|(before, after)| leaves_no_gap(before, after))
    };
    let gone: Vec<bool> = (0..inlines.len()).map(|at| is_end(&inlines[at]) && ends(at)).collect();
    if meets || gone.contains(&true) {
        let kept = std::mem::take(inlines).into_iter().zip(gone).filter(|(_, gone)| !gone);
        *inlines = join_texts(kept.map(|(inline, _)| inline));
    }
}

/// The same between the tags of raw HTML, where blanks of the source are not kept.
pub(super) fn line_ends_of_html(blocks: &mut [Block]) {
    const KEEPS: [&str; 2] = ["pre", "textarea"];
    each_block_mut(blocks, &mut |block| {
        let BlockKind::Html(html) = &mut block.kind else { return };
        let mut kept = 0_usize;
        for piece in &mut html.pieces {
            match &mut piece.kind {
                PieceKind::Open(tag) => kept += usize::from(KEEPS.contains(&tag.name.as_str())),
                PieceKind::Close(name) => {
                    kept = kept.saturating_sub(usize::from(KEEPS.contains(&name.as_str())));
                }
                PieceKind::Text(words) if kept == 0 && words.contains('\n') => {
                    *words = without_line_ends(words);
                }
                _ => {}
            }
        }
    });
}

/// A text without the ends of lines that leave no gap.
fn without_line_ends(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let edges = out.trim_end().chars().next_back().zip(line.trim_start().chars().next());
        if out.ends_with('\n') && edges.is_some_and(|(before, after)| leaves_no_gap(before, after))
        {
            out.truncate(out.trim_end().len());
            out.push_str(line.trim_start_matches([' ', '\t']));
        } else {
            out.push_str(line);
        }
    }
    out
}

/// A text of several lines on one.
pub(super) fn on_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n').map(str::trim) {
        let gap = !out.is_empty() && {
            let edges = out.chars().next_back().zip(line.chars().next());
            edges.is_some_and(|(before, after)| !leaves_no_gap(before, after))
        };
        if gap {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// The words beside a picture cannot hold elements. A tag without its end tag there is none: in `Vec<T>` it is a word.
pub(super) fn lone_tags(inlines: &mut [Inline]) {
    const VOID: [&str; 5] = ["br", "hr", "img", "input", "wbr"];
    // Names of the elements that end further on.
    let mut ended = BTreeSet::new();
    for inline in inlines.iter_mut().rev() {
        match &mut inline.kind {
            InlineKind::Html(html) => {
                let is_lone =
                    |tag: &Tag| !VOID.contains(&tag.name.as_str()) && !ended.contains(&tag.name);
                let has_lone = html.tags().any(is_lone);
                ended.extend(html.pieces.iter().filter_map(|piece| match &piece.kind {
                    PieceKind::Close(name) => Some(name.clone()),
                    _ => None,
                }));
                if has_lone {
                    inline.kind = InlineKind::Text(std::mem::take(&mut html.source).into());
                }
            }
            InlineKind::Emphasis(inner) | InlineKind::Strong(inner) | InlineKind::Strike(inner) => {
                lone_tags(inner);
            }
            InlineKind::Link(leads) => lone_tags(&mut leads.inlines),
            _ => {}
        }
    }
}

/// Two texts that a line's end stood between are one.
fn join_texts(inlines: impl Iterator<Item = Inline>) -> Box<[Inline]> {
    let mut joined: Vec<Inline> = Vec::new();
    // Those of the last text, where it is joined from several: there may be thousands.
    let mut words = String::new();
    for inline in inlines {
        match (joined.last_mut(), &inline.kind) {
            (Some(Inline { at, kind: InlineKind::Text(text) }), InlineKind::Text(more)) => {
                if words.is_empty() {
                    words.push_str(text);
                }
                words.push_str(more);
                *at = (at.start()..inline.at.end()).into();
            }
            (last, _) => {
                finish(last, &mut words);
                joined.push(inline);
            }
        }
    }
    finish(joined.last_mut(), &mut words);
    joined.into()
}

/// Gives a text the words that were joined for it, if any.
fn finish(text: Option<&mut Inline>, words: &mut String) {
    if let Some(text) = text
        && !words.is_empty()
    {
        text.kind = InlineKind::Text(words.as_str().into());
        words.clear();
    }
}

/// Whether an inline is a tag of an element that is part of its line, such as `<b>`: letters meet across it.
fn is_tag(inline: &Inline) -> bool {
    const PHRASES: [&str; 19] = [
        "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "mark", "q", "s",
        "small", "span", "strong", "u", "var",
    ];
    let is_phrase = |name: &str| PHRASES.contains(&name);
    let InlineKind::Html(html) = &inline.kind else { return false };
    html.pieces.iter().all(|piece| match &piece.kind {
        PieceKind::Open(tag) => is_phrase(&tag.name),
        PieceKind::Close(name) => is_phrase(name),
        PieceKind::Comment => true,
        PieceKind::Text(_) | PieceKind::Unended => false,
    })
}

/// The last letter that a reader sees of an inline.
fn last(inline: &Inline) -> Option<char> {
    match &inline.kind {
        InlineKind::Text(words) | InlineKind::Code(words) => words.chars().next_back(),
        _ => inline.inner().last().and_then(last),
    }
}

fn first(inline: &Inline) -> Option<char> {
    match &inline.kind {
        InlineKind::Text(words) | InlineKind::Code(words) => words.chars().next(),
        _ => inline.inner().first().and_then(first),
    }
}

/// Whether a line that ends with one letter goes on with the other one as if there were no end. Quotation marks, dashes
/// and dots are the same letters in Europe and Asia: next to a wide letter they are Asian.
fn leaves_no_gap(before: char, after: char) -> bool {
    let shared = |letter| matches!(letter, '“' | '”' | '‘' | '’' | '…' | '—' | '·');
    let wide = (is_wide(before), is_wide(after));
    wide == (true, true) || (wide.0 && shared(after)) || (wide.1 && shared(before))
}

/// Letters of Chinese, Japanese and Yi with their punctuation, in full width. Korean has blanks between its words.
pub fn is_wide(letter: char) -> bool {
    matches!(letter,
        '\u{2e80}'..='\u{2fff}' // radicals, descriptions of letters
        | '\u{3000}'..='\u{312f}' // punctuation, kana, bopomofo
        | '\u{3190}'..='\u{a4cf}' // kanbun, strokes, letters in circles, ideographs, Yi
        | '\u{f900}'..='\u{faff}' // compatibility ideographs
        | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe6f}' // vertical and small forms
        | '\u{ff00}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffe6}' // full width, kana in half width
        | '\u{1b000}'..='\u{1b16f}' // older kana
        | '\u{20000}'..='\u{3fffd}' // rare ideographs
    )
}
