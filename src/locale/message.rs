//! A message with the places for its values, and what may be wrong in it.

use std::collections::BTreeSet;

/// Categories of numbers, as the Unicode project names them.
pub(super) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A part of a message, as it is written and as it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'m> {
    pub(super) text: &'m str,
    pub(super) kind: SlotKind<'m>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SlotKind<'m> {
    Text,
    Value(&'m str),
    Share(&'m str),
    /// What is said for a number, by category.
    Choice(&'m str, Vec<(&'m str, &'m str)>),
}

pub(super) fn pieces(message: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = message;
    while !rest.is_empty() {
        let piece = if let Some(end) = rest.find('}').filter(|_| rest.starts_with('{')) {
            let (text, inner) = (&rest[..=end], &rest[1..end]);
            let kind = match inner.split_once('|') {
                Some((name, forms)) => SlotKind::Choice(name, forms.split('|').map(form).collect()),
                None => match inner.strip_suffix('%') {
                    Some(name) => SlotKind::Share(name),
                    None => SlotKind::Value(inner),
                },
            };
            Piece { text, kind }
        } else {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let end = rest[first..].find('{').map_or(rest.len(), |at| first + at);
            Piece { text: &rest[..end], kind: SlotKind::Text }
        };
        rest = &rest[piece.text.len()..];
        pieces.push(piece);
    }
    pieces
}

/// `one: day`.
fn form(text: &str) -> (&str, &str) {
    let (category, form) = text.split_once(':').unwrap_or((text, ""));
    (category, form.strip_prefix(' ').unwrap_or(form))
}

/// What is wrong in a message that stands in the place of ours.
pub(super) fn fault(message: &str, ours: &str) -> Option<String> {
    let pieces_of_ours = pieces(ours);
    let known: BTreeSet<&str> = pieces_of_ours.iter().filter_map(Piece::name).collect();
    for piece in pieces(message) {
        if piece.kind == SlotKind::Text && piece.text.contains(['{', '}']) {
            return Some("has a brace without its other half".to_owned());
        }
        if let Some(name) = piece.name()
            && !known.contains(name)
        {
            return Some(format!("asks for `{name}`, which is not given to it"));
        }
        if let SlotKind::Choice(name, forms) = &piece.kind {
            if let Some((category, _)) = forms.iter().find(|(it, _)| !CATEGORIES.contains(it)) {
                return Some(format!(
                    "says `{category}` of `{name}`, which is no category of numbers"
                ));
            }
            if forms.iter().all(|(category, _)| *category != "other") {
                return Some(format!("does not say what stands for `other` numbers of `{name}`"));
            }
        }
    }
    None
}

impl Piece<'_> {
    pub(super) fn name(&self) -> Option<&str> {
        match &self.kind {
            SlotKind::Text => None,
            SlotKind::Value(name) | SlotKind::Share(name) | SlotKind::Choice(name, _) => Some(name),
        }
    }
}
