//! Lines of code on a screen that is too narrow for them: where they must not break.

use std::fmt::Write as _;

/// As many letters of a line as the narrowest screens show.
const NARROW: usize = 30;

/// A line of a block.
pub(super) struct Line<'t> {
    pub plain: &'t str,
    /// The same in its spans.
    html: &'t str,
    /// What ends it: nothing, where the text ends.
    pub end: &'static str,
    /// Whether it is one of several rows in columns, which blanks keep apart.
    is_row: bool,
}

/// The lines of a text and of its HTML. A row of a table is an answer of a program, or a line of text that is no code.
pub(super) fn apart<'t>(html: &'t str, plain: &'t str, is_text: bool) -> Vec<Line<'t>> {
    let lines = html.split_inclusive('\n').zip(plain.split_inclusive('\n'));
    let mut lines: Vec<Line<'t>> = lines
        .map(|(html, plain)| {
            let is_shown = is_text || html.starts_with("<span class=\"gw-output\">");
            let end = if plain.ends_with('\n') { "\n" } else { "" };
            let html = html.strip_suffix('\n').unwrap_or(html);
            let plain = plain.strip_suffix('\n').unwrap_or(plain);
            Line { plain, html, end, is_row: is_shown && plain.trim().contains("  ") }
        })
        .collect();
    // A single one may break like any line. A name or a rule may stand between the head of a table and its rows.
    let has_columns: Vec<bool> = lines.iter().map(|line| line.is_row).collect();
    for (at, line) in lines.iter_mut().enumerate() {
        let near = &has_columns[at.saturating_sub(2)..has_columns.len().min(at + 3)];
        line.is_row &= near.iter().filter(|has| **has).count() > 1;
    }
    lines
}

impl Line<'_> {
    pub(super) fn push_to(&self, html: &mut String) {
        let _ = match (self.is_row, self.indentation()) {
            (true, _) => write!(html, "<span class=\"gw-row\">{}</span>", self.html),
            (_, Some((tag, indentation, rest))) => {
                write!(html, "{tag}<span class=\"gw-indentation\">{indentation}</span>{rest}")
            }
            _ => write!(html, "{}", self.html),
        };
    }

    /// What stands around the indentation of a line whose first word may be too long for a screen. It would break in front
    /// of that word, and the indentation stand on a line of its own.
    fn indentation(&self) -> Option<(&str, &str, &str)> {
        let word = self.plain.trim_start_matches([' ', '\t']);
        let indentation = &self.plain[..self.plain.len() - word.len()];
        let word = word.split(char::is_whitespace).next()?;
        let width = indentation.chars().count();
        let is_long = (1..NARROW).contains(&width) && width + word.chars().count() > NARROW;
        let start = if self.html.starts_with('<') { self.html.find('>')? + 1 } else { 0 };
        let (tag, rest) = self.html.split_at(start);
        rest.strip_prefix(indentation).filter(|_| is_long).map(|rest| (tag, indentation, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str, plain: &str, is_text: bool) -> String {
        let mut out = String::new();
        for line in apart(html, plain, is_text) {
            line.push_to(&mut out);
            out.push_str(line.end);
        }
        out
    }

    #[test]
    fn indentation_is_held_to_a_long_word_alone() {
        let long = "a_name_of_thirty_letters_or_more";
        let text = format!("  {long}\n  short {long}\n{long}\n");
        let held =
            format!("<span class=\"gw-indentation\">  </span>{long}\n  short {long}\n{long}\n");
        assert_eq!(written(&text, &text, false), held);
        let coloured = format!("<i class=\"s\">  {long}</i>");
        let held = format!("<i class=\"s\"><span class=\"gw-indentation\">  </span>{long}</i>");
        assert_eq!(written(&coloured, &text[..2 + long.len()], false), held);
        let deep = format!("{}{long}", " ".repeat(NARROW));
        assert_eq!(written(&deep, &deep, false), deep, "no screen has room for anything behind it");
    }

    #[test]
    fn rows_are_neighbours_with_columns_in_what_a_program_answers_and_in_plain_text() {
        let text = "name   size\na.csv     4\ntwo files\nb.csv     5\n\nin all\nc  6";
        let row = |text: &str| format!("<span class=\"gw-row\">{text}</span>");
        let rows = format!(
            "{}\n{}\ntwo files\n{}\n\nin all\nc  6",
            row("name   size"),
            row("a.csv     4"),
            row("b.csv     5")
        );
        assert_eq!(written(text, text, true), rows);
        assert_eq!(written(text, text, false), text, "code is aligned with itself alone");
        let answered = |line| format!("<span class=\"gw-output\">{line}</span>");
        let html = text.lines().map(answered).collect::<Vec<_>>().join("\n");
        let first = row(&answered("name   size"));
        assert!(written(&html, text, false).starts_with(&first), "{html}");
    }
}
