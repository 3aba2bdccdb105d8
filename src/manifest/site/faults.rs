//! Each value of `[site]` looked at: what stands in a style sheet, a page or their policy is what it should be, or told.

use super::raw::{RawAllow, RawColours, RawFont, RawPictures, RawShades};
use super::{Allow, Font, Footer, PictureCopies, ROLES, Shades, six_digits};
use crate::address;
use crate::finding::{Finding, did_you_mean};
use crate::manifest::BAD_SETTING;
use crate::manifest::outline::normal;
use crate::source::{SourceId, Span, Stitching};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// More copies of one picture help no browser.
const MOST_WIDTHS: usize = 8;

/// What is wrong in the manifest.
pub(in crate::manifest) struct Faults<'f> {
    pub(in crate::manifest) source: SourceId,
    pub(in crate::manifest) findings: &'f mut Vec<Finding>,
}

impl Faults<'_> {
    pub(in crate::manifest) fn add(
        &mut self,
        at: std::ops::Range<usize>,
        message: String,
        help: &str,
    ) {
        let finding = BAD_SETTING.broken(Span::new(self.source, at), message);
        self.findings.push(finding.help(help.to_owned()));
    }

    /// A file inside the book's folder.
    pub(in crate::manifest) fn path(&mut self, path: &Spanned<String>) -> Option<String> {
        let normal = normal(path.get_ref());
        if normal.is_none() {
            let message = format!("`{}` leads out of the book", path.get_ref());
            self.add(path.span(), message, "give a file inside the book's folder");
        }
        normal
    }

    pub(super) fn favicon(&mut self, path: &Spanned<String>) -> Option<String> {
        let known = ["svg", "png", "webp", "ico", "gif", "jpg", "jpeg"];
        if !address::ending(path.get_ref()).is_some_and(|end| known.contains(&end.as_str())) {
            let message = format!("`{}` is no icon that browsers show", path.get_ref());
            self.add(path.span(), message, "name an SVG, PNG, WebP or ICO file");
            return None;
        }
        self.path(path)
    }

    pub(super) fn template(&mut self, path: &Spanned<String>) -> Option<String> {
        if !path.get_ref().ends_with(".html") {
            let message = format!("`{}` is no name of a template", path.get_ref());
            self.add(path.span(), message, "name a file that ends with `.html`");
            return None;
        }
        self.path(path)
    }

    /// A single word that ends like a template is one; all else is said as it stands.
    pub(super) fn footer(&mut self, footer: &Spanned<String>, text: &str) -> Option<Footer> {
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

    pub(super) fn social(&mut self, path: &Spanned<String>, has_address: bool) -> Option<String> {
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
    pub(in crate::manifest) fn shades(&mut self, name: &str, pair: RawShades) -> Option<Shades> {
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

    pub(super) fn colours(&mut self, raw: RawColours) -> BTreeMap<String, Shades> {
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

    pub(super) fn font(&mut self, raw: RawFont) -> Option<Font> {
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

    pub(super) fn pictures(&mut self, raw: Spanned<RawPictures>) -> Option<PictureCopies> {
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

    pub(super) fn allow(&mut self, raw: RawAllow) -> Allow {
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

fn nothing() -> Spanned<String> {
    Spanned::new(0..0, String::new())
}
