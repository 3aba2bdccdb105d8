//! Reads a sequence diagram, line by line: the text after `sequenceDiagram` becomes a [`Script`], or the first fault.
//!
//! Participants come into being where they are first named. Blocks such as `alt` are checked for their `end`
//! here, so that later stages can trust the steps to be well nested.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::Fault;
use super::super::chart::{Line, Tip};
use super::super::cursor::{About, Cursor, label};
use super::super::tone::{Tone, tone};
use super::{Group, Message, Person, Script, Side, Step};

const MOST_PEOPLE: usize = 50;
const MOST_STEPS: usize = 1000;
const DEEPEST: usize = 8;

pub(in super::super) fn read(cursor: Cursor) -> Result<Script, Fault> {
    let mut reader = SequenceReader {
        cursor,
        script: Script::default(),
        names: BTreeMap::new(),
        open: Vec::new(),
        in_group: None,
        number: None,
    };
    let mut about = About::default();
    while reader.cursor.next_statement(&mut about)? {
        reader.statement(&mut about)?;
    }
    if let Some(span) = reader.in_group.take() {
        return Err(Fault::new(span, "`box` is never closed", "close it with `end`"));
    }
    if let Some((kind, span)) = reader.open.pop() {
        return Err(Fault::new(span, format!("`{kind}` is never closed"), "close it with `end`"));
    }
    if reader.script.people.is_empty() {
        let end = reader.cursor.at();
        let help = "add messages: `Client->>Server: request`";
        return Err(Fault::new(0..end, "the diagram is empty", help));
    }
    reader.script.about = about;
    Ok(reader.script)
}

struct SequenceReader<'a> {
    cursor: Cursor<'a>,
    script: Script,
    names: BTreeMap<&'a str, usize>,
    open: Vec<(&'static str, Range<usize>)>,
    /// Whether the last group is still open.
    in_group: Option<Range<usize>>,
    /// The next message's number.
    number: Option<u32>,
}

const KINDS: [&str; 6] = ["loop", "alt", "opt", "par", "critical", "break"];

impl<'a> SequenceReader<'a> {
    fn statement(&mut self, about: &mut About) -> Result<(), Fault> {
        if self.script.steps.len() >= MOST_STEPS {
            let message = format!("more than {MOST_STEPS} steps");
            return Err(Fault::new(self.cursor.here(), message, "split the diagram into several"));
        }
        let start = self.cursor.at();
        let mut ahead = self.cursor.clone();
        let word = ahead.word();
        let span = start..start + word.len();
        if ahead
            .peek()
            .is_some_and(|letter| !letter.is_whitespace() && letter != ';' && letter != ':')
        {
            return self.message();
        }
        match word {
            "participant" | "actor" => {
                self.cursor = ahead;
                self.participant(word == "actor", span)
            }
            "Note" | "note" => {
                self.cursor = ahead;
                self.note(span)
            }
            "activate" | "deactivate" => {
                self.cursor = ahead;
                let (name, place) = self.cursor.line();
                let person = self.person(name.trim_end_matches(';'), place)?;
                let step = if word == "activate" {
                    Step::Activate(person)
                } else {
                    Step::Deactivate(person)
                };
                self.script.steps.push(step);
                Ok(())
            }
            "else" | "and" | "option" | "end" => {
                self.cursor = ahead;
                self.divide(word, span)
            }
            "autonumber" => {
                self.cursor = ahead;
                let (text, _) = self.cursor.line();
                let first = text.split_whitespace().next().and_then(|first| first.parse().ok());
                self.number = if text.starts_with("off") { None } else { Some(first.unwrap_or(1)) };
                Ok(())
            }
            "title" => {
                self.cursor = ahead;
                self.cursor.eat(":");
                let (text, _) = self.cursor.line();
                about.title.get_or_insert_with(|| label(text));
                Ok(())
            }
            "rect" => {
                self.cursor = ahead;
                let (colour, _) = self.cursor.line();
                self.nest("rect", span, Step::Shade(tone(colour)))
            }
            "box" => {
                self.cursor = ahead;
                self.group(span)
            }
            "create" => {
                self.cursor = ahead;
                self.create(span)
            }
            "destroy" => {
                self.cursor = ahead;
                let (name, place) = self.cursor.line();
                let person = self.person(name.trim_end_matches(';'), place)?;
                self.script.steps.push(Step::Destroy(person));
                Ok(())
            }
            "link" | "links" | "properties" | "details" => {
                let help = "remove the line; put the link in the text beside the diagram";
                Err(Fault::new(span, format!("`{word}` is not supported in a diagram"), help))
            }
            _ => match KINDS.iter().find(|kind| **kind == word) {
                Some(kind) => {
                    self.cursor = ahead;
                    self.begin(kind, span)
                }
                None => self.message(),
            },
        }
    }

    /// `box Purple Title`, until `end`; the colour may be left out.
    fn group(&mut self, keyword: Range<usize>) -> Result<(), Fault> {
        let (text, _) = self.cursor.line();
        if self.in_group.is_some() {
            return Err(Fault::new(
                keyword,
                "a `box` stands in another",
                "close the first with `end`",
            ));
        }
        // A colour with arguments may hold blanks.
        let length = text.find(')').filter(|_| text.starts_with("rgb") || text.starts_with("hsl"));
        let length = length.map(|at| at + 1).or_else(|| text.find(char::is_whitespace));
        let (first, rest) = text.split_at(length.unwrap_or(text.len()));
        let is_colour = tone(first).is_some()
            || ["transparent", "white"].contains(&first.to_ascii_lowercase().as_str());
        let (tone, title) = if is_colour { (tone(first), rest) } else { (None::<Tone>, text) };
        self.script.groups.push(Group { title: label(title), tone, members: Vec::new() });
        self.in_group = Some(keyword);
        Ok(())
    }

    /// `create participant name`, or an actor
    fn create(&mut self, keyword: Range<usize>) -> Result<(), Fault> {
        self.cursor.skip_space();
        let word = self.cursor.word();
        if word != "participant" && word != "actor" {
            let help = "write `create participant name` or `create actor name`";
            return Err(Fault::new(keyword, "`create` says not what", help));
        }
        let before = self.script.people.len();
        self.participant(word == "actor", keyword.clone())?;
        if self.script.people.len() == before {
            let help = "take `create` away, or name someone who was not there before";
            return Err(Fault::new(keyword, "this participant is there already", help));
        }
        self.script.steps.push(Step::Create(before));
        Ok(())
    }

    fn participant(&mut self, is_actor: bool, keyword: Range<usize>) -> Result<(), Fault> {
        let (text, span) = self.cursor.line();
        let text = text.trim_end_matches(';').trim_end();
        let (name, shown) = text.split_once(" as ").unwrap_or((text, text));
        let name = name.trim();
        if name.is_empty() {
            let help = "write `participant name` or `participant name as Shown name`";
            return Err(Fault::new(keyword, "the participant has no name", help));
        }
        let index = self.person(name, span)?;
        if let Some(person) = self.script.people.get_mut(index) {
            *person = Person { label: label(shown), is_actor };
        }
        if self.in_group.is_some()
            && let Some(group) = self.script.groups.last_mut()
            && !group.members.contains(&index)
        {
            group.members.push(index);
        }
        Ok(())
    }

    fn person(&mut self, name: &'a str, span: Range<usize>) -> Result<usize, Fault> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Fault::new(
                span,
                "a participant is missing here",
                "name one, as in `Client->>Server: request`",
            ));
        }
        if let Some(index) = self.names.get(name) {
            return Ok(*index);
        }
        let index = self.script.people.len();
        if index >= MOST_PEOPLE {
            let message = format!("more than {MOST_PEOPLE} participants");
            return Err(Fault::new(span, message, "split the diagram into several"));
        }
        self.names.insert(name, index);
        self.script.people.push(Person { label: label(name), is_actor: false });
        Ok(index)
    }

    fn note(&mut self, keyword: Range<usize>) -> Result<(), Fault> {
        let (text, span) = self.cursor.line();
        let help = "write `Note over A,B: text`, `Note left of A: text` or `Note right of A: text`";
        let fault = |message: &str| Fault::new(keyword.start..span.end, message, help);
        let sides = [("over ", Side::Over), ("left of ", Side::Left), ("right of ", Side::Right)];
        let placed =
            sides.iter().find_map(|(words, side)| Some((text.strip_prefix(words)?, *side)));
        let Some((rest, side)) = placed else {
            return Err(fault("the note has no place"));
        };
        let Some((names, shown)) = rest.split_once(':') else {
            return Err(fault("the note has no text"));
        };
        let (first, second) = names.split_once(',').unwrap_or((names, names));
        let first = self.person(first, span.clone())?;
        let second = self.person(second, span.clone())?;
        if side != Side::Over && first != second {
            return Err(fault("a note beside a participant names only one"));
        }
        let (from, to) = (first.min(second), first.max(second));
        self.script.steps.push(Step::Note { side, from, to, label: label(shown) });
        Ok(())
    }

    fn begin(&mut self, kind: &'static str, span: Range<usize>) -> Result<(), Fault> {
        let (text, _) = self.cursor.line();
        self.nest(kind, span, Step::Begin { kind, label: label(text) })
    }

    fn nest(&mut self, kind: &'static str, span: Range<usize>, step: Step) -> Result<(), Fault> {
        if self.open.len() >= DEEPEST {
            let message = format!("more than {DEEPEST} blocks inside each other");
            return Err(Fault::new(span, message, "split the diagram into several"));
        }
        self.open.push((kind, span));
        self.script.steps.push(step);
        Ok(())
    }

    fn divide(&mut self, word: &str, span: Range<usize>) -> Result<(), Fault> {
        let (text, _) = self.cursor.line();
        if word == "end" && self.in_group.take().is_some() {
            return Ok(());
        }
        let inside = self.open.last().map(|(kind, _)| *kind);
        let fits = match word {
            "end" => inside.is_some(),
            "else" => inside == Some("alt"),
            "and" => inside == Some("par"),
            _ => inside == Some("critical"),
        };
        if !fits {
            let help = "`else` stands in `alt`, `and` in `par`, `option` in `critical`; `end` closes one of them";
            return Err(Fault::new(span, format!("`{word}` belongs to no block"), help));
        }
        self.script.steps.push(if word == "end" {
            self.open.pop();
            Step::End
        } else {
            Step::Divide { label: label(text) }
        });
        Ok(())
    }

    fn message(&mut self) -> Result<(), Fault> {
        let (text, span) = self.cursor.line();
        let (ends, shown) = text.split_once(':').unwrap_or((text, ""));
        let Some((from, arrow, to)) = split_at_arrow(ends) else {
            let help =
                "a line is a message such as `A->>B: text`, a `Note`, or a block such as `alt`";
            return Err(Fault::new(span, "this line is neither a message nor a known word", help));
        };
        let to = to.trim_start();
        let (activates, deactivates) = (to.starts_with('+'), to.starts_with('-'));
        let to = to.strip_prefix(['+', '-']).unwrap_or(to);
        let from = self.person(from, span.clone())?;
        let to = self.person(to, span)?;
        let mut shown = label(shown);
        if let Some(number) = &mut self.number {
            shown =
                if shown.is_empty() { format!("{number}") } else { format!("{number}. {shown}") };
            *number = number.saturating_add(1);
        }
        let (line, tail, head) = arrow;
        self.script.steps.push(Step::Message(Message {
            from,
            to,
            label: shown,
            line,
            tail,
            head,
            activates,
            deactivates,
        }));
        Ok(())
    }
}

type Arrow = (Line, Tip, Tip);

/// Arrows with a point are looked for first, since a name may hold `-x`.
fn split_at_arrow(text: &str) -> Option<(&str, Arrow, &str)> {
    const POINTED: [(&str, Arrow); 6] = [
        ("<<-->>", (Line::Dotted, Tip::Arrow, Tip::Arrow)),
        ("<<->>", (Line::Solid, Tip::Arrow, Tip::Arrow)),
        ("-->>", (Line::Dotted, Tip::None, Tip::Arrow)),
        ("->>", (Line::Solid, Tip::None, Tip::Arrow)),
        ("-->", (Line::Dotted, Tip::None, Tip::None)),
        ("->", (Line::Solid, Tip::None, Tip::None)),
    ];
    const BLUNT: [(&str, Arrow); 4] = [
        ("--x", (Line::Dotted, Tip::None, Tip::Cross)),
        ("-x", (Line::Solid, Tip::None, Tip::Cross)),
        ("--)", (Line::Dotted, Tip::None, Tip::Open)),
        ("-)", (Line::Solid, Tip::None, Tip::Open)),
    ];
    let find = |arrows: &[(&str, Arrow)]| {
        text.char_indices().find_map(|(at, _)| {
            let (sign, arrow) = arrows.iter().find(|(sign, _)| text[at..].starts_with(sign))?;
            Some((at, sign.len(), *arrow))
        })
    };
    let (at, length, arrow) = find(&POINTED).or_else(|| find(&BLUNT))?;
    Some((&text[..at], arrow, &text[at + length..]))
}
