//! Whether a block of JSON, YAML, TOML or a language near them parses.
//!
//! YAML is read as events, which takes CloudFormation's tags (`!Ref`, `!Sub`) as they are. Where a block is right in a
//! neighbouring language, that one is named.

use saphyr_parser::Event;
use std::collections::BTreeSet;

/// A fault of a snippet: line from zero, column in characters from zero, what is wrong and what to do.
pub(super) struct SnippetFault {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) message: String,
    pub(super) help: String,
}

/// What is wrong with a text in a language; nothing for languages that are not parsed.
pub(super) fn fault(language: &str, text: &str) -> Option<SnippetFault> {
    match language {
        "json" => json(text).map(|fault| near_json(text, fault)),
        "jsonc" => json(&without_last_commas(&without_comments(text))),
        "jsonl" | "ndjson" | "jsonlines" => lines(text),
        "yaml" | "yml" => yaml(text).map(|fault| near_yaml(text, fault)),
        "toml" => toml(text),
        _ => None,
    }
    .map(|fault| SnippetFault { message: fault.message.replace("{}", language), ..fault })
}

fn new(line: usize, column: usize, why: &str) -> SnippetFault {
    SnippetFault {
        line,
        column,
        message: format!("this {{}} does not parse: {why}"),
        help: "mend it, or add `skip-check=\"why\"` behind the language if it is only a part"
            .to_owned(),
    }
}

fn json(text: &str) -> Option<SnippetFault> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    let message = error.to_string();
    let why = message.split(" at line ").next().unwrap_or_default();
    Some(new(error.line().saturating_sub(1), error.column().saturating_sub(1), why))
}

fn lines(text: &str) -> Option<SnippetFault> {
    text.lines().enumerate().find_map(|(line, text)| {
        let fault = if text.trim().is_empty() { None } else { json(text) };
        fault.map(|fault| SnippetFault { line, ..fault })
    })
}

/// JSON that fails may be right with comments, or line by line.
fn near_json(text: &str, fault: SnippetFault) -> SnippetFault {
    let named = |what: &str, name: &str| SnippetFault {
        message: format!("this is no JSON, it is {what}"),
        help: format!("write `{name}` behind the fence"),
        ..fault
    };
    if text.trim().lines().count() > 1 && lines(text).is_none() {
        named("JSON Lines", "jsonl")
    } else {
        let bare = without_comments(text);
        let meant = bare != text && json(&without_last_commas(&bare)).is_none();
        if meant { named("JSON with comments", "jsonc") } else { fault }
    }
}

/// JSON with blanks in place of comments.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '"' => {
                let length = quoted(rest);
                out.push_str(&rest[..length]);
                length
            }
            '/' if rest.starts_with("//") || rest.starts_with("/*") => {
                let end = if rest.starts_with("//") { "\n" } else { "*/" };
                let found = rest[2..].find(end).map(|at| 2 + at + end.trim_end().len());
                let length = found.unwrap_or(rest.len());
                let blank = |letter| if letter == '\n' { letter } else { ' ' };
                out.extend(rest[..length].chars().map(blank));
                length
            }
            letter => {
                out.push(letter);
                letter.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

/// JSON with blanks in place of commas that nothing follows.
fn without_last_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = if letter == '"' { quoted(rest) } else { letter.len_utf8() };
        let last = letter == ',' && rest[1..].trim_start().starts_with([']', '}']);
        out.push_str(if last { " " } else { &rest[..length] });
        rest = &rest[length..];
    }
    out
}

/// Length of the string that a text begins with.
fn quoted(text: &str) -> usize {
    let mut escaped = true;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 1)
}

fn yaml(text: &str) -> Option<SnippetFault> {
    // Of each mapping around a place its keys, and whether a key comes next; nothing for a list.
    let mut around: Vec<Option<(BTreeSet<String>, bool)>> = Vec::new();
    let mut parser = saphyr_parser::Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let marker = error.marker();
                return Some(new(marker.line().saturating_sub(1), marker.col(), error.info()));
            }
        };
        if let (Event::Scalar(key, ..), Some(Some((keys, true)))) = (&event, around.last_mut())
            && key != "<<"
            && !keys.insert(key.to_string())
        {
            let why = format!("the key `{key}` is there already");
            return Some(new(span.start.line().saturating_sub(1), span.start.col(), &why));
        }
        match event {
            Event::MappingStart(..) => around.push(Some((BTreeSet::new(), true))),
            Event::SequenceStart(..) => around.push(None),
            Event::MappingEnd | Event::SequenceEnd => {
                around.pop();
                turn(&mut around);
            }
            Event::Scalar(..) | Event::Alias(_) => turn(&mut around),
            _ => {}
        }
    }
    None
}

/// Behind a key comes its value, behind a value the next key.
fn turn(around: &mut [Option<(BTreeSet<String>, bool)>]) {
    if let Some(Some((_, key))) = around.last_mut() {
        *key = !*key;
    }
}

/// YAML that fails may be a template that becomes YAML.
fn near_yaml(text: &str, fault: SnippetFault) -> SnippetFault {
    if !text.contains("{{") {
        return fault;
    }
    SnippetFault {
        message: "this is no YAML, it is a template of it".to_owned(),
        help: "write `helm` behind the fence, or `text`".to_owned(),
        ..fault
    }
}

fn toml(text: &str) -> Option<SnippetFault> {
    // Front matter is shown with its fences, each a line of its own.
    let bare: String = text
        .split_inclusive('\n')
        .map(|line| if line.trim_end() == "+++" { "\n" } else { line })
        .collect();
    let error = toml::de::DeTable::parse(&bare).err()?;
    let at = error.span().map_or(0, |span| span.start).min(bare.len());
    let before = &bare[..bare.floor_char_boundary(at)];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    let fault = new(line, column, &error.message().replace('\n', ", "));
    let dots = |line: &str| matches!(line.trim(), "..." | "…" | "[...]");
    let whole: String = bare.split_inclusive('\n').filter(|line| !dots(line)).collect();
    if whole.len() < bare.len() && toml::de::DeTable::parse(&whole).is_ok() {
        return Some(SnippetFault {
            message: "this is a part of TOML, with dots for the rest".to_owned(),
            help: "write `toml-fragment` behind the fence, or the dots as a comment: `# …`"
                .to_owned(),
            line: bare.lines().position(dots).unwrap_or(line),
            column: 0,
        });
    }
    Some(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_last_commas_go() {
        for (text, bare) in [
            ("{\"a\": 1, // b\n}", "{\"a\": 1      \n}"),
            ("[1, /* 2,\n */ ]", "[1       \n    ]"),
            ("[\"//\", \"\\\"/*\", 1]", "[\"//\", \"\\\"/*\", 1]"),
            ("[\"a,]\", 1 /", "[\"a,]\", 1 /"),
            ("\"open // ,}", "\"open // ,}"),
        ] {
            assert_eq!(without_last_commas(&without_comments(text)), bare);
        }
    }

    #[test]
    fn a_key_stands_once_in_each_mapping() {
        assert!(fault("yaml", "a: {b: 1}\nb: [{a: 1}, {a: 2}]\nc:\n  a: x\n").is_none());
        assert!(fault("yaml", "a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n").is_none());
        let twice = fault("yaml", "a:\n  b: 1\n  c: 2\n  b: 3\n").expect("b stands twice");
        assert_eq!((twice.line, twice.column), (3, 2));
    }
}
