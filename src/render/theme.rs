//! What a book adds to the look of the pages: hues of its domains, its colours, fonts and icon.
//!
//! All of it becomes rules at the end of our style sheet, in the layer of the roles that they change, because pages may
//! carry no styles of their own. Knows nothing of single pages.

use super::body::picture;
use super::choice;
use crate::address;
use crate::assets::Asset;
use crate::guide::Guide;
use crate::load::Project;
use crate::manifest::site::{Font, FontStyle, FontUse, SiteSettings};
use crate::manifest::{Dialect, Manifest, callouts};
use crate::study::objective::{Blueprint, Domain};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The ground of light and of dark pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ground {
    pub light: String,
    pub dark: String,
}

/// The icon of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteIcon<'i> {
    /// From the site's root; its address where a page shows it.
    pub path: String,
    /// As in `<link type>`; empty for a kind that browsers find out themselves.
    pub kind: &'i str,
}

impl SiteIcon<'_> {
    /// The same as an address that starts with the way to the site's root.
    pub fn seen_from(self, root: &str) -> Self {
        Self { path: format!("{root}{}", address::path(&self.path)), ..self }
    }
}

/// The book's own icon, or ours.
pub fn icon(manifest: &Manifest) -> SiteIcon<'static> {
    let path = manifest.site.favicon.as_deref().map_or("icon.svg", |file| manifest.published(file));
    let kind = match address::ending(path).unwrap_or_default().as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        _ => "",
    };
    SiteIcon { path: path.to_owned(), kind }
}

/// The ground of the pages, for browsers that colour their own frame alike.
pub fn ground(project: &Project) -> Ground {
    if let Some(shades) = project.manifest.site.colours.get("ground") {
        let [light, dark] = shades.colours.clone();
        return Ground { light, dark };
    }
    // A book may have a style sheet of its own in which there is none.
    let [light, dark] = project.assets.colours().get("ground").copied().unwrap_or_default();
    Ground { light: light.to_owned(), dark: dark.to_owned() }
}

/// The address of a file of the book's folder, seen from where `root` leads to the site's root; empty for no file.
pub fn file(manifest: &Manifest, root: &str, file: Option<&str>) -> String {
    file.map(|file| format!("{root}{}", address::path(manifest.published(file))))
        .unwrap_or_default()
}

/// The style sheet of a book's pages.
pub fn sheet(guide: &Guide<'_>) -> Asset {
    guide.project.assets.styles(&styles(guide))
}

/// Everything that the style sheet gets from the book.
fn styles(guide: &Guide<'_>) -> String {
    let manifest = &guide.project.manifest;
    language_styles(guide.project)
        + &layout_styles(guide)
        + &width_styles(guide)
        + &classes_of_mdbook(guide.project)
        + &names_of_mdbook(manifest)
        + &font_styles(manifest)
        + &colour_styles(&manifest.site)
        + &callout_styles(guide)
        + &domain_styles(guide)
        + &styles_of_elements(guide)
}

/// The list of languages, which few books have.
fn language_styles(project: &Project) -> String {
    if project.languages.is_empty() {
        return String::new();
    }
    project.assets.sheet(&["languages.css"])
}

/// Lists that are laid out as more than lists, which not all books have.
fn layout_styles(guide: &Guide<'_>) -> String {
    if guide.asks.layouts { guide.project.assets.sheet(&["layouts.css"]) } else { String::new() }
}

/// Pictures that take a share of the room they have.
fn width_styles(guide: &Guide<'_>) -> String {
    let shares = &guide.asks.shares;
    if shares.is_empty() {
        return String::new();
    }
    let rule = |&share| format!("  .{} {{ inline-size: {share}%; }}\n", picture::class(share));
    format!("@layer prose {{\n{}}}\n", shares.iter().map(rule).collect::<String>())
}

/// mdBook's names of colours, each with ours: style sheets of its books ask for them.
const OF_MDBOOK: [(&str, &str); 20] = [
    ("bg", "ground"),
    ("fg", "ink"),
    ("sidebar-bg", "ground"),
    ("sidebar-fg", "ink-soft"),
    ("sidebar-active", "accent"),
    ("sidebar-spacer", "line"),
    ("scrollbar", "line-strong"),
    ("icons", "ink-soft"),
    ("icons-hover", "ink"),
    ("links", "accent"),
    ("inline-code-color", "ink"),
    ("theme-popup-bg", "raised"),
    ("theme-popup-border", "line"),
    ("theme-hover", "panel"),
    ("quote-bg", "panel"),
    ("quote-border", "line-strong"),
    ("warning-border", "warn"),
    ("table-border-color", "line"),
    ("table-header-bg", "panel"),
    ("table-alternate-bg", "panel"),
];

/// Classes of mdBook's own style sheet that its guide offers to authors.
fn classes_of_mdbook(project: &Project) -> String {
    if project.manifest.dialect == Dialect::Native {
        return String::new();
    }
    project.assets.sheet(&["mdbook.css"])
}

fn names_of_mdbook(manifest: &Manifest) -> String {
    if manifest.dialect != Dialect::MdBook || manifest.styles.is_empty() {
        return String::new();
    }
    let names = OF_MDBOOK.iter().map(|(theirs, ours)| format!(" --{theirs}: var(--gw-{ours});"));
    root_styles(&names.collect::<String>())
}

fn font_styles(manifest: &Manifest) -> String {
    let mut rules = String::new();
    for font in &manifest.site.fonts {
        let Font { file: path, family, weight, style, wanted_for: _ } = font;
        let style = match style {
            FontStyle::Normal => "normal",
            FontStyle::Italic => "italic",
        };
        // Style sheets stand in a folder of the site.
        let address = file(manifest, "../", Some(path));
        let _ = writeln!(
            rules,
            "@font-face {{ font-family: \"{family}\"; src: url(\"{address}\"); font-weight: {weight}; font-style: {style}; font-display: swap; }}"
        );
    }
    let families = |wanted_for: FontUse| -> BTreeSet<&str> {
        let fonts = manifest.site.fonts.iter().filter(|font| font.wanted_for == wanted_for);
        fonts.map(|font| font.family.as_str()).collect()
    };
    let uses = [
        (FontUse::Text, "text", "system-ui, sans-serif"),
        (FontUse::Headings, "headings", "var(--gw-font-text)"),
        (FontUse::Code, "code", "ui-monospace, monospace"),
    ];
    let mut in_use = String::new();
    for (wanted_for, role, otherwise) in uses {
        let families = families(wanted_for);
        if !families.is_empty() {
            let names: Vec<String> = families.iter().map(|name| format!("\"{name}\"")).collect();
            let _ = write!(in_use, " --gw-font-{role}: {}, {otherwise};", names.join(", "));
        }
    }
    rules + &root_styles(&in_use)
}

fn colour_styles(site: &SiteSettings) -> String {
    let mut in_use = String::new();
    for (role, shades) in &site.colours {
        let [light, dark] = &shades.colours;
        let _ = write!(in_use, " --gw-{role}: light-dark({light}, {dark});");
    }
    root_styles(&in_use)
}

/// Sign and colour of the book's own callouts. A drawing stands in the sheet itself: from a folder, browsers load no
/// masks.
fn callout_styles(guide: &Guide<'_>) -> String {
    let manifest = &guide.project.manifest;
    let mut rules = String::new();
    for callout in &manifest.callouts {
        let sign = match &callout.icon {
            callouts::CalloutIcon::Ours(name) => format!("var(--gw-sign-{})", sign_of(name)),
            callouts::CalloutIcon::File(path) => {
                let drawing = guide.project.files.get(manifest.published(path));
                let drawing =
                    drawing.map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
                format!("url(\"data:image/svg+xml,{}\")", address::path(drawing.trim()))
            }
        };
        let colour = callout.colour.as_ref().map(|shades| {
            let [light, dark] = &shades.colours;
            format!(" --gw-kind: light-dark({light}, {dark});")
        });
        let name = callout.name.to_lowercase();
        let _ = writeln!(
            rules,
            "  .gw-callout-own-{name} {{ --gw-sign: {sign};{} }}",
            colour.unwrap_or_default()
        );
    }
    if rules.is_empty() { rules } else { format!("@layer prose {{\n{rules}}}\n") }
}

/// Cautions wear the sign of warnings.
fn sign_of(callout: &str) -> &str {
    if callout == "caution" { "warning" } else { callout }
}

fn root_styles(roles: &str) -> String {
    if roles.is_empty() {
        return String::new();
    }
    format!("@layer tokens {{\n  :root {{{roles} }}\n}}\n")
}

/// Hue and weight of each domain, in the style sheet because pages may not carry styles of their own.
fn domain_styles(guide: &Guide<'_>) -> String {
    if guide.exams.is_empty() {
        return String::new();
    }
    let mut rules = String::new();
    for (place, exam) in guide.exams.iter().enumerate() {
        // The main exam's hold wherever nothing says another one.
        let within = if place == 0 {
            vec![String::new()]
        } else {
            vec![format!(":root[data-exam=\"{place}\"] "), format!("[data-exams=\"{place}\"] ")]
        };
        rules.extend(tones(&exam.blueprint, &within));
    }
    format!("@layer tokens {{\n{rules}}}\n{}", choice::styles(guide))
}

/// What `style` attributes say in a book that trusts its HTML. In no layer, so that it comes before all classes.
fn styles_of_elements(guide: &Guide<'_>) -> String {
    if !guide.project.manifest.trusted_html {
        return String::new();
    }
    guide.asks.rules.iter().map(String::as_str).collect()
}

fn tones(blueprint: &Blueprint, within: &[String]) -> impl Iterator<Item = String> {
    let plain = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let heaviest = blueprint.domain.iter().map(|domain| domain.weight).max().unwrap_or(1).max(1);
    blueprint.domain.iter().filter(move |domain| plain(&domain.id)).map(move |domain| {
        let share = f64::from(domain.weight) / f64::from(heaviest) * 100.0;
        let Domain { id, hue, .. } = domain;
        let selectors = within.iter().map(|within| format!("{within}[data-domain=\"{id}\"]"));
        let selectors = selectors.collect::<Vec<_>>().join(", ");
        format!("  {selectors} {{ --gw-hue: {hue}; --gw-weight: {share:.1}%; }}\n")
    })
}
