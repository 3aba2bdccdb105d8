//! Style sheets without comments and needless space.

/// The same rules, shorter. Space stays where it may mean something; texts and addresses stay as they are.
pub fn style(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut space = false;
    let mut sign = ' ';
    while let Some(letter) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            space = true;
            continue;
        }
        if letter.is_ascii_whitespace() {
            rest = &rest[1..];
            space = true;
            continue;
        }
        let length = match letter {
            '"' | '\'' => quoted(rest, letter),
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            'u' | 'U' if rest.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("url(")) => {
                address(rest)
            }
            _ => letter.len_utf8(),
        };
        // After a colon it is the value of a property: selectors have no space there.
        let tight =
            matches!(letter, '{' | '}' | ';' | ',') || matches!(sign, '{' | '}' | ';' | ',' | ':');
        sign = letter;
        if std::mem::take(&mut space) && !tight && !out.is_empty() {
            out.push(' ');
        }
        if letter == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out.push('\n');
    out
}

/// Length of a text in quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == quote {
            return at + 1;
        }
    }
    text.len()
}

/// Length of `url(…)`; of its opening alone where the address stands in quotes.
fn address(text: &str) -> usize {
    let opening = "url(".len();
    if text[opening..].trim_start().starts_with(['"', '\'']) {
        return opening;
    }
    text.find(')').map_or(text.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::style;

    #[test]
    fn only_needless_space_goes() {
        for (text, wanted) in [
            (
                "/* a */\n.a .b ,\n.c > d {\n  color : red ;\n  margin: 0 -1px;\n}\n\n",
                ".a .b,.c > d{color :red;margin:0 -1px}\n",
            ),
            ("a :hover { width: calc(1px + 2px) }", "a :hover{width:calc(1px + 2px)}\n"),
            (
                "a::after { content: \"a ;  /* b */ \\\"{ \"; }",
                "a::after{content:\"a ;  /* b */ \\\"{ \"}\n",
            ),
            (
                "a { background: url(data:a;b/*c, d) , url( 'e  f' ) }",
                "a{background:url(data:a;b/*c, d),url( 'e  f' )}\n",
            ),
            (
                "@media (width >= 30rem) and (hover) { a { b: c } }",
                "@media (width >= 30rem) and (hover){a{b:c}}\n",
            ),
            ("a/* b */c { --d: ; e: f }", "a c{--d:;e:f}\n"),
            (
                ".a\\: b { grid-template-areas: \"a  b\"\n  \"c d\" }",
                ".a\\: b{grid-template-areas:\"a  b\" \"c d\"}\n",
            ),
        ] {
            assert_eq!(style(text), wanted);
        }
    }
}
