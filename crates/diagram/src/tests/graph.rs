//! States, classes and entities, which share the layout of flow charts.

use std::fmt::Write as _;

use super::super::cursor::Cursor;
use super::super::{class, draw, entity, state};
use super::promises::check_chart;
use super::{Dice, assert_balanced, assert_faults};

pub(super) const GRAPHS: [&str; 3] = [
    include_str!("../../examples/state.mmd"),
    include_str!("../../examples/classes.mmd"),
    include_str!("../../examples/entities.mmd"),
];

#[test]
fn made_up_graphs_keep_every_promise() {
    let read = |source: &str| {
        let mut cursor = Cursor::new(source);
        cursor.skip_blank();
        let kind = cursor.word();
        cursor.eat("-v2");
        let chart = match kind {
            "stateDiagram" => state::read(cursor),
            "classDiagram" => class::read(cursor),
            _ => entity::read(cursor),
        };
        chart.unwrap_or_else(|fault| panic!("{fault:?} in {source}"))
    };
    for source in GRAPHS {
        check_chart(source, &read(source));
        assert_balanced(&draw(source).expect("examples can be drawn").svg);
    }
    for seed in 1..=60 {
        let mut dice = Dice(seed);
        let mut source =
            String::from(["stateDiagram-v2\n", "classDiagram\n", "erDiagram\n"][dice.below(3)]);
        let count = 2 + dice.below(7);
        for _ in 0..=dice.below(9) {
            let (a, b) = (dice.below(count), dice.below(count));
            let _ = match source.as_bytes()[0] {
                b's' => writeln!(source, "s{a} --> s{b} : words"),
                b'c' => {
                    let arrow = ["<|--", "*--", "o--", "-->", "..|>", "--"][dice.below(6)];
                    writeln!(source, "s{a} \"1\" {arrow} \"n\" s{b} : words\ns{a} : int field{b}")
                }
                _ => {
                    let arrow = ["||--o{", "}|..|{", "|o--||", "}o--o{"][dice.below(4)];
                    writeln!(source, "s{a} {arrow} s{b} : words\ns{b} {{\nint id PK\n}}")
                }
            };
        }
        check_chart(&format!("seed {seed}:\n{source}"), &read(&source));
    }
}

#[test]
fn states_become_groups_marks_and_notes() {
    let source = "stateDiagram-v2\nIdle --> Busy\nstate Busy {\n[*] --> On\nOn --> [*]\n}\n\
        state \"Long name\" as L\nstate f <<fork>>\nIdle --> f\nf --> L:::bad\nL : one\nL : two\n\
        note left of Idle\nfirst\nsecond\nend note\nclassDef bad fill:red";
    let drawing = draw(source).expect("it can be drawn");
    for words in [">Busy<", ">On<", ">two<", ">second<", "gw-d-cluster", "gw-d-dot", "gw-d-red"] {
        assert!(drawing.svg.contains(words), "{words}: {}", drawing.svg);
    }
    assert!(!drawing.svg.contains(">f<"), "{}", drawing.svg);
}

#[test]
fn classes_and_entities_show_their_members() {
    let source = "classDiagram\nclass A~T~ {\n<<abstract>>\n+List~int~ xs\n+run(n)* void\n}\n\
        A <|-- B\nB \"1\" o-- \"0..*\" C : owns\nC : ~name String\nnamespace N {\nclass D[\"Long name\"]\n}";
    let svg = draw(source).expect("it can be drawn").svg;
    for words in [
        "«abstract»",
        ">A&lt;T&gt;<",
        "+List&lt;int&gt; xs",
        "+run(n)* void",
        "1 owns 0..*",
        "~name String",
        ">Long name<",
        ">N<",
    ] {
        assert!(svg.contains(words), "{words}: {svg}");
    }
    let source = "erDiagram\nA ||--o{ \"B C\" : has\np[Person] one or more to only one A : is\nA {\nint id PK, FK \"the key\"\n}";
    let svg = draw(source).expect("it can be drawn").svg;
    for words in [">B C<", ">Person<", ">PK, FK<", ">the key<"] {
        assert!(svg.contains(words), "{words}: {svg}");
    }
}

#[test]
fn faults_point_at_the_smallest_span_and_say_what_to_do() {
    assert_faults(&[
        ("stateDiagram-v2\na --> b\n}", "}", "`}` closes no state"),
        ("stateDiagram-v2\nstate A {\nb", "A", "this state is never closed"),
        ("stateDiagram-v2\na b", "a b", "this line is neither a state nor a transition"),
        ("stateDiagram-v2\n--", "--", "this line divides no state"),
        ("stateDiagram-v2\nstate x <<odd>>", "odd", "no state is of the kind `odd`"),
        ("classDiagram\nclass A {\n+x", "A", "the class `A` is never closed"),
        ("classDiagram\nA b", "A b", "this line is neither a class nor a relation"),
        ("erDiagram\nA || B", "A || B", "an entity should be named here"),
        ("erDiagram\nA {\nint x", "A", "the entity is never closed"),
    ]);
}
