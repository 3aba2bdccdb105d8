//! Arguments, and one short function per command.
//!
//! Exit codes: 0 all is well, 1 the author's text has faults, 2 the machine is in the way (no such folder, a full disk,
//! a taken port, wrong arguments). Knows what the commands are called, not how the stages work.

mod add;
mod build;
mod doctor;
mod export;
mod external;
mod keep;
mod new;
mod rules;

use crate::finding::{Finding, Found};
use crate::load;
use crate::terminal::{Terminal, verdict};
use crate::{check, report};
use anyhow::{Context, Result};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Turns Markdown chapters into a static site that people study with.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    talk: Talk,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
A book is a folder with a book.toml and Markdown chapters. Start like this:
  guidewright new my-book              Make a small book that shows every feature
  guidewright serve my-book            See it at http://127.0.0.1:4000/
  guidewright check my-book --strict   Find every fault; end with 1 if there is one
  guidewright rules broken-link        Explain a finding by its name in brackets
  guidewright build my-book            Write the site to my-book/site
  guidewright bundle my-book           Pack the site into one zip file

Inside a book's folder its name can be left out: guidewright build

Exit codes: 0 all is well, 1 the text has faults, 2 something else is in the way.";

const ADD_EXAMPLES: &str = "\
Examples:
  guidewright add chapter data/formats.md --title \"File formats\"
  guidewright add question data/formats.md --kind multi --id late-headers
  guidewright add question data/formats.md --book ../my-book";

const CHECK_EXAMPLES: &str = "\
Examples:
  guidewright check                      The book in the current folder
  guidewright check --strict             Fail on warnings too, for a build server
  guidewright check --format sarif       For the code host's own display of findings
  guidewright check --format github      For annotations in a workflow of GitHub
  guidewright check --external           Ask for the pages behind external links as well

A rule is switched off, softened or hardened in book.toml:
  [check.rules]
  unused-image = \"off\"                  or \"warning\", or \"error\"
One place is excused by a comment right above it, with a reason:
  <!-- allow(heading-jump): the appendix begins with examples -->";

#[derive(Debug, Args)]
struct Talk {
    /// Colours in messages
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
    /// Say nothing but findings and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more: what was written, how long it took
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Turn a book into a finished site
    ///
    /// The site is written beside its place and then swapped in, so what stands there is always a whole site: the old
    /// one until the moment of the swap, then the new one. Open it from the folder or put it on any web server.
    Build(build::Build),
    /// Find every fault in a book's text without writing anything
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        #[command(flatten)]
        book: Book,
        /// Treat warnings as errors
        #[arg(long)]
        strict: bool,
        /// How findings are printed
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
        /// Ask the hosts of external links too, over the network
        ///
        /// Hosts are asked one page at a time. A page that is there is not asked for again for a week. Without this option
        /// nothing leaves this machine.
        #[arg(long)]
        external: bool,
        #[command(flatten)]
        keep: keep::Keep,
    },
    /// Serve a book on this machine and keep the browser up to date with every save
    ///
    /// A save shows in the page that is open, without losing the place in it. A save with an error leaves the page as it
    /// was and lays the findings over it.
    Serve {
        #[command(flatten)]
        book: Book,
        /// Port to listen on; the next free one if it is taken
        #[arg(short, long, default_value_t = 4000)]
        port: u16,
        /// Address to listen on; anything but this machine's own lets others read the book
        #[arg(long, default_value = "127.0.0.1")]
        host: String,
        /// Open the book in a browser
        #[arg(short, long)]
        open: bool,
        /// Look for changes twice a second, for folders whose system reports none (network drives)
        #[arg(long)]
        poll: bool,
    },
    /// Make a small book that builds without findings and shows every feature
    New {
        /// Folder to make; it must not exist or be empty
        dir: PathBuf,
        /// Title of the book [default: the folder's name]
        #[arg(long)]
        title: Option<String>,
    },
    /// Add a chapter or a question to a book, ready to be filled in
    #[command(subcommand_required = true, after_help = ADD_EXAMPLES)]
    Add {
        #[command(subcommand)]
        what: add::What,
    },
    /// Explain this machine and a book: rights, limits, what is slow, heavy or unused
    ///
    /// Prints plain text and changes nothing. Ends with 0 unless something is in the way of a build or a preview.
    Doctor {
        /// The book's folder [default: the current folder, if it holds a book]
        #[arg(value_name = "BOOK")]
        dir: Option<PathBuf>,
    },
    /// Forget what earlier builds remembered of a book
    ///
    /// It is remembered outside the book, makes builds faster and never different, and is forgotten by itself when it
    /// grows too large. The site stays.
    Clean(keep::Clean),
    /// Pack a book's site into one zip file, the same bytes for the same book
    Bundle(build::Bundle),
    /// Write questions and cards for another program
    Export {
        #[command(subcommand)]
        to: export::To,
    },
    /// List every rule that `check` knows, or explain one
    #[command(
        after_help = "Examples:\n  guidewright rules                List all rules with their severity\n  guidewright rules broken-link    Say why the rule is there, with a book that breaks it and one that keeps it"
    )]
    Rules {
        /// Name of a rule, as findings show it in brackets
        name: Option<String>,
    },
    /// Print a JSON schema, so that your editor completes and checks a TOML file
    #[command(
        after_help = "Example for editors with the Even Better TOML or taplo extension:\n  guidewright schema book > book.schema.json\nand as the first line of book.toml:\n  #:schema ./book.schema.json"
    )]
    Schema {
        /// Which file it describes
        #[arg(value_enum, default_value_t = SchemaOf::Book)]
        of: SchemaOf,
    },
    /// Print completions for your shell
    #[command(
        after_help = "Example for bash:\n  guidewright completions bash > ~/.local/share/bash-completion/completions/guidewright"
    )]
    Completions { shell: clap_complete::Shell },
}

#[derive(Debug, Args)]
struct Book {
    /// The book's folder, the one with book.toml
    #[arg(default_value = ".", value_name = "BOOK")]
    dir: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With excerpts, for people
    Human,
    /// One object, for scripts
    Json,
    /// SARIF 2.1.0, for code hosts; files are named from the repository's root
    Sarif,
    /// Lines that GitHub's runners show beside the text
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaOf {
    /// book.toml
    Book,
    /// Front matter of a chapter
    FrontMatter,
    /// The exam's blueprint
    Blueprint,
    /// Terms that explain themselves
    Glossary,
    /// Products that chapters name
    Services,
}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal {
        colour: match cli.talk.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
            }
        },
        quiet: cli.talk.quiet,
        verbose: cli.talk.verbose,
    };
    match command(cli.command, &terminal) {
        Ok(code) => code,
        Err(error) => {
            terminal.error(&error);
            ExitCode::from(2)
        }
    }
}

fn command(command: Command, terminal: &Terminal) -> Result<ExitCode> {
    match command {
        Command::Build(arguments) => build::build(arguments, terminal),
        Command::Check { book, strict, format, external, keep } => {
            let external = external.then_some(&keep);
            check_book(&book.dir, strict, format, external, terminal)
        }
        Command::Clean(arguments) => keep::clean(arguments, terminal),
        Command::Serve { book, port, host, open, poll } => {
            let options = crate::serve::Options { dir: book.dir, host, port, open, poll };
            crate::serve::run(&options, terminal)
        }
        Command::New { dir, title } => new::make(&dir, title, terminal),
        Command::Bundle(arguments) => build::bundle(arguments, terminal),
        Command::Export { to } => export::run(to, terminal),
        Command::Add { what } => add::run(what, terminal),
        Command::Doctor { dir } => doctor::run(dir, terminal),
        Command::Rules { name } => rules::run(name.as_deref()),
        Command::Schema { of } => {
            let schema = match of {
                SchemaOf::Book => rules::named_in(crate::manifest::schema()),
                SchemaOf::FrontMatter => crate::parse::front::schema(),
                SchemaOf::Blueprint => crate::study::objective::schema(),
                SchemaOf::Glossary => crate::study::glossary::glossary_schema(),
                SchemaOf::Services => crate::study::glossary::services_schema(),
            };
            print(
                &(serde_json::to_string_pretty(&schema).context("cannot print the schema")? + "\n"),
            )
        }
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "guidewright", &mut out);
            print(&String::from_utf8_lossy(&out))
        }
    }
}

/// A path for people, without the `./` that joining leaves.
fn shown(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_path_buf()
}

/// Writes to standard output; a reader that went away (`| head`) is no error.
fn print(text: &str) -> Result<ExitCode> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot print")
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn check_book(
    dir: &Path,
    strict: bool,
    format: Format,
    external: Option<&keep::Keep>,
    terminal: &Terminal,
) -> Result<ExitCode> {
    let Found { value: mut project, mut findings } = load::folder(dir)?;
    if let Some(recognised) = project.recognised() {
        terminal.say(&recognised);
    }
    findings.extend(crate::check(&project));
    if let Some(keep) = external {
        findings.extend(external::findings(keep.folder(dir).as_deref(), &project, terminal));
    }
    let findings = check::settle(&project, findings);
    match format {
        Format::Human => {
            terminal.findings(&findings, &project);
            terminal.say(&verdict(&findings));
        }
        Format::Json => {
            print(&report::json(&findings, &project.sources))?;
        }
        Format::Sarif => {
            project.sources.folder = load::from_repository(dir);
            print(&report::sarif(&findings, &project.sources))?;
        }
        Format::Github => {
            project.sources.folder = load::from_repository(dir);
            print(&report::github(&findings, &project.sources))?;
        }
    }
    Ok(if failed(&findings, strict) { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn failed(findings: &[Finding], strict: bool) -> bool {
    let count = report::count(findings);
    count.errors > 0 || (strict && count.warnings > 0)
}
