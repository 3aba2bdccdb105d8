use super::*;
use crate::budget;

fn stitched_with(files: &[(&str, &str)], mut left: usize) -> (String, Vec<String>) {
    let mut sources = Sources::default();
    let first = sources.add(files[0].0, files[0].1);
    let mut fetch = |from: &str, path: &str, sources: &mut Sources| {
        let name = named(from, path)?;
        if let Some(id) = sources.find(&name) {
            return Ok(id);
        }
        let text = files.iter().find(|(file, _)| *file == name).map(|(_, text)| *text);
        text.map(|text| sources.add(name, text)).ok_or_else(|| "there is no such file".to_owned())
    };
    let (text, findings) = stitch(first, Dialect::Native, &mut sources, &mut left, &mut fetch);
    for (at, letter) in text.text.char_indices() {
        let place = text.span(at..at + letter.len_utf8());
        let written = sources.text(place).chars().next();
        // Blanks stand in place of the marks of a list.
        assert!(written == Some(letter) || letter == ' ', "{letter:?} is {written:?}");
    }
    let rules = findings.into_iter().map(|finding| finding.rule.name.to_owned()).collect();
    (text.text.to_string(), rules)
}

fn stitched(files: &[(&str, &str)]) -> (String, Vec<String>) {
    stitched_with(files, budget::INCLUDED_IN_BOOK)
}

/// A chapter with one file to include.
fn included(outer: &str, inner: &str) -> String {
    let (text, rules) = stitched(&[("m.md", outer), ("f.md", inner)]);
    assert!(rules.is_empty(), "{rules:?}");
    text
}

#[test]
fn includes_by_file_range_and_anchor() {
    let file = "a\n# ANCHOR: x\nb\n# ANCHOR_END: x\nc\nd\n";
    let outer =
        "{{#include f}}|{{#include f:3}}|{{#include f:5:6}}|{{#include f:x}}|\\{{#include f}}";
    let (text, findings) = stitched(&[("m.md", outer), ("f", file)]);
    assert!(findings.is_empty());
    assert_eq!(text, "a\n# ANCHOR: x\nb\n# ANCHOR_END: x\nc\nd|b|c\nd|b|{{#include f}}");
}

#[test]
fn faults_are_found_and_the_rest_stays() {
    let outer = "1{{#include gone}}2{{#include m.md}}3{{#include f:9}}4{{#include f:why}}5{{#include ../x}}6";
    let (text, findings) = stitched(&[("m.md", outer), ("f", "one\n")]);
    assert_eq!(text, "123456");
    let not_found = "include-not-found";
    assert_eq!(findings, [not_found, "include-cycle", not_found, not_found, not_found]);
}

#[test]
fn every_line_gets_the_indent_and_the_quotes_of_the_including_one() {
    let code = "def f():\n    return 1\n\n\tx\n";
    assert_eq!(
        included("1. Do:\n\n   ```python\n   {{#include f.md}}\n   ```\n", code),
        "1. Do:\n\n   ```python\n   def f():\n       return 1\n\n   \tx\n   ```\n"
    );
    assert_eq!(
        included("> [!TIP]\n> {{#include f.md}}\n> end", "a\n\nb"),
        "> [!TIP]\n> a\n>\n> b\n> end"
    );
    assert_eq!(
        included("- {{#include f.md}}\n12. {{#include f.md}}", "a\nb"),
        "- a\n  b\n12. a\n    b"
    );
    assert_eq!(included("a {{#include f.md}} b", "1\n2"), "a 1\n2 b");
    assert_eq!(included("> - a {{#include f.md}}\n", "1\n2"), "> - a 1\n>   2\n");
    let nested =
        [("m.md", "> {{#include f.md}}"), ("f.md", "x\n- {{#include g}}\n"), ("g", "1\n\n2")];
    assert_eq!(stitched(&nested).0, "> x\n> - 1\n>\n>   2");
}

#[test]
fn in_code_marks_of_lists_are_text() {
    assert_eq!(
        included("```c\n/*\n * {{#include f.md}}\n */\n```\n{{#include f.md}}", "a\nb"),
        "```c\n/*\n * a\n b\n */\n```\na\nb"
    );
    assert_eq!(included("> ~~~\n> > {{#include f.md}}\n> ~~~", "a\nb"), "> ~~~\n> > a\n> b\n> ~~~");
}

#[test]
fn front_matter_of_an_included_file_stays_out_except_in_code() {
    let file = "+++\nminutes = 5\n+++\n\nText.\n";
    assert_eq!(included("a\n\n{{#include f.md}}", file), "a\n\nText.");
    assert_eq!(included("```\n{{#include f.md}}\n```", file), format!("```\n{file}```"));
    assert_eq!(included("{{#include f.md:1:2}}", file), "+++\nminutes = 5");
}

#[test]
fn an_open_anchor_and_slips_are_told() {
    let file = "a\n# ANCHOR: x\nb\n";
    let (text, rules) =
        stitched(&[("m.md", "{{#include f:x}} {{ #include }} {{#include}} {{name}}"), ("f", file)]);
    assert_eq!(text, "b {{ #include }} {{#include}} {{name}}");
    assert_eq!(rules, ["unclosed-anchor"]);
    let (_, rules) =
        stitched(&[("m.md", "{{#include f\n{{ #include f }}\n{{#inlude f}}"), ("f", file)]);
    assert_eq!(rules, ["include-not-found"; 3]);
}

#[test]
fn includes_that_multiply_end_at_the_budget() {
    let ten = |name: &str| format!("{{{{#include {name}}}}}").repeat(10);
    let files: Vec<(String, String)> =
        (0..9).map(|level| (level.to_string(), ten(&(level + 1).to_string()))).collect();
    let mut files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.push(("9", ""));
    let (text, rules) = stitched(&files);
    assert_eq!((text.as_str(), rules.as_slice()), ("", &["include-too-large".to_owned()][..]));

    // What came before the limit spoke would only be read for nothing.
    files[0].1 = "Before {{#include 1}} between {{#include 1}} after";
    *files.last_mut().expect("nine levels") = ("9", "some words\n");
    let (text, rules) = stitched(&files);
    assert_eq!(text, "Before  between  after");
    assert_eq!(rules, ["include-too-large"]);
    let (text, rules) =
        stitched_with(&[("m.md", "a{{#include f}}b{{#include f}}c"), ("f", "0123456789")], 30);
    assert_eq!((text.as_str(), rules.len()), ("a0123456789bc", 1));
}
