//! What stands inside a line.

use super::super::doc::{At, Image, Inline, InlineKind, Leads, plain};
use super::super::{autolink, markup, settle};
use super::{Builder, NESTED_TOO_DEEP, is_block, picture};
use crate::budget::INLINE_LEVELS;
use crate::manifest::Dialect;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

impl<'t, I: Iterator<Item = (Event<'t>, At)>> Builder<'t, I> {
    /// Inlines up to the end of the enclosing element or, without one, up to the next block.
    pub(super) fn inlines(&mut self, until: Option<TagEnd>) -> Box<[Inline]> {
        let begin = self.inlines.len();
        // Where the size of a picture ends, which is no text.
        let mut size_ends = 0;
        while let Some((event, _)) = self.events.peek() {
            match event {
                Event::End(end) if Some(*end) == until => {
                    self.events.next();
                    break;
                }
                Event::End(_) if until.is_none() => break,
                Event::Start(tag) if until.is_none() && is_block(tag) => break,
                Event::Rule => break,
                _ => {}
            }
            let Some((mut event, mut at)) = self.events.next() else { break };
            if let Event::Text(text) = &mut event {
                size_ends = self.size(begin, at.start).unwrap_or(size_ends);
                let taken = size_ends.saturating_sub(at.start);
                if taken >= at.len() {
                    continue;
                }
                if taken > 0 {
                    *text = text.get(taken..).unwrap_or_default().to_owned().into();
                    at.start = size_ends;
                }
            }
            if self.in_heading {
                self.spell(&event, &at);
            }
            let kind = match event {
                Event::Text(text) => {
                    self.say(&text, at);
                    continue;
                }
                Event::Code(text) => InlineKind::Code((*text).into()),
                Event::InlineMath(tex) => InlineKind::Math { tex: (*tex).into(), display: false },
                Event::DisplayMath(tex) => InlineKind::Math { tex: (*tex).into(), display: true },
                Event::Html(html) | Event::InlineHtml(html) => {
                    InlineKind::Html(Box::new(markup::read(std::iter::once((&*html, at.start)))))
                }
                Event::FootnoteReference(label) => InlineKind::FootnoteReference((*label).into()),
                Event::SoftBreak => InlineKind::SoftBreak,
                Event::HardBreak => InlineKind::HardBreak,
                Event::TaskListMarker(done) => {
                    self.task = Some(done);
                    continue;
                }
                Event::Start(tag) => {
                    self.said();
                    self.inline(tag, &at)
                }
                Event::End(_) | Event::Rule => continue,
            };
            self.said();
            self.inlines.push(Inline { at: at.into(), kind });
        }
        self.said();
        let inlines = self.inlines.drain(begin..).collect();
        if self.links == 0 && self.syntax.extensions && self.syntax.dialect == Dialect::Native {
            autolink::link(inlines, &self.text.text)
        } else {
            inlines
        }
    }

    /// Adds to the text that is read: the parser splits text at every special character; one run reads and searches better.
    fn say(&mut self, text: &str, at: At) {
        let start = self.saying.as_ref().map_or(at.start, |before| before.start);
        self.saying = Some(start..at.end);
        self.text_said.push_str(text);
    }

    /// Ends the text that is read.
    fn said(&mut self) {
        if let Some(at) = self.saying.take() {
            let kind = InlineKind::Text(self.text_said.as_str().into());
            self.inlines.push(Inline { at: at.into(), kind });
            self.text_said.clear();
        }
    }

    /// Gives the last picture the size that is written from a place on, right behind it, and says where that ends.
    fn size(&mut self, begin: usize, from: usize) -> Option<usize> {
        let is_read = self.syntax.extensions && self.syntax.dialect == Dialect::Native;
        if !is_read || self.saying.is_some() {
            return None;
        }
        let Some(Inline { at, kind: InlineKind::Image(image) }) = self.inlines[begin..].last_mut()
        else {
            return None;
        };
        if at.end() != from {
            return None;
        }
        let (written, length) = picture::size(&self.text.text[from..])?;
        image.size = Some(written);
        Some(from + length)
    }

    /// Keeps the words of a heading as they are written: its id must not change with the typography of a book.
    fn spell(&mut self, event: &Event<'_>, at: &At) {
        match event {
            Event::Text(text) => {
                let written = &self.text.text[at.clone()];
                let typed = written.bytes().all(|byte| matches!(byte, b'\'' | b'"' | b'-' | b'.'));
                if self.syntax.dialect == Dialect::MdBook {
                    // mdBook makes ids from what its pages show, where two hyphens are a dash and none of an id.
                    let dash = self.syntax.smart_punctuation && written == "--";
                    self.words.push_str(if dash { "" } else { text });
                } else {
                    self.words.push_str(if typed { written } else { text });
                }
            }
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            _ => {}
        }
    }

    fn inline(&mut self, tag: Tag<'t>, at: &At) -> InlineKind {
        let end = tag.to_end();
        if let Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. } = &tag
            && matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
        {
            self.labels.insert(settle::folded(id));
        }
        let before = self.words.len();
        let holds_words = usize::from(matches!(tag, Tag::Link { .. } | Tag::Image { .. }));
        self.links += holds_words;
        self.depth += 1;
        let mut inner = if self.depth > INLINE_LEVELS {
            let message = format!("marks nest more than {INLINE_LEVELS} deep");
            let help = "the text inside is left out; take some levels away".to_owned();
            self.findings
                .push(NESTED_TOO_DEEP.broken(self.text.span(at.clone()), message).help(help));
            self.skip(end);
            Box::default()
        } else {
            self.inlines(Some(end))
        };
        self.depth -= 1;
        if matches!(tag, Tag::Image { .. }) {
            // The words of a picture are none of a heading's, as in mdBook and GitHub.
            self.words.truncate(before);
        }
        self.links -= holds_words;
        match tag {
            Tag::Emphasis => InlineKind::Emphasis(inner),
            Tag::Strikethrough => InlineKind::Strike(inner),
            Tag::Link { link_type, dest_url, title, .. } => InlineKind::Link(Box::new(Leads {
                to: if link_type == LinkType::Email {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.to_string()
                },
                title: title.to_string(),
                automatic: matches!(link_type, LinkType::Autolink | LinkType::Email),
                inlines: inner,
            })),
            Tag::Image { dest_url, title, .. } => InlineKind::Image(Box::new(Image {
                src: dest_url.to_string(),
                title: title.to_string(),
                size: None,
                alt: {
                    settle::lone_tags(&mut inner);
                    settle::join_lines(&mut inner);
                    plain(&inner)
                },
            })),
            _ => InlineKind::Strong(inner),
        }
    }
}
