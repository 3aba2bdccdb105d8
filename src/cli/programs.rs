//! How a command reads a book: whether the programs that the book names may run, which is said at the keyboard or in the
//! user's own settings and never by the book, and whether drafts are taken in.

#![allow(clippy::disallowed_methods, reason = "the user's own settings are no part of a book")]

use crate::emit::disk::cache;
use crate::finding::Found;
use crate::load::{self, Files, Project, pictures, programs};
use anyhow::{Context, Result};
use clap::Args;
use std::path::Path;
use std::time::Duration;

#[derive(Debug, Args)]
pub(super) struct Leave {
    /// Run the programs that the book names under [preprocessor]: they may do anything on this machine
    ///
    /// The same for every book: `allow-programs = true` in settings.toml, in guidewright's folder among the system's
    /// folders for settings.
    #[arg(long)]
    allow_programs: bool,
    /// The longest that one such program may take
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    program_seconds: u64,
    /// Take in chapters that say `draft = true`, as the preview always does
    #[arg(long)]
    drafts: bool,
}

impl Leave {
    /// How long a program may take; nothing where none may run.
    pub(super) fn patience(&self) -> Option<Duration> {
        (self.allow_programs || allowed_by_user())
            .then(|| Duration::from_secs(self.program_seconds))
    }

    /// Reads a book, and lets its programs change it if they may. `memory` is the folder of what is remembered of it.
    pub(super) fn folder(&self, dir: &Path, memory: Option<&Path>) -> Result<Found<Project>> {
        load::is_book(dir)?;
        self.read(&Files::below(dir), dir, memory)
            .with_context(|| format!("could not read the book in `{}`", dir.display()))
    }

    /// The same, where its files are read by other means than from the folder alone.
    pub(super) fn read(
        &self,
        files: &Files,
        dir: &Path,
        memory: Option<&Path>,
    ) -> Result<Found<Project>> {
        let mut loaded = load::files(files)?;
        if let Some(patience) = self.patience() {
            let recall = |key: &str| cache::answer(memory?, key);
            let keep = |key: &str, bytes: &[u8]| {
                if let Some(memory) = memory {
                    cache::keep_answer(memory, key, bytes);
                }
            };
            let leave = programs::Leave { patience, recall: &recall, keep: &keep };
            let findings = programs::run(&mut loaded.value, dir, &leave);
            loaded.findings.extend(findings);
        }
        loaded.findings.extend(pictures::lacking(&loaded.value));
        if !self.drafts {
            loaded.value.leave_out_drafts();
        }
        Ok(loaded)
    }
}

fn allowed_by_user() -> bool {
    let settings = directories::ProjectDirs::from("", "", "guidewright")
        .map(|dirs| dirs.config_dir().join("settings.toml"))
        .and_then(|path| std::fs::read_to_string(path).ok())
        .and_then(|text| text.parse::<toml::Table>().ok());
    settings.is_some_and(|settings| {
        settings.get("allow-programs").and_then(toml::Value::as_bool).unwrap_or(false)
    })
}
