//! Where front matter stands: at the top of a Markdown file, TOML between lines of `+++` or YAML between lines of `---`.
//!
//! A line of `---` is a dividing line in Markdown, so it opens front matter only where the line below it is a key, and
//! everything down to the next one reads like YAML.

use super::yaml;
use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatterFormat {
    Toml,
    Yaml,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    pub language: MatterFormat,
    /// The line that opens it.
    pub fence: Range<usize>,
    /// What stands between the two lines.
    pub inside: Range<usize>,
    /// Where the text after it begins; nothing if no line closes it.
    pub end: Option<usize>,
}

impl MatterFormat {
    pub fn fence(self) -> &'static str {
        match self {
            Self::Toml => "+++",
            Self::Yaml => "---",
        }
    }
}

/// Whether a text says of itself that it is a draft.
pub fn is_draft(text: &str) -> bool {
    let said = find(text).and_then(|matter| table(text, &matter));
    said.and_then(|said| said.get("draft")?.as_bool()).unwrap_or(false)
}

/// What the front matter of a text says; nothing if it is open or cannot be read.
pub fn table(text: &str, matter: &Matter) -> Option<toml::Table> {
    matter.end?;
    let inside = &text[matter.inside.clone()];
    match matter.language {
        MatterFormat::Toml => inside.parse().ok(),
        MatterFormat::Yaml => yaml::to_toml(inside).ok()?.toml.parse().ok(),
    }
}

/// The front matter of a text, if it has any. Blank lines may stand before it, blanks behind its fences.
pub fn find(text: &str) -> Option<Matter> {
    let start = text.len() - text.trim_start().len();
    let start = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next()?;
    let language = [MatterFormat::Toml, MatterFormat::Yaml]
        .into_iter()
        .find(|language| first.trim_end() == language.fence())?;
    let fence = start..start + language.fence().len();
    let inside = start + first.len();
    let mut at = inside;
    for line in lines {
        let closes = line.trim_end() == language.fence()
            || language == MatterFormat::Yaml && line.trim_end() == "...";
        if closes {
            let between = &text[inside..at];
            let end = Some(at + line.len());
            let matter = Matter { language, fence, inside: inside..at, end };
            return (language == MatterFormat::Toml || is_yaml(between)).then_some(matter);
        }
        at += line.len();
    }
    // Without an end the text of a chapter follows, so only the first line says what was meant.
    let meant = language == MatterFormat::Toml || text[inside..].lines().next().is_some_and(is_key);
    meant.then_some(Matter { language, fence, inside: inside..inside, end: None })
}

/// Whether lines read like a YAML mapping: a key first, perhaps below comments, and nothing that only a chapter's text
/// can be.
fn is_yaml(text: &str) -> bool {
    let mut lines = text.lines().skip_while(|line| line.starts_with('#'));
    lines.next().is_some_and(is_key)
        && lines.all(|line| {
            line.trim().is_empty() || line.starts_with([' ', '\t', '#', '-']) || is_key(line)
        })
}

/// `key:` or `key: value`; a key is one word, or stands in quotes.
fn is_key(line: &str) -> bool {
    let quoted = ['"', '\''].into_iter().find_map(|quote| {
        let (key, rest) = line.strip_prefix(quote)?.split_once(quote)?;
        (!key.is_empty()).then_some(rest)
    });
    let rest = quoted.unwrap_or_else(|| {
        line.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    });
    rest.len() < line.len() && {
        let rest = rest.trim_start();
        rest == ":" || rest.starts_with(": ") || rest.starts_with(":\t")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(text: &str) -> Option<(&str, &str)> {
        let matter = find(text)?;
        Some((&text[matter.inside], &text[matter.end?..]))
    }

    #[test]
    fn front_matter_may_have_blanks_around_its_fences() {
        assert_eq!(inside("+++\na = 1\n+++\nb"), Some(("a = 1\n", "b")));
        assert_eq!(inside("\n \n+++  \na = 1\n+++ \nb"), Some(("a = 1\n", "b")));
        assert_eq!(
            inside("---\ntitle: T\n\n# why\ntags:\n- a\n---"),
            Some(("title: T\n\n# why\ntags:\n- a\n", ""))
        );
        assert_eq!(inside("---\n# why\na: 1\n---\n"), Some(("# why\na: 1\n", "")));
        assert_eq!(inside("\n---\n\"a b\": 1\n...\nb"), Some(("\"a b\": 1\n", "b")));
        assert_eq!(inside("+++\n+++\n"), Some(("", "")));
    }

    #[test]
    fn a_dividing_line_is_none() {
        for text in [
            "---\n\ntitle: T\n\n---\n",
            "---\n# T\n---\n",
            "---\nNote: it is late.\n\nText\n\n---\n",
            "---\n---\n",
            "  ---\na: b\n---\n",
            "a\n---\nb: c\n---\n",
            "----\na: b\n----\n",
        ] {
            assert_eq!(find(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_open_one_is_known_by_its_first_line() {
        assert!(find("+++\nminutes = 5\n\n# T\n").is_some_and(|matter| matter.end.is_none()));
        assert!(find("---\nminutes: 5\n\n# T\n").is_some_and(|matter| matter.end.is_none()));
        assert_eq!(find("---\nMinutes pass.\n"), None);
    }
}
