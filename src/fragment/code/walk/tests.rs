//! The walk is syntect's wherever that one comes to an end, and comes to an end wherever it does not.

use super::super::grammar::{self, SYNTAXES};
use super::*;
use crate::budget;
use syntect::parsing::ParseState;

/// Texts with much of what their languages have.
const SAMPLES: [(&str, &str); 8] = [
    ("js", include_str!("../../../../static/js/search.js")),
    ("js", include_str!("../../../../static/js/token.js")),
    ("css", include_str!("../../../../static/css/chrome.css")),
    ("html", include_str!("../../../../templates/page.html")),
    ("rust", include_str!("../grammar.rs")),
    ("toml", include_str!("../../../../Cargo.toml")),
    ("markdown", include_str!("../../../../ARCHITECTURE.md")),
    ("bash", include_str!("../../../../tests/run.sh")),
];

/// What has made some parser go round for ever, run deep or look at everything again and again.
const HOSTILE: [&str; 16] = [
    "\"a\": 1 /* two\n*/\n",
    "x /*\n",
    "{\n    // one\n    \"foo\": \"bar\" // two\n    /*\n    */\n}\n",
    "=begin json\n=cut\n__END__\n",
    "struct{estruct<<<\n",
    "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((\n",
    "{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<{[<\n",
    "\"'`\"'`\"'`\"'`\"'`\n\"'`\"'`\"'`\"'`\n",
    "a(b(c(d(e(f(g(h(i(j(k(l(m(n(o(p(q(r(s(t(u(v(w(x(y(z\n))))))))))))\n",
    "<a <b <c <d <e <!-- <![CDATA[ <? <% {{ {% ${ #{ @{\n",
    "<<EOF <<-'A' <<~\"B\"\nEOF\nA\nB\n<<<EOF\n",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n",
    "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\n\\begin{a}\\begin{b}$$$\n",
    "----------------------------------------------------------------: | > - - - ? !!!\n",
    "\u{0}\u{feff}\u{200f}e\u{301}\u{1f600}\r\t\u{2028}\n",
    "for if else end begin do then case when fn def let var class struct enum => -> :: ;;\n",
];

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
}

#[test]
fn goes_where_syntect_goes() {
    for (language, text) in SAMPLES {
        let mut ours = State::new(grammar::find(language).expect("the language is in the set"));
        let syntax = SYNTAXES.find_syntax_by_token(language).expect("the language is in the set");
        let mut theirs = ParseState::new(syntax);
        let mut work = Work::new(u64::MAX);
        for (number, line) in lines(text).enumerate() {
            let ours = ours.line(line, &mut work).expect("there is work without end");
            let theirs = theirs.parse_line(line, &SYNTAXES).expect("the set is linked");
            assert_eq!(ours, theirs, "{language}, line {}", number + 1);
        }
        let spent = u64::MAX - work.left();
        let ordinary = budget::COLOUR_PER_BYTE * text.len() as u64 / 3;
        assert!(spent < ordinary, "{language} takes {spent} of {ordinary}");
    }
}

#[test]
fn comes_to_an_end_in_every_syntax() {
    for (syntax, name) in grammar::all() {
        for text in HOSTILE {
            let mut state = State::new(syntax);
            let mut work = Work::new(budget::COLOUR_BASE);
            for line in lines(text) {
                let end = state.line(line, &mut work);
                assert!(end.is_ok(), "{name} spends all its work on {text:?}");
            }
        }
    }
}

#[test]
fn ends_where_the_work_does() {
    let syntax = grammar::find("js").expect("the language is in the set");
    let line = "(a, b) => ".repeat(2_000) + "\n";
    let spent = |work| State::new(syntax).line(&line, &mut Work::new(work)).is_err();
    assert!(spent(100_000));
    assert!(spent(100_000), "the same at the second time");
    assert!(!spent(u64::MAX));
}
