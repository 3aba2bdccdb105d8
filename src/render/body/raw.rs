//! An author's raw HTML on the page: what the filter lets pass, well-formed, with ids and addresses as the page needs
//! them.

use super::{Writer, picture};
use crate::fragment::filter::{self, Fate, Role};
use crate::fragment::nesting::{self, Ends, Open};
use crate::fragment::policy::Load;
use crate::fragment::style;
use crate::html::{escape, push};
use crate::parse::doc::{At, Inline, InlineKind};
use crate::parse::markup::{Attribute, Html, Piece, PieceKind, Tag};
use std::fmt::Write as _;

impl<'g> Writer<'g, '_> {
    pub(super) fn html(&mut self, html: &'g Html) {
        if self.scene.guide.is_none() {
            self.out.push_str(&html.source);
            return;
        }
        // A comment leaves no empty line behind.
        if html.pieces.iter().all(is_nothing) {
            return;
        }
        // What stands in a script is no text of the page.
        let mut swallowed = false;
        for piece in &html.pieces {
            match &piece.kind {
                PieceKind::Open(tag) => {
                    self.open(piece, tag);
                    swallowed = filter::swallows(&tag.name) && !tag.closed;
                }
                PieceKind::Close(name) => {
                    self.close(name);
                    swallowed = false;
                }
                PieceKind::Text(text) if !swallowed => push(&mut self.out, text),
                PieceKind::Text(_) | PieceKind::Comment | PieceKind::Unended => {}
            }
        }
    }

    fn open(&mut self, piece: &Piece, tag: &'g Tag) {
        let ended = self.nesting.implied(&tag.name);
        self.end_tags(&ended);
        let elsewhere = self.elsewhere(tag);
        let stays = filter::element(tag, self.scene.trusted) == Fate::Stays;
        let written = stays && elsewhere.is_none();
        let is_open = !nesting::is_void(&tag.name) && !tag.closed;
        let open = Open { name: tag.name.clone(), at: piece.at.clone(), written };
        if is_open && !self.nesting.open(open) {
            return;
        }
        if !written {
            // The place that links name is there without the element.
            if let Some(id) = tag.id().filter(|_| !filter::swallows(&tag.name)) {
                self.open_place("span", &id.value);
                self.out.push_str("</span>");
            }
            if let Some((Load::Picture | Load::Media | Load::Frame, address)) =
                elsewhere.filter(|_| stays)
            {
                let words = tag.attribute("alt").or_else(|| tag.attribute("title"));
                let words = words.map_or("", |words| words.value.as_str());
                self.link_instead(&address.value, words, &address.value_at);
            }
            return;
        }
        if tag.name == "a" && is_open {
            let href = tag.attribute("href");
            let to = href.and_then(|href| self.address(Role::Link, &href.value, &href.value_at));
            let note = to.map(|to| self.note(&to)).unwrap_or_default();
            self.raw_links.push(note);
        }
        let _ = write!(self.out, "<{}", tag.name);
        if let Some(id) = tag.id() {
            let id = self.id_attribute(&id.value);
            self.out.push_str(&id);
        }
        for attribute in &tag.attributes {
            if filter::attribute(tag, &attribute.name, self.scene.trusted) == Fate::Stays {
                self.attribute(tag, attribute);
            }
        }
        // Within `<picture>` the author says what is chosen.
        if tag.name == "img" && !self.nesting.is_in("picture") {
            self.complete_picture(tag);
        }
        if nesting::is_void(&tag.name) {
            self.out.push_str(" />");
        } else {
            self.out.push('>');
            if tag.closed {
                let _ = write!(self.out, "</{}>", tag.name);
            }
        }
    }

    /// What pictures of Markdown say of themselves, as far as the author does not.
    fn complete_picture(&mut self, tag: &Tag) {
        let Some((guide, src)) = self.scene.guide.zip(tag.attribute("src")) else { return };
        let to = src.value.trim();
        let Some(path) = picture::file(guide, self.scene.chapter, &src.value_at, to) else {
            return;
        };
        let Some(address) = self.address(Role::Load(Load::Picture), to, &src.value_at) else {
            return;
        };
        let picture = (tag, path.as_str(), &*escape(&address));
        let completed = picture::completed(guide, picture, &mut *self.surface);
        self.out.push_str(&completed);
    }

    /// The author's classes, and the one in the place of a style.
    fn classes(&self, tag: &Tag) -> String {
        let classes = tag.attribute("class").map(|it| it.value.clone());
        let style = tag.attribute("style").filter(|_| self.scene.trusted);
        let style = style.and_then(|it| style::class(&it.value));
        classes.into_iter().chain(style).collect::<Vec<_>>().join(" ")
    }

    fn attribute(&mut self, tag: &Tag, attribute: &Attribute) {
        let name = match attribute.name.as_str() {
            "id" => return,
            "style" if tag.attribute("class").is_some() => return,
            "class" | "style" => "class",
            "name" if tag.name == "a" => return,
            // Older drawings; a page knows the address without the prefix, and no prefix.
            "xlink:href" => "href",
            name if name.starts_with("xmlns:") => return,
            name => name,
        };
        let value = match filter::role(tag, name) {
            Some(role) => {
                let mut all = Vec::new();
                for (to, more) in filter::addresses(attribute) {
                    let address = self.address(role, to, &attribute.value_at);
                    all.extend(address.map(|address| format!("{address} {more}")));
                }
                if all.is_empty() {
                    return;
                }
                all.iter().map(|one| one.trim_end()).collect::<Vec<_>>().join(", ")
            }
            None if name == "class" => self.classes(tag),
            None if filter::names_ids(name) => {
                let ids = attribute.value.split_whitespace().map(|id| self.surface.id(id));
                ids.collect::<Vec<_>>().join(" ")
            }
            None => attribute.value.clone(),
        };
        let _ = write!(self.out, " {name}=\"{}\"", escape(&value));
    }

    fn close(&mut self, name: &str) {
        match self.nesting.close(name) {
            Ends::Here(ended) => self.end_tags(&ended),
            Ends::AfterParagraph(ended) => {
                self.out.push_str("</p>\n");
                self.paragraph_ended = true;
                self.end_tags(&ended);
            }
            Ends::Nothing => {}
        }
    }

    pub(super) fn end_tags(&mut self, ended: &[Open]) {
        for open in ended.iter().filter(|open| open.written) {
            let _ = write!(self.out, "</{}>", open.name);
            if open.name == "a" {
                let note = self.raw_links.pop().unwrap_or_default();
                self.out.push_str(&note);
            }
        }
    }

    /// What an element is made of, if no browser loads that on this page.
    fn elsewhere<'t>(&self, tag: &'t Tag) -> Option<(Load, &'t Attribute)> {
        let attribute = tag.attribute("src").or_else(|| tag.attribute("href"))?;
        let Some(Role::Load(load)) = filter::role(tag, &attribute.name) else { return None };
        (!self.loads(load, &attribute.value)).then_some((load, attribute))
    }

    /// In the place of a picture, a film or a frame that the page must not show: its words, which lead to it.
    pub(super) fn link_instead(&mut self, to: &str, words: &str, at: &At) {
        match self.address(Role::Link, to, at).filter(|_| !self.is_in_link()) {
            Some(address) => {
                let _ =
                    write!(self.out, "<a href=\"{}\" rel=\"external noopener\">", escape(&address));
                push(&mut self.out, if words.trim().is_empty() { to } else { words });
                self.out.push_str("</a>");
                let note = self.note(&address);
                self.out.push_str(&note);
            }
            None => push(&mut self.out, words),
        }
    }
}

/// Whether an inline shows nothing, so that no paragraph is begun for it.
pub(super) fn is_blank(inline: &Inline) -> bool {
    match &inline.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        InlineKind::SoftBreak | InlineKind::HardBreak => true,
        InlineKind::Html(html) => {
            let closes = |piece: &Piece| matches!(piece.kind, PieceKind::Close(_));
            html.pieces.iter().all(|piece| closes(piece) || is_nothing(piece))
        }
        _ => false,
    }
}

fn is_nothing(piece: &Piece) -> bool {
    match &piece.kind {
        PieceKind::Text(text) => text.trim().is_empty(),
        PieceKind::Comment | PieceKind::Unended => true,
        PieceKind::Open(_) | PieceKind::Close(_) => false,
    }
}
