//! Every setting that mdBook reads: what kind of value it takes, and what becomes of it here.
//!
//! A setting that is not done here, or done in another way, is told as a note with what to do; settings that have the
//! same answer are told together, at the first. A value that says what is so anyway is no news to anybody.

use crate::finding::{Finding, Severity};
use crate::manifest::BAD_SETTING;
use crate::source::{SourceId, Span};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a setting's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Texts,
    Flag,
    Number,
    Table,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// What becomes of a setting.
enum Here {
    /// It is done, or there is nothing to do.
    Done,
    /// What it says is so here whatever it says: with any other value than this, its author is told.
    Always(&'static str, &'static str),
    /// Its author is told.
    Left(&'static str),
}

use Here::{Always, Done, Left};
use Kind::{Flag, Number, OneOf, Table, Text, Texts};

const OTHER_HOSTS: &str = "pages ask nothing of other hosts; count visits on the server";
const SEARCH: &str = "the search weighs words and divides pages without settings, and shows results in steps; only `enable` and `chapter` are read";
const SHOWN: &str = "code is shown and copied, not run or edited in the page";
const FONTS: &str = "pages use the fonts of the reader's system";

const SETTINGS: [(&str, Kind, Here); 70] = [
    ("book.title", Text, Done),
    ("book.authors", Texts, Done),
    ("book.author", Text, Done),
    ("book.description", Text, Done),
    ("book.src", Text, Done),
    ("book.language", Text, Done),
    ("book.text-direction", OneOf(&["ltr", "rtl"]), Done),
    ("book.multilingual", Flag, Done),
    ("build.build-dir", Text, Done),
    ("build.create-missing", Flag, Done),
    (
        "build.use-default-preprocessors",
        Flag,
        Always(
            "true",
            "`{{#include}}` and its like stay as they are written, as in mdBook; a `README.md` is the page of its folder all the same",
        ),
    ),
    (
        "build.extra-watch-dirs",
        Texts,
        Left(
            "the preview watches whatever the text includes; after a change to what only programs read, build with `--no-cache`",
        ),
    ),
    ("rust.edition", OneOf(&["2015", "2018", "2021", "2024"]), Done),
    ("output.html.theme", Text, Done),
    ("output.html.default-theme", Text, Done),
    ("output.html.preferred-dark-theme", Text, Done),
    ("output.html.smart-punctuation", Flag, Done),
    ("output.html.curly-quotes", Flag, Done),
    ("output.html.definition-lists", Flag, Done),
    ("output.html.admonitions", Flag, Done),
    ("output.html.mathjax-support", Flag, Done),
    ("output.html.additional-css", Texts, Done),
    ("output.html.additional-js", Texts, Done),
    ("output.html.no-section-label", Flag, Done),
    ("output.html.git-repository-url", Text, Done),
    ("output.html.git-repository-icon", Text, Left("the link to the repository is in words")),
    ("output.html.edit-url-template", Text, Done),
    ("output.html.input-404", Text, Done),
    ("output.html.site-url", Text, Done),
    ("output.html.cname", Text, Done),
    ("output.html.livereload-url", Text, Done),
    ("output.html.live-reload-endpoint", Text, Done),
    (
        "output.html.hash-files",
        Flag,
        Always(
            "true",
            "styles and scripts of ours always have a print of what they hold in their names",
        ),
    ),
    (
        "output.html.sidebar-header-nav",
        Flag,
        Always("true", "the headings of a page always stand beside it"),
    ),
    ("output.html.copy-fonts", Flag, Always("true", FONTS)),
    ("output.html.google-analytics", Text, Left(OTHER_HOSTS)),
    ("output.html.redirect", Table, Done),
    ("output.html.fold", Table, Done),
    ("output.html.fold.enable", Flag, Done),
    ("output.html.fold.level", Number, Done),
    ("output.html.print", Table, Done),
    ("output.html.print.enable", Flag, Done),
    ("output.html.print.page-break", Flag, Done),
    ("output.html.code", Table, Done),
    ("output.html.code.hidelines", Table, Done),
    ("output.html.search", Table, Done),
    ("output.html.search.enable", Flag, Done),
    ("output.html.search.chapter", Table, Done),
    ("output.html.search.copy-js", Flag, Done),
    // Places with all of the words come first, and those with some are shown where none has all.
    ("output.html.search.use-boolean-and", Flag, Done),
    ("output.html.search.limit-results", Number, Always("30", SEARCH)),
    ("output.html.search.teaser-word-count", Number, Always("30", SEARCH)),
    ("output.html.search.boost-title", Number, Always("2", SEARCH)),
    ("output.html.search.boost-hierarchy", Number, Always("1", SEARCH)),
    ("output.html.search.boost-paragraph", Number, Always("1", SEARCH)),
    ("output.html.search.expand", Flag, Always("true", SEARCH)),
    ("output.html.search.heading-split-level", Number, Always("3", SEARCH)),
    ("output.html.playground", Table, Done),
    ("output.html.playground.copyable", Flag, Always("true", "code can always be copied")),
    ("output.html.playground.copy-js", Flag, Done),
    ("output.html.playground.editable", Flag, Always("false", SHOWN)),
    ("output.html.playground.editor", Text, Left(SHOWN)),
    ("output.html.playground.line-numbers", Flag, Always("false", SHOWN)),
    ("output.html.playground.runnable", Flag, Always("false", SHOWN)),
    ("output.html.playpen", Table, Done),
    ("output.html.playpen.copyable", Flag, Always("true", "code can always be copied")),
    ("output.html.playpen.copy-js", Flag, Done),
    ("output.html.playpen.editable", Flag, Always("false", SHOWN)),
    ("output.html.playpen.editor", Text, Left(SHOWN)),
    ("output.html.playpen.line-numbers", Flag, Always("false", SHOWN)),
];

/// What the first books said outside of any table, and is read there.
const OLD: [&str; 4] = ["title", "author", "authors", "description"];

/// The tables that mdBook reads.
const TABLES: [&str; 5] = ["book", "build", "rust", "output", "preprocessor"];

/// Tables with names of the author's own in them.
const OPEN: [&str; 3] =
    ["output.html.redirect", "output.html.code.hidelines", "output.html.search.chapter"];

/// What mdBook itself reads of the tables of programs, and of other outputs.
const OF_PROGRAMS: [(&str, Kind); 5] = [
    ("command", Text),
    ("optional", Flag),
    ("before", Texts),
    ("after", Texts),
    ("renderers", Texts),
];
const OF_OUTPUTS: [(&str, Kind); 2] = [("command", Text), ("optional", Flag)];

/// What a manifest asks for and does not get, and values that mdBook refuses.
pub(super) fn told(source: SourceId, table: &DeTable<'_>) -> Vec<Finding> {
    let mut reading = Reading { source, left: Vec::new(), findings: Vec::new() };
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        match value.get_ref().as_table() {
            None if OLD.contains(&name) => {}
            None if TABLES.contains(&name) => reading.refuse(name, Table, value),
            None => reading.leave(name.to_owned(), key.span(), "take it out: mdBook does not read it either"),
            Some(inner) => match name {
                "preprocessor" => reading.named(name, &OF_PROGRAMS, inner),
                "book" | "build" | "rust" => reading.table(name, inner),
                "output" => reading.outputs(inner),
                "languages" => reading.leave(
                    name.to_owned(),
                    key.span(),
                    "make the settings ours with `guidewright import`, and name the languages there",
                ),
                _ => reading.leave(name.to_owned(), key.span(), UNREAD),
            },
        }
    }
    reading.findings()
}

const UNREAD: &str = "take it out: nothing reads it";

struct Reading {
    source: SourceId,
    /// What to do, and the settings that it is said of, with the place of the first.
    left: Vec<(&'static str, Vec<String>, Range<usize>)>,
    findings: Vec<Finding>,
}

impl Reading {
    fn outputs(&mut self, outputs: &DeTable<'_>) {
        self.named("output", &OF_OUTPUTS, outputs);
        for (key, value) in outputs {
            match (key.get_ref().as_ref(), value.get_ref().as_table()) {
                ("html", Some(html)) => self.table("output.html", html),
                (name, Some(_)) => {
                    let message = format!("`output.{name}` is not made: only pages are");
                    let note = super::NO_COUNTERPART.broken(self.span(key.span()), message);
                    let help = "keep the table, and run mdBook for this output";
                    self.findings.push(note.help(help.to_owned()));
                }
                (_, None) => {}
            }
        }
    }

    /// Tables with names of the author's own, of which mdBook reads a few keys: what else stands there is their programs'.
    fn named(&mut self, above: &str, known: &[(&str, Kind)], tables: &DeTable<'_>) {
        for (name, value) in tables {
            let path = format!("{above}.{}", name.get_ref());
            let Some(table) = value.get_ref().as_table() else {
                self.refuse(&path, Table, value);
                continue;
            };
            for (key, kind) in known {
                if let Some(value) = table.get(*key)
                    && !kind.takes(value.get_ref())
                {
                    self.refuse(&format!("{path}.{key}"), *kind, value);
                }
            }
        }
    }

    fn table(&mut self, above: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = format!("{above}.{}", key.get_ref());
            let Some((_, kind, here)) = SETTINGS.iter().find(|(known, ..)| *known == path) else {
                self.leave(path, key.span(), UNREAD);
                continue;
            };
            if !kind.takes(value.get_ref()) {
                self.refuse(&path, *kind, value);
                continue;
            }
            match here {
                Done => {}
                Always(so, _) if written(value) == Some(so) => {}
                Always(_, help) | Left(help) => self.leave(path.clone(), key.span(), help),
            }
            if let Some(inner) = value.get_ref().as_table()
                && !OPEN.contains(&&*path)
            {
                self.table(&path, inner);
            }
        }
    }

    /// A value of the wrong kind. mdBook builds no book with one, but where it makes pages: there it says so, forgets all
    /// of their settings, and goes on.
    fn refuse(&mut self, path: &str, kind: Kind, value: &Spanned<DeValue<'_>>) {
        let message = format!("`{path}` is {}", kind.missed());
        let finding = BAD_SETTING.broken(self.span(value.span()), message);
        let is_passed_over = path.starts_with("output.html.");
        self.findings.push(if is_passed_over {
            let finding = Finding { severity: Severity::Warning, ..finding };
            finding.help("it is not read; mdBook reads nothing of `[output.html]` then".to_owned())
        } else {
            finding.help("mdBook does not take it either".to_owned())
        });
    }

    fn span(&self, at: Range<usize>) -> Span {
        Span::new(self.source, at)
    }

    fn leave(&mut self, path: String, at: Range<usize>, help: &'static str) {
        // What is said of anything is said of each.
        let shared = [SEARCH, SHOWN].contains(&help);
        match self.left.iter_mut().find(|(known, ..)| shared && *known == help) {
            Some((_, paths, _)) => paths.push(path),
            None => self.left.push((help, vec![path], at)),
        }
    }

    fn findings(mut self) -> Vec<Finding> {
        for (help, paths, at) in self.left {
            let names: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
            let (last, others) = names.split_last().expect("each has a first setting");
            let message = if others.is_empty() {
                format!("{last} has no counterpart")
            } else {
                format!("{} and {last} have no counterpart", others.join(", "))
            };
            let finding = super::NO_COUNTERPART.broken(Span::new(self.source, at), message);
            self.findings.push(finding.help(help.to_owned()));
        }
        self.findings
    }
}

/// A flag or a number as the manifest has it.
fn written<'v>(value: &'v Spanned<DeValue<'_>>) -> Option<&'v str> {
    match value.get_ref() {
        DeValue::Boolean(true) => Some("true"),
        DeValue::Boolean(false) => Some("false"),
        DeValue::Integer(number) => Some(number.as_str()),
        _ => None,
    }
}

impl Kind {
    fn takes(self, value: &DeValue<'_>) -> bool {
        match (self, value) {
            (Text, DeValue::String(_))
            | (Flag, DeValue::Boolean(_))
            | (Number, DeValue::Integer(_))
            | (Table, DeValue::Table(_)) => true,
            (Texts, DeValue::Array(items)) => {
                items.iter().all(|item| item.get_ref().as_str().is_some())
            }
            (OneOf(words), DeValue::String(text)) => words.contains(&text.as_ref()),
            _ => false,
        }
    }

    fn missed(self) -> String {
        match self {
            Text => "no text".to_owned(),
            Texts => "no list of texts".to_owned(),
            Flag => "neither `true` nor `false`".to_owned(),
            Number => "no number".to_owned(),
            Table => "no table".to_owned(),
            OneOf(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                format!("none of {}", words.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn findings(text: &str) -> Vec<String> {
        let source = Sources::default().add("book.toml", text);
        let table = DeTable::parse(text).expect("it is TOML");
        told(source, table.get_ref()).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_manifest_that_says_what_is_so_anyway_is_no_news() {
        let all = "[book]\ntitle = \"T\"\nauthors = [\"A\"]\n[rust]\nedition = \"2021\"\n[output.html]\nhash-files = true\nsidebar-header-nav = true\ndefinition-lists = true\nadmonitions = true\n[output.html.print]\nenable = true\npage-break = true\n[output.html.fold]\nenable = true\nlevel = 1\n[output.html.playground]\neditable = false\ncopyable = true\nrunnable = false\n[output.html.search]\nenable = true\nlimit-results = 30\nboost-title = 2\nexpand = true\nheading-split-level = 3\n[output.html.search.chapter]\n\"a.md\" = { enable = false }\n[output.html.redirect]\n\"/a.html\" = \"b.html\"\n";
        assert_eq!(findings(all), Vec::<String>::new());
    }

    #[test]
    fn what_has_the_same_answer_is_told_once() {
        let text = "[output.html.search]\nlimit-results = 20\nboost-title = 3\n[output.html.playground]\neditable = true\nline-numbers = true\n[output.html]\nsidebar-header-nav = false\n[book]\ncolour = 1\n";
        let mut found = findings(text);
        found.sort();
        assert_eq!(
            found,
            [
                "`book.colour` has no counterpart",
                "`output.html.playground.editable` and `output.html.playground.line-numbers` have no counterpart",
                "`output.html.search.boost-title` and `output.html.search.limit-results` have no counterpart",
                "`output.html.sidebar-header-nav` has no counterpart",
            ]
        );
    }

    #[test]
    fn values_that_mdbook_refuses_are_told() {
        let text = "build = 1\n[book]\ntitle = 3\nauthors = \"A\"\ntext-direction = \"up\"\n[rust]\nedition = \"2020\"\n[output]\nother = 3\n[output.pdf]\noptional = \"yes\"\n[output.html]\nsearch = false\nno-section-label = \"yes\"\n[preprocessor]\nlint = true\n[preprocessor.toc]\ncommand = 3\nmarker = 3\n";
        let mut found = findings(text);
        found.sort();
        assert_eq!(
            found,
            [
                "`book.authors` is no list of texts",
                "`book.text-direction` is none of `ltr`, `rtl`",
                "`book.title` is no text",
                "`build` is no table",
                "`output.html.no-section-label` is neither `true` nor `false`",
                "`output.html.search` is no table",
                "`output.other` is no table",
                "`output.pdf.optional` is neither `true` nor `false`",
                "`output.pdf` is not made: only pages are",
                "`preprocessor.lint` is no table",
                "`preprocessor.toc.command` is no text",
                "`rust.edition` is none of `2015`, `2018`, `2021`, `2024`",
            ]
        );
    }
}
