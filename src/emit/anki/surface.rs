//! How prose is written for a note of Anki: links are whole or gone, pictures travel along.

use crate::address;
use crate::emit::export::Loss;
use crate::guide::{Guide, Target};
use crate::render::surface::{Surface, seen_from};
use crate::study::question::short_hash;
use std::collections::BTreeMap;

/// A page that no book has: addresses are seen from the site's root.
const PAGE: &str = "deck.apkg";

/// One note.
pub(super) struct Anki<'m> {
    guide: &'m Guide<'m>,
    /// Id of the question or card.
    id: &'m str,
    /// Pictures by the name they get in Anki, where all lie in one folder.
    media: &'m mut BTreeMap<String, Vec<u8>>,
    pub(super) losses: Vec<Loss>,
}

impl<'m> Anki<'m> {
    pub(super) fn new(
        guide: &'m Guide<'m>,
        id: &'m str,
        media: &'m mut BTreeMap<String, Vec<u8>>,
    ) -> Self {
        Self { guide, id, media, losses: Vec::new() }
    }

    fn lose(&mut self, what: String) {
        self.losses.push(Loss { id: self.id.to_owned(), what });
    }
}

impl Surface for Anki<'_> {
    fn page(&self) -> &str {
        PAGE
    }

    fn id(&self, id: &str) -> String {
        id.to_owned()
    }

    /// The chapter is not at hand.
    fn place(&self, _id: &str) -> Option<String> {
        None
    }

    fn link(&mut self, target: &Target, to: &str) -> Option<String> {
        let address = seen_from(PAGE, target, to);
        if *target == Target::External {
            return Some(address);
        }
        let Some(site) = &self.guide.project.manifest.site_url else {
            self.lose(format!("the link to `{address}` has no address outside the site"));
            return None;
        };
        Some(format!("{site}{address}"))
    }

    fn load(&mut self, target: &Target, to: &str) -> Option<String> {
        let path = match target {
            Target::External => return Some(address::written(to)),
            Target::File { path, .. } => path,
            _ => to,
        };
        let Some(bytes) = self.guide.project.files.get(path) else {
            self.lose(format!("the picture `{to}` is not among the book's files"));
            return None;
        };
        let file = path.rsplit('/').next().unwrap_or_default();
        // Anki takes a name as it stands, so it holds nothing that HTML or an address would write in another way.
        let fit = |letter: char| if "\"'&<>#?% ".contains(letter) { '-' } else { letter };
        let name = format!("{}-{}", short_hash(path), file.chars().map(fit).collect::<String>());
        self.media.insert(name.clone(), bytes.to_vec());
        Some(name)
    }

    fn footnote(&mut self, label: &str) -> bool {
        self.lose(format!("the footnote `{label}` is left out"));
        false
    }
}
