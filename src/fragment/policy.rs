//! What the pages let a browser load and run: their Content-Security-Policy.
//!
//! A page shows what belongs to the site and runs its scripts, nothing else. The policy in the head of a page and the
//! answer whether an author's picture or style will be shown come from the same value, so that a page never asks for
//! what it then blocks.

use crate::address::is_external;
use crate::manifest::site::Allow;

/// What a page asks a browser for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// The policy of all pages of a site: its own files, and what the book allows besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    allow: Allow,
}

impl Policy {
    pub fn of(allow: &Allow) -> Self {
        Self { allow: allow.clone() }
    }

    /// As it stands in the head of a page.
    pub fn text(&self) -> String {
        let Allow { pictures, media, frames, scripts, styles, fonts, connections } = &self.allow;
        let from = |hosts: &[String]| {
            hosts.iter().fold(String::new(), |list, host| list + " https://" + host)
        };
        format!(
            "default-src 'none'; script-src 'self'{}; style-src 'self'{}; font-src 'self'{}; img-src 'self' data:{}; \
             media-src 'self'{}; connect-src 'self'{}; frame-src 'self'{}; worker-src 'self'; manifest-src 'self'; \
             base-uri 'none'; form-action 'self'",
            from(scripts),
            from(styles),
            from(fonts),
            from(pictures),
            from(media),
            from(connections),
            from(frames),
        )
    }

    /// Whether a browser loads what is at an address.
    pub fn loads(&self, load: Load, address: &str) -> bool {
        let is_data =
            || address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
        !is_external(address)
            || load == Load::Picture && is_data()
            || self.hosts(load).iter().any(|host| is_on(host, address))
    }

    /// Hosts besides the site's own.
    fn hosts(&self, load: Load) -> &[String] {
        match load {
            Load::Picture => &self.allow.pictures,
            Load::Media => &self.allow.media,
            Load::Frame => &self.allow.frames,
            Load::Script => &self.allow.scripts,
            Load::Style => &self.allow.styles,
            Load::Form => &[],
        }
    }
}

/// Whether an address is on a host as `[site.allow]` names it, and asked for as the policy has it: over https.
fn is_on(allowed: &str, address: &str) -> bool {
    let Some((scheme, rest)) = address.trim().split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let host = host.strip_suffix(":443").unwrap_or(&host);
    let allowed = allowed.strip_suffix(":443").unwrap_or(allowed);
    let is_there = match allowed.strip_prefix('*') {
        Some(end) => host.len() > end.len() && host.ends_with(end),
        None => host == allowed,
    };
    scheme.eq_ignore_ascii_case("https") && is_there
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_is_loaded() {
        let pictures = vec!["example.org".to_owned(), "*.example.net".to_owned()];
        let policy = Policy::of(&Allow { pictures, ..Allow::default() });
        for (address, loads) in [
            ("a.png", true),
            ("https://example.org/a.png", true),
            ("HTTPS://Example.org:443/a.png", true),
            ("https://pictures.example.net?a", true),
            ("https://example.net/a.png", false),
            ("https://notexample.net/a.png", false),
            ("https://example.org.example.com/", false),
            ("http://example.org/a.png", false),
            ("//example.org/a.png", false),
        ] {
            assert_eq!(policy.loads(Load::Picture, address), loads, "{address}");
        }
        assert!(!policy.loads(Load::Script, "https://example.org/a.js"));
        assert!(
            policy
                .text()
                .contains("img-src 'self' data: https://example.org https://*.example.net;")
        );
    }
}
