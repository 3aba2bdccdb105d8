//! What `SUMMARY.md` gives, entry by entry.

use super::*;
use crate::source::Sources;

/// Each entry as `part/depth kind number title path`, and the rules that were broken with their lines.
fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let mut sources = Sources::default();
    let source = sources.add("SUMMARY.md", text);
    let (outline, findings) = from_summary(source, text, Dialect::Native);
    let entry = |entry: &OutlineEntry| {
        let number = entry.numbering();
        let OutlineEntry { kind, path, title, part, depth, .. } = entry;
        let line = format!("{part}/{depth} {kind:?} {number} {title} {path}");
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let finding = |finding: Finding| {
        let place = sources.text(finding.span.expect("has a place"));
        format!("{}: {place}", finding.rule.name)
    };
    (
        outline.parts.into_iter().map(|part| part.title).collect(),
        outline.entries.iter().map(entry).collect(),
        findings.into_iter().map(finding).collect(),
    )
}

#[test]
fn a_summary_gives_parts_numbers_and_what_belongs_to_none() {
    let text = "<!-- how\n\nit is -->\n# The book\n\n[Intro](intro.md)\n\n# Part\n\n- [A `b`](a.md)\n  - [B](b.md)\n\n---\n\n- [C](c.md)\n\n## More\n\n1. [D](d.md)\n\n[End](end.md)\n[Last](last.md)\n";
    let (parts, entries, findings) = read(text);
    assert_eq!(parts, ["", "Part", "More", ""]);
    assert_eq!(
        entries,
        [
            "0/0 Chapter Intro intro.md",
            "1/0 Chapter 1. A `b` a.md",
            "1/1 Chapter 1.1. B b.md",
            "1/0 Divider",
            "1/0 Chapter 2. C c.md",
            "2/0 Chapter 3. D d.md",
            "3/0 Chapter End end.md",
            "3/0 Chapter Last last.md",
        ]
    );
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn entries_without_a_file_keep_their_place_and_their_number() {
    let text = "- [Later]()\n    - [Below](b.md)\n- **Winds** of *June*\n  - [C](<c d.md>)\n- [Site](https://a.b/)\n- [D](high%20tides.md)\n";
    let (_, entries, findings) = read(text);
    assert_eq!(
        entries,
        [
            "0/0 Draft 1. Later",
            "0/1 Chapter 1.1. Below b.md",
            "0/0 Group 2. **Winds** of *June*",
            "0/1 Chapter 2.1. C c d.md",
            "0/0 Link Site https://a.b/",
            "0/0 Chapter 3. D high tides.md",
        ]
    );
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn a_place_in_a_chapter_that_is_listed_is_a_place() {
    let text = "- [A](a.md)\n  - [Here](./a.md#x)\n- [B](b%20c.md#y)\n- [There](b%20c.md#z)\n- [D](d.md)\n";
    let (_, entries, findings) = read(text);
    assert_eq!(
        entries,
        [
            "0/0 Chapter 1. A a.md",
            "0/1 Place Here a.md#x",
            "0/0 Chapter B b c.md",
            "0/0 Place There b%20c.md#z",
            "0/0 Chapter 2. D d.md",
        ]
    );
    assert_eq!(findings, ["bad-summary: [B](b%20c.md#y)"]);
}

#[test]
fn words_below_the_heading_of_a_part_list_no_chapters() {
    let text = "# Title\n\n[Intro](i.md)\n\n# Part\n\nMore than [One](#one), see [site](https://a.b/).\n\n- [B](b.md)\n\n# Two\n\n[C](c.md)\n[D](d.md)\n";
    let (_, entries, findings) = read(text);
    assert_eq!(
        entries,
        [
            "0/0 Chapter Intro i.md",
            "1/0 Chapter 1. B b.md",
            "2/0 Chapter C c.md",
            "2/0 Chapter D d.md",
        ]
    );
    assert_eq!(findings, ["bad-summary: More than [One](#one), see [site](https://a.b/)."]);
}

#[test]
fn what_is_not_used_is_told() {
    let text = "Some words.\n\n- [A](a.md) and more [B](b.md)\n- Alone\n- **[C](c.md)**\n\n> quote\n\n<div>x</div>\n\n- [D](javascript:x)\n";
    let (_, entries, findings) = read(text);
    assert_eq!(entries, ["0/0 Chapter 1. A a.md", "0/0 Draft 2. Alone", "0/0 Chapter 3. C c.md"]);
    assert_eq!(
        findings,
        [
            "bad-summary: Some words.",
            "bad-summary: [B](b.md)",
            "bad-summary: and more",
            "bad-summary: Alone",
            "bad-summary: > quote",
            "bad-summary: <div>x</div>",
            "bad-part: [D](javascript:x)",
        ]
    );
}
