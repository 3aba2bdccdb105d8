//! A chapter's text with other addresses and ids in it.

use crate::address::{decode, legible, relative};
use crate::parse::Chapter;
use crate::parse::doc::{At, InlineKind, each_inline};
use pulldown_cmark::Parser;
use std::collections::BTreeMap;

/// By where it begins, where a stretch of a text ends and what comes in its place.
pub(super) type Edits = BTreeMap<usize, (usize, String)>;

pub(super) fn edited(text: &str, edits: &Edits) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (&start, (end, words)) in edits {
        if start < from {
            continue;
        }
        out.push_str(&text[from..start]);
        out.push_str(words);
        from = *end;
    }
    out + &text[from..]
}

/// Gives every address of a text another one that `lead` knows: those of links, pictures and definitions, and those in
/// tags.
pub(super) fn addresses(
    chapter: &Chapter,
    text: &str,
    lead: &dyn Fn(&str) -> Option<String>,
    edits: &mut Edits,
) {
    let mut put = |at: At, to: &str| {
        let Some(other) = lead(to) else { return };
        // One that is spelled with entities is found by `check`.
        if let Some(found) = text[at.clone()].rfind(to) {
            edits.insert(at.start + found, (at.start + found + to.len(), other));
        }
    };
    each_inline(&chapter.blocks, &mut |inline| match &inline.kind {
        InlineKind::Link(leads) => put(inline.at.range(), &leads.to),
        InlineKind::Image(image) => put(inline.at.range(), &image.src),
        _ => {}
    });
    chapter.each_html(&mut |html| {
        for tag in html.tags() {
            for name in ["href", "src", "poster"] {
                if let Some(attribute) = tag.attribute(name) {
                    put(attribute.value_at.clone(), &attribute.value);
                }
            }
        }
    });
    for (_, definition) in Parser::new(text).reference_definitions().iter() {
        put(definition.span.clone(), &definition.dest);
    }
}

/// The address from `path` of what an address from the root of the host names, which `find` knows by its path below that;
/// nothing for other addresses.
pub(super) fn from_root(
    to: &str,
    path: &str,
    find: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let below = to.strip_prefix('/').filter(|rest| !rest.starts_with('/'))?;
    let (below, tail) = below.split_at(below.find(['#', '?']).unwrap_or(below.len()));
    Some(legible(&relative(path, &find(&decode(below))?)) + tail)
}
