//! What is published as it is: pictures and downloads beside the chapters, and what settings name.

use super::project::GivenFiles;
use super::{MISSING_FILE, ProjectReader, is_markdown};
use crate::address::page_path;
use crate::manifest::Manifest;
use crate::manifest::outline::Outline;
use crate::source::SourceId;
use std::collections::BTreeMap;
use std::sync::Arc;

impl ProjectReader<'_> {
    /// Bytes by path in the site. `names` are the files of the source folder.
    pub(super) fn publish(
        &mut self,
        manifest: &Manifest,
        settings: SourceId,
        outline: &Outline,
        names: &[String],
    ) -> Arc<GivenFiles> {
        let mut published = BTreeMap::new();
        // A chapter may have any name in mdBook's books, also that of its page.
        let pages: Vec<&String> = outline
            .chapters()
            .map(|entry| &entry.path)
            .filter(|path| page_path(path) == **path)
            .collect();
        for name in names.iter().filter(|name| {
            !is_markdown(name)
                && !manifest.study.all().any(|data| data == *name)
                && !pages.contains(name)
        }) {
            match self.files.share(&self.inside(name)) {
                Ok(bytes) => {
                    published.insert(name.clone(), bytes);
                }
                Err(why) => self.unreadable(&self.inside(name), &why),
            }
        }
        for name in manifest.styles.iter().chain(&manifest.scripts) {
            match self.files.share(name) {
                Ok(bytes) => {
                    published.insert(name.clone(), bytes);
                }
                Err(why) => {
                    let at = self.setting(settings, name);
                    let message = format!("cannot read `{name}`: {why}");
                    self.findings.push(MISSING_FILE.broken(at, message).help(
                        "paths of styles and scripts are taken from the book's folder".to_owned(),
                    ));
                }
            }
        }
        for name in manifest.look_files() {
            match self.files.share(name) {
                Ok(bytes) => {
                    published.insert(manifest.published(name).to_owned(), bytes);
                }
                Err(why) => {
                    let at = self.setting(settings, name);
                    let message = format!("cannot read `{name}`: {why}");
                    let help =
                        "paths in `[site]` and `[[callout]]` are taken from the book's folder"
                            .to_owned();
                    self.findings.push(MISSING_FILE.broken(at, message).help(help));
                }
            }
        }
        Arc::new(published)
    }
}
