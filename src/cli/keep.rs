//! Where the program remembers things between its runs, and `clean`, which forgets them.

use crate::emit::disk::cache;
use crate::terminal::Terminal;
use anyhow::{Context, Result};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Keep {
    /// Where coloured code and the like are remembered between runs, for all books [default: guidewright in the
    /// system's folder for caches]
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// Remember nothing between runs, whatever --cache says
    #[arg(long)]
    no_cache: bool,
}

impl Keep {
    /// The folder for what is remembered of a book.
    pub(super) fn folder(&self, book: &Path) -> Option<PathBuf> {
        if self.no_cache {
            return None;
        }
        self.cache.clone().or_else(cache::home).map(|home| cache::of_book(&home, book))
    }
}

#[derive(Debug, Args)]
pub(super) struct Clean {
    #[command(flatten)]
    book: super::book::Book,
    /// Forget every book
    #[arg(long, conflicts_with = "dir")]
    all: bool,
    /// Where things are remembered [default: guidewright in the system's folder for caches]
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
}

pub(super) fn clean(arguments: Clean, terminal: &Terminal) -> Result<ExitCode> {
    let home =
        arguments.cache.or_else(cache::home).context("this user has no folder for caches")?;
    let (what, forgotten) = if arguments.all {
        ("all books", cache::forget_all(&home))
    } else {
        ("the book", cache::forget(&cache::of_book(&home, &arguments.book.dir())))
    };
    let bytes =
        forgotten.with_context(|| format!("cannot remove what lies in `{}`", home.display()))?;
    terminal.say(&match bytes {
        0 => format!("nothing was remembered of {what}"),
        _ => format!("forgot {what}: {} KB", bytes.div_ceil(1024)),
    });
    Ok(ExitCode::SUCCESS)
}
