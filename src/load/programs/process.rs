//! One program: started, given the book, waited for, and ended when it takes too long or says too much.

use super::Trouble;
use crate::budget::PROGRAM_BYTES;
use crate::manifest::programs::Program;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long what a program wrote may still be on its way when it has ended.
const AFTER_THE_END: Duration = Duration::from_secs(1);

/// Asks a program; nothing for one that is not for pages.
pub(super) fn ask(
    program: &Program,
    root: &Path,
    asked: &str,
    patience: Duration,
) -> Result<Option<Vec<u8>>, Trouble> {
    let until = Instant::now() + patience;
    let mut supports = command(program, root)?;
    supports.args(["supports", "html"]).stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = start(&mut supports)?;
    let code = wait(&mut child, until, patience)?;
    if code != Some(0) {
        return Ok(None);
    }
    let mut command = command(program, root)?;
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = start(&mut command)?;
    let mut input = child.stdin.take().expect("it is a pipe");
    let text = asked.as_bytes().to_vec();
    // A program that reads nothing must not hold us up; for one that ended, its exit says why.
    std::thread::spawn(move || {
        let _ = input.write_all(&text);
    });
    let said = reading(child.stdout.take().expect("it is a pipe"));
    let complained = reading(child.stderr.take().expect("it is a pipe"));
    let code = wait(&mut child, until, patience)?;
    let rest = |from: &Receiver<Vec<u8>>| {
        let left = until.saturating_duration_since(Instant::now()).max(AFTER_THE_END);
        from.recv_timeout(left).map_err(|_| Trouble::Slow(patience))
    };
    let is_endless = |bytes: &[u8]| bytes.len() as u64 > PROGRAM_BYTES;
    if code != Some(0) {
        // A program that writes without end fails when its pipe is closed.
        if said.recv_timeout(AFTER_THE_END).is_ok_and(|said| is_endless(&said)) {
            return Err(Trouble::Endless);
        }
        let words = rest(&complained).unwrap_or_default();
        return Err(Trouble::Failed(String::from_utf8_lossy(&words).into_owned()));
    }
    let said = rest(&said)?;
    if is_endless(&said) { Err(Trouble::Endless) } else { Ok(Some(said)) }
}

/// A command as mdBook makes it: a name is looked for on the path, a path begins at the book.
fn command(program: &Program, root: &Path) -> Result<Command, Trouble> {
    let words = shlex::split(&program.command).unwrap_or_default();
    let Some((first, rest)) = words.split_first() else { return Err(Trouble::Absent) };
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let file =
        if Path::new(first).components().count() == 1 { first.into() } else { root.join(first) };
    let mut command = Command::new(file);
    command.args(rest).current_dir(root);
    Ok(command)
}

fn start(command: &mut Command) -> Result<Child, Trouble> {
    command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Trouble::Absent,
        _ => Trouble::Failed(error.to_string()),
    })
}

/// Waits for the end of a program, and ends it when it takes too long.
fn wait(child: &mut Child, until: Instant, patience: Duration) -> Result<Option<i32>, Trouble> {
    const STEP: Duration = Duration::from_millis(5);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.code()),
            Ok(None) if Instant::now() < until => std::thread::sleep(STEP),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(Trouble::Slow(patience));
            }
            Err(error) => return Err(Trouble::Failed(error.to_string())),
        }
    }
}

/// Reads a pipe beside us, to its end or a little past what may come, and closes it.
fn reading(pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut pipe = pipe.take(PROGRAM_BYTES + 1);
        let _ = pipe.read_to_end(&mut bytes);
        drop(pipe);
        let _ = send.send(bytes);
    });
    receive
}
