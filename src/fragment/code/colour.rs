//! Lines of code to spans of a dozen classes.
//!
//! What a line becomes depends on its text and on the state in which the lines before it left the parser, on nothing
//! else; so each thread remembers lines by both. Code repeats itself (`Resources:`, `}`, `import json`), and a line that
//! is known costs a look-up instead of a hundred regular expressions.

use super::grammar::Syntax;
use super::walk::{Spent, State, Work};
use crate::html::escape_text;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::cell::RefCell;
use std::fmt::Write as _;
use std::hash::BuildHasher as _;
use std::sync::LazyLock;
use syntect::parsing::{Scope, ScopeStack};

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
    let class = stack.scopes.iter().rev().find_map(|scope| meaning(*scope).class)?;
    if class == "s" && stack.scopes.iter().any(|scope| meaning(*scope).is_key) {
        return Some("a");
    }
    Some(class)
}

/// What a scope says of a text.
#[derive(Clone, Copy)]
struct Meaning {
    class: Option<&'static str>,
    is_key: bool,
}

/// The meaning of a scope, found once: code has few scopes, and each span asks for all that are open.
fn meaning(scope: Scope) -> Meaning {
    thread_local! {
        static KNOWN: RefCell<FxHashMap<Scope, Meaning>> = RefCell::default();
    }
    let find = || Meaning {
        class: CLASSES.iter().find(|(it, _)| it.is_prefix_of(scope)).map(|(_, class)| *class),
        is_key: KEY_SCOPES.iter().any(|it| it.is_prefix_of(scope)),
    };
    KNOWN.with_borrow_mut(|known| *known.entry(scope).or_insert_with(find))
}

static KEY_SCOPES: LazyLock<Vec<Scope>> = LazyLock::new(|| {
    ["meta.mapping.key", "meta.structure.dictionary.key"]
        .into_iter()
        .filter_map(|scope| Scope::new(scope).ok())
        .collect()
});

/// The text of a block, coloured; or the number, from zero, of the line on which the work for it was spent.
pub(super) fn colour(syntax: Syntax, text: &str, work: &mut Work) -> Result<String, usize> {
    LINES.with_borrow_mut(|lines| {
        let mut out = String::with_capacity(text.len() * 2);
        let mut state = lines.start(syntax);
        for (number, line) in text.split_inclusive('\n').enumerate() {
            state = lines.line(state, line, work, &mut out).map_err(|Spent| number)?;
        }
        Ok(out)
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
    known: Vec<Known>,
    /// Places in `known` by the hash of state and scopes.
    places: FxHashMap<u64, Vec<usize>>,
    bytes: usize,
}

/// Where the lines so far have led, and what became of the lines that followed.
struct Known {
    state: State,
    scopes: ScopeStack,
    next: FxHashMap<String, Coloured>,
}

/// A line in colours.
struct Coloured {
    html: String,
    /// The place of the state after it.
    next: usize,
    /// What it took, which is charged again when it is met again: what was coloured before must not decide what is now.
    work: u64,
}

impl Lines {
    fn start(&mut self, syntax: Syntax) -> usize {
        if self.known.len() > STATES || self.bytes > BYTES {
            *self = Self::default();
        }
        self.place(State::new(syntax), ScopeStack::new())
    }

    /// The state's place; a new one gets the next.
    fn place(&mut self, state: State, scopes: ScopeStack) -> usize {
        let places =
            self.places.entry(FxBuildHasher.hash_one((&state, &scopes.scopes))).or_default();
        let same = |place: &&usize| {
            let known = &self.known[**place];
            known.scopes == scopes && known.state == state
        };
        if let Some(place) = places.iter().find(same) {
            return *place;
        }
        places.push(self.known.len());
        self.known.push(Known { state, scopes, next: FxHashMap::default() });
        self.known.len() - 1
    }

    /// Writes a line that follows a state; gives the place of the state after it.
    fn line(
        &mut self,
        place: usize,
        line: &str,
        work: &mut Work,
        out: &mut String,
    ) -> Result<usize, Spent> {
        if let Some(coloured) = self.known[place].next.get(line) {
            work.charge(coloured.work)?;
            out.push_str(&coloured.html);
            return Ok(coloured.next);
        }
        let Known { state, scopes, .. } = &self.known[place];
        let (mut state, mut scopes) = (state.clone(), scopes.clone());
        let before = work.left();
        let html = coloured(&mut state, &mut scopes, line, work)?;
        out.push_str(&html);
        let next = self.place(state, scopes);
        self.bytes += line.len() + html.len();
        let coloured = Coloured { html, next, work: before - work.left() };
        self.known[place].next.insert(line.to_owned(), coloured);
        Ok(next)
    }
}

fn coloured(
    state: &mut State,
    scopes: &mut ScopeStack,
    line: &str,
    work: &mut Work,
) -> Result<String, Spent> {
    let with_end = if line.ends_with('\n') { line.to_owned() } else { format!("{line}\n") };
    let changes = state.line(&with_end, work)?;
    let mut out = String::with_capacity(line.len() * 2);
    let mut spans = Spans { out: &mut out, open: None };
    let mut from = 0;
    for (at, change) in changes {
        let at = at.min(line.len());
        if at > from {
            // Each span looks through all scopes that are open.
            work.charge(scopes.len() as u64)?;
            spans.push(class(scopes), &line[from..at]);
            from = at;
        }
        if scopes.apply(&change).is_err() {
            break;
        }
    }
    spans.push(class(scopes), &line[from..]);
    spans.close();
    Ok(out)
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
                    let _ = write!(self.out, "<i class=\"{class}\">");
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
