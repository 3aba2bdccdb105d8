//! `[site]`: what the pages show besides the text, in which colours and fonts, and from which hosts they may load.
//!
//! Reads what the manifest says and refuses values that cannot stand in a style sheet or in the pages' policy. Whether
//! the files are there is `load`'s to say, whether the colours can be read `check`'s.

mod faults;
mod raw;

use crate::finding::Finding;
use crate::source::{SourceId, Span, Stitched};
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

pub(super) use faults::Faults;
pub(super) use raw::{RawShades, RawSite};

/// The look of a book's pages, resolved. Paths are from the book's folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SiteSettings {
    pub logo: Option<String>,
    pub favicon: Option<String>,
    /// Template of what the head of every page gets besides.
    pub head: Option<String>,
    pub footer: Option<Footer>,
    /// Picture that other sites show beside a link to the book.
    pub social: Option<String>,
    pub fonts: Vec<Font>,
    /// By role, as `static/css/tokens.css` names it without its `--gw-`.
    pub colours: BTreeMap<String, Shades>,
    /// Smaller copies of pictures, where the book asks for them.
    pub pictures: Option<PictureCopies>,
    /// Where the manifest asks for the day of each chapter's last change.
    pub last_change: Option<Span>,
    pub allow: Allow,
}

impl SiteSettings {
    /// Files that are published because the look needs them.
    pub fn files(&self) -> impl Iterator<Item = &String> {
        let fonts = self.fonts.iter().map(|font| &font.file);
        [&self.logo, &self.favicon, &self.social].into_iter().flatten().chain(fonts)
    }

    /// The template of the foot, where the book has one.
    pub fn footer_template(&self) -> Option<&String> {
        match &self.footer {
            Some(Footer::Template(path)) => Some(path),
            _ => None,
        }
    }
}

/// Which copies the pictures of a book get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureCopies {
    /// In pixels, narrow ones first.
    pub widths: Vec<u32>,
    pub format: PictureFormat,
    /// Of copies of pictures that are lossy already: 1 to 100.
    pub quality: u8,
    /// Where the manifest asks for them.
    pub at: Span,
}

/// In which format copies of pictures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(JsonSchema))]
pub enum PictureFormat {
    #[default]
    Webp,
    Same,
}

/// What the foot of every page says in the book's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Footer {
    /// Markdown.
    Words(Stitched),
    /// Path of a template.
    Template(String),
}

/// A colour of light and one of dark pages, as `#rrggbb`, and where the manifest says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shades {
    pub colours: [String; 2],
    pub at: [Span; 2],
}

/// A file with letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Font {
    pub file: String,
    pub family: String,
    pub wanted_for: FontUse,
    pub weight: String,
    pub style: FontStyle,
}

/// What is set in a font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(JsonSchema))]
pub enum FontUse {
    #[default]
    Text,
    Headings,
    Code,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(JsonSchema))]
pub enum FontStyle {
    #[default]
    Normal,
    Italic,
}

/// Hosts besides the site's own, by what pages may load from them: `example.org`, `*.example.org`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allow {
    pub pictures: Vec<String>,
    pub media: Vec<String>,
    pub frames: Vec<String>,
    pub scripts: Vec<String>,
    pub styles: Vec<String>,
    pub fonts: Vec<String>,
    pub connections: Vec<String>,
}

/// Colours that a book may choose. Those of code and of domains follow from them, or stand in a style sheet.
pub const ROLES: [&str; 13] = [
    "ground",
    "panel",
    "raised",
    "ink",
    "ink-soft",
    "line",
    "line-strong",
    "accent",
    "on-accent",
    "good",
    "bad",
    "warn",
    "mark",
];

/// Fills in the look, with what is wrong in it.
pub(super) fn resolve(
    raw: RawSite,
    has_address: bool,
    source: (SourceId, &str),
    findings: &mut Vec<Finding>,
) -> SiteSettings {
    let RawSite {
        logo,
        favicon,
        head,
        footer,
        social,
        colours,
        fonts,
        last_change,
        pictures,
        allow,
    } = raw;
    let (source, text) = source;
    let mut faults = Faults { source, findings };
    SiteSettings {
        head: head.and_then(|path| faults.template(&path)),
        footer: footer.and_then(|footer| faults.footer(&footer, text)),
        social: social.and_then(|path| faults.social(&path, has_address)),
        logo: logo.and_then(|path| faults.path(&path)),
        favicon: favicon.and_then(|path| faults.favicon(&path)),
        colours: faults.colours(colours),
        fonts: fonts.into_iter().filter_map(|font| faults.font(font)).collect(),
        last_change: last_change
            .filter(|asked| *asked.get_ref())
            .map(|asked| Span::new(faults.source, asked.span())),
        pictures: pictures.and_then(|pictures| faults.pictures(pictures)),
        allow: faults.allow(allow),
    }
}

/// `#rgb` or `#rrggbb` as the latter.
pub fn six_digits(colour: &str) -> Option<String> {
    let digits = colour.trim().strip_prefix('#')?.to_ascii_lowercase();
    let sound = digits.chars().all(|digit| digit.is_ascii_hexdigit());
    match digits.len() {
        6 if sound => Some(format!("#{digits}")),
        3 if sound => {
            Some(digits.chars().fold("#".to_owned(), |all, digit| format!("{all}{digit}{digit}")))
        }
        _ => None,
    }
}
