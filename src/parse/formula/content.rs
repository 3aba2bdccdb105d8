//! Whether what stands between two dollar signs is a formula, money, or a name of something.

use super::super::literal::is_escaped;

/// Letters of a currency that a dollar sign follows.
const CURRENCIES: [&str; 10] = ["A", "AU", "C", "CA", "HK", "NT", "NZ", "R", "S", "US"];

/// Whether the text between two dollar signs is a formula, by itself and by what follows it.
pub(super) fn is_formula(content: &str, after: Option<char>) -> bool {
    let edges = [content.chars().next(), content.chars().next_back()];
    if edges.into_iter().any(|edge| edge.is_none_or(char::is_whitespace)) {
        return is_environment(content);
    }
    match after {
        Some(after) if after.is_ascii_digit() => false,
        // `$n$th` and `H$_2$O` are meant, `$HOME/$USER` and `row="$row", tree="$tree"` are not.
        Some(after) if after.is_ascii_alphabetic() || matches!(after, '_' | '{') => {
            content.starts_with(['^', '_', '\\']) || (after != '{' && is_short(content))
        }
        _ => !is_prose(content) && !goes_on(content),
    }
}

/// A whole environment, which nothing but a formula is, whatever blanks stand round it.
fn is_environment(content: &str) -> bool {
    let content = content.trim();
    content.contains("\\begin{")
        && content
            .rfind("\\end{")
            .is_some_and(|end| content[end..].find('}') == Some(content.len() - end - 1))
}

/// `n`, `x+1`, `f(x)`: without blanks, no name of a variable, and nothing open at the end.
fn is_short(content: &str) -> bool {
    let name = content.len() > 1 && content.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    !name
        && !content.contains(char::is_whitespace)
        && content.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, ')' | ']' | '\''))
}

/// `5 for me and 10`: words between two amounts, not a formula.
fn is_prose(content: &str) -> bool {
    const NAMES: [&str; 12] =
        ["mod", "sin", "cos", "tan", "log", "ln", "exp", "min", "max", "lim", "det", "dim"];
    if content.contains('\\') {
        return false;
    }
    let words = content.split_whitespace().filter(|word| {
        let word = word.trim_end_matches([',', '.', ';', ':', ')']).trim_start_matches('(');
        word.len() > 1
            && word.chars().all(|letter| letter.is_alphabetic() && letter.is_ascii())
            && !NAMES.contains(&word)
    });
    let is_amount = starts_with_digit(content);
    // Behind an amount, a point with a blank after it ends a sentence.
    let ends_sentence = is_amount && content.contains(". ");
    words.count() >= if is_amount { 1 } else { 2 } || ends_sentence || are_amounts(content)
}

/// Whether the second sign belongs to a currency, as in `$6 or A$7`.
fn are_amounts(content: &str) -> bool {
    let last = content.rsplit(char::is_whitespace).next();
    starts_with_digit(content)
        && content.contains(' ')
        && last.is_some_and(|last| CURRENCIES.contains(&last))
}

/// Whether a sentence goes on, as between the signs of `5$, 6$`.
fn goes_on(content: &str) -> bool {
    let rest = content.trim_start_matches([',', '.', ';', ':', '!', '?', ')']);
    rest.len() < content.len() && rest.starts_with(char::is_whitespace)
}

/// Whether a variable or a sum stands between blanks, as in `$ a + b $`: no formula, since the amounts of `$ a year and $ b`
/// are written so, and yet none of them.
pub(super) fn is_spaced(content: &str) -> bool {
    let inner = content.trim();
    let blanks = content.starts_with(' ') && content.ends_with(' ');
    let word = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    blanks
        && inner.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        // A number alone is an amount, as in `US $ 5 x $ 6`.
        && inner.split(' ').next().is_some_and(|word| word.contains(|c: char| c.is_ascii_alphabetic()))
        && !inner.split_whitespace().any(word)
}

pub(super) fn reads_both_ways(content: &str, after: Option<char>) -> bool {
    let edges = [content.chars().next(), content.chars().next_back()];
    let tight = edges.into_iter().all(|edge| edge.is_some_and(|edge| !edge.is_whitespace()));
    tight
        && after.is_none_or(|after| !after.is_alphanumeric())
        && is_prose(content)
        && !are_amounts(content)
}

/// Whether only a formula is written like this.
pub(crate) fn says_formula(content: &str) -> bool {
    let command = content
        .match_indices('\\')
        .any(|(at, _)| content[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
    command || content.contains('^') || content.contains("_{")
}

/// Whether a command for words, such as `\text{`, is open at the end.
pub(super) fn has_open_text(content: &str) -> bool {
    const COMMANDS: [&str; 4] = ["\\text", "\\mbox", "\\textrm", "\\textbf"];
    if !content.contains("\\text") && !content.contains("\\mbox") {
        return false;
    }
    let mut open: Vec<bool> = Vec::new();
    for (at, brace) in content.match_indices(['{', '}']) {
        if is_escaped(content, at) {
            continue;
        }
        if brace == "{" {
            open.push(COMMANDS.iter().any(|command| content[..at].ends_with(command)));
        } else {
            open.pop();
        }
    }
    open.contains(&true)
}

pub(super) fn starts_with_digit(content: &str) -> bool {
    content.starts_with(|letter: char| letter.is_ascii_digit())
}
