//! What of a text stays on one line, where browsers would break it at a hyphen: days, and the dashes of an option.

use crate::day::is_day;
use crate::html;
use std::ops::Range;

/// Writes some of a text.
pub(super) fn push(out: &mut String, text: &str, range: Range<usize>, is_code: bool) {
    let mut from = range.start;
    for hyphen in memchr::memchr_iter(b'-', &text.as_bytes()[range.clone()]) {
        let hyphen = range.start + hyphen;
        let whole = day(text, hyphen).or_else(|| option(text, hyphen).filter(|_| is_code));
        let Some(whole) = whole.filter(|whole| whole.start >= from && whole.end <= range.end)
        else {
            continue;
        };
        html::push(out, &text[from..whole.start]);
        out.push_str("<span class=\"gw-whole\">");
        html::push(out, &text[whole.clone()]);
        out.push_str("</span>");
        from = whole.end;
    }
    html::push(out, &text[from..range.end]);
}

/// The day whose first hyphen this is.
fn day(text: &str, hyphen: usize) -> Option<Range<usize>> {
    let start = hyphen.checked_sub("2026".len())?;
    let end = start + "2026-11-29".len();
    let goes_on = |letter: char| letter.is_ascii_digit() || letter == '-';
    let is_alone = !text.get(..start)?.ends_with(goes_on) && !text.get(end..)?.starts_with(goes_on);
    (is_alone && is_day(&text[start..end])).then_some(start..end)
}

/// The dashes that an option of a command begins with, and its first word, as of `--dry-run`.
fn option(text: &str, hyphen: usize) -> Option<Range<usize>> {
    let (before, option) = text.split_at(hyphen);
    let begins = before.is_empty() || before.ends_with([' ', '[', '(', '|', '"', '\'']);
    let word = option.trim_start_matches('-');
    let end = word.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(word.len());
    let has_name = word.starts_with(char::is_alphabetic);
    (begins && has_name).then(|| hyphen..text.len() - word.len() + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dashes_of_options_stay_on_one_line() {
        let written = |text: &str, is_code| {
            let mut out = String::new();
            push(&mut out, text, 0..text.len(), is_code);
            out.replace("<span class=\"gw-whole\">", "[").replace("</span>", "]")
        };
        assert_eq!(
            written("from 2026-11-23 to 2026-12-05", false),
            "from [2026-11-23] to [2026-12-05]"
        );
        for none in
            ["2026-13-45", "12026-11-23", "2026-11-231", "1-2026-11-23", "é-11-23", "--dry-run"]
        {
            assert_eq!(written(none, false), none);
        }
        assert_eq!(written("ls -l --dry-run=x", true), "ls [-l] [--dry]-run=x");
        assert_eq!(written("at-rest - --- --5 -", true), "at-rest - --- --5 -");
    }
}
