//! Raw HTML in a chapter, taken apart as browsers do.
//!
//! Takes a stretch of HTML as the author wrote it and gives its tags and texts with their places, whole or not: what
//! may stay and whether it nests is settled elsewhere. Knows nothing of the blocks round it.

use super::doc::At;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Error, Span, Tokenizer};
use std::convert::Infallible;

/// A stretch of raw HTML.
#[derive(Debug, Clone, PartialEq)]
pub struct Html {
    pub source: String,
    pub pieces: Vec<Piece>,
}

/// One tag, or what stands between two.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    pub at: At,
    pub kind: PieceKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum PieceKind {
    Open(Tag),
    /// An end tag, by its name.
    Close(String),
    /// Without entities.
    Text(String),
    /// What browsers do not show.
    Comment,
    /// A tag or a comment without its end.
    Unended,
}

/// A start tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// In lower case.
    pub name: String,
    /// As the author ordered them; of two of one name the first counts.
    pub attributes: Vec<Attribute>,
    /// Written with a slash at its end.
    pub closed: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// In lower case.
    pub name: String,
    pub at: At,
    /// Without entities; empty for an attribute that has none.
    pub value: String,
    pub value_at: At,
}

impl Html {
    /// The start tags.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.pieces.iter().filter_map(|piece| match &piece.kind {
            PieceKind::Open(tag) => Some(tag),
            _ => None,
        })
    }
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The ids that links may name it by: `<a name>` is an older way to write one.
    pub fn id(&self) -> Option<&Attribute> {
        let name = || self.attribute("name").filter(|_| self.name == "a");
        self.attribute("id").or_else(name).filter(|id| !id.value.is_empty())
    }
}

/// Where the lines of a stretch begin: in its own text, and in the chapter's.
type Lines = [(usize, usize)];

/// Reads lines of HTML, each with the place where it stands in the chapter's text.
pub(crate) fn read<'t>(lines: impl Iterator<Item = (&'t str, usize)>) -> Html {
    let mut source = String::new();
    let mut starts = Vec::new();
    for (line, at) in lines {
        starts.push((source.len(), at));
        source.push_str(line);
    }
    let pieces = tokens(&source, &starts);
    Html { source, pieces }
}

fn tokens(text: &str, lines: &Lines) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let place = |span: Span<usize>| at(lines, span.start..span.end);
    let mut open = Tag { name: String::new(), attributes: Vec::new(), closed: false };
    let mut open_from = 0;
    let read = |event: CallbackEvent<'_>, span: Span<usize>| -> Option<Infallible> {
        let mut push = |span: Span<usize>, kind: PieceKind| {
            pieces.push(Piece { at: place(span), kind });
        };
        match event {
            CallbackEvent::OpenStartTag { name } => {
                open = Tag { name: words(name), attributes: Vec::new(), closed: false };
                open_from = span.start;
            }
            CallbackEvent::AttributeName { name } => {
                let at = place(span);
                let value_at = at.end..at.end;
                let (name, value) = (words(name), String::new());
                open.attributes.push(Attribute { name, at, value, value_at });
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some(attribute) = open.attributes.last_mut() {
                    attribute.value = words(value);
                    attribute.value_at = place(span);
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let mut seen = std::collections::BTreeSet::new();
                open.attributes.retain(|attribute| seen.insert(attribute.name.clone()));
                let mut tag = open.clone();
                tag.closed = self_closing;
                push(Span { start: open_from, end: span.end }, PieceKind::Open(tag));
            }
            CallbackEvent::EndTag { name } => {
                open.attributes.clear();
                push(span, PieceKind::Close(words(name)));
            }
            CallbackEvent::String { value } => push(span, PieceKind::Text(words(value))),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } => {
                push(span, PieceKind::Comment);
            }
            CallbackEvent::Error(Error::EofInTag) => {
                let start = text.rfind('<').unwrap_or_default();
                push(Span { start, end: text.len() }, PieceKind::Unended);
            }
            CallbackEvent::Error(Error::EofInComment) => {
                let start = text.rfind("<!--").unwrap_or_default();
                push(Span { start, end: text.len() }, PieceKind::Unended);
            }
            CallbackEvent::Error(_) => {}
        }
        None
    };
    let mut emitter = CallbackEmitter::<_, Infallible, usize>::new(read);
    // What stands in a script or a style is no HTML.
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(text, emitter).finish();
    pieces
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The place of a range of a stretch in the chapter's text.
fn at(lines: &Lines, range: At) -> At {
    let place = |offset: usize| {
        let line = lines.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        lines.get(line).map_or(offset, |(start, at)| at + offset - start)
    };
    let start = place(range.start);
    // The end of a range is the one of its last letter: the next line may stand elsewhere.
    let end = range.end.checked_sub(1).filter(|last| *last >= range.start);
    start..end.map_or(start, |last| place(last) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece as the text it points at and what it is.
    fn pieces(source: &str) -> Vec<(&str, PieceKind)> {
        let html = read(std::iter::once((source, 0)));
        html.pieces.into_iter().map(|piece| (&source[piece.at], piece.kind)).collect()
    }

    #[test]
    fn tags_and_texts_know_their_places() {
        let got = pieces("a &amp; b<DIV CLASS='x y' hidden title>é</Div >");
        let PieceKind::Open(tag) = &got[1].1 else { panic!("{got:?}") };
        assert_eq!(got[0], ("a &amp; b", PieceKind::Text("a & b".to_owned())));
        assert_eq!((got[1].0, tag.name.as_str()), ("<DIV CLASS='x y' hidden title>", "div"));
        let values: Vec<_> =
            tag.attributes.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
        assert_eq!(values, [("class", "x y"), ("hidden", ""), ("title", "")]);
        assert_eq!(got[2], ("é", PieceKind::Text("é".to_owned())));
        assert_eq!(got[3], ("</Div >", PieceKind::Close("div".to_owned())));
    }

    #[test]
    fn a_stretch_of_several_lines_points_at_each() {
        let text = "> <p\n> id=a>\n";
        let html = read([("<p\n", 2), ("id=a>\n", 7)].into_iter());
        let PieceKind::Open(tag) = &html.pieces[0].kind else { panic!("{html:?}") };
        assert_eq!(&text[tag.attributes[0].at.clone()], "id");
        assert_eq!(&text[tag.attributes[0].value_at.clone()], "a");
        assert_eq!(html.pieces[0].at, 2..12);
    }

    #[test]
    fn what_never_ends_is_told() {
        for (source, whole) in [("x <div class='a", "<div class='a"), ("<!-- a <b>", "<!-- a <b>")]
        {
            let got = pieces(source);
            assert!(got.iter().any(|(_, kind)| *kind == PieceKind::Unended), "{got:?}");
            assert!(got.iter().any(|(at, _)| at.ends_with(whole)), "{got:?}");
        }
    }

    #[test]
    fn a_script_is_text_to_its_end() {
        let got = pieces("<script>if (a<b) '</div>'</script>");
        let kinds: Vec<_> = got.iter().map(|(at, _)| *at).collect();
        assert_eq!(kinds, ["<script>", "if (a<b) '</div>'", "</script>"]);
    }
}
