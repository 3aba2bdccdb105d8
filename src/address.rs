//! Addresses: how the name of a file and the id of a place stand in a link.
//!
//! Whatever makes a link (prose, navigation, search data, redirects, sitemap) takes it from here, so that a `#`, `?` or
//! `%` in a file's name, a blank or a letter beyond ASCII means the file everywhere. Also here: reading an address that
//! an author wrote, and which ones may be followed. Knows nothing of books.

use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode,
};
use std::borrow::Cow;

/// What stands for itself in a path: with the slashes, what JavaScript's `encodeURIComponent` lets stand.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'/');

/// What may stand nowhere in an address.
const UNFIT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The path of a file as it stands in an address.
pub fn path(path: &str) -> String {
    encoded(path, PATH)
}

fn encoded(text: &str, letters: &'static AsciiSet) -> String {
    // By way of a text that is borrowed where nothing is encoded, as nearly always.
    Cow::from(utf8_percent_encode(text, letters)).into_owned()
}

/// An id as the end of an address, with its `#`; nothing for no id.
pub fn fragment(id: &str) -> String {
    const FRAGMENT: &AsciiSet = &UNFIT.add(b'%').add(b'#').add(b'[').add(b']');
    if id.is_empty() { String::new() } else { format!("#{}", encoded(id, FRAGMENT)) }
}

/// The address of the file `to` seen from the page or file `from`, both by their paths from the same root.
pub fn between(from: &str, to: &str) -> String {
    path(&relative(from, to))
}

/// The address of an id on the page `to` seen from the page `from`.
pub fn place(from: &str, to: &str, id: &str) -> String {
    if from == to && !id.is_empty() { fragment(id) } else { between(from, to) + &fragment(id) }
}

/// The path of `to` seen from the page or file `from`; both from the same root.
pub fn relative(from: &str, to: &str) -> String {
    if !from.contains('/') {
        return to.to_owned();
    }
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let same = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    up.chain(to[same..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// Whether a link leaves the site.
pub fn is_external(to: &str) -> bool {
    to.starts_with("//") || scheme(to).is_some()
}

/// Whether a link may be followed: to a page of the site, or with a scheme that cannot run anything.
pub fn is_safe(to: &str) -> bool {
    const SAFE: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];
    scheme(to).is_none_or(|scheme| SAFE.contains(&scheme.as_str()))
}

/// Whether following a link would run it as a script or show it as a page, which no page's policy allows.
pub fn runs(to: &str) -> bool {
    const RUN: [&str; 3] = ["javascript", "vbscript", "data"];
    scheme(to).is_some_and(|scheme| RUN.contains(&scheme.as_str()))
}

/// The scheme as browsers read it: they pass over blanks and control characters before it and line ends inside.
fn scheme(to: &str) -> Option<String> {
    let (scheme, _) = to.trim_start_matches(|c: char| c <= ' ').split_once(':')?;
    let scheme = scheme.replace(['\t', '\n', '\r'], "").to_ascii_lowercase();
    let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    fits.then_some(scheme)
}

/// The address of another site as it may stand in a link; nothing for one that must not be followed.
pub fn outward(to: &str) -> Option<String> {
    is_safe(to).then(|| written(to))
}

/// An address that an author wrote in full, with the letters encoded that may not stand in one.
pub fn written(to: &str) -> String {
    encoded(to.trim(), UNFIT)
}

/// An address beside the site, as another book is published there: of a file of Markdown the page that is made of it.
pub fn beside(to: &str) -> String {
    let (path, tail) = to.split_at(to.find(['?', '#']).unwrap_or(to.len()));
    let page = if path.ends_with(".md") { page_path(path) } else { path.to_owned() };
    written(&(page + tail))
}

/// The path of a file as an author writes it into a link: encoded where it would mean something else.
pub fn legible(path: &str) -> String {
    const MEANT: &AsciiSet = &AsciiSet::EMPTY.add(b' ').add(b'#').add(b'%').add(b'?');
    // What is not ASCII is always encoded by the set, and may stand here.
    path.chars()
        .map(|letter| match letter {
            letter if letter.is_ascii() => {
                utf8_percent_encode(letter.encode_utf8(&mut [0; 4]), MEANT).to_string()
            }
            letter => letter.to_string(),
        })
        .collect()
}

/// Undoes `%20` and the like; what is not valid stays as it is.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Into::into)
}

/// What the name of a file ends in, in small letters; a point in the name of a folder ends no file.
pub fn ending(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

/// Whether a file is a picture, as its name says.
pub fn is_picture(path: &str) -> bool {
    const PICTURES: [&str; 12] =
        ["png", "apng", "jpg", "jpeg", "jfif", "gif", "svg", "webp", "avif", "bmp", "ico", "heic"];
    ending(path).is_some_and(|end| PICTURES.contains(&end.as_str()))
}

/// `data/formats.md` becomes `data/formats.html`; a folder's `README.md` its `index.html`.
pub fn page_path(path: &str) -> String {
    let (folder, name) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let name = if name.eq_ignore_ascii_case("readme") { "index" } else { name };
    format!("{folder}{name}.html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_the_names_of_folders_end_no_file() {
        for (path, page) in [
            ("data/formats.md", "data/formats.html"),
            ("data/README.md", "data/index.html"),
            ("v1.2/a.md", "v1.2/a.html"),
            ("v1.2/notes", "v1.2/notes.html"),
            ("v1.2/readme", "v1.2/index.html"),
            ("v1.2.md", "v1.2.html"),
            ("/v1.2.md", "/v1.2.html"),
        ] {
            assert_eq!(page_path(path), page);
        }
        assert_eq!(ending("v1.2/a.MD").as_deref(), Some("md"));
        assert_eq!(ending("v1.2/notes"), None);
        assert_eq!(ending("svg"), None);
    }

    #[test]
    fn names_of_files_mean_the_file() {
        for (name, address) in [
            ("a b/c#.html", "a%20b/c%23.html"),
            ("why-so?.html", "why-so%3F.html"),
            ("50% off & more.html", "50%25%20off%20%26%20more.html"),
            ("été/x:y.html", "%C3%A9t%C3%A9/x%3Ay.html"),
        ] {
            assert_eq!(path(name), address);
            assert_eq!(decode(address), name);
        }
        assert_eq!(place("a/b.html", "a/c d.html", "é"), "c%20d.html#%C3%A9");
        assert_eq!(place("a/b.html", "a/b.html", "x"), "#x");
        assert_eq!(place("a/b.html", "a/b.html", ""), "b.html");
        assert_eq!(decode("100% and %zz"), "100% and %zz");
    }

    #[test]
    fn browsers_read_schemes_past_blanks_and_line_ends() {
        for safe in ["a.md", "#x", "https://a.b", "MAILTO:a@b.c", "//a.b", "a/b:c"] {
            assert!(is_safe(safe), "{safe}");
        }
        for hostile in [
            "javascript:x",
            "JavaScript:x",
            " javascript:x",
            "java\nscript:x",
            "\u{1}javascript:x",
            "data:x",
        ] {
            assert!(!is_safe(hostile) && runs(hostile) && is_external(hostile), "{hostile:?}");
        }
        assert_eq!(written("https://a.b/é?q=%20[x] y#\""), "https://a.b/%C3%A9?q=%20[x]%20y#%22");
    }
}
