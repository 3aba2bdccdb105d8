//! The rules of a syntax, unpacked so that they can be walked within a budget.
//!
//! `two-face` brings Sublime's syntaxes as `syntect` packs them. The parser of `syntect` itself is not used: it never
//! comes back from a line on which two contexts replace each other without taking a letter. What it keeps of a linked
//! syntax it hands out to nobody, so the types below repeat its layout, and a test unpacks every bundled syntax.

mod letters;
mod listing;
mod starts;

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, OnceLock};
use syntect::parsing::{ClearAmount, Scope, SyntaxReference, SyntaxSet};

pub(super) use letters::Letters;
pub(super) use listing::{Kind, Listed, Listing};
use starts::Starts;

pub(super) static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// For each syntax of the set its contexts, unpacked when they are first asked for.
static LINKED: LazyLock<Vec<OnceLock<Linked>>> =
    LazyLock::new(|| SYNTAXES.syntaxes().iter().map(|_| OnceLock::new()).collect());

/// Number of a syntax in the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Syntax(usize);

/// The syntax of a file extension or a name.
pub(super) fn find(token: &str) -> Option<Syntax> {
    let found = SYNTAXES.find_syntax_by_token(token)?;
    SYNTAXES.syntaxes().iter().position(|syntax| std::ptr::eq(syntax, found)).map(Syntax)
}

/// Every name that a syntax is found by.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let names = |syntax: &'static SyntaxReference| {
        syntax.file_extensions.iter().chain([&syntax.name]).map(String::as_str)
    };
    SYNTAXES.syntaxes().iter().flat_map(names)
}

/// Every rule of a syntax.
#[cfg(test)]
pub(super) fn rules(syntax: Syntax) -> impl Iterator<Item = &'static Rule> {
    let patterns = linked(syntax.0).contexts.iter().flat_map(|context| &context.patterns);
    patterns.filter_map(|pattern| match pattern {
        Pattern::Match(rule) => Some(rule),
        Pattern::Include(_) => None,
    })
}

/// Every syntax of the set with its name.
pub(super) fn all() -> impl Iterator<Item = (Syntax, &'static str)> {
    SYNTAXES.syntaxes().iter().enumerate().map(|(index, syntax)| (Syntax(index), &*syntax.name))
}

impl Syntax {
    /// The context in which a text begins.
    pub(super) fn start(self) -> ContextId {
        let start = linked(self.0).context_ids.get("__start");
        *start.expect("every syntax has a start")
    }
}

/// A context by the place of its syntax in the set and its own place in the syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub(super) struct ContextId {
    syntax: usize,
    context: usize,
}

impl ContextId {
    pub(super) fn get(self) -> &'static Context {
        &linked(self.syntax).contexts[self.context]
    }
}

fn linked(syntax: usize) -> &'static Linked {
    LINKED[syntax].get_or_init(|| unpack(&SYNTAXES.syntaxes()[syntax]))
}

fn unpack(syntax: &SyntaxReference) -> Linked {
    let bytes = postcard::to_allocvec(syntax).expect("plain data can be written");
    let packed: Packed<'_> = postcard::from_bytes(&bytes).expect("the layout is the one below");
    let mut linked: Linked =
        syntect::dumps::from_reader(packed.contexts).expect("the layout is the one below");
    linked.contexts.iter_mut().for_each(forget_missing);
    linked
}

/// Some rules lead to a syntax that is not in the set. They lead nowhere then; their text is coloured as it is.
fn forget_missing(context: &mut Context) {
    let known = |reference: &Reference| matches!(reference, Reference::Direct(_));
    context.patterns.retain_mut(|pattern| match pattern {
        Pattern::Include(reference) => known(reference),
        Pattern::Match(rule) => {
            rule.with_prototype.take_if(|reference| !known(reference));
            let lost = match &rule.operation {
                Operation::Push(references) | Operation::Set(references) => {
                    !references.iter().all(known)
                }
                Operation::Pop | Operation::None => false,
            };
            if lost {
                rule.operation = Operation::None;
            }
            true
        }
    });
}

/// A syntax of the set as it writes itself.
#[derive(Deserialize)]
#[expect(dead_code, reason = "all but the last are there for their place")]
struct Packed<'a> {
    name: String,
    file_extensions: Vec<String>,
    scope: String,
    first_line_match: Option<String>,
    hidden: bool,
    variables: BTreeMap<String, String>,
    contexts: &'a [u8],
}

#[derive(Deserialize)]
struct Linked {
    context_ids: BTreeMap<String, ContextId>,
    contexts: Vec<Context>,
}

/// A list of rules that hold together, and the scopes of the text between them.
#[derive(Deserialize)]
pub(super) struct Context {
    pub(super) meta_scope: Vec<Scope>,
    pub(super) meta_content_scope: Vec<Scope>,
    _meta_include_prototype: bool,
    pub(super) clear_scopes: Option<ClearAmount>,
    /// Rules that hold here besides its own.
    pub(super) prototype: Option<ContextId>,
    /// Whether rules repeat words that a rule before them matched.
    pub(super) uses_backrefs: bool,
    patterns: Vec<Pattern>,
    #[serde(skip)]
    listing: OnceLock<Listing>,
}

impl Context {
    /// Its own rules and those of the contexts it includes, in order.
    pub(super) fn listing(&'static self) -> &'static Listing {
        self.listing.get_or_init(|| Listing::of(self))
    }
}

#[derive(Deserialize)]
#[expect(clippy::large_enum_variant, reason = "most are rules, and none is moved")]
enum Pattern {
    Match(Rule),
    Include(Reference),
}

/// What to do where an expression matches.
#[derive(Deserialize)]
pub(super) struct Rule {
    /// Whether the expression repeats words of an earlier match.
    pub(super) has_captures: bool,
    pub(super) regex: String,
    pub(super) scope: Vec<Scope>,
    /// Scopes of the expression's groups.
    pub(super) captures: Option<Vec<(usize, Vec<Scope>)>>,
    pub(super) operation: Operation,
    pub(super) with_prototype: Option<Reference>,
    #[serde(skip)]
    compiled: OnceLock<Option<onig::Regex>>,
    #[serde(skip)]
    seen: OnceLock<(usize, Option<Starts>)>,
}

impl Rule {
    /// A number that no other rule has, small as long as few are used; and where its matches begin.
    fn seen(&self) -> &(usize, Option<Starts>) {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let see = || (NEXT.fetch_add(1, Ordering::Relaxed), Starts::of(&self.regex));
        self.seen.get_or_init(see)
    }

    /// The expression; nothing if it is none, which then matches nothing.
    pub(super) fn expression(&self) -> Option<&onig::Regex> {
        self.compiled.get_or_init(|| compile(&self.regex)).as_ref()
    }

    /// The expression with the words of an earlier match in the place of `\1`, `\2` and so on.
    pub(super) fn expression_after(&self, words: &[Option<String>]) -> Option<onig::Regex> {
        let mut text = String::with_capacity(self.regex.len());
        let mut letters = self.regex.chars();
        while let Some(letter) = letters.next() {
            if letter != '\\' {
                text.push(letter);
                continue;
            }
            match letters.next() {
                Some(digit) if digit.is_ascii_digit() => {
                    let group = digit.to_digit(10).and_then(|group| words.get(group as usize));
                    push_quoted(&mut text, group.and_then(Option::as_deref).unwrap_or_default());
                }
                Some(other) => text.extend(['\\', other]),
                None => text.push('\\'),
            }
        }
        compile(&text)
    }
}

fn compile(text: &str) -> Option<onig::Regex> {
    let options = onig::RegexOptions::REGEX_OPTION_CAPTURE_GROUP;
    onig::Regex::with_options(text, options, onig::Syntax::default()).ok()
}

/// Words as an expression that matches them and nothing else.
fn push_quoted(text: &mut String, words: &str) {
    for letter in words.chars() {
        if letter.is_ascii_punctuation() {
            text.push('\\');
        }
        text.push(letter);
    }
}

#[derive(Deserialize)]
pub(super) enum Operation {
    /// Goes into contexts, the last one on top.
    Push(Vec<Reference>),
    /// Goes into contexts in the place of the one it is in.
    Set(Vec<Reference>),
    Pop,
    None,
}

/// A context as a rule names it.
#[derive(Deserialize)]
#[expect(
    dead_code,
    reason = "of a linked set we keep the last kind; the others are there for their place"
)]
pub(super) enum Reference {
    Named(String),
    ByScope { scope: Scope, sub_context: Option<String>, with_escape: bool },
    File { name: String, sub_context: Option<String>, with_escape: bool },
    Inline(String),
    Direct(ContextId),
}

impl Reference {
    pub(super) fn id(&self) -> ContextId {
        let Self::Direct(id) = self else { unreachable!("the others are forgotten") };
        *id
    }
}
