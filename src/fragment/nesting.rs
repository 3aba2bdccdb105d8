//! Which elements of an author's raw HTML are open.
//!
//! An author may open an element in one block and close it in a later one, forget to close it, or close what was never
//! open. Whoever writes a page tells each tag to a [`Nesting`] and does what it answers: then every element ends in the
//! block that holds it, and nothing swallows what comes after. Tags whose end HTML lets authors leave out end as
//! browsers end them.

use crate::budget::HTML_LEVELS;
use crate::parse::doc::At;

/// Elements without an end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose end tag may be left out.
const OPTIONAL: [&str; 17] = [
    "caption", "colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc",
    "tbody", "td", "tfoot", "th", "thead",
];

/// Elements that end a paragraph by beginning.
const BLOCKS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// Whether an element has no content, so that it is never open.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// An element that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub name: String,
    /// Where its tag stands.
    pub at: At,
    /// Whether its tag is on the page; one that is taken out is open all the same until its end tag comes.
    pub written: bool,
}

impl Open {
    /// Whether the author should have closed it.
    pub fn needs_end(&self) -> bool {
        self.written && !is_optional(&self.name)
    }
}

fn is_optional(name: &str) -> bool {
    name == "tr" || OPTIONAL.contains(&name)
}

/// What holds the tags of some raw HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounds {
    /// An element that begins in it ends in it.
    Closed,
    /// The same, and an end tag in it may end an element that was opened before it.
    Paragraph,
}

/// What an end tag ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ends {
    /// These, the innermost first; the last one is the one it names.
    Here(Vec<Open>),
    /// The paragraph it stands in, and after that these.
    AfterParagraph(Vec<Open>),
    Nothing,
}

#[derive(Debug)]
enum OpenEntry {
    Bounds(Bounds),
    Element(Open),
}

/// The elements that are open, and the scopes between them.
#[derive(Debug, Default)]
pub struct Nesting {
    entries: Vec<OpenEntry>,
    /// Elements that are open beyond the limit.
    beyond: usize,
}

impl Nesting {
    pub fn enter(&mut self, scope: Bounds) {
        self.entries.push(OpenEntry::Bounds(scope));
    }

    /// Ends a scope; gives the elements that are still open in it, the innermost first.
    pub fn leave(&mut self) -> Vec<Open> {
        self.beyond = 0;
        // In most scopes no element is open.
        if let Some(OpenEntry::Bounds(_)) = self.entries.last() {
            self.entries.pop();
            return Vec::new();
        }
        let from = self.entries.iter().rposition(|entry| matches!(entry, OpenEntry::Bounds(_)));
        let open = self.end(from.map_or(0, |scope| scope + 1));
        self.entries.pop();
        open
    }

    /// What an element ends by beginning, the innermost first.
    pub fn implied(&mut self, name: &str) -> Vec<Open> {
        let mut from = self.entries.len();
        while let Some(OpenEntry::Element(open)) = from.checked_sub(1).map(|at| &self.entries[at])
            && ends_by_beginning(name, &open.name)
        {
            from -= 1;
        }
        self.end(from)
    }

    /// Opens an element. One beyond the limit of levels is not opened, and its tag must not be written.
    pub fn open(&mut self, open: Open) -> bool {
        if self.beyond > 0 || self.entries.len() >= HTML_LEVELS {
            self.beyond += 1;
            return false;
        }
        self.entries.push(OpenEntry::Element(open));
        true
    }

    pub fn close(&mut self, name: &str) -> Ends {
        if self.beyond > 0 {
            self.beyond -= 1;
            return Ends::Here(Vec::new());
        }
        let mut after_paragraph = None;
        for at in (0..self.entries.len()).rev() {
            match &self.entries[at] {
                OpenEntry::Element(open) if open.name == name => {
                    return match after_paragraph {
                        None => Ends::Here(self.end(at)),
                        Some(scope) => {
                            // The paragraph goes on behind them, with a scope of its own.
                            let inside = self.entries.split_off(scope);
                            let ended = self.end(at);
                            self.entries.extend(inside);
                            Ends::AfterParagraph(ended)
                        }
                    };
                }
                OpenEntry::Bounds(Bounds::Paragraph) if after_paragraph.is_none() => {
                    // Elements that are open in the paragraph would be torn.
                    if at + 1 < self.entries.len() {
                        return Ends::Nothing;
                    }
                    after_paragraph = Some(at);
                }
                OpenEntry::Bounds(_) => return Ends::Nothing,
                OpenEntry::Element(_) => {}
            }
        }
        Ends::Nothing
    }

    /// Names of the elements that an end tag could end here, the innermost first.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        let element = |entry: &'_ OpenEntry| matches!(entry, OpenEntry::Element(_));
        self.entries.iter().rev().take_while(move |entry| element(entry)).filter_map(|entry| {
            match entry {
                OpenEntry::Element(open) => Some(open.name.as_str()),
                OpenEntry::Bounds(_) => None,
            }
        })
    }

    /// Whether an element of this name is open anywhere round what is written now.
    pub fn is_in(&self, name: &str) -> bool {
        let fits = |entry: &OpenEntry| matches!(entry, OpenEntry::Element(open) if open.written && open.name == name);
        self.entries.iter().any(fits)
    }

    fn end(&mut self, from: usize) -> Vec<Open> {
        let element = |entry| match entry {
            OpenEntry::Element(open) => Some(open),
            OpenEntry::Bounds(_) => None,
        };
        self.entries.drain(from..).rev().filter_map(element).collect()
    }
}

/// Whether an element ends one that is open right round it.
fn ends_by_beginning(name: &str, open: &str) -> bool {
    match open {
        "p" => BLOCKS.contains(&name) || matches!(name, "li" | "dt" | "dd" | "td" | "th" | "tr"),
        "li" => name == "li",
        "dt" | "dd" => matches!(name, "dt" | "dd"),
        "rb" | "rt" | "rtc" | "rp" => matches!(name, "rb" | "rt" | "rtc" | "rp"),
        "option" => matches!(name, "option" | "optgroup"),
        "optgroup" => name == "optgroup",
        "td" | "th" => matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot"),
        "tr" => matches!(name, "tr" | "tbody" | "thead" | "tfoot"),
        "thead" | "tbody" | "tfoot" => matches!(name, "tbody" | "thead" | "tfoot"),
        "caption" | "colgroup" => matches!(name, "colgroup" | "thead" | "tbody" | "tfoot" | "tr"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Opens and closes what a line of marks says: `a` opens, `/a` closes, `(` and `)` a closed scope, `{` and `}` a
    /// paragraph. Gives the tags as they are written.
    fn written(marks: &str) -> String {
        let mut nesting = Nesting::default();
        let mut out = Vec::new();
        let end = |ended: Vec<Open>| ended.into_iter().map(|open| format!("/{}", open.name));
        for mark in marks.split(' ') {
            match mark {
                "(" => nesting.enter(Bounds::Closed),
                "{" => nesting.enter(Bounds::Paragraph),
                ")" | "}" => out.extend(end(nesting.leave())),
                _ => match mark.strip_prefix('/') {
                    Some(name) => match nesting.close(name) {
                        Ends::Here(ended) => out.extend(end(ended)),
                        Ends::AfterParagraph(ended) => {
                            out.push("|".to_owned());
                            out.extend(end(ended));
                        }
                        Ends::Nothing => out.push("?".to_owned()),
                    },
                    None => {
                        out.extend(end(nesting.implied(mark)));
                        let open = Open { name: mark.to_owned(), at: 0..0, written: true };
                        assert!(nesting.open(open));
                        out.push(mark.to_owned());
                    }
                },
            }
        }
        out.extend(end(nesting.leave()));
        out.join(" ")
    }

    #[test]
    fn every_element_ends_where_it_began() {
        for (marks, wanted) in [
            ("div ( span /span ) /div", "div span /span /div"),
            ("( details summary /summary ) x /x", "details summary /summary /details x /x"),
            ("details ( /details ) /details", "details ? /details"),
            ("b i /b /i", "b i /i /b ?"),
            ("details { /details }", "details | /details"),
            ("details { b /details }", "details b ? /b /details"),
            ("ul li li ul li /ul /ul", "ul li /li li ul li /li /ul /li /ul"),
            ("table tr td td tr td /table", "table tr td /td td /td /tr tr td /td /tr /table"),
            ("p p div /div", "p /p p /p div /div"),
            ("/div div", "? div /div"),
        ] {
            assert_eq!(written(marks), wanted, "{marks}");
        }
    }

    #[test]
    fn there_is_a_limit_to_levels() {
        let mut nesting = Nesting::default();
        let open = || Open { name: "div".to_owned(), at: 0..0, written: true };
        let opened = (0..100_000).filter(|_| nesting.open(open())).count();
        assert_eq!(opened, HTML_LEVELS);
        assert_eq!(nesting.close("div"), Ends::Here(Vec::new()));
        assert_eq!(nesting.leave().len(), HTML_LEVELS);
    }
}
