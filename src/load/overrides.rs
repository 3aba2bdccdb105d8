//! What a book says in place of ours: templates, styles, scripts, shortcodes, parts of all pages, words of the interface.

use super::{ProjectReader, shortcodes};
use crate::assets::{Override, overrides};
use crate::finding::{Rule, did_you_mean};
use crate::locale::Locale;
use crate::manifest::Manifest;
use crate::source::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

pub const UNUSED_OVERRIDE: Rule = Rule::warning(
    "unused-override",
    "every file in `templates` and `static` stands in the place of one of ours",
);

impl ProjectReader<'_> {
    /// The book's own templates, styles and scripts. What stands among them and replaces nothing is found.
    pub(super) fn overrides(
        &mut self,
        manifest: &Manifest,
        included: &BTreeSet<String>,
        linked: &mut BTreeSet<String>,
    ) -> Vec<(String, Override)> {
        let mut own = Vec::new();
        for folder in ["templates", "static"] {
            // Where chapters lie in the same folder, its files are theirs.
            let of_chapters = manifest.source.is_empty()
                || folder == manifest.source
                || folder.starts_with(&format!("{}/", manifest.source));
            let listing = self.files.list(folder, &manifest.dest);
            linked.extend(listing.linked);
            for (name, why) in listing.lost.into_iter().filter(|_| !of_chapters) {
                self.unreadable(&format!("{folder}/{name}"), &why);
            }
            for name in listing.names {
                let name = format!("{folder}/{name}");
                if let Some(shortcode) = shortcodes::name_of(&name) {
                    let shortcode = shortcode.to_owned();
                    match self.files.read(&name) {
                        Ok(bytes) => {
                            let source = self.decode(&name, bytes, None);
                            let text = self.sources.get(source).text.to_string();
                            self.shortcodes.push((shortcode, Override { source, text }));
                        }
                        Err(why) => self.unreadable(&name, &why),
                    }
                    continue;
                }
                let Some(known) = overrides().find(|known| *known == name) else {
                    let parts = [manifest.site.head.as_ref(), manifest.site.footer_template()];
                    let mut named = manifest.look_files().chain(parts.into_iter().flatten());
                    let is_named = named.any(|named| *named == name);
                    if !of_chapters && !is_named && !included.contains(&name) {
                        let help = did_you_mean(&name, overrides()).or_else(|| {
                            Some("only files that have the name of one of ours are used".to_owned())
                        });
                        let source = self.sources.add(name.as_str(), "");
                        let message = format!("`{name}` replaces nothing");
                        let finding = UNUSED_OVERRIDE.broken(Span::new(source, 0..0), message);
                        self.findings.push(finding.help(help));
                    }
                    continue;
                };
                match self.files.read(&name) {
                    Ok(bytes) => {
                        let source = self.decode(&name, bytes, None);
                        let text = self.sources.get(source).text.to_string();
                        own.push((known.to_owned(), Override { source, text }));
                    }
                    Err(why) => self.unreadable(&name, &why),
                }
            }
        }
        own
    }

    /// A template that the manifest names, as `part` of all pages.
    pub(super) fn template(
        &mut self,
        part: &str,
        name: &str,
        at: Span,
    ) -> Option<(String, Override)> {
        let source = self.text(name, Some(at), &[])?;
        let text = self.sources.get(source).text.to_string();
        Some((format!("templates/{part}"), Override { source, text }))
    }

    /// The words of the interface in the book's language, with those that the book says itself.
    pub(super) fn locale(&mut self, manifest: &Manifest) -> Locale {
        let name = format!("locales/{}.toml", manifest.language);
        let own = self.files.read(&name).ok().map(|bytes| self.decode(&name, bytes, None));
        let text = own.map(|source| Arc::clone(&self.sources.get(source).text));
        let (locale, findings) = Locale::completed(&manifest.language, own.zip(text.as_deref()));
        self.findings.extend(findings);
        locale
    }
}
