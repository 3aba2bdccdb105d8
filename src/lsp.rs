//! The language server: what an editor shows and offers while a book is written.
//!
//! Talks over standard input and output until the editor ends it. Texts that are open in the editor stand in the place of
//! their files; a book is looked at anew a moment after a change, and at once when an answer hangs on it. Programs that a
//! book names are not run here, templates of its own are not tried, and nothing is written: edits are the editor's to
//! make.

mod answer;
mod book;
mod cursor;
mod names;
mod text;

use anyhow::{Context, Result};
use book::Book;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, LogMessage, Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    CodeActionRequest, Completion, GotoDefinition, HoverRequest, RegisterCapability, Request as _,
};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    HoverProviderCapability, LogMessageParams, MessageType, OneOf, PublishDiagnosticsParams,
    Registration, RegistrationParams, ServerCapabilities, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, Uri,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How long after the last keystroke a book is checked.
const QUIET: Duration = Duration::from_millis(300);

/// Serves one editor over standard input and output.
pub fn run() -> Result<ExitCode> {
    let (connection, threads) = Connection::stdio();
    let capabilities = serde_json::to_value(capabilities()).expect("capabilities are plain data");
    let editor = connection
        .initialize(capabilities)
        .context("no editor talks to us: it starts this command")?;
    watch(&connection, &editor)?;
    Server { connection: &connection, books: BTreeMap::new(), due: None }.run()?;
    drop(connection);
    threads.join().context("the editor went away")?;
    Ok(ExitCode::SUCCESS)
}

/// Asks an editor that can to tell of files that other programs change.
fn watch(connection: &Connection, editor: &serde_json::Value) -> Result<()> {
    let can = "/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration";
    if editor.pointer(can) != Some(&true.into()) {
        return Ok(());
    }
    let watchers = serde_json::json!({ "watchers": [{ "globPattern": "**/*.{md,toml}" }] });
    let registration = Registration {
        id: "files".to_owned(),
        method: DidChangeWatchedFiles::METHOD.to_owned(),
        register_options: Some(watchers),
    };
    let params = RegistrationParams { registrations: vec![registration] };
    let request = Request::new(0.into(), RegisterCapability::METHOD.to_owned(), params);
    connection.sender.send(request.into()).context("the editor went away")
}

fn capabilities() -> ServerCapabilities {
    let triggers = ["(", "#", "!", ".", "\"", "=", ",", "/"];
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::FULL),
            save: Some(true.into()),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QUICKFIX,
                    CodeActionKind::SOURCE_FIX_ALL,
                ]),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        ..ServerCapabilities::default()
    }
}

struct Server<'c> {
    connection: &'c Connection,
    /// By folder. A book is known from its first open file on.
    books: BTreeMap<PathBuf, Book>,
    /// When those that changed are looked at.
    due: Option<Instant>,
}

impl Server<'_> {
    fn run(&mut self) -> Result<()> {
        loop {
            let message = match self.due {
                None => self.connection.receiver.recv().ok(),
                Some(due) => {
                    let patience = due.saturating_duration_since(Instant::now());
                    match self.connection.receiver.recv_timeout(patience) {
                        Ok(message) => Some(message),
                        Err(error) if error.is_timeout() => {
                            self.look()?;
                            continue;
                        }
                        Err(_) => None,
                    }
                }
            };
            match message {
                None => return Ok(()),
                Some(Message::Request(request)) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    let response = self.answer(request)?;
                    self.connection.sender.send(response.into())?;
                }
                Some(Message::Notification(notification)) => self.note(notification),
                Some(Message::Response(_)) => {}
            }
        }
    }

    /// The book that a document belongs to, with the document's name in it.
    fn book(&mut self, uri: &Uri) -> Option<(&mut Book, String)> {
        let path = text::path(uri)?;
        let (root, name) = book::home(&path)?;
        let book = self.books.entry(root.clone()).or_insert_with(|| Book::new(&root));
        Some((book, name))
    }

    /// Takes note of what happened in the editor.
    fn note(&mut self, notification: Notification) {
        let method = notification.method.as_str();
        let wait = match method {
            DidOpenTextDocument::METHOD => {
                let Some(DidOpenTextDocumentParams { text_document }) = read(notification.params)
                else {
                    return;
                };
                let Some((book, name)) = self.book(&text_document.uri) else { return };
                book.open(name, text_document.uri, &text_document.text);
                book.changed();
                Duration::ZERO
            }
            DidChangeTextDocument::METHOD => {
                let Some(DidChangeTextDocumentParams { text_document, content_changes }) =
                    read(notification.params)
                else {
                    return;
                };
                let Some((book, name)) = self.book(&text_document.uri) else { return };
                // Each change is the whole text.
                let Some(change) = content_changes.last() else { return };
                book.open(name, text_document.uri, &change.text);
                QUIET
            }
            DidCloseTextDocument::METHOD => {
                let Some(DidCloseTextDocumentParams { text_document }) = read(notification.params)
                else {
                    return;
                };
                let Some((book, name)) = self.book(&text_document.uri) else { return };
                book.close(&name);
                Duration::ZERO
            }
            DidSaveTextDocument::METHOD => {
                let Some(DidSaveTextDocumentParams { text_document, .. }) =
                    read(notification.params)
                else {
                    return;
                };
                let Some((book, _)) = self.book(&text_document.uri) else { return };
                book.changed();
                Duration::ZERO
            }
            DidChangeWatchedFiles::METHOD => {
                self.books.values_mut().for_each(Book::changed);
                QUIET
            }
            _ => return,
        };
        self.due = Some(Instant::now() + wait);
    }

    /// Looks at the books that changed, and tells the editor what was found.
    fn look(&mut self) -> Result<()> {
        self.due = None;
        for book in self.books.values_mut() {
            if let Err(error) = book.look() {
                let message = format!("{error:#}");
                tell::<LogMessage>(
                    self.connection,
                    LogMessageParams { typ: MessageType::ERROR, message },
                )?;
                continue;
            }
            for (uri, diagnostics) in book.news() {
                let told = PublishDiagnosticsParams { uri, diagnostics, version: None };
                tell::<PublishDiagnostics>(self.connection, told)?;
            }
        }
        Ok(())
    }

    fn answer(&mut self, request: Request) -> Result<Response> {
        let Request { id, method, params } = request;
        // An answer about a text that has not been checked yet would point at the wrong place.
        if self.due.is_some() && method != Completion::METHOD {
            self.look()?;
        }
        Ok(match method.as_str() {
            Completion::METHOD => self.found(id, params, answer::completion),
            HoverRequest::METHOD => self.found(id, params, answer::hover),
            GotoDefinition::METHOD => self.found(id, params, answer::definition),
            CodeActionRequest::METHOD => self.found(id, params, answer::actions),
            _ => {
                let message = format!("`{method}` is not known here");
                Response::new_err(id, ErrorCode::MethodNotFound as i32, message)
            }
        })
    }

    /// What `find` answers to a request about a document of a book; nothing to one about any other.
    fn found<P: DeserializeOwned + answer::Asks, A: Serialize>(
        &mut self,
        id: lsp_server::RequestId,
        params: serde_json::Value,
        find: impl FnOnce(&Book, &str, &P) -> Option<A>,
    ) -> Response {
        let params: P = match serde_json::from_value(params) {
            Ok(params) => params,
            Err(error) => {
                let code = ErrorCode::InvalidParams as i32;
                return Response::new_err(id, code, error.to_string());
            }
        };
        let found =
            self.book(params.document()).and_then(|(book, name)| find(book, &name, &params));
        Response::new_ok(id, serde_json::to_value(found).expect("answers are plain data"))
    }
}

/// The parameters of a notification; one that we cannot read is passed over.
fn read<P: DeserializeOwned>(params: serde_json::Value) -> Option<P> {
    serde_json::from_value(params).ok()
}

fn tell<N: lsp_types::notification::Notification>(
    connection: &Connection,
    params: N::Params,
) -> Result<()> {
    let notification = Notification::new(N::METHOD.to_owned(), params);
    connection.sender.send(notification.into()).context("the editor went away")
}
