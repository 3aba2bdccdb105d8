//! Blocks: headings, paragraphs, quotes and callouts; runs of them, in which tabs and notes on code belong together.

use super::Writer;
use super::listing::{code_of, is_tab, notes_of};
use crate::fragment::nesting::Bounds;
use crate::fragment::policy::Load;
use crate::html::escape;
use crate::parse::doc::{
    Block, BlockKind, Callout, CalloutKind, Fold, Heading, Inline, InlineKind,
};
use std::fmt::Write as _;

impl<'g> Writer<'g, '_> {
    pub(super) fn blocks(&mut self, blocks: &'g [Block]) {
        let mut rest = blocks;
        while let Some((block, after)) = rest.split_first() {
            if is_tab(block) {
                rest = self.tabs(rest);
                continue;
            }
            if let Some(code) = code_of(block)
                && let Some((list, after)) = notes_of(code, after)
            {
                self.code(code);
                self.notes(list);
                rest = after;
                continue;
            }
            self.block(block);
            rest = after;
        }
    }

    pub(super) fn block(&mut self, block: &'g Block) {
        match &block.kind {
            BlockKind::Heading(heading) => self.heading(heading),
            BlockKind::Paragraph(inlines) => self.paragraph(inlines),
            BlockKind::Plain(inlines) => self.inlines(inlines),
            BlockKind::Quote(blocks) => {
                self.out.push_str("<blockquote>\n");
                self.apart(|writer| writer.blocks(blocks));
                self.out.push_str("</blockquote>\n");
            }
            BlockKind::Callout(callout) => self.callout(callout),
            BlockKind::Code(code) => self.code(code),
            BlockKind::List(list) => self.list(list),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Html(html) => self.html(html),
            BlockKind::Rule => self.out.push_str("<hr />\n"),
            BlockKind::Footnote { .. } => {}
            BlockKind::Definitions(definitions) => {
                self.out.push_str("<dl>\n");
                for definition in definitions {
                    self.open_place("dt", &definition.id);
                    self.apart(|writer| writer.inlines(&definition.term));
                    self.out.push_str("</dt>\n");
                    for meaning in &definition.meanings {
                        self.out.push_str("<dd>");
                        self.apart(|writer| writer.blocks(meaning));
                        self.out.push_str("</dd>\n");
                    }
                }
                self.out.push_str("</dl>\n");
            }
        }
    }

    fn heading(&mut self, heading: &'g Heading) {
        let level = heading.level;
        self.in_heading = true;
        if self.scene.guide.is_none() {
            let _ = write!(self.out, "<h{level}>");
            self.apart(|writer| writer.inlines(&heading.inlines));
            let _ = writeln!(self.out, "</h{level}>");
        } else {
            let id = escape(&self.surface.id(&heading.id));
            let _ = write!(self.out, "<div class=\"gw-heading\"><h{level} id=\"{id}\">");
            self.apart(|writer| writer.inlines(&heading.inlines));
            let _ = write!(self.out, "</h{level}>");
            if let Some(place) = self.surface.place(&heading.id) {
                let _ = write!(
                    self.out,
                    "<a class=\"gw-anchor\" href=\"{}\" aria-label=\"{}\"></a>",
                    escape(&place),
                    escape(
                        &self
                            .locale()
                            .say("prose.link_to", &[("title", &self.told(&heading.inlines))])
                    )
                );
            }
            self.out.push_str("</div>\n");
        }
        self.in_heading = false;
    }

    fn paragraph(&mut self, inlines: &'g [Inline]) {
        // A picture alone in its paragraph is a figure; its title is the caption.
        if let ([Inline { kind: InlineKind::Image(image), .. }], Some(_)) =
            (inlines, self.scene.guide)
            && self.loads(Load::Picture, &image.src)
        {
            self.out.push_str("<figure class=\"gw-figure\">");
            self.inlines(inlines);
            if !image.title.is_empty() {
                let _ = write!(self.out, "<figcaption>{}</figcaption>", escape(&image.title));
            }
            self.out.push_str("</figure>\n");
            return;
        }
        if let ([inline @ Inline { kind: InlineKind::Math { display: true, .. }, .. }], Some(_)) =
            (inlines, self.scene.guide)
        {
            self.math(inline, "div");
            self.out.push('\n');
            return;
        }
        let start = self.out.len();
        self.out.push_str("<p>");
        let empty = self.out.len();
        self.nesting.enter(Bounds::Paragraph);
        self.inlines(inlines);
        let open = self.nesting.leave();
        self.end_tags(&open);
        // All of it may have been raw HTML that is taken out.
        if self.out[empty..].trim().is_empty() && self.scene.guide.is_some() {
            self.out.truncate(start);
            return;
        }
        let ended = std::mem::take(&mut self.paragraph_ended);
        self.out.push_str(if ended { "\n" } else { "</p>\n" });
    }

    fn callout(&mut self, callout: &'g Callout) {
        if let CalloutKind::Layout(layout) = callout.kind {
            self.laid_out(layout, callout);
            return;
        }
        let own = self.scene.guide.map_or(&[][..], |guide| &guide.project.manifest.callouts);
        let name = callout.kind.name(own);
        let word = self.scene.guide.map_or("", |guide| guide.callout_word(callout.kind));
        let word = escape(word);
        let (element, state, title) = match callout.fold {
            None => ("div", " role=\"note\"", "p"),
            Some(Fold::Open) => ("details", " open=\"\"", "summary"),
            Some(Fold::Closed) => ("details", "", "summary"),
        };
        let _ = write!(
            self.out,
            "<{element} class=\"gw-callout gw-callout-{name}\"{state}>\n<{title} class=\"gw-callout-title\"><span class=\"gw-callout-word\">{word}</span>"
        );
        if !callout.title.is_empty() {
            self.out.push_str(" <span class=\"gw-callout-about\">");
            self.apart(|writer| writer.inlines(&callout.title));
            self.out.push_str("</span>");
        }
        let _ = writeln!(self.out, "</{title}>");
        self.apart(|writer| writer.blocks(&callout.blocks));
        let _ = writeln!(self.out, "</{element}>");
    }
}
