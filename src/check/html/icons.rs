//! Icons of a font, such as Font Awesome's: elements without words, which show nothing where the font is not loaded.

use crate::check::proof::Galley;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::parse::markup::PieceKind;
use crate::source::Span;

pub const ICON_FONT: Rule =
    Rule::warning("icon-font", "icons of a font stand in books that bring the font");

/// What names of icons begin with, by the fonts that are in use.
const FONTS: [&str; 4] = ["fa-", "bi-", "mdi-", "glyphicon-"];

/// An icon of a font.
#[derive(Debug, Clone)]
pub struct Icon {
    /// Which of the fonts.
    font: usize,
    class: String,
    span: Span,
}

/// The icons of a text, in its order.
pub fn of(galley: &Galley<'_>) -> Vec<Icon> {
    let chapter = galley.chapter;
    let mut classes = Vec::new();
    chapter.each_html(&mut |html| {
        classes.extend(html.pieces.iter().filter_map(|piece| {
            let PieceKind::Open(tag) = &piece.kind else { return None };
            let may_be_icon = ["i", "span"].contains(&tag.name.as_str());
            // An element with words shows them, whatever its class.
            let is_empty = chapter.text.text[piece.at.end..].trim_start().starts_with("</");
            tag.attribute("class").filter(|_| may_be_icon && is_empty)
        }));
    });
    classes.sort_by_key(|class| class.at.start);
    let icons = classes.into_iter().filter_map(|class| {
        let is_of = |font: &&str| class.value.split(' ').any(|it| it.starts_with(*font));
        let font = FONTS.iter().position(is_of)?;
        Some(Icon { font, class: class.value.clone(), span: chapter.span(&class.value_at) })
    });
    icons.collect()
}

/// The first icon of each font that the book does not bring, of all that its texts have, in their order.
pub fn without_font<'i>(guide: &Guide<'_>, icons: impl Iterator<Item = &'i Icon>) -> Vec<Finding> {
    let mut found = FONTS.map(|_| Vec::new());
    icons.for_each(|icon| found[icon.font].push(icon));
    let fonts = FONTS.iter().zip(&found);
    let fonts = fonts.filter(|(font, icons)| !icons.is_empty() && !brings(guide, font));
    fonts.filter_map(|(_, icons)| told(icons)).collect()
}

fn told(icons: &[&Icon]) -> Option<Finding> {
    let (Icon { class: icon, span, .. }, more) = icons.split_first()?;
    let message = match more.len() {
        0 => {
            format!("`{icon}` shows nothing: it is an icon of a font that the book does not bring")
        }
        count => format!(
            "`{icon}` and {count} more show nothing: they are icons of a font that the book does not bring"
        ),
    };
    let help = "write a sign such as ★ or a word, put the icon in as a picture, or add the font and its style sheet to the book";
    Some(ICON_FONT.broken(*span, message).help(help.to_owned()))
}

/// Whether a style sheet, a script or a template of the book knows icons of a font.
fn brings(guide: &Guide<'_>, font: &str) -> bool {
    let project = guide.project;
    let manifest = &project.manifest;
    let files = manifest.styles.iter().chain(&manifest.scripts);
    let files = files.filter_map(|name| project.files.get(name));
    let texts = files.map(|bytes| String::from_utf8_lossy(bytes));
    let templates = project.assets.own_templates().map(|template| template.text.as_str().into());
    let is_awesome = |text: &str| font == "fa-" && text.contains("awesome");
    texts.chain(templates).any(|text| text.contains(font) || is_awesome(&text))
}
