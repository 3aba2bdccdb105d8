//! What an author's raw HTML may hold: structure and text, nothing that runs, no styles but plain ones.
//!
//! A book that trusts its HTML may hold everything that the pages' policy lets a browser show; any other what is on the
//! lists here. Decides on one tag or attribute at a time, the same for whoever writes a page and for whoever tells the
//! author.

use super::policy::Load;
use super::style;
use crate::finding::nearest;
use crate::parse::doc::{Inline, InlineKind};
use crate::parse::markup::{Attribute, Html, Piece, PieceKind, Tag};

/// What becomes of an element or an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Stays,
    /// It is not on the lists.
    TakenOut,
    /// The pages' policy has browsers ignore it.
    Blocked,
}

/// Elements that pass.
const ELEMENTS: [&str; 79] = [
    "a",
    "abbr",
    "acronym",
    "area",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "map",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
    "picture",
    "source",
];

/// Elements of HTML that do not pass: who writes one means it.
const LEFT_OUT: [&str; 38] = [
    "applet", "audio", "base", "body", "button", "canvas", "datalist", "dialog", "embed",
    "fieldset", "font", "form", "frame", "frameset", "head", "html", "iframe", "input", "label",
    "legend", "link", "main", "math", "meta", "noscript", "object", "optgroup", "option", "output",
    "param", "script", "select", "slot", "style", "svg", "template", "textarea", "video",
];

/// Attributes that pass on any element.
const ATTRIBUTES: [&str; 11] = [
    "aria-hidden",
    "aria-label",
    "class",
    "dir",
    "hidden",
    "id",
    "lang",
    "role",
    "tabindex",
    "title",
    "translate",
];

/// Attributes that pass on some elements.
const OWN: [(&str, &[&str]); 20] = [
    ("a", &["href", "hreflang", "name", "rel"]),
    ("blockquote", &["cite"]),
    ("col", &["align", "span"]),
    ("colgroup", &["align", "span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("hr", &["align", "size", "width"]),
    ("img", &["align", "alt", "decoding", "height", "loading", "src", "srcset", "width"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("q", &["cite"]),
    ("source", &["media", "srcset", "type"]),
    ("table", &["align", "summary"]),
    ("td", &["align", "colspan", "headers", "rowspan"]),
    ("th", &["align", "colspan", "headers", "rowspan", "scope"]),
    ("time", &["datetime"]),
    ("tr", &["align"]),
    ("div", &["align"]),
];

/// Elements that no page holds, whoever is trusted: they belong to a page as a whole, or read all that follows as text.
const NEVER: [&str; 10] = [
    "body",
    "frame",
    "frameset",
    "head",
    "html",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "xmp",
];

/// Elements that the policy forbids in themselves.
const FORBIDDEN: [&str; 5] = ["applet", "base", "embed", "object", "style"];

/// What becomes of an element.
pub fn element(tag: &Tag, trusted: bool) -> Fate {
    let name = tag.name.as_str();
    if !is_name(name)
        || name.contains(':')
        || NEVER.contains(&name)
        || !trusted && !ELEMENTS.contains(&name)
    {
        Fate::TakenOut
    } else if FORBIDDEN.contains(&name) || name == "script" && tag.attribute("src").is_none() {
        Fate::Blocked
    } else {
        Fate::Stays
    }
}

/// What becomes of an attribute.
pub fn attribute(tag: &Tag, name: &str, trusted: bool) -> Fate {
    if !is_name(name) || !trusted && !is_listed(tag, name) {
        Fate::TakenOut
    } else if name == "style" {
        // Its declarations go to the style sheet.
        let has_class = tag.attribute(name).is_some_and(|it| style::class(&it.value).is_some());
        if has_class { Fate::Stays } else { Fate::Blocked }
    } else if name.starts_with("on") {
        Fate::Blocked
    } else {
        Fate::Stays
    }
}

/// What to do about the tag of an element that HTML does not have.
pub fn misspelt(name: &str) -> Option<String> {
    if LEFT_OUT.contains(&name) || ELEMENTS.contains(&name) {
        return None;
    }
    let as_text = "write `&lt;` for a sign that is text, and put code between backticks";
    let near = nearest(name, ELEMENTS).filter(|near| near.len() > 3);
    Some(near.map_or_else(
        || format!("HTML has no such element: {as_text}"),
        |near| format!("did you mean `<{near}>`? Else {as_text}"),
    ))
}

/// Whether an attribute of an element passes in a book that does not trust its HTML.
pub fn is_listed(tag: &Tag, name: &str) -> bool {
    let own = OWN.iter().find(|(element, _)| *element == tag.name);
    ELEMENTS.contains(&tag.name.as_str())
        && (ATTRIBUTES.contains(&name) || own.is_some_and(|(_, names)| names.contains(&name)))
}

/// Whether what stands between the tags of an element is not text for readers, so that it goes with the element.
pub fn swallows(name: &str) -> bool {
    matches!(name, "iframe" | "noembed" | "noframes" | "noscript" | "script" | "style")
}

/// How many of the inlines behind a tag are in an element that takes its content with it: those before its end tag.
pub fn swallowed(html: &Html, after: &[Inline]) -> Option<usize> {
    let [Piece { kind: PieceKind::Open(tag), .. }] = html.pieces.as_slice() else { return None };
    let ends = |inline: &Inline| match &inline.kind {
        InlineKind::Html(html) => html
            .pieces
            .iter()
            .any(|piece| matches!(&piece.kind, PieceKind::Close(name) if *name == tag.name)),
        _ => false,
    };
    (swallows(&tag.name) && !tag.closed).then(|| after.iter().position(ends)).flatten()
}

/// What an address in an attribute is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Readers follow it.
    Link,
    /// The browser loads it.
    Load(Load),
}

/// What an attribute's address is for; nothing for one that holds none.
pub fn role(tag: &Tag, name: &str) -> Option<Role> {
    let load = match (tag.name.as_str(), name) {
        ("img" | "input", "src") | ("img" | "source", "srcset") | ("video", "poster") => {
            Load::Picture
        }
        ("image" | "use" | "feimage", "href" | "xlink:href") | (_, "background") => Load::Picture,
        ("audio" | "video" | "source" | "track", "src") => Load::Media,
        ("iframe", "src") => Load::Frame,
        ("script", "src" | "href" | "xlink:href") => Load::Script,
        ("form", "action") | (_, "formaction") => Load::Form,
        ("link", "href") => {
            let rel =
                tag.attribute("rel").map(|rel| rel.value.to_ascii_lowercase()).unwrap_or_default();
            let has = |word: &str| rel.split_whitespace().any(|one| one == word);
            if has("stylesheet") {
                Load::Style
            } else if has("icon") {
                Load::Picture
            } else {
                return Some(Role::Link);
            }
        }
        (_, "href" | "xlink:href" | "cite" | "longdesc" | "src") => return Some(Role::Link),
        _ => return None,
    };
    Some(Role::Load(load))
}

/// The addresses that an attribute holds: several in a `srcset`, each with what follows it.
pub fn addresses(attribute: &Attribute) -> Vec<(&str, &str)> {
    if attribute.name != "srcset" {
        return vec![(attribute.value.trim(), "")];
    }
    let mut all = Vec::new();
    let mut rest = attribute.value.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    while !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (address, more) = rest.split_at(end);
        // A comma right behind an address ends it; else what follows it goes up to the next comma.
        let bare = address.trim_end_matches(',');
        let size =
            if bare.len() < address.len() { 0 } else { more.find(',').unwrap_or(more.len()) };
        all.push((bare, more[..size].trim()));
        rest = more[size..].trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
    all
}

/// Attributes that name elements of the page by their ids, several of them apart by blanks.
pub fn names_ids(name: &str) -> bool {
    matches!(
        name,
        "aria-activedescendant"
            | "aria-controls"
            | "aria-describedby"
            | "aria-details"
            | "aria-flowto"
            | "aria-labelledby"
            | "aria-owns"
            | "commandfor"
            | "for"
            | "form"
            | "headers"
            | "list"
            | "popovertarget"
    )
}

/// Whether a browser and an XML reader take it for a name.
fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markup::read;

    fn tag(source: &str) -> Tag {
        match read(std::iter::once((source, 0))).pieces.remove(0).kind {
            PieceKind::Open(tag) => tag,
            kind => panic!("{kind:?}"),
        }
    }

    #[test]
    fn what_runs_or_styles_never_stays() {
        for source in [
            "<script>",
            "<style>",
            "<object data=x>",
            "<base href=x>",
            "<svg:a>",
            "<plaintext>",
            "<a\u{e9}>",
        ] {
            for trusted in [true, false] {
                assert_ne!(element(&tag(source), trusted), Fate::Stays, "{source}");
            }
        }
        let width = tag("<div style=width:9em>");
        assert_eq!(attribute(&width, "style", true), Fate::Stays);
        assert_eq!(attribute(&width, "style", false), Fate::TakenOut);
        for source in [
            "<div style=url(x)>",
            "<div onclick=x>",
            "<div OnLoad=x>",
            "<div '=x>",
            "<div <script=x>",
        ] {
            let tag = tag(source);
            for trusted in [true, false] {
                let fate = attribute(&tag, &tag.attributes[0].name, trusted);
                assert_ne!(fate, Fate::Stays, "{source}");
            }
        }
    }

    #[test]
    fn a_source_set_is_several_addresses() {
        let all = |value: &str| {
            let tag = tag(&format!("<img srcset=\"{value}\">"));
            let all = addresses(&tag.attributes[0]).into_iter();
            all.map(|(address, size)| format!("{address}|{size}")).collect::<Vec<_>>()
        };
        assert_eq!(all("a.png 1x, b,c.png 2x"), ["a.png|1x", "b,c.png|2x"]);
        assert_eq!(all(" a.png, b.png 480w "), ["a.png|", "b.png|480w"]);
        assert_eq!(all(",,"), Vec::<String>::new());
    }
}
