//! What an author of LaTeX writes to what `math-core` reads.
//!
//! A formula's own definitions and the book's macros are put in place, and so is what the library does not know and can
//! be said with what it knows: `\boxed`, `\substack`, `\textcolor`, `\tag` outside an environment, formulas inside
//! `\text`. Every byte that comes out knows the bytes of the author's text that it comes from, so that a fault is shown
//! where it was written. Knows nothing of MathML.

mod origin;
mod tables;
mod text;

use super::FormulaFault;
use super::argument::{argument, name_of, optional};
use super::macros::{Macro, Macros};
use crate::budget;
use std::fmt::Write as _;
use std::ops::Range;
use std::rc::Rc;

pub(super) use origin::Expanded;
use origin::Origin;

/// What a `\tag` says, with brackets round it unless it has a star.
pub(super) struct Tag {
    pub(super) words: String,
    pub(super) bare: bool,
}

/// What the library is given in the place of a tag's words, with the tag's number behind it.
pub(super) const TAG: &str = "gwtag";

/// Environments that number their lines, and so take `\tag` as it is.
pub(super) const NUMBERED: [&str; 7] =
    ["align", "align*", "equation", "equation*", "gather", "gather*", "multline"];

/// Commands that set words, and what each is called.
const WORDS: [(&str, &str); 12] = [
    ("mbox", "text"),
    ("textnormal", "text"),
    ("textup", "textrm"),
    ("text", "text"),
    ("textrm", "textrm"),
    ("textbf", "textbf"),
    ("textit", "textit"),
    ("textsf", "textsf"),
    ("texttt", "texttt"),
    ("textsc", "textsc"),
    ("emph", "emph"),
    ("hbox", "text"),
];

/// Whether a command sets words, as it is called behind [`expand`].
pub(super) fn sets_words(name: &str) -> bool {
    WORDS.iter().any(|(_, known)| *known == name)
}

/// Puts everything in place; `macros` learns what the formula defines.
///
/// The library takes few letters in a `\tag`, so each gets a number for its words, which `tags` learns.
pub(super) fn expand(
    tex: &str,
    display: bool,
    macros: &mut Macros,
    tags: &mut Vec<Tag>,
) -> Result<Expanded, FormulaFault> {
    let mut expander = Expander {
        frames: vec![Frame { text: tex.into(), at: 0, origin: None }],
        out: Expanded {
            text: String::with_capacity(tex.len()),
            origins: Vec::new(),
            labels: Vec::new(),
            references: Vec::new(),
        },
        macros,
        tags,
        open: Vec::new(),
        tag: None,
        expansions: 0,
    };
    expander.run()?;
    let Expander { mut out, tag, .. } = expander;
    if let Some((tag, place)) = tag {
        if !display {
            return Err(FormulaFault::new(
                place,
                "a formula within a line has no room for a `\\tag`",
            ));
        }
        let before = "\\begin{equation*}";
        out.text.insert_str(0, before);
        for (from, _) in &mut out.origins {
            *from += before.len();
        }
        out.origins.insert(0, (0, Origin::Of(place.clone())));
        out.origins.push((out.text.len(), Origin::Of(place)));
        let _ = write!(out.text, "\\tag{{{tag}}}\\end{{equation*}}");
    }
    Ok(out)
}

/// A text that is being read: the author's, or what a macro stands for.
struct Frame {
    text: Rc<str>,
    at: usize,
    /// What of the author's text it stands for; nothing for that text itself.
    origin: Option<Range<usize>>,
}

struct Expander<'m> {
    frames: Vec<Frame>,
    out: Expanded,
    macros: &'m mut Macros,
    tags: &'m mut Vec<Tag>,
    /// Names of the environments around the place.
    open: Vec<String>,
    /// What a `\tag` outside every numbered environment holds, with its place.
    tag: Option<(String, Range<usize>)>,
    expansions: usize,
}

impl Expander<'_> {
    fn run(&mut self) -> Result<(), FormulaFault> {
        while let Some(frame) = self.frames.last() {
            match frame.text[frame.at..].chars().next() {
                None => {
                    self.frames.pop();
                }
                Some('\\') => self.command()?,
                Some('%') => self.comment(),
                Some('^' | '_' | '\'') => {
                    self.empty_base();
                    self.copy(1);
                }
                Some(letter) => self.copy(letter.len_utf8()),
            }
            if self.out.text.len() > budget::FORMULA_BYTES {
                return Err(self.runaway());
            }
        }
        Ok(())
    }

    fn runaway(&self) -> FormulaFault {
        // Of all that is being read, the first stands for what the author wrote.
        let place = self.frames.get(1).and_then(|frame| frame.origin.clone()).unwrap_or(0..0);
        FormulaFault::new(place, "the macros of this formula expand without an end")
    }

    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("something is being read")
    }

    /// What the next bytes of the text being read come from.
    fn place(&mut self, length: usize) -> Range<usize> {
        let frame = self.frame();
        frame.origin.clone().unwrap_or(frame.at..frame.at + length)
    }

    /// Takes the next bytes over as they are.
    fn copy(&mut self, length: usize) {
        let frame = self.frames.last_mut().expect("something is being read");
        let origin = match &frame.origin {
            None => Origin::Own(frame.at),
            Some(range) => Origin::Of(range.clone()),
        };
        let follows = |(from, last): &(usize, Origin)| match (last, &origin) {
            (Origin::Own(last), Origin::Own(own)) => last + (self.out.text.len() - from) == *own,
            (Origin::Of(last), Origin::Of(range)) => last == range,
            _ => false,
        };
        if !self.out.origins.last().is_some_and(follows) {
            self.out.origins.push((self.out.text.len(), origin));
        }
        self.out.text.push_str(&frame.text[frame.at..frame.at + length]);
        frame.at += length;
    }

    /// A comment ends with its line and says nothing.
    fn comment(&mut self) {
        let frame = self.frame();
        let rest = &frame.text[frame.at..];
        frame.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
    }

    fn command(&mut self) -> Result<(), FormulaFault> {
        let frame = self.frame();
        let name = name_of(&frame.text[frame.at + 1..]).to_owned();
        let length = 1 + name.len();
        let place = self.place(length);
        if let Some(known) = self.macros.get(&name).cloned() {
            self.frame().at += length;
            return self.put(&known, &name, place);
        }
        match name.as_str() {
            "newcommand"
            | "renewcommand"
            | "providecommand"
            | "DeclareMathOperator"
            | "def"
            | "gdef" => self.definition(&name, length, place),
            "begin" | "end" => self.environment(&name, length),
            "\\" => {
                self.copy(length);
                self.spacing();
                Ok(())
            }
            "tag" => self.tag(length, place),
            "label" | "eqref" => {
                let from = self.frame().at + length;
                let text = Rc::clone(&self.frame().text);
                let (label, end) = argument(&text, from, &place, &name)?;
                let label = label.trim().to_owned();
                if name == "label" {
                    self.out.labels.push(label);
                } else {
                    self.out.references.push((label, place));
                }
                self.copy(end - from + length);
                Ok(())
            }
            "hline" => {
                self.copy(length);
                self.double_line();
                Ok(())
            }
            "color" => self.colour(length, place),
            "substack" => self.rewrite(length, place, &name, 1, |parts| {
                format!("\\begin{{subarray}}{{c}}{}\\end{{subarray}}", parts[0])
            }),
            "boxed" => self.rewrite(length, place, &name, 1, |parts| {
                format!("\\begin{{darray}}{{|c|}}\\hline{{{}}}\\\\\\hline\\end{{darray}}", parts[0])
            }),
            "fbox" => self.rewrite(length, place, &name, 1, |parts| {
                format!("\\boxed{{\\text{{{}}}}}", parts[0])
            }),
            "pmb" => self
                .rewrite(length, place, &name, 1, |parts| format!("\\boldsymbol{{{}}}", parts[0])),
            "textcolor" => {
                let from = self.frame().at + length;
                let (model, from) = optional(&self.frame().text, from);
                let model = model.map_or_else(String::new, |model| format!("[{model}]"));
                let length = from - self.frame().at;
                self.rewrite(length, place, &name, 2, |parts| {
                    format!("{{\\color{model}{{{}}}{}}}", parts[0], parts[1])
                })
            }
            _ => match WORDS.iter().find(|(word, _)| *word == name) {
                Some((_, known)) => self.words(known, length, place),
                None => {
                    self.copy(length);
                    Ok(())
                }
            },
        }
    }

    /// Puts a macro in place.
    fn put(&mut self, known: &Macro, name: &str, place: Range<usize>) -> Result<(), FormulaFault> {
        let from = self.frame().at;
        let (first, mut from) = match &known.default {
            Some(default) => {
                let (given, end) = optional(&self.frame().text, from);
                (Some(given.unwrap_or(default).to_owned()), end)
            }
            None => (None, from),
        };
        let mut parts: Vec<String> = first.into_iter().collect();
        while parts.len() < known.parameters {
            let (part, end) = argument(&self.frame().text, from, &place, name)?;
            parts.push(part.to_owned());
            from = end;
        }
        let whole = self.whole(&place, from);
        self.frame().at = from;
        self.push(known.filled(&parts), whole)
    }

    /// Puts other words in the place of a command with its arguments.
    fn rewrite(
        &mut self,
        length: usize,
        place: Range<usize>,
        name: &str,
        count: usize,
        write: impl Fn(&[String]) -> String,
    ) -> Result<(), FormulaFault> {
        let mut from = self.frame().at + length;
        let mut parts = Vec::new();
        while parts.len() < count {
            let (part, end) = argument(&self.frame().text, from, &place, name)?;
            parts.push(part.to_owned());
            from = end;
        }
        let whole = self.whole(&place, from);
        self.frame().at = from;
        self.push(write(&parts), whole)
    }

    /// A place up to where reading goes on.
    fn whole(&mut self, place: &Range<usize>, end: usize) -> Range<usize> {
        if self.frame().origin.is_some() { place.clone() } else { place.start..end }
    }

    fn push(&mut self, text: String, origin: Range<usize>) -> Result<(), FormulaFault> {
        self.expansions += 1;
        if self.expansions > budget::FORMULA_EXPANSIONS || text.len() > budget::FORMULA_BYTES {
            return Err(self.runaway());
        }
        // What was read to its end goes, so that a macro which ends in itself does not pile up.
        while self.frames.len() > 1
            && self.frames.last().is_some_and(|top| top.at == top.text.len())
        {
            self.frames.pop();
        }
        self.frames.push(Frame { text: text.into(), at: 0, origin: Some(origin) });
        Ok(())
    }

    fn definition(
        &mut self,
        by: &str,
        length: usize,
        place: Range<usize>,
    ) -> Result<(), FormulaFault> {
        let text = Rc::clone(&self.frame().text);
        let from = self.frame().at + length;
        let (name, made, end) = if by == "def" || by == "gdef" {
            super::macros::def(&text, from, &place)?
        } else {
            super::macros::command(by, &text, from, &place)?
        };
        self.frame().at = end;
        if by != "providecommand" || !self.macros.has(&name) {
            self.macros.define(name, made);
        }
        Ok(())
    }

    /// Writes what is not read again.
    fn emit(&mut self, text: &str, origin: Range<usize>) {
        self.out.origins.push((self.out.text.len(), Origin::Of(origin)));
        self.out.text.push_str(text);
    }
}
