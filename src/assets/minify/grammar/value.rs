//! Expressions: values with the signs between them, and arrow functions.

use super::{Around, Declares, Read, Reader, Scope};
use crate::assets::minify::token::{self, Kind};

impl Reader<'_> {
    pub(super) fn expression(&mut self) -> Read {
        self.assignment()?;
        while self.take(",")? {
            self.assignment()?;
        }
        Ok(())
    }

    pub(super) fn assignment(&mut self) -> Read {
        if self.around.generator && self.at("yield") {
            self.step()?;
            let ends = [")", "]", "}", ",", ";", ":"].iter().any(|sign| self.at(sign));
            if self.take("*")? || !(self.now.line || ends || self.now.kind == Kind::Last) {
                self.assignment()?;
            }
            return Ok(());
        }
        if self.arrow()? {
            return Ok(());
        }
        loop {
            let first = self.reading.tokens.len();
            self.operand()?;
            if self.take("?")? {
                self.assignment()?;
                self.need(":")?;
                return self.assignment();
            }
            if self.at("in") || self.at("instanceof") {
                self.step()?;
                continue;
            }
            if self.now.kind != Kind::Sign {
                return Ok(());
            }
            match self.text() {
                "{" | "}" | "(" | ")" | "[" | "]" | ";" | "," | ":" | "=>" | "..." | "." | "?."
                | "!" | "~" | "++" | "--" => return Ok(()),
                "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "**=" | "<<=" | ">>=" | ">>>=" | "&="
                | "|=" | "^=" | "&&=" | "||=" | "??=" => {
                    self.assigns(first);
                    self.step()?;
                    return self.assignment();
                }
                _ => self.step()?,
            }
        }
    }

    /// An arrow function, if one is next.
    pub(super) fn arrow(&mut self) -> Read<bool> {
        let asynchronous = self.at("async")
            && self.peek().is_ok_and(|next| {
                !next.line
                    && (next.kind == Kind::Name || self.reading.is(&next, "("))
                    && !self.reading.is(&next, "function")
            });
        if !(asynchronous || self.at("(") || (self.at_name() && self.peek_is(&["=>"]))) {
            return Ok(false);
        }
        let outer = self.scope;
        let opened = self.tried(|reader| {
            if asynchronous {
                reader.step()?;
            }
            let parent = Some(reader.scope);
            reader.scope = reader.reading.scopes.len();
            reader.reading.scopes.push(Scope { parent, function: true, body: 0 });
            if reader.at("(") {
                reader.parameters()?;
            } else {
                reader.word(Some(Declares::Block), false)?;
            }
            reader.need("=>")
        });
        if !opened {
            return Ok(false);
        }
        let around = std::mem::replace(&mut self.around, Around { asynchronous, generator: false });
        self.reading.scopes[self.scope].body = self.reading.tokens.len();
        let done = if self.at("{") { self.block() } else { self.assignment() };
        self.around = around;
        self.scope = outer;
        done.map(|()| true)
    }

    /// A value with the signs before and after it.
    pub(super) fn operand(&mut self) -> Read {
        let mut counts = false;
        loop {
            let prefix = match self.now.kind {
                Kind::Sign => ["!", "~", "+", "-", "++", "--"].contains(&self.text()),
                Kind::Name => {
                    ["typeof", "void", "delete", "new"].contains(&self.text())
                        || (self.around.asynchronous && self.at("await"))
                }
                _ => false,
            };
            if !prefix {
                break;
            }
            let new = self.at("new");
            counts |= self.at("++") || self.at("--");
            self.step()?;
            if new && self.take(".")? {
                self.key()?;
                return self.follow();
            }
        }
        let first = self.reading.tokens.len();
        self.value()?;
        self.follow()?;
        let last = self.reading.tokens.last();
        if counts || last.is_some_and(|last| ["++", "--"].contains(&self.reading.slice(last))) {
            self.assigns(first);
        }
        Ok(())
    }

    /// What may follow a value: properties, calls, `++`.
    pub(super) fn follow(&mut self) -> Read {
        loop {
            if self.now.kind == Kind::Template {
                self.template()?;
                continue;
            }
            if self.now.kind != Kind::Sign {
                return Ok(());
            }
            match self.text() {
                "." => {
                    self.step()?;
                    self.key()?;
                }
                "?." => {
                    self.step()?;
                    if matches!(self.now.kind, Kind::Name | Kind::Private) {
                        self.step()?;
                    }
                }
                "[" => {
                    self.step()?;
                    self.expression()?;
                    self.need("]")?;
                }
                "(" => self.arguments()?,
                "++" | "--" if !self.now.line => {
                    self.step()?;
                    return Ok(());
                }
                "`" => self.template()?,
                _ => return Ok(()),
            }
        }
    }

    pub(super) fn arguments(&mut self) -> Read {
        self.need("(")?;
        while !self.take(")")? {
            self.take("...")?;
            self.assignment()?;
            if !self.at(")") {
                self.need(",")?;
            }
        }
        Ok(())
    }

    pub(super) fn value(&mut self) -> Read {
        match self.now.kind {
            Kind::Text => {
                self.reading.quoted.insert(self.reading.tokens.len());
                self.step()
            }
            Kind::Number | Kind::Private => self.step(),
            Kind::Template => self.template(),
            Kind::Name => match self.text() {
                "this" | "super" | "null" | "true" | "false" => self.step(),
                "import" if self.peek_is(&["("]) => self.step(),
                "import" => self.module(),
                "function" => self.function(false),
                "async" if self.opens_async_function() => self.function(false),
                "class" => self.class(false),
                _ => self.word(None, false),
            },
            Kind::Sign => match self.text() {
                "(" => {
                    self.step()?;
                    self.expression()?;
                    self.need(")")
                }
                "[" => self.list(),
                "{" => self.object(),
                "/" | "/=" => {
                    self.now = token::regex(self.reading.text, self.now.start, self.now.line)?;
                    self.step()
                }
                _ => Err(self.unexpected("a value")),
            },
            Kind::Regex | Kind::End | Kind::Last => Err(self.unexpected("a value")),
        }
    }

    pub(super) fn list(&mut self) -> Read {
        self.step()?;
        while !self.take("]")? {
            if self.take(",")? {
                continue;
            }
            self.take("...")?;
            self.assignment()?;
            if !self.at("]") {
                self.need(",")?;
            }
        }
        Ok(())
    }

    pub(super) fn object(&mut self) -> Read {
        self.step()?;
        while !self.take("}")? {
            if self.take("...")? {
                self.assignment()?;
            } else if self.at_name() && self.peek_is(&[",", "}", "="]) {
                self.word(None, true)?;
                if self.take("=")? {
                    self.assignment()?;
                }
            } else {
                let around = self.property()?;
                if self.at("(") {
                    self.scoped(true, |reader| reader.call(around))?;
                } else {
                    self.need(":")?;
                    self.assignment()?;
                }
            }
            if !self.at("}") {
                self.need(",")?;
            }
        }
        Ok(())
    }

    pub(super) fn template(&mut self) -> Read {
        while self.text().ends_with("${") {
            self.step()?;
            self.expression()?;
            if !self.at("}") {
                return Err(self.unexpected("`}`"));
            }
            self.now = token::template(self.reading.text, self.now.start, self.now.line)?;
        }
        self.step()
    }
}
