//! Cases that are Markdown pages: a folder of them, and what stands between their fences.

use std::path::{Path, PathBuf};

/// Whether expectations are to be written instead of compared.
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

fn tests(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder)
}

/// The Markdown pages of a folder, by name.
pub(crate) fn pages(folder: &str) -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(tests(folder)).expect("the folder of cases is there");
    let mut pages: Vec<(String, PathBuf)> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| {
            (path.file_stem().expect("a page has a name").to_string_lossy().into_owned(), path)
        })
        .collect();
    pages.sort();
    assert!(!pages.is_empty(), "there are no cases in {folder}");
    pages
}

/// Lines of a page, with what stands between fences set apart.
pub(crate) struct Block {
    /// Indexes of the lines between the fences.
    pub(crate) lines: std::ops::Range<usize>,
    /// What follows the opening fence.
    pub(crate) info: String,
}

/// All blocks between fences of three or more backticks; a block ends at a fence as long as its first.
pub(crate) fn blocks(lines: &[String]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String, usize)> = None;
    for (index, line) in lines.iter().enumerate() {
        let ticks: String = line.chars().take_while(|&c| c == '`').collect();
        match &open {
            None if ticks.len() >= 3 => {
                open = Some((ticks.clone(), line[ticks.len()..].trim().to_owned(), index + 1));
            }
            Some((fence, info, start)) if line.trim_end() == fence => {
                blocks.push(Block { lines: *start..index, info: info.clone() });
                open = None;
            }
            _ => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

pub(crate) fn read_lines(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).expect("the page can be read");
    text.lines().map(str::to_owned).collect()
}
