//! A file of translations: written from texts and what is said of them, and read back.

use super::{Source, titles};
use crate::load::Project;
use crate::texts::{Text, TextKind};
use anyhow::{Context, Result, bail};
use polib::catalog::Catalog;
use polib::message::{Message, MessageFlags};
use polib::metadata::CatalogMetadata;
use polib::po_file;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::BufWriter;
use std::path::Path;

/// Translations by the words of the original.
pub(super) type Translations = BTreeMap<String, Said>;

#[derive(Debug, Clone)]
pub(super) struct Said {
    pub words: String,
    /// The original was changed since; "fuzzy" in the words of gettext.
    pub is_doubtful: bool,
}

/// The file of translations, how many texts of it have one, and how many there are.
pub(super) fn written(
    project: &Project,
    tag: &str,
    sources: &[Source],
    said: &Translations,
    replaced: &[(String, String)],
    earlier: &str,
) -> Result<(String, usize, usize)> {
    let mut catalog = Catalog::new(CatalogMetadata {
        project_id_version: project.manifest.title.clone(),
        language: tag.to_owned(),
        mime_version: "1.0".to_owned(),
        content_type: "text/plain; charset=UTF-8".to_owned(),
        content_transfer_encoding: "8bit".to_owned(),
        ..CatalogMetadata::default()
    });
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut order: Vec<&Text> = Vec::new();
    for source in sources {
        for text in &source.texts {
            let place = format!("{}:{}", source.name, text.line(&source.file));
            let known = places.entry(text.words.as_str()).or_default();
            if known.is_empty() {
                order.push(text);
            }
            known.push(place);
        }
    }
    let mut translated = 0;
    let mut all: Vec<(&str, Option<&str>)> = Vec::new();
    for title in titles::all(project) {
        let known = places.entry(title).or_default();
        if known.is_empty() {
            all.push((title, Some("title of the contents")));
        }
        known.push("book.toml".to_owned());
    }
    let code = |text: &Text| (text.kind == TextKind::Code).then_some("code");
    all.splice(0..0, order.iter().map(|text| (text.words.as_str(), code(text))));
    for &(words, comment) in &all {
        let known = said.get(words);
        translated += usize::from(known.is_some());
        let mut message = Message::build_singular();
        message.with_source(places[words].join("\n")).with_msgid(words.to_owned());
        if let Some(comment) = comment {
            message.with_extracted_comments(comment.to_owned());
        }
        if known.is_some_and(|said| said.is_doubtful) {
            let mut flags = MessageFlags::new();
            flags.add_flag("fuzzy");
            message.with_flags(flags);
        }
        let translation = known.map(|said| said.words.clone()).unwrap_or_default();
        catalog.append_or_update(message.with_msgstr(translation).done());
    }
    let mut bytes = BufWriter::new(Vec::new());
    po_file::write(&catalog, &mut bytes).context("cannot write the translations")?;
    let bytes = bytes.into_inner().context("cannot write the translations")?;
    let mut text = String::from_utf8(bytes).context("translations are UTF-8")?;
    let mut gone: BTreeSet<String> = BTreeSet::new();
    let unused = said.iter().filter(|(words, _)| !places.contains_key(words.as_str()));
    let unused = unused.map(|(words, translation)| (words, &translation.words));
    for (words, translation) in unused.chain(replaced.iter().map(|(ours, known)| (ours, known))) {
        let quoted = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
        gone.insert(format!("#~ msgid {}\n#~ msgstr {}\n", quoted(words), quoted(translation)));
    }
    let old = earlier.split("\n\n").filter(|entry| entry.trim_start().starts_with("#~"));
    gone.extend(old.map(|entry| format!("{}\n", entry.trim())));
    for entry in gone {
        let _ = write!(text, "\n{entry}");
    }
    Ok((text, translated, all.len()))
}

/// What a file of translations says, and of which language.
pub(super) fn read(text: &str, path: &Path) -> Result<(Translations, String)> {
    let name = path.display();
    let mut inside = false;
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        match line {
            "" => inside = false,
            _ if line.starts_with("msg") => inside = true,
            _ if line.starts_with('#') || inside && line.starts_with('"') => {}
            _ => bail!("`{name}` is no file of translations: line {number} belongs to no message"),
        }
    }
    let catalog = po_file::parse_from_reader(text.as_bytes())
        .with_context(|| format!("`{name}` is no file of translations"))?;
    let said = catalog
        .messages()
        .filter_map(|message| {
            let words = message.msgstr().ok().filter(|said| !said.trim().is_empty())?.to_owned();
            let said = Said { words, is_doubtful: message.is_fuzzy() };
            Some((message.msgid().to_owned(), said))
        })
        .collect();
    Ok((said, catalog.metadata.language.clone()))
}
