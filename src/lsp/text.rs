//! Places and addresses as the protocol has them: lines from zero, columns in UTF-16, files as `file:` addresses.

use crate::source::{Sources, Span};
use lsp_types::{Position, Range, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// The path that an address names, if it is one of a file.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let path = percent_decode_str(&rest[rest.find('/')?..]).decode_utf8().ok()?;
    // `/C:/books` on Windows.
    let drive = path.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if drive { &path[1..] } else { &*path }))
}

/// The address of a file.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    const UNFIT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    let path = path.to_str()?.replace('\\', "/");
    let root = if path.starts_with('/') { "" } else { "/" };
    Uri::from_str(&format!("file://{root}{}", utf8_percent_encode(&path, UNFIT))).ok()
}

pub(super) fn position(text: &str, at: usize) -> Position {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let number = before.bytes().filter(|byte| *byte == b'\n').count();
    let column = before[line..].encode_utf16().count();
    Position::new(small(number), small(column))
}

/// The byte of a position; the end of the line for one behind it.
pub(super) fn offset(text: &str, position: Position) -> usize {
    let lines = text.split_inclusive('\n').take(position.line as usize);
    let start: usize = lines.map(str::len).sum();
    let line = text[start..].lines().next().unwrap_or_default();
    let mut column = 0;
    for (at, letter) in line.char_indices() {
        if column >= position.character as usize {
            return start + at;
        }
        column += letter.len_utf16();
    }
    start + line.len()
}

pub(super) fn range(sources: &Sources, span: Span) -> Range {
    let text = &sources.get(span.source).text;
    Range::new(position(text, span.range().start), position(text, span.range().end))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_the_units_of_utf16() {
        let text = "a\n😀é x\n";
        let at = text.find('x').expect("it is in there");
        assert_eq!(position(text, at), Position::new(1, 4));
        assert_eq!(offset(text, Position::new(1, 4)), at);
        assert_eq!(offset(text, Position::new(1, 99)), text.len() - 1);
    }

    #[test]
    fn an_address_leads_to_its_file_and_back() {
        let file = Path::new("/home/é/a b#.md");
        let uri = uri(file).expect("a file has an address");
        assert_eq!(uri.as_str(), "file:///home/%C3%A9/a%20b%23.md");
        assert_eq!(path(&uri).as_deref(), Some(file));
    }
}
