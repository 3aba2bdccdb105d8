//! The look that a book chooses: whether its colours can be told apart, and whether browsers show what its templates ask
//! for.
//!
//! Contrast is that of the Web Content Accessibility Guidelines: 4.5 to 1 for text against its ground, 3 to 1 for what
//! marks the edge of something to press.

use super::links::BLOCKED_CONTENT;
use crate::assets::Override;
use crate::finding::{Finding, Rule};
use crate::fragment::filter::{self, Role};
use crate::guide::Guide;
use crate::manifest::site::{SiteSettings, six_digits};
use crate::parse::markup::{self, Attribute, PieceKind, Tag};
use crate::source::Span;
use std::collections::BTreeMap;

pub const LOW_CONTRAST: Rule =
    Rule::warning("low-contrast", "colours that a book chooses can be read in both schemes");

const TEXT: f64 = 4.5;
const EDGE: f64 = 3.0;

/// What stands on what, and how far both must be apart.
const PAIRS: [(&str, &str, f64); 22] = [
    ("ink", "ground", TEXT),
    ("ink", "panel", TEXT),
    ("ink", "raised", TEXT),
    ("ink", "mark", TEXT),
    ("ink-soft", "ground", TEXT),
    ("ink-soft", "panel", TEXT),
    ("ink-soft", "raised", TEXT),
    ("accent", "ground", TEXT),
    ("accent", "panel", TEXT),
    ("accent", "raised", TEXT),
    ("on-accent", "accent", TEXT),
    ("good", "ground", TEXT),
    ("bad", "ground", TEXT),
    ("warn", "ground", TEXT),
    ("line-strong", "ground", EDGE),
    ("code-comment", "panel", TEXT),
    ("code-string", "panel", TEXT),
    ("code-number", "panel", TEXT),
    ("code-keyword", "panel", TEXT),
    ("code-function", "panel", TEXT),
    ("code-type", "panel", TEXT),
    ("code-key", "panel", TEXT),
];

/// A colour on another.
#[derive(Clone, Copy)]
struct Pair {
    above: &'static str,
    below: &'static str,
    contrast: f64,
    wanted: f64,
}

impl Pair {
    /// How much of what is wanted there is.
    fn share(&self) -> f64 {
        self.contrast / self.wanted
    }
}

/// Colours of the manifest that are too near to what they stand on, or to what stands on them; the nearest of each.
pub fn contrast(guide: &Guide<'_>) -> Vec<Finding> {
    let site = &guide.project.manifest.site;
    let ours = guide.project.assets.colours();
    let mut findings = callouts(guide, &ours);
    for (scheme, pages) in ["light", "dark"].into_iter().enumerate() {
        let mut worst = BTreeMap::<&str, Pair>::new();
        for (above, below, wanted) in PAIRS {
            let colour = |role| in_use(site, &ours, role, scheme);
            let Some((one, other)) = colour(above).zip(colour(below)) else { continue };
            let pair = Pair { above, below, contrast: ratio(one, other), wanted };
            // The colour that the book chose is to blame; if it chose both, the one in front.
            let blamed = [above, below].into_iter().find(|role| site.colours.contains_key(*role));
            let Some(blamed) = blamed.filter(|_| pair.contrast < wanted) else { continue };
            let known = worst.entry(blamed).or_insert(pair);
            if pair.share() < known.share() {
                *known = pair;
            }
        }
        findings.extend(worst.into_iter().map(|(blamed, pair)| {
            let Pair { above, below, contrast, wanted } = pair;
            let message = format!(
                "`{above}` on `{below}` has a contrast of {contrast:.1} to 1 on {pages} pages, and {wanted} is wanted"
            );
            let other = if blamed == above { below } else { above };
            let other = in_use(site, &ours, other, scheme);
            let help = format!("choose a {} `{blamed}`", other.map_or("darker", apart));
            LOW_CONTRAST.broken(site.colours[blamed].at[scheme], message).help(help)
        }));
    }
    findings
}

/// What the book's own templates ask for and the pages' policy blocks.
pub fn templates(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for template in guide.project.assets.own_templates() {
        let html = markup::read(std::iter::once((template.text.as_str(), 0)));
        for piece in &html.pieces {
            let PieceKind::Open(tag) = &piece.kind else { continue };
            findings.extend(blocked_element(template, tag, piece.at.start));
            let attributes = tag.attributes.iter();
            findings
                .extend(attributes.filter_map(|it| blocked_attribute(guide, template, tag, it)));
        }
    }
    findings
}

fn blocked_element(template: &Override, tag: &Tag, start: usize) -> Option<Finding> {
    let help = match tag.name.as_str() {
        "script" if tag.attribute("src").is_none() => {
            "put it into a file, and name that in `scripts` of `[build]`"
        }
        "style" => "put the styles into a file, and name that in `styles` of `[build]`",
        _ => return None,
    };
    let span = Span::new(template.source, start..start + 1 + tag.name.len());
    let message = format!("the pages' policy blocks the element `<{}>`", tag.name);
    Some(BLOCKED_CONTENT.broken(span, message).help(help.to_owned()))
}

fn blocked_attribute(
    guide: &Guide<'_>,
    template: &Override,
    tag: &Tag,
    attribute: &Attribute,
) -> Option<Finding> {
    let name = &attribute.name;
    // A bare word may be part of a condition of the template.
    if !attribute.value.is_empty() && (name == "style" || name.starts_with("on")) {
        let span = Span::new(template.source, attribute.at.clone());
        let message =
            format!("the pages' policy blocks the attribute `{name}` of `<{}>`", tag.name);
        let help = if name == "style" {
            "give the element a class, and style that in a file of `styles` of `[build]`"
        } else {
            "put the script into a file, and name that in `scripts` of `[build]`"
        };
        return Some(BLOCKED_CONTENT.broken(span, message).help(help.to_owned()));
    }
    let Role::Load(load) = filter::role(tag, name)? else { return None };
    let addresses = filter::addresses(attribute);
    let (to, _) = addresses.iter().find(|(to, _)| !guide.policy.loads(load, to))?;
    let span = Span::new(template.source, attribute.value_at.clone());
    let message = format!("the pages' policy blocks what is at `{to}`");
    let help = "put the file into the book's folder, or allow its host in `[site.allow]`";
    Some(BLOCKED_CONTENT.broken(span, message).help(help.to_owned()))
}

/// Words of the book's own callouts on the ground of the pages.
fn callouts(guide: &Guide<'_>, ours: &BTreeMap<&str, [&str; 2]>) -> Vec<Finding> {
    let manifest = &guide.project.manifest;
    let mut findings = Vec::new();
    for callout in &manifest.callouts {
        let Some(shades) = &callout.colour else { continue };
        for (scheme, pages) in ["light", "dark"].into_iter().enumerate() {
            let colour = parts(&shades.colours[scheme]);
            let ground = in_use(&manifest.site, ours, "ground", scheme);
            let Some((colour, ground)) = colour.zip(ground) else { continue };
            let contrast = ratio(colour, ground);
            if contrast < TEXT {
                let name = &callout.name;
                let message = format!(
                    "the word of `{name}` has a contrast of {contrast:.1} to 1 on {pages} pages, and {TEXT} is wanted"
                );
                let help = format!("choose a {} colour", apart(ground));
                findings.push(LOW_CONTRAST.broken(shades.at[scheme], message).help(help));
            }
        }
    }
    findings
}

/// The colour of a role: the book's, or ours.
fn in_use(
    site: &SiteSettings,
    ours: &BTreeMap<&str, [&str; 2]>,
    role: &str,
    scheme: usize,
) -> Option<[u8; 3]> {
    let own = site.colours.get(role).map(|shades| shades.colours[scheme].clone());
    parts(&own.or_else(|| six_digits(ours.get(role)?[scheme]))?)
}

/// Red, green and blue of `#rrggbb`.
fn parts(colour: &str) -> Option<[u8; 3]> {
    let part = |at: usize| u8::from_str_radix(colour.get(at..at + 2)?, 16).ok();
    Some([part(1)?, part(3)?, part(5)?])
}

/// Contrast of two colours, from 1 to 21.
fn ratio(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Which way colours have more contrast to one.
fn apart(from: [u8; 3]) -> &'static str {
    if ratio(from, [0; 3]) > ratio(from, [255; 3]) { "darker" } else { "lighter" }
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let black = [0; 3];
        let white = [255; 3];
        assert!((ratio(black, white) - 21.0).abs() < 1e-9);
        assert!((ratio([119; 3], white) - 4.48).abs() < 0.005);
        assert!((ratio(white, white) - 1.0).abs() < 1e-9);
    }
}
