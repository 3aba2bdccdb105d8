//! What stands in the frame of a page.

use super::Templates;
use super::pieces::CHAPTER;
use serde::Serialize;
use tera::Context;

/// A template, and what that is given.
#[derive(Debug)]
pub struct Content {
    pub(super) template: &'static str,
    pub(super) context: Context,
    /// Bytes of its text, by and large.
    pub(super) length: usize,
    /// HTML of a chapter's text, which stands in the template of a chapter.
    pub(super) body: Option<String>,
}

impl Content {
    pub fn new<T: Serialize>(template: &'static str, view: &T) -> Self {
        Self::long(template, Templates::context(view), 0)
    }

    /// One whose text is long: room for `length` bytes is there from the start.
    pub fn long(template: &'static str, context: Context, length: usize) -> Self {
        Self { template, context, length, body: None }
    }

    /// A chapter; in ours its text, most of the page, goes round the template.
    pub fn chapter<T: Serialize>(view: &T, body: String) -> Self {
        Self { body: Some(body), ..Self::new(CHAPTER, view) }
    }
}
