//! Scripts and styles without what only people need: comments, space, long names of local variables.
//!
//! In a script, `minify/token.rs` cuts the text into tokens, `minify/grammar.rs` follows the grammar and notes where names are
//! declared and used, and this file gives short names and puts the tokens together. The code itself stays as it is
//! written, but for declarations in a row, which become one, and the quotes round texts. Renamed is only what is declared
//! inside a block or a function and found there by every use of its name: names at the top, properties, and names that
//! are met anywhere without a declaration keep theirs. What counts is the size after compression, so a rewrite that only
//! shortens what compresses well anyway has no place here.

mod grammar;
mod sheet;
mod token;

use grammar::{Declaration, Reading, Word};
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
    Ok(print(&reading, &names, &keywords(&reading)))
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
    // What lives in one function has the first choice, so that the same few names come again and again.
    symbols.sort_by_key(|symbol| reading.scopes[symbol.scope].parent == Some(0));
    let slots = slots(reading, &symbols);
    let free = (0..).map(short).filter(|name| !fixed.contains(&**name) && !token::reserved(name));
    let named: Vec<String> = free.take(slots.iter().max().map_or(0, |most| most + 1)).collect();
    let renamed = symbols.iter().zip(&slots).flat_map(|(symbol, slot)| {
        symbol.words.iter().map(|&word| (reading.words[word].token, named[*slot].clone()))
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

/// What opens each declaration, by index of token: a word, or the comma that goes on with the one before.
///
/// `const` becomes `let` where nothing assigns to its names: then neighbours of both kinds share one word.
fn keywords<'s>(reading: &Reading<'s>) -> BTreeMap<usize, &'s str> {
    let eval = reading.words.iter().any(|word| reading.text_of(word) == "eval");
    let open = |declaration: &Declaration| {
        let own = |word: &&Word| word.declares == Some(declaration.scope);
        let mut names = reading.words[declaration.words.clone()].iter().filter(own);
        declaration.scope != 0
            && !eval
            && names.all(|word| !reading.assigned.contains(reading.text_of(word)))
    };
    let word = |declaration: &Declaration| {
        let written = reading.slice(&reading.tokens[declaration.token]);
        if written == "const" && open(declaration) { "let" } else { written }
    };
    let words: BTreeMap<usize, &str> =
        reading.declarations.iter().map(|each| (each.token, word(each))).collect();
    let opens = reading.declarations.iter().map(|declaration| {
        let word = words[&declaration.token];
        let joins =
            declaration.follows.is_some_and(|before| words[&before] == word && word != "var");
        (declaration.token, if joins { "," } else { word })
    });
    opens.collect()
}

/// A text in quotes between backquotes, where it means the same: then all texts of a script look alike.
fn backquoted(text: &str) -> Option<String> {
    let inner = &text[1..text.len() - 1];
    let octal = |after: &str| after.starts_with(|letter: char| letter.is_ascii_digit());
    let same =
        !inner.contains('`') && !inner.contains("${") && !inner.split('\\').skip(1).any(octal);
    same.then(|| format!("`{inner}`"))
}

fn print(
    reading: &Reading<'_>,
    names: &BTreeMap<usize, String>,
    keywords: &BTreeMap<usize, &str>,
) -> String {
    let mut out = String::with_capacity(reading.text.len() / 2);
    let mut shorthand = reading.words.iter().filter(|word| word.shorthand).peekable();
    let mut last: Option<&Token> = None;
    for (index, token) in reading.tokens.iter().enumerate() {
        let next = |sign| reading.tokens.get(index + 1).is_some_and(|next| reading.is(next, sign));
        let ends = index + 1 == reading.tokens.len() || next("}");
        let joined = keywords.get(&(index + 1)) == Some(&",");
        if token.kind == Kind::End && (ends || joined) {
            continue;
        }
        // `[a,]` is as long as `[a]`, `[,]` is not.
        let hole = last.is_none_or(|last| reading.is(last, ",") || reading.is(last, "["));
        if reading.is(token, ",") && (next("}") || next(")") || next("]") && !hole) {
            continue;
        }
        let text = reading.slice(token);
        let backquoted = reading.quoted.contains(&index).then(|| backquoted(text)).flatten();
        let keyword = keywords.get(&index).copied();
        let written = match token.kind {
            Kind::End => ";",
            _ => keyword.or(backquoted.as_deref()).unwrap_or(text),
        };
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
            "const top=1;{let e=top;use(e,{}.inner)}\n",
        );
        is(
            "{ const { one, two: other, ...rest } = all; f({ one, other }, rest) }",
            "{let{one:e,two:t,...n}=all;f({one:e,other:t},n)}\n",
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
            "{let e=1;try{e()}catch({message:e}){say(e)}for(let e of list)log(e)}\n",
        );
        is(
            "{ outer: for (const outer of list) break outer }",
            "{outer:for(let e of list)break outer}\n",
        );
        is("{ let a; ({ a } = b); [a.a, a] = [a ? a : 1] }", "{let e;({a:e}=b);[e.a,e]=[e?e:1]}\n");
    }

    #[test]
    fn names_of_inner_functions_come_first() {
        is(
            "'use strict'; { function one(list) { return list } function two(item) { return one(item) } two() }",
            "'use strict';{function t(e){return e}function e(e){return t(e)}e()}\n",
        );
    }

    #[test]
    fn neighbouring_declarations_are_one() {
        is(
            "{ const a = 1; let b = () => { const c = 2; f(c) }; const d = 3; f(a, b, d) }",
            "{let e=1,t=()=>{let e=2;f(e)},n=3;f(e,t,n)}\n",
        );
        is("const a = 1; const b = 2; let c", "const a=1,b=2;let c\n");
        is("if (a) var b = 1; var c = 2", "if(a)var b=1;var c=2\n");
        is(
            "switch (a) { case 1: let b = 1; case 2: let c = 2 }",
            "switch(a){case 1:let e=1;case 2:let t=2}\n",
        );
    }

    #[test]
    fn a_constant_that_something_assigns_to_stays_one() {
        for assigns in [
            "a=1",
            "a+=1",
            "a++",
            "--a",
            "(a)=1",
            "[a]=b",
            "[{c:[a]}]=b",
            "({a}=b)",
            "({c:a=1}=b)",
            "for(a of b);",
            "for(a in b);",
            "for([a]of b);",
            "f(a=1)",
            "eval(a)",
        ] {
            let text = format!("{{const a=1;{assigns}}}");
            let small = script(&text).expect("it parses");
            assert!(small.starts_with("{const "), "{text}: {small}");
        }
        for uses in
            ["a.b=1", "a[0]=1", "[a][0].b=1", "a.b++", "f[a]=1", "f(a).b=1", "a==1", "b={a}"]
        {
            let text = format!("{{const a=1;{uses}}}");
            let small = script(&text).expect("it parses");
            assert_eq!(small.starts_with("{let "), uses != "[a][0].b=1", "{text}: {small}");
        }
    }

    #[test]
    fn texts_that_are_values_stand_between_backquotes() {
        is("'use strict'; f('a', \"b's\"); 'c'.d", "'use strict';f(`a`,`b's`);'c'.d\n");
        is("x = { 'a': 'b', ['c']: d['e'] }", "x={'a':`b`,[`c`]:d[`e`]}\n");
        is(r"f('`', '${a}', '\1', '\n', '$')", "f('`','${a}','\\1',`\\n`,`$`)\n");
        is(
            "function f() { 'use strict'; return 'a' in b }",
            "function f(){'use strict';return`a`in b}\n",
        );
        is("class A { 'b' = 'c'; static 'd'() {} }", "class A{'b'=`c`;static'd'(){}}\n");
    }

    #[test]
    fn a_comma_at_the_end_goes() {
        is("f(a, { b, }, [c, ], [d, , ], [ , ], )", "f(a,{b},[c],[d,,],[,])\n");
        is("function f(a, { b, }, ) {}", "function f(e,{b:t}){}\n");
    }

    #[test]
    fn a_name_that_is_also_used_without_a_declaration_stays() {
        is("{ { const name = 1; f(name) } f(name) }", "{{let name=1;f(name)}f(name)}\n");
        is("{ const far = 1; eval('far') }", "{const far=1;eval(`far`)}\n");
        is(
            "{ function f(one = () => two) { var two; return one } f() }",
            "{function f(e=()=>two){var two;return e}f()}\n",
        );
        is("{ const e1 = e; f(e1) }", "{let t=e;f(t)}\n");
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
