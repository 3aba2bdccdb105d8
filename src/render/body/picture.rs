//! How a picture is shown: its size, and the copies among which a browser chooses.

use crate::address;
use crate::guide::{Guide, Target};
use crate::html::escape;
use crate::parse::Chapter;
use crate::parse::doc::{At, Size};
use crate::parse::markup::Tag;
use crate::render::surface::Surface;
use std::fmt::Write as _;

/// How wide a picture is that no one gave a size, where a browser does not find that out itself: the column of text, as
/// `tokens.css` has it.
const COLUMN: &str = "(min-width: 45rem) 41rem, 100vw";

/// The picture of the book that an address names, by its path from the source folder.
pub(super) fn file(guide: &Guide<'_>, chapter: &Chapter, at: &At, src: &str) -> Option<String> {
    match guide.leads(chapter, at, src) {
        Target::File { path, .. } => Some(path),
        _ => None,
    }
}

/// What a picture says of its own size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Own {
    width: usize,
    height: usize,
    /// Of a drawing that says no more than its shape, which takes all the room there is.
    is_shape: bool,
}

/// Width and height of a picture by itself.
pub(super) fn own(guide: &Guide<'_>, path: &str) -> Option<Own> {
    let bytes = guide.project.files.get(path)?;
    if address::ending(path).as_deref() == Some("svg") {
        return drawn(std::str::from_utf8(bytes).ok()?);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some(Own { width: size.width, height: size.height, is_shape: false })
}

/// The size of a drawing, as its first tag says it.
fn drawn(text: &str) -> Option<Own> {
    let mut tag = &text[text.find("<svg")? + 4..];
    tag = &tag[..tag.find('>')?];
    let attribute = |name: &str| {
        let at = tag.match_indices(name).map(|(at, _)| at).find(|at| {
            tag[..*at].ends_with(char::is_whitespace) && tag[at + name.len()..].starts_with('=')
        })?;
        let value = &tag[at + name.len() + 1..];
        let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
        value[1..].split(quote).next()
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept in bounds")]
    let pixels = |value: &str| {
        let number = value.trim().trim_end_matches("px").parse::<f64>().ok()?;
        (0.5..100_000.0).contains(&number).then(|| number.round() as usize)
    };
    let said = |name| attribute(name).and_then(pixels);
    if let (Some(width), Some(height)) = (said("width"), said("height")) {
        return Some(Own { width, height, is_shape: false });
    }
    let view = attribute("viewBox")?;
    let mut numbers = view.split([' ', ',', '\n', '\t']).filter(|number| !number.is_empty());
    let (width, height) = (pixels(numbers.nth(2)?)?, pixels(numbers.next()?)?);
    Some(Own { width, height, is_shape: true })
}

/// The room that the copies of a picture are chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub wanted: Option<Size>,
    /// Whether the page says width and height. A browser that finds out the room itself lays out what says none as 3000
    /// by 1500 pixels.
    pub is_sized: bool,
}

/// The attributes with the copies of a picture. Pages ask for nothing but what browsers have that read WebP, so one list
/// holds both formats.
pub(super) fn choice(
    guide: &Guide<'_>,
    path: &str,
    address: &str,
    room: Room,
    surface: &mut dyn Surface,
) -> String {
    let copies = guide.project.pictures.of(path);
    let mut list = String::new();
    for copy in copies {
        let Some(address) = surface.copy(&copy.path) else { return String::new() };
        let _ = write!(list, "{} {}w, ", escape(&address), copy.width);
    }
    let (Some(own), Some(widest)) = (own(guide, path), copies.last()) else {
        return String::new();
    };
    if widest.width as usize == own.width {
        list.truncate(list.len() - 2);
    } else {
        let _ = write!(list, "{address} {}w", own.width);
    }
    let auto = if room.is_sized { "auto, " } else { "" };
    let room = match room.wanted {
        Some(Size::Width(pixels)) => format!("{pixels}px"),
        Some(Size::Height(pixels)) => format!("{}px", part(own.width, pixels.into(), own.height)),
        Some(Size::Share(share)) => format!("{share}vw"),
        None => COLUMN.to_owned(),
    };
    format!(" srcset=\"{list}\" sizes=\"{auto}{room}\"")
}

/// Width and height in which a picture is shown, as far as they are known.
fn size(own: Option<Own>, wanted: Option<Size>) -> (Option<usize>, Option<usize>) {
    match (wanted, own) {
        (Some(Size::Width(width)), own) => {
            let width = usize::from(width);
            (Some(width), own.map(|own| part(own.height, width, own.width)))
        }
        (Some(Size::Height(height)), own) => {
            let height = usize::from(height);
            (own.map(|own| part(own.width, height, own.height)), Some(height))
        }
        (None, Some(Own { is_shape: true, .. }) | None) => (None, None),
        // A share of the room is the style sheet's; the picture's own size says how high it is.
        (_, own) => (own.map(|own| own.width), own.map(|own| own.height)),
    }
}

/// The attributes with the size in which a picture is shown, so that the text below it does not move when it comes.
pub(super) fn shown(own: Option<Own>, wanted: Option<Size>) -> String {
    let (width, height) = size(own, wanted);
    let mut text = String::new();
    if let Some(Size::Share(share)) = wanted {
        let _ = write!(text, " class=\"{}\"", class(share));
    }
    for (name, pixels) in [("width", width), ("height", height)] {
        if let Some(pixels) = pixels {
            let _ = write!(text, " {name}=\"{pixels}\"");
        }
    }
    text
}

/// What raw HTML says less than Markdown would: the copies, width and height, and that what is far below loads later.
pub(super) fn completed(
    guide: &Guide<'_>,
    (tag, path, address): (&Tag, &str, &str),
    surface: &mut dyn Surface,
) -> String {
    let said = |name| tag.attribute(name).map(|attribute| attribute.value.trim());
    let has = |name| tag.attribute(name).is_some();
    let wanted = match (said("width"), said("height")) {
        (Some(width), _) => width
            .strip_suffix('%')
            .map_or_else(|| width.parse().map(Size::Width), |it| it.parse().map(Size::Share))
            .ok(),
        (None, Some(height)) => height.parse().ok().map(Size::Height),
        (None, None) => None,
    };
    // The book's own styles may give it one of the two, which goes with no other than its shape has.
    let is_styled = has("class") || has("style");
    let (width, height) = match wanted {
        _ if is_styled => (None, None),
        // A share of the room, or what no browser reads.
        Some(Size::Share(_)) => (None, None),
        None if has("width") || has("height") => (None, None),
        _ => size(own(guide, path), wanted),
    };
    let mut text = String::new();
    let mut is_sized = true;
    for (name, pixels) in [("width", width), ("height", height)] {
        match pixels {
            _ if has(name) => {}
            Some(pixels) => {
                let _ = write!(text, " {name}=\"{pixels}\"");
            }
            None => is_sized = false,
        }
    }
    if !has("srcset") {
        text.push_str(&choice(guide, path, address, Room { wanted, is_sized }, surface));
    }
    for (name, value) in [("loading", "lazy"), ("decoding", "async")] {
        if !has(name) {
            let _ = write!(text, " {name}=\"{value}\"");
        }
    }
    text
}

/// So much of `of` as `share` is of `whole`, rounded to a pixel.
fn part(of: usize, share: usize, whole: usize) -> usize {
    (of * share + whole / 2) / whole.max(1)
}

/// The class of pictures that take a share of the room they have.
pub fn class(share: u8) -> String {
    format!("gw-wide-{share}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_say_their_size_or_their_shape() {
        let own = |width, height, is_shape| Some(Own { width, height, is_shape });
        for (text, expected) in [
            ("<svg width=\"20\" height=\"10px\">", own(20, 10, false)),
            ("<?xml version=\"1.0\"?><svg viewBox='0 0 20.4 10'>", own(20, 10, true)),
            ("<svg stroke-width=\"2\" viewBox=\"0,0,20,10\" width=\"100%\">", own(20, 10, true)),
            ("<svg viewBox=\"0 0 20\">", None),
            ("<svg>", None),
            ("<svg width=20", None),
            ("text", None),
        ] {
            assert_eq!(drawn(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_said_follows_from_the_shape() {
        let own = Some(Own { width: 1600, height: 901, is_shape: false });
        let shape = Some(Own { width: 20, height: 10, is_shape: true });
        for (own, wanted, expected) in [
            (own, None, " width=\"1600\" height=\"901\""),
            (own, Some(Size::Width(300)), " width=\"300\" height=\"169\""),
            (own, Some(Size::Height(90)), " width=\"160\" height=\"90\""),
            (own, Some(Size::Share(50)), " class=\"gw-wide-50\" width=\"1600\" height=\"901\""),
            (shape, None, ""),
            (shape, Some(Size::Width(300)), " width=\"300\" height=\"150\""),
            (None, Some(Size::Width(300)), " width=\"300\""),
            (None, None, ""),
        ] {
            assert_eq!(shown(own, wanted), expected);
        }
    }
}
