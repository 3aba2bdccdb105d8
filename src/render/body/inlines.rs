//! Inlines: words, links, pictures and formulas in a line.

use super::{Writer, picture, raw, whole};
use crate::address;
use crate::fragment::filter::{self, Role};
use crate::fragment::math;
use crate::fragment::policy::Load;
use crate::guide::Target;
use crate::html::{escape, href, push};
use crate::locale::Locale;
use crate::parse::doc::{At, Image, Inline, InlineKind, Leads, Size};
use crate::render::phrase::{self, Mark};
use crate::study::lookup;
use std::fmt::Write as _;
use std::ops::Range;

impl<'g> Writer<'g, '_> {
    pub(super) fn inlines(&mut self, inlines: &'g [Inline]) {
        let mut rest = inlines.iter();
        while let Some(inline) = rest.next() {
            if self.paragraph_ended && !raw::is_blank(inline) {
                self.out.push_str("\n<p>");
                self.paragraph_ended = false;
            }
            match &inline.kind {
                InlineKind::Text(text) => self.text(inline, text),
                InlineKind::Code(text) => {
                    self.out.push_str("<code>");
                    self.words(inline, text, 0..text.len());
                    self.out.push_str("</code>");
                }
                InlineKind::Emphasis(inner) => self.around("em", inner),
                InlineKind::Strong(inner) => self.around("strong", inner),
                InlineKind::Strike(inner) => self.around("del", inner),
                InlineKind::Link(leads) => {
                    self.link(leads, &inline.at.range());
                }
                InlineKind::Image(image) => {
                    let Image { src, title, alt, size } = &**image;
                    self.image([src, title, alt], *size, &inline.at.range());
                }
                InlineKind::Html(html) => {
                    self.html(html);
                    if let Some(end) = filter::swallowed(html, rest.as_slice()) {
                        rest = rest.as_slice()[end..].iter();
                    }
                }
                InlineKind::SoftBreak => self.out.push('\n'),
                InlineKind::HardBreak => self.out.push_str("<br />\n"),
                InlineKind::FootnoteReference(label) => self.footnote_mark(label),
                InlineKind::Math { .. } => self.math(inline, "span"),
            }
        }
    }

    fn around(&mut self, tag: &str, inner: &'g [Inline]) {
        self.out.extend(["<", tag, ">"]);
        self.apart(|writer| writer.inlines(inner));
        self.out.extend(["</", tag, ">"]);
    }

    fn link(&mut self, leads: &'g Leads, at: &At) {
        let Leads { to, title, inlines, .. } = leads;
        let Some(address) = self.address(Role::Link, to, at) else {
            self.apart(|writer| writer.inlines(inlines));
            return;
        };
        let _ = write!(self.out, "<a href=\"{}\"", self.attribute_of(&address));
        if !title.is_empty() {
            let _ = write!(self.out, " title=\"{}\"", escape(title));
        }
        if self.scene.guide.is_some() && to.contains("://") {
            self.out.push_str(" rel=\"external noopener\"");
        }
        self.out.push('>');
        let outer = std::mem::replace(&mut self.in_link, true);
        self.apart(|writer| writer.inlines(inlines));
        self.in_link = outer;
        self.out.push_str("</a>");
        let note = self.note(&address);
        self.out.push_str(&note);
    }

    /// What stands behind a link to an address.
    pub(super) fn note(&mut self, address: &str) -> String {
        let Some(note) = self.surface.note(address) else { return String::new() };
        format!(
            "<sup class=\"gw-link-note\"><a href=\"{}\" aria-label=\"{}\">{}</a></sup>",
            escape(&note.href),
            escape(&self.locale().say("prose.address", &[("number", &note.number)])),
            note.number
        )
    }

    /// Whether what is written now stands in a link, of Markdown or of raw HTML.
    pub(super) fn is_in_link(&self) -> bool {
        self.in_link || self.nesting.is_in("a")
    }

    fn image(&mut self, [src, title, alt]: [&str; 3], wanted: Option<Size>, at: &At) {
        if !self.loads(Load::Picture, src) {
            self.link_instead(src, alt, at);
            return;
        }
        let Some(address) = self.address(Role::Load(Load::Picture), src, at) else {
            push(&mut self.out, alt);
            return;
        };
        let file =
            self.scene.guide.and_then(|guide| picture::file(guide, self.scene.chapter, at, src));
        let (address, alt) = (self.attribute_of(&address), escape(alt));
        let _ = write!(self.out, "<img src=\"{address}\"");
        if let Some((guide, path)) = self.scene.guide.zip(file.as_deref()) {
            let room = picture::Room { wanted, is_sized: true };
            let copies = picture::choice(guide, path, &address, room, &mut *self.surface);
            self.out.push_str(&copies);
        }
        let _ = write!(self.out, " alt=\"{alt}\"");
        if !title.is_empty() {
            let _ = write!(self.out, " title=\"{}\"", escape(title));
        }
        let own = self.scene.guide.zip(file).and_then(|(guide, path)| picture::own(guide, &path));
        self.out.push_str(&picture::shown(own, wanted));
        if self.scene.guide.is_some() {
            self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        self.out.push_str(" />");
    }

    /// An address as it stands in `href` or `src`.
    fn attribute_of(&self, address: &str) -> String {
        // The examples of the specification have no book that would make their addresses.
        if self.scene.guide.is_none() { href(address) } else { escape(address) }
    }

    /// Whether the pages' policy lets browsers load what is at an address.
    pub(super) fn loads(&self, load: Load, address: &str) -> bool {
        self.scene.guide.is_none_or(|guide| guide.policy.loads(load, address))
    }

    /// The address that what an author wrote at a place gets here; nothing if no reader must follow it and no browser
    /// loads it.
    pub(super) fn address(&mut self, role: Role, to: &str, at: &At) -> Option<String> {
        let Some(guide) = self.scene.guide else { return Some(to.to_owned()) };
        let target = guide.leads(self.scene.chapter, at, to);
        let is_good = target != Target::External
            || match role {
                Role::Link => guide.follows(to),
                Role::Load(load) => guide.policy.loads(load, to),
            };
        match role {
            _ if !is_good => None,
            Role::Link => self.surface.link(&target, to),
            Role::Load(_) => self.surface.load(&target, to),
        }
    }

    /// A formula; `around` is the element of its box, which scrolls where the formula is wider than the page.
    pub(super) fn math(&mut self, inline: &Inline, around: &str) {
        let InlineKind::Math { tex, display } = &inline.kind else { return };
        let alone;
        let known = self.scene.guide.and_then(|guide| {
            guide.formulas(self.scene.chapter).at(inline.at.start()).map(|set| &set.mathml)
        });
        let mathml = match known {
            Some(known) => known,
            None => {
                alone = math::mathml(tex, *display, self.macros());
                &alone
            }
        };
        let html = match mathml {
            Ok(mathml) => {
                let (id, place) =
                    (|id: &str| self.surface.id(id), |id: &str| self.surface.place(id));
                let html = mathml.html(&id, &place);
                match (display, mathml.is_long()) {
                    _ if html.is_empty() => html,
                    (true, _) => boxed(around, "gw-formula", &html, self.locale()),
                    (false, true) => boxed(around, "gw-formula-long", &html, self.locale()),
                    (false, false) => html,
                }
            }
            Err(_) => format!("<code>{}</code>", escape(tex)),
        };
        let marks = self.marks.of(inline);
        let framed = framed(marks.iter().map(|(_, id)| *id), &html);
        self.out.push_str(&framed);
    }

    /// Text, with the first use of each glossary term on the page marked.
    fn text(&mut self, inline: &Inline, text: &str) {
        let Some(guide) = self
            .scene
            .guide
            .filter(|_| self.glossary.is_some() && !self.is_in_link() && !self.in_heading)
        else {
            self.words(inline, text, 0..text.len());
            return;
        };
        let mut from = 0;
        for (range, index) in lookup::find(&guide.term_lookup, text, &self.terms) {
            self.words(inline, text, from..range.start);
            self.terms.insert(index);
            let glossary = self.glossary.as_deref().unwrap_or_default();
            let place = address::fragment(&guide.terms[index].id);
            let _ = write!(
                self.out,
                "<a class=\"gw-term\" href=\"{}{}\">",
                escape(glossary),
                escape(&place)
            );
            self.words(inline, text, range.clone());
            self.out.push_str("</a>");
            from = range.end;
        }
        self.words(inline, text, from..text.len());
    }

    /// Some of an inline's text, with deciding phrases in frames.
    fn words(&mut self, inline: &Inline, text: &str, range: Range<usize>) {
        let marks: &[Mark<'g>] = self.marks.of(inline);
        let is_code = matches!(inline.kind, InlineKind::Code(_));
        if marks.is_empty() {
            whole::push(&mut self.out, text, range, is_code);
            return;
        }
        for (piece, ids) in phrase::pieces(marks, range) {
            let mut html = String::new();
            whole::push(&mut html, text, piece, is_code);
            self.out.push_str(&framed(ids.into_iter(), &html));
        }
    }
}

/// A formula in a box of its own.
fn boxed(tag: &str, class: &str, html: &str, locale: &Locale) -> String {
    format!(
        "<{tag} class=\"{class}\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">{html}</{tag}>",
        escape(locale.word("prose.formula"))
    )
}

/// HTML in the frames of the questions whose deciding phrase it belongs to.
fn framed<'i>(ids: impl Iterator<Item = &'i str>, html: &str) -> String {
    ids.fold(html.to_owned(), |html, id| format!("<span data-of=\"{}\">{html}</span>", escape(id)))
}
