//! What who comes from mdBook types out of habit, and how it is said here.
//!
//! A command or an option that only mdBook has is refused by clap, which knows no name near it; its error gets a tip.

use clap::Error;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};
use std::ffi::OsString;

/// By command the options that only mdBook gives it, none for the command itself, and what to do instead.
const HABITS: [(&str, &[&str], &str); 7] = [
    ("watch", &[], "`guidewright serve` watches a book and shows every save"),
    (
        "test",
        &[],
        "`guidewright check` finds faults of the text; whether its Rust code runs is still for `mdbook test` to say",
    ),
    ("build", &["-o", "--open"], "`guidewright serve --open` shows the book in a browser"),
    (
        "serve",
        &["-d", "--dest-dir"],
        "the preview writes no files; `guidewright build --dest <FOLDER>` does",
    ),
    ("serve", &["--watcher"], "`--poll` looks for changes where the system reports none"),
    (
        "clean",
        &["-d", "--dest-dir"],
        "`clean` forgets what builds remember; to be rid of a site, delete its folder",
    ),
    ("init", &["--theme"], "`guidewright theme` takes templates and styles over"),
];

/// The error with a tip, where it is about such a habit. `arguments` are those of the program, without its name.
pub(super) fn tip(mut error: Error, mut arguments: impl Iterator<Item = OsString>) -> Error {
    let command = arguments.find(|argument| !argument.as_encoded_bytes().starts_with(b"-"));
    let told = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let option = told(ContextKind::InvalidArg);
    let fits = |(name, options, _): &&(&str, &[&str], &str)| {
        command.as_ref().is_some_and(|command| command == name)
            && match option {
                Some(option) => {
                    options.contains(&option.split(['=', ' ']).next().unwrap_or_default())
                }
                None => options.is_empty() && told(ContextKind::InvalidSubcommand).is_some(),
            }
    };
    if let Some((_, _, tip)) = HABITS.iter().find(fits) {
        let tips = ContextValue::StyledStrs(vec![StyledStr::from(*tip)]);
        error.insert(ContextKind::Suggested, tips);
    }
    error
}
