//! The settings as written become the settings that hold: defaults are filled in, paths kept inside the book, and values
//! that make no sense reported.

use super::outline::{self, normal};
use super::raw::{Raw, RawBook, RawBuild, RawCheck, RawMarkdown, RawSearch, RawServe, RawStudy};
use super::{BAD_SETTING, Direction, Manifest, StudyFiles, callouts, keys, languages, place, site};
use crate::address;
use crate::finding::Finding;
use crate::locale;
use crate::source::SourceId;

pub(super) struct Faults<'a> {
    pub source: SourceId,
    pub text: &'a str,
    pub findings: Vec<Finding>,
}

impl Faults<'_> {
    /// Reports a setting at the first place its value is written.
    pub fn add(&mut self, needle: &str, message: String, help: Option<String>) {
        let span = place(self.source, self.text, needle);
        self.findings.push(BAD_SETTING.broken(span, message).help(help));
    }
}

#[allow(clippy::too_many_lines, reason = "every setting in one place, a line or two each")]
pub(super) fn resolve(raw: Raw, faults: &mut Faults<'_>) -> Manifest {
    let Raw {
        book,
        languages,
        part: _,
        markdown,
        build,
        site,
        callout,
        extra,
        search,
        check,
        study,
        serve,
        preprocessor: _,
    } = raw;
    let RawBook {
        id,
        was,
        title,
        description,
        authors,
        language,
        direction,
        source,
        home,
        include_from,
    } = book;
    let RawBuild {
        dest,
        site_url,
        site_path,
        smart_punctuation,
        trusted_html,
        offline,
        redirects,
        cname,
        not_found,
        styles,
        scripts,
        repository,
        edit_url,
        colours,
        print,
        page_breaks,
        contents_levels,
    } = build;
    let RawMarkdown {
        dialect,
        formulas,
        macros,
        macro_file,
        mathjax,
        definition_lists: reads_definitions,
        callouts: reads_callouts,
        hidden_lines,
        smart_punctuation: in_markdown,
    } = markdown;
    let RawSearch { enabled: search, chapters: searched } = search;
    let RawServe { editor } = serve;
    let RawCheck { rules, names } = check;
    let RawStudy { blueprint, blueprints, glossary, services, retired, sources } = study;
    // A file that does not parse, or a title of the wrong kind, has its finding already.
    let unread = faults.findings.iter().any(|finding| finding.rule == &keys::BAD_TOML);
    if title.trim().is_empty() && !unread {
        faults.add(
            "[book]",
            "the book has no title".to_owned(),
            Some("add `title = \"…\"` to `[book]`".to_owned()),
        );
    }
    if let Some(one) = blueprint.as_ref().filter(|_| !blueprints.is_empty()) {
        let help = Some("name every exam in `blueprints` and take `blueprint` away".to_owned());
        faults.add(one, "`blueprint` and `blueprints` both name exams".to_owned(), help);
    }
    let fits = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-');
    let id = id.filter(|id| {
        let sound = (3..=40).contains(&id.len()) && id.chars().all(fits);
        if !sound {
            let help = Some("use 3 to 40 of a–z, 0–9 and hyphens".to_owned());
            faults.add(id, format!("`{id}` is no id of a book"), help);
        }
        sound
    });
    let mut folder = |path: String, fallback: &str| match normal(&path) {
        Some(normal) => normal,
        None => {
            let help = Some("give a path inside the book's folder".to_owned());
            faults.add(&path, format!("`{path}` leads out of the book"), help);
            fallback.to_owned()
        }
    };
    let source = folder(source, "chapters");
    let home = home.map(|path| folder(path, "home.md"));
    let study = StudyFiles {
        blueprints: distinct(
            blueprint.into_iter().chain(blueprints).map(|path| folder(path, "blueprint.toml")),
        ),
        glossary: glossary.map(|path| folder(path, "glossary.toml")),
        services: services.map(|path| folder(path, "services.toml")),
        retired: retired.map(|path| folder(path, "retired.txt")),
        sources,
    };
    let dest = folder(dest, "site");
    let not_found = not_found.map(|path| folder(path, "404.md"));
    let macro_file = macro_file.map(|path| folder(path, "macros.txt"));
    let styles = styles.into_iter().map(|path| folder(path, "own.css")).collect();
    let scripts = scripts.into_iter().map(|path| folder(path, "own.js")).collect();
    let from = include_from.into_iter().filter_map(|path| {
        let climbing = outline::climbing(&path);
        if climbing.is_none() {
            let help = "give it from the book's folder on: `../examples`".to_owned();
            faults.add(&path, format!("`{path}` is no folder beside the book"), Some(help));
        }
        climbing
    });
    let include_from = from.collect();
    for name in macros.keys().filter(|name| !is_command(name)) {
        let help = Some("a command is letters, or one sign: `loss`, `R`".to_owned());
        faults.add(name, format!("`{name}` is no name of a command"), help);
    }
    if !locale::is_language(&language) {
        let help = Some("write a language tag, such as `en`, `de` or `pt-BR`".to_owned());
        faults.add(&language, format!("`{language}` is not the tag of a language"), help);
    }
    let site_url = site_url.map(|url| if url.ends_with('/') { url } else { url + "/" });
    if let Some(url) = &site_url
        && !(url.starts_with("https://") || url.starts_with("http://"))
    {
        let help = Some("start it with `https://`".to_owned());
        faults.add(
            url.trim_end_matches('/'),
            format!("`{url}` is not the address of a site"),
            help,
        );
    }
    if address::runs(&editor) {
        let help = "name the address that opens your editor, such as `vscode://file/{path}:{line}:{column}`";
        let message = format!("`{editor}` runs a script");
        faults.add(&editor, message, Some(help.to_owned()));
    }
    let site_url = site_url.map(|url| address::written(&url));
    let cname = cname.filter(|name| {
        let sound = is_host(name);
        if !sound {
            let help = "write the host's name alone, as `book.example.org`";
            faults.add(name, format!("`{name}` is no name of a host"), Some(help.to_owned()));
        }
        sound
    });
    let repository = repository.filter(|url| {
        let sound = url.starts_with("https://") || url.starts_with("http://");
        if !sound {
            let help = "write the whole address, which begins with `https://`";
            let message = format!("`{url}` is no address that a reader can follow");
            faults.add(url, message, Some(help.to_owned()));
        }
        sound
    });
    for (key, url) in [("edit-url", edit_url.as_deref()), ("editor", Some(&*editor))] {
        if let Some(url) = url.filter(|url| !url.contains("{path}")) {
            let help = "write `{path}` where the path of the file belongs".to_owned();
            faults.add(url, format!("`{key}` opens the same address for every file"), Some(help));
        }
    }
    let settings = (faults.source, faults.text);
    let site = site::resolve(site, site_url.is_some(), settings, &mut faults.findings);
    let mut placed = site::Faults { source: faults.source, findings: &mut faults.findings };
    let languages = languages::resolve(languages, &language, &mut placed);
    let callouts = callouts::resolve(callout, &mut placed);
    Manifest {
        dialect: dialect.unwrap_or_default(),
        id,
        was,
        title: if title.trim().is_empty() { "Untitled".to_owned() } else { title },
        original_title: None,
        description,
        authors,
        languages,
        direction: direction.unwrap_or_else(|| Direction::of(&language)),
        language,
        source,
        home,
        include_from,
        dest,
        site_path: site_path.unwrap_or_else(|| site_url.as_deref().map_or("/", path_of).to_owned()),
        site_url,
        cname,
        not_found,
        theme: None,
        other_outputs: false,
        styles,
        scripts,
        repository,
        edit_url,
        colours,
        print,
        page_breaks,
        contents_levels: contents_levels.map(|levels| levels.max(1)),
        site,
        callouts,
        numbered: true,
        create_missing: false,
        includes: true,
        smart_punctuation: in_markdown.unwrap_or(smart_punctuation),
        formulas,
        any_formula: false,
        macros,
        macro_file,
        mathjax,
        reads_definitions,
        reads_callouts,
        hidden_lines,
        trusted_html,
        offline,
        redirects,
        search,
        searched,
        rules,
        names,
        extra,
        study,
        programs: Vec::new(),
        editor,
    }
}

/// Whether it is a name that a site may have: labels of letters, digits and hyphens, apart by dots.
fn is_host(name: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|it| it.is_alphanumeric() || it == '-')
    };
    name.contains('.') && name.split('.').all(label)
}

/// The path of an address, from the first `/` behind its host on.
pub(super) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

/// The same file named twice is one exam.
fn distinct(paths: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = Vec::new();
    for path in paths {
        if !known.contains(&path) {
            known.push(path);
        }
    }
    known
}

/// Whether a formula can call it: letters, or one sign, behind the backslash that may be left out.
fn is_command(name: &str) -> bool {
    let name = name.strip_prefix('\\').filter(|rest| !rest.is_empty()).unwrap_or(name);
    name.chars().count() == 1
        || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}
