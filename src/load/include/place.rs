//! Where in Markdown an include stands: behind which marks of quotes and lists, and whether in a block of code.
//!
//! Reads line by line and knows of Markdown no more than that.

/// Length of the marks of quotes and lists that a line begins with, blanks included, and the number of its quotes.
pub(crate) fn container(line: &str) -> (usize, usize) {
    let mut quotes = 0;
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if let Some(inner) = rest.strip_prefix('>') {
            quotes += 1;
            rest = inner;
            continue;
        }
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let marker = if digits > 0 { &rest[digits..] } else { rest };
        let marks: &[char] = if digits > 0 { &['.', ')'] } else { &['-', '*', '+', ':'] };
        match marker.strip_prefix(marks) {
            Some(inner) if inner.starts_with([' ', '\t']) => rest = inner,
            _ => return (line.len() - rest.len(), quotes),
        }
    }
}

/// A block of code that is open.
#[derive(Debug, Clone, Copy)]
struct Fence {
    mark: char,
    length: usize,
    quotes: usize,
}

/// Follows the lines of a text.
#[derive(Debug, Default)]
pub(in crate::load) struct Lines {
    fence: Option<Fence>,
    /// Whether all of the text stands in a block of code that a file around it opened.
    enclosed: bool,
}

impl Lines {
    pub(super) fn enclosed(enclosed: bool) -> Self {
        Self { fence: None, enclosed }
    }

    pub(super) fn in_code(&self) -> bool {
        self.enclosed || self.fence.is_some()
    }

    /// Takes notice of a whole line.
    pub(super) fn pass(&mut self, line: &str) {
        if self.enclosed {
            return;
        }
        let (length, quotes) = container(line);
        let rest = line[length..].trim_end();
        let Some(mark) = rest.chars().next().filter(|mark| ['`', '~'].contains(mark)) else {
            return;
        };
        let count = rest.chars().take_while(|letter| *letter == mark).count();
        match self.fence {
            None if count >= 3 && !(mark == '`' && rest[count..].contains('`')) => {
                self.fence = Some(Fence { mark, length: count, quotes });
            }
            Some(fence) if fence.mark == mark && count >= fence.length && rest.len() == count => {
                self.fence = None;
            }
            _ => {}
        }
    }

    /// What each further line of an include gets that has `before` before it on its line: the same indent, the same
    /// marks of quotes, blanks in place of the marks of lists. In code only what the block itself stands behind counts.
    pub(in crate::load) fn prefix(&self, before: &str) -> String {
        let mut quotes = self.fence.map_or(0, |fence| fence.quotes);
        if !self.in_code() {
            let (length, _) = container(before);
            let keep = |letter: char| if matches!(letter, ' ' | '\t' | '>') { letter } else { ' ' };
            return before[..length].chars().map(keep).collect();
        }
        let marks = before.chars().take_while(|letter| match letter {
            ' ' | '\t' => true,
            '>' if quotes > 0 => {
                quotes -= 1;
                true
            }
            _ => false,
        });
        marks.collect()
    }
}
