//! A block of code: its text with the place of each line, and what the words behind its fence ask for.

use super::super::doc::{At, BlockKind, Code, CodeOptions, Inline, InlineKind};
use super::super::{fence, hidden};
use super::Builder;
use crate::finding::Rule;
use crate::manifest::Dialect;
use pulldown_cmark::{CodeBlockKind, Event, TagEnd};

pub const BAD_CODE_OPTION: Rule =
    Rule::error("bad-code-option", "options of a code block are ones we know");

impl<'t, I: Iterator<Item = (Event<'t>, At)>> Builder<'t, I> {
    pub(super) fn code(&mut self, kind: &CodeBlockKind<'_>, at: &At) -> BlockKind {
        let mut text = String::new();
        let mut lines = Vec::new();
        for (event, range) in self.events.by_ref() {
            match event {
                Event::Text(part) => {
                    let mut from = range.start;
                    for line in part.split_inclusive('\n') {
                        if text.is_empty() || text.ends_with('\n') {
                            lines.push(from);
                        }
                        text.push_str(line);
                        from += line.len();
                    }
                }
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let mut code = Code {
            language: String::new(),
            info_at: at.start..at.start,
            fenced: matches!(kind, CodeBlockKind::Fenced(_)),
            options: CodeOptions::default(),
            text,
            lines,
        };
        let CodeBlockKind::Fenced(info) = kind else { return BlockKind::Code(Box::new(code)) };
        let line_end =
            self.text.text[at.start..].find('\n').map_or(at.end, |length| at.start + length);
        let line = &self.text.text[at.start..line_end];
        let info_start = at.start + line.len()
            - line.trim_start().trim_start_matches(['`', '~']).trim_start().len();
        code.info_at = info_start..line_end.max(info_start);
        if self.syntax.extensions {
            // As written, since the parser's copy has escapes undone and would shift the places of faults.
            let written = self.text.text[code.info_at.clone()].trim_end();
            let (language, options, faults) = fence::read(written, self.syntax.dialect);
            for fault in faults {
                let place = info_start + fault.at.start..info_start + fault.at.end;
                let finding =
                    BAD_CODE_OPTION.broken(self.text.span(place), fault.message).help(fault.help);
                self.findings.push(match fault.slip {
                    Some((written, meant)) => finding.mended(written, meant),
                    None => finding,
                });
            }
            (code.language, code.options) = (language, options);
            let mark = code.options.hides.take();
            let mark = mark.as_deref().or_else(|| self.syntax.hides(&code.language));
            let theirs = self.syntax.dialect == Dialect::MdBook;
            // mdBook knows Rust by small letters alone, and no other mark in it.
            let is_rust = code.language == "rust" && (!theirs || written.starts_with("rust"));
            if (mark.is_some() || theirs) && self.syntax.hides_lines {
                hidden::take_marks(&mut code, mark.filter(|_| !theirs || !is_rust), is_rust);
            }
        } else {
            info.split_whitespace().next().unwrap_or_default().clone_into(&mut code.language);
        }
        // As GitHub writes a formula on lines of its own.
        if code.language == "math" && self.syntax.formulas {
            let start = code.lines.first().copied().unwrap_or(at.end);
            let at = start.saturating_sub("$$".len())..at.end;
            let kind = InlineKind::Math { tex: code.text.into(), display: true };
            return BlockKind::Paragraph([Inline { at: at.into(), kind }].into());
        }
        BlockKind::Code(Box::new(code))
    }
}
