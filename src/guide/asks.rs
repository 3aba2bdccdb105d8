//! What the texts of a book ask of its style sheets.
//!
//! Few books ask for any of it, and all that they ask for stands in the same sheet: it is gathered chapter by chapter when
//! these are read, so that no later stage goes through every text for it.

use crate::fragment::style;
use crate::parse::Chapter;
use crate::parse::doc::{BlockKind, CalloutKind, InlineKind, Size, each_block, each_inline};
use crate::parse::markup::Html;
use std::collections::BTreeSet;

/// What a text asks for, or all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asks {
    /// Whether a list is laid out as more than a list.
    pub layouts: bool,
    /// Shares in per cent that pictures take of the room they have.
    pub shares: BTreeSet<u8>,
    /// Rules of what `style` attributes say, which hold in a book that trusts its HTML.
    pub rules: BTreeSet<String>,
}

impl Asks {
    pub(super) fn of(chapter: &Chapter) -> Self {
        let mut asks = Self::default();
        let rules = |html: &Html, asks: &mut Self| {
            let styles = html.tags().filter_map(|tag| tag.attribute("style"));
            asks.rules.extend(styles.filter_map(|it| style::rule(&it.value)));
        };
        each_block(&chapter.blocks, &mut |block| match &block.kind {
            BlockKind::Callout(callout) => {
                asks.layouts |= matches!(callout.kind, CalloutKind::Layout(_));
            }
            BlockKind::Html(html) => rules(html, &mut asks),
            _ => {}
        });
        each_inline(&chapter.blocks, &mut |inline| match &inline.kind {
            InlineKind::Image(image) => {
                if let Some(Size::Share(share)) = image.size {
                    asks.shares.insert(share);
                }
            }
            InlineKind::Html(html) => rules(html, &mut asks),
            _ => {}
        });
        asks
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.layouts |= other.layouts;
        // Nearly no text asks for any.
        if !other.shares.is_empty() {
            self.shares.extend(&other.shares);
        }
        if !other.rules.is_empty() {
            self.rules.extend(other.rules.iter().cloned());
        }
    }
}
