//! Ids of headings, which every program makes of their words in a way of its own. Links lead to theirs, in the text and
//! from elsewhere, so a heading whose id would be another one here gets theirs as its own.

use super::edits::Edits;
use crate::parse::Chapter;
use crate::parse::doc::{BlockKind, each_block, plain};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Whose ids a text was written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Python-Markdown's table of contents, which MkDocs asks.
    MkDocs,
    Zola,
}

impl Scheme {
    /// What the words of a heading become; nothing where only the program itself knows.
    fn slug(self, words: &str) -> Option<String> {
        match self {
            Self::MkDocs => {
                let ascii = words.nfkd().filter(char::is_ascii);
                let kept = ascii.filter(|letter| {
                    letter.is_ascii_alphanumeric()
                        || matches!(letter, '_' | '-')
                        || letter.is_ascii_whitespace()
                });
                let kept: String = kept.collect();
                Some(joined(&kept.trim().to_ascii_lowercase(), |letter| {
                    letter == '-' || letter.is_ascii_whitespace()
                }))
            }
            // It spells letters of other alphabets in Latin ones.
            Self::Zola if !words.is_ascii() => None,
            Self::Zola => {
                let slug =
                    joined(&words.to_ascii_lowercase(), |letter| !letter.is_ascii_alphanumeric());
                Some(slug.trim_matches('-').to_owned())
            }
        }
    }

    /// An id that no other heading of the page has.
    fn unique(self, slug: &str, used: &mut BTreeSet<String>) -> String {
        let between = if self == Self::MkDocs { '_' } else { '-' };
        let mut id = slug.to_owned();
        let mut count = 0;
        while id.is_empty() && self == Self::MkDocs || used.contains(&id) {
            count += 1;
            id = format!("{slug}{between}{count}");
        }
        used.insert(id.clone());
        id
    }
}

/// A text with one hyphen for each stretch of letters that divide its words.
fn joined(text: &str, divides: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if !divides(letter) => out.push(letter),
            _ if out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out
}

/// Writes ids behind the headings of a chapter's text that need theirs.
pub(super) fn keep(chapter: &Chapter, text: &str, scheme: Scheme, edits: &mut Edits) {
    let mut used = BTreeSet::new();
    each_block(&chapter.blocks, &mut |block| {
        let BlockKind::Heading(heading) = &block.kind else { return };
        if heading.id_given {
            used.insert(heading.id.clone());
            return;
        }
        let Some(slug) = scheme.slug(&plain(&heading.inlines)) else { return };
        let id = scheme.unique(&slug, &mut used);
        let line = text[block.at.range()].lines().next().unwrap_or_default();
        // A heading with a rule below it, or with signs at its end, is left as it is.
        let plain_line = line.starts_with('#') && !line.trim_end().ends_with(['#', '\\']);
        if !id.is_empty() && id != heading.id && plain_line {
            let end = block.at.start() + line.trim_end().len();
            edits.insert(end, (end, format!(" {{#{id}}}")));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::edits::edited;
    use super::*;
    use crate::manifest::outline::OutlineEntry;
    use crate::parse::{self, Syntax};
    use crate::source::{Sources, Stitched};

    #[test]
    fn headings_keep_the_ids_that_links_lead_to() {
        let text = "# What's new?\n\n## A & B\n\n## A & B\n\n## get_page\n\n## Same\n\n## Kept {#k}\n\n## Größe\n";
        let source = Sources::default().add("a.md", text);
        let entry = OutlineEntry::of("a.md".to_owned());
        let chapter = parse::chapter(entry, Stitched::whole(source, text), Syntax::NATIVE).0;
        let written = |scheme| {
            let mut edits = Edits::new();
            keep(&chapter, text, scheme, &mut edits);
            edited(text, &edits)
        };
        assert_eq!(
            written(Scheme::MkDocs),
            "# What's new?\n\n## A & B {#a-b}\n\n## A & B {#a-b_1}\n\n## get_page\n\n## Same\n\n## Kept {#k}\n\n## Größe {#groe}\n"
        );
        assert_eq!(
            written(Scheme::Zola),
            "# What's new? {#what-s-new}\n\n## A & B {#a-b}\n\n## A & B {#a-b-1}\n\n## get_page {#get-page}\n\n## Same\n\n## Kept {#k}\n\n## Größe\n"
        );
    }
}
