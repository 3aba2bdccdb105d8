//! What `guidewright lsp` says to an editor: each page of `tests/lsp` is a session over pipes with the real program.
//!
//! A file is its name in backticks on a line, then a fenced block, as in `tests/cmd`. A `session` block holds what the
//! editor says behind `→ `, a method and its parameters, and what it is told behind `← `: a notification with its method,
//! or the result of the request above. `[HERE]` stands for the address of the book's folder.
//! `UPDATE=1 cargo test --test it lsp` writes what is said now; read the diff before you commit it.

use crate::page::{Played, play_sessions};
use crate::support::Folder;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A server and the pipes to it.
struct Editor {
    server: Child,
    into: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: u64,
}

impl Editor {
    fn start(folder: &Folder) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_guidewright"))
            .arg("lsp")
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let into = server.stdin.take().expect("it reads");
        let from = BufReader::new(server.stdout.take().expect("it writes"));
        Self { server, into, from, asked: 0 }
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.into, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it is read");
        self.into.flush().expect("it is read");
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.from.read_line(&mut line).expect("a head");
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().expect("a number"),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut text = vec![0; length];
        self.from.read_exact(&mut text).expect("a whole message");
        serde_json::from_slice(&text).expect("JSON")
    }

    /// Asks, and gives all that is said up to the answer, with the answer last.
    fn ask(&mut self, method: &str, params: &Value) -> Vec<Value> {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let mut said = Vec::new();
        loop {
            let message = self.receive();
            let last = message["id"] == id;
            said.push(message);
            if last {
                return said;
            }
        }
    }

    /// What an editor says, and what it is told in answer.
    fn say(&mut self, method: &str, params: &Value) -> Vec<String> {
        const NOTES: [&str; 5] = [
            "initialized",
            "textDocument/didOpen",
            "textDocument/didChange",
            "textDocument/didSave",
            "textDocument/didClose",
        ];
        let mut said = if NOTES.contains(&method) {
            self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
            // Before it answers any question, the server has looked at what was changed.
            let mut said = self.ask("guidewright/nothing", &Value::Null);
            said.pop();
            said
        } else {
            self.ask(method, params)
        };
        let line = |message: Value| match &message["method"] {
            Value::String(method) => format!("{method} {}", message["params"]),
            _ if message["error"].is_object() => format!("error {}", message["error"]["message"]),
            _ => message["result"].to_string(),
        };
        said.drain(..).map(line).collect()
    }
}

#[test]
fn an_editor_is_told_what_the_pages_say() {
    play_sessions("lsp", "session", |folder, lines| {
        let here = format!("file://{}", folder.path().display());
        let mut editor = Editor::start(folder);
        let mut outcome = Vec::new();
        for line in lines.iter().filter_map(|line| line.strip_prefix("→ ")) {
            outcome.push(format!("→ {line}"));
            let (method, params) = line.split_once(' ').unwrap_or((line, "null"));
            let params: Value = serde_json::from_str(&params.replace("[HERE]", &here))
                .unwrap_or_else(|error| panic!("{line}: {error}"));
            let said = editor.say(method, &params);
            outcome.extend(said.iter().map(|it| format!("← {}", it.replace(&here, "[HERE]"))));
        }
        editor.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        assert!(editor.server.wait().expect("it ends").success(), "ends in good order");
        let faults = (outcome != lines).then(|| {
            let differs = outcome.iter().zip(lines).find(|(is, page)| is != page);
            format!("{differs:#?}")
        });
        Played { faults: faults.into_iter().collect(), lines: outcome }
    });
}
