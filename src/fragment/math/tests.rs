use super::{FormulaFault, Macros, Mathml, all, mathml};
use std::collections::BTreeMap;

fn made(tex: &str) -> Mathml {
    mathml(tex, true, &Macros::default()).unwrap_or_else(|fault| panic!("{tex}: {fault:?}"))
}

fn html(mathml: &Mathml) -> String {
    mathml.html(&|id| format!("here.{id}"), &|id| Some(format!("there.html#{id}")))
}

fn set(tex: &str) -> String {
    html(&made(tex))
}

fn fault(tex: &str) -> FormulaFault {
    mathml(tex, true, &Macros::default()).expect_err(tex)
}

/// What `one` means is what `other` means.
fn same(one: &str, other: &str) {
    assert_eq!(set(one), set(other), "{one}");
}

#[test]
fn letters_are_escaped_and_faults_have_a_place() {
    assert!(set("a < b").contains("&lt;"));
    assert_eq!(fault("\\frac{a").message, "expected closing token \"}\", but reached end of input");
    let FormulaFault { at, unknown, .. } = fault("a + \\fraction{a}{b}");
    assert_eq!((at, unknown), (4..13, true));
}

/// Everything that the library styles, so that a later one which says it in another way fails here.
const STYLED: [&str; 26] = [
    "\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}",
    "\\begin{align} a &= b \\\\ c &= d \\notag \\end{align}",
    "\\begin{align*} a &= b \\end{align*}",
    "\\begin{gather} a \\\\ b \\end{gather}",
    "\\begin{gathered} a \\\\ b \\end{gathered}",
    "\\begin{multline} a \\\\ b \\\\ c \\end{multline}",
    "\\begin{equation} a \\label{e} \\end{equation} \\eqref{e}",
    "\\begin{cases} 1 & x \\\\ 2 & y \\end{cases}",
    "\\begin{rcases} 1 & x \\end{rcases} \\begin{dcases} 1 & x \\end{dcases} \\begin{drcases} 1 \\end{drcases}",
    "\\begin{array}{|l|r:c||c} a & b & c & d \\\\ \\hline a & b & c & d \\\\ \\hdashline \\end{array}",
    "\\begin{array}{:c} \\hdashline a \\end{array} \\begin{darray}{c} a \\end{darray}",
    "\\begin{subarray}{lr} a & b \\\\ c & d \\end{subarray} \\begin{smallmatrix} a \\end{smallmatrix}",
    "\\begin{matrix} a \\end{matrix} \\begin{pmatrix} a \\end{pmatrix} \\begin{Bmatrix} a \\end{Bmatrix}",
    "{\\color{red} a} \\color[HTML]{123456} b \\textcolor{white}{c} \\color[rgb]{.5,.5,.5} d",
    "\\cancel{x} \\bcancel{y} \\xcancel{z}",
    "\\boxed{x} \\fbox{words}",
    "\\! \\hspace{-3pt} \\kern-2em \\kern-100em \\hspace{1cm} \\hspace{2ex} \\mspace{-4mu}",
    "\\cfrac{1}{2} \\dfrac{1}{2} \\tfrac{1}{2} \\binom{a}{b} \\genfrac{[}{]}{1pt}{0}{a}{b}",
    "\\cramped{x^2} \\mathop{a} \\mathbin{b} \\mathrel{c} \\mathpunct{d} \\mathclose{e} \\mathinner{f}",
    "\\textsc{a} \\textsf{b} \\textrm{c} \\texttt{d} \\textbf{e} \\textit{f} \\emph{g}",
    "\\text{\\tiny a \\scriptsize b \\footnotesize c \\small d \\normalsize e \\large f \\Large g \\LARGE h \\huge i \\Huge j}",
    "\\text{\\sixptsize a} \\text{\\sout{b}} \\underline{c} \\overline{d}",
    "\\sum_{\\substack{a \\\\ b}} \\prod\\limits_a^b \\int\\nolimits_a^b \\lim_{x \\to 0}",
    "\\left( \\frac{a}{b} \\middle| c \\right] \\bigl( \\Bigr) \\biggl[ \\Biggr]",
    "\\operatorname{a} \\operatorname*{b}_c \\prescript{a}{b}{c} \\sideset{_a}{_b}{\\sum}",
    "\\widehat{abc} \\widetilde{abc} \\overbrace{a}^b \\underbrace{a}_b \\xrightarrow[a]{b} \\phantom{a}",
];

#[test]
fn a_formula_has_no_style_of_its_own() {
    for tex in STYLED {
        let html = set(tex);
        assert!(!html.contains(" style="), "{html}");
        assert!(!html.contains("menclose"), "{html}");
        assert!(!html.contains("math-core"), "{html}");
        // Checkers of HTML know these on `mstyle` alone.
        assert!(!html.contains("<mfrac displaystyle"), "{html}");
    }
}

#[test]
fn what_the_library_does_not_know_is_said_with_what_it_knows() {
    same("\\textcolor{red}{x+y}z", "{\\color{red}x+y}z");
    same("\\color{#12ab34}x", "\\color[HTML]{12ab34}x");
    same("\\color{#1a3}x", "\\color[HTML]{11aa33}x");
    same("\\mbox{if } x", "\\text{if } x");
    same("\\text{if $x > \\mbox{a}$, then}", "\\text{if }{x > \\text{a}}\\text{, then}");
    same("\\begin{split} a &= b \\end{split}", "\\begin{aligned} a &= b \\end{aligned}");
    same("\\begin{alignat*}{2} a &= b \\end{alignat*}", "\\begin{align*} a &= b \\end{align*}");
    same("\\sum_{\\substack{a\\\\b}}", "\\sum_{\\begin{subarray}{c}a\\\\b\\end{subarray}}");
    same("\\begin{matrix} a \\\\[2pt] b \\end{matrix}", "\\begin{matrix} a \\\\ b \\end{matrix}");
    same("\\begin{pmatrix} a \\\\ \\end{pmatrix}", "\\begin{pmatrix} a \\end{pmatrix}");
    same("a % a remark \\foo\n+ b", "a + b");
    // Square brackets that hold no length are those of an interval.
    assert!(set("\\begin{matrix} a \\\\ [0, 1] \\end{matrix}").contains("[</mo>"));
    assert!(set("\\begin{array}{|c|}\\hline a\\\\\\hline\\end{array}").contains("gw-f-line-end"));
    assert_eq!(set("\\boxed{a}").matches("<mtr>").count(), 1);
}

#[test]
fn what_stands_high_or_low_at_the_start_of_a_cell_joins_no_cells() {
    let cells = |tex: &str| set(tex).matches("<mtd").count();
    assert_eq!(cells("\\begin{matrix} a & ^2 b \\\\ _c & 'd \\end{matrix}"), 4);
    assert_eq!(
        cells("\\begin{array}{cc} a & b \\\\ \\hline ^2 & d \\\\[2pt] ' & \\& ^f \\end{array}"),
        6
    );
}

#[test]
fn a_sign_between_cells_that_a_command_takes_is_told() {
    for tex in [
        "a \\hat & b",
        "a \\frac{1} & b",
        "a \\hat \\\\ b",
        "a & b_ \\\\ c & d",
        "\\hline a \\sqrt \\\\ \\hline b",
    ] {
        let fault = fault(&format!("\\begin{{array}}{{cc}} {tex} \\end{{array}}"));
        assert!(fault.message.contains("write braces"), "{tex}: {fault:?}");
    }
}

#[test]
fn a_fault_begins_and_ends_at_a_letter() {
    let fault = fault("a \\kernУ");
    assert_eq!(fault.at, 7..9, "{fault:?}");
}

#[test]
fn a_tag_stands_beside_its_formula() {
    assert!(set("a = b \\tag{3.1}").contains("<mtext>(3.1)</mtext>"));
    assert!(set("a \\tag*{A & B}").contains("<mtext>A &amp; B</mtext>"));
    assert_eq!(fault("a \\tag{\\alpha}").message, "a `\\tag` holds plain words");
    assert!(set("\\begin{aligned} a &= b \\end{aligned} \\tag*{✱}").contains("<mtext>✱</mtext>"));
    same("\\begin{align} a \\tag{x} \\end{align}", "\\begin{align*} a \\tag{x} \\end{align*}");
    assert_eq!(fault("a \\tag{1} \\tag{2}").message, "this formula has a second `\\tag`");
    let inline = mathml("a \\tag{1}", false, &Macros::default()).expect_err("has no room");
    assert_eq!(inline.message, "a formula within a line has no room for a `\\tag`");
}

#[test]
fn colours_become_hues_that_both_schemes_can_show() {
    for (colour, class) in [
        ("ff0000", "gw-f-hue-30"),
        ("0000ff", "gw-f-hue-270"),
        ("12ab34", "gw-f-hue-150"),
        ("000000", "gw-f-ink"),
        ("808080", "gw-f-grey"),
        ("ffffff", "gw-f-ground"),
    ] {
        let html = set(&format!("{{\\color[HTML]{{{colour}}}x}}"));
        assert!(html.contains(&format!("\"{class}\"")), "{colour}: {html}");
    }
}

#[test]
fn steps_back_add_up() {
    for (tex, steps) in [("\\!", 3), ("\\kern-2em", 36), ("\\hspace{-3pt}", 5), ("\\kern-9em", 162)]
    {
        let html = set(tex);
        let parts = html.split("gw-f-back-").skip(1);
        let number = |part: &str| part.split('"').next().and_then(|n| n.parse::<u32>().ok());
        assert_eq!(parts.filter_map(number).sum::<u32>(), steps, "{html}");
    }
}

#[test]
fn definitions_hold_for_the_formulas_that_follow() {
    let book = BTreeMap::from(
        [("R", "\\mathbb{R}"), ("\\norm", "\\left\\lVert #1 \\right\\rVert")]
            .map(|(name, body)| (name.to_owned(), body.to_owned())),
    );
    let set_all = |formulas: &[&str]| {
        let formulas: Vec<(&str, bool)> = formulas.iter().map(|tex| (*tex, true)).collect();
        all(&formulas, &mut Macros::of(&book))
    };
    let plain = set("\\left\\lVert x \\right\\rVert \\in \\mathbb{R}");
    for formulas in [
        &["\\norm{x} \\in \\R"][..],
        &["\\norm x \\in \\R"],
        &["\\newcommand{\\set}{\\in \\R}", "\\norm{x} \\set"],
        &["\\newcommand*\\set[2][\\R]{#2 \\in #1} \\set{\\norm{x}}"],
        &["\\newcommand{\\set}[2][]{#2 \\in #1} \\set[\\R]{\\norm{x}}"],
        &["\\def\\set#1#2{#1 \\in#2}\\set{\\norm{x}}\\R"],
        &["\\providecommand{\\R}{wrong} \\norm{x} \\in \\R"],
        &["\\renewcommand{\\norm}[1]{\\left\\lVert #1 \\right\\rVert}", "\\norm{x} \\in \\R"],
    ] {
        let last = set_all(formulas).pop().expect("there is one").expect("can be set");
        assert_eq!(html(&last), plain, "{formulas:?}");
    }
    assert_eq!(set_all(&["\\newcommand{\\a}{b}"]), [Ok(Mathml::default())]);
    same("\\DeclareMathOperator*{\\most}{arg\\,max} \\most_x", "\\operatorname*{arg\\,max}_x");
    // A letter behind an argument is no part of a name.
    same("\\newcommand{\\a}[1]{#1x} \\a\\beta", "\\beta x");
    let unknown = set_all(&["x + \\norm{\\foo}"]).pop().expect("one").expect_err("unknown");
    assert_eq!((unknown.at, unknown.unknown), (4..15, true));
    for (tex, message) in [
        ("\\newcommand{\\a}{\\a\\a} \\a", "the macros of this formula expand without an end"),
        ("\\norm", "`\\norm` needs something in braces after it"),
        ("\\newcommand{a}{b}", "`\\newcommand` takes a name such as `\\loss`, not `a`"),
        ("\\newcommand{\\a}[x]{b}", "`\\newcommand` takes a number up to 9 in `[x]`"),
        ("\\def\\a[#1]{b}", "`\\def` takes `#1#2` before its brace, not `[#1]`"),
    ] {
        let fault = set_all(&[tex]).pop().expect("one").expect_err(tex);
        assert_eq!(fault.message, message);
    }
}

#[test]
fn equations_are_counted_and_found_through_a_chapter() {
    let formulas = [
        "\\eqref{b}",
        "\\begin{equation} a \\end{equation}",
        "\\begin{equation} b \\label{b} \\end{equation}",
        "\\eqref{c}",
    ];
    let formulas = formulas.map(|tex| (tex, true));
    let set = all(&formulas, &mut Macros::default());
    let html = |at: usize| html(set[at].as_ref().expect("can be set"));
    assert!(html(0).contains("<a href=\"there.html#gw-eq-b\">(2)</a>"), "{}", html(0));
    assert!(html(1).contains("<mtext>(1)</mtext>"));
    assert!(html(2).contains(" id=\"here.gw-eq-b\"") && html(2).contains("<mtext>(2)</mtext>"));
    let lost = set[3].as_ref().expect_err("there is no such label");
    assert_eq!(lost.message, "no formula of this chapter has `\\label{c}`");
}

#[test]
fn formulas_wider_than_a_phone_are_told() {
    assert!(!made("E = mc^2").is_long());
    assert!(made("a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7").is_long());
}

#[test]
fn what_is_missing_at_the_end_is_told_inside_of_the_formula() {
    for tex in ["{;-?", "{", "\\frac{a}", "\\left(", "a_", "\\text{é", "\\begin{cases} é"] {
        let mut macros = Macros::NONE;
        let set = all(&[(tex, false)], &mut macros).remove(0);
        let fault = set.expect_err(tex);
        assert!(tex.get(fault.at.clone()).is_some(), "{tex}: {fault:?}");
    }
}
