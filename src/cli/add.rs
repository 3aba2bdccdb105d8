//! `add`: a chapter or a question with everything that the rules ask for, ready to be filled in.
//!
//! A new chapter is entered in the contents as well, wherever the book keeps them. The words `FILL IN` stand where the
//! author's belong; `check` lists them until the last one is gone.

mod contents;
mod identity;

use super::book::{nearest, read};
use super::clock::today;
use super::shown;
use crate::emit::disk;
use crate::finding::did_you_mean;
use crate::guide::{self, Guide};
use crate::load::Project;
use crate::locale::Locale;
use crate::manifest::outline::normal;
use crate::parse::doc::{Block, BlockKind};
use crate::parse::{self, Syntax};
use crate::source::Stitched;
use crate::study::question::is_id;
use crate::study::shape::{Counts, Shapes};
use crate::study::{self, Holds};
use crate::terminal::Terminal;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

const MANIFEST: &str = "book.toml";

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Make a chapter and enter it in the contents
    Chapter(NewChapter),
    /// Add a question to a chapter, behind those it has
    Question(NewQuestion),
}

#[derive(Debug, Args)]
pub(super) struct NewChapter {
    /// The file to make, from the source folder, such as data/formats.md
    path: String,
    /// Title of the chapter [default: the file's name]
    #[arg(long)]
    title: Option<String>,
    /// Title of the part it goes into [default: the one with chapters of the same folder, else the last]
    #[arg(long)]
    part: Option<String>,
    /// The book's folder [default: the current folder, or the nearest above it that holds a book]
    #[arg(long, value_name = "BOOK", env = "GUIDEWRIGHT_BOOK", hide_env = true)]
    book: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct NewQuestion {
    /// The chapter, from the source folder, such as data/formats.md
    chapter: String,
    #[arg(long, value_enum, default_value_t = NewKind::Choice)]
    kind: NewKind,
    /// Id of the question, never to be changed once readers have met it [default: made from the chapter's name]
    #[arg(long)]
    id: Option<String>,
    /// The book's folder [default: the current folder, or the nearest above it that holds a book]
    #[arg(long, value_name = "BOOK", env = "GUIDEWRIGHT_BOOK", hide_env = true)]
    book: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum NewKind {
    /// One right option
    Choice,
    /// Several right options
    Multi,
    /// Steps in their order
    Order,
    /// Pairs
    Match,
    /// Areas of a picture, which is made as well
    Hotspot,
    /// A scenario with questions that build on it
    Case,
}

pub(super) fn run(what: What, terminal: &Terminal) -> Result<ExitCode> {
    match what {
        What::Chapter(new) => chapter(&new, terminal),
        What::Question(new) => question(&new, terminal),
    }
}

fn chapter(new: &NewChapter, terminal: &Terminal) -> Result<ExitCode> {
    let book = &nearest(new.book.clone());
    let project = read(book)?;
    let named = if new.path.to_ascii_lowercase().ends_with(".md") {
        new.path.clone()
    } else {
        format!("{}.md", new.path)
    };
    let path = normal(&named).filter(|path| path != ".md").with_context(|| {
        format!("`{}` is no place in the source folder: name it like `data/formats.md`", new.path)
    })?;
    let file = book.join(&project.manifest.source).join(&path);
    if file.exists() {
        bail!("`{}` is there already", shown(&file).display());
    }
    if let Some((tag, original)) = path.split_once('/')
        && project.manifest.languages.iter().any(|language| language.tag == tag)
    {
        return translation(&project, original, &file, terminal);
    }
    // The contents are worked out first: what cannot be entered is not made.
    let entry = contents::enter(&project, &path, new.title.as_deref(), new.part.as_deref())?;
    let title = new.title.clone().unwrap_or_else(|| parse::from_name(&path));
    let asof = format!("asof = {}\n", today());
    let objectives = if project.blueprints.is_empty() { "" } else { "objectives = []\n" };
    let text = include_str!("add/chapter.md");
    let text = format!("+++\n{objectives}{asof}+++\n\n{}", text.replace("{title}", &title));
    let locale = &project.assets.locale;
    let checked = locale.say("references.checked", &[("day", &today())]);
    let text = text.replace("{checked}", &checked).replace("{host}", &host(&project));
    let theirs = locale.word("marks.references");
    let text = text.replace("## References", &heading("References", theirs));
    if let Some(folder) = file.parent() {
        disk::make_folder(folder)?;
    }
    disk::write_file(&file, text.as_bytes())?;
    let mut done = format!("made {}", shown(&file).display());
    let mut manifest = None;
    if let Some(entry) = entry {
        disk::write_file(&book.join(&entry.file), entry.text.as_bytes())?;
        done.extend(["\nentered it in ", &entry.file, &entry.place]);
        manifest = (entry.file == MANIFEST).then_some(entry.text);
    } else if contents::lists(&project, &path) {
        done += ", which stands in the contents already";
    }
    done += &name_book(book, &project, manifest)?;
    terminal.say(&format!("{done}\n`guidewright check` lists what is to be filled in"));
    Ok(ExitCode::SUCCESS)
}

/// Makes the translation of a chapter: its text, whose words are to be changed. It stands in the contents already.
fn translation(
    project: &Project,
    original: &str,
    file: &Path,
    terminal: &Terminal,
) -> Result<ExitCode> {
    let name = project.overlay.file(original);
    let is_chapter = project.outline.chapters().any(|entry| entry.path == original)
        || project.manifest.home.as_deref() == Some(original);
    let source = project.sources.find(&name).filter(|_| is_chapter);
    let source = source.with_context(|| format!("there is no chapter `{name}` to translate"))?;
    if let Some(folder) = file.parent() {
        disk::make_folder(folder)?;
    }
    disk::write_file(file, project.sources.get(source).text.as_bytes())?;
    let made = shown(file);
    terminal.say(&format!(
        "made {} with the text of {name}: translate its words, and leave ids and marks as they are",
        made.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Gives a book without an id one, and says so; `text` is what its manifest has become meanwhile.
fn name_book(book: &Path, project: &Project, text: Option<String>) -> Result<String> {
    let text = text
        .unwrap_or_else(|| project.sources.get(project.manifest_source).text.as_ref().to_owned());
    let Some((text, id)) = identity::give(&project.manifest, &text) else {
        return Ok(String::new());
    };
    disk::write_file(&book.join(MANIFEST), text.as_bytes())?;
    Ok(format!("\nnamed the book `{id}` in {MANIFEST}: readers' progress is kept under that name"))
}

fn question(new: &NewQuestion, terminal: &Terminal) -> Result<ExitCode> {
    let book = &nearest(new.book.clone());
    let project = read(book)?;
    let guide =
        parse::chapters(&project).and_then(|chapters| guide::assemble(&project, chapters)).value;
    let index = find(&guide, &new.chapter)?;
    let chapter = &guide.chapters[index];
    let name = format!("{}/{}", project.manifest.source, chapter.entry.path);
    let name = name.trim_start_matches('/');
    let source = project.sources.find(name).context("the chapter could not be read")?;
    let text = Arc::clone(&project.sources.get(source).text);
    let id = match &new.id {
        Some(id) => id.clone(),
        None => free_id(&guide, &chapter.entry.path),
    };
    if !is_id(&id) {
        bail!("the id `{id}` does not fit: use 3 to 40 of a–z, 0–9 and hyphens");
    }
    if taken(&guide, &id) {
        bail!("the id `{id}` is taken: choose another one with `--id`");
    }
    // By itself, without what includes bring: places must be those of the file.
    let syntax = Syntax { smart_punctuation: false, ..Syntax::of(&project.manifest) };
    let alone = parse::chapter(chapter.entry.clone(), Stitched::whole(source, &*text), syntax).0;
    let place = place(&alone, &project.assets.locale);
    let section = alone.headings().find(|heading| {
        heading.level == 2 && !study::opens_no_prose(heading, &project.assets.locale)
    });
    let file = chapter.entry.path.rsplit('/').next().unwrap_or_default();
    let section = section.map_or_else(|| file.to_owned(), |heading| format!("#{}", heading.id));
    let objective = chapter.front.objectives.first();
    let scaffold = match new.kind {
        NewKind::Choice => include_str!("add/choice.md"),
        NewKind::Multi => include_str!("add/multi.md"),
        NewKind::Order => include_str!("add/order.md"),
        NewKind::Match => include_str!("add/match.md"),
        NewKind::Hotspot => include_str!("add/hotspot.md"),
        NewKind::Case => include_str!("add/case.md"),
    };
    let usual = Shapes::default();
    let shapes = guide.exams.first().map_or(&usual, |exam| &exam.blueprint.shapes);
    let scaffold = match new.kind {
        NewKind::Choice => shaped(scaffold, shapes.choice.options),
        NewKind::Multi => shaped(scaffold, shapes.multi.options),
        NewKind::Order | NewKind::Match | NewKind::Hotspot | NewKind::Case => scaffold.to_owned(),
    };
    let scaffold = scaffold
        .replace("{level}", &"#".repeat(place.level))
        .replace("{id}", &id)
        .replace(
            "{objective}",
            &objective.map(|id| format!(" objectives={id}")).unwrap_or_default(),
        )
        .replace("{host}", &host(&project))
        .replace("{section}", &section);
    let locale = &project.assets.locale;
    let scaffold = in_its_words(&scaffold, locale);
    let before = text[..place.at].trim_end();
    let after = text[place.at..].trim_start();
    let opening = if place.opens {
        heading("Check yourself", locale.word("marks.check_yourself")) + "\n\n"
    } else {
        String::new()
    };
    let gap = if after.is_empty() { "" } else { "\n" };
    let whole = format!("{before}\n\n{opening}{scaffold}{gap}{after}");
    let path = book.join(name);
    let picture = path.with_file_name(format!("{id}.svg"));
    let pictured = new.kind == NewKind::Hotspot && !picture.exists();
    if pictured {
        disk::write_file(&picture, include_bytes!("add/hotspot.svg"))?;
    }
    disk::write_file(&path, whole.as_bytes())?;
    let line = before.lines().count() + 2 + if place.opens { 2 } else { 0 };
    let mut named = name_book(book, &project, None)?;
    if pictured {
        named.extend(["\nmade ", &shown(&picture).display().to_string(), ", to be drawn"]);
    }
    terminal.say(&format!(
        "added `{id}` to {}:{line}{named}\n`guidewright check` lists what is to be filled in",
        shown(&path).display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// A scaffold with the marks of the book's language.
fn in_its_words(scaffold: &str, locale: &Locale) -> String {
    const MARKS: [(&str, &str); 3] = [
        ("Deciding phrase", "marks.deciding_phrase"),
        ("Why this order", "marks.why_this_order"),
        ("References", "marks.references"),
    ];
    MARKS.into_iter().fold(scaffold.to_owned(), |text, (mark, name)| {
        text.replace(&format!("**{mark}:**"), &format!("**{}:**", locale.word(name)))
    })
}

/// A heading of a chapter in the book's language, with the id by which rules know it.
fn heading(ours: &str, theirs: &str) -> String {
    if theirs == ours {
        format!("## {ours}")
    } else {
        format!("## {theirs} {{#{}}}", parse::blocks::slug(ours))
    }
}

/// A scaffold with as many options as the exam's questions have: the last wrong ones go, or more come behind them.
fn shaped(scaffold: &str, options: Counts) -> String {
    const MORE: &str = "- [ ] Another wrong option: FILL IN\n  > FILL IN: why it does not do.\n";
    let lines: Vec<&str> = scaffold.split_inclusive('\n').collect();
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].starts_with("- [")).collect();
    let end = starts.last().map_or(lines.len(), |last| last + 2);
    let (least, most) = options.range().into_inner();
    let kept = starts.get(most).copied().unwrap_or(end);
    let more = MORE.repeat(least.saturating_sub(starts.len()));
    lines[..kept].concat() + &more + &lines[end..].concat()
}

/// The chapter an author names, with or without the source folder and the ending.
fn find(guide: &Guide<'_>, named: &str) -> Result<usize> {
    let source = format!("{}/", guide.project.manifest.source);
    let path = normal(named).unwrap_or_default();
    let path = path.strip_prefix(&source).unwrap_or(&path);
    let found = guide.by_path(path).or_else(|| guide.by_path(&format!("{path}.md")));
    found.with_context(|| {
        let stem = path.strip_suffix(".md").unwrap_or(path);
        let known =
            guide.chapters.iter().filter_map(|chapter| chapter.entry.path.strip_suffix(".md"));
        let help = did_you_mean(stem, known)
            .unwrap_or_else(|| format!("make it with `guidewright add chapter {named}`"));
        format!("there is no chapter `{named}` in the contents: {help}")
    })
}

/// Where a new question goes.
struct Place {
    at: usize,
    level: usize,
    /// Whether it needs a heading above.
    opens: bool,
}

/// Behind the last question; else before the cards and the references; else at the end.
fn place(chapter: &parse::Chapter, locale: &Locale) -> Place {
    let (study, _) = study::read(chapter, locale);
    let start = |index: usize| {
        chapter.blocks.get(index).map_or(chapter.text.text.len(), |block| block.at.start())
    };
    let last = study.sections.iter().rfind(|section| !matches!(section.holds, Holds::Cards(_)));
    if let Some(section) = last {
        let level = match &chapter.blocks[section.blocks.start].kind {
            BlockKind::Heading(heading) => usize::from(heading.level),
            _ => 3,
        };
        return Place { at: start(section.blocks.end), level, opens: false };
    }
    let closing = |block: &Block| {
        matches!(&block.kind, BlockKind::Heading(heading)
            if heading.level == 2 && (heading.has("cards") || study::opens(heading, "references", locale)))
    };
    let index = chapter.blocks.iter().position(closing).unwrap_or(chapter.blocks.len());
    let opened = index.checked_sub(1).is_some_and(|above| {
        matches!(&chapter.blocks[above].kind, BlockKind::Heading(heading) if heading.level == 2)
    });
    Place { at: start(index), level: 3, opens: !opened }
}

fn taken(guide: &Guide<'_>, id: &str) -> bool {
    guide.questions().any(|(_, question)| question.id == id)
        || guide.cards().any(|(_, card)| card.id == id)
        || guide.retired.contains(id)
}

fn free_id(guide: &Guide<'_>, path: &str) -> String {
    let name = Path::new(path).file_stem().map(|name| name.to_string_lossy().to_lowercase());
    let name = guide::identity::latin(&name.unwrap_or_default());
    let name = name.unwrap_or_else(|| "chapter".to_owned());
    let ids = (1_usize..).map(|number| format!("{name}-question-{number}"));
    ids.into_iter().find(|id| !taken(guide, id)).expect("numbers do not run out")
}

/// Where official documentation stands, for the example of a link.
fn host(project: &Project) -> String {
    let blueprint = |&id| study::objective::read(id, &project.sources.get(id).text).0;
    let mut hosts = project.blueprints.iter().filter_map(blueprint).flat_map(|one| one.official);
    hosts.next().unwrap_or_else(|| "example.org".to_owned())
}
