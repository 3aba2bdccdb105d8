//! Bytes of a file to its text: UTF-8, without a byte order mark, with plain line ends.

use super::INVALID_UTF8;
use crate::finding::Finding;
use crate::source::{SourceId, Sources, Span};
use std::sync::Arc;

/// A file as it was read ahead, on one of several threads: most are text, which is known by the time it is asked for.
pub(super) enum ReadAhead {
    Text(Arc<str>),
    /// No UTF-8.
    Bytes(Vec<u8>),
}

impl ReadAhead {
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        match simdutf8::basic::from_utf8(&bytes) {
            Ok(text) => Self::Text(strip(text)),
            Err(_) => Self::Bytes(bytes),
        }
    }
}

/// Keeps a text. Bytes that are no UTF-8 are replaced and found, with the place of the first one.
pub(super) fn decode(
    sources: &mut Sources,
    findings: &mut Vec<Finding>,
    name: &str,
    bytes: Vec<u8>,
    at: Option<Span>,
) -> SourceId {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[good];
            let wide = utf16(error.as_bytes());
            let message = match &wide {
                Some(_) => "the file is UTF-16".to_owned(),
                None => format!("byte {good} (0x{byte:02x}) is not UTF-8"),
            };
            // Other findings are about the text that was meant.
            let text =
                wide.unwrap_or_else(|| String::from_utf8_lossy(error.as_bytes()).into_owned());
            let source = sources.add(name, strip(&text));
            let mut finding = INVALID_UTF8
                .broken(Span::new(source, good..good + 3), message)
                .help("save the file as UTF-8".to_owned());
            if let Some(at) = at {
                finding = finding.also(at, "named here");
            }
            findings.push(finding);
            return source;
        }
    };
    sources.add(name, strip(&text))
}

/// The text of bytes that begin with the byte order mark of UTF-16.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_at_checked(2)?;
    let unit: fn([u8; 2]) -> u16 = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, _) = rest.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    Some(char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect())
}

/// Without a byte order mark, with plain line ends: the same text on every system.
pub fn strip(text: &str) -> Arc<str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let has_others = memchr::memchr(b'\r', text.as_bytes()).is_some();
    if has_others { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}
