//! Which Markdown a book is written in: every decision about its marks is taken here, once.

use crate::manifest::callouts::OwnCallout;
use crate::manifest::{Dialect, Manifest};
use pulldown_cmark::Options;
use std::collections::BTreeMap;

/// How Markdown is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Syntax<'m> {
    /// In mdBook's, any word may stand behind a fence, and lines of code may be hidden.
    pub dialect: Dialect,
    /// Tables, footnotes, tasks, definitions, attributes of headings, callouts.
    pub extensions: bool,
    /// Of these definitions and callouts may be left to be text.
    pub definitions: bool,
    pub callouts_read: bool,
    /// `$…$` and `$$…$$` are formulas.
    pub formulas: bool,
    /// Whatever stands between two dollar signs is one, as for the program that many books of mdBook's run.
    pub any_formula: bool,
    /// Straight quotes, dots and dashes become typographic ones.
    pub smart_punctuation: bool,
    /// `\\(…\\)`, `\\[…\\]` and `$$…$$` are formulas.
    pub mathjax: bool,
    /// Kinds of callouts besides ours.
    pub callouts: &'m [OwnCallout],
    /// By language what hidden lines of code begin with.
    pub hidden_lines: &'m BTreeMap<String, String>,
    /// Whether the marks of hidden lines are taken off; code is as it stands in the file where they stay.
    pub hides_lines: bool,
}

static NONE_HIDDEN: BTreeMap<String, String> = BTreeMap::new();

impl Syntax<'static> {
    /// CommonMark and nothing else, as its examples ask.
    pub const COMMONMARK: Self = Self { extensions: false, formulas: false, ..Self::NATIVE };

    /// Our own Markdown where a manifest asks for nothing else.
    pub const NATIVE: Self = Self {
        dialect: Dialect::Native,
        extensions: true,
        definitions: true,
        callouts_read: true,
        formulas: true,
        any_formula: false,
        smart_punctuation: false,
        mathjax: false,
        callouts: &[],
        hidden_lines: &NONE_HIDDEN,
        hides_lines: true,
    };
}

impl<'m> Syntax<'m> {
    /// What a book's manifest asks for.
    pub fn of(manifest: &'m Manifest) -> Self {
        Self {
            dialect: manifest.dialect,
            extensions: true,
            definitions: manifest.reads_definitions,
            callouts_read: manifest.reads_callouts,
            formulas: manifest.formulas,
            any_formula: manifest.any_formula,
            smart_punctuation: manifest.smart_punctuation,
            mathjax: manifest.mathjax,
            callouts: &manifest.callouts,
            hidden_lines: &manifest.hidden_lines,
            hides_lines: true,
        }
    }

    /// What hidden lines begin with in a block of a language, where the manifest says so.
    pub(super) fn hides(self, language: &str) -> Option<&'m str> {
        self.hidden_lines.get(language).map(String::as_str)
    }

    /// What the parser crate is asked for. Formulas are not among it: see [`super::formula`].
    pub(super) fn options(self) -> Options {
        let mut options = Options::empty();
        if self.extensions {
            options |= Options::ENABLE_TABLES
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_TASKLISTS
                | Options::ENABLE_HEADING_ATTRIBUTES;
            options.set(Options::ENABLE_DEFINITION_LIST, self.definitions);
        }
        options.set(Options::ENABLE_SMART_PUNCTUATION, self.smart_punctuation);
        options
    }
}
