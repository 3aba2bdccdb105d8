//! Builds the book in a folder in memory, prints what there is to say about it and the largest files of its site.
//!
//! `cargo run --example build -- FOLDER`

#![allow(clippy::print_stdout, reason = "a program that prints")]

use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let built = guidewright::build_folder(&folder)?;
    print!("{}", built.report());
    let mut files: Vec<_> =
        built.site.files.iter().map(|(path, bytes)| (bytes.len(), path)).collect();
    files.sort_unstable_by(|a, b| b.cmp(a));
    println!("{} files, {} KB", files.len(), built.site.size() / 1000);
    for (size, path) in files.iter().take(5) {
        println!("{:>8} KB  {path}", size / 1000);
    }
    Ok(())
}
