//! What a shortcode's template says that it asks for, in the comment at its top.
//!
//! A line there is `name: type` or `name: type = default`; the word `body` alone says that the shortcode has text inside.
//! All other lines are for people.

use super::BAD_SHORTCODE;
use super::mark::{Argument, Mark, is_name};
use crate::assets::Override;
use crate::finding::{Finding, did_you_mean};
use crate::source::{Span, Stitched};
use tera::{Context, Value};

/// What a shortcode asks for.
#[derive(Debug, Default)]
pub(super) struct Declared {
    parameters: Vec<Parameter>,
    pub(super) has_body: bool,
}

#[derive(Debug)]
struct Parameter {
    name: String,
    kind: ParameterKind,
    default: Option<Value>,
}

#[derive(Debug)]
enum ParameterKind {
    Text,
    Number,
    Flag,
    OneOf(Vec<String>),
}

impl Declared {
    /// Reads the comment that a template begins with.
    pub(super) fn read(template: &Override) -> (Self, Vec<Finding>) {
        let mut declared = Self::default();
        let mut findings = Vec::new();
        let text = template.text.trim_start();
        let comment = text.strip_prefix("{#").and_then(|rest| rest.split_once("#}"));
        let Some((comment, _)) = comment else { return (declared, findings) };
        let mut at = template.text.len() - text.len() + 2;
        for line in comment.split_inclusive('\n') {
            let said = line.trim().trim_matches('-').trim();
            let start = at + line.find(said).unwrap_or(0);
            at += line.len();
            if said == "body" {
                declared.has_body = true;
                continue;
            }
            let Some((name, rest)) = said.split_once(':') else { continue };
            if !is_name(name) {
                continue;
            }
            match Parameter::read(name, rest) {
                Ok(parameter) => declared.parameters.push(parameter),
                Err(message) => {
                    let span = Span::new(template.source, start..start + said.len());
                    let help = "write `name: text`, `name: number = 3`, `name: flag = false` or `name: one of left, right`";
                    findings.push(BAD_SHORTCODE.broken(span, message).help(help.to_owned()));
                }
            }
        }
        (declared, findings)
    }

    /// The values of a use. What is wrong in it is found at its place.
    pub(super) fn filled(
        &self,
        mark: &Mark<'_>,
        text: &Stitched,
        findings: &mut Vec<Finding>,
    ) -> Context {
        let mut context = Context::new();
        for argument in &mark.arguments {
            match self.value(argument) {
                Ok(value) => context.insert_value(argument.name.to_owned(), value),
                Err((message, help)) => {
                    let span = text.span(argument.at.clone());
                    findings.push(BAD_SHORTCODE.broken(span, message).help(help));
                }
            }
        }
        let given = |name: &str| mark.arguments.iter().any(|argument| argument.name == name);
        for Parameter { name, kind, default } in &self.parameters {
            if given(name) {
                continue;
            }
            if let Some(default) = default {
                context.insert_value(name.clone(), default.clone());
                continue;
            }
            let message = format!("`{}` asks for `{name}`", mark.name);
            let help = format!("write `{name}=\"…\"`: {}", kind.words());
            findings.push(BAD_SHORTCODE.broken(text.span(mark.at.clone()), message).help(help));
        }
        context
    }

    fn value(&self, argument: &Argument<'_>) -> Result<Value, (String, String)> {
        let Argument { name, value, .. } = argument;
        let known = || self.parameters.iter().map(|parameter| parameter.name.as_str());
        let Some(parameter) = self.parameters.iter().find(|parameter| parameter.name == *name)
        else {
            let help = did_you_mean(name, known()).unwrap_or_else(|| {
                let known: Vec<&str> = known().collect();
                if known.is_empty() {
                    "it takes no arguments".to_owned()
                } else {
                    format!("it takes {}", known.join(", "))
                }
            });
            return Err((format!("there is no argument `{name}`"), help));
        };
        parameter.kind.read(value).ok_or_else(|| {
            let words = parameter.kind.words();
            (format!("`{value}` is not {words}"), format!("write {words}"))
        })
    }
}

impl Parameter {
    /// `rest` is what stands behind the colon.
    fn read(name: &str, rest: &str) -> Result<Self, String> {
        let (kind, default) = match rest.split_once('=') {
            Some((kind, default)) => (kind.trim(), Some(default.trim().trim_matches('"'))),
            None => (rest.trim(), None),
        };
        let kind = match kind {
            "text" => ParameterKind::Text,
            "number" => ParameterKind::Number,
            "flag" => ParameterKind::Flag,
            _ => match kind.strip_prefix("one of ") {
                Some(values) => ParameterKind::OneOf(
                    values.split(',').map(|value| value.trim().to_owned()).collect(),
                ),
                None => return Err(format!("`{kind}` is no kind of argument")),
            },
        };
        let default = match default {
            Some(default) => Some(
                kind.read(default).ok_or_else(|| format!("`{default}` is not {}", kind.words()))?,
            ),
            None => None,
        };
        Ok(Self { name: name.to_owned(), kind, default })
    }
}

impl ParameterKind {
    fn read(&self, written: &str) -> Option<Value> {
        match self {
            Self::Text => Some(Value::from(written)),
            Self::Number => written
                .parse::<i64>()
                .map(Value::from)
                .or_else(|_| written.parse::<f64>().map(Value::from))
                .ok(),
            Self::Flag => written.parse::<bool>().map(Value::from).ok(),
            Self::OneOf(values) => {
                values.iter().any(|value| value == written).then(|| Value::from(written))
            }
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Text => "some text".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::OneOf(values) => format!("one of {}", values.join(", ")),
        }
    }
}
