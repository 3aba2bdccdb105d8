//! Flow charts: the examples, most of them from the guide's own chapters, charts made up at random from fixed seeds, and
//! what is read of each statement.

use std::fmt::Write as _;

use super::super::chart::Chart;
use super::super::cursor::Cursor;
use super::super::{draw, draw_with, flowchart, links};
use super::promises::check_chart;
use super::{Dice, assert_faults};

pub(super) const CHARTS: [(&str, &str); 24] = [
    ("accounts", include_str!("../../examples/accounts.mmd")),
    ("active-learning", include_str!("../../examples/active-learning.mmd")),
    ("dense", include_str!("../../examples/dense.mmd")),
    ("directions", include_str!("../../examples/directions.mmd")),
    ("exam-code", include_str!("../../examples/exam-code.mmd")),
    ("fan", include_str!("../../examples/fan.mmd")),
    ("full-width", include_str!("../../examples/full-width.mmd")),
    ("groups-both-ways", include_str!("../../examples/groups-both-ways.mmd")),
    ("lists", include_str!("../../examples/lists.mmd")),
    ("loops", include_str!("../../examples/loops.mmd")),
    ("metrics", include_str!("../../examples/metrics.mmd")),
    ("nested-groups", include_str!("../../examples/nested-groups.mmd")),
    ("pipeline", include_str!("../../examples/pipeline.mmd")),
    ("plans", include_str!("../../examples/plans.mmd")),
    ("question-method", include_str!("../../examples/question-method.mmd")),
    ("retry", include_str!("../../examples/retry.mmd")),
    ("score", include_str!("../../examples/score.mmd")),
    ("stores", include_str!("../../examples/stores.mmd")),
    ("study-loop", include_str!("../../examples/study-loop.mmd")),
    ("tips", include_str!("../../examples/tips.mmd")),
    ("transform-choice", include_str!("../../examples/transform-choice.mmd")),
    ("two-passes", include_str!("../../examples/two-passes.mmd")),
    ("wide", include_str!("../../examples/wide.mmd")),
    ("tones", include_str!("../../examples/tones.mmd")),
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
fn a_chart_too_wide_to_read_is_turned_upright() {
    let short = draw("flowchart LR\na --> b --> c").expect("it can be drawn");
    assert!(short.width > short.height);
    let names: Vec<String> = (0..12).map(|at| format!("n{at}[\"Station {at}\"]")).collect();
    let long = draw(&format!("flowchart LR\n{}", names.join(" --> "))).expect("it can be drawn");
    assert!(long.width < 200.0 && long.height > 900.0);
}

#[test]
fn faults_point_at_the_smallest_span_and_say_what_to_do() {
    assert_faults(&[
        ("flowchart XY\na --> b", "XY", "the direction `XY` is not supported"),
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
    ]);
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

fn chart(source: &str) -> Chart {
    let mut cursor = Cursor::new(source);
    cursor.skip_blank();
    cursor.word();
    flowchart::read(cursor).unwrap_or_else(|fault| panic!("{fault:?} in {source}"))
}

fn check(name: &str, source: &str) {
    check_chart(name, &chart(source));
    draw(source).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
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
