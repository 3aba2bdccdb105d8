//! Shares, timelines, mind maps and plans.

use super::super::draw;
use super::{assert_faults, assert_inside};

pub(super) const LISTS: [&str; 4] = [
    include_str!("../../examples/pie.mmd"),
    include_str!("../../examples/timeline.mmd"),
    include_str!("../../examples/mindmap.mmd"),
    include_str!("../../examples/plan.mmd"),
];

#[test]
fn lists_stay_inside_the_picture_and_say_what_they_show() {
    for source in LISTS {
        assert_inside(&draw(source).expect("examples can be drawn"));
    }
    let words = |source: &str, wanted: &[&str]| {
        let svg = draw(source).expect("it can be drawn").svg;
        for words in wanted {
            assert!(svg.contains(words), "{words}: {svg}");
        }
    };
    words(
        "pie showData title Fruit\n\"Figs\" : 3\n\"Dates\" : 1",
        &["Figs — 3 · 75 %", "Dates — 1 · 25 %"],
    );
    words("pie\n\"All\" : 3", &["All — 100 %", "<circle"]);
    words("timeline\n2025 : one : two\n : three", &[">2025<", ">one<", ">three<"]);
    words("mindmap\n  root((A))\n    b[B c]\n      ::icon(x)\n      D", &[">A<", ">B c<", ">D<"]);
    words(
        "classDiagram\nclass A\nclass B\ncssClass \"A, B\" warn\nclassDef warn fill:#f00",
        &[">A<", ">B<"],
    );
    words("flowchart-elk TD\nA[one] --> B[two]", &[">one<", ">two<"]);
    // A weekend in between: Friday and two days of work end on Monday evening.
    let plan = |end: &str| {
        let source =
            format!("gantt\nexcludes weekends\na : a, 2026-11-27, 2d\nb : 2026-11-30, {end}");
        draw(&source).expect("it can be drawn").svg
    };
    assert_eq!(plan("1d"), plan("2026-12-01"));
}

#[test]
fn faults_point_at_the_smallest_span_and_say_what_to_do() {
    assert_faults(&[
        ("pie\n\"a\": x", "\"a\": x", "`x` is no share"),
        ("pie\na 3", "a 3", "this line is no share"),
        ("pie\n\"a\": 0", "pie\n\"a\": 0", "the diagram is empty"),
        ("timeline\n: x", ": x", "this event belongs to no period"),
        ("mindmap\n  a\n  b", "b", "a mind map has one root"),
        ("gantt\na : 3d", "a : 3d", "the first task does not say when it begins"),
        (
            "gantt\na : 2026-02-30, 3d",
            "2026-02-30",
            "`2026-02-30` is neither a date nor a duration",
        ),
        ("gantt\na : after b, 3d", "after b", "no task above has the id `b`"),
        ("gantt\na : 2026-01-03, 2026-01-01", "2026-01-01", "the task ends before it begins"),
        ("gantt\nexcludes holidays", "holidays", "`holidays` is no day"),
    ]);
}
