//! Statements, with what they declare.

use super::{Declaration, Declares, Read, Reader, Reading};
use crate::assets::minify::token::{Kind, Token, fault};

impl Reader<'_> {
    pub(super) fn statement(&mut self) -> Read {
        if self.now.kind == Kind::Sign {
            return match self.text() {
                "{" => self.scoped(false, Self::block),
                ";" => self.step(),
                _ => self.expression().and_then(|()| self.end()),
            };
        }
        if self.now.kind == Kind::Text {
            // It may be a directive, which is one only in quotes.
            let first = self.reading.tokens.len();
            self.expression()?;
            self.reading.quoted.remove(&first);
            return self.end();
        }
        let word = if self.now.kind == Kind::Name { self.text() } else { "" };
        match word {
            "var" => self.declared(Declares::Function),
            "const" => self.declared(Declares::Block),
            "let" if self.declares_with_let() => self.declared(Declares::Block),
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

    pub(super) fn module(&self) -> Read {
        Err(fault(
            self.now.start,
            "scripts are no modules here: pages in a folder cannot load those",
        ))
    }

    pub(super) fn block(&mut self) -> Read {
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
    pub(super) fn head(&mut self) -> Read {
        self.step()?;
        self.need("(")?;
        self.expression()?;
        self.need(")")
    }

    pub(super) fn declares_with_let(&self) -> bool {
        self.peek().is_ok_and(|next| match next.kind {
            Kind::Name => !["in", "instanceof", "of"].contains(&self.reading.slice(&next)),
            _ => ["[", "{"].iter().any(|sign| self.reading.is(&next, sign)),
        })
    }

    pub(super) fn opens_async_function(&self) -> bool {
        self.at("async") && self.peek_is(&["function"]) && self.peek().is_ok_and(|next| !next.line)
    }

    pub(super) fn declaration(&mut self, declares: Declares) -> Read {
        let (token, first) = (self.reading.tokens.len(), self.reading.words.len());
        let follows = self.declared.filter(|(_, end)| end + 1 == token).map(|(before, _)| before);
        self.step()?;
        loop {
            self.pattern(declares)?;
            if self.take("=")? {
                self.assignment()?;
            }
            if !self.take(",")? {
                break;
            }
        }
        let words = first..self.reading.words.len();
        self.reading.declarations.push(Declaration { token, scope: self.scope, words, follows });
        Ok(())
    }

    /// A declaration as a statement.
    pub(super) fn declared(&mut self, declares: Declares) -> Read {
        let token = self.reading.tokens.len();
        self.declaration(declares)?;
        // `if (a) var b` takes one statement, which nothing may join.
        let block = matches!(declares, Declares::Block);
        self.declared = block.then_some((token, self.reading.tokens.len()));
        self.end()
    }

    /// Notes that what stands from a token on is given a value: a name alone, or all names of a pattern.
    pub(super) fn assigns(&mut self, first: usize) {
        let Reading { text, tokens, words, assigned, .. } = &mut self.reading;
        let name = |token: &Token| &text[token.start..token.end];
        let last = tokens.iter().rposition(|token| !["++", "--"].contains(&name(token)));
        let from = if ["[", "{", "("].contains(&name(&tokens[first])) { Some(first) } else { last };
        let met = words.iter().enumerate().rev().take_while(|(_, word)| Some(word.token) >= from);
        assigned.extend(met.map(|(index, _)| index));
    }

    pub(super) fn for_loop(&mut self) -> Read {
        self.step()?;
        self.take("await")?;
        self.need("(")?;
        if self.at("var") {
            self.declaration(Declares::Function)?;
        } else if self.at("const") || (self.at("let") && self.declares_with_let()) {
            self.declaration(Declares::Block)?;
        } else if !self.at(";") {
            let first = self.reading.words.len();
            self.expression()?;
            self.reading.assigned.extend(first..self.reading.words.len());
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

    pub(super) fn cases(&mut self) -> Read {
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

    pub(super) fn attempt(&mut self) -> Read {
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
