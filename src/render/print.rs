//! The whole book on one page: ids made unique, links turned to where their target now stands, addresses of links as
//! notes below each chapter, answers gathered at the end.
//!
//! Works on HTML of our own making, in which every attribute that matters is quoted.

use super::contents::Line;
use super::frame::Shell;
use crate::address;
use crate::manifest::outline;
use crate::parse::blocks::slug;
use serde::Serialize;
use std::collections::HashMap;
use std::fmt::Write as _;

/// One chapter as the print page shows it.
pub struct Printed {
    part: usize,
    chapter: Chapter,
    /// Its answers, which stand at the end of the book; empty for a chapter without questions.
    answers: String,
}

#[derive(Debug, Serialize)]
pub struct Book {
    code: String,
    title: String,
    description: String,
    authors: Vec<String>,
    parts: Vec<Part>,
    answers: Vec<Answers>,
}

#[derive(Debug, Serialize)]
struct Part {
    title: String,
    /// What the contents of this page show.
    lines: Vec<Line>,
    chapters: Vec<Chapter>,
}

#[derive(Debug, Serialize)]
struct Chapter {
    id: String,
    title: String,
    /// On the way to the template a mark for the text, which may be megabytes: see [`Texts`].
    body: String,
    links: Vec<LinkNote>,
}

/// What stands between the templates' words on the print page. A template is handed marks, and the texts go in where
/// the marks came out, so that the longest page of a book is copied once.
#[derive(Debug, Default)]
pub struct Texts(Vec<String>);

const MARK: [&str; 2] = ["<!--gw-text-", "-->"];

impl Texts {
    /// Keeps a text and leaves its mark.
    fn keep(&mut self, text: &mut String) {
        let [start, end] = MARK;
        let mark = format!("{start}{}{end}", self.0.len());
        self.0.push(std::mem::replace(text, mark));
    }

    /// The page with the texts in it.
    pub fn fill(&self, page: &str) -> String {
        let [start, end] = MARK;
        let whole = page.len() + self.0.iter().map(String::len).sum::<usize>();
        let mut out = String::with_capacity(whole);
        let mut pieces = page.split(start);
        out.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let text = piece.split_once(end).and_then(|(number, rest)| {
                Some((self.0.get(number.parse::<usize>().ok()?)?, rest))
            });
            match text {
                Some((text, rest)) => out.extend([text, rest]),
                None => out.extend([start, piece]),
            }
        }
        out
    }
}

#[derive(Debug, Serialize)]
struct LinkNote {
    number: usize,
    href: String,
}

#[derive(Debug, Serialize)]
struct Answers {
    title: String,
    body: String,
}

/// Turns a chapter's body, as its own page shows it, into what the print page shows.
pub fn chapter(part: usize, page: &str, title: &str, html: &str) -> Printed {
    let id = id_of(page);
    let html = anchored(html, &id, page);
    let (html, answers) = without_answers(&html);
    let (body, links) = with_link_notes(&html, &id);
    Printed { part, chapter: Chapter { id, title: unlinked(title), body, links }, answers }
}

/// Puts the chapters together, their texts apart.
pub fn book(shell: &Shell<'_>, chapters: Vec<Printed>) -> (Book, Texts) {
    let guide = shell.guide;
    let mut texts = Texts::default();
    let manifest = &guide.project.manifest;
    let address = |page: &str| {
        // The home page is no part of this one.
        if page == "index.html" { page.to_owned() } else { format!("#{}", id_of(page)) }
    };
    let part = |(number, part): (usize, &outline::Part)| Part {
        title: part.title.clone(),
        lines: shell.contents.lines(shell.contents.part(number), &address),
        chapters: Vec::new(),
    };
    let mut parts: Vec<Part> = guide.project.outline.parts.iter().enumerate().map(part).collect();
    let mut answers = Vec::new();
    for (count, printed) in chapters.into_iter().enumerate() {
        let Printed { part, mut chapter, answers: apart } = printed;
        // Landmarks of one page need names that differ.
        if chapter.body.contains(FOOTNOTES) {
            let name = format!("aria-label=\"Footnotes of chapter {}\"", count + 1);
            chapter.body = chapter.body.replace(FOOTNOTES, &name);
        }
        texts.keep(&mut chapter.body);
        if !apart.is_empty() {
            let mut answer = Answers { title: chapter.title.clone(), body: apart };
            texts.keep(&mut answer.body);
            answers.push(answer);
        }
        if let Some(part) = parts.get_mut(part) {
            part.chapters.push(chapter);
        }
    }
    let book = Book {
        code: guide.exams.first().map(|exam| exam.blueprint.code.clone()).unwrap_or_default(),
        title: manifest.title.clone(),
        description: manifest.description.clone(),
        authors: manifest.authors.clone(),
        parts,
        answers,
    };
    (book, texts)
}

/// The id that a chapter has on the print page.
fn id_of(page: &str) -> String {
    slug(&page.trim_end_matches(".html").replace('/', "-"))
}

const FOOTNOTES: &str = "aria-label=\"Footnotes\"";
const ANSWER: &str = "<details class=\"gw-answer\"";

/// A title without the links in it: in the contents it stands in a link itself.
fn unlinked(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        out.push_str(&rest[..at]);
        if !tag.starts_with("<a ") && tag != "</a>" {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out + rest
}

/// Takes the folded answers out; each question and its answer link to each other.
fn without_answers(html: &str) -> (String, String) {
    let mut out = String::with_capacity(html.len());
    let mut apart = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(ANSWER) {
        let (before, from) = rest.split_at(at);
        let length = element_end(from, "details");
        // The heading of the question is the last one before its answer.
        let (id, title) = last_heading(before).unwrap_or_default();
        let title = unlinked(&title);
        out.push_str(before);
        let _ = write!(
            out,
            "<p class=\"gw-to-answer\"><a href=\"#{id}-answer\">Answer at the end of the book</a></p>"
        );
        let inner = &from[..length];
        let inner = inner.find("</summary>").map_or(inner, |at| &inner[at + "</summary>".len()..]);
        let inner = inner.strip_suffix("</details>").unwrap_or(inner);
        let _ = write!(
            apart,
            "<section class=\"gw-apart\"><h3 id=\"{id}-answer\"><a href=\"#{id}\">{title}</a></h3>\n{inner}</section>\n"
        );
        rest = &from[length..];
    }
    out.push_str(rest);
    (out, apart)
}

/// Length of the element at the start of a text, its own kind nested in it or not.
fn element_end(text: &str, name: &str) -> usize {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(next) = text[at..].find('<') {
        let here = at + next;
        if text[here..].starts_with(&close) {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return here + close.len();
            }
        } else if text[here..].starts_with(&open) {
            depth += 1;
        }
        at = here + 1;
    }
    text.len()
}

/// Id and words of the last heading with an id.
fn last_heading(html: &str) -> Option<(String, String)> {
    let at = (2..=6).filter_map(|level| html.rfind(&format!("<h{level} id=\""))).max()?;
    let rest = &html[at + 8..];
    let id = &rest[..rest.find('"')?];
    let words = &rest[rest.find('>')? + 1..];
    let words = &words[..words.find("</h")?];
    // Links inside would nest in ours.
    let mut plain = String::new();
    let mut tag = false;
    for letter in words.chars() {
        match letter {
            '<' => tag = true,
            '>' if tag => tag = false,
            _ if !tag => plain.push(letter),
            _ => {}
        }
    }
    Some((id.to_owned(), plain))
}

/// Numbers links that leave the site and gives their addresses in that order.
fn with_link_notes(html: &str, prefix: &str) -> (String, Vec<LinkNote>) {
    let mut out = String::with_capacity(html.len());
    let mut links: Vec<LinkNote> = Vec::new();
    let mut numbers = HashMap::new();
    let mut rest = html;
    while let Some(at) = rest.find("<a href=\"http") {
        let start = at + "<a href=\"".len();
        let Some(length) = rest[start..].find('"') else { break };
        let href = &rest[start..start + length];
        let Some(end) = rest[start..].find("</a>").map(|end| start + end + "</a>".len()) else {
            break;
        };
        out.push_str(&rest[..end]);
        let number = *numbers.entry(href).or_insert_with(|| {
            links.push(LinkNote { number: links.len() + 1, href: href.to_owned() });
            links.len()
        });
        let _ = write!(
            out,
            "<sup class=\"gw-link-note\"><a href=\"#{prefix}-to-{number}\" aria-label=\"Address {number}\">{number}</a></sup>"
        );
        rest = &rest[end..];
    }
    out.push_str(rest);
    (out, links)
}

/// Attributes that hold ids, links or addresses.
const ATTRIBUTES: [&str; 11] = [
    "id",
    "href",
    "src",
    "for",
    "name",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "marker-end",
    "marker-start",
    "xlink:href",
];

/// Rewrites the body of `page` for the print page, where all its ids get `prefix` in front.
pub fn anchored(html: &str, prefix: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 20);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let end = tag_end(&rest[open..]) + open;
        tag(&rest[open..end], prefix, page, &mut out);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Length of a tag, with `>` inside quotes passed over.
fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn tag(tag: &str, prefix: &str, page: &str, out: &mut String) {
    let mut rest = tag;
    while let Some(at) = rest.find("=\"") {
        let name = rest[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let value_start = at + 2;
        let Some(length) = rest[value_start..].find('"') else { break };
        let value = &rest[value_start..value_start + length];
        out.push_str(&rest[..value_start]);
        if ATTRIBUTES.contains(&name) {
            out.push_str(&moved(name, value, prefix, page));
        } else {
            out.push_str(value);
        }
        out.push('"');
        rest = &rest[value_start + length + 1..];
    }
    out.push_str(rest);
}

fn moved(name: &str, value: &str, prefix: &str, page: &str) -> String {
    match name {
        "href" | "src" | "xlink:href" => {
            if let Some(id) = value.strip_prefix('#') {
                return format!("#{prefix}-{id}");
            }
            if value.is_empty() || address::is_external(value) {
                return value.to_owned();
            }
            let (path, anchor) =
                value.split_once('#').map_or((value, ""), |(path, anchor)| (path, anchor));
            let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
            let Some(full) = crate::manifest::outline::normal(&address::decode(
                format!("{folder}/{path}").trim_start_matches('/'),
            )) else {
                return value.to_owned();
            };
            let own = [
                "index.html",
                "contents.html",
                "glossary.html",
                "services.html",
                "objectives.html",
                "search.html",
                "study.html",
            ]
            .contains(&full.as_str());
            if name == "href" && full.ends_with(".html") && !own {
                let chapter = id_of(&full);
                return if anchor.is_empty() {
                    format!("#{chapter}")
                } else {
                    format!("#{chapter}-{anchor}")
                };
            }
            let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
            format!("{}{anchor}", address::between("print.html", &full))
        }
        "marker-end" | "marker-start" => value.replacen("url(#", &format!("url(#{prefix}-"), 1),
        _ => value.split(' ').map(|id| format!("{prefix}-{id}")).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_move_to_the_end_and_keep_their_question() {
        let html = "<h3 id=\"a-q\">Why <a href=\"#x\">so</a></h3><p>?</p><details class=\"gw-answer\"><summary>Answer</summary><details><summary>b</summary></details><p>Because</p></details><p>after</p>";
        let (html, apart) = without_answers(html);
        assert!(!html.contains("Because") && html.ends_with("</p><p>after</p>"), "{html}");
        assert!(html.contains("href=\"#a-q-answer\""), "{html}");
        assert!(
            apart.contains("<h3 id=\"a-q-answer\"><a href=\"#a-q\">Why so</a></h3>"),
            "{apart}"
        );
        assert!(apart.contains("<p>Because</p>") && !apart.contains("Answer<"), "{apart}");
    }

    #[test]
    fn a_link_used_twice_is_one_note() {
        let html =
            "<a href=\"https://a.b/\">x</a> <a href=\"#c\">c</a> <a href=\"https://a.b/\">y</a>";
        let (html, links) = with_link_notes(html, "p");
        assert_eq!(links.len(), 1);
        assert_eq!(html.matches("#p-to-1").count(), 2, "{html}");
    }

    #[test]
    fn ids_and_links_move_together() {
        let html = r##"<h2 id="x">a</h2><a href="#x">b</a><a href="../start/exam.html#y">c</a><a href="https://a.b/#c">d</a><img src="p.png" alt="a > b">"##;
        let moved = anchored(html, "data-formats", "data/formats.html");
        let expected = r##"<h2 id="data-formats-x">a</h2><a href="#data-formats-x">b</a><a href="#start-exam-y">c</a><a href="https://a.b/#c">d</a><img src="data/p.png" alt="a > b">"##;
        assert_eq!(moved, expected);
    }
}
