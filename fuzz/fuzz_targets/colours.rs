//! Any text in any bundled syntax: colouring ends within its budget and changes no letter of the text.
#![no_main]

use guidewright::internals::fragment::code::{Highlighter, every_language};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &str)| {
    let (number, text) = input;
    let count = every_language().count();
    let language = every_language().nth(usize::from(number) % count).expect("below the count");
    let html = Highlighter::default().code(language, text);
    let mut shown = String::new();
    for part in html.split('<') {
        shown.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    let shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    // What no page may hold is replaced, in the text as on the page.
    assert_eq!(shown, seen(text), "{language}");
});

fn seen(text: &str) -> String {
    let fits = |letter: char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|letter| if fits(letter) { letter } else { '\u{fffd}' }).collect()
}
