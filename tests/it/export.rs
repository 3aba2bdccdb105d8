//! Questions and cards for other programs: the table, the account of losses, what stays in the book.
//!
//! What Anki makes of a deck is tried with the real one, in `tests/anki`; the book there serves here as well.

use crate::page::updating;
use crate::support::{Folder, program, run, words};
use std::path::Path;
use std::process::Output;

fn book() -> String {
    format!("{}/tests/anki/book", env!("CARGO_MANIFEST_DIR"))
}

fn export(folder: &Folder, to: &str, book: &str, more: &[&str]) -> Output {
    let mut command = program(folder.path());
    command.args(["export", to, book, "--output", "out"]).args(more);
    command.env("SOURCE_DATE_EPOCH", "1700000000").output().expect("the program starts")
}

fn read(folder: &Folder) -> Vec<u8> {
    std::fs::read(folder.path().join("out")).expect("a file was written")
}

#[test]
fn the_table_holds_every_kind() {
    let folder = Folder::new("csv");
    let done = export(&folder, "csv", &book(), &[]);
    assert!(done.status.success(), "{}", words(&done));
    let path = format!("{}/tests/anki/table.csv", env!("CARGO_MANIFEST_DIR"));
    if updating() {
        std::fs::write(&path, read(&folder)).expect("the table can be written");
    }
    let wanted = std::fs::read(&path).expect("the expected table");
    assert!(read(&folder) == wanted, "{}", String::from_utf8_lossy(&read(&folder)));
    let marked = export(&folder, "csv", &book(), &["--bom"]);
    assert!(marked.status.success(), "{}", words(&marked));
    assert!(read(&folder) == [b"\xef\xbb\xbf".as_slice(), &wanted].concat());
}

#[test]
fn losses_are_all_told_and_strict_refuses_them() {
    let folder = Folder::new("losses");
    let done = export(&folder, "csv", &book(), &[]);
    assert_eq!(
        words(&done),
        "lost in `half-tide`: a formula is given as TeX\nlost in `half-tide`: the picture `buoy.svg` is left out\n\
         wrote 5 questions and 3 cards to out: 2 things lost\n\
         1 question is kept for mock exams and left out; `--exam-questions` adds it\n"
    );
    std::fs::remove_file(folder.path().join("out")).expect("the table was written");
    let strict = export(&folder, "csv", &book(), &["--strict"]);
    assert_eq!(strict.status.code(), Some(1), "{}", words(&strict));
    assert!(words(&strict).contains("2 things lost; nothing was written"), "{}", words(&strict));
    assert!(!folder.path().join("out").exists());
}

#[test]
fn questions_kept_for_exams_stay_in_the_book_unless_asked_for() {
    let folder = Folder::new("kept");
    for (more, leaks) in [(&[][..], false), (&["--exam-questions"], true)] {
        let done = export(&folder, "csv", &book(), more);
        assert!(done.status.success(), "{}", words(&done));
        let table = String::from_utf8(read(&folder)).expect("tables are text");
        assert_eq!(table.contains("kept-back"), leaks);
        assert_eq!(table.contains("secret"), leaks);
    }
}

#[test]
fn a_book_with_faults_is_not_exported() {
    let folder = Folder::with_book("faults");
    folder.write("book/chapters/one.md", "# One\n\n[Nowhere](gone.md)\n");
    let done = export(&folder, "csv", "book", &[]);
    assert_eq!(done.status.code(), Some(1), "{}", words(&done));
    assert!(words(&done).contains("nothing was written"), "{}", words(&done));
    assert!(!folder.path().join("out").exists());
}

#[cfg(feature = "anki")]
#[test]
fn a_deck_is_the_same_everywhere_and_keeps_its_dates() {
    let folder = Folder::new("deck");
    let strict = export(&folder, "anki", &book(), &["--strict"]);
    assert!(strict.status.success(), "{}", words(&strict));
    let first = read(&folder);
    assert!(first.starts_with(b"PK"));
    let again = export(&folder, "anki", &book(), &[]);
    assert!(again.status.success(), "{}", words(&again));
    assert!(read(&folder) == first, "the same book gave another deck");
}

/// Note and kind of every note of a deck, as Anki knows them.
#[cfg(feature = "anki")]
fn notes(folder: &Folder) -> Vec<(String, i64)> {
    let deck = std::io::Cursor::new(read(folder));
    let mut archive = zip::ZipArchive::new(deck).expect("a deck is a zip file");
    let mut file = archive.by_name("collection.anki2").expect("it holds a collection");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file, &mut bytes).expect("the collection can be read");
    let mut database = rusqlite::Connection::open_in_memory().expect("a database");
    database
        .deserialize_read_exact(rusqlite::MAIN_DB, bytes.as_slice(), bytes.len(), true)
        .expect("the collection is a database");
    let mut query = database.prepare("select guid, mid from notes order by guid").expect("notes");
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("text and number")
}

#[cfg(feature = "anki")]
#[test]
fn notes_keep_their_identity_when_the_book_gets_an_id_and_another_title() {
    let folder = Folder::new("renamed");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/anki/book");
    let manifest = std::fs::read_to_string(source.join("book.toml")).expect("the manifest");
    for file in std::fs::read_dir(source.join("chapters")).expect("the chapters") {
        let file = file.expect("an entry").path();
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        folder.write(
            &format!("book/chapters/{name}"),
            &std::fs::read_to_string(&file).expect("a text"),
        );
    }
    let exported = |manifest: &str| {
        folder.write("book/book.toml", manifest);
        let _ = std::fs::remove_file(folder.path().join("out"));
        let done = export(&folder, "anki", "book", &[]);
        assert!(done.status.success(), "{}", words(&done));
        notes(&folder)
    };
    let titled = |id: &str, title: &str| {
        manifest.replace(
            "id = \"harbour-pilot\"\ntitle = \"Harbour pilot\"",
            &format!("{id}title = \"{title}\""),
        )
    };
    let first = exported(&(titled("", "Harbour pilot") + "book-id = \"off\"\n"));
    assert!(!first.is_empty());
    let was = "id = \"pilot\"\nwas = \"Harbour pilot\"\n";
    assert_eq!(exported(&titled(was, "Harbour pilot")), first);
    assert_eq!(exported(&titled(was, "Harbour pilots")), first);
    let new = exported(&titled("id = \"pilot\"\n", "Harbour pilot"));
    assert_eq!(exported(&titled("id = \"pilot\"\n", "Harbour pilots")), new);
    assert_ne!(new, first);
}

#[cfg(feature = "anki")]
#[test]
fn a_file_that_is_no_deck_is_left_alone() {
    let folder = Folder::new("taken");
    folder.write("out", "my notes");
    let done = export(&folder, "anki", &book(), &[]);
    assert_eq!(done.status.code(), Some(2), "{}", words(&done));
    assert!(words(&done).contains("was not made by guidewright"), "{}", words(&done));
    assert_eq!(folder.read("out"), "my notes");
}

#[cfg(feature = "anki")]
#[test]
fn links_into_a_book_without_an_address_are_lost() {
    let folder = Folder::new("links");
    let made = run(folder.path(), &["new", "book"]);
    assert!(made.status.success(), "{}", words(&made));
    let done = export(&folder, "anki", "book", &[]);
    let lost = words(&done).lines().filter(|line| line.starts_with("lost in `tides-")).count();
    assert_eq!(lost, 2, "{}", words(&done));
    assert!(words(&done).contains("site-url"), "{}", words(&done));
    assert!(Path::new(&folder.path().join("out")).exists());
}
