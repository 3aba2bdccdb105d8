//! The grammar of scripts, followed closely enough to know where a name is declared and where it is used.
//!
//! No tree is built: the tokens are kept in a row, with a list of the words that stand for variables and the scope each
//! one is met in. Where an arrow function may begin, its parameters are tried first and taken back if they are none.
//! Modules and `with` are refused.

mod function;
mod value;

use super::Fault;
use super::token::{self, Kind, Token, fault, keyword};

/// A script, read.
pub(super) struct Reading<'s> {
    pub(super) text: &'s str,
    pub(super) tokens: Vec<Token>,
    pub(super) words: Vec<Word>,
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
    let reading = Reading { text, tokens: Vec::new(), words: Vec::new(), scopes: vec![top] };
    let now = token::next(text, 0)?;
    let strict = now.kind == Kind::Text && &text[now.start + 1..now.end - 1] == "use strict";
    let mut reader = Reader { now, reading, scope: 0, around: Around::default(), strict };
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
        let (now, scope, around) = (self.now, self.scope, self.around);
        let lengths =
            (self.reading.tokens.len(), self.reading.words.len(), self.reading.scopes.len());
        let done = read(self).is_ok();
        if !done {
            (self.now, self.scope, self.around) = (now, scope, around);
            self.reading.tokens.truncate(lengths.0);
            self.reading.words.truncate(lengths.1);
            self.reading.scopes.truncate(lengths.2);
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

    // Statements.

    fn statement(&mut self) -> Read {
        if self.now.kind == Kind::Sign {
            return match self.text() {
                "{" => self.scoped(false, Self::block),
                ";" => self.step(),
                _ => self.expression().and_then(|()| self.end()),
            };
        }
        let word = if self.now.kind == Kind::Name { self.text() } else { "" };
        match word {
            "var" => self.declaration(Declares::Function).and_then(|()| self.end()),
            "const" => self.declaration(Declares::Block).and_then(|()| self.end()),
            "let" if self.declares_with_let() => {
                self.declaration(Declares::Block).and_then(|()| self.end())
            }
            "function" => self.function(true),
            "async" if self.opens_async_function() => self.function(true),
            "class" => self.class(true),
            "if" => {
                self.head()?;
                self.statement()?;
                if self.take("else")? { self.statement() } else { Ok(()) }
            }
            "for" => self.scoped(false, Self::for_loop),
            "while" => self.head().and_then(|()| self.statement()),
            "do" => {
                self.step()?;
                self.statement()?;
                if !self.at("while") {
                    return Err(self.unexpected("`while`"));
                }
                self.head()?;
                if self.at(";") {
                    self.end()
                } else {
                    let start = self.now.start;
                    self.reading.tokens.push(Token {
                        kind: Kind::End,
                        start,
                        end: start,
                        line: false,
                    });
                    Ok(())
                }
            }
            "return" | "throw" => {
                self.step()?;
                if !(self.now.line || self.at(";") || self.at("}") || self.now.kind == Kind::Last) {
                    self.expression()?;
                }
                self.end()
            }
            "break" | "continue" => {
                self.step()?;
                if self.now.kind == Kind::Name && !self.now.line {
                    self.step()?;
                }
                self.end()
            }
            "debugger" => self.step().and_then(|()| self.end()),
            "switch" => {
                self.head()?;
                self.scoped(false, Self::cases)
            }
            "try" => self.attempt(),
            "with" => Err(fault(self.now.start, "`with` is not understood")),
            "import" if !self.peek_is(&["(", "."]) => self.module(),
            "export" => self.module(),
            _ if self.at_name() && self.peek_is(&[":"]) => {
                self.step()?;
                self.step()?;
                self.statement()
            }
            _ => self.expression().and_then(|()| self.end()),
        }
    }

    fn module(&self) -> Read {
        Err(fault(
            self.now.start,
            "scripts are no modules here: pages in a folder cannot load those",
        ))
    }

    fn block(&mut self) -> Read {
        self.need("{")?;
        while !self.at("}") {
            if self.now.kind == Kind::Last {
                return Err(self.unexpected("`}`"));
            }
            self.statement()?;
        }
        self.step()
    }

    /// A word such as `if` with what stands in parentheses after it.
    fn head(&mut self) -> Read {
        self.step()?;
        self.need("(")?;
        self.expression()?;
        self.need(")")
    }

    fn declares_with_let(&self) -> bool {
        self.peek().is_ok_and(|next| match next.kind {
            Kind::Name => !["in", "instanceof", "of"].contains(&self.reading.slice(&next)),
            _ => ["[", "{"].iter().any(|sign| self.reading.is(&next, sign)),
        })
    }

    fn opens_async_function(&self) -> bool {
        self.at("async") && self.peek_is(&["function"]) && self.peek().is_ok_and(|next| !next.line)
    }

    fn declaration(&mut self, declares: Declares) -> Read {
        self.step()?;
        loop {
            self.pattern(declares)?;
            if self.take("=")? {
                self.assignment()?;
            }
            if !self.take(",")? {
                return Ok(());
            }
        }
    }

    fn for_loop(&mut self) -> Read {
        self.step()?;
        self.take("await")?;
        self.need("(")?;
        if self.at("var") {
            self.declaration(Declares::Function)?;
        } else if self.at("const") || (self.at("let") && self.declares_with_let()) {
            self.declaration(Declares::Block)?;
        } else if !self.at(";") {
            self.expression()?;
        }
        // `a in b` was read as one expression where `a` was not declared here.
        if self.take("of")? || self.take("in")? {
            self.expression()?;
        } else if !self.at(")") {
            self.need(";")?;
            if !self.at(";") {
                self.expression()?;
            }
            self.need(";")?;
            if !self.at(")") {
                self.expression()?;
            }
        }
        self.need(")")?;
        self.statement()
    }

    fn cases(&mut self) -> Read {
        self.need("{")?;
        while !self.take("}")? {
            if self.take("case")? {
                self.expression()?;
                self.need(":")?;
            } else if self.at("default") {
                self.step()?;
                self.need(":")?;
            } else if self.now.kind == Kind::Last {
                return Err(self.unexpected("`}`"));
            } else {
                self.statement()?;
            }
        }
        Ok(())
    }

    fn attempt(&mut self) -> Read {
        self.step()?;
        self.scoped(false, Self::block)?;
        if self.take("catch")? {
            self.scoped(false, |reader| {
                if reader.take("(")? {
                    reader.pattern(Declares::Block)?;
                    reader.need(")")?;
                }
                reader.block()
            })?;
        }
        if self.take("finally")? { self.scoped(false, Self::block) } else { Ok(()) }
    }
}
