//! Any lines as the formulas of a chapter: each is set or refused with a place inside it.
#![no_main]

use guidewright::internals::fragment::math::{self, Macros};
use guidewright_fuzz::{assert_harmless, assert_nested};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let formulas: Vec<(&str, bool)> =
        text.split('\n').enumerate().map(|(number, line)| (line, number % 2 == 0)).collect();
    for (set, (tex, _)) in math::all(&formulas, &mut Macros::NONE).into_iter().zip(&formulas) {
        match set {
            Ok(mathml) => {
                let html = mathml.html(&str::to_owned, &|name| Some(format!("#{name}")));
                assert_nested(&html);
                assert_harmless(&html);
            }
            Err(fault) => assert!(tex.get(fault.at.clone()).is_some(), "{tex:?}: {fault:?}"),
        }
    }
});
