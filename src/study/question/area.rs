//! Areas of a picture, of which a hotspot asks for the right ones.
//!
//! An area stands in front of its option's words, as code: `` `40,20 25x60` `` begins at 40 percent of the picture's
//! width and 20 percent of its height, and is 25 percent wide and 60 percent high. Percent, so that a picture may be
//! shown in any size.

use super::{QUESTION_SHAPE, Question, short_hash};
use crate::finding::{Finding, Rule};
use crate::parse::Chapter;
use crate::parse::doc::{Inline, InlineKind, plain};

pub const HOTSPOT_AREAS: Rule = Rule::error(
    "hotspot-areas",
    "areas of a hotspot lie on its picture, each apart from the others",
);

/// How far two edges may be apart that are one: 1.1 and 2.2 make a little more than 3.3.
const ROUNDING: f64 = 1e-6;

/// A rectangle in percent of a picture's width and height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    /// Reads `left,top widthxheight`; `×` may stand for the `x`.
    fn read(text: &str) -> Option<Self> {
        let (corner, size) = text.trim().split_once(char::is_whitespace)?;
        let (left, top) = corner.split_once(',')?;
        let (width, height) = size.trim().split_once(['x', '×'])?;
        let number =
            |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        Some(Self {
            left: number(left)?,
            top: number(top)?,
            width: number(width)?,
            height: number(height)?,
        })
    }

    fn is_on_picture(self) -> bool {
        let inside =
            |from: f64, size: f64| from >= 0.0 && size > 0.0 && from + size <= 100.0 + ROUNDING;
        inside(self.left, self.width) && inside(self.top, self.height)
    }

    fn meets(self, other: Self) -> bool {
        let apart = |from: f64, size: f64, other: f64, its_size: f64| {
            from + size <= other + ROUNDING || other + its_size <= from + ROUNDING
        };
        !apart(self.left, self.width, other.left, other.width)
            && !apart(self.top, self.height, other.top, other.height)
    }
}

const SYNTAX: &str =
    "begin with the area, in percent of the picture: ``- [x] `left,top widthxheight` name``";

/// Takes the areas out of the entries' words.
pub(super) fn read(chapter: &Chapter, question: &mut Question, findings: &mut Vec<Finding>) {
    if question.picture().is_none() {
        let message = format!("`{}` has no picture for its areas", question.id);
        let help = "put the picture, alone in its paragraph, right above the areas";
        findings.push(
            QUESTION_SHAPE
                .broken(chapter.span(&question.heading_at), message)
                .help(help.to_owned()),
        );
    }
    for index in 0..question.entries.len() {
        let (earlier, rest) = question.entries.split_at_mut(index);
        let entry = &mut rest[0];
        let [Inline { kind: InlineKind::Code(code), at }, ..] = entry.inlines.as_slice() else {
            let message = format!("`{}` has no area", entry.text());
            findings.push(
                QUESTION_SHAPE.broken(chapter.span(&entry.at), message).help(SYNTAX.to_owned()),
            );
            continue;
        };
        let span = chapter.span(&at.range());
        let Some(area) = Area::read(code) else {
            let message = format!("`{code}` is no area");
            findings.push(QUESTION_SHAPE.broken(span, message).help(SYNTAX.to_owned()));
            continue;
        };
        if !area.is_on_picture() {
            let help = "left and width, and top and height, make 100 at most together";
            findings.push(
                HOTSPOT_AREAS
                    .broken(span, format!("`{code}` does not lie on the picture"))
                    .help(help.to_owned()),
            );
        } else if let Some(met) = earlier.iter().find(|it| it.area.is_some_and(|it| it.meets(area)))
        {
            findings.push(
                HOTSPOT_AREAS
                    .broken(span, format!("this area lies on that of `{}`", met.text()))
                    .help("a reader presses one area at a time: keep them apart".to_owned()),
            );
        }
        entry.inlines.remove(0);
        if let Some(Inline { kind: InlineKind::Text(text), at }) = entry.inlines.first_mut() {
            let blank = text.len() - text.trim_start().len();
            *text = text[blank..].into();
            *at = (at.start() + blank..at.end()).into();
        }
        entry.area = Some(area);
        entry.print = short_hash(&plain(&entry.inlines));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(left: f64, top: f64, width: f64, height: f64) -> Area {
        Area { left, top, width, height }
    }

    #[test]
    fn reads_corner_and_size() {
        assert_eq!(Area::read("40,20 25x60"), Some(area(40.0, 20.0, 25.0, 60.0)));
        assert_eq!(Area::read(" 2.5, 0  10×99.5"), None, "no blank inside the corner");
        assert_eq!(Area::read("2.5,0 10×99.5"), Some(area(2.5, 0.0, 10.0, 99.5)));
        for text in ["", "40", "40,20", "40,20 25", "a,b cxd", "40,20 NaNx3", "40,20 infx3"] {
            assert_eq!(Area::read(text), None, "{text}");
        }
    }

    #[test]
    fn areas_that_share_an_edge_do_not_meet() {
        let first = area(0.0, 0.0, 50.0, 50.0);
        assert!(!first.meets(area(50.0, 0.0, 50.0, 50.0)));
        assert!(!first.meets(area(0.0, 50.0, 100.0, 50.0)));
        assert!(!area(1.1, 0.0, 2.2, 9.0).meets(area(3.3, 0.0, 1.0, 9.0)));
        assert!(area(32.1, 0.0, 67.9, 10.0).is_on_picture());
        assert!(first.meets(area(49.0, 49.0, 10.0, 10.0)));
        assert!(area(0.0, 0.0, 100.0, 100.0).is_on_picture());
        assert!(!area(60.0, 0.0, 50.0, 10.0).is_on_picture());
        assert!(!area(0.0, 0.0, 0.0, 10.0).is_on_picture());
    }
}
