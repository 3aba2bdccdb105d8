use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use serde_json::Value;
use std::io::Read as _;

/// What stands in a file of an index: a name, or a value as scripts unpack it.
fn data(index: &Index, name: &str) -> String {
    let file = index.files.iter().find(|(known, _)| *known == format!("{name}.js"));
    let (_, bytes) = file.unwrap_or_else(|| panic!("no file {name}"));
    let line = std::str::from_utf8(bytes).expect("files of the index are text");
    let (called, data) = Index::named(line).expect("it is a call");
    assert_eq!(called, name);
    data.to_owned()
}

fn unpacked(index: &Index, name: &str) -> Value {
    let bytes = STANDARD.decode(data(index, name)).expect("base64");
    let mut json = String::new();
    DeflateDecoder::new(&bytes[..]).read_to_string(&mut json).expect("deflated text");
    serde_json::from_str(&json).expect("JSON")
}

/// The values of all shards of a kind, one after the other.
fn all(index: &Index, shards: &Value) -> Vec<Value> {
    let names = shards["names"].as_array().expect("a list");
    let values = names.iter().map(|name| unpacked(index, name.as_str().expect("a name")));
    values.flat_map(|shard| shard.as_array().expect("a list").clone()).collect()
}

fn unit() -> Unit {
    Unit {
        kind: UnitKind::Text,
        page: "data/formats.html".to_owned(),
        anchor: "readers".to_owned(),
        chapter: "Formats".to_owned(),
        section: "Who reads them".to_owned(),
        crumbs: Vec::new(),
        text: "Parquet keeps columns together.".to_owned(),
        code: String::new(),
        domain: None,
        exams: 0,
    }
}

#[test]
fn all_that_an_index_is_made_from_tells_one_from_another() {
    let more = || "more".to_owned();
    let changes: [fn(&mut Unit, String); 10] = [
        |unit, _| unit.kind = UnitKind::Term,
        |unit, more| unit.page = more,
        |unit, more| unit.anchor = more,
        |unit, more| unit.chapter = more,
        |unit, more| unit.section = more,
        |unit, more| unit.crumbs = vec![more],
        |unit, more| unit.text = more,
        |unit, more| unit.code = more,
        |unit, more| unit.domain = Some(more),
        |unit, _| unit.exams = 1,
    ];
    let mut digests = vec![digest(&[unit()], &[]), digest(&[unit()], &[vec![more()]])];
    digests.extend(changes.map(|change| {
        let mut unit = unit();
        change(&mut unit, more());
        digest(&[unit], &[])
    }));
    for (at, one) in digests.iter().enumerate() {
        assert!(!digests[..at].contains(one), "{at}: {digests:x?}");
    }
}

#[test]
fn what_is_remembered_is_known_again() {
    let index = build(&[unit()], &[]);
    let text = index.clone().into_text();
    assert!(Index::is_ours(&text));
    assert_eq!(Index::from_text(&text), index);
    assert!(!Index::is_ours(&text.replace("gw.shard(\"search\",", "alert(\"search\",")));
}

#[test]
fn a_word_leads_to_the_units_that_hold_it_and_to_their_texts() {
    let on = |page: &str, anchor: &str, text: &str| Unit {
        page: page.to_owned(),
        anchor: anchor.to_owned(),
        text: text.to_owned(),
        crumbs: vec!["Above".to_owned()],
        ..unit()
    };
    let units = [
        on("a.html", "one", "Buoys drift."),
        on("a.html", "two", "Anchors hold."),
        on("b.html", "three", "Buoys hold, and buoys drift."),
    ];
    let index = build(&units, &[]);
    let opening = unpacked(&index, &data(&index, "search"));
    let words = all(&index, &opening["words"]);
    let places = all(&index, &opening["places"]);
    assert_eq!(words.len(), places.len());
    let units_of = |wanted: &str| {
        let at = words.iter().position(|word| word.as_str().expect("a word")[1..] == *wanted);
        let steps = places[at.expect("the word is known")].as_array().expect("a list");
        let steps = steps.iter().map(|step| step.as_u64().expect("a number") / 8);
        steps
            .scan(0, |unit, step| {
                *unit += step;
                Some(*unit)
            })
            .collect::<Vec<u64>>()
    };
    for (word, units) in [("buoys", vec![0, 2]), ("anchors", vec![1]), ("hold", vec![1, 2])] {
        assert_eq!(units_of(word), units, "{word}");
    }
    assert_eq!(opening["units"].as_array().map(Vec::len), Some(3));
    let shown = serde_json::json!([
        [
            "a.html",
            "Formats",
            ["one", "Who reads them", "Buoys drift.", "Above"],
            ["two", "Who reads them", "Anchors hold.", "Above"]
        ],
        ["b.html", "Formats", ["three", "Who reads them", "Buoys hold, and buoys drift.", "Above"]]
    ]);
    assert_eq!(Value::from(all(&index, &opening["texts"])), shown);
}

#[test]
fn what_many_headings_say_tells_nothing() {
    let headed = |section: &str| Unit { section: section.to_owned(), ..unit() };
    let often = (0..11).map(|_| headed("Overview, an overview"));
    let less = (0..10).map(|_| headed("Summary"));
    let told = plain(&often.chain(less).collect::<Vec<_>>());
    let is_plain = |word: &str| told.iter().any(|known| known == word);
    assert!(is_plain("overview") && !is_plain("summary"), "{told:?}");
    let twice = (0..6).map(|_| headed("Overview, an overview")).collect::<Vec<_>>();
    assert!(!plain(&twice).contains(&"overview".to_owned()));
}
