//! What every drawing must keep: nothing overlaps, no arrow runs through a box, a title or another arrow's words,
//! everything lies inside the picture, and no text makes the program stop.
//!
//! The promises are checked on the examples beside this file, most of them from the guide's own chapters, and on charts
//! made up at random from fixed seeds.

use std::fmt::Write as _;

use super::chart::{Chart, End};
use super::cursor::Cursor;
use super::layout::{LABEL_PAD, Layout, layout};
use super::shape::Sized;
use super::svg::{Point, Rect, distance, point};
use super::text::{Face, Words, width, wrap};
use super::{
    Drawing, class, draw, draw_with, draw_with_id, entity, flowchart, links, picture, state,
};

const CHARTS: [(&str, &str); 24] = [
    ("accounts", include_str!("../examples/accounts.mmd")),
    ("active-learning", include_str!("../examples/active-learning.mmd")),
    ("dense", include_str!("../examples/dense.mmd")),
    ("directions", include_str!("../examples/directions.mmd")),
    ("exam-code", include_str!("../examples/exam-code.mmd")),
    ("fan", include_str!("../examples/fan.mmd")),
    ("full-width", include_str!("../examples/full-width.mmd")),
    ("groups-both-ways", include_str!("../examples/groups-both-ways.mmd")),
    ("lists", include_str!("../examples/lists.mmd")),
    ("loops", include_str!("../examples/loops.mmd")),
    ("metrics", include_str!("../examples/metrics.mmd")),
    ("nested-groups", include_str!("../examples/nested-groups.mmd")),
    ("pipeline", include_str!("../examples/pipeline.mmd")),
    ("plans", include_str!("../examples/plans.mmd")),
    ("question-method", include_str!("../examples/question-method.mmd")),
    ("retry", include_str!("../examples/retry.mmd")),
    ("score", include_str!("../examples/score.mmd")),
    ("stores", include_str!("../examples/stores.mmd")),
    ("study-loop", include_str!("../examples/study-loop.mmd")),
    ("tips", include_str!("../examples/tips.mmd")),
    ("transform-choice", include_str!("../examples/transform-choice.mmd")),
    ("two-passes", include_str!("../examples/two-passes.mmd")),
    ("wide", include_str!("../examples/wide.mmd")),
    ("tones", include_str!("../examples/tones.mmd")),
];

const SEQUENCES: [&str; 2] = [
    include_str!("../examples/sequence-inference.mmd"),
    include_str!("../examples/sequence-blocks.mmd"),
];

/// What has a layout of its own.
const LISTS: [&str; 4] = [
    include_str!("../examples/pie.mmd"),
    include_str!("../examples/timeline.mmd"),
    include_str!("../examples/mindmap.mmd"),
    include_str!("../examples/plan.mmd"),
];

const OTHERS: [&str; 3] = [
    include_str!("../examples/state.mmd"),
    include_str!("../examples/classes.mmd"),
    include_str!("../examples/entities.mmd"),
];

#[test]
fn examples_keep_every_promise() {
    for (name, source) in CHARTS {
        check(name, source);
    }
}

#[test]
fn made_up_charts_keep_every_promise() {
    for seed in 1..=80 {
        let mut dice = Dice(seed);
        let source = made_up(&mut dice);
        check(&format!("seed {seed}:\n{source}"), &source);
    }
}

#[test]
fn a_drawing_is_the_same_each_time_and_ids_begin_as_asked() {
    for source in
        CHARTS.iter().map(|(_, source)| *source).chain(SEQUENCES).chain(OTHERS).chain(LISTS)
    {
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
fn made_up_graphs_of_other_kinds_keep_every_promise() {
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
    for source in OTHERS {
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
fn broken_text_gives_a_fault_inside_the_source_or_a_drawing() {
    let mut dice = Dice(99);
    let sources: Vec<&str> = CHARTS
        .iter()
        .map(|(_, source)| *source)
        .chain(SEQUENCES)
        .chain(OTHERS)
        .chain(LISTS)
        .collect();
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
fn a_chart_too_wide_to_read_is_turned_upright() {
    let short = draw("flowchart LR\na --> b --> c").expect("it can be drawn");
    assert!(short.width > short.height);
    let names: Vec<String> = (0..12).map(|at| format!("n{at}[\"Station {at}\"]")).collect();
    let long = draw(&format!("flowchart LR\n{}", names.join(" --> "))).expect("it can be drawn");
    assert!(long.width < 200.0 && long.height > 900.0);
}

#[test]
fn markup_in_labels_stays_text() {
    let drawing = draw("flowchart TD\naccTitle: <b>\"x\"\na[\"<script>alert('1')</script> & #quot;b#quot;\"] -->|\"<i>\"| b[\"1 < 2\"]")
        .expect("labels may hold anything");
    assert!(
        drawing.svg.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"),
        "{}",
        drawing.svg
    );
    assert!(drawing.svg.contains("&amp; &quot;b&quot;"));
    assert!(drawing.svg.contains("1 &lt; 2"));
    assert_eq!(drawing.title.as_deref(), Some("\"x\""));
}

#[test]
fn faults_point_at_the_smallest_span_and_say_what_to_do() {
    let cases = [
        ("gitGraph\ncommit", "gitGraph", "a diagram of the kind `gitGraph` cannot be drawn"),
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
        ("", "", "the diagram does not begin with its kind"),
        ("flowchart XY\na --> b", "XY", "the direction `XY` is not supported"),
        ("stateDiagram-v2\na --> b\n}", "}", "`}` closes no state"),
        ("stateDiagram-v2\nstate A {\nb", "A", "this state is never closed"),
        ("stateDiagram-v2\na b", "a b", "this line is neither a state nor a transition"),
        ("stateDiagram-v2\n--", "--", "this line divides no state"),
        ("stateDiagram-v2\nstate x <<odd>>", "odd", "no state is of the kind `odd`"),
        ("classDiagram\nclass A {\n+x", "A", "the class `A` is never closed"),
        ("classDiagram\nA b", "A b", "this line is neither a class nor a relation"),
        ("erDiagram\nA || B", "A || B", "an entity should be named here"),
        ("erDiagram\nA {\nint x", "A", "the entity is never closed"),
        ("flowchart TD\na --> b\nclassDef x", "classDef x", "this line is not finished"),
        ("flowchart TD\na --> b\nstyle c fill:#f00", "c", "nothing is called `c`"),
        ("flowchart TD\na --> b\nclass a,bb x", "bb", "nothing is called `bb`"),
        ("flowchart TD\na --> b\nlinkStyle 1 stroke:red", "1", "there is no arrow number 1"),
        ("flowchart TD\na --> b\nlinkStyle x stroke:red", "x", "`x` is no number of an arrow"),
        ("flowchart TD\na@{ shape: cyl", "@{", "`@{` is never closed"),
        ("flowchart TD\na --> b\nclick c \"x.md\"", "c", "no node is called `c`"),
        ("flowchart TD\na\nclick a call run()", "click a call run()", "this click leads nowhere"),
        ("flowchart TD\na[\"Open --> b", "[", "the label after `[` is never closed"),
        ("flowchart TD\na -->", "-->", "the arrow leads nowhere"),
        ("flowchart TD\na -- b", "--", "the arrow is not finished"),
        ("flowchart TD\na b", "b", "unexpected `b` in the diagram"),
        ("flowchart TD\nsubgraph x\na", "subgraph", "the subgraph is never closed"),
        ("flowchart TD\na\nend", "end", "`end` closes no subgraph"),
        (
            "flowchart TD\nsubgraph x\na --> x\nend",
            "-->",
            "an arrow joins a subgraph to its own content",
        ),
        ("flowchart TD\n%% nothing", "flowchart TD\n%% nothing", "the diagram is empty"),
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
    ];
    for (source, place, message) in cases {
        let fault = draw(source).expect_err(source);
        assert_eq!(fault.message, message);
        let shown = &source[fault.span.clone()];
        assert!(
            shown == place || (message.contains("not finished") && shown.starts_with(place)),
            "{source:?}: {shown:?}"
        );
        assert!(fault.help.is_some());
    }
}

#[test]
fn too_much_is_refused() {
    let many = |count: usize, line: &dyn Fn(usize) -> String| {
        (0..count).fold(String::from("flowchart TD\n"), |text, at| text + &line(at) + "\n")
    };
    let faults = [
        many(301, &|at| format!("n{at}")),
        many(1001, &|at| format!("a{} --> b{}", at % 9, at % 7)),
        many(70, &|at| format!("subgraph s{at}\nend")),
        many(9, &|at| format!("subgraph s{at}")),
        many(1, &|_| "x".repeat(65 * 1024)),
    ];
    for source in faults {
        assert!(draw(&source).is_err());
    }
}

#[test]
fn the_largest_charts_take_no_time() {
    let start = std::time::Instant::now();
    let mut chain = String::from("flowchart TD\n");
    let mut mesh = String::from("flowchart LR\n");
    for at in 0..299 {
        let _ = writeln!(chain, "n{at} --> n{}", at + 1);
    }
    for at in 0..1000 {
        let _ = writeln!(mesh, "m{} -->|l{at}| m{}", at * 7 % 300, (at * 13 + 1) % 300);
    }
    let far = (0..600)
        .fold(chain.clone(), |text, at| text + &format!("n{} --> n{}\n", at % 20, 280 + at % 20));
    assert!(draw(&chain).is_ok());
    for source in [mesh, far] {
        if let Err(fault) = draw(&source) {
            assert!(fault.message.contains("too tangled"), "{fault:?}");
        }
    }
    // Generous: a slow machine without optimisation.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn tones_reach_nodes_groups_and_arrows() {
    let source = "flowchart BT\nclassDef default stroke:#888\nclassDef warm, hot fill:#f96,stroke-width:4px\n\
        subgraph g\n a:::warm --> b@{ shape: cyl, label: \"Store, kept\" }\nend\n\
        b --> c & d\nclass d, g hot\nstyle c stroke-dasharray:4,stroke:blue\nlinkStyle 1 stroke:green;";
    let chart = chart(source);
    let looks: Vec<String> = chart.nodes.iter().map(|node| node.look.classes()).collect();
    assert_eq!(
        looks,
        [
            " gw-d-toned gw-d-orange gw-d-heavy",
            " gw-d-toned gw-d-grey",
            " gw-d-toned gw-d-blue gw-d-dashed",
            " gw-d-toned gw-d-orange gw-d-heavy"
        ]
    );
    assert_eq!(chart.nodes[1].label, "Store, kept");
    assert_eq!(chart.clusters[0].look.classes(), " gw-d-toned gw-d-orange gw-d-heavy");
    let edges: Vec<String> = chart.edges.iter().map(|edge| edge.look.classes()).collect();
    assert_eq!(edges, ["", " gw-d-toned gw-d-green", ""]);
    assert!(chart.is_mirrored);
}

#[test]
fn a_node_leads_where_the_page_lets_it() {
    let source = "flowchart TD\na --> b\nclick a \"data/x.md#y\" \"A tip\"\n click b href \"javascript:x\" _blank";
    let found = links(source);
    assert_eq!(
        found.iter().map(|(_, to)| to.as_str()).collect::<Vec<_>>(),
        ["data/x.md#y", "javascript:x"]
    );
    for (span, to) in found {
        assert_eq!(source[span], to);
    }
    let href = |to: &str| to.ends_with("#y").then(|| "x.html?a&b".to_owned());
    let svg = draw_with(source, "d", &href).expect("it can be drawn").svg;
    assert_eq!(svg.matches("<a ").count(), 1);
    assert!(svg.contains("<a href=\"x.html?a&amp;b\"><rect"), "{svg}");
    assert!(!draw(source).expect("it can be drawn").svg.contains("<a "));
}

#[test]
fn arrows_lead_up_or_to_the_left_when_asked() {
    let end = |source: &str| {
        let svg = draw(source).expect("it can be drawn").svg;
        let at = |word: &str| {
            let start = svg.find(&format!(">{word}<")).expect("a label");
            let tag = &svg[svg[..start].rfind("<text").expect("its element")..start];
            let number = |name: &str| -> f64 {
                tag.split(name)
                    .nth(1)
                    .and_then(|rest| rest.split('"').next())
                    .and_then(|text| text.parse().ok())
                    .expect("a number")
            };
            (number(" x=\""), number(" y=\""))
        };
        (at("first"), at("second"))
    };
    let (first, second) = end("flowchart BT\na[first] --> b[second]");
    assert!(first.1 > second.1, "{first:?} {second:?}");
    let (first, second) = end("flowchart RL\na[first] -->|x| b[second]");
    assert!(first.0 > second.0, "{first:?} {second:?}");
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

#[test]
fn shapes_names_and_arrows_are_read() {
    let source = "graph LR\n  a-b.c[\"A\"] & b(B) --> c{\"C\"};c-.->d([D])\n d == thick ==> e[(E)] --- f[[F]]\n\
        f <--> g((G)) x--x h{{H}} --o i[/I/] ~~~ a-b.c\n a-b.c -- \"text -- more\" --> b -. dotted .-> c";
    let chart = chart(source);
    assert_eq!(chart.nodes.len(), 9);
    assert_eq!(chart.edges.len(), 11);
    let labels: Vec<&str> = chart
        .edges
        .iter()
        .map(|edge| edge.label.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    assert_eq!(labels, ["thick", "text -- more", "dotted"]);
}

#[test]
fn a_shape_without_a_label_keeps_the_text_of_its_node() {
    let chart = chart("flowchart TD\na[One] --> b[Two]\na@{ shape: cyl }\nc@{ shape: hex }");
    let nodes: Vec<&str> = chart.nodes.iter().map(|node| node.label.as_str()).collect();
    assert_eq!(nodes, ["One", "Two", "c"]);
}

#[test]
fn texts_and_arrows_go_on_in_the_next_line() {
    let source = "graph LR\n  S[\n  <font size=6>Staging</font>\n  buffer\n  ] --copy, map-->\n  Mapping\n\n  %% told below\n  --mapAsync\n  done-->         R'[CS]\n  R'\n  star* --x--> R'\n";
    let chart = chart(source);
    let nodes: Vec<&str> = chart.nodes.iter().map(|node| node.label.as_str()).collect();
    assert_eq!(nodes, ["Staging\nbuffer", "Mapping", "CS", "star*"]);
    let edges: Vec<&str> = chart.edges.iter().map(|edge| edge.label.as_str()).collect();
    assert_eq!(edges, ["copy, map", "mapAsync\ndone", "x"]);
}

fn chart(source: &str) -> Chart {
    let mut cursor = Cursor::new(source);
    cursor.skip_blank();
    cursor.word();
    flowchart::read(cursor).unwrap_or_else(|fault| panic!("{fault:?} in {source}"))
}

/// Checks all promises on one chart.
fn check(name: &str, source: &str) {
    check_chart(name, &chart(source));
    draw(source).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
}

fn check_chart(name: &str, chart: &Chart) {
    let sized = picture::sized(chart);
    let labels = picture::labels(chart);
    let layout = layout(chart, &sized, &labels).unwrap_or_else(|| panic!("{name} is too tangled"));
    let scene = Scene::new(chart, &layout, &sized, &labels);
    scene.check_boxes(name);
    scene.check_arrows(name);
    scene.check_shared_lines(name);
}

/// All rectangles and ways of a laid out chart.
struct Scene<'a> {
    chart: &'a Chart,
    layout: &'a Layout,
    nodes: Vec<Rect>,
    labels: Vec<Option<Rect>>,
    titles: Vec<Option<Rect>>,
}

impl<'a> Scene<'a> {
    fn new(chart: &'a Chart, layout: &'a Layout, sized: &[Sized], labels: &[Words]) -> Scene<'a> {
        let around = |at: Point, width: f64, height: f64| Rect {
            x: at.x - width / 2.0,
            y: at.y - height / 2.0,
            width,
            height,
        };
        let nodes = sized
            .iter()
            .zip(&layout.nodes)
            .map(|(sized, at)| around(*at, sized.width, sized.height))
            .collect();
        let ground = |words: &Words, at| {
            around(at, words.width + 2.0 * LABEL_PAD.0, words.height + 2.0 * LABEL_PAD.1)
        };
        let labels = labels
            .iter()
            .zip(&layout.routes)
            .map(|(words, route)| Some(ground(words, route.label?)))
            .collect();
        let titles = layout.clusters.iter().map(|boxed| {
            let (width, height) = (boxed.title.width, boxed.title.height);
            (width > 0.0).then(|| {
                around(point(boxed.title_at.x + width / 2.0, boxed.title_at.y), width, height)
            })
        });
        Scene { chart, layout, nodes, labels, titles: titles.collect() }
    }

    fn check_boxes(&self, name: &str) {
        let page = Rect { x: 0.0, y: 0.0, width: self.layout.width, height: self.layout.height };
        for (index, rect) in self.nodes.iter().enumerate() {
            assert!(contains(page, *rect), "{name}: node {index} leaves the picture");
            for other in &self.nodes[index + 1..] {
                assert!(
                    !overlap(*rect, *other, -6.0),
                    "{name}: nodes {rect:?} and {other:?} touch"
                );
            }
            for (cluster, boxed) in self.layout.clusters.iter().enumerate() {
                let inside = self.chart.path(End::Node(index)).contains(&End::Cluster(cluster));
                assert_eq!(
                    inside,
                    contains(boxed.rect, *rect),
                    "{name}: node {index} and group {cluster}"
                );
                assert!(
                    !inside || contains(boxed.rect, grown(*rect, 10.0)),
                    "{name}: node {index} at border {cluster}"
                );
                assert!(
                    inside || !overlap(boxed.rect, *rect, -4.0),
                    "{name}: node {index} and group {cluster}"
                );
            }
            for title in self.titles.iter().flatten() {
                assert!(!overlap(*title, *rect, 0.0), "{name}: node {index} hides a title");
            }
        }
        for (index, rect) in
            self.labels.iter().enumerate().filter_map(|(index, rect)| Some((index, (*rect)?)))
        {
            assert!(contains(page, rect), "{name}: label {index} leaves the picture");
            let others = self.labels[index + 1..]
                .iter()
                .flatten()
                .chain(&self.nodes)
                .chain(self.titles.iter().flatten());
            for other in others {
                assert!(
                    !overlap(rect, *other, -1.0),
                    "{name}: label {index} {rect:?} and {other:?}"
                );
            }
        }
    }

    fn check_arrows(&self, name: &str) {
        for (index, (edge, route)) in self.chart.edges.iter().zip(&self.layout.routes).enumerate() {
            assert!(route.points.len() > 1, "{name}: edge {index} has no way");
            let within = point(self.layout.width, self.layout.height);
            for at in &route.points {
                let inside =
                    at.x > -0.1 && at.y > -0.1 && at.x < within.x + 0.1 && at.y < within.y + 0.1;
                assert!(inside, "{name}: edge {index} leaves the picture at {at:?}");
            }
            for pair in route.points.windows(2) {
                for (node, rect) in self.nodes.iter().enumerate() {
                    let is_end = edge.from == End::Node(node) || edge.to == End::Node(node);
                    // At its own node an arrow meets the shape, which can be smaller than the box round it.
                    if !is_end {
                        assert!(
                            !crosses(pair, *rect, -3.0),
                            "{name}: edge {index} runs through node {node}"
                        );
                    }
                }
                for rect in self.titles.iter().flatten() {
                    assert!(
                        !crosses(pair, *rect, -2.0),
                        "{name}: edge {index} runs through a title"
                    );
                }
                for (label, rect) in self.labels.iter().enumerate() {
                    if let Some(rect) = rect
                        && label != index
                    {
                        assert!(
                            !crosses(pair, *rect, 0.0),
                            "{name}: edge {index} runs through label {label}"
                        );
                    }
                }
            }
        }
    }

    /// Two arrows run on one line only as a trunk from one node.
    fn check_shared_lines(&self, name: &str) {
        let segments: Vec<(usize, &[Point])> = (self.layout.routes.iter().enumerate())
            .flat_map(|(index, route)| route.points.windows(2).map(move |pair| (index, pair)))
            .collect();
        for (at, (first, a)) in segments.iter().enumerate() {
            for (second, b) in &segments[at + 1..] {
                let (one, two) = (&self.chart.edges[*first], &self.chart.edges[*second]);
                if one.from == two.from || first == second {
                    continue;
                }
                assert!(
                    shared(a, b) < 5.0,
                    "{name}: edges {first} and {second} share a line: {a:?} {b:?}"
                );
            }
        }
    }
}

fn contains(outer: Rect, inner: Rect) -> bool {
    inner.x >= outer.x - 0.1
        && inner.y >= outer.y - 0.1
        && inner.x + inner.width <= outer.x + outer.width + 0.1
        && inner.y + inner.height <= outer.y + outer.height + 0.1
}

fn grown(rect: Rect, by: f64) -> Rect {
    Rect {
        x: rect.x - by,
        y: rect.y - by,
        width: rect.width + 2.0 * by,
        height: rect.height + 2.0 * by,
    }
}

/// Whether two boxes overlap by more than `least`; negative means they come nearer than that.
fn overlap(a: Rect, b: Rect, least: f64) -> bool {
    let across = (a.x + a.width).min(b.x + b.width) - a.x.max(b.x);
    let along = (a.y + a.height).min(b.y + b.height) - a.y.max(b.y);
    across > least && along > least
}

/// Whether a straight piece of a way enters a box, or comes nearer than a negative `least`.
fn crosses(pair: &[Point], rect: Rect, least: f64) -> bool {
    let [a, b] = pair else { return false };
    let is_slanted = (a.x - b.x).abs() > 0.1 && (a.y - b.y).abs() > 0.1;
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let line = Rect { x, y, width: (a.x - b.x).abs(), height: (a.y - b.y).abs() };
    let rect = Rect {
        x: rect.x + 0.6,
        y: rect.y + 0.6,
        width: rect.width - 1.2,
        height: rect.height - 1.2,
    };
    !is_slanted && overlap(line, rect, least.max(-0.5))
}

/// How long two pieces run on one line.
fn shared(a: &[Point], b: &[Point]) -> f64 {
    let ([a1, a2], [b1, b2]) = (a, b) else { return 0.0 };
    let along = |a1: f64, a2: f64, b1: f64, b2: f64| {
        a1.max(a2).min(b1.max(b2)) - a1.min(a2).max(b1.min(b2))
    };
    let upright = |p: &Point, q: &Point| (p.x - q.x).abs() < 0.1;
    let level = |p: &Point, q: &Point| (p.y - q.y).abs() < 0.1;
    if distance(*a1, *a2) < 0.1 || distance(*b1, *b2) < 0.1 {
        0.0
    } else if upright(a1, a2) && upright(b1, b2) && (a1.x - b1.x).abs() < 1.5 {
        along(a1.y, a2.y, b1.y, b2.y)
    } else if level(a1, a2) && level(b1, b2) && (a1.y - b1.y).abs() < 1.5 {
        along(a1.x, a2.x, b1.x, b2.x)
    } else {
        0.0
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

fn made_up(dice: &mut Dice) -> String {
    const TEXTS: [&str; 6] = [
        "S3",
        "Training job",
        "A long label that has to be wrapped at least once",
        "確認",
        "Errors under 1 %?",
        "x",
    ];
    const FORMS: [(&str, &str); 9] = [
        ("[\"", "\"]"),
        ("(\"", "\")"),
        ("([\"", "\"])"),
        ("{\"", "\"}"),
        ("[(\"", "\")]"),
        ("[[\"", "\"]]"),
        ("((\"", "\"))"),
        ("{{\"", "\"}}"),
        ("[/\"", "\"/]"),
    ];
    const ARROWS: [&str; 7] = ["-->", "-->", "---", "-.->", "==>", "<-->", "--->"];
    let mut text =
        String::from(if dice.below(2) == 0 { "flowchart TD\n" } else { "flowchart LR\n" });
    let nodes = 2 + dice.below(14);
    let groups = dice.below(4);
    for group in 0..groups {
        let _ = writeln!(text, "subgraph g{group} [\"{}\"]", TEXTS[dice.below(TEXTS.len())]);
        let nested = dice.below(3) == 0;
        for _ in 0..=dice.below(3) {
            let _ = writeln!(text, "n{}", dice.below(nodes));
        }
        if nested {
            let _ = writeln!(text, "subgraph h{group}\nn{}\nend", dice.below(nodes));
        }
        text.push_str("end\n");
    }
    for node in 0..nodes {
        let (open, close) = FORMS[dice.below(FORMS.len())];
        let _ = writeln!(text, "n{node}{open}{}{close}", TEXTS[dice.below(TEXTS.len())]);
    }
    for _ in 0..dice.below(nodes * 2) {
        let label = ["", "", "|yes|", "|a longer label on an arrow|"][dice.below(4)];
        let arrow = ARROWS[dice.below(ARROWS.len())];
        let _ = writeln!(text, "n{} {arrow}{label} n{}", dice.below(nodes), dice.below(nodes));
    }
    if groups > 1 && dice.below(2) == 0 {
        text.push_str("g0 --> g1\n");
    }
    text
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
