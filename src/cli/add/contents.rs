//! A new chapter's line in the contents, wherever the book keeps them: `book.toml`, `SUMMARY.md` or the folder.
//!
//! The file is changed at one place; everything else stays as its author wrote it.

use crate::finding::did_you_mean;
use crate::load::Project;
use anyhow::{Context, Result, bail};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The changed file.
pub(super) struct ContentsEdit {
    /// From the book's folder.
    pub(super) file: String,
    pub(super) text: String,
    /// Which part, for people.
    pub(super) place: String,
}

/// A part of `book.toml` as its text has it.
struct Part {
    title: String,
    /// First paths of its list, for the folder they lie in.
    paths: Vec<String>,
    /// Where the list stands, brackets included.
    list: Option<Range<usize>>,
}

/// Whether the contents have a chapter that is still to be written.
pub(super) fn lists(project: &Project, path: &str) -> bool {
    project.outline.chapters().any(|entry| entry.path == path)
}

/// Enters a chapter; nothing for one that stands there already, and for a book whose contents are its folder.
pub(super) fn enter(
    project: &Project,
    path: &str,
    title: Option<&str>,
    part: Option<&str>,
) -> Result<Option<ContentsEdit>> {
    if lists(project, path) {
        return Ok(None);
    }
    let manifest = &*project.sources.get(project.manifest_source).text;
    let parts = parts(manifest)?;
    if !parts.is_empty() {
        return in_manifest(manifest, &parts, path, part).map(Some);
    }
    if let Some(part) = part {
        bail!("book.toml has no part `{part}`: it has no `[[part]]` at all");
    }
    let name = format!("{}/SUMMARY.md", project.manifest.source);
    let name = name.trim_start_matches('/');
    let Some(source) = project.sources.find(name) else { return Ok(None) };
    let text = &project.sources.get(source).text;
    let title = title.map_or_else(|| crate::parse::from_name(path), str::to_owned);
    let text = in_summary(text, &format!("- [{title}]({path})"));
    Ok(Some(ContentsEdit { file: name.to_owned(), text, place: String::new() }))
}

/// Behind the last entry of the last list, since what stands below it belongs to no part.
fn in_summary(text: &str, entry: &str) -> String {
    let is_entry = |line: &str| {
        let inner = line.trim_start();
        let digits = inner.trim_start_matches(|letter: char| letter.is_ascii_digit());
        inner.starts_with(['-', '*', '+']) && inner[1..].starts_with([' ', '\t'])
            || digits.len() < inner.len() && digits.starts_with(['.', ')'])
    };
    let mut at = 0;
    let mut end = None;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if is_entry(line) {
            end = Some(at);
        }
    }
    let (before, after) = text.split_at(end.unwrap_or(text.len()));
    format!("{}\n{entry}\n{after}", before.trim_end())
}

fn parts(manifest: &str) -> Result<Vec<Part>> {
    let table = DeTable::parse(manifest)
        .map_err(|error| anyhow::anyhow!("{}", error.message()))
        .context("book.toml does not parse: mend it first, `guidewright check` shows where")?;
    let list = table.get_ref().get("part").and_then(|parts| parts.get_ref().as_array());
    let part = |value: &toml::Spanned<DeValue<'_>>| {
        let table = value.get_ref().as_table()?;
        let title = table.get("title").and_then(|title| title.get_ref().as_str());
        let chapters = table.get("chapters");
        let mut paths = Vec::new();
        if let Some(chapters) = chapters {
            collect(chapters.get_ref(), &mut paths);
        }
        Some(Part {
            title: title.unwrap_or_default().to_owned(),
            paths,
            list: chapters.map(toml::Spanned::span),
        })
    };
    Ok(list.into_iter().flatten().filter_map(part).collect())
}

fn collect(value: &DeValue<'_>, paths: &mut Vec<String>) {
    match value {
        DeValue::String(path) => paths.push(path.to_string()),
        DeValue::Array(list) => list.iter().for_each(|value| collect(value.get_ref(), paths)),
        DeValue::Table(table) => {
            let values = ["file", "chapters"].into_iter().filter_map(|key| table.get(key));
            values.for_each(|value| collect(value.get_ref(), paths));
        }
        _ => {}
    }
}

fn in_manifest(
    manifest: &str,
    parts: &[Part],
    path: &str,
    part: Option<&str>,
) -> Result<ContentsEdit> {
    let folder = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let part = match part {
        Some(wanted) => {
            let titles = || parts.iter().map(|part| part.title.as_str());
            parts.iter().find(|part| part.title == wanted).with_context(|| {
                let help = did_you_mean(wanted, titles()).unwrap_or_else(|| {
                    format!("it has `{}`", titles().collect::<Vec<_>>().join("`, `"))
                });
                format!("book.toml has no part `{wanted}`: {help}")
            })?
        }
        None => {
            let same = |part: &&Part| part.paths.iter().any(|known| folder(known) == folder(path));
            let found = parts.iter().rfind(same).or(parts.last());
            found.context("book.toml has no part")?
        }
    };
    let place = format!(", part `{}`", part.title);
    let Some(list) = &part.list else {
        bail!("the part `{}` has no `chapters`: add `chapters = []` to it", part.title);
    };
    let inside = &manifest[list.clone()];
    let Some(open) = inside.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        bail!("`chapters` of the part `{}` is no list", part.title);
    };
    let path = toml::Value::String(path.to_owned());
    let body = open.trim_end();
    let comma = if body.trim().is_empty() || body.ends_with(',') { "" } else { "," };
    let grown = if open.contains('\n') {
        let ending = body.rsplit('\n').next().unwrap_or_default();
        let indent = &ending[..ending.len() - ending.trim_start().len()];
        // A comment at the end of the last line would swallow a comma put behind it.
        if ending.contains('#') {
            bail!("the last line of `chapters` ends in a comment: add {path} by hand");
        }
        format!("[{body}{comma}\n{indent}{path},\n]")
    } else {
        let space = if body.trim().is_empty() { "" } else { " " };
        format!("[{body}{comma}{space}{path}]")
    };
    let text = format!("{}{grown}{}", &manifest[..list.start], &manifest[list.end..]);
    Ok(ContentsEdit { file: "book.toml".to_owned(), text, place })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(manifest: &str, path: &str, part: Option<&str>) -> String {
        let parts = parts(manifest).expect("the manifest parses");
        in_manifest(manifest, &parts, path, part).map_or_else(|error| error.to_string(), |e| e.text)
    }

    #[test]
    fn a_chapter_goes_to_its_folders_part_and_keeps_the_form_of_the_list() {
        let book = "[[part]]\ntitle = \"A\"\nchapters = [\"a/x.md\"]\n[[part]]\ntitle = \"B\"\nchapters = [\n  \"b/y.md\",\n  [\"b/z.md\"]\n]\n";
        assert!(entered(book, "a/n.md", None).contains("chapters = [\"a/x.md\", \"a/n.md\"]\n"));
        assert!(entered(book, "b/n.md", None).ends_with("  [\"b/z.md\"],\n  \"b/n.md\",\n]\n"));
        assert!(entered(book, "n.md", Some("A")).contains("[\"a/x.md\", \"n.md\"]"));
        assert_eq!(entered(book, "n.md", Some("Q")), "book.toml has no part `Q`: it has `A`, `B`");
    }

    #[test]
    fn a_summary_takes_a_chapter_behind_its_last_entry() {
        let text = "# Summary\n\n- [A](a.md)\n  - [B](b.md)\n\n[End](end.md)\n";
        let expected = "# Summary\n\n- [A](a.md)\n  - [B](b.md)\n- [N](n.md)\n\n[End](end.md)\n";
        assert_eq!(in_summary(text, "- [N](n.md)"), expected);
        assert_eq!(in_summary("# Summary\n\n", "- [N](n.md)"), "# Summary\n- [N](n.md)\n");
    }

    #[test]
    fn an_empty_list_takes_its_first_chapter() {
        assert!(entered("[[part]]\nchapters = []\n", "n.md", None).ends_with("[\"n.md\"]\n"));
    }
}
