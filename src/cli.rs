//! Arguments, and one short function per command.
//!
//! Exit codes: 0 all is well, 1 the author's text has faults, 2 the machine is in the way (no such folder, a full disk,
//! a taken port, wrong arguments). Knows what the commands are called, not how the stages work.

mod add;
mod book;
mod build;
mod check;
mod clock;
mod doctor;
mod export;
mod external;
mod habits;
mod import;
mod init;
mod keep;
mod man;
mod mend;
mod new;
mod po;
mod programs;
mod rules;
mod theme;

use crate::finding::Finding;
use crate::report;
use crate::terminal::Terminal;
use anyhow::{Context, Result};
use book::Book;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
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
  guidewright init my-notes            Or make a book of a folder of Markdown files
  guidewright serve my-book            See it at http://127.0.0.1:4000/
  guidewright check my-book --strict   Find every fault; end with 1 if there is one
  guidewright check my-book --fix      Mend what has one right answer
  guidewright rules broken-link        Explain a finding by its name in brackets
  guidewright build my-book            Write the site to my-book/site
  guidewright bundle my-book           Pack the site into one zip file

Inside a book, in whichever of its folders, its name can be left out: guidewright build

Every option can be given by an environment variable as well: GUIDEWRIGHT_DEST for --dest.

Exit codes: 0 all is well, 1 the text has faults, 2 something else is in the way.";

const ADD_EXAMPLES: &str = "\
Examples:
  guidewright add chapter data/formats.md --title \"File formats\"
  guidewright add question data/formats.md --kind multi --id late-headers
  guidewright add question data/formats.md --book ../my-book";

const LSP_EXAMPLES: &str = "\
Example for Helix, in languages.toml; other editors are in the manual under \"Set up\":
  [language-server.guidewright]
  command = \"guidewright\"
  args = [\"lsp\"]
  [[language]]
  name = \"markdown\"
  language-servers = [\"marksman\", \"guidewright\"]";

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
    /// Find every fault in a book's text; with --fix, mend those that have one right answer
    Check(check::Check),
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
        #[arg(long, alias = "hostname", short_alias = 'n', default_value = "127.0.0.1")]
        host: String,
        /// Open the book in a browser
        #[arg(short, long)]
        open: bool,
        /// Look for changes twice a second, for folders whose system reports none (network drives)
        #[arg(long)]
        poll: bool,
    },
    /// Make a small book that builds without findings and shows every feature
    New(new::New),
    /// Make a book of a folder of Markdown files, without touching them
    Init(init::Init),
    /// Make a book of ours from one of mdBook, MkDocs or Zola, which stays as it is
    ///
    /// A book of mdBook's needs none of this: every command works on it as it stands.
    Import(import::Import),
    /// Add a chapter or a question to a book, ready to be filled in
    #[command(subcommand_required = true, after_help = ADD_EXAMPLES)]
    Add {
        #[command(subcommand)]
        what: add::What,
    },
    /// Hand texts to translators and take them back, in the format of gettext
    Po {
        #[command(subcommand)]
        what: po::What,
    },
    /// Explain this machine and a book: rights, limits, what is slow, heavy or unused
    ///
    /// Prints plain text and changes nothing. Ends with 0 unless something is in the way of a build or a preview.
    Doctor {
        /// The book's folder [default: the current folder, or the nearest above it that holds a book]
        #[arg(value_name = "BOOK", env = "GUIDEWRIGHT_BOOK", hide_env = true)]
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
    /// Take over templates, styles and scripts, and see what newer versions changed in them
    #[command(subcommand_required = true)]
    Theme {
        #[command(subcommand)]
        what: theme::Theme,
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
    ///
    /// Run in a book's folder, the schema of front matter knows the labels that its blueprints declare.
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
    /// Serve an editor: findings while you write, their mending, completion, hover, definitions
    ///
    /// Speaks the Language Server Protocol over standard input and output; your editor starts it. It writes no file and
    /// runs no program.
    #[command(after_help = LSP_EXAMPLES)]
    Lsp,
    /// Print the manual page
    #[command(after_help = "Example:\n  guidewright man > ~/.local/share/man/man1/guidewright.1")]
    Man,
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

/// Gives each option an environment variable of its name, such as `GUIDEWRIGHT_DEST` for `--dest`.
fn by_variables(command: clap::Command) -> clap::Command {
    let variable = |arg: clap::Arg| match arg.get_long() {
        None | Some("help" | "version") => arg,
        Some(long) => {
            let name = format!("GUIDEWRIGHT_{}", long.replace('-', "_").to_uppercase());
            arg.env(name).hide_env(true)
        }
    };
    command.mut_args(variable).mut_subcommands(by_variables)
}

/// Runs the program.
pub fn run() -> ExitCode {
    // `parse` of clap does not know of variables that are added.
    let cli = by_variables(Cli::command())
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| habits::tip(error, std::env::args_os().skip(1)))
        .unwrap_or_else(|error| error.exit());
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
        Command::Check(arguments) => check::run(&arguments, terminal),
        Command::Clean(arguments) => keep::clean(arguments, terminal),
        Command::Serve { book, port, host, open, poll } => {
            let programs = book.leave.patience();
            let options =
                crate::serve::Options { dir: book.dir(), host, port, open, poll, programs };
            crate::serve::run(&options, terminal)
        }
        Command::New(arguments) => new::make(arguments, terminal),
        Command::Import(arguments) => import::run(&arguments, terminal),
        Command::Bundle(arguments) => build::bundle(arguments, terminal),
        Command::Export { to } => export::run(to, terminal),
        Command::Add { what } => add::run(what, terminal),
        Command::Po { what } => po::run(what, terminal),
        Command::Doctor { dir } => doctor::run(dir, terminal),
        Command::Init(arguments) => init::init(arguments, terminal),
        Command::Lsp => crate::lsp::run(),
        Command::Man => print(&man::page(by_variables(Cli::command()))?),
        Command::Theme { what } => theme::run(what, terminal),
        Command::Rules { name } => rules::run(name.as_deref()),
        Command::Schema { of } => {
            let schema = match of {
                SchemaOf::Book => rules::named_in(crate::manifest::schema().clone()),
                SchemaOf::FrontMatter => front_matter_schema()?,
                SchemaOf::Blueprint => crate::study::objective::schema().clone(),
                SchemaOf::Glossary => crate::study::glossary::glossary_schema().clone(),
                SchemaOf::Services => crate::study::glossary::services_schema().clone(),
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

/// The schema of front matter, with the labels of the book in the current folder, if it is one.
fn front_matter_schema() -> Result<serde_json::Value> {
    let here = Path::new(".");
    let mut blueprints = Vec::new();
    if crate::load::is_book(here).is_ok() {
        let project = crate::load::folder(here)?.value;
        let read = |&id| crate::study::objective::read(id, &project.sources.get(id).text).0;
        blueprints.extend(project.blueprints.iter().filter_map(read));
    }
    let labels = blueprints.iter().flat_map(|blueprint| &blueprint.labels);
    Ok(crate::parse::front::schema(labels.map(|(key, label)| (key, label.values.keys().collect()))))
}

/// A path for people, without the `./` that joining leaves.
fn shown(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_path_buf()
}

/// Writes to standard output; a reader that went away (`| head`) is no error.
fn print(text: &str) -> Result<ExitCode> {
    print_bytes(text.as_bytes()).map(|()| ExitCode::SUCCESS)
}

fn print_bytes(bytes: &[u8]) -> Result<()> {
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot print")
        }
        _ => Ok(()),
    }
}

/// A text as TOML writes it, with its quotes.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn failed(findings: &[Finding], strict: bool) -> bool {
    let count = report::count(findings);
    count.errors > 0 || (strict && count.warnings > 0)
}
