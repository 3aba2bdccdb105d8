//! JSON, YAML and TOML blocks are parsed, so that readers can paste them; formulas and diagrams are drawn once.
//!
//! YAML is read as events, which takes CloudFormation's tags (`!Ref`, `!Sub`) as they are. A block opts out with
//! `skip-check="why"`.

use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, Code, each_block};

pub const BAD_SNIPPET: Rule = Rule::error("bad-snippet", "JSON, YAML and TOML blocks parse");
pub const BAD_FORMULA: Rule = Rule::error("bad-formula", "formulas are LaTeX we can set");
pub const BAD_DIAGRAM: Rule = Rule::error("bad-diagram", "diagrams can be drawn");
pub const DIAGRAM_WITHOUT_TEXT: Rule =
    Rule::error("diagram-without-text", "diagrams are described in words");

/// A fault of a snippet: line from zero, column in characters from zero, and what is wrong.
struct SnippetFault {
    line: usize,
    column: usize,
    message: String,
}

pub fn snippets(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for chapter in guide.chapters.iter().chain(&guide.home) {
        each_block(&chapter.blocks, &mut |block| {
            let BlockKind::Code(code) = &block.kind else { return };
            if code.options.skip_check.is_some() {
                return;
            }
            let fault = match code.language.as_str() {
                "json" => json(&code.text),
                "jsonl" | "ndjson" => code.text.lines().enumerate().find_map(|(line, text)| {
                    let fault = if text.trim().is_empty() { None } else { json(text) };
                    fault.map(|fault| SnippetFault { line, ..fault })
                }),
                "yaml" | "yml" => yaml(&code.text),
                "toml" => toml(&code.text),
                _ => None,
            };
            if let Some(fault) = fault {
                findings.push(
                    BAD_SNIPPET
                        .broken(place(chapter, block, code, &fault), format!("this {} does not parse: {}", code.language, fault.message))
                        .help("mend it, or add `skip-check=\"why\"` behind the language if it is only a part".to_owned()),
                );
            }
        });
    }
    findings
}

fn place(
    chapter: &Chapter,
    block: &Block,
    code: &Code,
    fault: &SnippetFault,
) -> crate::source::Span {
    let Some(&start) = code.lines.get(fault.line).or(code.lines.last()) else {
        return chapter.span(&block.at);
    };
    let text = chapter.text.text[start..].lines().next().unwrap_or_default();
    let column = text.char_indices().nth(fault.column).map_or(text.len(), |(at, _)| at);
    let at = start + column.min(text.len());
    chapter.span(&(at..(at + 1).min(start + text.len()).max(at)))
}

fn json(text: &str) -> Option<SnippetFault> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    Some(SnippetFault {
        line: error.line().saturating_sub(1),
        column: error.column().saturating_sub(1),
        message,
    })
}

fn yaml(text: &str) -> Option<SnippetFault> {
    let mut parser = saphyr_parser::Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        if let Err(error) = event {
            let marker = error.marker();
            return Some(SnippetFault {
                line: marker.line().saturating_sub(1),
                column: marker.col(),
                message: error.info().to_owned(),
            });
        }
    }
    None
}

fn toml(text: &str) -> Option<SnippetFault> {
    let error = toml::de::DeTable::parse(text).err()?;
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    Some(SnippetFault { line, column, message: error.message().replace('\n', ", ") })
}

pub fn formulas(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for chapter in guide.chapters.iter().chain(&guide.home) {
        for formula in guide.formulas(chapter).iter() {
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
    }
    findings
}

pub fn diagrams(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for chapter in guide.chapters.iter().chain(&guide.home) {
        each_block(&chapter.blocks, &mut |block| {
            let BlockKind::Code(code) = &block.kind else { return };
            if code.language != "mermaid" {
                return;
            }
            match guidewright_diagram::draw(&code.text) {
                Err(fault) => {
                    let span =
                        chapter.span(&code.place(fault.span).unwrap_or_else(|| block.at.clone()));
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
    }
    findings
}
