//! What is a formula and what is text, one line of Markdown after the other.

use crate::parse::blocks::parse;
use crate::parse::dialect::Syntax;
use crate::parse::doc::{InlineKind, each_inline};
use crate::source::{Sources, Stitched};

const SYNTAX: Syntax = Syntax::NATIVE;

/// The formulas of a text, those that stand apart in brackets, and how many places are in doubt.
fn formulas(text: &str, syntax: Syntax<'_>) -> (Vec<String>, usize) {
    let source = Sources::default().add("a.md", text);
    let parsed = parse(&Stitched::whole(source, text), 0, syntax);
    let mut found = Vec::new();
    each_inline(&parsed.blocks, &mut |inline| {
        if let InlineKind::Math { tex, display } = &inline.kind {
            let signs = if *display { "$$" } else { "$" };
            let written = &text[inline.at.range()];
            assert!(written.starts_with(signs) && written.ends_with(signs), "{written}");
            found.push(if *display { format!("[{tex}]") } else { tex.to_string() });
        }
    });
    let doubts =
        parsed.findings.iter().filter(|finding| finding.rule.name == "unclear-dollar").count();
    (found, doubts)
}

fn are(text: &str, expected: &[&str]) {
    are_in(SYNTAX, text, expected);
}

fn are_in(syntax: Syntax<'_>, text: &str, expected: &[&str]) {
    let expected = expected.iter().map(ToString::to_string).collect();
    assert_eq!(formulas(text, syntax), (expected, 0), "{text}");
}

fn in_doubt(text: &str) {
    assert_eq!(formulas(text, SYNTAX), (Vec::new(), 1), "{text}");
}

#[test]
fn where_dollar_signs_hold_nothing_else_blanks_and_words_make_no_difference() {
    let any = Syntax { any_formula: true, ..SYNTAX };
    are_in(
        any,
        "$a $, $ b$, the $x-$axis and $LHS - RHS = 0$",
        &["a ", " b", "x-", "LHS - RHS = 0"],
    );
    are_in(any, "$12 a night, or $70 a week, `$a` $ and\n\n$", &[]);
    are_in(any, "| $a $ | $b\\|$ |\n|---|---|\n| $c | d$ |\n", &["a ", "b|"]);
}

#[test]
fn between_two_signs_without_blanks_inside_is_a_formula() {
    are("$a+b$, ($x$) and $y$-axis.", &["a+b", "x", "y"]);
    are("**$a_1 * b_2$** or *$x$*", &["a_1 * b_2", "x"]);
    are("At the end $z$", &["z"]);
    are("The $n$th of H$_2$O and CO$_2$.", &["n", "_2", "_2"]);
    are("公式$E=mc^2$是", &["E=mc^2"]);
    are("a line $a\n= b$ and the next", &["a\n= b"]);
    are("# The $x$ of $y$ {#id}\n", &["x", "y"]);
    are("| a | $P(x\\|y)$ |\n|---|---|\n| $a$ | $b$ |\n", &["P(x|y)", "a", "b"]);
    are("[the $x$](a.md) ![$y$](b.png)", &["x"]);
    are("1. $a$\n   - > $b\n     > c$\n", &["a", "b\nc"]);
    are("Term $x$\n: means $y$\n", &["x", "y"]);
    are("$a$$b$", &["a", "b"]);
}

#[test]
fn code_keeps_its_signs() {
    let lines = [
        "push ${TAG} && URI=$(inspect ${TAG})",
        "a[\"$[1:]\"], a[\"$[0,-1]\"]",
        "\"$.a\": \"$$.Name\", $x$ $$y$$",
    ];
    for line in lines {
        are(&format!("```bash\n{line}\n```\n"), &[]);
        are(&format!("- item\n\n      {line}\n\nand $x$"), &["x"]);
        are(&format!("    {line}\n\n> ~~~\n> {line}\n> ~~~\n"), &[]);
    }
    are("$$\na\n    + b\n$$\n", &["[\na\n+ b\n]"]);
}

#[test]
fn markdown_means_nothing_inside() {
    are("$a_1 * b_1$ and $c * d_2$", &["a_1 * b_1", "c * d_2"]);
    are("$x^*$ and $y^*$, $2*3$ and $4*5$", &["x^*", "y^*", "2*3", "4*5"]);
    are("$f[x](y)$, $a<b>c$ and $\\{x\\}$", &["f[x](y)", "a<b>c", "\\{x\\}"]);
    are("$[a][b]$ and $&lt;$", &["[a][b]", "&lt;"]);
    are("$5 \\$ + \\text{if $x$}$ and $y$", &["5 \\$ + \\text{if $x$}", "y"]);
    are("*optimal $x^*$ here*", &["x^*"]);
}

#[test]
fn money_is_text() {
    are("Is it $100 or -$100?", &[]);
    are("It costs $0.023/GB ($23/TB), US$50, $5-$10, $3M-$4M.", &[]);
    are("$5, $6 and $x$", &["x"]);
    are("Pay $ 5 or 5 $ or $$.", &[]);
    are("| $0.10/$0.20 | $1 |\n|---|---|\n| $2 | $3 |\n", &[]);
    are("\\$5 and $6\\$", &[]);
    are("Both \\\\$a$ and \\$b$", &["a"]);
}

#[test]
fn variables_are_text() {
    are("Set $HOME and $PATH, then $HOME/$USER or ${A}/${B}.", &[]);
    are("query{row=\"$row\", tree=\"$tree\"} and $FOO$BAR", &[]);
    are("*$BASKET/new*, or *$A/x* and *$B/y*.", &[]);
    are("https://a.b/$x/$y and <https://a.b/$x$>", &[]);
    are("[a $x](b$y.md) and $z", &[]);
}

#[test]
fn code_binds_at_least_as_strongly() {
    are("It costs $5, see `$x`. Then `a` $b.", &[]);
    are("$a `b$` c$", &[]);
    are("`$a$` and ``$b$``\n\n    $c$\n", &[]);
    are("GitHub's $`a*b*c`$ too", &["`a*b*c`"].map(|tex| tex.trim_matches('`')));
}

#[test]
fn what_stands_apart_may_take_lines_that_look_like_blocks() {
    are("$$a$$ and $$ b $$", &["[a]", "[ b ]"]);
    are("$$\na\n= b\n- c\n+ d\n$$\n", &["[\na\n= b\n- c\n+ d\n]"]);
    are("$$\na\n=\n> 0\n# 1\n$$\n\nText.", &["[\na\n=\n> 0\n# 1\n]"]);
    are("> $$\n> a\n> - b\n> $$\n", &["[\na\n- b\n]"]);
    are("- item\n\n  $$\n  a\n  - b\n  $$\n- next $x$\n", &["[\na\n- b\n]", "x"]);
    are("before\n$$\n1 \\\\\n+ 2\n$$,\nbehind $x$", &["[\n1 \\\\\n+ 2\n]", "x"]);
    are("```\n$$\na\n$$\n```\n", &[]);
    are("$$\n\na\n", &[]);
    are("$\n\\begin{cases} a \\end{cases}\n$ and $x$", &["\n\\begin{cases} a \\end{cases}\n", "x"]);
}

#[test]
fn what_stands_apart_may_hold_empty_lines() {
    are("$$f = \\sum\n\n  x_2\n$$\n15. with $x$\n", &["[f = \\sum\n\nx_2\n]", "x"]);
    are("> $$\n> \\alpha\n>\n> \\beta\n> $$\n", &["[\n\\alpha\n\n\\beta\n]"]);
    are("$$\n\na\n$$\n", &[]);
    in_doubt("$$\\alpha\n\n# Heading\n\n$$\n");
    in_doubt("$$\\alpha\n\nor $5\n\n$$\n");
}

#[test]
fn what_may_be_meant_is_told() {
    in_doubt("$$\\alpha $5 $$");
    in_doubt("where $ \\alpha $ is small");
    in_doubt("it is 2$\\times$3 m");
    in_doubt("from $5 to 10$ or so");
    in_doubt("between $low and high$ water");
    in_doubt("$$\n\\alpha\n\nmore\n");
    in_doubt("*where $\\alpha* + \\beta$ is*");
}
