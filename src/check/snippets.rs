//! JSON, YAML and TOML blocks are parsed, so that readers can paste them; formulas and diagrams are drawn once.
//!
//! A block opts out with `skip-check="why"`.

mod data;

use super::proof::Galley;
use crate::finding::{Finding, Rule};
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, Code, each_block};
use data::SnippetFault;

pub const BAD_SNIPPET: Rule = Rule::error("bad-snippet", "JSON, YAML and TOML blocks parse");
pub const BAD_FORMULA: Rule = Rule::error("bad-formula", "formulas are LaTeX we can set");
pub const BAD_DIAGRAM: Rule = Rule::error("bad-diagram", "diagrams can be drawn");
pub const DIAGRAM_WITHOUT_TEXT: Rule =
    Rule::error("diagram-without-text", "diagrams are described in words");

pub fn snippets(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    each_block(&chapter.blocks, &mut |block| {
        let BlockKind::Code(code) = &block.kind else { return };
        if code.options.skip_check.is_some() {
            return;
        }
        let fault = data::fault(&code.language, &code.text);
        if let Some(fault) = fault {
            findings.push(
                BAD_SNIPPET
                    .broken(place(chapter, block, code, &fault), fault.message)
                    .help(fault.help),
            );
        }
    });
    findings
}

fn place(
    chapter: &Chapter,
    block: &Block,
    code: &Code,
    fault: &SnippetFault,
) -> crate::source::Span {
    let Some(&start) = code.lines.get(fault.line).or(code.lines.last()) else {
        return chapter.span(&block.at.range());
    };
    let text = chapter.text.text[start..].lines().next().unwrap_or_default();
    let column = text.char_indices().nth(fault.column).map_or(text.len(), |(at, _)| at);
    let at = start + column.min(text.len());
    chapter.span(&(at..(at + 1).min(start + text.len()).max(at)))
}

pub fn formulas(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    for formula in galley.formulas.iter() {
        let Err(fault) = &formula.mathml else { continue };
        let start = formula.at.start + if formula.display { 2 } else { 1 };
        let span = chapter.span(&(start + fault.at.start..start + fault.at.end));
        let help = if fault.unknown {
            "mend it, or say what it stands for: a line of `[markdown.macros]` in `book.toml`, or `\\newcommand` in a formula above".to_owned()
        } else {
            "mend the formula; what we cannot set can be shown in a code block".to_owned()
        };
        findings.push(BAD_FORMULA.broken(span, fault.message.clone()).help(help));
    }
    findings
}

pub fn diagrams(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    each_block(&chapter.blocks, &mut |block| {
        let BlockKind::Code(code) = &block.kind else { return };
        if code.language != "mermaid" {
            return;
        }
        match guidewright_diagram::draw(&code.text) {
            Err(fault) => {
                let span =
                    chapter.span(&code.place(fault.span).unwrap_or_else(|| block.at.range()));
                findings.push(BAD_DIAGRAM.broken(span, fault.message).help(fault.help));
            }
            Ok(drawing) if drawing.description.is_none() => {
                findings.push(
                    DIAGRAM_WITHOUT_TEXT
                        .broken(
                            chapter.span(&code.info_at),
                            "this diagram has no words for those who cannot see it",
                        )
                        .help(
                            "add a line `accDescr: what the picture says` below its first line"
                                .to_owned(),
                        ),
                );
            }
            Ok(_) => {}
        }
    });
    findings
}
