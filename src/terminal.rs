//! What we say to people on a terminal: findings, errors, what was done, a line of progress.
//!
//! Everything goes to standard error; standard output belongs to what a command was asked for.

use crate::finding::Finding;
use crate::load::Project;
use crate::report;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};

/// What we say to people, and how.
pub struct Terminal {
    pub colour: bool,
    /// Nothing but findings and errors.
    pub quiet: bool,
    pub verbose: bool,
}

impl Terminal {
    /// A line on what was done.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    pub fn detail(&self, line: &str) {
        if self.verbose {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    pub fn findings(&self, findings: &[Finding], project: &Project) {
        let text = report::human(findings, &project.sources, self.colour, width());
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    pub fn error(&self, error: &anyhow::Error) {
        let word = if self.colour { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
        let mut text = format!("{word}: {error}\n");
        for cause in error.chain().skip(1) {
            let _ = writeln!(text, "  because: {cause}");
        }
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// A line that is rewritten in place, on a terminal only, and taken away at the end.
    pub fn progress(&self, text: &str) -> Progress {
        let progress = Progress { on: !self.quiet && std::io::stderr().is_terminal() };
        progress.step(text);
        progress
    }
}

pub fn verdict(findings: &[Finding]) -> String {
    report::summary(report::count(findings)).unwrap_or_else(|| "no findings".to_owned())
}

pub struct Progress {
    on: bool,
}

impl Progress {
    pub fn step(&self, text: &str) {
        if self.on {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K{text} …");
        }
    }

    pub fn clear(&self) {
        if self.on {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Columns of the terminal; messages in a file are wrapped at none.
fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(140)
}
