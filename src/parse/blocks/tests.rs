use super::super::doc::{CalloutKind, Fold, plain};
use super::*;
use crate::source::Sources;

const SYNTAX: Syntax = Syntax::NATIVE;

fn parsed(text: &str) -> Box<[Block]> {
    let source = Sources::default().add("a.md", text);
    parse(&Stitched::whole(source, text), 0, SYNTAX).blocks
}

fn ids(text: &str) -> Vec<String> {
    let id = |block: Block| match block.kind {
        BlockKind::Heading(heading) => Some(heading.id),
        _ => None,
    };
    parsed(text).into_iter().filter_map(id).collect()
}

#[test]
fn headings_get_distinct_ids() {
    let text = "# A b\n\n## A b\n\n## C {#a-b-1}\n\n## A b\n";
    assert_eq!(ids(text), ["a-b", "a-b-2", "a-b-1", "a-b-3"]);
}

#[test]
fn a_picture_names_a_heading_only_where_nothing_else_does() {
    let text = "# ![A boat](a.svg) Moored ![*Two*](b.svg)\n\n## ![A boat](a.svg)\n";
    assert_eq!(ids(text), ["moored", "a-boat"]);
}

#[test]
fn a_chapter_ends_where_its_pieces_are_used_up() {
    let text = "# A\n\nOne.\n\n- two\n- three\n";
    let mut sources = Sources::default();
    let source = sources.add("a.md", text);
    let parsed = parse_up_to(&Stitched::whole(source, text), 0, SYNTAX, 9);
    assert_eq!(super::super::doc::words(&parsed.blocks), "A One. two");
    let [finding] = &parsed.findings[..] else { panic!("{:?}", parsed.findings) };
    assert_eq!(finding.rule.name, "unreadable-file");
    assert_eq!(sources.place(finding.span.expect("it has a place")).line, 5);
}

#[test]
fn a_callout_has_a_kind_a_title_and_a_body() {
    let blocks = parsed("> [!SCENARIO] Abaca **fibre**\n> Body.\n>\n> More.\n");
    let BlockKind::Callout(callout) = &blocks[0].kind else { panic!("a callout") };
    assert_eq!(callout.kind, CalloutKind::Scenario);
    assert_eq!(plain(&callout.title), "Abaca fibre");
    assert_eq!(callout.blocks.len(), 2);
    for text in ["> [!WHAT]\n> x\n", "> \\[!NOTE]\n> x\n"] {
        assert!(matches!(parsed(text)[0].kind, BlockKind::Quote(_)));
    }
}

#[test]
fn a_sign_behind_the_bracket_folds_a_callout() {
    for (text, fold, title) in [
        ("> [!TIP]-\n> Body.\n", Some(Fold::Closed), ""),
        ("> [!tip]+ Open\n> Body.\n", Some(Fold::Open), "Open"),
        ("> [!TIP] - a\n> Body.\n", None, "- a"),
        ("> [!TIP]-a\n> Body.\n", None, "-a"),
    ] {
        let blocks = parsed(text);
        let BlockKind::Callout(callout) = &blocks[0].kind else { panic!("a callout") };
        assert_eq!((callout.fold, &*plain(&callout.title)), (fold, title), "{text}");
    }
}

#[test]
fn code_lines_know_where_they_stand() {
    let text = "- item\n\n  ```yaml numbers\n  a: 1\n  b: 2\n  ```\n";
    let BlockKind::List(list) = &parsed(text)[0].kind else { panic!("a list") };
    let BlockKind::Code(code) = &list.items[0].blocks[1].kind else { panic!("code") };
    assert_eq!(code.text, "a: 1\nb: 2\n");
    assert!(
        code.lines.iter().zip(["a: 1", "b: 2"]).all(|(&at, line)| text[at..].starts_with(line))
    );
    assert_eq!(&text[code.info_at.clone()], "yaml numbers");
}

#[test]
fn a_fault_behind_a_fence_stays_inside_the_text() {
    let text = "```yaml a=\"1\0\0\0\0\0\0\0\0&amp;\" wrong\nx\n```\n";
    let source = Sources::default().add("a.md", text);
    let parsed = parse(&Stitched::whole(source, text), 0, SYNTAX);
    let places: Vec<_> = parsed.findings.iter().filter_map(|finding| finding.span).collect();
    assert_eq!(&text[places[1].range()], "wrong");
}

#[test]
fn deep_nesting_is_cut() {
    let text = ">".repeat(5000) + "x";
    assert!(!parsed(&text).is_empty());
}
