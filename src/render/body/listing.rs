//! Code, with the notes on it; diagrams, which are written as code; code and text under tabs.

use super::Writer;
use crate::fragment::code;
use crate::fragment::filter::Role;
use crate::html::escape;
use crate::parse::blocks::FRAME;
use crate::parse::doc::{Block, BlockKind, Callout, CalloutKind, Code, List};
use std::collections::BTreeMap;
use std::fmt::Write as _;

impl<'g> Writer<'g, '_> {
    pub(super) fn code(&mut self, code: &Code) {
        if self.scene.guide.is_none() {
            self.out.push_str("<pre><code");
            if !code.language.is_empty() {
                let _ = write!(self.out, " class=\"language-{}\"", escape(&code.language));
            }
            let _ = writeln!(self.out, ">{}</code></pre>", escape(&code.text));
            return;
        }
        if code.language == "mermaid" {
            let html = self.diagram(code);
            self.out.push_str(&html);
            return;
        }
        self.out.push_str(&code::block(self.scene.highlighter, code, self.locale()));
    }

    fn diagram(&mut self, code: &Code) -> String {
        self.diagrams += 1;
        let id = self.surface.id(&format!("{FRAME}d{}", self.diagrams));
        let mut addresses = BTreeMap::new();
        for (_, to) in guidewright_diagram::links(&code.text) {
            let address = self.address(Role::Link, &to, &code.info_at);
            addresses.insert(to, address);
        }
        let href = |to: &str| addresses.get(to).cloned().flatten();
        let Ok(drawing) = guidewright_diagram::draw_with(&code.text, &id, &href) else {
            // `check` says what is wrong; the reader still gets the source.
            return code::block(self.scene.highlighter, code, self.locale());
        };
        let mut html = String::from(
            "<figure class=\"gw-diagram\"><div class=\"gw-diagram-box\" tabindex=\"0\" role=\"group\"",
        );
        let _ = write!(
            html,
            " aria-label=\"{}\">",
            escape(drawing.title.as_deref().unwrap_or(self.locale().word("prose.diagram")))
        );
        html.push_str(&drawing.svg);
        html.push_str("</div>");
        if let Some(caption) = &code.options.caption {
            let _ = write!(html, "<figcaption>{}</figcaption>", escape(caption));
        }
        html.push_str("</figure>\n");
        html
    }

    /// Code and text under tabs at the start of some blocks, code with its notes; gives the blocks after it.
    pub(super) fn tabs(&mut self, mut rest: &'g [Block]) -> &'g [Block] {
        let count = rest.iter().take_while(|block| is_tab(block)).count();
        let of_text = rest[..count].iter().any(|block| code_of(block).is_none());
        let kind = if of_text { " gw-tabs-text" } else { "" };
        let _ = writeln!(self.out, "<gw-tabs class=\"gw-tabs{kind}\">");
        while let Some((block, after)) = rest.split_first().filter(|(block, _)| is_tab(block)) {
            rest = after;
            if let BlockKind::Callout(callout) = &block.kind {
                self.tab_of_text(callout);
                continue;
            }
            let Some(code) = code_of(block) else { break };
            let _ = writeln!(
                self.out,
                "<section class=\"gw-tab\" data-tab=\"{0}\"><p class=\"gw-tab-title\">{0}</p>",
                escape(code.options.tab.as_deref().unwrap_or_default())
            );
            self.out.push_str(&code::block(self.scene.highlighter, code, self.locale()));
            if let Some((list, after)) = notes_of(code, after) {
                self.notes(list);
                rest = after;
            }
            self.out.push_str("</section>\n");
        }
        self.out.push_str("</gw-tabs>\n");
        rest
    }

    fn tab_of_text(&mut self, callout: &'g Callout) {
        let title = escape(&self.told(&callout.title));
        let _ = write!(
            self.out,
            "<section class=\"gw-tab gw-tab-text\" data-tab=\"{title}\"><p class=\"gw-tab-title\">"
        );
        self.apart(|writer| writer.inlines(&callout.title));
        self.out.push_str("</p>\n");
        self.apart(|writer| writer.blocks(&callout.blocks));
        self.out.push_str("</section>\n");
    }

    pub(super) fn notes(&mut self, list: &'g List) {
        self.out.push_str("<div class=\"gw-notes\">\n");
        self.list(list);
        self.out.push_str("</div>\n");
    }
}

/// Whether a block stands under a tab.
pub(super) fn is_tab(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Callout(callout) => callout.kind == CalloutKind::Tab,
        _ => code_of(block).is_some_and(|code| code.options.tab.is_some()),
    }
}

pub(super) fn code_of(block: &Block) -> Option<&Code> {
    match &block.kind {
        BlockKind::Code(code) => Some(code),
        _ => None,
    }
}

/// The numbered list that explains the marks in a block of code, and what comes after it.
pub(super) fn notes_of<'g>(code: &Code, after: &'g [Block]) -> Option<(&'g List, &'g [Block])> {
    match after.split_first() {
        Some((Block { kind: BlockKind::List(list), .. }, rest))
            if code.options.notes && list.start.is_some() =>
        {
            Some((list, rest))
        }
        _ => None,
    }
}
