//! `[site]` as it is written in `book.toml`.

use super::{FontStyle, FontUse, PictureFormat};
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(in crate::manifest) struct RawSite {
    /// Picture beside the title on every page, from the book's folder.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) logo: Option<Spanned<String>>,
    /// Icon of the site in tabs and lists: an SVG, PNG, WebP or ICO file, from the book's folder.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) favicon: Option<Spanned<String>>,
    /// Template whose text ends the head of every page, from the book's folder: "theme/head.html".
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) head: Option<Spanned<String>>,
    /// Words at the foot of every page, in Markdown; or a template: "theme/footer.html".
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) footer: Option<Spanned<String>>,
    /// Picture that other sites show beside a link to the book: PNG, JPEG or WebP; needs site-url.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) social: Option<Spanned<String>>,
    /// Colours by role, each a list of two: one for light and one for dark pages.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Vec<String>>"))]
    pub(super) colours: RawColours,
    /// Files with the letters of the book, one table each.
    pub(super) fonts: Vec<RawFont>,
    /// Whether the foot of a chapter says when it last changed; git is asked by `build --last-change`.
    #[cfg_attr(test, schemars(with = "bool"))]
    pub(super) last_change: Option<Spanned<bool>>,
    /// Smaller copies of the pictures; made by a program that was built with the feature `pictures`.
    #[cfg_attr(test, schemars(with = "Option<RawPictures>"))]
    pub(super) pictures: Option<Spanned<RawPictures>>,
    /// Hosts that pages may load from besides their own, such as "example.org" or "*.example.org".
    pub(super) allow: RawAllow,
}

pub(in crate::manifest) type RawShades = Spanned<Vec<Spanned<String>>>;
pub(super) type RawColours = BTreeMap<Spanned<String>, RawShades>;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawFont {
    /// WOFF2, WOFF, TTF or OTF file, from the book's folder.
    #[cfg_attr(test, schemars(with = "String"))]
    pub(super) file: Spanned<String>,
    /// Name of the family; the same for all its files.
    #[cfg_attr(test, schemars(with = "String"))]
    pub(super) family: Spanned<String>,
    /// What is set in it: "text", "headings" or "code".
    #[serde(default, rename = "use")]
    pub(super) wanted_for: FontUse,
    /// Weight of its letters, "400" or "bold"; a range, "100 900", for a variable font.
    #[serde(default = "normal_weight")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub(super) weight: Spanned<String>,
    /// "normal" or "italic".
    #[serde(default)]
    pub(super) style: FontStyle,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawPictures {
    /// Widths of the copies in pixels; a picture gets those that are narrower than itself.
    #[cfg_attr(test, schemars(with = "Vec<u32>"))]
    pub(super) widths: Vec<Spanned<u32>>,
    /// "webp", or "same" for the format of each picture.
    pub(super) format: PictureFormat,
    /// How much of a photograph is kept, 1 to 100. A picture without losses gets copies without losses.
    #[cfg_attr(test, schemars(with = "u8"))]
    pub(super) quality: Spanned<u8>,
}

impl Default for RawPictures {
    fn default() -> Self {
        Self {
            widths: [480, 960, 1440].map(|width| Spanned::new(0..0, width)).into(),
            format: PictureFormat::default(),
            quality: Spanned::new(0..0, 80),
        }
    }
}

fn normal_weight() -> Spanned<String> {
    Spanned::new(0..0, "400".to_owned())
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawAllow {
    /// Hosts of pictures.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) pictures: Vec<Spanned<String>>,
    /// Hosts of films and sound.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) media: Vec<Spanned<String>>,
    /// Hosts of pages in frames.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) frames: Vec<Spanned<String>>,
    /// Hosts of scripts.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) scripts: Vec<Spanned<String>>,
    /// Hosts of style sheets.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) styles: Vec<Spanned<String>>,
    /// Hosts of fonts.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) fonts: Vec<Spanned<String>>,
    /// Hosts that scripts may ask.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) connections: Vec<Spanned<String>>,
}
