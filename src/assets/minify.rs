//! Scripts and styles without what only people need: comments, space, long names of local variables.
//!
//! In a script, `minify/token.rs` cuts the text into tokens, `minify/grammar.rs` follows the grammar and notes where names are
//! declared and used, `minify/needless.rs` finds the brackets that could be left out, and this file gives short names and
//! puts the tokens together. The code itself stays as it is written, but for those brackets, for declarations in a row,
//! which become one, and for how texts, numbers, `true` and `false` are spelled. Renamed is only what is declared
//! inside a block or a function and found there by every use of its name: names at the top, properties, and names that
//! are met anywhere without a declaration keep theirs. What counts is the size after compression, so a rewrite that only
//! shortens what compresses well anyway has no place here.

mod grammar;
mod needless;
mod sheet;
#[cfg(test)]
mod tests;
mod token;

use grammar::{Declaration, Reading, Word};
use std::cmp::Reverse;
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

/// All declared names, and which one a name means in the scope that declares it.
type Declared<'s> = BTreeMap<(usize, &'s str), usize>;

fn symbols<'s>(reading: &Reading<'s>) -> (Vec<Symbol>, Declared<'s>) {
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut declared = Declared::new();
    for (index, word) in reading.words.iter().enumerate() {
        let Some(scope) = word.declares else { continue };
        let next = symbols.len();
        let symbol = *declared.entry((scope, reading.text_of(word))).or_insert(next);
        if symbol == next {
            symbols.push(Symbol { scope, first: word.token, words: Vec::new() });
        }
        symbols[symbol].words.push(index);
    }
    (symbols, declared)
}

/// New names by index of token.
fn short_names(reading: &Reading<'_>) -> BTreeMap<usize, String> {
    let (mut symbols, declared) = symbols(reading);
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
    // What lives deepest has the first choice, so that the same few names come again and again.
    symbols.sort_by_key(|symbol| Reverse(depth(reading, symbol.scope)));
    let slots = slots(reading, &symbols);
    let free = (0..).map(short).filter(|name| !fixed.contains(&**name) && !token::reserved(name));
    let named: Vec<String> = free.take(slots.iter().max().map_or(0, |most| most + 1)).collect();
    let renamed = symbols.iter().zip(&slots).flat_map(|(symbol, slot)| {
        symbol.words.iter().map(|&word| (reading.words[word].token, named[*slot].clone()))
    });
    renamed.collect()
}

/// How many scopes lie round one.
fn depth(reading: &Reading<'_>, scope: usize) -> usize {
    std::iter::successors(reading.scopes[scope].parent, |&round| reading.scopes[round].parent)
        .count()
}

/// The symbol a use means: that of the nearest scope round it that declares the name.
fn resolve(
    reading: &Reading<'_>,
    declared: &Declared<'_>,
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

/// The `index`th short name; letters that are frequent in code come first. The order was found by trying.
fn short(mut index: usize) -> String {
    const LETTERS: &[u8] = b"eltnisaodchgpruwTfmbSkCxyD$MIUzOqREPvLNJ_jKHYGQZFWXVAB1024368579";
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
    let (symbols, declared) = symbols(reading);
    let mut assigned = BTreeSet::new();
    // Assigned to, and declared who knows where.
    let mut lost = BTreeSet::new();
    for word in reading.assigned.iter().map(|&index| &reading.words[index]) {
        match resolve(reading, &declared, &symbols, word) {
            Some(symbol) => _ = assigned.insert(symbol),
            None => _ = lost.insert(reading.text_of(word)),
        }
    }
    let open = |declaration: &Declaration| {
        let own = |word: &&Word| word.declares == Some(declaration.scope);
        let names = reading.words[declaration.words.clone()].iter().filter(own);
        let mut names = names.map(|word| reading.text_of(word));
        let stays = |name| {
            !lost.contains(name) && !assigned.contains(&declared[&(declaration.scope, name)])
        };
        declaration.scope != 0 && !eval && names.all(stays)
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

/// A number in fewer letters: `.5`, `6e4`.
fn number(text: &str) -> Option<String> {
    let digits = text.replace('_', "");
    if let Some(part) = digits.strip_prefix("0.").filter(|part| part.ends_with(char::is_numeric)) {
        return Some(format!(".{part}"));
    }
    let whole = digits.trim_end_matches('0');
    let zeros = digits.len() - whole.len();
    let plain = !whole.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if plain && zeros > 2 && !whole.starts_with('0') {
        return Some(format!("{whole}e{zeros}"));
    }
    (digits != text).then_some(digits)
}

/// `true` and `false` where they are values.
fn truth(reading: &Reading<'_>, index: usize) -> Option<String> {
    let at = |index: usize, signs: &[&str]| {
        let token = reading.tokens.get(index);
        token.is_some_and(|token| signs.iter().any(|sign| reading.is(token, sign)))
    };
    let before = |signs| index.checked_sub(1).is_some_and(|index| at(index, signs));
    let property = before(&[".", "?."])
        || at(index + 1, &["(", "="])
        || before(&["{", ","]) && at(index + 1, &[":"]);
    let short = match reading.slice(&reading.tokens[index]) {
        "true" => "!0",
        "false" => "!1",
        _ => return None,
    };
    (!property).then(|| String::from(short))
}

fn print(
    reading: &Reading<'_>,
    names: &BTreeMap<usize, String>,
    keywords: &BTreeMap<usize, &str>,
) -> String {
    let mut out = String::with_capacity(reading.text.len() / 2);
    let mut shorthand = reading.words.iter().filter(|word| word.shorthand).peekable();
    let mut last: Option<&Token> = None;
    let needless = needless::brackets(reading);
    for (index, token) in reading.tokens.iter().enumerate() {
        if needless.contains(&index) {
            continue;
        }
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
        let keyword = keywords.get(&index).copied();
        let spelled = match token.kind {
            Kind::End => Some(String::from(";")),
            Kind::Number => number(text),
            Kind::Name => truth(reading, index),
            _ => reading.quoted.contains(&index).then(|| backquoted(text)).flatten(),
        };
        let written = keyword.or(spelled.as_deref()).unwrap_or(text);
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
