//! Ids of headings: the author's, else the words of the heading as GitHub and mdBook spell them, numbered when they
//! repeat.

use super::doc::{Block, BlockKind, Heading, plain};
use std::collections::BTreeMap;
use unicode_normalization::char::is_combining_mark;

/// Gives every heading an id that is unique in its chapter, from the words that stand in its place so far.
pub(super) fn give(blocks: &mut [Block]) {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut headings: Vec<&mut Heading> = Vec::new();
    collect_headings(blocks, &mut headings);
    for heading in headings.iter().filter(|heading| heading.id_given) {
        used.insert(heading.id.clone(), 0);
    }
    for heading in headings.into_iter().filter(|heading| !heading.id_given) {
        // A heading that is a picture and nothing else has the words of the picture.
        let base = [std::mem::take(&mut heading.id), slug(&plain(&heading.inlines))]
            .into_iter()
            .find(|slug| !slug.is_empty())
            .unwrap_or_else(|| "section".to_owned());
        let mut id = base.clone();
        while let Some(count) = used.get_mut(&id) {
            *count += 1;
            id = format!("{base}-{count}");
        }
        used.insert(id.clone(), 0);
        heading.id = id;
    }
}

fn collect_headings<'b>(blocks: &'b mut [Block], headings: &mut Vec<&'b mut Heading>) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Heading(heading) => headings.push(heading),
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => {
                collect_headings(blocks, headings);
            }
            BlockKind::Callout(callout) => collect_headings(&mut callout.blocks, headings),
            BlockKind::List(list) => {
                list.items.iter_mut().for_each(|item| collect_headings(&mut item.blocks, headings));
            }
            _ => {}
        }
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

/// What is written above, below or around a letter, as the vowels of Hindi and Thai; not what chooses between two
/// pictures of one emoji.
fn is_mark(letter: char) -> bool {
    let chooses = matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{20d0}'..='\u{20ff}');
    is_combining_mark(letter) && !chooses
}
