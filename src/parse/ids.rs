//! Ids of a chapter's places: the author's, else the words of a heading as GitHub and mdBook spell them, numbered when
//! they repeat.
//!
//! No two places of a chapter share an id. What the author named keeps its name: headings with an id of their own, raw
//! HTML, footnotes, which have mdBook's `footnote-NAME`. Headings and terms that are named after their words step aside.
//! Ids that begin with [`FRAME`] belong to the page round the chapter.

use super::doc::{Block, BlockKind, Footnote, each_block_mut, each_html, plain};
use super::markup::Tag;
use crate::manifest::Dialect;
use std::collections::BTreeMap;
use unicode_normalization::char::is_combining_mark;

/// Before the ids of whatever is not the author's, on every page.
pub const FRAME: &str = "gw-";

/// Gives every place of a chapter an id that is unique in it, from the words that stand in its place so far.
pub(super) fn give(blocks: &mut [Block], dialect: Dialect) {
    let from_words = |text: &str| slug_in(dialect, text);
    let mut used = Used::default();
    each_html(blocks, &mut |html| {
        html.tags().filter_map(Tag::id).for_each(|id| used.keep(&id.value));
    });
    each_block_mut(blocks, &mut |block| {
        if let BlockKind::Heading(heading) = &mut block.kind {
            // Braces with an empty name name nothing.
            heading.id_given = heading.id_given && !heading.id.is_empty();
            if heading.id_given {
                used.keep(&heading.id);
            }
        }
    });
    let mut footnotes = BTreeMap::<String, String>::new();
    each_block_mut(blocks, &mut |block| {
        if let BlockKind::Footnote(footnote) = &mut block.kind {
            let Footnote { label, id, .. } = &mut **footnote;
            // A second text of the same label is never shown.
            let known = footnotes.entry(label.clone());
            known.or_insert_with(|| used.make(format!("footnote-{}", slug(label)))).clone_into(id);
        }
    });
    each_block_mut(blocks, &mut |block| {
        if let BlockKind::Heading(heading) = &mut block.kind
            && !heading.id_given
        {
            // A heading that is a picture and nothing else has the words of the picture.
            let words = [std::mem::take(&mut heading.id), from_words(&plain(&heading.inlines))];
            heading.id =
                used.make(words.into_iter().find(|slug| !slug.is_empty()).unwrap_or_default());
        }
    });
    each_block_mut(blocks, &mut |block| {
        if let BlockKind::Definitions(definitions) = &mut block.kind {
            for definition in definitions {
                definition.id = used.make(from_words(&plain(&definition.term)));
            }
        }
    });
}

/// Ids that are taken, and how often words that make the same id came.
#[derive(Default)]
struct Used(BTreeMap<String, usize>);

impl Used {
    fn keep(&mut self, id: &str) {
        self.0.insert(id.to_owned(), 0);
    }

    /// An id that nothing has yet, from the words of a place.
    fn make(&mut self, words: String) -> String {
        let base = if words.is_empty() {
            "section".to_owned()
        } else if words.starts_with(FRAME) {
            format!("section-{words}")
        } else {
            words
        };
        let mut id = base.clone();
        while let Some(count) = self.0.get_mut(&id) {
            *count += 1;
            id = format!("{base}-{count}");
        }
        self.keep(&id);
        id
    }
}

/// A heading's words as GitHub makes an anchor of them: letters, digits and what is written above and below letters.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.trim().chars() {
        match letter {
            '-' => slug.push('-'),
            '_' => slug.push('_'),
            letter if letter.is_alphanumeric() => slug.extend(letter.to_lowercase()),
            letter if letter.is_whitespace() => slug.push('-'),
            letter if is_mark(letter) && slug.ends_with(|c: char| !c.is_ascii_punctuation()) => {
                slug.push(letter);
            }
            _ => {}
        }
    }
    slug
}

/// The same in a dialect: of marks mdBook keeps those alone that are letters of their own.
pub(super) fn slug_in(dialect: Dialect, text: &str) -> String {
    let mut slug = slug(text);
    if dialect == Dialect::MdBook {
        slug.retain(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
    }
    slug
}

/// What is written above, below or around a letter, as the vowels of Hindi and Thai; not what chooses between two
/// pictures of one emoji.
fn is_mark(letter: char) -> bool {
    let chooses = matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{20d0}'..='\u{20ff}');
    is_combining_mark(letter) && !chooses
}
