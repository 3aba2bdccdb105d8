//! Names of files that every system can hold, on which a site may be unpacked, built or served.

use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::source::Span;

pub const UNPORTABLE_NAME: Rule =
    Rule::warning("unportable-name", "every system can hold the names of the site's files");

/// Chapters and files whose names would be lost on some system.
pub fn unportable(guide: &Guide<'_>) -> Vec<Finding> {
    let source = &guide.project.manifest.source;
    let chapters = guide.chapters.iter().map(|chapter| {
        let span = chapter.entry.span.unwrap_or_else(|| chapter.span(&(0..0)));
        (chapter.entry.path.as_str(), Some(span))
    });
    let files = guide.project.files.keys().map(|path| (path.as_str(), None));
    let found = chapters.chain(files).filter_map(|(path, span): (&str, Option<Span>)| {
        let why = path.split('/').find_map(|name| fault(name).map(|why| format!("`{name}` {why}")));
        let message = match span {
            Some(_) => format!("Windows cannot hold `{path}`: {}", why?),
            None => format!("Windows cannot hold `{source}/{path}`: {}", why?),
        };
        let finding = match span {
            Some(span) => UNPORTABLE_NAME.broken(span, message),
            None => UNPORTABLE_NAME.broken_nowhere(message),
        };
        Some(finding.help("rename it; readers may unpack the site on any system".to_owned()))
    });
    found.collect()
}

/// What Windows has against a name.
fn fault(name: &str) -> Option<String> {
    if let Some(letter) = name.chars().find(|c| "<>:\"|?*\\".contains(*c) || c.is_control()) {
        return Some(format!("has `{}`", letter.escape_default()));
    }
    if name.ends_with(['.', ' ']) {
        return Some("ends with a full stop or a blank".to_owned());
    }
    // With any ending: `aux.md` is the device, too.
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port).is_some_and(|rest| {
            rest.chars().count() == 1 && rest.contains(|c: char| "123456789¹²³".contains(c))
        })
    });
    let device = numbered || ["con", "prn", "aux", "nul", "conin$", "conout$"].contains(&&*stem);
    if device {
        return Some("is the name of a device".to_owned());
    }
    (name.encode_utf16().count() > 255).then(|| "has more than 255 letters".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_keeps_for_itself_is_known() {
        for name in ["aux.md", "CON", "com1.png", "LPT³.txt", "a:b.md", "a.", "b ", "what?.md"] {
            assert!(fault(name).is_some(), "{name}");
        }
        for name in ["auxiliary.md", "com.md", "com10.md", "a.b.md", "märz.md", "a b.md"] {
            assert_eq!(fault(name), None, "{name}");
        }
    }
}
