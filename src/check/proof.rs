//! What is looked at in one text by itself.
//!
//! A rule that is a function of one text and the book's settings stands in the list below: what it finds holds as long as
//! both stay the same. So the preview asks such rules for the chapters that changed, and a build for those of which it
//! does not remember that nothing was found. A [`Galley`] holds all that they may look at, so that none can go by what
//! nobody would notice.

use super::dialect::severity;
use super::html::icons::Icon;
use super::{
    code, coverage, drawn, foreign, html, ids, links, places, prose, references, snippets,
};
use crate::finding::{Finding, Severity};
use crate::fragment::code::Highlighter;
use crate::guide::formulas::Formulas;
use crate::guide::{Guide, Link};
use crate::load::Project;
use crate::locale::Locale;
use crate::manifest::Manifest;
use crate::parse::Chapter;
use crate::source::{Sources, Span};
use crate::study::Study;
use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::hash::Hash as _;
use std::sync::LazyLock;
use xxhash_rust::xxh3::Xxh3;

/// One text of a guide, with all that a rule about it alone goes by.
pub struct Galley<'g> {
    pub chapter: &'g Chapter,
    /// What it links and shows.
    pub links: Vec<&'g Link>,
    /// Whether it is a chapter of the contents; else the home page, the page for lost readers or the foot.
    pub is_chapter: bool,
    /// Whether there was a text to read.
    pub is_there: bool,
    pub study: &'g Study,
    pub formulas: &'g Formulas,
    /// The marks of its language.
    pub locale: &'g Locale,
    pub manifest: &'g Manifest,
    pub sources: &'g Sources,
    pub has_shortcodes: bool,
}

impl<'g> Galley<'g> {
    /// A chapter by its place.
    pub fn of(guide: &'g Guide<'_>, index: usize) -> Self {
        let is_there = guide.project.chapters[index].is_some();
        let chapter = &guide.chapters[index];
        let study = guide.study(index);
        Self { is_chapter: true, is_there, study, ..Self::new(guide, index, chapter) }
    }

    /// The texts that are no chapters.
    pub fn beside(guide: &'g Guide<'_>) -> impl Iterator<Item = Self> {
        let places = guide.chapters.len()..;
        places.zip(guide.texts_beside()).map(|(place, text)| Self::new(guide, place, text))
    }

    fn new(guide: &'g Guide<'_>, place: usize, chapter: &'g Chapter) -> Self {
        static NONE: LazyLock<Study> = LazyLock::new(Study::default);
        Self {
            chapter,
            links: guide.links_of(place).collect(),
            is_chapter: false,
            is_there: true,
            study: &NONE,
            formulas: guide.formulas(chapter),
            locale: guide.project.marks_of(&chapter.entry.path),
            manifest: &guide.project.manifest,
            sources: &guide.project.sources,
            has_shortcodes: guide.project.has_shortcodes,
        }
    }
}

/// What a [`Proofreader`] says of one text.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    pub findings: Vec<Finding>,
    /// Icons of fonts, of which it depends upon the other chapters what is told.
    pub icons: Vec<Icon>,
}

/// The rules about one text by itself.
const RULES: &[fn(&Galley<'_>) -> Vec<Finding>] = &[
    prose::chapter,
    prose::languages,
    prose::headings,
    prose::link_words,
    prose::front::misplaced,
    prose::letters::of,
    prose::unfinished::of,
    prose::marks::callouts,
    prose::marks::kinds,
    prose::marks::attributes,
    prose::marks::tables,
    foreign::of,
    links::pictures,
    references::undefined,
    ids::in_text,
    places::all,
    html::all,
    code::all,
    drawn::all,
    snippets::snippets,
    snippets::formulas,
    snippets::diagrams,
    coverage::references,
];

/// Looks at texts one by one.
pub struct Proofreader<'g> {
    guide: &'g Guide<'g>,
    highlighter: &'g Highlighter,
    names: prose::words::Names<'g>,
    /// Of all that a [`Galley`] holds and that is the same for all texts.
    basis: String,
}

impl<'g> Proofreader<'g> {
    /// Code is coloured on the way, and remembered by `highlighter` for who will want it again. So are the texts of which
    /// there was nothing to say.
    pub fn new(guide: &'g Guide<'g>, highlighter: &'g Highlighter) -> Self {
        let names = prose::words::Names::new(&guide.project.manifest.names);
        Self { guide, highlighter, names, basis: basis(guide.project) }
    }

    /// What there is to say of a chapter, by its place.
    pub fn chapter(&self, index: usize) -> Proof {
        self.proof(&Galley::of(self.guide, index))
    }

    /// What there is to say of the texts that are no chapters.
    pub fn beside(&self) -> Vec<Proof> {
        Galley::beside(self.guide).map(|galley| self.proof(&galley)).collect()
    }

    /// What there is to say, unless it is remembered that it was nothing. What is found is worked out anew each time: it
    /// has places, and there is little of it.
    fn proof(&self, galley: &Galley<'_>) -> Proof {
        let question = self.question(galley);
        let question: Vec<&str> = question.iter().map(|part| &**part).collect();
        let look = || match self.look(galley) {
            Proof { findings, icons } if findings.is_empty() && icons.is_empty() => {
                Ok(String::new())
            }
            proof => Err(proof),
        };
        let nothing = self.highlighter.memory.answer(&question, str::is_empty, look);
        nothing.err().unwrap_or_default()
    }

    /// All that decides about what there is to say.
    fn question<'q>(&'q self, galley: &Galley<'q>) -> Vec<Cow<'q, str>> {
        let Galley { is_chapter, is_there, locale, .. } = galley;
        let stands = format!("{is_chapter} {is_there} {}", locale.tag);
        let mut question = vec!["proof".into(), Cow::Borrowed(&*self.basis), stands.into()];
        question.extend(galley.chapter.text.known_by(galley.sources));
        question
    }

    fn look(&self, galley: &Galley<'_>) -> Proof {
        let mut findings = prose::words::of(galley.chapter, &self.names);
        findings.extend(RULES.iter().flat_map(|rule| rule(galley)));
        findings.extend(code::colours(galley, self.highlighter));
        // What nobody will be told would be found anew at each build: most texts of mdBook's books break a rule of taste.
        findings.retain(|finding| severity(self.guide.project, finding) != Severity::Off);
        let findings = findings.into_iter().map(|finding| self.placed(galley, finding)).collect();
        Proof { findings, icons: html::icons::of(galley) }
    }

    /// Says of a finding in an included text where that was included: what is wrong with it may be so in this chapter alone.
    fn placed(&self, galley: &Galley<'_>, finding: Finding) -> Finding {
        let include = || {
            let chapter = galley.chapter;
            let own = galley.sources.find(&self.guide.project.overlay.file(&chapter.entry.path))?;
            let at = chapter.text.put_in_at(finding.span?, own)?;
            let mark = &galley.sources.get(own).text[at..];
            let length = mark.find("}}").map_or(0, |end| end + "}}".len());
            Some(Span::new(own, at..at + length))
        };
        match include() {
            Some(include) => finding.also(include, "included here"),
            None => finding,
        }
    }
}

/// A number, in letters, for what all texts of a book are looked at with.
fn basis(project: &Project) -> String {
    /// Takes letters in as they come.
    struct Letters(Xxh3);
    impl fmt::Write for Letters {
        fn write_str(&mut self, letters: &str) -> fmt::Result {
            self.0.update(letters.as_bytes());
            Ok(())
        }
    }
    let mut letters = Letters(Xxh3::new());
    // All settings, since a new one would be forgotten in a list of those that matter.
    let Project { manifest, has_shortcodes, programs_ran, .. } = project;
    let _ = write!(letters, "{manifest:?} {has_shortcodes} {programs_ran}");
    project.assets.locale.hash(&mut letters.0);
    project.original.as_ref().map(|original| &original.locale).hash(&mut letters.0);
    format!("{:032x}", letters.0.digest128())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{self, Files};
    use crate::{guide, parse};

    /// What is said of the chapter of a book, by a highlighter that may remember it.
    fn said(manifest: &str, files: &[(&str, &str)], highlighter: &Highlighter) -> Vec<String> {
        of_reader(manifest, files, highlighter, |reader| {
            let findings = reader.chapter(0).findings;
            findings.into_iter().map(|finding| finding.message).collect()
        })
    }

    fn of_reader<T>(
        manifest: &str,
        files: &[(&str, &str)],
        highlighter: &Highlighter,
        ask: impl FnOnce(&Proofreader<'_>) -> T,
    ) -> T {
        let files: Vec<_> = files.iter().copied().chain([("book.toml", manifest)]).collect();
        let project = load::files(&Files::from_texts(&files)).expect("a book").value;
        let guide = guide::assemble(&project, parse::chapters(&project).value).value;
        ask(&Proofreader::new(&guide, highlighter))
    }

    #[test]
    fn of_a_text_without_faults_it_is_remembered_that_it_has_none() {
        let highlighter = Highlighter::default();
        let files = [("chapters/a.md", "# A\n\nSee the the word.\n")];
        let first = said("", &files, &highlighter);
        assert_eq!(first.len(), 1, "a word stands twice");
        assert_eq!(said("", &files, &highlighter), first, "it is found each time");
        // As if an earlier build had found nothing.
        of_reader("", &files, &highlighter, |reader| {
            let galley = Galley::of(reader.guide, 0);
            let question = reader.question(&galley);
            let question: Vec<&str> = question.iter().map(|part| &**part).collect();
            let nothing = || Ok::<_, ()>(String::new());
            highlighter.memory.answer(&question, str::is_empty, nothing).expect("nothing fails");
        });
        assert!(said("", &files, &highlighter).is_empty());
        let other = [("chapters/a.md", "# A\n\nSee  the the word.\n")];
        assert_eq!(said("", &other, &highlighter).len(), 1, "of this text nobody said so");
    }

    #[test]
    fn a_finding_appears_when_the_setting_changes_that_asks_for_it() {
        let highlighter = Highlighter::default();
        let files = [
            ("chapters/a.md", "# A\n\nA parquet file, {{< tide >}}.\n\n> [!SHOAL]\n> Low.\n"),
            ("templates/shortcodes/tide.html", "at noon"),
        ];
        let knows = "[[callout]]\nname = \"SHOAL\"\ntitle = \"Shoal\"\n";
        let names = "[check]\nnames = [\"Parquet\"]\n";
        let count = |manifest: &str, files: &[_]| said(manifest, files, &highlighter).len();
        assert_eq!(count(knows, &files), 0);
        assert_eq!(count(&format!("{knows}{names}"), &files), 1, "the name is spelled otherwise");
        assert_eq!(count("", &files), 1, "nobody knows the callout");
        assert_eq!(count(knows, &files[..1]), 1, "nothing reads the shortcode");
        assert_eq!(count(knows, &files), 0);
    }

    #[test]
    fn what_nobody_is_told_is_not_found_anew() {
        let highlighter = Highlighter::default();
        let files = [("chapters/a.md", "# A\n\nSee the the word.\n")];
        let off = "[check.rules]\nrepeated-word = \"off\"\n";
        let remembers = || {
            of_reader(off, &files, &highlighter, |reader| {
                let galley = Galley::of(reader.guide, 0);
                let question = reader.question(&galley);
                let question: Vec<&str> = question.iter().map(|part| &**part).collect();
                highlighter.memory.answer(&question, str::is_empty, || Err(())).is_ok()
            })
        };
        assert!(!remembers(), "nobody looked yet");
        assert!(said(off, &files, &highlighter).is_empty());
        assert!(remembers());
        assert_eq!(said("", &files, &highlighter).len(), 1, "the setting is gone");
    }

    #[test]
    fn an_included_file_is_a_part_of_the_text() {
        let highlighter = Highlighter::default();
        let with = |part| {
            let files =
                [("chapters/a.md", "# A\n\n{{#include part.txt}}\n"), ("chapters/part.txt", part)];
            said("", &files, &highlighter).len()
        };
        assert_eq!((with("A word."), with("A a word."), with("A word.")), (0, 0, 0));
        assert_eq!((with("See the the word."), with("See the word.")), (1, 0));
    }
}
