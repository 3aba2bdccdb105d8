//! Lines of code to spans of a dozen classes.
//!
//! What a line becomes depends on its text and on the state in which the lines before it left the parser, on nothing
//! else; so each thread remembers lines by both. Code repeats itself (`Resources:`, `}`, `import json`), and a line that
//! is known costs a look-up instead of a hundred regular expressions.

use super::SYNTAXES;
use crate::fragment::html::escape_text;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::sync::LazyLock;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference};

/// Scopes to classes; the first that fits the innermost scope wins.
pub(super) static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("comment", "c"),
        ("meta.mapping.key", "a"),
        ("support.type.property-name", "a"),
        ("entity.name.tag", "a"),
        ("entity.other.attribute-name", "a"),
        ("constant.character.escape", "e"),
        ("constant.numeric", "n"),
        ("constant", "b"),
        ("string", "s"),
        ("keyword.operator", "o"),
        ("keyword", "k"),
        ("storage", "k"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("variable.function", "f"),
        ("entity.name", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("entity.other.inherited-class", "t"),
        ("variable.parameter", "v"),
        ("variable", "v"),
        ("markup.inserted", "i"),
        ("markup.deleted", "d"),
        ("markup.heading", "k"),
    ]
    .into_iter()
    .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class)))
    .collect()
});

fn class(stack: &ScopeStack) -> Option<&'static str> {
    // Punctuation takes the colour of what it encloses, keys in JSON and YAML are strings inside a key's scope.
    let key = stack.scopes.iter().rev().find_map(|scope| {
        let found = CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
        found.map(|(_, class)| *class)
    })?;
    if key == "s"
        && stack
            .scopes
            .iter()
            .any(|scope| KEY_SCOPES.iter().any(|prefix| prefix.is_prefix_of(*scope)))
    {
        return Some("a");
    }
    Some(key)
}

static KEY_SCOPES: LazyLock<Vec<Scope>> = LazyLock::new(|| {
    ["meta.mapping.key", "meta.structure.dictionary.key"]
        .into_iter()
        .filter_map(|scope| Scope::new(scope).ok())
        .collect()
});

/// The text of a block, coloured.
pub(super) fn colour(syntax: &SyntaxReference, text: &str) -> String {
    LINES.with_borrow_mut(|lines| {
        let mut out = String::with_capacity(text.len() * 2);
        let mut state = lines.start(syntax);
        for line in text.split_inclusive('\n') {
            state = lines.line(state, line, &mut out);
        }
        out
    })
}

thread_local! {
    static LINES: RefCell<Lines> = RefCell::default();
}

/// States a thread remembers before it forgets all and begins anew; real code has some dozens.
const STATES: usize = 512;
/// Bytes of lines, likewise.
const BYTES: usize = 8 << 20;

/// Lines met before.
#[derive(Default)]
struct Lines {
    states: Vec<State>,
    bytes: usize,
}

/// Where the lines so far left the parser, and what became of the lines that followed.
struct State {
    parser: ParseState,
    scopes: ScopeStack,
    next: FxHashMap<String, (String, usize)>,
}

impl Lines {
    fn start(&mut self, syntax: &SyntaxReference) -> usize {
        if self.states.len() > STATES || self.bytes > BYTES {
            *self = Self::default();
        }
        self.place(ParseState::new(syntax), ScopeStack::new())
    }

    /// The state's place; a new one gets the next.
    fn place(&mut self, parser: ParseState, scopes: ScopeStack) -> usize {
        let same = |state: &State| state.scopes == scopes && state.parser == parser;
        self.states.iter().position(same).unwrap_or_else(|| {
            self.states.push(State { parser, scopes, next: FxHashMap::default() });
            self.states.len() - 1
        })
    }

    /// Writes a line that follows a state; gives the state after it.
    fn line(&mut self, state: usize, line: &str, out: &mut String) -> usize {
        if let Some((html, next)) = self.states[state].next.get(line) {
            out.push_str(html);
            return *next;
        }
        let State { parser, scopes, .. } = &self.states[state];
        let (mut parser, mut scopes) = (parser.clone(), scopes.clone());
        let html = coloured(&mut parser, &mut scopes, line);
        out.push_str(&html);
        let next = self.place(parser, scopes);
        self.bytes += line.len() + html.len();
        self.states[state].next.insert(line.to_owned(), (html, next));
        next
    }
}

fn coloured(parser: &mut ParseState, scopes: &mut ScopeStack, line: &str) -> String {
    let with_end = if line.ends_with('\n') { line.to_owned() } else { format!("{line}\n") };
    let Ok(changes) = parser.parse_line(&with_end, &SYNTAXES) else {
        return escape_text(line);
    };
    let mut out = String::with_capacity(line.len() * 2);
    let mut spans = Spans { out: &mut out, open: None };
    let mut from = 0;
    for (at, change) in changes {
        let at = at.min(line.len());
        if at > from {
            spans.push(class(scopes), &line[from..at]);
            from = at;
        }
        if scopes.apply(&change).is_err() {
            break;
        }
    }
    spans.push(class(scopes), &line[from..]);
    spans.close();
    out
}

/// Writes runs of text, joining neighbours of one class.
struct Spans<'o> {
    out: &'o mut String,
    open: Option<&'static str>,
}

impl Spans<'_> {
    fn push(&mut self, class: Option<&'static str>, text: &str) {
        // The line's end stays outside of spans, so that lines can be wrapped one by one.
        let (text, end) = text.strip_suffix('\n').map_or((text, ""), |text| (text, "\n"));
        if !text.is_empty() {
            let blank = text.chars().all(char::is_whitespace);
            if class != self.open && !(blank && self.open.is_some()) {
                self.close();
                if let Some(class) = class.filter(|_| !blank) {
                    let _ = write!(self.out, "<i class={class}>");
                    self.open = Some(class);
                }
            }
            self.out.push_str(&escape_text(text));
        }
        if !end.is_empty() {
            self.close();
            self.out.push('\n');
        }
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.out.push_str("</i>");
        }
    }
}
