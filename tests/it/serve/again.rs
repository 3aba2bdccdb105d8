//! A book read again: what is new is read, whatever it is, and nothing else where a save changed words alone.

use crate::support::Folder;
use guidewright::internals::load::kept::{Changes, Kept};
use guidewright::internals::load::{self, Files, Project};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All that was read, as it stands in the book.
fn texts(project: &Project) -> Vec<String> {
    let chapters = project.chapters.iter().chain([&project.home, &project.not_found]);
    let chapters =
        chapters.map(|text| text.as_ref().map_or("none".into(), |it| it.text.to_string()));
    let others = project.sources.all().map(|(id, text)| format!("{id:?} {text}"));
    chapters.chain(others).chain(project.translations.iter().flat_map(texts)).collect()
}

#[test]
fn words_of_a_chapter_are_put_in_place_and_for_all_else_the_book_is_read() {
    let folder = Folder::new("again");
    let book = folder.path().join("book");
    let home = "[book]\ntitle = \"One\"\nhome = \"home.md\"\n[languages.de]\n[study]\nglossary = \"g.toml\"\n";
    folder.write("book/book.toml", home);
    folder.write("book/chapters/home.md", "# Home\n");
    folder.write("book/chapters/a.md", "# A\n");
    folder.write("book/chapters/b.md", "# B\n\n{{#include part.txt}}\n");
    folder.write("book/chapters/c.md", "# C\n\n{{#include d.md}}\n");
    folder.write("book/chapters/d.md", "# D\n");
    folder.write("book/chapters/de/d.md", "# D auf Deutsch\n");
    folder.write("book/chapters/f.md", "# F\n");
    folder.write("book/chapters/de/f.md", "# F auf Deutsch\n");
    folder.write("book/chapters/part.txt", "Part.\n");
    folder.write("book/chapters/g.toml", "");
    let kept = Arc::new(Kept::new(&book));
    let mut before = load::again(&kept).expect("a book").value;
    for (name, text, listing, is_short) in [
        ("chapters/a.md", "# A\n\nWords.\n", false, true),
        ("chapters/a.md", "# A\n\nWords.\n", false, true),
        ("chapters/home.md", "# Home\n\nWords.\n", false, true),
        ("chapters/de/f.md", "# F\n\nWorte.\n", false, true),
        // As by an editor that puts a new file in the place of the old one.
        ("chapters/a.md", "# A\n\nMore words.\n", true, true),
        ("chapters/d.md", "# D\n\nWhat another chapter includes.\n", false, false),
        ("chapters/de/d.md", "# D\n\nWas ein anderes enthält.\n", false, false),
        ("chapters/part.txt", "A part.\n", false, false),
        ("chapters/a.md", "# A\n\n{{#include part.txt}}\n", false, false),
        ("chapters/a.md", "# A\n\nNo include.\n", false, false),
        ("chapters/a.md", "# A\n\nWords again.\n", false, true),
        ("chapters/g.toml", "[[term]]\nname = \"A\"\nmeaning = \"B.\"\n", false, false),
        ("chapters/e.md", "# E\n", true, false),
        ("chapters/e.md", "# E\n\nWords.\n", false, true),
        ("chapters/de/a.md", "# A auf Deutsch\n", true, false),
        ("chapters/a.md", "# A\n\nTranslated.\n", false, true),
        ("book.toml", "[book]\ntitle = \"Two\"\n", false, false),
        // Its folder is no language's now.
        ("chapters/de/a.md", "# A as others\n", false, true),
    ] {
        folder.write(&format!("book/{name}"), text);
        let names = [name.to_owned()].into();
        kept.forget(&Changes { names, listing, all: false });
        let after = load::again(&kept).expect("a book").value;
        let fresh = load::files(&Files::below(&book)).expect("a book").value;
        assert_eq!(texts(&after), texts(&fresh), "{name}: {text}");
        assert_eq!(Arc::ptr_eq(&before.outline, &after.outline), is_short, "{name}: {text}");
        before = after;
    }
}

#[test]
fn a_text_that_is_held_back_is_read_once_it_no_longer_is() {
    let folder = Folder::new("again-pinned");
    folder.write("book/book.toml", "[book]\ntitle = \"One\"\n");
    folder.write("book/chapters/a.md", "# A\n\nGood.\n");
    let kept = Arc::new(Kept::new(&folder.path().join("book")));
    let read = || {
        let project = load::again(&kept).expect("a book").value;
        project.chapters[0].as_ref().expect("it is there").text.to_string()
    };
    assert_eq!(read(), "# A\n\nGood.\n");
    kept.pin(BTreeMap::from([("chapters/a.md".to_owned(), "# A\n\nHeld.\n".into())]));
    assert_eq!(read(), "# A\n\nHeld.\n");
    kept.pin(BTreeMap::new());
    assert_eq!(read(), "# A\n\nGood.\n");
}
