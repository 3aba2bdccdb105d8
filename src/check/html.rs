//! Raw HTML that does not reach the page as it was written: the author should hear of it, not find it missing.
//!
//! Goes through the raw HTML of a chapter in the order in which its page is written, and asks the same filter and the
//! same nesting.

pub mod icons;
pub(super) mod markdown;

use super::foreign::{self, FOREIGN_MARK};
use super::links::BLOCKED_CONTENT;
use super::proof::Galley;
use crate::finding::{Finding, Rule, nearest};
use crate::fragment::filter::{self, Fate};
use crate::fragment::nesting::{self, Bounds, Ends, Nesting, Open};
use crate::manifest::Dialect;
use crate::parse::Chapter;
use crate::parse::blocks::NESTED_TOO_DEEP;
use crate::parse::doc::{Block, BlockKind, Inline, InlineKind};
use crate::parse::markup::{Html, Piece, PieceKind, Tag};
use crate::study::question::Question;
use crate::study::{Holds, Study};

pub const FILTERED_HTML: Rule =
    Rule::warning("filtered-html", "raw HTML holds elements and attributes that we pass through");
pub const UNCLOSED_HTML: Rule =
    Rule::warning("unclosed-html", "elements of raw HTML end in the block in which they begin");

pub const MARKDOWN_IN_HTML: Rule =
    Rule::warning("markdown-in-html", "Markdown between tags of HTML stands between blank lines");

pub fn all(galley: &Galley<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !galley.chapter.may_hold_html() {
        return findings;
    }
    let mut walk = Walk {
        chapter: galley.chapter,
        trusted: galley.manifest.trusted_html,
        theirs: galley.manifest.dialect == Dialect::MdBook,
        nesting: Nesting::default(),
        findings: &mut findings,
    };
    walk.page(galley.study);
    findings
}

struct Walk<'w> {
    chapter: &'w Chapter,
    trusted: bool,
    /// Whether the book is one of mdBook's.
    theirs: bool,
    nesting: Nesting,
    findings: &'w mut Vec<Finding>,
}

impl Walk<'_> {
    /// A page's prose; each part of its study material stands by itself.
    fn page(&mut self, study: &Study) {
        let blocks = &self.chapter.blocks;
        let mut at = 0;
        for section in &study.sections {
            self.blocks(&blocks[at..section.blocks.start]);
            at = section.blocks.end;
            match &section.holds {
                Holds::Question(question) => self.question(question),
                Holds::Case(case) => {
                    self.inlines_apart(&case.title);
                    self.blocks_apart(&case.scenario);
                    case.questions.iter().for_each(|question| self.question(question));
                }
                Holds::Cards(cards) => {
                    let prose = blocks[section.blocks.clone()].iter();
                    let prose = prose.filter(|block| !matches!(block.kind, BlockKind::Table(_)));
                    prose.for_each(|block| self.block(block));
                    for card in cards {
                        for side in [&card.front, &card.back, &card.because, &card.not] {
                            self.inlines_apart(side);
                        }
                    }
                }
            }
        }
        self.blocks(&blocks[at..]);
        self.leave();
    }

    fn question(&mut self, question: &Question) {
        self.inlines_apart(&question.title);
        self.blocks_apart(&question.stem);
        for entry in &question.entries {
            self.inlines_apart(&entry.inlines);
            self.blocks_apart(&entry.reason);
        }
        for prompt in &question.prompts {
            self.inlines_apart(&prompt.inlines);
            self.inlines_apart(&prompt.reason);
        }
        for noted in [&question.deciding, &question.order_reason, &question.references] {
            self.inlines_apart(noted.as_ref().map_or(&[], |noted| noted.inlines.as_slice()));
        }
        self.blocks_apart(&question.explanation);
    }

    fn blocks_apart(&mut self, blocks: &[Block]) {
        self.nesting.enter(Bounds::Closed);
        self.blocks(blocks);
        self.leave();
    }

    fn inlines_apart(&mut self, inlines: &[Inline]) {
        self.nesting.enter(Bounds::Closed);
        self.inlines(inlines);
        self.leave();
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading(heading) => self.inlines_apart(&heading.inlines),
            BlockKind::Paragraph(inlines) => {
                self.nesting.enter(Bounds::Paragraph);
                self.inlines(inlines);
                self.leave();
            }
            BlockKind::Plain(inlines) => self.inlines(inlines),
            BlockKind::Quote(blocks) => self.blocks_apart(blocks),
            BlockKind::Footnote(footnote) => self.blocks_apart(&footnote.blocks),
            BlockKind::Callout(callout) => {
                self.inlines_apart(&callout.title);
                self.blocks_apart(&callout.blocks);
            }
            BlockKind::List(list) => {
                list.items.iter().for_each(|item| self.blocks_apart(&item.blocks));
            }
            BlockKind::Table(table) => {
                for line in table.lines() {
                    for cell in line {
                        self.inlines_apart(&cell.inlines);
                    }
                }
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    self.inlines_apart(&definition.term);
                    definition.meanings.iter().for_each(|blocks| self.blocks_apart(blocks));
                }
            }
            BlockKind::Html(html) => {
                self.html(html);
                self.markdown(html);
            }
            BlockKind::Code(_) | BlockKind::Rule => {}
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        let mut rest = inlines.iter();
        while let Some(inline) = rest.next() {
            match &inline.kind {
                InlineKind::Emphasis(_)
                | InlineKind::Strong(_)
                | InlineKind::Strike(_)
                | InlineKind::Link(_) => self.inlines_apart(inline.inner()),
                InlineKind::Html(html) => {
                    self.html(html);
                    if let Some(end) = filter::swallowed(html, rest.as_slice()) {
                        rest = rest.as_slice()[end..].iter();
                    }
                }
                _ => {}
            }
        }
    }

    fn html(&mut self, html: &Html) {
        for piece in &html.pieces {
            match &piece.kind {
                PieceKind::Open(tag) => self.open(piece, tag),
                PieceKind::Close(name) => self.close(piece, name),
                PieceKind::Unended => {
                    let end = if self.text(piece).starts_with("<!--") { "-->" } else { ">" };
                    let message = format!("this has no end, `{end}`, so what follows is not shown");
                    let help = "close it, or write `&lt;` for a sign that is text".to_owned();
                    self.find(&UNCLOSED_HTML, piece.at.clone(), message, help);
                }
                PieceKind::Comment if !self.text(piece).starts_with("<!--") => {
                    let message = "browsers take this for a comment, so it is not shown".to_owned();
                    let help = "write `&lt;` for a sign that is text, and code between backticks";
                    self.find(&FILTERED_HTML, piece.at.clone(), message, help.to_owned());
                }
                PieceKind::Comment => {
                    if let Some(help) = foreign::in_comment(self.text(piece)) {
                        let message = "nothing reads this comment, so its text is missing";
                        self.find(&FOREIGN_MARK, piece.at.clone(), message.to_owned(), help);
                    }
                }
                PieceKind::Text(_) => {}
            }
        }
    }

    /// Marks of Markdown in a block of HTML, which readers see as they are.
    fn markdown(&mut self, html: &Html) {
        const LITERAL: [&str; 8] =
            ["pre", "code", "kbd", "samp", "script", "style", "textarea", "svg"];
        let mut literal = 0_usize;
        for piece in &html.pieces {
            match &piece.kind {
                PieceKind::Open(tag) => {
                    literal += usize::from(LITERAL.contains(&tag.name.as_str()));
                }
                PieceKind::Close(name) => {
                    literal = literal.saturating_sub(usize::from(LITERAL.contains(&name.as_str())));
                }
                PieceKind::Text(_) if literal == 0 => {
                    let Some(mark) = markdown::first(self.text(piece)) else { continue };
                    let at = piece.at.start + mark.start..piece.at.start + mark.end;
                    let message =
                        format!("`{}` is shown as it is", &self.chapter.text.text[at.clone()]);
                    let help = "Markdown is not read between tags: put a blank line above it and below it, or write HTML";
                    self.find(&MARKDOWN_IN_HTML, at, message, help.to_owned());
                    return;
                }
                _ => {}
            }
        }
    }

    fn open(&mut self, piece: &Piece, tag: &Tag) {
        let ended = self.nesting.implied(&tag.name);
        self.unclosed(&ended);
        let start = piece.at.start;
        let name_at = start..(start + 1 + tag.name.len()).min(piece.at.end);
        let fate = filter::element(tag, self.trusted);
        match fate {
            Fate::Stays => {}
            Fate::TakenOut => {
                let message = format!("the element `<{}>` is taken out of the page", tag.name);
                let help = filter::misspelt(&tag.name).unwrap_or_else(|| self.how_to_keep());
                self.find(&FILTERED_HTML, name_at, message, help);
            }
            Fate::Blocked => {
                let message = format!("the pages' policy blocks the element `<{}>`", tag.name);
                let help = match tag.name.as_str() {
                    "style" if self.theirs => {
                        "put the styles into a file that `additional-css` names"
                    }
                    "style" => "put the styles into the book's `static/css/prose.css`",
                    "script" => {
                        "put it into a file of the source folder and name that as its `src`"
                    }
                    _ => "take it out",
                };
                self.find(&BLOCKED_CONTENT, name_at, message, help.to_owned());
            }
        }
        if fate == Fate::Stays {
            for attribute in &tag.attributes {
                let name = &attribute.name;
                match filter::attribute(tag, name, self.trusted) {
                    Fate::Stays => {}
                    Fate::TakenOut => {
                        let message = format!(
                            "the attribute `{name}` of `<{}>` is taken out of the page",
                            tag.name
                        );
                        self.find(
                            &FILTERED_HTML,
                            attribute.at.clone(),
                            message,
                            self.how_to_keep(),
                        );
                    }
                    Fate::Blocked => {
                        let message = format!(
                            "the pages' policy blocks the attribute `{name}` of `<{}>`",
                            tag.name
                        );
                        let help = if name == "style" {
                            "give the element a class and style it in the book's `static/css/prose.css`"
                        } else {
                            "put the script into a file of the source folder and name it as `src` of a `<script>`"
                        };
                        self.find(&BLOCKED_CONTENT, attribute.at.clone(), message, help.to_owned());
                    }
                }
            }
        }
        if nesting::is_void(&tag.name) || tag.closed {
            return;
        }
        let open =
            Open { name: tag.name.clone(), at: piece.at.clone(), written: fate == Fate::Stays };
        if !self.nesting.open(open) {
            let message = "elements of raw HTML nest too deep here".to_owned();
            let help = "this one is left out; take some levels away".to_owned();
            self.find(&NESTED_TOO_DEEP, piece.at.clone(), message, help);
        }
    }

    fn how_to_keep(&self) -> String {
        if self.trusted {
            "take it out: a page has no place for it".to_owned()
        } else {
            "use Markdown for it, or set `trusted-html = true` in `[build]` if you trust all of the book's text".to_owned()
        }
    }

    fn close(&mut self, piece: &Piece, name: &str) {
        match self.nesting.close(name) {
            Ends::Here(ended) | Ends::AfterParagraph(ended) => {
                // The last one is what the tag names.
                self.unclosed(&ended[..ended.len().saturating_sub(1)]);
            }
            Ends::Nothing => {
                let near = nearest(name, self.nesting.names());
                let help = near.map_or_else(
                    || {
                        "take it out, or open the element in the block in which it is closed"
                            .to_owned()
                    },
                    |near| format!("did you mean `</{near}>`?"),
                );
                let message = format!("unexpected end tag `</{name}>`");
                self.find(&UNCLOSED_HTML, piece.at.clone(), message, help);
            }
        }
    }

    fn leave(&mut self) {
        let open = self.nesting.leave();
        self.unclosed(&open);
    }

    fn unclosed(&mut self, ended: &[Open]) {
        for open in ended.iter().filter(|open| open.needs_end()) {
            let message = format!("unclosed tag `<{}>`", open.name);
            let help =
                format!("close it with `</{}>` where the block ends that holds it", open.name);
            self.find(&UNCLOSED_HTML, open.at.clone(), message, help);
        }
    }

    fn text(&self, piece: &Piece) -> &str {
        &self.chapter.text.text[piece.at.clone()]
    }

    fn find(
        &mut self,
        rule: &'static Rule,
        at: std::ops::Range<usize>,
        message: String,
        help: String,
    ) {
        self.findings.push(rule.broken(self.chapter.span(&at), message).help(help));
    }
}
