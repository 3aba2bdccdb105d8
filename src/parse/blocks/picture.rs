//! What an author writes in braces behind a picture: `![…](…){width=300}`.

use super::super::doc::Size;

/// Braces that say more than this say something else.
const REACH: usize = 100;

/// Reads the size at the start of a text, and how many bytes it takes. Nothing where the braces hold anything that is no
/// size: then all of them stay text, and `check` tells of them.
pub(super) fn size(text: &str) -> Option<(Size, usize)> {
    let inner = text.strip_prefix('{')?;
    let inner = &inner[..inner.floor_char_boundary(REACH)];
    let inner = &inner[..inner.find('}')?];
    // With a colon, as some programs want it.
    let word = inner.trim_start_matches(':').trim();
    let (name, value) = word.split_once('=')?;
    let value = value.trim_matches(['"', '\'']);
    let size = match (name, value.strip_suffix('%')) {
        ("width", Some(share)) => {
            Size::Share(share.parse().ok().filter(|share| (1..=100).contains(share))?)
        }
        ("width", None) => Size::Width(pixels(value)?),
        ("height", None) => Size::Height(pixels(value)?),
        _ => return None,
    };
    Some((size, inner.len() + 2))
}

fn pixels(value: &str) -> Option<u16> {
    value.strip_suffix("px").unwrap_or(value).parse().ok().filter(|pixels| *pixels > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_as_authors_write_them() {
        for (text, expected) in [
            ("{width=300} and more", Some((Size::Width(300), 11))),
            ("{width=300px}", Some((Size::Width(300), 13))),
            ("{: width=\"300\" }", Some((Size::Width(300), 16))),
            ("{ width='300' }", Some((Size::Width(300), 15))),
            ("{width=50%}", Some((Size::Share(50), 11))),
            ("{height=20}", Some((Size::Height(20), 11))),
            ("{width=300 height=20}", None),
            ("{height=20%}", None),
            ("{width=0}", None),
            ("{width=120%}", None),
            ("{width=20em}", None),
            ("{width=300 .wide}", None),
            ("{width=300", None),
            ("{}", None),
            ("{.wide}", None),
            ("{ü", None),
        ] {
            assert_eq!(size(text), expected, "{text}");
        }
    }
}
