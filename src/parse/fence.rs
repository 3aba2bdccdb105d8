//! The line behind a code fence: `yaml title="bucket.yaml" numbers mark="3,7-9"`.
//!
//! Takes that line and gives a language and [`CodeOptions`]; whatever it does not know is reported with the nearest
//! known word. mdBook's and rustdoc's comma-separated words (`rust,ignore`) are accepted and ignored; in a book of
//! mdBook's, however they are divided, and so is any other word, which is a class of its author's own there.

use super::doc::CodeOptions;
use crate::finding::{did_you_mean, only_near};
use crate::manifest::Dialect;
use std::ops::Range;

const WORDS: [&str; 8] =
    ["title", "caption", "tab", "numbers", "notes", "mark", "hide", "skip-check"];

/// A fault in a fence's line, with its range in that line.
pub struct FenceFault {
    pub at: Range<usize>,
    pub message: String,
    pub help: Option<String>,
    /// A word that was written, and the one that was meant.
    pub slip: Option<(String, &'static str)>,
}

/// Words of rustdoc and mdBook that say how to test or run a block, and name no language.
const RUN_WORDS: [&str; 10] = [
    "ignore",
    "no_run",
    "should_panic",
    "compile_fail",
    "editable",
    "noplayground",
    "noplaypen",
    "noplaytest",
    "mdbook-runnable",
    "standalone_crate",
];

pub fn read(info: &str, dialect: Dialect) -> (String, CodeOptions, Vec<FenceFault>) {
    let theirs = dialect == Dialect::MdBook;
    let divides = |letter: char| letter.is_whitespace() || theirs && letter == ',';
    let mut options = CodeOptions::default();
    let mut faults = Vec::new();
    // Options that the line does not have yet.
    let mut free = None;
    let language_end = info.find(divides).unwrap_or(info.len());
    let first = info[..language_end].split(',').next().unwrap_or_default().to_lowercase();
    let language =
        if theirs && RUN_WORDS.contains(&first.as_str()) { String::new() } else { first };
    let mut at = language_end;
    while let Some((range, name, value)) = next(info, &mut at, &divides) {
        let text = || value.clone().unwrap_or_default();
        match name {
            "title" => options.title = Some(text()),
            "caption" => options.caption = Some(text()),
            "tab" => options.tab = Some(text()),
            "hidelines" => options.hides = Some(text()).filter(|mark| !mark.is_empty()),
            "numbers" => options.numbers = true,
            "notes" => options.notes = true,
            "skip-check" => {
                if text().trim().is_empty() {
                    let message = "`skip-check` says no reason".to_owned();
                    let help = Some("write `skip-check=\"why it cannot parse\"`".to_owned());
                    faults.push(FenceFault { at: range, message, help, slip: None });
                } else {
                    options.skip_check = Some(text());
                }
            }
            "mark" | "hide" => match ranges(&text()) {
                Some(ranges) if name == "mark" => options.marked = ranges,
                Some(ranges) => options.hidden = ranges,
                None => {
                    let message = format!("`{}` is not a list of lines", text());
                    let help = Some(format!("write `{name}=\"2,4-6\"`"));
                    faults.push(FenceFault { at: range, message, help, slip: None });
                }
            },
            _ if theirs => {}
            // What follows a directive of another program is its argument.
            _ if language.starts_with('{') => {}
            _ => {
                let message = format!("a code block has no option `{name}`");
                let help = did_you_mean(name, WORDS)
                    .or_else(|| Some(format!("options: {}", WORDS.join(", "))));
                // Once for the line: it may hold thousands of words that are no options.
                let free = free.get_or_insert_with(|| {
                    WORDS.into_iter().filter(|word| !info.contains(word)).collect::<Vec<_>>()
                });
                let slip =
                    only_near(name, free.iter().copied()).map(|meant| (name.to_owned(), meant));
                faults.push(FenceFault { at: range, message, help, slip });
            }
        }
    }
    (language, options, faults)
}

/// The next `name`, `name=value` or `name="value with spaces"`.
fn next<'i>(
    info: &'i str,
    at: &mut usize,
    divides: &dyn Fn(char) -> bool,
) -> Option<(Range<usize>, &'i str, Option<String>)> {
    let start = *at + info[*at..].find(|letter| !divides(letter))?;
    let rest = &info[start..];
    let name_end = rest.find(|letter| letter == '=' || divides(letter)).unwrap_or(rest.len());
    let name = &rest[..name_end];
    let Some(value) = rest[name_end..].strip_prefix('=') else {
        *at = start + name_end;
        return Some((start..*at, name, None));
    };
    let value_start = start + name_end + 1;
    let (value, end) =
        match value.strip_prefix('"').and_then(|inner| inner.find('"').map(|end| &inner[..end])) {
            Some(quoted) => (quoted, value_start + quoted.len() + 2),
            None => {
                let end = value.find(divides).unwrap_or(value.len());
                (&value[..end], value_start + end)
            }
        };
    *at = end;
    Some((start..end, name, Some(value.to_owned())))
}

fn ranges(text: &str) -> Option<Vec<(usize, usize)>> {
    let one = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (1 <= first && first <= last).then_some((first, last))
    };
    text.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_options_with_and_without_quotes() {
        let (language, options, faults) = read(
            "YAML title=\"a b.yaml\" numbers mark=2,4-6 hide=\"1\" skip-check=\"a part\"",
            Dialect::Native,
        );
        assert_eq!(language, "yaml");
        assert!(faults.is_empty());
        assert_eq!(options.title.as_deref(), Some("a b.yaml"));
        assert!(options.numbers && !options.notes);
        assert_eq!((options.marked, options.hidden), (vec![(2, 2), (4, 6)], vec![(1, 1)]));
    }

    #[test]
    fn names_what_it_does_not_know() {
        let (_, _, faults) = read("json titel=x mark=z", Dialect::Native);
        assert_eq!(faults.len(), 2);
        assert_eq!(faults[0].help.as_deref(), Some("did you mean `title`?"));
        assert_eq!(faults[0].at, 5..12);
    }
}
