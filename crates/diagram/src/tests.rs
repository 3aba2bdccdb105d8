//! What every drawing must keep, of whatever kind: the same source gives the same bytes, everything lies inside the
//! picture, and no text makes the program stop. What one kind promises is checked in its own file.

use super::text::{Face, width, wrap};
use super::{Drawing, draw, draw_with_id};
use flowchart::CHARTS;
use graph::GRAPHS;
use list::LISTS;
use sequence::SEQUENCES;

mod flowchart;
mod graph;
mod list;
mod promises;
mod sequence;

/// The sources of all examples.
fn examples() -> impl Iterator<Item = &'static str> {
    CHARTS.iter().map(|(_, source)| *source).chain(SEQUENCES).chain(GRAPHS).chain(LISTS)
}

#[test]
fn a_drawing_is_the_same_each_time_and_ids_begin_as_asked() {
    for source in examples() {
        let first = draw_with_id(source, "d7").expect("examples can be drawn");
        assert_eq!(first, draw_with_id(source, "d7").expect("examples can be drawn"));
        for forbidden in ["<style", "style=", "<script", "NaN", "inf", " fill=", " stroke="] {
            assert!(!first.svg.contains(forbidden), "{forbidden} in {}", first.svg);
        }
        for id in first.svg.split(" id=\"").skip(1) {
            assert!(id.starts_with("d7-"), "{id}");
        }
        assert_eq!(first.svg.contains("aria-labelledby=\"d7-title\""), first.title.is_some());
        assert_eq!(first.svg.contains("aria-describedby=\"d7-desc\""), first.description.is_some());
        assert_balanced(&first.svg);
    }
}

#[test]
fn broken_text_gives_a_fault_inside_the_source_or_a_drawing() {
    let mut dice = Dice(99);
    let sources: Vec<&str> = examples().collect();
    for round in 0..400 {
        let mut text = sources[dice.below(sources.len())].to_owned();
        for _ in 0..=dice.below(6) {
            let at = |dice: &mut Dice, text: &str| {
                let at = dice.below(text.len() + 1);
                (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
            };
            let (a, b) = (at(&mut dice, &text), at(&mut dice, &text));
            let (a, b) = (a.min(b), a.max(b));
            match dice.below(4) {
                0 => {
                    let length = text[a..b].chars().take(12).map(char::len_utf8).sum::<usize>();
                    text.replace_range(a..a + length, "");
                }
                1 => text.insert_str(a, SCRAPS[dice.below(SCRAPS.len())]),
                2 => {
                    let piece = text[a..b].chars().take(30).collect::<String>();
                    text.insert_str(b, &piece);
                }
                _ => text.insert_str(
                    a,
                    sources[dice.below(sources.len())].lines().nth(3).unwrap_or_default(),
                ),
            }
        }
        match draw(&text) {
            Ok(drawing) => assert_balanced(&drawing.svg),
            Err(fault) => {
                assert!(
                    text.get(fault.span.clone()).is_some(),
                    "round {round}: {fault:?} in {text:?}"
                );
                assert!(!fault.message.is_empty() && fault.help.is_some());
            }
        }
    }
}

#[test]
fn a_kind_that_is_not_known_is_a_fault() {
    assert_faults(&[
        ("gitGraph\ncommit", "gitGraph", "a diagram of the kind `gitGraph` cannot be drawn"),
        ("", "", "the diagram does not begin with its kind"),
    ]);
}

#[test]
fn labels_are_wrapped_and_never_cut() {
    for text in [
        "one two three four five six seven",
        "arn:aws:iam::123456789012:role/service-role/x",
        "機械学習の精度",
        "Donaudampfschifffahrtsgesellschaft",
    ] {
        for limit in [30.0, 90.0, 200.0] {
            let words = wrap(text, Face::Label, limit);
            let letters = |text: &str| {
                text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>()
            };
            assert_eq!(letters(&words.lines.concat()), letters(text));
            assert!(words.width <= limit.ceil(), "{words:?}");
        }
    }
    assert_eq!(wrap("a<b", Face::Label, 200.0).lines, ["a<b"]);
    assert_eq!(wrap("read by many consumers at once", Face::Label, 132.0).lines.len(), 2);
    assert!(width("機", Face::Label) > 2.0 * width("i", Face::Label));
}

/// Draws what cannot be drawn: the source, what the fault points at, and its message.
fn assert_faults(cases: &[(&str, &str, &str)]) {
    for (source, place, message) in cases {
        let fault = draw(source).expect_err(source);
        assert_eq!(fault.message, *message);
        let shown = &source[fault.span.clone()];
        assert!(
            shown == *place || (message.contains("not finished") && shown.starts_with(place)),
            "{source:?}: {shown:?}"
        );
        assert!(fault.help.is_some());
    }
}

fn assert_balanced(svg: &str) {
    let mut open = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').unwrap_or_else(|| panic!("an open tag in {svg}"));
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{svg}");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// Every box of a drawing lies inside its view box.
fn assert_inside(drawing: &Drawing) {
    for tag in drawing.svg.split("<rect").skip(1) {
        let value = |name: &str| -> f64 {
            let text =
                tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
            text.and_then(|(text, _)| text.parse().ok())
                .unwrap_or_else(|| panic!("{name} in {tag}"))
        };
        let is_inside = value("x") >= 0.0
            && value("y") >= 0.0
            && value("x") + value("width") <= drawing.width
            && value("y") + value("height") <= drawing.height;
        assert!(is_inside, "{tag} leaves {} by {}", drawing.width, drawing.height);
    }
}

const SCRAPS: [&str; 24] = [
    "\n",
    ";",
    "[",
    "]",
    "(((",
    "{",
    "}",
    "\"",
    "-->",
    "-.",
    "==",
    "|",
    "&",
    "end\n",
    "subgraph q\n",
    "%%",
    "<br>",
    "&amp;",
    "機",
    "\u{0}",
    "accDescr {",
    "->>",
    "alt x\n",
    "Note over ",
];

/// Numbers that look random and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mixed = usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap_or(0);
        mixed % count.max(1)
    }
}
