//! Sequences: the examples, and some made up at random from fixed seeds.

use std::fmt::Write as _;

use super::super::draw;
use super::{Dice, assert_faults, assert_inside};

pub(super) const SEQUENCES: [&str; 3] = [
    include_str!("../../examples/sequence-inference.mmd"),
    include_str!("../../examples/sequence-blocks.mmd"),
    include_str!("../../examples/sequence-lives.mmd"),
];

#[test]
fn made_up_sequences_stay_inside_the_picture() {
    for source in SEQUENCES {
        assert_inside(&draw(source).expect("examples can be drawn"));
    }
    for seed in 1..=300 {
        let source = made_up_sequence(&mut Dice(seed));
        let drawing = draw(&source).unwrap_or_else(|fault| panic!("{fault:?} in {source}"));
        assert_inside(&drawing);
    }
}

#[test]
fn faults_point_at_the_smallest_span_and_say_what_to_do() {
    assert_faults(&[
        ("sequenceDiagram\nA->>B: hi\nrect rgb(1,2,3)", "rect", "`rect` is never closed"),
        ("sequenceDiagram\nalt x\nA->>B: hi", "alt", "`alt` is never closed"),
        ("sequenceDiagram\nA->>B: hi\nelse x", "else", "`else` belongs to no block"),
        (
            "sequenceDiagram\nA says hi",
            "A says hi",
            "this line is neither a message nor a known word",
        ),
        ("sequenceDiagram\nNote over A", "Note over A", "the note has no text"),
        ("sequenceDiagram\nbox Blue One\nparticipant A", "box", "`box` is never closed"),
        (
            "sequenceDiagram\nA->>B: hi\ncreate participant B",
            "create",
            "this participant is there already",
        ),
        ("sequenceDiagram\nlinks A: {}", "links", "`links` is not supported in a diagram"),
    ]);
}

fn made_up_sequence(dice: &mut Dice) -> String {
    const TEXTS: [&str; 4] =
        ["go", "a longer text that will have to be wrapped somewhere", "確認", ""];
    const ARROWS: [&str; 8] = ["->>", "-->>", "-x", "--x", "->", "-->", "-)", "<<->>"];
    let mut text = String::from("sequenceDiagram\nactor P0\n");
    let people = 1 + dice.below(6);
    let mut open: Vec<&str> = Vec::new();
    for _ in 0..dice.below(40) {
        let (a, b) = (dice.below(people), dice.below(people));
        let words = TEXTS[dice.below(TEXTS.len())];
        let _ = match dice.below(10) {
            0 => writeln!(text, "Note over P{a},P{b}: {words}"),
            1 => writeln!(text, "Note left of P{a}: {words}"),
            2 => writeln!(text, "Note right of P{a}: {words}"),
            3 if open.len() < 5 => {
                open.push(["loop", "alt", "opt", "par"][dice.below(4)]);
                writeln!(text, "{} {words}", open.last().unwrap_or(&"opt"))
            }
            4 if open.pop().is_some() => writeln!(text, "end"),
            5 if open.last() == Some(&"alt") => writeln!(text, "else {words}"),
            _ => {
                let sign = ["", "", "+", "-"][dice.below(4)];
                writeln!(text, "P{a}{}{sign}P{b}: {words}", ARROWS[dice.below(ARROWS.len())])
            }
        };
    }
    for _ in open {
        text.push_str("end\n");
    }
    text
}
