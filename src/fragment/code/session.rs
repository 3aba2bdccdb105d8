//! A session at a prompt, told apart line by line: prompts, what was typed, what was answered.
//!
//! Readers copy what was typed and nothing else, so a here document, a text in open quotes and a line that goes on in the
//! next one come whole, and a comment stays a comment. Where no prompt is known nothing is told apart. Knows nothing of
//! HTML.

/// What a line of a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'t> {
    /// A prompt, and the first line of what was typed at it.
    Typed {
        prompt: &'t str,
        at: Shell,
    },
    /// A further line of it, behind a prompt of its own if there is one.
    More {
        prompt: &'t str,
    },
    /// A remark of the author's above a command.
    Comment,
    Answer,
}

/// Who answers at a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    Posix,
    Windows,
    Python,
}

/// The parts of a session, one for each line; nothing if no line has a prompt that we know.
pub(super) fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut parts = Vec::with_capacity(lines.len());
    while parts.len() < lines.len() {
        let at = parts.len();
        let Some((prompt, shell)) = prompt(lines[at]) else {
            parts.push(Part::Answer);
            continue;
        };
        parts.push(Part::Typed { prompt, at: shell });
        let more = typed_more(&lines[at..], prompt, shell);
        parts.extend(more);
    }
    let any = parts.iter().any(|part| matches!(part, Part::Typed { .. }));
    remarks(&lines, &mut parts);
    any.then_some(parts)
}

/// Whether the first line that says something is at a prompt no code begins with.
pub(super) fn begins(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    first.and_then(prompt).is_some_and(|(prompt, _)| !matches!(prompt, "> " | ">" | "% " | "%"))
}

/// The prompt that a line begins with.
fn prompt(line: &str) -> Option<(&str, Shell)> {
    let mut from = 0;
    // `(venv) $`, also of several environments.
    while let Some((name, _)) =
        line[from..].strip_prefix('(').and_then(|rest| rest.split_once(") "))
    {
        if name.is_empty() || name.contains(['(', ' ']) {
            break;
        }
        from += name.len() + 3;
    }
    let rest = &line[from..];
    let ends = |sign: &str| rest == sign.trim_end() || rest.starts_with(sign);
    let length = |length: usize| (from + length).min(line.len());
    if ends(">>> ") {
        return Some((&line[..length(4)], Shell::Python));
    }
    if ["$ ", "❯ ", "➜ "].into_iter().any(ends) {
        let sign = rest.chars().next().map_or(0, char::len_utf8);
        return Some((&line[..length(sign + 1)], Shell::Posix));
    }
    if ends("> ") || ends("% ") {
        return Some((&line[..length(2)], Shell::Posix));
    }
    if let Some(end) = windows(rest) {
        return Some((&line[..length(end)], Shell::Windows));
    }
    host(rest).or_else(|| folder(rest)).map(|end| (&line[..length(end)], Shell::Posix))
}

/// Where `PS C:\harbour> `, `PS> ` or `C:\harbour>` ends.
fn windows(line: &str) -> Option<usize> {
    let (path, power) = match line.strip_prefix("PS") {
        Some(rest) if rest.starts_with([' ', '>']) => (rest.trim_start(), true),
        Some(_) => return None,
        None => (line, false),
    };
    let end = path.find('>')?;
    let mut letters = path.chars();
    let drive = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && letters.next() == Some(':')
        && matches!(letters.next(), Some('\\' | '/' | '>'));
    let rooted = path.starts_with(['/', '~', '\\']);
    let before = line.len() - path.len();
    let blank = usize::from(path[end + 1..].starts_with(' '));
    // `C:\>dir` needs no blank, `PS` does.
    let parted = !power || blank == 1 || path.len() == end + 1;
    (parted && (drive || (power && (rooted || end == 0)))).then_some(before + end + 1 + blank)
}

/// Where `user@host:~/harbour$ `, `[user@host harbour]# ` or `host:~ user$ ` ends.
fn host(line: &str) -> Option<usize> {
    let inner = line.strip_prefix('[').unwrap_or(line);
    let name = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    // The sign that ends a prompt stands before a blank or ends the line.
    let end = line.char_indices().find_map(|(at, sign)| {
        let after = &line[at + sign.len_utf8()..];
        (matches!(sign, '$' | '#' | '%' | '>') && (after.is_empty() || after.starts_with(' ')))
            .then_some(at)
    })?;
    let head = inner.get(..end - (line.len() - inner.len()))?;
    let head = head.trim_end().trim_end_matches(']');
    let (user, rest) = head.split_once('@')?;
    let host = rest.split([':', ' ']).next()?;
    let known = name(user) && name(host) && head.split_whitespace().count() <= 2;
    let blank = usize::from(line.len() > end + 1);
    known.then_some(end + 1 + blank)
}

/// Where `~/harbour $ `, `~$ ` or `/srv # ` ends.
fn folder(line: &str) -> Option<usize> {
    let path = line.split([' ', '$', '#', '%']).next()?;
    if !path.starts_with(['~', '/']) {
        return None;
    }
    let rest = &line[path.len()..];
    let gap = usize::from(rest.starts_with(' '));
    let rest = rest[gap..].strip_prefix(['$', '#', '%'])?;
    let blank = usize::from(rest.starts_with(' '));
    (rest.is_empty() || blank == 1).then_some(path.len() + gap + 1 + blank)
}

/// The lines after the first that belong to what was typed there.
fn typed_more<'t>(lines: &[&'t str], first: &str, shell: Shell) -> Vec<Part<'t>> {
    let typed = &lines[0][first.len()..];
    let mut more = Vec::new();
    match shell {
        Shell::Python => {
            for line in &lines[1..] {
                if *line != "..." && !line.starts_with("... ") {
                    break;
                }
                more.push(Part::More { prompt: &line[..line.len().min(4)] });
            }
        }
        Shell::Windows => {
            let mut last = typed;
            // PowerShell goes on after a grave or a bar, and asks with `>> `; the old shell goes on after `^`.
            for line in &lines[1..] {
                let asked =
                    if *line == ">>" || line.starts_with(">> ") { 3.min(line.len()) } else { 0 };
                if asked == 0 && !last.trim_end().ends_with(['`', '|', '^', '{', '(']) {
                    break;
                }
                more.push(Part::More { prompt: &line[..asked] });
                last = &line[asked..];
            }
        }
        Shell::Posix => {
            let mut reading = Reading::default();
            reading.line(typed);
            for line in &lines[1..] {
                // A shell asks for more with `> `, unless that is how it asks for everything.
                let asked = !first.ends_with("> ") && (*line == ">" || line.starts_with("> "));
                let asked = if asked { 2.min(line.len()) } else { 0 };
                if asked == 0 && !reading.goes_on() {
                    break;
                }
                more.push(Part::More { prompt: &line[..asked] });
                reading.line(&line[asked..]);
            }
            // What is never closed was not open: an apostrophe of a remark, say.
            if !reading.closed() {
                more.truncate(plain_more(lines, typed));
            }
        }
    }
    more
}

/// How many lines go on by their last sign alone.
fn plain_more(lines: &[&str], typed: &str) -> usize {
    let mut last = typed;
    lines[1..]
        .iter()
        .take_while(|line| {
            let goes_on = ends_open(last);
            last = line;
            goes_on
        })
        .count()
}

/// Whether a line of a shell goes on in the next one by how it ends.
fn ends_open(line: &str) -> bool {
    let line = line.trim_end();
    let slashes = line.bytes().rev().take_while(|byte| *byte == b'\\').count();
    slashes % 2 == 1 || line.ends_with('|') || line.ends_with("&&")
}

/// How far a shell has read a command.
#[derive(Default)]
struct Reading {
    /// The quotation mark that is open.
    quote: Option<char>,
    /// Ends of the here documents that are still to come, and whether tabs may stand before them.
    documents: Vec<(String, bool)>,
    /// The last line ends with a sign that asks for more.
    open: bool,
}

impl Reading {
    fn goes_on(&self) -> bool {
        self.open || !self.closed()
    }

    fn closed(&self) -> bool {
        self.quote.is_none() && self.documents.is_empty()
    }

    fn line(&mut self, line: &str) {
        if self.quote.is_none()
            && let Some((end, tabs)) = self.documents.first()
        {
            let here = if *tabs { line.trim_start_matches('\t') } else { line };
            if here == end {
                self.documents.remove(0);
            }
            self.open = false;
            return;
        }
        let mut letters = line.char_indices().peekable();
        let mut before = ' ';
        let mut remark = false;
        while let Some((at, letter)) = letters.next() {
            match (self.quote, letter) {
                (Some('\''), '\'') | (Some('"'), '"') => self.quote = None,
                // Between single quotes a backslash is a letter like any other.
                (None | Some('"'), '\\') => drop(letters.next()),
                (None, '\'' | '"') => self.quote = Some(letter),
                (None, '#') if before.is_whitespace() => {
                    remark = true;
                    break;
                }
                (None, '<') if line[at..].starts_with("<<<") => {
                    letters.next();
                    letters.next();
                }
                (None, '<') if line[at..].starts_with("<<") => {
                    letters.next();
                    self.documents.extend(document(&line[at + 2..]));
                }
                _ => {}
            }
            before = letter;
        }
        self.open = self.quote.is_none() && !remark && ends_open(line);
    }
}

/// The end of a here document, whose name follows `<<`.
fn document(rest: &str) -> Option<(String, bool)> {
    let (rest, tabs) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
    let rest = rest.trim_start_matches(' ');
    let name = match rest.chars().next()? {
        quote @ ('\'' | '"') => rest[1..].split(quote).next()?,
        _ => {
            let rest = rest.strip_prefix('\\').unwrap_or(rest);
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            &rest[..end.unwrap_or(rest.len())]
        }
    };
    (!name.is_empty()).then(|| (name.to_owned(), tabs))
}

/// Lines that begin with `#` and stand above a prompt are the author's remarks, not what a program said.
fn remarks(lines: &[&str], parts: &mut [Part<'_>]) {
    let mut above = false;
    for (line, part) in lines.iter().zip(parts).rev() {
        match part {
            Part::Answer if above && (*line == "#" || line.starts_with("# ")) => {
                *part = Part::Comment;
            }
            Part::Typed { .. } => above = true,
            _ => above = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, begins, parts};

    /// What a reader copies.
    fn typed(text: &str) -> String {
        let Some(parts) = parts(text) else { return text.to_owned() };
        assert_eq!(parts.len(), text.lines().count(), "{text}");
        let lines = text.lines().zip(parts).filter_map(|(line, part)| match part {
            Part::Typed { prompt, .. } | Part::More { prompt } => line.strip_prefix(prompt),
            Part::Comment => Some(line),
            Part::Answer => None,
        });
        lines.map(|line| line.to_owned() + "\n").collect()
    }

    #[test]
    fn what_was_typed_is_copied_whole_and_nothing_else() {
        for (session, copied) in [
            // Prompts.
            ("$ ls\na b\n$ pwd\n/srv\n", "ls\npwd\n"),
            ("ana@harbour:~/tide$ tide --port Harwich\nhigh 11:42\n", "tide --port Harwich\n"),
            ("[ana@harbour tide]$ tide\nhigh\n", "tide\n"),
            ("root@harbour:/srv# tide\nhigh\n", "tide\n"),
            ("ana@harbour tide % tide\nhigh\n", "tide\n"),
            ("~/tide $ tide\n~$ exit\n", "tide\nexit\n"),
            ("(venv) $ pip install tide\n(base) ana@harbour:~$ tide\n", "pip install tide\ntide\n"),
            ("PS C:\\harbour> tide.exe\nhigh\nPS> exit\n", "tide.exe\nexit\n"),
            ("C:\\harbour>dir\n tide.exe\nC:\\>cd harbour\n", "dir\ncd harbour\n"),
            ("> tide\nhigh\n> exit\n", "tide\nexit\n"),
            ("❯ tide\nhigh\n", "tide\n"),
            ("$\n$ ls\n", "\nls\n"),
            // Remarks.
            (
                "# install it first\n$ apt install tide\nReading...\n",
                "# install it first\napt install tide\n",
            ),
            ("$ tide metrics\n# HELP tides so far\ntides 3\n", "tide metrics\n"),
            // What goes on in the next line.
            ("$ docker logs tide |\n    grep high\nhigh\n", "docker logs tide |\n    grep high\n"),
            ("$ aws s3 ls \\\n    --summarize\nTotal: 3\n", "aws s3 ls \\\n    --summarize\n"),
            ("$ make &&\n  make install\nok\n", "make &&\n  make install\n"),
            (
                "$ for port in a b; do\n>   tide $port\n> done\nhigh\n",
                "for port in a b; do\n  tide $port\ndone\n",
            ),
            ("$ echo 'one\ntwo'\none\ntwo\n", "echo 'one\ntwo'\n"),
            ("$ echo it's late\none\n$ ls\n", "echo it's late\nls\n"),
            ("$ echo \"don't\" # it's\nlate\n", "echo \"don't\" # it's\n"),
            (
                "$ cat <<EOF > tide.toml\nport = \"Harwich\"\n\nEOF\n$ tide\n",
                "cat <<EOF > tide.toml\nport = \"Harwich\"\n\nEOF\ntide\n",
            ),
            ("$ cat <<-'END' | sort\n> b\n> a\n> END\na\n", "cat <<-'END' | sort\nb\na\nEND\n"),
            ("$ cat <<EOF\nnever closed\n$ ls\n", "cat <<EOF\nls\n"),
            ("$ grep a <<< word\nword\n", "grep a <<< word\n"),
            // Python, and PowerShell.
            (
                ">>> import tide\n>>> for port in tide.ports():\n...     print(port)\n...\nHarwich\n>>> tide.now()\n4.1\n",
                "import tide\nfor port in tide.ports():\n    print(port)\n\ntide.now()\n",
            ),
            ("PS C:\\> Get-Tide |\n>> Sort-Object\nhigh\n", "Get-Tide |\nSort-Object\n"),
            ("PS C:\\> Get-Tide `\n    -Port Harwich\nhigh\n", "Get-Tide `\n    -Port Harwich\n"),
            // No prompt: all of it.
            ("tide --port Harwich\nhigh 11:42\n", "tide --port Harwich\nhigh 11:42\n"),
            ("# install it\nmake\n# run it\n./tide\n", "# install it\nmake\n# run it\n./tide\n"),
            ("see ana@harbour: 5 $ a day\n", "see ana@harbour: 5 $ a day\n"),
            ("a > b\nC: is a disk > none\n", "a > b\nC: is a disk > none\n"),
        ] {
            assert_eq!(typed(session), copied, "{session}");
        }
    }

    #[test]
    fn code_that_begins_at_a_prompt_is_a_session() {
        assert!(
            begins("\n# first\n$ make\n") && begins(">>> 1 + 1\n2\n") && begins("PS C:\\> dir\n")
        );
        assert!(!begins("make\n$ no\n") && !begins("> quoted\n") && !begins("$HOME/bin/tide\n"));
    }
}
