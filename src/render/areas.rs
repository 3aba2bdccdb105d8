//! Areas of a hotspot's picture, drawn over it with the numbers that they have in the list below.
//!
//! Sizes are shares of the picture's, so the drawing fits whatever size the picture is shown in.

use crate::study::question::Question;
use std::fmt::Write as _;

/// An SVG to be laid over the picture; nothing for a question without areas. The list beside it is what is operated, by
/// whatever means, so the drawing is hidden from those who do not see it.
pub fn drawn(question: &Question) -> String {
    let mut areas = String::new();
    for (place, entry) in question.entries.iter().enumerate() {
        let Some(area) = entry.area else { continue };
        let (across, down) = (area.left + area.width / 2.0, area.top + area.height / 2.0);
        let _ = write!(
            areas,
            "<g data-area=\"{}\"><rect x=\"{}%\" y=\"{}%\" width=\"{}%\" height=\"{}%\" rx=\"4\"></rect>\
             <circle cx=\"{across}%\" cy=\"{down}%\" r=\"11\"></circle>\
             <text x=\"{across}%\" y=\"{down}%\" dy=\"0.35em\" text-anchor=\"middle\">{}</text></g>",
            entry.id,
            area.left,
            area.top,
            area.width,
            area.height,
            place + 1
        );
    }
    if areas.is_empty() {
        return areas;
    }
    format!("<svg class=\"gw-areas\" aria-hidden=\"true\">{areas}</svg>")
}
