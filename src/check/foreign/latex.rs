//! Commands of LaTeX outside of formulas.

use super::{FOREIGN_MARK, Mark, Words};

/// `\textbf{words}` and the like, which LaTeX reads outside of formulas.
pub(super) fn command(words: Words<'_>, at: usize) -> Option<Mark> {
    const COMMANDS: [(&str, &str); 14] = [
        ("textbf", "write `**…**`"),
        ("textit", "write `*…*`"),
        ("emph", "write `*…*`"),
        ("texttt", "put it between backticks"),
        ("underline", "write `<u>…</u>`"),
        ("section", "write `## …`"),
        ("subsection", "write `### …`"),
        ("footnote", "write `[^1]` here, and `[^1]: …` on a line of its own below the paragraph"),
        ("ref", "write a link to the heading: `[words](#id)`"),
        ("autoref", "write a link to the heading: `[words](#id)`"),
        ("label", "give a heading an id: `## Title {#id}`"),
        ("eqref", "put it between dollar signs: `$\\eqref{…}$`"),
        ("cite", "works are not looked up: write a link, or a footnote `[^1]`"),
        ("includegraphics", "write `![what it shows](file)`"),
    ];
    let rest = words.line(at);
    let name = rest[1..].split(|letter: char| !letter.is_ascii_alphabetic()).next()?;
    let (_, help) = COMMANDS.iter().find(|(command, _)| *command == name)?;
    let braces = rest[1 + name.len()..].trim_start_matches('*');
    if !braces.starts_with(['{', '[']) {
        return None;
    }
    let length = rest.find('}')? + 1;
    let written = &rest[..length];
    let finding = words.broken(&FOREIGN_MARK, at, length, format!("nothing reads `{written}`"));
    Some((length, Some(finding.help((*help).to_owned()))))
}
