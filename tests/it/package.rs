//! What `cargo package` would hand to the registry, and what the program is linked with.

use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn the_package_holds_what_is_needed_and_nothing_of_our_book() {
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline", "--package", "guidewright"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let list = String::from_utf8(output.stdout).expect("names are UTF-8");
    let tops: BTreeSet<&str> =
        list.lines().map(|name| name.split(['/', '\\']).next().unwrap_or(name)).collect();
    // Cargo adds the files it makes by itself.
    let made = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml.orig"];
    let tops: Vec<&str> = tops.into_iter().filter(|name| !made.contains(name)).collect();
    assert_eq!(
        tops,
        [
            "CHANGELOG.md",
            "Cargo.toml",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
            "build.rs",
            "examples",
            "locales",
            "src",
            "static",
            "templates",
            "tests"
        ]
    );
    // What the build script carries along.
    for name in
        ["locales/en.toml", "static/css/tokens.css", "static/icon.svg", "templates/page.html"]
    {
        assert!(list.lines().any(|it| it == name), "{name} is missing");
    }
    let tests = list.lines().filter(|name| name.starts_with("tests"));
    for name in tests {
        assert!(name.starts_with("tests/rules/"), "{name}");
    }
}

/// It does so by being linked, in the place of the system's functions, which no line of the program would miss.
#[cfg(target_os = "linux")]
#[test]
fn the_program_takes_its_memory_from_mimalloc() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_guidewright"));
    let output = program.arg("--version").env("MIMALLOC_VERBOSE", "1").output();
    let said = String::from_utf8_lossy(&output.expect("the program runs").stderr).into_owned();
    assert!(said.contains("mimalloc: process init"), "{said}");
}
