//! What is ruled out matches nowhere, whatever the expression.

use super::super::listing::{Kind, Rows};
use super::super::{all, rules};
use super::*;
use std::collections::HashSet;

/// Whether a match can begin at a place, judged by its letter and what stands before it.
fn can_begin(rows: &Rows, text: &str, at: usize) -> bool {
    rows.bits(Kind::of(text, at), 0) == 1
}

/// Letters of ASCII that a match can begin with, `~` for any others, `$` for the end of the text.
fn begins(expression: &str) -> String {
    let Some(starts) = Starts::of(expression) else { return "?".to_owned() };
    let rows = Rows::of(&[Some(&starts)]);
    let can = |text: &str| can_begin(&rows, text, 0);
    let mut letters: String = ('!'..='}').filter(|letter| can(&letter.to_string())).collect();
    letters.extend(Some('~').filter(|_| can("é")));
    letters.extend(Some('$').filter(|_| can("")));
    letters
}

/// Letters that can follow `a` where a match begins with it.
fn follow(expression: &str) -> String {
    let starts = Starts::of(expression).expect("all of it is read");
    let can = |letter: &char| starts.goes_on(&format!("a{letter}"), 0);
    ('!'..='}').chain(['é']).filter(can).map(|it| if it == 'é' { '~' } else { it }).collect()
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

#[test]
fn an_expression_tells_what_its_first_letter_is_followed_by() {
    for (expression, wanted) in [
        ("\\b(?:and|as|def)\\b", "ns"),
        ("a[bc]?d", "bcd"),
        ("a*b|x", "ab"),
        ("(a|b)+c", "abc"),
        ("(ab|a)(?=[b-d])[c-e]", "bcd"),
        ("(?=[ab])a?[cz]z", "cz"),
        ("(?=a)ab", "b"),
        ("a(?!b)[bc]", "bc"),
        ("(?=ab)", &all_but("")),
        ("(?i)as", "Ss~"),
        ("(?i)[a]s|[b]", &all_but("")),
        ("(?:a)(?<=x)é", "~"),
        ("(a|(x))\\2b", &all_but("")),
        ("a\\z|ab", "b"),
        ("a", &all_but("")),
        ("a{2}", &all_but("")),
        ("(?x) a # b\n c", "c"),
    ] {
        assert_eq!(follow(expression), wanted, "{expression}");
    }
    let starts = Starts::of("ab").expect("all of it is read");
    assert!(starts.goes_on("xa", 1), "nothing tells what follows the end");
}

fn all_but(letters: &str) -> String {
    ('!'..='}').filter(|letter| !letters.contains(*letter)).chain(['~']).collect()
}

#[test]
fn a_word_begins_at_its_edge_and_a_line_at_its_start() {
    let places = |expression, text: &str| -> Vec<usize> {
        let starts = Starts::of(expression).expect("all of it is read");
        let rows = Rows::of(&[Some(&starts)]);
        let is_letter = |at: &usize| text.is_char_boundary(*at);
        (0..text.len()).filter(is_letter).filter(|at| can_begin(&rows, text, *at)).collect()
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
        "sS ss fi st \u{fb05} \u{212a}k \u{17f} ß ﬁ é\u{301} \u{85}\u{a0}\u{2028}\n",
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
                let rows = Rows::of(&[Some(&starts)]);
                let is_among = starts.are_among(Letters::within(line));
                for at in line.char_indices().map(|(at, _)| at).chain([line.len()]) {
                    let can = is_among && can_begin(&rows, line, at) && starts.goes_on(line, at);
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
