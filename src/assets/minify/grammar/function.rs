//! Functions, classes, and the patterns in which they and declarations name things.

use super::{Around, Declares, Read, Reader};
use crate::assets::minify::token::Kind;

impl Reader<'_> {
    /// What a declaration gives names to.
    pub(super) fn pattern(&mut self, declares: Declares) -> Read {
        if self.take("[")? {
            while !self.take("]")? {
                if self.take(",")? {
                    continue;
                }
                self.take("...")?;
                self.pattern_or_default(declares)?;
                if !self.at("]") {
                    self.need(",")?;
                }
            }
            return Ok(());
        }
        if !self.take("{")? {
            return self.word(Some(declares), false);
        }
        while !self.take("}")? {
            if self.take("...")? {
                self.pattern(declares)?;
            } else if self.at_name() && self.peek_is(&[",", "}", "="]) {
                self.word(Some(declares), true)?;
                if self.take("=")? {
                    self.assignment()?;
                }
            } else {
                self.key()?;
                self.need(":")?;
                self.pattern_or_default(declares)?;
            }
            if !self.at("}") {
                self.need(",")?;
            }
        }
        Ok(())
    }

    pub(super) fn pattern_or_default(&mut self, declares: Declares) -> Read {
        self.pattern(declares)?;
        if self.take("=")? { self.assignment() } else { Ok(()) }
    }

    /// Name of a property, such as `a`, `'a'`, `1`, `#a` or `[a]`.
    pub(super) fn key(&mut self) -> Read {
        if self.take("[")? {
            self.assignment()?;
            return self.need("]");
        }
        match self.now.kind {
            Kind::Name | Kind::Text | Kind::Number | Kind::Private => self.step(),
            _ => Err(self.unexpected("the name of a property")),
        }
    }

    /// The words before a property's name, such as `async` and `get`, with that name.
    pub(super) fn property(&mut self) -> Read<Around> {
        let mut around = Around::default();
        while ["get", "set", "async", "static", "accessor"].iter().any(|word| self.at(word))
            && !self.peek_is(&["(", ":", ",", "}", "=", ";"])
        {
            around.asynchronous |= self.at("async");
            self.step()?;
        }
        around.generator = self.take("*")?;
        self.key()?;
        Ok(around)
    }

    pub(super) fn function(&mut self, statement: bool) -> Read {
        let mut around = Around { asynchronous: self.take("async")?, generator: false };
        self.need("function")?;
        around.generator = self.take("*")?;
        if statement {
            let declares = if self.strict { Declares::Block } else { Declares::Function };
            self.word(Some(declares), false)?;
            return self.scoped(true, |reader| reader.call(around));
        }
        // The name of such a function is known inside it only.
        self.scoped(false, |reader| {
            if reader.at_name() {
                reader.word(Some(Declares::Block), false)?;
            }
            reader.scoped(true, |reader| reader.call(around))
        })
    }

    /// Parameters and body of a function, inside its scope.
    pub(super) fn call(&mut self, around: Around) -> Read {
        let outer = std::mem::replace(&mut self.around, around);
        let done = self.parameters().and_then(|()| {
            self.reading.scopes[self.scope].body = self.reading.tokens.len();
            self.block()
        });
        self.around = outer;
        done
    }

    pub(super) fn parameters(&mut self) -> Read {
        self.need("(")?;
        while !self.take(")")? {
            self.take("...")?;
            self.pattern_or_default(Declares::Block)?;
            if !self.at(")") {
                self.need(",")?;
            }
        }
        Ok(())
    }

    pub(super) fn class(&mut self, statement: bool) -> Read {
        self.step()?;
        if statement {
            self.word(Some(Declares::Block), false)?;
            return self.members();
        }
        self.scoped(false, |reader| {
            if reader.at_name() {
                reader.word(Some(Declares::Block), false)?;
            }
            reader.members()
        })
    }

    pub(super) fn members(&mut self) -> Read {
        if self.take("extends")? {
            self.operand()?;
        }
        self.need("{")?;
        while !self.take("}")? {
            if self.take(";")? {
                self.reading.tokens.pop();
            } else if self.at("static") && self.peek_is(&["{"]) {
                self.step()?;
                self.scoped(true, Self::block)?;
            } else {
                let around = self.property()?;
                if self.at("(") {
                    self.scoped(true, |reader| reader.call(around))?;
                } else {
                    if self.take("=")? {
                        self.scoped(true, Self::assignment)?;
                    }
                    self.end()?;
                }
            }
        }
        Ok(())
    }
}
