//! What would lose the cells of a table: `&` and `\\` in braces or between `\left` and `\right`, of which the library shows
//! nothing there, and `\over`, which takes all cells for its halves.

use super::argument::{argument, name_of};
use super::expand::{NUMBERED, sets_words};
use std::ops::Range;

/// What is open around a place.
#[derive(PartialEq, Eq)]
enum Open {
    Environment,
    Braces,
    Fence,
}

/// Commands that are followed by a name of ours.
const NAMING: [&str; 2] = ["label", "eqref"];

/// Commands between two halves, which go as far as the braces round them.
const BETWEEN: [&str; 5] = ["over", "atop", "choose", "brace", "brack"];

/// What the tables of a formula are cut into.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parted {
    rows: usize,
    /// The signs between columns, of all rows.
    columns: usize,
    /// Whether lines are numbered, which takes cells of its own.
    numbered: bool,
}

impl Parted {
    /// Whether the formula that was set has fewer rows or cells than it was cut into: some command took a `&` or `\\` for what
    /// belongs to it.
    pub(super) fn has_fewer(self, mathml: &str) -> bool {
        let rows = mathml.matches("<mtr").count();
        let cells = mathml.matches("<mtd").count();
        !self.numbered && (rows < self.rows || cells < rows + self.columns)
    }
}

/// How a formula is cut; or the first place that would lose cells, and what is wrong with it.
pub(super) fn parted(tex: &str) -> Result<Parted, (Range<usize>, String)> {
    let mut parted = Parted::default();
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
                            parted.rows += 1;
                            let name = argument(tex, end, &(at..end), name);
                            parted.numbered |= name.is_ok_and(|(name, _)| NUMBERED.contains(&name));
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
                    name if sets_words(name) || NAMING.contains(&name) => {
                        end = after_argument(tex, end);
                    }
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
            return Err((at..end, message));
        }
        if cuts && environments > 0 {
            match letter {
                '&' => parted.columns += 1,
                _ if begins_a_row(&tex[end..]) => parted.rows += 1,
                _ => {}
            }
        }
        if let Some(name) = halves.filter(|_| open.last() == Some(&Open::Environment)) {
            let message = format!("in a table, write braces round both halves: `{{a \\{name} b}}`");
            return Err((at..end, message));
        }
        at = end;
    }
    Ok(parted)
}

/// Whether something stands between a `\\` and the end of its table.
fn begins_a_row(rest: &str) -> bool {
    let mut rest = rest.trim_start();
    while let Some(after) =
        rest.strip_prefix("\\hline").or_else(|| rest.strip_prefix("\\hdashline"))
    {
        rest = after.trim_start();
    }
    !rest.starts_with("\\end")
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
    use super::parted;

    #[test]
    fn signs_that_cut_no_table_are_found() {
        let found = |tex: &'static str| parted(tex).err().map(|(at, _)| (at.start, &tex[at]));
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
