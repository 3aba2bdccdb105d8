//! Our templates of long pages in pieces, each a template by itself: what stands between them is written without the template
//! engine, or comes one by one.

use crate::assets::embedded;
use std::sync::Arc;
use tera::Context;

/// All pieces with their names.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let (above, below) = ours(CHAPTER).split_once(BODY).expect("it stands in our chapter");
    let frame = FRAME.into_iter().zip(frame());
    frame
        .chain(CHAPTER_PIECES.into_iter().zip([above, below]))
        .chain(BOOK_PIECES.into_iter().zip(book()))
}

/// The texts of [`BOOK_PIECES`].
fn book() -> Vec<&'static str> {
    let mut below = ours(BOOK);
    let mut pieces = Vec::new();
    for seam in SEAMS {
        let (above, rest) = below.split_once(seam).expect("it stands in our print page");
        pieces.push(above);
        below = rest;
    }
    pieces.push(below);
    pieces
}

/// The frame round each page.
pub(super) const PAGE: &str = "page.html";

/// Ours in pieces: between the second and the third stands the navigation, behind the fourth what the page shows. Tera escapes
/// what is given to templates of such names.
pub(super) const FRAME: [&str; 6] = [
    "start.page.html",
    "top.page.html",
    "side.page.html",
    "above.page.html",
    "below.page.html",
    "foot.page.html",
];

/// The text of a template of ours.
fn ours(name: &str) -> &'static str {
    embedded(&format!("templates/{name}")).map_or("", |ours| ours.written.text())
}

/// The texts of [`FRAME`].
fn frame() -> [&'static str; 6] {
    const SEAM: &str = "it stands in our frame";
    let before = |text: &'static str, seam| text.split_at(text.find(seam).expect(SEAM));
    let (start, rest) = before(ours(PAGE), "<a class=\"gw-skip\"");
    let (top, rest) = rest.split_once("{{ nav | safe }}").expect(SEAM);
    let (side, rest) = before(rest, "{% if crumbs %}");
    let (above, rest) = rest.split_once(BODY).expect(SEAM);
    let (below, foot) = before(rest, "{% if has_study %}<template");
    [start, top, side, above, below, foot]
}

/// What stands round a page.
#[derive(Debug)]
pub struct Round {
    /// What the template of the frame is given.
    pub given: Context,
    pub nav: String,
    pub shared: Arc<Shared>,
}

/// The pieces of our frame that are the same for many pages: its top, its side below the navigation, its foot.
pub type Shared = [Vec<u8>; 3];

/// What a page shows of its chapter, and ours above and below its text.
pub(super) const CHAPTER: &str = "chapter.html";
pub(super) const CHAPTER_PIECES: [&str; 2] = ["above.chapter.html", "below.chapter.html"];

/// Where a page or a chapter shows what stands in it.
const BODY: &str = "{{ body | safe }}";

/// The print page.
pub const BOOK: &str = "print.html";

/// Ours in pieces, which are made and written one by one: what stands above the chapters, the name of a part, a chapter,
/// what stands below.
pub const BOOK_PIECES: [&str; 4] =
    ["above.print.html", "part.print.html", "chapter.print.html", "below.print.html"];

/// Where it is taken apart.
const SEAMS: [&str; 3] = [
    "{% for part in parts %}{% if part.chapters %}",
    "{% for chapter in part.chapters %}",
    "{% endfor %}{% endif %}{% endfor %}",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The names that a template asks for.
    fn asked(template: &str) -> BTreeSet<&str> {
        const WORDS: [&str; 14] = [
            "if", "elif", "else", "endif", "for", "endfor", "in", "not", "and", "or", "with",
            "join", "safe", "loop",
        ];
        let tags = template.split('{').skip(1).filter_map(|tag| tag.split_once('}'));
        // What stands in quotes is no name.
        let outside = tags.flat_map(|(tag, _)| tag.split('"').step_by(2));
        let names = outside.flat_map(|code| {
            code.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.')))
        });
        let names = names.filter_map(|name| name.split('.').next());
        names.filter(|name| !name.is_empty() && !WORDS.contains(name)).collect()
    }

    #[test]
    fn pieces_of_the_frame_that_pages_share_ask_for_nothing_of_a_single_page() {
        /// The same for all pages of a book, and what loops give.
        const BOOK: &str = "words book codes code several has_study has_questions has_cards has_search search_scripts \
            domains domain offline has_objectives has_services has_glossary has_print authors repository sep";
        /// What tells which pages share them: see `Shell::shared`.
        const TOLD: &str =
            "root logo kind toc languages language footer changed day changed_day edit moved place";
        let [start, top, side, above, below, foot] = frame();
        let known: BTreeSet<&str> = BOOK.split(' ').chain(TOLD.split(' ')).collect();
        let asked: BTreeSet<&str> = [top, side, foot].into_iter().flat_map(asked).collect();
        assert_eq!(asked.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new());
        assert_eq!(known.difference(&asked).collect::<Vec<_>>(), Vec::<&&str>::new());
        let whole = [start, top, "{{ nav | safe }}", side, above, "{{ body | safe }}", below, foot];
        assert_eq!(whole.concat(), ours(PAGE));
    }
}
