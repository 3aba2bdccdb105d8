//! Quotes that are callouts.

use super::super::doc::{Block, BlockKind, Callout, CalloutKind, Fold, Inline, InlineKind};
use super::super::literal;
use crate::manifest::callouts::OwnCallout;
/// A quote whose first line is `[!KIND]`, perhaps with a title behind it, is a callout; behind a backslash it is text. A `-`
/// or a `+` right behind the bracket folds it.
pub(super) fn callout(mut blocks: Box<[Block]>, own: &[OwnCallout], written: &str) -> BlockKind {
    let Some(Block { kind: BlockKind::Paragraph(inlines), .. }) = blocks.first_mut() else {
        return BlockKind::Quote(blocks);
    };
    let Some(Inline { kind: InlineKind::Text(text), at }) = inlines.first_mut() else {
        return BlockKind::Quote(blocks);
    };
    if literal::is_escaped(written, at.start()) {
        return BlockKind::Quote(blocks);
    }
    let found = text.strip_prefix("[!").and_then(|rest| rest.split_once(']'));
    let found = found.and_then(|(mark, rest)| Some((CalloutKind::of(mark, own)?, rest)));
    let Some((kind, rest)) = found else { return BlockKind::Quote(blocks) };
    let (fold, rest) = folded(rest);
    let rest: Box<str> = rest.trim_start().into();
    *at = (at.end() - rest.len().min(at.range().len())..at.end()).into();
    *text = rest;
    let mut title = std::mem::take(inlines).into_vec();
    let line_end =
        title.iter().position(|i| matches!(i.kind, InlineKind::SoftBreak | InlineKind::HardBreak));
    let body = line_end.map_or_else(Vec::new, |end| title.split_off(end).split_off(1));
    title.retain(|inline| !matches!(&inline.kind, InlineKind::Text(text) if text.is_empty()));
    let title = title.into();
    if body.is_empty() {
        let blocks = blocks.into_iter().skip(1).collect();
        return BlockKind::Callout(Box::new(Callout { kind, fold, title, blocks }));
    }
    *inlines = body.into();
    BlockKind::Callout(Box::new(Callout { kind, fold, title, blocks }))
}

/// What the sign behind a callout's bracket says; one with a letter right behind it belongs to the title.
fn folded(rest: &str) -> (Option<Fold>, &str) {
    let fold = match rest.bytes().next() {
        Some(b'-') => Fold::Closed,
        Some(b'+') => Fold::Open,
        _ => return (None, rest),
    };
    if rest[1..].is_empty() || rest[1..].starts_with([' ', '\t']) {
        (Some(fold), &rest[1..])
    } else {
        (None, rest)
    }
}
