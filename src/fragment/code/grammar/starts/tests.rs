//! What is ruled out matches nowhere, whatever the expression.

use super::super::{all, rules};
use super::*;
use std::collections::HashSet;

/// Letters of ASCII that a match can begin with, `~` for any others, `$` for the end of the text.
fn begins(expression: &str) -> String {
    let Some(starts) = Starts::of(expression) else { return "?".to_owned() };
    let mut letters: String =
        ('!'..='}').filter(|letter| starts.next(&letter.to_string(), 0) == Some(0)).collect();
    letters.extend(starts.next("é", 0).filter(|place| *place == 0).map(|_| '~'));
    letters.extend(starts.next("", 0).map(|_| '$'));
    letters
}

#[test]
fn an_expression_tells_what_it_begins_with() {
    for (expression, wanted) in [
        ("ab|cd", "ac"),
        ("a?b", "ab"),
        ("a{0,2}b{1}?c", "abc"),
        ("a+?b|{", "a{"),
        ("(?:a|(b))c", "ab"),
        ("(?=[a-f])[d-z]", "def"),
        ("(?!a)[ab]", "ab"),
        ("(?<=a)(?<!b)c", "c"),
        ("(?x) [ab] # c\n | d \\# e", "abd"),
        ("(?i)k|(?-i:l)", "Kkl~"),
        ("a(?i)b|c", "a"),
        ("(?i:[^a])", &all_but("")),
        ("[^a-z]", &all_but("abcdefghijklmnopqrstuvwxyz")),
        ("[]a-]|[b-\\x{64}&&[^c]]", "-]abd"),
        ("[[:digit:]\\-]|\\h", "-0123456789ABCDEFabcdef~"),
        ("\\.|\\x41|\\u0042", ".AB"),
        ("é|[ü-ÿ]x", "~"),
        ("\\d\\w", "0123456789~"),
        ("(?<name>a)\\1", "a"),
        ("$|\\z", "$"),
        ("a|\\Gb", "?"),
        ("(?~a)|\\g<b>", "?"),
    ] {
        assert_eq!(begins(expression), wanted, "{expression}");
    }
}

fn all_but(letters: &str) -> String {
    ('!'..='}').filter(|letter| !letters.contains(*letter)).chain(['~']).collect()
}

#[test]
fn a_word_begins_at_its_edge_and_a_line_at_its_start() {
    let places = |expression, text: &str| -> Vec<usize> {
        let starts = Starts::of(expression).expect("all of it is read");
        (0..text.len()).filter(|at| starts.next(text, *at) == Some(*at)).collect()
    };
    assert_eq!(places("\\bab|(?=\\ba)", "a ba éa"), [0, 7]);
    assert_eq!(places("\\b\\(", "a((("), [1, 2, 3], "an edge behind a word is not looked for");
    assert_eq!(places("\\ba|b", "aab"), [0, 1, 2]);
    assert_eq!(places("^a|^b", "ab\nb"), [0, 3]);
    assert_eq!(places("^?a", "aa"), [0, 1]);
}

#[test]
fn no_rule_matches_where_it_is_ruled_out() {
    let lines = [
        "Foo: &bar \"a\\tb\" # 'c', 0x1F + 1.5e-3;\n",
        "\t<div class=\"a-b\">{{ x|y }}</div> <!-- $1 -->\r\n",
        "if (a == b && !c) { return [1..2]; } // @x\n",
        "\\begin{a}*b*_c_ `d` %e ~f^2 => <<EOF\n",
        "sS \u{212a}k \u{17f} ß ﬁ é\u{301} \u{85}\u{a0}\u{2028}\n",
        "- [x] def SELECT END=1 | ... \n",
        "",
    ];
    let mut seen = HashSet::new();
    for (syntax, name) in all() {
        for rule in rules(syntax).filter(|rule| seen.insert(&rule.regex)) {
            let (Some(starts), Some(expression)) = (Starts::of(&rule.regex), rule.expression())
            else {
                continue;
            };
            for line in lines {
                let is_among = starts.are_among(Letters::within(line));
                for at in line.char_indices().map(|(at, _)| at).chain([line.len()]) {
                    let can = is_among && starts.next(line, at) == Some(at);
                    let certain = starts.certain(line, at).filter(|_| can);
                    if can && certain.is_none() {
                        continue;
                    }
                    let mut region = onig::Region::new();
                    let options = onig::SearchOptions::SEARCH_OPTION_NONE;
                    let limits = onig::MatchParam::default();
                    // Some turn back too often for an answer.
                    let _ =
                        expression.match_with_param(line, at, options, Some(&mut region), limits);
                    let found = region.iter().collect::<Vec<_>>();
                    let wanted = certain.into_iter().collect::<Vec<_>>();
                    assert_eq!(found, wanted, "{name}: {} in {line:?} at {at}", rule.regex);
                }
            }
        }
    }
}
