//! One page of Zola's: its front matter, and its text as ours.

use super::super::edits::{self, Edits};
use super::super::ids::{self, Scheme};
use super::super::in_markdown;
use crate::address::page_path;
use crate::cli::new::readable;
use crate::manifest::matter;
use crate::manifest::outline::OutlineEntry;
use crate::parse::{self, Chapter, Syntax};
use crate::source::{Sources, Stitched};
use std::fmt::Write as _;
use toml::Value;

/// A page's own settings and its text.
pub(super) struct Page {
    /// Path from the site's folder.
    pub(super) name: String,
    /// The language of its name, if it is another one than the site's.
    pub(super) language: Option<String>,
    /// Nothing if its front matter cannot be read, which then stays above its text.
    pub(super) front: Option<toml::Table>,
    body: String,
}

impl Page {
    pub(super) fn of(name: &str, language: Option<&str>, text: &str) -> Self {
        let (name, language) = (name.to_owned(), language.map(str::to_owned));
        let Some(found) = matter::find(text) else {
            let front = Some(toml::Table::new());
            return Self { name, language, front, body: text.to_owned() };
        };
        let front = matter::table(text, &found);
        let start = if front.is_some() { found.end.unwrap_or_default() } else { 0 };
        Self { name, language, front, body: text[start..].trim_start_matches('\n').to_owned() }
    }

    /// Its title in Markdown; the words of its name if it gives none.
    pub(super) fn title(&self) -> String {
        if let Some(title) = self.get("title").and_then(Value::as_str) {
            return in_markdown(title.trim());
        }
        let stem = self.name.rsplit('/').next().unwrap_or_default().split('.').next();
        in_markdown(&readable(stem.unwrap_or_default()))
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.front.as_ref()?.get(key)
    }

    pub(super) fn is_draft(&self) -> bool {
        self.get("draft").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Its other addresses, by the files that stand there: where Zola had it, which its `path`, its `slug` or the words of
    /// its name say, and its `aliases`. `path` is the one it gets. Pages in other languages follow those that they translate.
    pub(super) fn aliases(&self, path: &str) -> Vec<String> {
        if self.language.is_some() {
            return Vec::new();
        }
        let file = |alias: &str| {
            let alias = alias.trim_matches('/');
            if alias.ends_with(".html") { alias.to_owned() } else { format!("{alias}/index.html") }
        };
        let word = |key: &str| self.get(key).and_then(Value::as_str).map(str::to_owned);
        let was = word("path").or_else(|| self.address(word("slug")));
        let aliases = self.get("aliases").and_then(Value::as_array).into_iter().flatten();
        let aliases = was.as_deref().into_iter().chain(aliases.filter_map(Value::as_str)).map(file);
        aliases.filter(|alias| *alias != page_path(path)).collect()
    }

    /// Where Zola had it by its name; nothing for the first page of all.
    fn address(&self, slug: Option<String>) -> Option<String> {
        let path = self.name.strip_prefix("content/")?.strip_suffix(".md")?;
        let is_first = |name: &str| name == "index" || name == "_index";
        let mut parts: Vec<&str> = path.split('/').collect();
        if parts.last().is_some_and(|name| is_first(name)) {
            parts.pop();
        }
        let name = parts.pop()?;
        let name = slug.unwrap_or_else(|| slugged(without_day(name)));
        let folders = parts.into_iter().map(slugged);
        Some(folders.chain([name]).collect::<Vec<_>>().join("/"))
    }

    /// What of it has no place in a book of ours.
    pub(super) fn left(&self) -> Vec<String> {
        const TAKEN: [&str; 5] = ["title", "description", "weight", "draft", "extra"];
        let is_taken = |key: &str, value: &Value| match key {
            "sort_by" => value.as_str() == Some("weight"),
            "aliases" | "slug" | "path" | "in_search_index" => self.language.is_none(),
            key => TAKEN.contains(&key),
        };
        let mut left = Vec::new();
        let mut leave = |what: String| left.push(format!("{}: {what}", self.name));
        match &self.front {
            None => leave("its front matter cannot be read".to_owned()),
            Some(front) => {
                let others = front.iter().filter(|(key, value)| !is_taken(key, value));
                let others: Vec<String> = others.map(|(key, _)| format!("`{key}`")).collect();
                if !others.is_empty() {
                    leave(format!("no counterpart for {}", others.join(", ")));
                }
            }
        }
        if self.body.contains("{{") || self.body.contains("{%") {
            leave("its shortcodes stand in the text".to_owned());
        }
        left
    }

    /// The path that it, or what it translates, gets: all languages of a book have the same ones.
    pub(super) fn shared<'p>(&self, path: &'p str) -> &'p str {
        let folder = self.language.as_deref().and_then(|language| path.strip_prefix(language));
        folder.and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
    }

    /// The page with its title as a heading, and those of its own settings that we have. `path` is the one it gets, `lead`
    /// gives an address that leads from a path to where Zola's own leads.
    pub(super) fn written(
        &self,
        path: &str,
        lead: &dyn Fn(&str, &str) -> Option<String>,
        scheme: Option<Scheme>,
    ) -> String {
        let Some(front) = &self.front else { return self.body.clone() };
        let ours = |key: &str, value: &Value| match key {
            "description" => true,
            "draft" => self.is_draft(),
            "extra" => value.as_table().is_some_and(|extra| !extra.is_empty()),
            _ => false,
        };
        let kept = front.iter().filter(|(key, value)| ours(key, value));
        let mut kept: toml::Table = kept.map(|(key, value)| (key.clone(), value.clone())).collect();
        let aliases = self.aliases(path);
        if self.is_draft() && !aliases.is_empty() {
            kept.insert("aliases".to_owned(), aliases.into());
        }
        let mut out = String::new();
        if !kept.is_empty() {
            let _ = writeln!(out, "+++\n{kept}+++\n");
        }
        let chapter = self.chapter();
        if chapter.h1().is_none() {
            let _ = writeln!(out, "# {}\n", self.title());
        }
        let mut edits = Edits::new();
        if let Some(scheme) = scheme {
            ids::keep(&chapter, &self.body, scheme, &mut edits);
        }
        let path = self.shared(path);
        edits::addresses(&chapter, &self.body, &|to| lead(to, path), &mut edits);
        out + &edits::edited(&self.body, &edits)
    }

    fn chapter(&self) -> Chapter {
        let source = Sources::default().add(self.name.as_str(), self.body.as_str());
        let text = Stitched::whole(source, self.body.as_str());
        parse::chapter(OutlineEntry::of(self.name.clone()), text, Syntax::NATIVE).0
    }

    /// Whether Zola makes no page of it.
    pub(super) fn is_unseen(&self) -> bool {
        self.get("render").and_then(Value::as_bool) == Some(false)
    }
}

/// A name without the day that may stand before it.
fn without_day(name: &str) -> &str {
    let shape = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    match name.split_at_checked("2026-01-31".len()) {
        Some((day, rest)) if shape(day) && day.matches('-').count() == 2 => {
            let slug = rest.trim_start().strip_prefix(['-', '_']).filter(|slug| !slug.is_empty());
            slug.unwrap_or(name)
        }
        _ => name,
    }
}

/// A name as Zola has it in addresses. How it spells letters that are not ASCII is left to it.
fn slugged(name: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_alphanumeric() || !letter.is_ascii() { letter } else { '-' }
    };
    let name: String = name.to_ascii_lowercase().chars().map(plain).collect();
    name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
