//! Front matter that stands where nothing reads it.

use crate::check::proof::Galley;
use crate::finding::Finding;
use crate::manifest::matter;
use crate::parse::doc::BlockKind;
use crate::parse::front::{BAD_FRONT_MATTER, KEYS};

/// Lines of keys between fences that are no longer at the top of their chapter, so that they are text: a paragraph, or a
/// dividing line and a heading.
pub fn misplaced(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    let text = &*chapter.text.text;
    for block in &chapter.blocks {
        let may_begin = matches!(block.kind, BlockKind::Paragraph(_) | BlockKind::Rule);
        let start = block.at.start();
        if !may_begin || !text[start..].starts_with(['+', '-']) {
            continue;
        }
        let rest = &text[start..];
        let Some((matter, end)) = matter::find(rest).and_then(|it| it.end.map(|end| (it, end)))
        else {
            continue;
        };
        if !rest[matter.inside].lines().any(says_something) {
            continue;
        }
        let message = "front matter in the middle of a chapter is read as text";
        findings.push(
            BAD_FRONT_MATTER
                .broken(chapter.span(&(start..start + rest[..end].trim_end().len())), message)
                .help("put these lines at the very top of the file, above the title".to_owned()),
        );
    }
    findings
}

/// Whether a line has a key that chapters have, here or in other programs: `note: …` between two dividing lines is text.
fn says_something(line: &str) -> bool {
    const THEIRS: [&str; 6] = ["author", "categories", "date", "layout", "tags", "title"];
    let key = line.split([':', '=']).next().unwrap_or_default().trim();
    KEYS.contains(&key) || THEIRS.contains(&key)
}
