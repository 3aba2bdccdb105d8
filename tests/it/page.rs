//! Cases that are Markdown pages: a folder of them, and what stands between their fences.

use crate::support::Folder;
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

/// The name in backticks on the last line before a block that is not empty.
fn file_name(lines: &[String], block: &Block) -> Option<String> {
    let above = lines[..block.lines.start - 1].iter().rfind(|line| !line.is_empty())?;
    Some(above.strip_prefix('`')?.strip_suffix('`')?.to_owned())
}

/// What a session gave: the lines of its block, and what of them is not as expected.
pub(crate) struct Played {
    pub(crate) lines: Vec<String>,
    pub(crate) faults: Vec<String>,
}

/// Plays the sessions on the pages of `tests/FOLDER`, each page in a folder of its own. Sessions are the blocks called
/// `info`; other blocks with a name above them are files.
pub(crate) fn play_sessions(folder: &str, info: &str, play: impl Fn(&Folder, &[String]) -> Played) {
    let mut faults = Vec::new();
    for (name, path) in pages(folder) {
        let lines = read_lines(&path);
        let place = Folder::new(&format!("{folder}-{name}"));
        let mut outcome: Vec<String> = Vec::new();
        let mut at = 0;
        let mut plays = 0;
        for block in blocks(&lines) {
            outcome.extend_from_slice(&lines[at..block.lines.start]);
            let inside = &lines[block.lines.clone()];
            at = block.lines.end;
            if block.info == info {
                plays += 1;
                let played = play(&place, inside);
                outcome.extend(played.lines);
                let told = |fault| format!("tests/{folder}/{name}.md\n{fault}");
                faults.extend(played.faults.into_iter().map(told));
                continue;
            }
            if let Some(file) = file_name(&lines, &block) {
                place.write(&file, &(inside.join("\n") + "\n"));
            }
            outcome.extend_from_slice(inside);
        }
        outcome.extend_from_slice(&lines[at..]);
        assert!(plays > 0, "tests/{folder}/{name}.md has no block called `{info}`");
        if updating() && outcome != lines {
            std::fs::write(&path, outcome.join("\n") + "\n").expect("the page can be written");
        }
    }
    assert!(updating() || faults.is_empty(), "{}", faults.join("\n"));
}
