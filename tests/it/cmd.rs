//! Console sessions: each page of `tests/cmd` is run in a folder of its own, against the real program.
//!
//! A file is its name in backticks on a line, then a fenced block, as in `tests/rules`. A `console` block holds
//! commands behind `$ ` for the shell, each followed by what it prints and, unless it is 0, by its exit code as
//! `[exit 1]`. In expected lines `[..]` stands for anything, a line `...` for any number of lines. What differs from
//! run to run is written so by itself: times as `[TIME]`, the folder as `[HERE]`, an escape character as `␛`.
//! `UPDATE=1 cargo test --test it cmd` writes what is printed now; read the diff before you commit it.

use crate::page::{Played, play_sessions};
use crate::support::cache_of;
use std::path::Path;
use std::process::Command;

#[test]
fn sessions_print_what_their_pages_say() {
    play_sessions("cmd", "console", |folder, lines| {
        let mut played = Played { lines: Vec::new(), faults: Vec::new() };
        for session in sessions(lines) {
            let got = run(folder.path(), &session.command);
            played.lines.push(format!("$ {}", session.command));
            if matches(&session.expected, &got) {
                played.lines.extend(session.expected);
            } else {
                played.faults.push(difference(&session, &got));
                played.lines.extend(got);
            }
        }
        played
    });
}

pub(crate) struct Session {
    pub(crate) command: String,
    pub(crate) expected: Vec<String>,
}

pub(crate) fn sessions(lines: &[String]) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    for line in lines {
        match (line.strip_prefix("$ "), sessions.last_mut()) {
            (Some(command), _) => {
                sessions.push(Session { command: command.to_owned(), expected: Vec::new() });
            }
            (None, Some(session)) => session.expected.push(line.clone()),
            (None, None) => panic!("a console block begins with a command, not with `{line}`"),
        }
    }
    sessions
}

/// What a command prints, errors in between, and its exit code.
pub(crate) fn run(folder: &Path, command: &str) -> Vec<String> {
    let program = Path::new(env!("CARGO_BIN_EXE_guidewright")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C.UTF-8")
        .env("GUIDEWRIGHT_CACHE", cache_of(folder))
        .env_remove("COLUMNS")
        .output()
        .expect("the shell starts");
    let here = folder.canonicalize().expect("the folder is there");
    let text = String::from_utf8_lossy(&output.stdout)
        .replace(&here.display().to_string(), "[HERE]")
        .replace('\u{1b}', "␛");
    let mut lines: Vec<String> = text.lines().map(without_times).collect();
    match output.status.code() {
        Some(0) => {}
        Some(code) => lines.push(format!("[exit {code}]")),
        None => lines.push("[killed]".to_owned()),
    }
    lines
}

/// `0.12 s` and `3.4 ms` differ from run to run.
fn without_times(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_unit =
        |word: Option<&&str>| word.is_some_and(|word| ["s", "ms", "s,", "ms,"].contains(word));
    let mut out: Vec<&str> = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        let number = word.contains('.') && word.parse::<f64>().is_ok();
        out.push(if number && is_unit(words.get(index + 1)) { "[TIME]" } else { word });
    }
    out.join(" ").trim_end().to_owned()
}

/// Whether lines are as expected, with `...` for any number of lines.
pub(crate) fn matches(expected: &[String], got: &[String]) -> bool {
    match expected.split_first() {
        None => got.is_empty(),
        Some((line, rest)) if line == "..." => {
            (0..=got.len()).any(|skip| matches(rest, &got[skip..]))
        }
        Some((line, rest)) => got
            .split_first()
            .is_some_and(|(first, more)| line_matches(line, first) && matches(rest, more)),
    }
}

/// Whether a line is as expected, with `[..]` for anything.
fn line_matches(expected: &str, got: &str) -> bool {
    let Some((start, rest)) = expected.split_once("[..]") else {
        return expected.trim_end() == got;
    };
    let Some(got) = got.strip_prefix(start) else { return false };
    (0..=got.len()).filter(|&at| got.is_char_boundary(at)).any(|at| line_matches(rest, &got[at..]))
}

pub(crate) fn difference(session: &Session, got: &[String]) -> String {
    format!(
        "$ {}\n--- expected\n{}\n--- printed\n{}\n",
        session.command,
        session.expected.join("\n"),
        got.join("\n")
    )
}
