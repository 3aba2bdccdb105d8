//! The texts of chapters that translators say anew: said again as they are, a chapter stays what it is.

use crate::support::built;
use guidewright::internals::load::Project;
use guidewright::internals::manifest::outline::OutlineEntry;
use guidewright::internals::parse::{Chapter, Syntax, chapter};
use guidewright::internals::source::Stitched;
use guidewright::internals::texts;
use std::path::Path;

#[test]
fn chapters_of_the_manual_stay_as_they_are() {
    said_again(Path::new("manual"), 1000);
}

#[test]
fn chapters_with_questions_stay_as_they_are() {
    said_again(Path::new("tests/books/study"), 40);
    said_again(Path::new("tests/books/text"), 10);
}

/// Says every text of a book in its own words, and looks whether anything but line ends and ids is another.
fn said_again(book: &Path, fewest: usize) {
    let (project, _, _) = built(book);
    let mut count = 0;
    for entry in project.outline.chapters() {
        let name = project.overlay.file(&entry.path);
        let source = project.sources.find(&name).expect("it was read");
        let file = project.sources.get(source).text.to_string();
        let parsed = |text: &str| parsed(&project, entry, source, text);
        let before = parsed(&file);
        let found = texts::of(&file, &before);
        count += found.len();
        let written: Vec<String> = found.iter().map(|text| text.words.clone()).collect();
        let again = texts::with(&file, &found, |words| {
            written.iter().find(|it| *it == words).map(String::as_str)
        });
        let after = parsed(&again);
        let said: Vec<String> =
            texts::of(&again, &after).into_iter().map(|text| text.words).collect();
        assert_eq!(said, written, "{name}");
        assert_eq!(ids(&before), ids(&after), "{name}");
    }
    assert!(count > fewest, "{count} texts");
}

fn parsed(
    project: &Project,
    entry: &OutlineEntry,
    source: guidewright::internals::source::SourceId,
    text: &str,
) -> Chapter {
    chapter(entry.clone(), Stitched::whole(source, text), Syntax::of(&project.manifest)).0
}

fn ids(chapter: &Chapter) -> Vec<String> {
    format!("{:?}", chapter.blocks)
        .split(" id: \"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}
