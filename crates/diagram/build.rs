//! Tells the build script of a program that uses this crate where its styles lie: one that carries them made small reads
//! them before there is any code to ask.

fn main() {
    let folder = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    println!("cargo::rerun-if-changed=style.css");
    println!("cargo::metadata=style={folder}/style.css");
}
