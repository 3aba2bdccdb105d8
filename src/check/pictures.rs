//! Files under the name of a picture of which browsers show nothing.
//!
//! Looked at is what a browser goes by: the first bytes of a file, not its name, but for drawings, which it reads only where
//! the name says that they are some. Nothing is decoded here.

use crate::address;
use crate::budget::DRAWING_BYTES;
use crate::finding::{Finding, Rule};
use crate::guide::{Guide, Target};
use crate::load::pictures::{PICTURE_COPIES, can_be_copied};
use crate::manifest;
use crate::source::Span;
use imagesize::{Compression, ImageType};
use std::collections::BTreeSet;

pub const UNREADABLE_IMAGE: Rule =
    Rule::error("unreadable-image", "every picture is one that browsers can show");

/// Pictures of the text and of the pages' look that would be shown broken, at the first place that uses each; and those
/// that get no smaller copies where the book asks for them.
pub fn unreadable(guide: &Guide<'_>) -> Vec<Finding> {
    let manifest = &guide.project.manifest;
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for (chapter, link) in guide.links().filter(|(_, link)| link.is_picture()) {
        let Target::File { path, .. } = guide.leads(chapter, &link.at, &link.to) else { continue };
        let span = || super::links::smallest(chapter, &link.at, &link.to);
        if told.insert(path.clone()) {
            findings.extend(broken(guide, &path, span));
        }
    }
    for name in manifest.look_files() {
        let path = manifest.published(name);
        if address::is_picture(path) && told.insert(path.to_owned()) {
            let source = guide.project.manifest_source;
            let text = &guide.project.sources.get(source).text;
            findings.extend(broken(guide, path, || manifest::place(source, text, name)));
        }
    }
    findings
}

/// What is wrong with one picture.
fn broken(guide: &Guide<'_>, path: &str, span: impl Fn() -> Span) -> Option<Finding> {
    let bytes = guide.project.files.get(path)?;
    if let Some(NotShown { what, help }) = fault(path, bytes) {
        let finding = UNREADABLE_IMAGE.broken(span(), format!("`{path}` {what}"));
        return Some(finding.help(help));
    }
    let asks = guide.project.manifest.site.pictures.is_some();
    let ending = address::ending(path)?;
    if asks && ["png", "jpg", "jpeg", "webp"].contains(&ending.as_str()) && !can_be_copied(bytes) {
        let message =
            format!("`{path}` holds no {}, so no smaller copies are made", upper(&ending));
        let help = "save it anew as a PNG, JPEG or WebP file".to_owned();
        return Some(PICTURE_COPIES.broken(span(), message).help(help));
    }
    None
}

/// Why a browser shows nothing of a picture, or not all of it, and what to do.
struct NotShown {
    what: String,
    help: String,
}

const ANEW: &str = "save or fetch it anew";
const FILM: &str = "is a film, of which a picture shows nothing";
const SHOW_FILM: &str = "write `<video src=\"…\" controls></video>`, or a link without the `!`";

fn fault(path: &str, bytes: &[u8]) -> Option<NotShown> {
    let tell =
        |what: &str, help: &str| Some(NotShown { what: what.to_owned(), help: help.to_owned() });
    let ending = address::ending(path).unwrap_or_default();
    if bytes.is_empty() {
        return tell("is empty", ANEW);
    }
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return tell(
            "is a pointer of Git LFS, not the picture",
            "fetch it with `git lfs pull`, also on the machine that builds the site",
        );
    }
    if bytes.starts_with(b"/annex/objects/") {
        return tell(
            "is a pointer of git-annex, not the picture",
            "fetch it with `git annex get`, also on the machine that builds the site",
        );
    }
    if let Ok(kind) = imagesize::image_type(bytes) {
        return raster(path, &ending, kind, bytes);
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1000)]).to_lowercase();
    let start = start.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return tell("holds a page of HTML, no picture", "fetch the picture itself");
    }
    let is_drawing = start.starts_with('<') && start.contains("<svg");
    match (ending.as_str(), is_drawing) {
        ("svg", _) => drawing(bytes),
        (_, true) => {
            let what = "holds a drawing in SVG, and browsers go by its name".to_owned();
            Some(NotShown { what, help: format!("call it `{}`", with_ending(path, "svg")) })
        }
        ("mp4" | "webm" | "mov" | "ogv" | "m4v", _) => tell(FILM, SHOW_FILM),
        _ if address::is_picture(path) => tell("holds no picture", ANEW),
        _ => tell("is no picture", "write a link without the `!`"),
    }
}

/// What keeps a picture of pixels from being shown.
fn raster(path: &str, ending: &str, kind: ImageType, bytes: &[u8]) -> Option<NotShown> {
    let shown = match kind {
        ImageType::Png => Ok("png"),
        ImageType::Jpeg => Ok("jpg"),
        ImageType::Gif => Ok("gif"),
        ImageType::Webp => Ok("webp"),
        ImageType::Bmp => Ok("bmp"),
        ImageType::Ico => Ok("ico"),
        ImageType::Heif(Compression::Av1) => Ok("avif"),
        ImageType::Heif(Compression::Unknown) if ["mp4", "m4v", "mov"].contains(&ending) => {
            Err("MPEG")
        }
        ImageType::Heif(_) => Err("HEIC"),
        ImageType::Tiff => Err("TIFF"),
        ImageType::Psd => Err("Photoshop's"),
        _ => Err("another"),
    };
    let (what, help) = match shown {
        Err("MPEG") => (FILM.to_owned(), SHOW_FILM.to_owned()),
        Err(format) => (
            format!("is a picture in {format} format, which most browsers do not show"),
            "save it anew as a PNG, JPEG or WebP file".to_owned(),
        ),
        Ok(own) if ending == "svg" => (
            format!("holds a picture in {} format, and browsers go by its name", upper(own)),
            format!("call it `{}`", with_ending(path, own)),
        ),
        Ok(_) if !is_whole(kind, bytes) => {
            ("ends in the middle: the file was cut short".to_owned(), ANEW.to_owned())
        }
        Ok(_) => return None,
    };
    Some(NotShown { what, help })
}

/// Whether the file of a picture goes on to its end, as far as its format says where that is.
fn is_whole(kind: ImageType, bytes: &[u8]) -> bool {
    let says_its_size = imagesize::blob_size(bytes).is_ok();
    says_its_size
        && match kind {
            ImageType::Png => ends_as_png(bytes),
            // The mark of the end; some programs write more behind it.
            ImageType::Jpeg => bytes.windows(2).rev().any(|pair| pair == [0xff, 0xd9]),
            ImageType::Webp => bytes
                .get(4..8)
                .and_then(|size| Some(u32::from_le_bytes(size.try_into().ok()?)))
                .is_some_and(|size| size as usize + 8 <= bytes.len()),
            _ => true,
        }
}

/// Whether the chunks of a PNG lead to the one that ends it.
fn ends_as_png(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let Some((size, rest)) = bytes.get(at..).and_then(|rest| rest.split_first_chunk::<4>()) {
        if rest.starts_with(b"IEND") {
            return true;
        }
        at += 12 + u32::from_be_bytes(*size) as usize;
    }
    false
}

/// What keeps a drawing from being shown: browsers read one as XML, and an error ends it.
fn drawing(bytes: &[u8]) -> Option<NotShown> {
    const SVG: &str = "http://www.w3.org/2000/svg";
    if bytes.len() > DRAWING_BYTES {
        return None;
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_lowercase();
    let declared = start.split("encoding=").nth(1).filter(|_| start.contains("<?xml"));
    let is_other = declared.is_some_and(|name| !name[1.min(name.len())..].starts_with("utf-8"));
    if is_other || bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return None;
    }
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let read = std::str::from_utf8(bytes).map_err(|error| error.to_string()).and_then(|text| {
        roxmltree::Document::parse_with_options(text, options).map_err(|error| error.to_string())
    });
    match read {
        Err(why) => Some(NotShown {
            what: format!("is no well-formed XML, so browsers do not show it: {why}"),
            help: "mend it, or save it anew".to_owned(),
        }),
        Ok(document) => {
            let name = document.root_element().tag_name();
            match (name.name(), name.namespace()) {
                ("svg", Some(SVG)) => None,
                ("svg", _) => Some(NotShown {
                    what: "does not say that it is SVG, so browsers do not show it".to_owned(),
                    help: format!("write `<svg xmlns=\"{SVG}\"`"),
                }),
                (other, _) => Some(NotShown {
                    what: format!("holds `<{other}>` and no drawing"),
                    help: ANEW.to_owned(),
                }),
            }
        }
    }
}

fn upper(ending: &str) -> String {
    match ending {
        "jpg" | "jpeg" => "JPEG".to_owned(),
        "webp" => "WebP".to_owned(),
        other => other.to_uppercase(),
    }
}

fn with_ending(path: &str, ending: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\x0aIDAT\x78\xda\x63\x68\0\0\0\x82\0\x81\x77\xcd\x72\xb6\0\0\0\0IEND\xae\x42\x60\x82";
    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";
    const JPEG: &[u8] = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xd9";
    const WEBP: &[u8] = b"RIFF\x12\0\0\0WEBPVP8L\x06\0\0\0\x2f\0\0\0\0\0";

    fn said(path: &str, bytes: &[u8]) -> String {
        fault(path, bytes).map(|fault| fault.what).unwrap_or_default()
    }

    #[test]
    fn whole_pictures_are_shown_under_any_picture_name() {
        for (path, bytes) in [
            ("a.png", DOT),
            ("a.jpg", DOT),
            ("a.gif", GIF),
            ("a.png", GIF),
            ("a.jpeg", JPEG),
            ("a.webp", WEBP),
        ] {
            assert_eq!(said(path, bytes), "", "{path}");
        }
    }

    #[test]
    fn what_is_cut_short_or_no_picture_is_told() {
        let cut = "ends in the middle: the file was cut short";
        for (path, bytes, expected) in [
            ("a.png", &b""[..], "is empty"),
            ("a.png", &DOT[..20], cut),
            ("a.png", &DOT[..DOT.len() - 10], cut),
            ("a.jpg", &JPEG[..JPEG.len() - 2], cut),
            ("a.webp", &WEBP[..WEBP.len() - 1], cut),
            ("a.png", &DOT[..16], cut),
            ("a.jpg", b"Not found\n", "holds no picture"),
            ("a.png", b"\n<!DOCTYPE html><title>404</title>", "holds a page of HTML, no picture"),
            (
                "a.png",
                b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
                "is a pointer of Git LFS, not the picture",
            ),
            (
                "a.png",
                b"/annex/objects/SHA256E-s1--0.png\n",
                "is a pointer of git-annex, not the picture",
            ),
            (
                "a.jpg",
                b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
                "is a picture in HEIC format, which most browsers do not show",
            ),
            (
                "a.mp4",
                b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2",
                "is a film, of which a picture shows nothing",
            ),
            ("a.svg", DOT, "holds a picture in PNG format, and browsers go by its name"),
            (
                "a.png",
                b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                "holds a drawing in SVG, and browsers go by its name",
            ),
            ("a.pdf", b"%PDF-1.7", "is no picture"),
        ] {
            assert_eq!(said(path, bytes), expected, "{path}");
        }
    }

    #[test]
    fn drawings_are_read_as_browsers_read_them() {
        let svg = |rest: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\"{rest}");
        for (text, expected) in [
            (svg("/>"), ""),
            (
                format!(
                    "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x -->\n{}",
                    svg("/>")
                ),
                "",
            ),
            (format!("<!DOCTYPE svg [<!ENTITY n \"x\">]>{}", svg("><text>&n;</text></svg>")), ""),
            ("<s:svg xmlns:s=\"http://www.w3.org/2000/svg\"/>".to_owned(), ""),
            (
                "<svg viewBox=\"0 0 1 1\"/>".to_owned(),
                "does not say that it is SVG, so browsers do not show it",
            ),
            (
                "<html xmlns=\"http://www.w3.org/1999/xhtml\"/>".to_owned(),
                "holds a page of HTML, no picture",
            ),
            (
                svg("><g></svg>"),
                "is no well-formed XML, so browsers do not show it: expected 'g' tag, not 'svg' at 1:44",
            ),
            (
                svg("><text>a & b</text></svg>"),
                "is no well-formed XML, so browsers do not show it: malformed entity reference at 1:49",
            ),
        ] {
            assert_eq!(said("a.svg", text.as_bytes()), expected, "{text}");
        }
        let latin = b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><text>\xe9</text></svg>";
        assert_eq!(said("a.svg", latin), "");
    }
}
