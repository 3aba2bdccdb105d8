//! Commands and environments of LaTeX outside of formulas.

use super::{Mark, Words};

const FORMULA: &str = "write lines of `$$` above and below the formula";
const OUT: &str = "take it out: pages need none";
const NOTE: &str = "write `[^1]` here, and `[^1]: …` on a line of its own below the paragraph";
const WORKS: &str = "works are not looked up: write a link, or a footnote `[^1]`";
const HEADING: &str = "write a link to the heading: `[words](#id)`";

/// Commands with braces behind them, and what to write.
const COMMANDS: [(&str, &str); 29] = [
    ("textbf", "write `**…**`"),
    ("textit", "write `*…*`"),
    ("emph", "write `*…*`"),
    ("texttt", "put it between backticks"),
    ("textsc", "write the words alone"),
    ("underline", "write `<u>…</u>`"),
    ("chapter", "write `# …`"),
    ("section", "write `## …`"),
    ("subsection", "write `### …`"),
    ("paragraph", "write `#### …`"),
    ("title", "the H1 of the chapter is its title"),
    ("caption", "write it below the picture, as a paragraph"),
    ("footnote", NOTE),
    ("ref", HEADING),
    ("autoref", HEADING),
    ("cref", HEADING),
    ("pageref", HEADING),
    ("label", "give a heading an id: `## Title {#id}`"),
    ("eqref", "put it between dollar signs: `$\\eqref{…}$`"),
    ("cite", WORKS),
    ("citep", WORKS),
    ("citet", WORKS),
    ("href", "write `[words](https://…)`"),
    ("url", "write the address alone, or `<https://…>`"),
    ("includegraphics", "write `![what it shows](file)`"),
    ("input", "write `{{#include path/to/file}}`"),
    ("hspace", OUT),
    ("vspace", OUT),
    ("usepackage", OUT),
];

/// Commands that stand alone.
const ALONE: [(&str, &str); 8] = [
    ("item", "write `- …`"),
    ("noindent", OUT),
    ("centering", OUT),
    ("hline", OUT),
    ("maketitle", OUT),
    ("bigskip", OUT),
    ("medskip", OUT),
    ("smallskip", OUT),
];

/// `\textbf{words}`, `\begin{itemize}` and the like, which LaTeX reads outside of formulas.
pub(super) fn command(words: Words<'_>, at: usize) -> Option<Mark> {
    let rest = words.line(at);
    let name = rest[1..].split(|letter: char| !letter.is_ascii_alphabetic()).next()?;
    let behind = &rest[1 + name.len()..];
    // A part of a path is no command.
    let apart = words.letter_before(at).is_none_or(|it| it.is_whitespace() || "(*_[".contains(it));
    if let Some((_, help)) = ALONE.iter().find(|(command, _)| *command == name)
        && apart
        && !behind.starts_with(['\\', '{', '.', '/'])
    {
        let length = 1 + name.len();
        return Some((length, Some(words.foreign(at, length, (*help).to_owned()))));
    }
    if name == "begin" || name == "end" {
        let environment = &behind.strip_prefix('{')?[..behind.find('}')? - 1];
        let is_name = environment.bytes().all(|b| b.is_ascii_alphabetic() || b == b'*');
        (is_name && !environment.is_empty()).then_some(())?;
        let length = 1 + name.len() + environment.len() + 2;
        if name == "end" {
            // Of what was told at its start.
            return Some((length, None));
        }
        let help = instead_of(environment.trim_end_matches('*')).to_owned();
        return Some((length, Some(words.foreign(at, length, help))));
    }
    let (_, help) = COMMANDS.iter().find(|(command, _)| *command == name)?;
    if !behind.trim_start_matches('*').starts_with(['{', '[']) {
        return None;
    }
    let length = rest.find('}')? + 1;
    let two = (name == "href" && rest[length..].starts_with('{')).then(|| rest[length..].find('}'));
    let length = length + two.flatten().map_or(0, |end| end + 1);
    Some((length, Some(words.foreign(at, length, (*help).to_owned()))))
}

/// What stands for an environment.
fn instead_of(environment: &str) -> &'static str {
    match environment {
        "itemize" | "description" => "begin each line with `- `",
        "enumerate" => "begin the lines with `1. `, `2. ` and so on",
        "figure" => "write `![what it shows](file)`",
        "table" | "tabular" | "longtable" | "tabularx" => {
            "write rows as `| … | … |`, and below the first one `| --- | --- |`"
        }
        "verbatim" | "lstlisting" | "minted" => {
            "put lines of ```` ``` ```` above and below the code"
        }
        "quote" | "quotation" | "verse" => "put `> ` before each of its lines",
        "center" | "flushleft" | "flushright" | "minipage" | "document" | "multicols" => OUT,
        "theorem" | "lemma" | "proof" | "definition" | "corollary" | "remark" | "example" => {
            "write `> [!NOTE]` and its title, and `> ` before each of its lines"
        }
        "abstract" => "write it as a paragraph",
        "comment" => "a comment is written `<!-- … -->`",
        "tikzpicture" => "draw a diagram in a block of code `mermaid`, or put a picture in",
        _ => FORMULA,
    }
}
