//! Lists the pages of `tests/rules`, which `guidewright rules NAME` prints: a new rule needs no line anywhere else.

#![allow(
    clippy::disallowed_methods,
    reason = "runs before there is a program whose gates it could use"
)]

use std::path::{Path, PathBuf};

fn main() {
    let from = |variable: &str| PathBuf::from(std::env::var_os(variable).expect("cargo sets it"));
    let folder = from("CARGO_MANIFEST_DIR").join("tests/rules");
    println!("cargo:rerun-if-changed={}", folder.display());
    let entries = std::fs::read_dir(&folder).expect("the pages of the rules belong to the sources");
    let mut pages: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    pages.retain(|path| path.extension().is_some_and(|end| end == "md"));
    pages.sort();
    let line = |path: &PathBuf| {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("rules have plain names");
        let place = path.to_str().expect("the sources lie in a folder with a plain name");
        format!("    ({name:?}, include_str!({place:?})),\n")
    };
    let list: String = pages.iter().map(line).collect();
    write(&from("OUT_DIR").join("rule_pages.rs"), &format!("&[\n{list}]\n"));
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("cargo's folder for generated files can be written");
}
