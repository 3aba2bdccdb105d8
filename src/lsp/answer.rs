//! Answers to an editor's questions about a place in a document.

use super::book::{Book, Seen};
use super::cursor::{Pointed, Wanted, fields, pointed, wanted};
use super::names::{Chapter, Named};
use super::text;
use crate::address;
use crate::finding::{Edit, Finding};
use crate::load::include;
use crate::mend;
use crate::study::question::QuestionKind;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CompletionItem,
    CompletionItemKind, CompletionParams, CompletionTextEdit, GotoDefinitionParams,
    GotoDefinitionResponse, Hover, HoverContents, HoverParams, Location, MarkupContent, MarkupKind,
    Position, Range, TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::HashMap;

/// A question about a document.
pub(super) trait Asks {
    fn document(&self) -> &Uri;
}

impl Asks for CompletionParams {
    fn document(&self) -> &Uri {
        &self.text_document_position.text_document.uri
    }
}

impl Asks for HoverParams {
    fn document(&self) -> &Uri {
        &self.text_document_position_params.text_document.uri
    }
}

impl Asks for GotoDefinitionParams {
    fn document(&self) -> &Uri {
        &self.text_document_position_params.text_document.uri
    }
}

impl Asks for CodeActionParams {
    fn document(&self) -> &Uri {
        &self.text_document.uri
    }
}

/// The line of a position, and the byte in it.
fn line(text: &str, position: Position) -> (&str, usize) {
    let at = text::offset(text, position);
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    (text[start..].lines().next().unwrap_or_default(), at - start)
}

/// What may be written at the cursor.
pub(super) fn completion(
    book: &Book,
    name: &str,
    params: &CompletionParams,
) -> Option<Vec<CompletionItem>> {
    let TextDocumentPositionParams { position, .. } = params.text_document_position;
    let text = book.text(name)?;
    let (line, at) = line(&text, position);
    let (wanted, start) = wanted(&line[..at])?;
    let Seen { names, project, .. } = book.seen.as_ref()?;
    let behind = u32::try_from(line[start..at].encode_utf16().count()).ok()?;
    let begin = Position::new(position.line, position.character.checked_sub(behind)?);
    let range = Range::new(begin, position);
    let item = |label: &str, words: &str, kind: CompletionItemKind| CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        detail: Some(words.to_owned()).filter(|words| !words.is_empty()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, label.to_owned()))),
        ..CompletionItem::default()
    };
    let all = |known: &[Named], kind| -> Vec<CompletionItem> {
        known.iter().map(|named| item(&named.id, &named.words, kind)).collect()
    };
    // A translation links as the text in whose place it stands.
    let original = project.original_of(name);
    Some(match wanted {
        Wanted::Chapter => names
            .chapters
            .iter()
            .map(|chapter| {
                let path = address::relative(&original, &names.file(&chapter.path));
                item(&address::legible(&path), &chapter.title, CompletionItemKind::FILE)
            })
            .collect(),
        Wanted::Picture => {
            let pictures = project.files.keys().filter(|file| address::is_picture(file));
            let relative = pictures.map(|file| address::relative(&original, &names.file(file)));
            relative
                .map(|file| item(&address::legible(&file), "", CompletionItemKind::FILE))
                .collect()
        }
        Wanted::Anchor(path) => {
            all(&target(book, name, path)?.anchors, CompletionItemKind::REFERENCE)
        }
        Wanted::File => {
            let files = project.files.keys().map(|file| names.file(file));
            let texts = project.sources.names().map(str::to_owned);
            let mut files: Vec<String> = files.chain(texts).collect();
            files.sort();
            files.dedup();
            let relative = files.iter().map(|file| address::relative(&original, file));
            relative.map(|file| item(&file, "", CompletionItemKind::FILE)).collect()
        }
        Wanted::Objective => all(&names.objectives, CompletionItemKind::ENUM_MEMBER),
        Wanted::Service => all(&names.services, CompletionItemKind::ENUM_MEMBER),
        Wanted::Question => all(&names.questions, CompletionItemKind::ENUM_MEMBER),
        Wanted::Term => all(&names.terms, CompletionItemKind::TEXT),
        Wanted::Kind => {
            let kinds = QuestionKind::ALL.iter().map(|kind| kind.name()).chain(["case", "cards"]);
            kinds.map(|kind| item(kind, "", CompletionItemKind::KEYWORD)).collect()
        }
        Wanted::Field => {
            fields().map(|field| item(&field, "", CompletionItemKind::PROPERTY)).collect()
        }
        Wanted::Callout => {
            let callouts = names.callouts.iter();
            callouts.map(|mark| item(mark, "", CompletionItemKind::KEYWORD)).collect()
        }
    })
}

/// The chapter that an address in a file leads to.
fn target<'b>(book: &'b Book, file: &str, path: &str) -> Option<&'b Chapter> {
    let seen = book.seen.as_ref()?;
    let (names, file) = (&seen.names, &*seen.project.original_of(file));
    if path.is_empty() {
        return names.chapter(file);
    }
    let path = address::decode(path);
    let wanted = names.chapters.iter();
    wanted.into_iter().find(|chapter| {
        address::relative(file, &names.file(&chapter.path)) == path.trim_start_matches("./")
    })
}

/// What the word at the cursor means, and what the rules say of the place.
pub(super) fn hover(book: &Book, name: &str, params: &HoverParams) -> Option<Hover> {
    let position = params.text_document_position_params.position;
    let seen = book.seen.as_ref()?;
    let mut said: Vec<String> = found(seen, name, position, position)
        .map(|finding| {
            let rule = finding.rule;
            format!("**{}**: {} (`guidewright rules {0}` says why)", rule.name, rule.promise)
        })
        .collect();
    let text = book.text(name)?;
    let (line, at) = line(&text, position);
    match pointed(line, at) {
        Some(Pointed::Link(to)) => {
            let (path, anchor) = to.split_once('#').unwrap_or((to, ""));
            if let Some(chapter) = target(book, name, path) {
                let heading = chapter.anchors.iter().find(|known| known.id == anchor);
                let heading = heading.map(|heading| format!(" · {}", heading.words));
                said.push(format!("{}{}", chapter.title, heading.unwrap_or_default()));
            }
        }
        Some(Pointed::Word(word, start)) => {
            said.extend(
                meant(seen, line, at, word, start)
                    .map(|named| format!("**{}**: {}", named.id, named.words)),
            );
        }
        Some(Pointed::Include(_)) | None => {}
    }
    (!said.is_empty()).then(|| Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value: said.join("\n\n"),
        }),
        range: None,
    })
}

/// What a word names: an id of the book, or a term that stands round the cursor.
fn meant<'s>(seen: &'s Seen, line: &str, at: usize, word: &str, start: usize) -> Option<&'s Named> {
    let names = &seen.names;
    let ids = names.objectives.iter().chain(&names.services).chain(&names.questions);
    let exact = || ids.clone().find(|named| named.id == word);
    let lower = line.to_lowercase();
    // A letter that changes its length with its case would move the places.
    let here = |words: &String| {
        let words = words.to_lowercase();
        lower.len() == line.len()
            && lower
                .match_indices(&words)
                .any(|(from, _)| (from..=from + words.len()).contains(&at))
    };
    let whole = start..start + word.len();
    let covers = |named: &&Named| {
        std::iter::once(&named.id)
            .chain(&named.also)
            .any(|words| words.len() >= whole.len() && here(words))
    };
    exact().or_else(|| names.terms.iter().filter(covers).max_by_key(|term| term.id.len()))
}

/// Where that is written what the cursor points at.
pub(super) fn definition(
    book: &Book,
    name: &str,
    params: &GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let position = params.text_document_position_params.position;
    let seen = book.seen.as_ref()?;
    let sources = &seen.project.sources;
    let text = book.text(name)?;
    let (line, at) = line(&text, position);
    let at_span = |span: crate::source::Span| {
        let uri = book.uri(&sources.get(span.source).name)?;
        Some(Location { uri, range: text::range(sources, span) })
    };
    let start_of = |file: &str| Some(Location { uri: book.uri(file)?, range: Range::default() });
    let location = match pointed(line, at)? {
        Pointed::Link(to) => {
            let (path, anchor) = to.split_once('#').unwrap_or((to, ""));
            let chapter = target(book, name, path)?;
            let heading = chapter.anchors.iter().find(|known| known.id == anchor);
            let file = seen.names.file(&chapter.path);
            let translated = seen.project.read_for(name, &file);
            match heading.and_then(|heading| heading.span) {
                _ if translated != file => {
                    let range = given(&book.text(&translated)?, anchor);
                    Location { uri: book.uri(&translated)?, range }
                }
                Some(span) => at_span(span)?,
                None => start_of(&file)?,
            }
        }
        Pointed::Include(file) => {
            let file = include::named(&seen.project.original_of(name), file).ok()?;
            start_of(&seen.project.read_for(name, &file))?
        }
        Pointed::Word(word, start) => at_span(meant(seen, line, at, word, start)?.span?)?,
    };
    Some(location.into())
}

/// The heading of a translated text that is given an id, or its start: what its other headings say is the translator's.
fn given(text: &str, id: &str) -> Range {
    let mark = format!("{{#{id}");
    let is_it = |line: &str| {
        let behind = line.split_once(&mark).map(|(_, behind)| behind);
        line.starts_with('#') && behind.is_some_and(|it| it.starts_with([' ', '}']))
    };
    let line = text.lines().position(is_it).filter(|_| !id.is_empty()).unwrap_or(0);
    let start = Position::new(u32::try_from(line).unwrap_or(0), 0);
    Range::new(start, start)
}

/// The findings of a file that touch a range.
fn found<'s>(
    seen: &'s Seen,
    name: &'s str,
    start: Position,
    end: Position,
) -> impl Iterator<Item = &'s Finding> {
    let sources = &seen.project.sources;
    seen.findings.iter().filter(move |finding| {
        finding.span.is_some_and(|span| {
            let range = text::range(sources, span);
            sources.get(span.source).name == name && range.start <= end && start <= range.end
        })
    })
}

/// What mends the findings in a range, and all of the file at once.
pub(super) fn actions(
    book: &Book,
    name: &str,
    params: &CodeActionParams,
) -> Option<Vec<CodeActionOrCommand>> {
    let seen = book.seen.as_ref()?;
    let wanted = |kind: &CodeActionKind| {
        let only = params.context.only.as_ref();
        only.is_none_or(|only| only.iter().any(|it| kind.as_str().starts_with(it.as_str())))
    };
    let mut actions = Vec::new();
    if wanted(&CodeActionKind::QUICKFIX) {
        let here = found(seen, name, params.range.start, params.range.end);
        actions.extend(here.filter_map(|finding| {
            let edit = finding.edit.as_deref()?;
            let title = match edit.becomes.as_str() {
                "" => format!("Take out `{}`", edit.was),
                becomes => format!("Write `{becomes}`"),
            };
            Some(CodeAction {
                title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![book.diagnostic(seen, finding)]),
                edit: Some(written(book, seen, name, [edit])?),
                is_preferred: Some(true),
                ..CodeAction::default()
            })
        }));
    }
    let in_file = |edit: &&Edit| seen.project.sources.get(edit.span.source).name == name;
    let edits = seen.findings.iter().filter_map(|it| it.edit.as_deref()).filter(in_file);
    let edits = mend::apart(edits.collect());
    if wanted(&CodeActionKind::SOURCE_FIX_ALL) && !edits.is_empty() {
        actions.push(CodeAction {
            title: "Mend what has one right answer in this file".to_owned(),
            kind: Some(CodeActionKind::SOURCE_FIX_ALL),
            edit: Some(written(book, seen, name, edits)?),
            ..CodeAction::default()
        });
    }
    Some(actions.into_iter().map(CodeActionOrCommand::from).collect())
}

#[allow(clippy::mutable_key_type, reason = "the protocol's type has addresses as keys")]
fn written<'e>(
    book: &Book,
    seen: &Seen,
    name: &str,
    edits: impl IntoIterator<Item = &'e Edit>,
) -> Option<WorkspaceEdit> {
    let sources = &seen.project.sources;
    let edit = |edit: &Edit| TextEdit::new(text::range(sources, edit.span), edit.becomes.clone());
    let edits = edits.into_iter().map(edit).collect();
    Some(WorkspaceEdit::new(HashMap::from([(book.uri(name)?, edits)])))
}
