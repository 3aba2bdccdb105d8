//! Chapters made by a small grammar from a seed.

use std::fmt::Write as _;

/// A chapter and the words that its page must show.
pub(super) struct Made {
    pub(super) text: String,
    pub(super) words: Vec<u32>,
    /// Of the footnotes, which stand at the end of the page.
    notes: Vec<u32>,
    notes_text: String,
    random: u64,
    next: u32,
}

impl Made {
    pub(super) fn new(seed: usize) -> Self {
        let mut made = Self {
            text: String::new(),
            words: Vec::new(),
            notes: Vec::new(),
            notes_text: String::new(),
            random: (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            next: 0,
        };
        let title = format!("# {}\n\n", made.phrase(2));
        let blocks = made.blocks(3, 8);
        made.text = title + &blocks.join("\n") + "\n" + &made.notes_text;
        let notes = std::mem::take(&mut made.notes);
        made.words.extend(notes);
        made
    }

    /// A number below `limit`.
    fn pick(&mut self, limit: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from((self.random >> 11) % limit as u64).expect("below the limit")
    }

    fn word(&mut self) -> String {
        self.next += 1;
        self.words.push(self.next);
        format!("w{}", self.next)
    }

    /// Words with what may stand round them.
    fn piece(&mut self) -> String {
        const AROUND: [&str; 61] = [
            "@",
            "@",
            "@",
            "*@*",
            "**@**",
            "~~@~~",
            "`@`",
            "*@ **@** @*",
            "[@](#x)",
            "[@ *@*](https://e.org/a_b)",
            "<span>@</span>",
            "<b>@</b>",
            "$x+y$ @",
            "$5 @",
            "US$3.50 @",
            "@ & @",
            "@ < @",
            "(@)",
            "@, @.",
            "\"@\"",
            "@'s",
            "@--@",
            "--@",
            "@...",
            "{@}",
            "[@]",
            "[@][@]",
            "@: @",
            ":@:",
            "@ | @",
            "@#@",
            "@*@",
            "\\*@\\*",
            "&amp;@",
            "&copy; @",
            "http://e.org/@",
            "漢@字",
            "@_@_@",
            "$@/$@",
            "[@] (@)",
            "**@ @",
            "\\$@",
            "`` @`@ ``",
            "<https://e.org/@>",
            "==@==",
            "{{ @ }}",
            "{% @ %}",
            "[[@]]",
            "%%@%%",
            "\\\\(@\\\\)",
            "^[@]",
            "@^@^",
            "~@~",
            "!!! @",
            "|@|",
            "@%",
            "#@",
            "=@",
            "+@",
            "1)@",
            "@ `` ` `` @",
        ];
        let shape = AROUND[self.pick(AROUND.len())];
        let mut piece = String::new();
        for letter in shape.chars() {
            match letter {
                '@' => {
                    let word = self.word();
                    piece.push_str(&word);
                }
                letter => piece.push(letter),
            }
        }
        if self.pick(25) == 0 {
            let note = self.next;
            let _ = write!(piece, "[^n {note}]");
            self.next += 1;
            self.notes.push(self.next);
            let _ = write!(self.notes_text, "\n[^N  {note}]: w{}\n", self.next);
        }
        piece
    }

    fn phrase(&mut self, longest: usize) -> String {
        let count = 1 + self.pick(longest);
        (0..count).map(|_| self.piece()).collect::<Vec<_>>().join(" ")
    }

    /// Blocks with a blank line between them.
    fn blocks(&mut self, depth: u32, longest: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for _ in 0..=self.pick(longest) {
            let block = self.block(depth);
            lines.extend(block);
            lines.push(String::new());
        }
        lines
    }

    fn block(&mut self, depth: u32) -> Vec<String> {
        let kinds = if depth == 0 { 9 } else { 16 };
        match self.pick(kinds) {
            0..=2 => self.paragraph(),
            3 => vec![format!("## {}", self.phrase(3))],
            4 => vec![format!("### {} {{#id-{}}}", self.phrase(3), self.next)],
            5 => vec![self.phrase(3) + " w", "---".to_owned()],
            6 => {
                let hidden = self.next;
                self.next += 1;
                vec![format!("<!-- w{hidden} -->")]
            }
            7 => self.code(),
            8 => self.table(),
            9 => self.list("- ", depth),
            10 => self.list("1. ", depth),
            11 => prefixed("> ", "> ", self.blocks(depth - 1, 2)),
            12 => {
                let title = self.phrase(2);
                let mut lines = vec![format!("> [!TIP] {title}")];
                lines.extend(prefixed("> ", "> ", self.blocks(depth - 1, 2)));
                lines
            }
            13 => {
                let (term, meaning) = (self.word(), self.phrase(3));
                vec![term, format!(": {meaning}")]
            }
            14 => {
                let summary = self.word();
                let mut lines = vec![
                    "<details>".to_owned(),
                    format!("<summary>{summary}</summary>"),
                    String::new(),
                ];
                lines.extend(self.blocks(depth - 1, 2));
                lines.push("</details>".to_owned());
                lines
            }
            _ => {
                let (before, after) = (self.word(), self.word());
                vec![before, format!(":{after}")]
            }
        }
    }

    fn paragraph(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        for _ in 0..=self.pick(3) {
            let end = ["", "", "  ", "\\"][self.pick(4)];
            lines.push(self.phrase(5) + end);
        }
        // A backslash at the very end is one.
        let word = self.word();
        lines.push(word);
        lines
    }

    fn code(&mut self) -> Vec<String> {
        let fence = ["```python", "```", "~~~text", "```json", "~~~~ rust"][self.pick(5)];
        let end: String = fence.chars().take_while(|letter| ['`', '~'].contains(letter)).collect();
        let mut lines = vec![fence.to_owned()];
        for _ in 0..=self.pick(3) {
            let word = self.word();
            lines.push(match self.pick(4) {
                0 => format!("    $x${word}$ {{{{ :"),
                1 => format!("# {word} \"*\""),
                2 => format!(": **{word}: [!NOTE] <b>"),
                _ => word,
            });
        }
        lines.push(end);
        lines
    }

    fn table(&mut self) -> Vec<String> {
        let row = |made: &mut Self| {
            let cells: Vec<String> = (0..2).map(|_| made.cell()).collect();
            format!("| {} |", cells.join(" | "))
        };
        let mut lines = vec![row(self), "| --- | --- |".to_owned()];
        for _ in 0..=self.pick(2) {
            lines.push(row(self));
        }
        lines
    }

    fn cell(&mut self) -> String {
        let word = self.word();
        match self.pick(6) {
            0 => format!("$0.10/${word}"),
            1 => format!("`{word}\\|x`"),
            2 => format!("{word}\\|"),
            3 => format!("**{word}**"),
            4 => format!("$a${word}"),
            _ => word,
        }
    }

    fn list(&mut self, marker: &str, depth: u32) -> Vec<String> {
        let indent = " ".repeat(marker.len());
        let mut lines = Vec::new();
        for _ in 0..=self.pick(3) {
            let loose = self.pick(3) == 0;
            let inner = if loose { self.blocks(depth - 1, 1) } else { vec![self.phrase(3)] };
            lines.extend(prefixed(marker, &indent, inner));
        }
        lines
    }
}

fn prefixed(first: &str, rest: &str, lines: Vec<String>) -> Vec<String> {
    let prefix = |at: usize| if at == 0 { first } else { rest };
    let line = |(at, line): (usize, String)| (prefix(at).to_owned() + &line).trim_end().to_owned();
    lines.into_iter().enumerate().map(line).collect()
}
