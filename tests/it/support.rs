//! What several tests need: a folder that goes away, the program, a book built in memory.

use guidewright::Finding;
use guidewright::Site;
use guidewright::internals::check;
use guidewright::internals::fragment::code::Highlighter;
use guidewright::internals::load::{self, Files, Project};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder for one test, removed at its end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir()
            .join(format!("guidewright-{}-{number}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder can be written");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a name below the folder"))
            .expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A book of one chapter.
    pub(crate) fn with_book(name: &str) -> Self {
        let folder = Self::new(name);
        folder.write("book/book.toml", "[book]\ntitle = \"Small\"\n");
        folder.write("book/chapters/one.md", "# One\n\nText.\n");
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
        let _ = std::fs::remove_dir_all(cache_of(&self.0));
    }
}

/// Runs the program in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).output().expect("the program starts")
}

pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guidewright"));
    command.current_dir(folder).env("NO_COLOR", "1").env_remove("COLUMNS");
    command.env("GUIDEWRIGHT_CACHE", cache_of(folder));
    command
}

/// Where the program remembers things when it runs in a folder of a test: beside it, so that nothing of the test's user
/// is touched.
pub(crate) fn cache_of(folder: &Path) -> PathBuf {
    let mut path = folder.as_os_str().to_owned();
    path.push("-cache");
    path.into()
}

pub(crate) fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Builds a book that lies in a folder; gives site and settled findings.
pub(crate) fn built(folder: &Path) -> (Project, Site, Vec<Finding>) {
    finish(load::folder(folder).expect("the book can be read"))
}

/// Builds a book held in memory.
pub(crate) fn built_from(texts: &[(&str, &str)]) -> (Project, Site, Vec<Finding>) {
    finish(load::files(&Files::from_texts(texts)).expect("the book has a manifest"))
}

fn finish(
    loaded: guidewright::internals::finding::Found<Project>,
) -> (Project, Site, Vec<Finding>) {
    let project = loaded.value;
    let found = guidewright::internals::build(&project, &Highlighter::default());
    let findings =
        check::settle(&project, loaded.findings.into_iter().chain(found.findings).collect());
    (project, found.value, findings)
}

/// A picture that is text as well, of one pixel.
pub const PICTURE: &str = "GIF89a\u{1}\0\u{1}\0\0\0\0;";
