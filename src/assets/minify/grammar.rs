//! The grammar of scripts, followed closely enough to know where a name is declared and where it is used.
//!
//! No tree is built: the tokens are kept in a row, with a list of the words that stand for variables and the scope each
//! one is met in. Where an arrow function may begin, its parameters are tried first and taken back if they are none.
//! Modules and `with` are refused.

mod function;
mod statement;
mod value;

use super::Fault;
use super::token::{self, Kind, Token, fault, keyword};
use std::collections::BTreeSet;
use std::ops::Range;

/// A script, read.
pub(super) struct Reading<'s> {
    pub(super) text: &'s str,
    pub(super) tokens: Vec<Token>,
    pub(super) words: Vec<Word>,
    pub(super) declarations: Vec<Declaration>,
    /// Words, by index, that something is assigned to after their declaration.
    pub(super) assigned: BTreeSet<usize>,
    /// Texts in quotes that are values: neither a property's name nor a directive.
    pub(super) quoted: BTreeSet<usize>,
    /// The first one is the top; each one stands after the one round it.
    pub(super) scopes: Vec<Scope>,
}

/// A token that stands for a variable.
pub(super) struct Word {
    pub(super) token: usize,
    pub(super) scope: usize,
    /// The scope in which it declares its name.
    pub(super) declares: Option<usize>,
    /// It names a property as well: `{ word }`.
    pub(super) shorthand: bool,
}

/// `const`, `let` or `var` with the names it gives.
pub(super) struct Declaration {
    pub(super) token: usize,
    pub(super) scope: usize,
    /// Its words, and those of functions inside it.
    pub(super) words: Range<usize>,
    /// Token of the declaration that is the statement before this one.
    pub(super) follows: Option<usize>,
}

pub(super) struct Scope {
    pub(super) parent: Option<usize>,
    /// Declarations with `var` belong to it.
    function: bool,
    /// First token of a function's body.
    pub(super) body: usize,
}

impl<'s> Reading<'s> {
    pub(super) fn slice(&self, token: &Token) -> &'s str {
        &self.text[token.start..token.end]
    }

    pub(super) fn is(&self, token: &Token, text: &str) -> bool {
        matches!(token.kind, Kind::Sign | Kind::Name) && self.slice(token) == text
    }

    pub(super) fn text_of(&self, word: &Word) -> &'s str {
        self.slice(&self.tokens[word.token])
    }
}

pub(super) fn read(text: &str) -> Result<Reading<'_>, Fault> {
    let top = Scope { parent: None, function: true, body: 0 };
    let reading = Reading {
        text,
        tokens: Vec::new(),
        words: Vec::new(),
        declarations: Vec::new(),
        assigned: BTreeSet::new(),
        quoted: BTreeSet::new(),
        scopes: vec![top],
    };
    let now = token::next(text, 0)?;
    let strict = now.kind == Kind::Text && &text[now.start + 1..now.end - 1] == "use strict";
    let around = Around::default();
    let mut reader = Reader { now, reading, scope: 0, around, strict, declared: None };
    while reader.now.kind != Kind::Last {
        reader.statement()?;
    }
    Ok(reader.reading)
}

type Read<T = ()> = Result<T, Fault>;

/// What the nearest function allows.
#[derive(Default, Clone, Copy)]
struct Around {
    asynchronous: bool,
    generator: bool,
}

/// How a name is declared.
#[derive(Clone, Copy)]
enum Declares {
    Function,
    Block,
}

struct Reader<'s> {
    reading: Reading<'s>,
    now: Token,
    scope: usize,
    around: Around,
    /// A function declared in a block is known in that block only.
    strict: bool,
    /// The last statement that is a declaration: its first token, and its end.
    declared: Option<(usize, usize)>,
}

impl<'s> Reader<'s> {
    fn at(&self, text: &str) -> bool {
        self.reading.is(&self.now, text)
    }

    fn text(&self) -> &'s str {
        self.reading.slice(&self.now)
    }

    fn peek(&self) -> Read<Token> {
        token::next(self.reading.text, self.now.end)
    }

    fn peek_is(&self, texts: &[&str]) -> bool {
        self.peek().is_ok_and(|next| texts.iter().any(|text| self.reading.is(&next, text)))
    }

    fn step(&mut self) -> Read {
        self.reading.tokens.push(self.now);
        self.now = self.peek()?;
        Ok(())
    }

    /// Steps over a sign or word if it is there.
    fn take(&mut self, text: &str) -> Read<bool> {
        let there = self.at(text);
        if there {
            self.step()?;
        }
        Ok(there)
    }

    fn need(&mut self, text: &str) -> Read {
        if self.take(text)? { Ok(()) } else { Err(self.unexpected(&format!("`{text}`"))) }
    }

    fn unexpected(&self, wanted: &str) -> Fault {
        let found = match self.now.kind {
            Kind::Last => "the script ends".to_owned(),
            _ => format!("`{}` stands", self.text().chars().take(20).collect::<String>()),
        };
        fault(self.now.start, format!("{found} where {wanted} is expected"))
    }

    /// Whether a variable's name is next.
    fn at_name(&self) -> bool {
        self.now.kind == Kind::Name && !keyword(self.text())
    }

    fn word(&mut self, declares: Option<Declares>, shorthand: bool) -> Read {
        if !self.at_name() {
            return Err(self.unexpected("a name"));
        }
        let declares = declares.map(|declares| match declares {
            Declares::Block => self.scope,
            Declares::Function => {
                let mut scope = self.scope;
                while let Some(parent) = self.reading.scopes[scope].parent
                    && !self.reading.scopes[scope].function
                {
                    scope = parent;
                }
                scope
            }
        });
        let token = self.reading.tokens.len();
        self.reading.words.push(Word { token, scope: self.scope, declares, shorthand });
        self.step()
    }

    fn scoped<T>(&mut self, function: bool, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let outer = self.scope;
        self.scope = self.reading.scopes.len();
        self.reading.scopes.push(Scope { parent: Some(outer), function, body: 0 });
        let done = read(self);
        self.scope = outer;
        done
    }

    /// Tries to read; takes everything back when that fails.
    fn tried(&mut self, read: impl FnOnce(&mut Self) -> Read) -> bool {
        let (now, scope, around, declared) = (self.now, self.scope, self.around, self.declared);
        let Reading { tokens, words, declarations, scopes, .. } = &self.reading;
        let lengths = (tokens.len(), words.len(), declarations.len(), scopes.len());
        let done = read(self).is_ok();
        if !done {
            (self.now, self.scope, self.around, self.declared) = (now, scope, around, declared);
            self.reading.tokens.truncate(lengths.0);
            self.reading.quoted.split_off(&lengths.0);
            self.reading.words.truncate(lengths.1);
            self.reading.assigned.split_off(&lengths.1);
            self.reading.declarations.truncate(lengths.2);
            self.reading.scopes.truncate(lengths.3);
        }
        done
    }

    /// The end of a statement, written or not.
    fn end(&mut self) -> Read {
        let Token { start, line, .. } = self.now;
        if self.at(";") {
            self.step()?;
            self.reading.tokens.pop();
        } else if !(line || self.at("}") || self.now.kind == Kind::Last) {
            return Err(self.unexpected("the end of the statement"));
        }
        self.reading.tokens.push(Token { kind: Kind::End, start, end: start, line: false });
        Ok(())
    }
}
