//! What the pages let a browser load and run: their Content-Security-Policy.
//!
//! A page shows what belongs to the site and runs its scripts, nothing else. The policy in the head of a page and the
//! answer whether an author's picture or style will be shown come from the same value, so that a page never asks for
//! what it then blocks.

use crate::address::is_external;

/// What a page asks a browser for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    Picture,
    /// Sound and film.
    Media,
    Frame,
    Script,
    Style,
    /// What a form is sent to.
    Form,
}

/// The policy of all pages of a site. Asked as a value, so that whoever asks names the site it is of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy;

#[allow(clippy::unused_self, reason = "one policy for all sites, until a book can name hosts")]
impl Policy {
    /// As it stands in the head of a page.
    pub fn text(&self) -> &'static str {
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; \
         connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    }

    /// Whether a browser loads what is at an address.
    pub fn loads(&self, load: Load, address: &str) -> bool {
        let is_data =
            || address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
        !is_external(address) || load == Load::Picture && is_data()
    }
}
