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

/// An index that follows none, and what is remembered of it.
fn new(units: &[Unit], budget: usize) -> (Index, String) {
    build(units, &prints(units), &[], None, budget).expect("it needs no other")
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
    let digest = |unit: Unit, synonyms: &[Vec<String>]| digest(&prints(&[unit]), synonyms);
    let mut digests = vec![digest(unit(), &[]), digest(unit(), &[vec![more()]])];
    digests.extend(changes.map(|change| {
        let mut unit = unit();
        change(&mut unit, more());
        digest(unit, &[])
    }));
    for (at, one) in digests.iter().enumerate() {
        assert!(!digests[..at].contains(one), "{at}: {digests:x?}");
    }
}

#[test]
fn what_is_remembered_is_known_again() {
    let (index, made) = new(&[unit()], excerpt::BUDGET);
    let text = index.clone().into_text(&made);
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
    let (index, _) = new(&units, excerpt::BUDGET);
    let opening = unpacked(&index, &data(&index, "search"));
    let words = all(&index, &opening["words"]);
    let places = all(&index, &opening["places"]);
    assert_eq!(words.len(), places.len());
    let units_of = |wanted: &str| {
        let at = words.iter().position(|word| word.as_str().expect("a word")[1..] == *wanted);
        let list = places[at.expect("the word is known")].as_str().expect("a text");
        let mut units = Vec::new();
        assert!(pack::each_place(list, |place| units.push(place.unit())));
        units
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

/// Numbers by chance, the same in each run.
struct Chance(u32);

impl Chance {
    fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % most
    }

    fn place(&mut self, units: &[Unit]) -> usize {
        self.below(u32::try_from(units.len()).expect("few units")) as usize
    }

    /// Many words are rare and some are frequent; one in ten is Japanese.
    fn word(&mut self) -> String {
        let most = 1 << self.below(12);
        let number = self.below(most);
        match self.below(10) {
            0 => format!("語{}検索", char::from_u32(0x4e00 + number).expect("Han")),
            _ => format!("w{number}"),
        }
    }

    fn unit(&mut self, number: u32) -> Unit {
        let mut text = String::new();
        for _ in 0..10 + self.below(120) {
            text += &self.word();
            text += if self.below(9) == 0 { ". " } else { " " };
        }
        Unit {
            page: format!("{}.html", number / 5),
            anchor: format!("part-{number}"),
            chapter: format!("Chapter {}", number / 5),
            section: format!("{} {}", self.word(), self.word()),
            text,
            code: self.code(),
            ..unit()
        }
    }

    /// None, or some lines.
    fn code(&mut self) -> String {
        let lines = self.below(6).saturating_sub(3);
        let lines =
            (0..lines).map(|_| ["  let ", &self.word(), " =  ", &self.word(), ";\n\n"].concat());
        lines.collect()
    }
}

fn say(unit: &mut Unit, words: &[String]) {
    unit.text += " ";
    unit.text += &words.join(" ");
    unit.text += ".";
}

/// What an author does between two builds, by the number of a try: an edit of one section or of some, a section more or
/// less, sections that change places, a chapter with another title.
fn edit(units: &mut Vec<Unit>, chance: &mut Chance, turn: usize) {
    let at = chance.place(&units[10..]);
    match turn % 7 {
        0 | 1 => say(&mut units[at], &[chance.word(), chance.word()]),
        2 => {
            for unit in units.iter_mut().skip(at % 50).step_by(97) {
                say(unit, &[chance.word()]);
            }
        }
        3 => {
            let new = chance.unit(5_000);
            units.insert(at, new);
        }
        4 => drop(units.drain(at..=at + chance.below(3) as usize)),
        5 => units.swap(at, at + 7),
        _ => units[at..at + 5].iter_mut().for_each(|unit| "Another".clone_into(&mut unit.chapter)),
    }
}

#[test]
fn an_index_made_on_the_last_one_is_that_of_a_clean_build() {
    // With room for all of the texts, and without.
    for (budget, is_cut) in [(excerpt::BUDGET, false), (120_000, true)] {
        let mut chance = Chance(1);
        let mut units: Vec<Unit> = (0..500).map(|number| chance.unit(number)).collect();
        let (index, made) = new(&units, budget);
        assert!(index.files.len() > 15, "{} files", index.files.len());
        let opening = unpacked(&index, &data(&index, "search"));
        let texts = Value::from(all(&index, &opening["texts"])).to_string();
        assert_eq!(texts.contains(" …"), is_cut);
        let mut text = index.into_text(&made);
        for turn in 0..9 {
            let before = Index::from_text(&text);
            edit(&mut units, &mut chance, turn);
            let prints = prints(&units);
            let last = read(&text).expect("it can be read");
            let follows = Before::new(&last, &prints).expect("most of it is as it was");
            let known = Some((follows, last.packed()));
            let (index, made) = build(&units, &prints, &[], known, budget).expect("it follows");
            let (clean, clean_made) = new(&units, budget);
            assert_eq!(index, clean, "turn {turn} with {budget} bytes");
            assert_eq!(made, clean_made, "turn {turn} with {budget} bytes");
            if turn % 7 < 2 {
                let new = index.files.iter().filter(|file| !before.files.contains(file)).count();
                assert!(
                    new <= 10,
                    "turn {turn} with {budget} bytes: {new} of {} new",
                    index.files.len()
                );
            }
            text = index.into_text(&made);
        }
    }
}

#[test]
fn texts_are_cut_alike_whether_or_not_counting_kept_their_terms() {
    let mut chance = Chance(1);
    let mut units: Vec<Unit> = (0..300).map(|number| chance.unit(number)).collect();
    // Most end with a blank, which their lines lack.
    for unit in &mut units {
        unit.text.truncate(unit.text.trim_end().len());
    }
    units[7].text.clear();
    let lines = AllLines::new(&units);
    let numbers: Vec<usize> = (0..units.len()).collect();
    let counts: Vec<Counts> = numbers.chunks(64).map(|part| count(&lines, part, true)).collect();
    let mut room = Room::default();
    let (words, spread) = vocabulary(&counts, &(0..300).collect::<Vec<_>>(), &mut room);
    let kept = AllKept::new(counts.into_iter().zip(spread));
    let recalled = (0..units.len()).filter(|unit| kept.of(*unit).is_some()).count();
    assert!((200..300).contains(&recalled), "{recalled}");
    let shown = |kept| {
        let work = excerpt::Work { lines: &lines, words: &words, kept };
        let texts = excerpt::shards(&work, &prints(&units), (40_000, 0), None);
        texts.made.into_iter().map(|made| made.data.into_owned()).collect::<Vec<_>>()
    };
    let all = shown(kept);
    assert!(all.len() > 3, "{}", all.len());
    assert!(all == shown(AllKept::default()));
}

#[test]
fn a_text_whose_terms_are_too_many_to_be_kept_is_read_again() {
    let words: Vec<String> = (0..kept::Kept::MOST).map(|number| format!("w{number}")).collect();
    let text = words.join(" ");
    let units = [unit(), Unit { text, ..unit() }, unit()];
    let lines = AllLines::new(&units);
    let counts = count(&lines, &[0, 1, 2], true);
    assert_eq!(counts.kept.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn a_last_index_that_says_what_is_not_so_is_not_followed() {
    let mut chance = Chance(1);
    let mut units: Vec<Unit> = (0..60).map(|number| chance.unit(number)).collect();
    let (index, made) = new(&units, excerpt::BUDGET);
    let text = index.clone().into_text(&made);
    edit(&mut units, &mut chance, 0);
    let (clean, _) = new(&units, excerpt::BUDGET);
    let less = text.rsplit_once("gw.shard(\"search-p").expect("there are places").0;
    let (_, other) = text.split_once('\n').expect("a line is made of what is remembered");
    for wrong in ["", "\n", less, other, &format!("AAAA\n{other}"), &text[..text.len() - 40]] {
        let text = remade(&units, &prints(&units), &[], Some(wrong), excerpt::BUDGET);
        assert_eq!(Index::from_text(&text), clean);
    }
    let (places, _) =
        index.files.iter().find(|(name, _)| name.starts_with("search-p")).expect("some");
    let stem = places.trim_end_matches(".js");
    for json in ["[]", "[[]]", "[[1,2]]", "[[4000000000]]", "{}", "[[1],[x]]"] {
        let was = data(&index, stem);
        let wrong = text.replace(&was, &pack::squeeze(json));
        let text = remade(&units, &prints(&units), &[], Some(&wrong), excerpt::BUDGET);
        assert_eq!(Index::from_text(&text), clean, "{json}");
    }
}
