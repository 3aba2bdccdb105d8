//! The same vectors as the browser's tests read.

#![allow(
    clippy::disallowed_methods,
    reason = "the vectors are read as the scripts' tests read them"
)]

use super::random::hash;
use super::shares::apportion;
use super::*;
use serde_json::Value;
use std::fmt::Write as _;

fn vectors(name: &str) -> Value {
    let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the vectors are part of the repository");
    serde_json::from_str(&text).expect("the vectors are JSON")
}

fn list<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("the vectors have this shape")
}

#[test]
fn random_words_and_shuffles_are_the_published_ones() {
    let vectors = vectors("random");
    for entry in vectors["words"].as_array().expect("words is a list") {
        let seed = &entry["seed"];
        let mut random = match seed.as_str() {
            Some(text) => Random::new(text),
            None => Random { state: list(seed) },
        };
        for word in list::<Vec<u32>>(&entry["next"]) {
            assert_eq!(random.word(), word);
        }
    }
    for (text, wanted) in list::<Vec<(String, u32)>>(&vectors["hashes"]) {
        assert_eq!(hash(&text), wanted);
    }
    for entry in vectors["shuffles"].as_array().expect("shuffles is a list") {
        let mut places: Vec<u32> = (0..list(&entry["length"])).collect();
        Random::new(&list::<String>(&entry["seed"])).shuffle(&mut places);
        assert_eq!(places, list::<Vec<u32>>(&entry["gives"]));
    }
    assert!(Random::new("wide").below(0x8000_0001) <= 0x8000_0000);
}

#[test]
fn seats_go_by_largest_remainder() {
    for row in list::<Vec<Vec<u32>>>(&vectors("form")["quotas"]) {
        assert_eq!(apportion(&[28, 26, 22, 24], row[0]), row[1..]);
    }
    assert_eq!(apportion(&[0, 0], 5), [0, 0]);
    assert_eq!(apportion(&[1, 1, 1], 2), [1, 1, 0]);
}

/// A form as one line of text, spelled as in `tests/js/form.test.mjs`.
fn line(form: &Form) -> String {
    let longest = form.longest.map_or("-".to_owned(), |longest| longest.to_string());
    let mut line = format!("{}|{}|{longest}", form.code, form.minutes);
    for Seat { id, rev, scored, order } in &form.items {
        write!(line, "|{id}:{rev}:{}:", u32::from(*scored)).expect("a text takes text");
        line.extend(order.iter().map(usize::to_string));
    }
    for Shortage { domain, want, have } in &form.short {
        let domain = domain.as_deref().unwrap_or("-");
        write!(line, "|{domain}:{want}:{have}").expect("a text takes text");
    }
    line
}

/// The thousand requests of `tests/js/form.test.mjs`, in the same words.
#[test]
fn a_thousand_forms_are_the_ones_both_languages_draw() {
    let vectors = vectors("form");
    let names = ["small", "three", "plain"];
    let banks = names.map(|name| list::<Bank>(&vectors["banks"][name]));
    let sizes = [None, None, Some(33), Some(20), Some(9)];
    let mut exposure = [BTreeMap::new(), BTreeMap::new(), BTreeMap::new()];
    let hashes: Vec<u32> = list(&vectors["hashes"]);
    assert_eq!(hashes.len(), 1000);
    for (at, wanted) in hashes.into_iter().enumerate() {
        let bank = &banks[at % 3];
        let exposure = &mut exposure[at % 3];
        if at % 5 == 0 {
            exposure.clear();
        }
        let seen = bank.questions.iter().enumerate().filter(|(nth, _)| nth % 4 == at % 7);
        let domain = |exam: &BankExam| exam.domains[at % exam.domains.len()].id.clone();
        let ask = Ask {
            seed: format!("form/{at}"),
            exposure: exposure.clone(),
            seen: seen.map(|(_, question)| question.id.clone()).collect(),
            today: (at % 2 == 1).then(|| "2026-11-23".to_owned()),
            pool: (at % 11 == 0).then_some(Pool::Practice),
            size: sizes[at % 5],
            domain: bank.exam.as_ref().filter(|_| at % 13 == 0).map(domain),
            ..Ask::default()
        };
        let form = draw(bank, &ask);
        if at == 0 {
            assert_eq!(line(&form), list::<String>(&vectors["first"]));
        }
        assert_eq!(hash(&line(&form)), wanted, "request {at}: {}", line(&form));
        for seat in &form.items {
            *exposure.entry(seat.id.clone()).or_insert(0) += 1;
        }
    }
}
