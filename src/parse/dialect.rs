//! Which Markdown a book is written in: every decision about its marks is taken here, once.

use crate::manifest::Manifest;
use pulldown_cmark::Options;

/// How Markdown is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Syntax {
    /// Tables, footnotes, tasks, definitions, attributes of headings, callouts.
    pub extensions: bool,
    /// `$…$` and `$$…$$` are formulas.
    pub formulas: bool,
    /// Straight quotes, dots and dashes become typographic ones.
    pub smart_punctuation: bool,
}

impl Syntax {
    /// CommonMark and nothing else, as its examples ask.
    pub const COMMONMARK: Self =
        Self { extensions: false, formulas: false, smart_punctuation: false };

    /// Our own Markdown, as a book's manifest asks for it.
    pub fn of(manifest: &Manifest) -> Self {
        Self {
            extensions: true,
            formulas: manifest.formulas,
            smart_punctuation: manifest.smart_punctuation,
        }
    }

    /// What the parser crate is asked for. Formulas are not among it: see [`super::formula`].
    pub(super) fn options(self) -> Options {
        let mut options = Options::empty();
        if self.extensions {
            options |= Options::ENABLE_TABLES
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_TASKLISTS
                | Options::ENABLE_HEADING_ATTRIBUTES
                | Options::ENABLE_DEFINITION_LIST;
        }
        options.set(Options::ENABLE_SMART_PUNCTUATION, self.smart_punctuation);
        options
    }
}
