//! What would lose the cells of a table: `&` and `\\` in braces or between `\left` and `\right`, of which the library shows
//! nothing there, and `\over`, which takes all cells for its halves.

use super::argument::{argument, name_of};
use super::expand::sets_words;
use std::ops::Range;

/// What is open around a place.
#[derive(PartialEq, Eq)]
enum Open {
    Environment,
    Braces,
    Fence,
}

/// Commands between two halves, which go as far as the braces round them.
const BETWEEN: [&str; 5] = ["over", "atop", "choose", "brace", "brack"];

/// The first of them, and what is wrong with it.
pub(super) fn lost(tex: &str) -> Option<(Range<usize>, String)> {
    let mut open = Vec::new();
    let mut environments = 0_usize;
    let mut at = 0;
    while let Some(letter) = tex[at..].chars().next() {
        let mut end = at + letter.len_utf8();
        let mut cuts = letter == '&';
        let mut halves = None;
        match letter {
            '\\' => {
                let name = name_of(&tex[end..]);
                end += name.len();
                cuts = name == "\\";
                match name {
                    "begin" | "end" => {
                        if name == "begin" {
                            environments += 1;
                            open.push(Open::Environment);
                        } else {
                            environments = environments.saturating_sub(1);
                            while open.pop().is_some_and(|it| it != Open::Environment) {}
                        }
                        end = after_argument(tex, end);
                    }
                    "left" => open.push(Open::Fence),
                    "right" => close(&mut open, &Open::Fence),
                    // A `&` between words is one of them.
                    name if sets_words(name) => end = after_argument(tex, end),
                    name if BETWEEN.contains(&name) => halves = Some(name),
                    _ => {}
                }
            }
            '{' => open.push(Open::Braces),
            '}' => close(&mut open, &Open::Braces),
            _ => {}
        }
        let is_inside = open.last().is_some_and(|it| *it != Open::Environment);
        if cuts && is_inside && environments > 0 {
            let sign = &tex[at..end];
            let parts = if sign == "&" { "columns" } else { "rows" };
            let message =
                format!("`{sign}` parts no {parts} in braces or between `\\left` and `\\right`");
            return Some((at..end, message));
        }
        if let Some(name) = halves.filter(|_| open.last() == Some(&Open::Environment)) {
            let message = format!("in a table, write braces round both halves: `{{a \\{name} b}}`");
            return Some((at..end, message));
        }
        at = end;
    }
    None
}

fn close(open: &mut Vec<Open>, what: &Open) {
    if open.last() == Some(what) {
        open.pop();
    }
}

/// Where a command's argument ends, or what was given if it has none.
fn after_argument(tex: &str, from: usize) -> usize {
    argument(tex, from, &(from..from), "").map_or(from, |(_, end)| end)
}

#[cfg(test)]
mod tests {
    use super::lost;

    #[test]
    fn signs_that_cut_no_table_are_found() {
        let found = |tex: &'static str| lost(tex).map(|(at, _)| (at.start, &tex[at]));
        assert_eq!(found(r"\begin{matrix}{a & b}\end{matrix}"), Some((17, "&")));
        assert_eq!(
            found(r"\begin{aligned}x &= \left(a \\ &+ b\right)\end{aligned}"),
            Some((28, r"\\"))
        );
        assert_eq!(found(r"\begin{cases}\frac{a & b}{c}\end{cases}"), Some((21, "&")));
        assert_eq!(found(r"\begin{cases}a & \text{R & D} \\ \& & b\end{cases}"), None);
        assert_eq!(found(r"\left(\begin{array}{c|c}a & b \\ c & d\end{array}\right)"), None);
        assert_eq!(
            found(r"\begin{aligned}\sqrt{\begin{matrix}a & b\end{matrix}} &= c\end{aligned}"),
            None
        );
        assert_eq!(found(r"\begin{matrix}a & b \over c\end{matrix}"), Some((20, r"\over")));
        assert_eq!(found(r"\begin{matrix}a & {b \over c}\end{matrix} \over d"), None);
        // The library says so itself.
        assert_eq!(found(r"{a & b}"), None);
    }
}
