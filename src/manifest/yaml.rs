//! YAML said in TOML, so that front matter of both kinds is read by the same reader with the same checks.
//!
//! Gives TOML of one line per key, and for each place in it the place in the YAML. Anchors and tags are refused: front
//! matter has no use for them, and an alias may stand for any amount of text. Settings of other programs may hold tags,
//! which stand for code of theirs: whoever asks for it gets empty text in their place.

use crate::budget::DATA_LEVELS;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

/// TOML and where it comes from.
#[derive(Debug, Default)]
pub struct Translated {
    pub toml: String,
    /// Keys of the mapping that everything stands in whose values hold tags.
    pub tagged: BTreeSet<String>,
    /// Start in the TOML, range in the YAML; in order.
    places: Vec<(usize, Range<usize>)>,
}

/// What is wrong with a text, and where.
#[derive(Debug)]
pub struct YamlFault {
    pub at: Range<usize>,
    pub message: String,
}

impl Translated {
    /// The place in the YAML that a place in the TOML was made from.
    pub fn origin(&self, at: &Range<usize>) -> Range<usize> {
        let after = self.places.partition_point(|(start, _)| *start <= at.start);
        after.checked_sub(1).map_or(0..0, |before| self.places[before].1.clone())
    }
}

/// Says a YAML mapping in TOML.
pub fn to_toml(yaml: &str) -> Result<Translated, YamlFault> {
    translate(yaml, Tags::Refused)
}

/// The same for settings of another program: a value with a tag becomes empty text.
pub fn to_toml_without_tags(yaml: &str) -> Result<Translated, YamlFault> {
    translate(yaml, Tags::Emptied)
}

fn translate(yaml: &str, tags: Tags) -> Result<Translated, YamlFault> {
    let mut translator = Translator {
        yaml,
        tags,
        top: String::new(),
        parser: Parser::new_from_str(yaml),
        letters: if yaml.is_ascii() {
            Vec::new()
        } else {
            yaml.char_indices().map(|(at, _)| at).collect()
        },
        out: Translated::default(),
    };
    loop {
        match translator.next()? {
            (Event::StreamStart | Event::DocumentStart(_), _) => {}
            (Event::MappingStart(..), _) => translator.lines()?,
            (Event::DocumentEnd | Event::StreamEnd, _) => return Ok(translator.out),
            // A text that holds only comments is an empty scalar.
            (Event::Scalar(value, ..), _) if value.is_empty() => {}
            (_, at) => return Err(fault(at, "front matter is lines of `key: value`")),
        }
    }
}

/// What becomes of values with tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tags {
    Refused,
    Emptied,
}

struct Translator<'y> {
    yaml: &'y str,
    tags: Tags,
    /// The key of the outermost mapping that is being said.
    top: String,
    parser: Parser<'y, saphyr_parser::StrInput<'y>>,
    /// Where each letter begins; none for a text of ASCII, in which letters are bytes.
    letters: Vec<usize>,
    out: Translated,
}

impl<'y> Translator<'y> {
    fn next(&mut self) -> Result<(Event<'y>, Range<usize>), YamlFault> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, self.range(span))),
            Some(Err(error)) => {
                let at = self.byte(*error.marker());
                let line = self.yaml[at..].lines().next().unwrap_or_default().trim_end();
                Err(fault(at..at + line.len(), error.info()))
            }
            None => Ok((Event::StreamEnd, self.yaml.len()..self.yaml.len())),
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start);
        start..self.byte(span.end).max(start)
    }

    fn byte(&self, marker: Marker) -> usize {
        let index = marker.index();
        let byte =
            if self.yaml.is_ascii() { Some(index) } else { self.letters.get(index).copied() };
        byte.unwrap_or(self.yaml.len()).min(self.yaml.len())
    }

    /// The mapping that everything stands in.
    fn lines(&mut self) -> Result<(), YamlFault> {
        loop {
            let (event, at) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(());
            }
            self.key(&event, at)?;
            if let Event::Scalar(key, ..) = &event {
                self.top = key.to_string();
            }
            let (event, at) = self.next()?;
            self.value(event, at, 1)?;
            self.out.toml.push('\n');
        }
    }

    fn key(&mut self, event: &Event<'y>, at: Range<usize>) -> Result<(), YamlFault> {
        let Event::Scalar(key, _, 0, None) = event else {
            return Err(fault(at, "a key is a word"));
        };
        self.out.places.push((self.out.toml.len(), at));
        let bare = !key.is_empty()
            && key.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
        if bare {
            self.out.toml.push_str(key);
        } else {
            self.text(key);
        }
        self.out.toml.push_str(" = ");
        Ok(())
    }

    fn value(&mut self, event: Event<'y>, at: Range<usize>, level: usize) -> Result<(), YamlFault> {
        if level > DATA_LEVELS {
            return Err(fault(at, format!("values nest more than {DATA_LEVELS} deep")));
        }
        self.out.places.push((self.out.toml.len(), at.clone()));
        match event {
            Event::Scalar(value, style, 0, None) => {
                if style == ScalarStyle::Plain && is_plain(&value) {
                    self.out.toml.push_str(&value);
                } else if style == ScalarStyle::Plain && matches!(&*value, "~" | "null" | "Null") {
                    self.text("");
                } else {
                    self.text(&value);
                }
            }
            Event::SequenceStart(0, None) => {
                self.out.toml.push('[');
                loop {
                    let (event, at) = self.next()?;
                    if event == Event::SequenceEnd {
                        break;
                    }
                    self.value(event, at, level + 1)?;
                    self.out.toml.push_str(", ");
                }
                self.out.toml.push(']');
            }
            Event::MappingStart(0, None) => {
                self.out.toml.push_str("{ ");
                let mut first = true;
                loop {
                    let (event, at) = self.next()?;
                    if event == Event::MappingEnd {
                        break;
                    }
                    if !std::mem::take(&mut first) {
                        self.out.toml.push_str(", ");
                    }
                    self.key(&event, at)?;
                    let (event, at) = self.next()?;
                    self.value(event, at, level + 1)?;
                }
                self.out.toml.push_str(" }");
            }
            Event::Scalar(_, _, 0, Some(_)) if self.tags == Tags::Emptied => self.empty(),
            Event::SequenceStart(0, Some(_)) | Event::MappingStart(0, Some(_))
                if self.tags == Tags::Emptied =>
            {
                self.skip()?;
                self.empty();
            }
            _ => return Err(fault(at, "front matter has no anchors, aliases and tags")),
        }
        Ok(())
    }

    /// In place of a value with a tag.
    fn empty(&mut self) {
        self.out.tagged.insert(self.top.clone());
        self.text("");
    }

    /// Passes over the rest of a sequence or mapping that has begun.
    fn skip(&mut self) -> Result<(), YamlFault> {
        let mut open = 1;
        while open > 0 {
            match self.next()?.0 {
                Event::SequenceStart(..) | Event::MappingStart(..) => open += 1,
                Event::SequenceEnd | Event::MappingEnd => open -= 1,
                Event::StreamEnd => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        // On one line, whatever it holds: TOML's escapes are those of JSON.
        let _ = write!(self.out.toml, "{}", serde_json::Value::from(text));
    }
}

/// Whether a scalar without quotes is a number, a day or a word of logic, which TOML writes in the same way.
fn is_plain(value: &str) -> bool {
    let number =
        value.starts_with(|letter: char| letter.is_ascii_digit() || "+-.".contains(letter));
    matches!(value, "true" | "false")
        || number && format!("x = {value}").parse::<toml::Table>().is_ok()
}

fn fault(at: Range<usize>, message: impl Into<String>) -> YamlFault {
    YamlFault { at, message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_said() {
        let yaml = "title: Tides: a start\nasof: 2026-01-02\nminutes: 5\nok: true\n# why\nlist:\n  - a\n  - '1'\nflow: [b, 2.5, 1.1.K1]\nin: {x: y}\nlong: >\n  two\n  lines\nnone:\n";
        let bad = to_toml(yaml).expect_err("two colons in one line");
        assert_eq!(&yaml[..bad.at.start].lines().count(), &1);
        let yaml = yaml.replace("Tides: a", "Tides, ü");
        let said = to_toml(&yaml).expect("is a mapping");
        let expected = "title = \"Tides, ü start\"\nasof = 2026-01-02\nminutes = 5\nok = true\nlist = [\"a\", \"1\", ]\nflow = [\"b\", 2.5, \"1.1.K1\", ]\nin = { x = \"y\" }\nlong = \"two lines\\n\"\nnone = \"\"\n";
        assert_eq!(said.toml, expected);
        let minutes = said.toml.find("5\n").expect("is there");
        assert_eq!(&yaml[said.origin(&(minutes..minutes + 1))], "5");
        let day = said.toml.find("asof").expect("is there");
        assert_eq!(&yaml[said.origin(&(day..day + 4))], "asof");
    }

    #[test]
    fn what_front_matter_has_no_use_for_is_refused() {
        assert!(to_toml("- a\n- b\n").is_err());
        assert!(to_toml("a: &x 1\nb: *x\n").is_err());
        assert!(to_toml(&format!("a: {}", "[".repeat(2000))).is_err());
        assert_eq!(to_toml("# nothing\n").expect("is empty").toml, "");
    }

    #[test]
    fn tags_of_other_programs_leave_empty_text() {
        let yaml = "name: \"Mind the gap !\"\nwords: Stop ! Then go !now\nwho: !ENV [A, [b], c]\nin:\n  - f: !!python/name:a.b\n    g: !!python/object/apply:c\n      kwds: { d: [e] }\nlast: 1\n";
        assert!(to_toml(yaml).is_err());
        let said = to_toml_without_tags(yaml).expect("is a mapping");
        let expected = "name = \"Mind the gap !\"\nwords = \"Stop ! Then go !now\"\nwho = \"\"\nin = [{ f = \"\", g = \"\" }, ]\nlast = 1\n";
        assert_eq!(said.toml, expected);
        assert_eq!(said.tagged.into_iter().collect::<Vec<_>>(), ["in", "who"]);
    }
}
