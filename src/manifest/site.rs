//! `[site]`: what the pages show besides the text, in which colours and fonts, and from which hosts they may load.
//!
//! Reads what the manifest says and refuses values that cannot stand in a style sheet or in the pages' policy. Whether
//! the files are there is `load`'s to say, whether the colours can be read `check`'s.

use super::BAD_SETTING;
use super::outline::normal;
use crate::address;
use crate::finding::{Finding, did_you_mean};
use crate::source::{SourceId, Span, Stitched, Stitching};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FontUse {
    #[default]
    Text,
    Headings,
    Code,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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

/// More copies of one picture help no browser.
const MOST_WIDTHS: usize = 8;

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

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub(super) struct RawSite {
    /// Picture beside the title on every page, from the book's folder.
    #[schemars(with = "Option<String>")]
    logo: Option<Spanned<String>>,
    /// Icon of the site in tabs and lists: an SVG, PNG, WebP or ICO file, from the book's folder.
    #[schemars(with = "Option<String>")]
    favicon: Option<Spanned<String>>,
    /// Template whose text ends the head of every page, from the book's folder: "theme/head.html".
    #[schemars(with = "Option<String>")]
    head: Option<Spanned<String>>,
    /// Words at the foot of every page, in Markdown; or a template: "theme/footer.html".
    #[schemars(with = "Option<String>")]
    footer: Option<Spanned<String>>,
    /// Picture that other sites show beside a link to the book: PNG, JPEG or WebP; needs site-url.
    #[schemars(with = "Option<String>")]
    social: Option<Spanned<String>>,
    /// Colours by role, each a list of two: one for light and one for dark pages.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    colours: RawColours,
    /// Files with the letters of the book, one table each.
    fonts: Vec<RawFont>,
    /// Whether the foot of a chapter says when it last changed; git is asked by `build --last-change`.
    #[schemars(with = "bool")]
    last_change: Option<Spanned<bool>>,
    /// Smaller copies of the pictures; made by a program that was built with the feature `pictures`.
    #[schemars(with = "Option<RawPictures>")]
    pictures: Option<Spanned<RawPictures>>,
    /// Hosts that pages may load from besides their own, such as "example.org" or "*.example.org".
    allow: RawAllow,
}

pub(super) type RawShades = Spanned<Vec<Spanned<String>>>;
type RawColours = BTreeMap<Spanned<String>, RawShades>;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
struct RawFont {
    /// WOFF2, WOFF, TTF or OTF file, from the book's folder.
    #[schemars(with = "String")]
    file: Spanned<String>,
    /// Name of the family; the same for all its files.
    #[schemars(with = "String")]
    family: Spanned<String>,
    /// What is set in it: "text", "headings" or "code".
    #[serde(default, rename = "use")]
    wanted_for: FontUse,
    /// Weight of its letters, "400" or "bold"; a range, "100 900", for a variable font.
    #[serde(default = "normal_weight")]
    #[schemars(with = "String")]
    weight: Spanned<String>,
    /// "normal" or "italic".
    #[serde(default)]
    style: FontStyle,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawPictures {
    /// Widths of the copies in pixels; a picture gets those that are narrower than itself.
    #[schemars(with = "Vec<u32>")]
    widths: Vec<Spanned<u32>>,
    /// "webp", or "same" for the format of each picture.
    format: PictureFormat,
    /// How much of a photograph is kept, 1 to 100. A picture without losses gets copies without losses.
    #[schemars(with = "u8")]
    quality: Spanned<u8>,
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

fn nothing() -> Spanned<String> {
    Spanned::new(0..0, String::new())
}

fn normal_weight() -> Spanned<String> {
    Spanned::new(0..0, "400".to_owned())
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawAllow {
    /// Hosts of pictures.
    #[schemars(with = "Vec<String>")]
    pictures: Vec<Spanned<String>>,
    /// Hosts of films and sound.
    #[schemars(with = "Vec<String>")]
    media: Vec<Spanned<String>>,
    /// Hosts of pages in frames.
    #[schemars(with = "Vec<String>")]
    frames: Vec<Spanned<String>>,
    /// Hosts of scripts.
    #[schemars(with = "Vec<String>")]
    scripts: Vec<Spanned<String>>,
    /// Hosts of style sheets.
    #[schemars(with = "Vec<String>")]
    styles: Vec<Spanned<String>>,
    /// Hosts of fonts.
    #[schemars(with = "Vec<String>")]
    fonts: Vec<Spanned<String>>,
    /// Hosts that scripts may ask.
    #[schemars(with = "Vec<String>")]
    connections: Vec<Spanned<String>>,
}

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

/// What is wrong in the manifest.
pub(super) struct Faults<'f> {
    pub(super) source: SourceId,
    pub(super) findings: &'f mut Vec<Finding>,
}

impl Faults<'_> {
    pub(super) fn add(&mut self, at: std::ops::Range<usize>, message: String, help: &str) {
        let finding = BAD_SETTING.broken(Span::new(self.source, at), message);
        self.findings.push(finding.help(help.to_owned()));
    }

    /// A file inside the book's folder.
    pub(super) fn path(&mut self, path: &Spanned<String>) -> Option<String> {
        let normal = normal(path.get_ref());
        if normal.is_none() {
            let message = format!("`{}` leads out of the book", path.get_ref());
            self.add(path.span(), message, "give a file inside the book's folder");
        }
        normal
    }

    fn favicon(&mut self, path: &Spanned<String>) -> Option<String> {
        let known = ["svg", "png", "webp", "ico", "gif", "jpg", "jpeg"];
        if !address::ending(path.get_ref()).is_some_and(|end| known.contains(&end.as_str())) {
            let message = format!("`{}` is no icon that browsers show", path.get_ref());
            self.add(path.span(), message, "name an SVG, PNG, WebP or ICO file");
            return None;
        }
        self.path(path)
    }

    fn template(&mut self, path: &Spanned<String>) -> Option<String> {
        if !path.get_ref().ends_with(".html") {
            let message = format!("`{}` is no name of a template", path.get_ref());
            self.add(path.span(), message, "name a file that ends with `.html`");
            return None;
        }
        self.path(path)
    }

    /// A single word that ends like a template is one; all else is said as it stands.
    fn footer(&mut self, footer: &Spanned<String>, text: &str) -> Option<Footer> {
        let said = footer.get_ref();
        if said.ends_with(".html") && !said.contains(char::is_whitespace) {
            return Some(Footer::Template(self.path(footer)?));
        }
        // Without a backslash, the text stands in the manifest letter by letter.
        let written = text.get(footer.span()).unwrap_or_default();
        let start = footer.span().start + written.find(said.as_str()).unwrap_or(0);
        let mut stitching = Stitching::new(self.source);
        stitching.push(self.source, start, said);
        Some(Footer::Words(stitching.finish()))
    }

    fn social(&mut self, path: &Spanned<String>, has_address: bool) -> Option<String> {
        let known = ["png", "jpg", "jpeg", "webp", "gif"];
        if !address::ending(path.get_ref()).is_some_and(|end| known.contains(&end.as_str())) {
            let message = format!("`{}` is no picture that other sites show", path.get_ref());
            self.add(path.span(), message, "name a PNG, JPEG or WebP file, 1200 by 630 pixels");
            return None;
        }
        if !has_address {
            let message =
                "other sites find this picture by its whole address, which the book does not know";
            self.add(path.span(), message.to_owned(), "set `site-url` in `[build]`");
        }
        self.path(path)
    }

    /// The two colours of what `name` names.
    pub(super) fn shades(&mut self, name: &str, pair: RawShades) -> Option<Shades> {
        let at = pair.span();
        let [light, dark] = pair.into_inner().try_into().unwrap_or_else(|_| [nothing(), nothing()]);
        if light.get_ref().is_empty() || dark.get_ref().is_empty() {
            let message = format!("`{name}` is not one colour for light and one for dark pages");
            self.add(at, message, "write both: [\"#17506e\", \"#8ac5e6\"]");
            return None;
        }
        let (of_light, of_dark) = (self.colour(&light), self.colour(&dark));
        let at = [light.span(), dark.span()].map(|at| Span::new(self.source, at));
        Some(Shades { colours: [of_light?, of_dark?], at })
    }

    fn colours(&mut self, raw: RawColours) -> BTreeMap<String, Shades> {
        let mut colours = BTreeMap::new();
        for (role, pair) in raw {
            if !ROLES.contains(&role.get_ref().as_str()) {
                let message = format!("there is no colour `{}` to choose", role.get_ref());
                let help = did_you_mean(role.get_ref(), ROLES);
                let help = help.unwrap_or_else(|| format!("choose among {}", ROLES.join(", ")));
                self.add(role.span(), message, &help);
                continue;
            }
            if let Some(shades) = self.shades(role.get_ref(), pair) {
                colours.insert(role.into_inner(), shades);
            }
        }
        colours
    }

    fn colour(&mut self, written: &Spanned<String>) -> Option<String> {
        let colour = six_digits(written.get_ref());
        if colour.is_none() {
            let message = format!("`{}` is not a colour that can be checked", written.get_ref());
            self.add(written.span(), message, "write it with three or six digits: #17506e");
        }
        colour
    }

    fn font(&mut self, raw: RawFont) -> Option<Font> {
        let RawFont { file, family, wanted_for, weight, style } = raw;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        let name = family.get_ref().trim();
        if name.is_empty() || !name.chars().all(plain) {
            let message = format!("`{name}` is no name of a font");
            self.add(family.span(), message, "use letters, digits, blanks and hyphens");
            return None;
        }
        let known = ["woff2", "woff", "ttf", "otf"];
        if !address::ending(file.get_ref()).is_some_and(|end| known.contains(&end.as_str())) {
            let message = format!("`{}` is no file of a font that browsers read", file.get_ref());
            self.add(file.span(), message, "name a .woff2, .woff, .ttf or .otf file");
            return None;
        }
        let weights: Vec<&str> = weight.get_ref().split_whitespace().collect();
        let is_weight = |word: &&str| {
            ["normal", "bold"].contains(word)
                || word.parse().is_ok_and(|number: u16| (1..=1000).contains(&number))
        };
        if !(1..=2).contains(&weights.len()) || !weights.iter().all(is_weight) {
            let message = format!("`{}` is no weight of letters", weight.get_ref());
            self.add(
                weight.span(),
                message,
                "write a number such as \"400\", or two for a variable font: \"100 900\"",
            );
            return None;
        }
        Some(Font {
            file: self.path(&file)?,
            family: name.to_owned(),
            wanted_for,
            weight: weights.join(" "),
            style,
        })
    }

    fn pictures(&mut self, raw: Spanned<RawPictures>) -> Option<PictureCopies> {
        let at = Span::new(self.source, raw.span());
        let RawPictures { widths, format, quality } = raw.into_inner();
        let mut sound = BTreeSet::new();
        for width in widths {
            if (16..=8192).contains(width.get_ref()) {
                sound.insert(*width.get_ref());
            } else {
                let message = format!("`{}` is no width of a picture's copy", width.get_ref());
                self.add(width.span(), message, "give pixels, from 16 to 8192");
            }
        }
        if sound.len() > MOST_WIDTHS {
            let message = format!("{} widths are more than a browser chooses among", sound.len());
            let help =
                format!("give at most {MOST_WIDTHS}: each is one more file for every picture");
            self.add(at.range(), message, &help);
            return None;
        }
        if !(1..=100).contains(quality.get_ref()) {
            let message = format!("`{}` is no quality", quality.get_ref());
            self.add(quality.span(), message, "give a number from 1 to 100; 80 is usual");
            return None;
        }
        let widths = sound.into_iter().collect();
        Some(PictureCopies { widths, format, quality: quality.into_inner(), at })
    }

    fn allow(&mut self, raw: RawAllow) -> Allow {
        let RawAllow { pictures, media, frames, scripts, styles, fonts, connections } = raw;
        let mut hosts = |written: Vec<Spanned<String>>| {
            written.into_iter().filter_map(|host| self.host(&host)).collect()
        };
        Allow {
            pictures: hosts(pictures),
            media: hosts(media),
            frames: hosts(frames),
            scripts: hosts(scripts),
            styles: hosts(styles),
            fonts: hosts(fonts),
            connections: hosts(connections),
        }
    }

    /// A host's name, also out of an address. Nothing else may stand in the policy: one word more could open it to all.
    fn host(&mut self, written: &Spanned<String>) -> Option<String> {
        let name = written.get_ref().trim();
        let name = name.strip_prefix("https://").unwrap_or(name).trim_end_matches('/');
        let name = name.to_ascii_lowercase();
        let (host, port) = name.split_once(':').unwrap_or((&name, "443"));
        let label = |label: &str| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let labels = host.strip_prefix("*.").unwrap_or(host).split('.');
        let sound =
            labels.clone().count() > 1 && labels.clone().all(label) && port.parse::<u16>().is_ok();
        if !sound {
            let message = format!("`{}` is no host that pages may load from", written.get_ref());
            let help = "write its name alone, as `example.org`, or `*.example.org` for all below it; it is asked over https";
            self.add(written.span(), message, help);
        }
        sound.then_some(name)
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
