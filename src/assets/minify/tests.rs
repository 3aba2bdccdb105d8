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
fn brackets_that_change_nothing_go() {
    is("x = (a + b); f((a), ...(b ? c : []))", "x=a+b;f(a,...b?c:[])\n");
    is("x = a => (b ? (c) : (d)); y = [(a)]", "x=a=>b?c:d;y=[a]\n");
    is("f(() => { return (a) })", "f(()=>{return a})\n");
    is(
        "x = (a + b) * c; y = (a, b); z = a => ({ b }); (a => b)()",
        "x=(a+b)*c;y=(a,b);z=a=>({b});(a=>b)()\n",
    );
    is("for (let x = (a in b); ;) f()", "for(let e=(a in b);;)f()\n");
    is("x = (a) => b; y = async (a) => b; if ((a)) (b).c", "x=(a)=>b;y=async(a)=>b;if(a)(b).c\n");
    is("x = `${(a)} ${[(b, c)]}`", "x=`${(a)} ${[(b,c)]}`\n");
    is(
        "x = new Map(); y = new Map().get(); f(new Set(), new a.B(), new Set()[0])",
        "x=new Map;y=new Map().get();f(new Set,new a.B(),new Set()[0])\n",
    );
}

#[test]
fn values_are_spelled_short() {
    is(
        "x = [0.5, 60_000, 1000, 100, 1.50, 0x1_000, 0, 10n, 0.0]",
        "x=[.5,6e4,1e3,100,1.50,0x1000,0,10n,.0]\n",
    );
    is("x = 1000 .toFixed() + (a ? 0.5 : -0.5)", "x=1e3 .toFixed()+(a?.5:-.5)\n");
    is(
        "f({ true: true, false() {} }, a.true, a ? true : false)",
        "f({true:!0,false(){}},a.true,a?!0:!1)\n",
    );
    is("class A { a() {} true() {} false = 1 }", "class A{a(){}true(){}false=1}\n");
    is("if (a) return true; typeof false", "if(a)return!0;typeof!1\n");
}

#[test]
fn only_local_names_become_short() {
    is(
        "const top = 1; { const inner = top; use(inner, {}.inner); }",
        "const top=1;{let e=top;use(e,{}.inner)}\n",
    );
    is(
        "{ const { one, two: other, ...rest } = all; f({ one, other }, rest) }",
        "{let{one:e,two:l,...t}=all;f({one:e,other:l},t)}\n",
    );
    is(
        "{ function add(first, second = first) { return first + second } add() }",
        "{function add(e,l=e){return e+l}add()}\n",
    );
    is(
        "'use strict'; { function add(first, second = first) { return first + second } add() }",
        "'use strict';{function e(e,l=e){return e+l}e()}\n",
    );
    is(
        "{ class Shape extends Base { #side = 1; static size = side => side; area() { return this.#side } } new Shape() }",
        "{class e extends Base{#side=1;static size=e=>e;area(){return this.#side}}new e}\n",
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
        "'use strict';{function l(e){return e}function e(e){return l(e)}e()}\n",
    );
}

#[test]
fn neighbouring_declarations_are_one() {
    is(
        "{ const a = 1; let b = () => { const c = 2; f(c) }; const d = 3; f(a, b, d) }",
        "{let e=1,l=()=>{let e=2;f(e)},t=3;f(e,l,t)}\n",
    );
    is("const a = 1; const b = 2; let c", "const a=1,b=2;let c\n");
    is("if (a) var b = 1; var c = 2", "if(a)var b=1;var c=2\n");
    is(
        "switch (a) { case 1: let b = 1; case 2: let c = 2 }",
        "switch(a){case 1:let e=1;case 2:let l=2}\n",
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
    for uses in ["a.b=1", "a[0]=1", "[a][0].b=1", "a.b++", "f[a]=1", "f(a).b=1", "a==1", "b={a}"] {
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
    is("function f(a, { b, }, ) {}", "function f(e,{b:l}){}\n");
}

#[test]
fn a_name_that_is_also_used_without_a_declaration_stays() {
    is("{ { const name = 1; f(name) } f(name) }", "{{let name=1;f(name)}f(name)}\n");
    is("{ const far = 1; eval('far') }", "{const far=1;eval(`far`)}\n");
    is(
        "{ function f(one = () => two) { var two; return one } f() }",
        "{function f(e=()=>two){var two;return e}f()}\n",
    );
    is("{ const e1 = e; f(e1) }", "{let l=e;f(l)}\n");
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
