//! Scripts and styles without what only people need: comments, space, long names of local variables.
//!
//! In a script, `minify/token.rs` cuts the text into tokens, `minify/grammar.rs` follows the grammar and notes where names are
//! declared and used, and this file gives short names and puts the tokens together. The code itself stays as it is
//! written. Renamed is only what is declared inside a block or a function and found there by every use of its name:
//! names at the top, properties, and names that are met anywhere without a declaration keep theirs.

mod grammar;
mod sheet;
mod token;

use grammar::{Reading, Word};
use std::collections::{BTreeMap, BTreeSet};
use token::{Kind, Token};

pub use sheet::style;

/// Where a script is not understood, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Byte in the text.
    pub(super) at: usize,
    pub(super) message: String,
}

/// The script, shorter and with the same meaning.
pub(super) fn script(text: &str) -> Result<String, Fault> {
    let reading = grammar::read(text)?;
    let names = short_names(&reading);
    Ok(print(&reading, &names))
}

/// A declared name.
struct Symbol {
    scope: usize,
    first: usize,
    /// Words that stand for it, by index.
    words: Vec<usize>,
}

/// New names by index of token.
fn short_names(reading: &Reading<'_>) -> BTreeMap<usize, String> {
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut declared: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (index, word) in reading.words.iter().enumerate() {
        let Some(scope) = word.declares else { continue };
        let next = symbols.len();
        let symbol = *declared.entry((scope, reading.text_of(word))).or_insert(next);
        if symbol == next {
            symbols.push(Symbol { scope, first: word.token, words: Vec::new() });
        }
        symbols[symbol].words.push(index);
    }
    // Names that must stay: of the page, of this script's top, of declarations that we may have misunderstood.
    let mut fixed: BTreeSet<&str> = BTreeSet::new();
    for (index, word) in reading.words.iter().enumerate() {
        if word.declares.is_some_and(|scope| scope != 0) {
            continue;
        }
        let name = reading.text_of(word);
        match resolve(reading, &declared, &symbols, word) {
            Some(symbol) if symbols[symbol].scope != 0 => symbols[symbol].words.push(index),
            _ => {
                fixed.insert(name);
            }
        }
    }
    if fixed.contains("eval") {
        return BTreeMap::new();
    }
    let name_of = |symbol: &Symbol| reading.text_of(&reading.words[symbol.words[0]]);
    symbols.retain(|symbol| symbol.scope != 0 && !fixed.contains(name_of(symbol)));
    let slots = slots(reading, &symbols);
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (symbol, slot) in symbols.iter().zip(&slots) {
        *counts.entry(*slot).or_default() += symbol.words.len();
    }
    let mut order: Vec<(usize, usize)> = counts.into_iter().collect();
    order.sort_by_key(|&(slot, count)| (std::cmp::Reverse(count), slot));
    let free = (0..).map(short).filter(|name| !fixed.contains(&**name) && !token::reserved(name));
    let named: BTreeMap<usize, String> =
        order.into_iter().zip(free).map(|((slot, _), name)| (slot, name)).collect();
    let renamed = symbols.iter().zip(&slots).flat_map(|(symbol, slot)| {
        symbol.words.iter().map(|&word| (reading.words[word].token, named[slot].clone()))
    });
    renamed.collect()
}

/// The symbol a use means: that of the nearest scope round it that declares the name.
fn resolve(
    reading: &Reading<'_>,
    declared: &BTreeMap<(usize, &str), usize>,
    symbols: &[Symbol],
    word: &Word,
) -> Option<usize> {
    let name = reading.text_of(word);
    let mut scope = word.scope;
    loop {
        if let Some(&symbol) = declared.get(&(scope, name)) {
            // What a parameter's default means by a name is not what the body declares.
            let body = reading.scopes[scope].body;
            let outside = word.token < body && symbols[symbol].first >= body;
            return (!outside).then_some(symbol);
        }
        scope = reading.scopes[scope].parent?;
    }
}

/// A number for each symbol. Two symbols share one when no scope lies between a word and a declaration of both.
fn slots(reading: &Reading<'_>, symbols: &[Symbol]) -> Vec<usize> {
    let mut taken: Vec<BTreeSet<usize>> = Vec::new();
    let mut slots = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        let mut live = BTreeSet::from([symbol.scope]);
        for &word in &symbol.words {
            let mut scope = reading.words[word].scope;
            while live.insert(scope) {
                scope = reading.scopes[scope].parent.expect("a word lies inside its scope");
            }
        }
        let slot = taken.iter().position(|scopes| scopes.is_disjoint(&live)).unwrap_or(taken.len());
        if slot == taken.len() {
            taken.push(BTreeSet::new());
        }
        taken[slot].append(&mut live);
        slots.push(slot);
    }
    slots
}

/// The `index`th short name; letters that are frequent in code come first.
fn short(mut index: usize) -> String {
    const LETTERS: &[u8] = b"etnriaoscludfpmhg_vybxSCwTEDOkAjMNPFILRzBVHUWGKqJYXZQ$1024368579";
    const FIRST: usize = 54;
    let mut name = String::from(char::from(LETTERS[index % FIRST]));
    index /= FIRST;
    while index > 0 {
        index -= 1;
        name.push(char::from(LETTERS[index % LETTERS.len()]));
        index /= LETTERS.len();
    }
    name
}

fn print(reading: &Reading<'_>, names: &BTreeMap<usize, String>) -> String {
    let mut out = String::with_capacity(reading.text.len() / 2);
    let mut shorthand = reading.words.iter().filter(|word| word.shorthand).peekable();
    let mut last: Option<&Token> = None;
    for (index, token) in reading.tokens.iter().enumerate() {
        let closes = reading.tokens.get(index + 1).is_none_or(|next| reading.is(next, "}"));
        if token.kind == Kind::End && closes {
            continue;
        }
        let written = if token.kind == Kind::End { ";" } else { reading.slice(token) };
        if last.is_some_and(|last| apart(&out, last.kind, written, token.kind)) {
            out.push(' ');
        }
        while shorthand.next_if(|word| word.token < index).is_some() {}
        let short = names.get(&index);
        if short.is_some() && shorthand.next_if(|word| word.token == index).is_some() {
            out.push_str(written);
            out.push(':');
        }
        out.push_str(short.map_or(written, String::as_str));
        last = Some(token);
    }
    out.push('\n');
    out
}

/// Whether two tokens would become another one without a space.
fn apart(out: &str, last: Kind, next: &str, kind: Kind) -> bool {
    let (Some(end), Some(start)) = (out.chars().next_back(), next.chars().next()) else {
        return false;
    };
    let word = |letter: char| token::in_name(letter) || letter == '#' || letter == '\\';
    match (end, start) {
        ('+', '+') | ('-', '-' | '>') | ('!', '-') | ('/', '/' | '*') => true,
        ('/', _) if last == Kind::Regex => word(start),
        (_, '.') => last == Kind::Number,
        ('<', '!' | '/') | ('*', '/') => kind == Kind::Regex || start == '!',
        _ => word(end) && word(start) && last != Kind::Text && last != Kind::Template,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str, wanted: &str) {
        assert_eq!(script(text).map_err(|fault| fault.message).as_deref(), Ok(wanted), "{text}");
    }

    #[test]
    fn comments_and_space_go() {
        is("// a\nf ( 1 , /* b */ 2 ) ;\n\n", "f(1,2)\n");
        is("a = b\n++c\nreturned\n", "a=b;++c;returned\n");
        is("x = a + +b - -c / /d/g.e in f", "x=a+ +b- -c/ /d/g.e in f\n");
        is("1 .toFixed(); x = 1.5.toFixed()", "1 .toFixed();x=1.5 .toFixed()\n");
        is("if (a) { b() } else c()", "if(a){b()}else c()\n");
        is("for (;;) ;", "for(;;);\n");
        is("x = `a  ${ b + `c${d}` }  e`", "x=`a  ${b+`c${d}`}  e`\n");
        is("if (a) /b c/.test(d)", "if(a)/b c/.test(d)\n");
        is(
            "x = { get a() { return 1 }, async *b() {}, [c]: 2, 'd': 3, if: 4 }",
            "x={get a(){return 1},async*b(){},[c]:2,'d':3,if:4}\n",
        );
    }

    #[test]
    fn only_local_names_become_short() {
        is(
            "const top = 1; { const inner = top; use(inner, {}.inner); }",
            "const top=1;{const e=top;use(e,{}.inner)}\n",
        );
        is(
            "{ const { one, two: other, ...rest } = all; f({ one, other }, rest) }",
            "{const{one:e,two:t,...n}=all;f({one:e,other:t},n)}\n",
        );
        is(
            "{ function add(first, second = first) { return first + second } add() }",
            "{function add(e,t=e){return e+t}add()}\n",
        );
        is(
            "'use strict'; { function add(first, second = first) { return first + second } add() }",
            "'use strict';{function e(e,t=e){return e+t}e()}\n",
        );
        is(
            "{ class Shape extends Base { #side = 1; static size = side => side; area() { return this.#side } } new Shape() }",
            "{class e extends Base{#side=1;static size=e=>e;area(){return this.#side}}new e()}\n",
        );
        is(
            "{ let one = 1; try { one() } catch ({ message }) { say(message) } for (const key of list) log(key) }",
            "{let e=1;try{e()}catch({message:e}){say(e)}for(const e of list)log(e)}\n",
        );
        is(
            "{ outer: for (const outer of list) break outer }",
            "{outer:for(const e of list)break outer}\n",
        );
        is("{ let a; ({ a } = b); [a.a, a] = [a ? a : 1] }", "{let e;({a:e}=b);[e.a,e]=[e?e:1]}\n");
    }

    #[test]
    fn a_name_that_is_also_used_without_a_declaration_stays() {
        is("{ { const name = 1; f(name) } f(name) }", "{{const name=1;f(name)}f(name)}\n");
        is("{ const far = 1; eval('far') }", "{const far=1;eval('far')}\n");
        is(
            "{ function f(one = () => two) { var two; return one } f() }",
            "{function f(e=()=>two){var two;return e}f()}\n",
        );
        is("{ const e1 = e; f(e1) }", "{const t=e;f(t)}\n");
    }

    #[test]
    fn what_is_no_script_is_refused_with_its_place() {
        for (text, at) in [
            ("f(", 2),
            ("{ const = 1 }", 8),
            ("x = 'a\nb'", 4),
            ("a b", 2),
            ("with (a) b()", 0),
            ("}", 0),
            ("import 'a'", 0),
        ] {
            assert_eq!(script(text).expect_err(text).at, at, "{text}");
        }
    }

    #[test]
    fn short_names_do_not_repeat() {
        let names: BTreeSet<String> = (0..10_000).map(short).collect();
        assert_eq!(names.len(), 10_000);
    }
}
