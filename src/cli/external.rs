//! `check --external`: asks the hosts of external links whether the pages are there.
//!
//! Hosts are asked side by side, the pages of one host one after the other with a pause between. Good answers are
//! remembered for a week in the cache folder; anything else is asked for again. What an answer means is decided in
//! `check/external.rs`.

use crate::check::external::{self, ExternalLink, HostAnswer};
use crate::emit::disk;
use crate::finding::Finding;
use crate::load::{Files, Project};
use crate::terminal::Terminal;
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use ureq::Agent;

/// Answers of earlier runs, in the cache folder of the book.
const CACHE: &str = "links.json";
/// How long the answer that a page is there is believed.
const WEEK: u64 = 7 * 24 * 60 * 60;
/// Between two requests to one host.
const PAUSE: Duration = Duration::from_millis(300);
/// For one request, from the look-up of the name to the end of the answer's head.
const PATIENCE: Duration = Duration::from_secs(15);
/// Hosts asked at the same time.
const AT_ONCE: usize = 8;
/// Redirects followed.
const HOPS: usize = 6;

/// A remembered answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Remembered {
    answer: HostAnswer,
    /// Seconds since 1970.
    asked: u64,
}

/// Asks for every external link of a project and says what is wrong.
pub(super) fn findings(
    cache: Option<&Path>,
    project: &Project,
    terminal: &Terminal,
) -> Vec<Finding> {
    let links = crate::external_links(project);
    let now = now();
    let mut remembered = cache.map(remembered).unwrap_or_default();
    remembered.retain(|_, known| now.saturating_sub(known.asked) < WEEK);
    let mut answers: BTreeMap<String, HostAnswer> =
        remembered.iter().map(|(address, known)| (address.clone(), known.answer.clone())).collect();
    let hosts = by_host(&links, &answers);
    let asked = hosts.iter().map(Vec::len).sum::<usize>();
    let fresh = ask_all(hosts, terminal);
    for (address, answer) in &fresh {
        if matches!(answer, HostAnswer::There | HostAnswer::Moved(_)) {
            let known = Remembered { answer: answer.clone(), asked: now };
            remembered.insert(address.clone(), known);
        }
    }
    answers.extend(fresh);
    if let Some(Err(error)) = cache.map(|folder| remember(folder, &remembered)) {
        terminal.say(&format!("the answers are not remembered: {error:#}"));
    }
    let distinct =
        links.iter().map(|link| &link.address).collect::<std::collections::BTreeSet<_>>();
    terminal.detail(&format!(
        "asked for {asked} external links, {} were known",
        distinct.len().saturating_sub(asked)
    ));
    external::judge(&links, &answers)
}

#[allow(clippy::disallowed_methods, reason = "the age of an answer; nothing of it reaches a page")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A cache that is missing or broken is an empty one.
fn remembered(folder: &Path) -> BTreeMap<String, Remembered> {
    let bytes = Files::below(folder).read(CACHE).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn remember(folder: &Path, answers: &BTreeMap<String, Remembered>) -> Result<()> {
    let text = serde_json::to_string_pretty(answers)? + "\n";
    disk::make_folder(folder)?;
    disk::write_file(&folder.join(CACHE), text.as_bytes())
}

/// Addresses without an answer, each once, in one list per host.
fn by_host(links: &[ExternalLink], known: &BTreeMap<String, HostAnswer>) -> Vec<Vec<String>> {
    let mut hosts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for link in links.iter().filter(|link| !known.contains_key(&link.address)) {
        let host = link.address.split("://").nth(1).unwrap_or_default();
        let host = host.split(['/', '?']).next().unwrap_or_default();
        let list = hosts.entry(host).or_default();
        if !list.contains(&link.address) {
            list.push(link.address.clone());
        }
    }
    hosts.into_values().collect()
}

fn ask_all(hosts: Vec<Vec<String>>, terminal: &Terminal) -> BTreeMap<String, HostAnswer> {
    let total = hosts.iter().map(Vec::len).sum::<usize>();
    let progress = terminal.progress(&format!("asking for {total} external links"));
    let workers = hosts.len().min(AT_ONCE);
    let waiting = Mutex::new(hosts.into_iter());
    let answers = Mutex::new(BTreeMap::new());
    let agent = agent();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(host) = next(&waiting) {
                    for (index, address) in host.into_iter().enumerate() {
                        if index > 0 {
                            std::thread::sleep(PAUSE);
                        }
                        let answer = ask(&agent, &address);
                        let mut answers = lock(&answers);
                        answers.insert(address, answer);
                        progress.step(&format!("external links: {} of {total}", answers.len()));
                    }
                }
            });
        }
    });
    answers.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn next(waiting: &Mutex<std::vec::IntoIter<Vec<String>>>) -> Option<Vec<String>> {
    lock(waiting).next()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A worker that panicked left nothing half-done in here.
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[allow(clippy::disallowed_methods, reason = "this is where other hosts are asked")]
fn agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!(
            "guidewright/",
            env!("CARGO_PKG_VERSION"),
            " (checks the links of a book)"
        ))
        .build()
        .into()
}

/// Asks for the head of a page; for the page itself where a host does not answer that.
fn ask(agent: &Agent, address: &str) -> HostAnswer {
    let mut here = address.to_owned();
    // Whether every redirect so far said that it is for good.
    let mut for_good = true;
    for _ in 0..HOPS {
        let (status, to) = match status(agent, &here) {
            Ok(answer) => answer,
            Err(why) => return HostAnswer::Silent(why),
        };
        match (status, to) {
            (200..=299, _) if here != address && for_good => return HostAnswer::Moved(here),
            (200..=299, _) => return HostAnswer::There,
            (301 | 302 | 303 | 307 | 308, Some(to)) => {
                for_good &= status == 301 || status == 308;
                here = resolve(&here, &to);
            }
            (429 | 500..=599, _) => {
                return HostAnswer::Silent(format!("its host answers {status}"));
            }
            (status, _) => return HostAnswer::Refused(status),
        }
    }
    HostAnswer::Silent(format!("it redirects more than {HOPS} times"))
}

fn status(agent: &Agent, address: &str) -> Result<(u16, Option<String>), String> {
    let head = agent.head(address).call().map_err(|error| why(&error))?;
    // Some hosts know no HEAD, or answer it as they would not answer a reader.
    let answer = if head.status().is_client_error() || head.status() == 501 {
        std::thread::sleep(PAUSE);
        agent.get(address).call().map_err(|error| why(&error))?
    } else {
        head
    };
    let to = answer.headers().get("location").and_then(|to| to.to_str().ok()).map(str::to_owned);
    Ok((answer.status().as_u16(), to))
}

fn why(error: &ureq::Error) -> String {
    match error {
        ureq::Error::HostNotFound => "no such host is known here".to_owned(),
        ureq::Error::Timeout(_) => format!("no answer within {} seconds", PATIENCE.as_secs()),
        ureq::Error::Io(error) => match error.kind() {
            std::io::ErrorKind::ConnectionRefused => "the connection is refused".to_owned(),
            _ => error.to_string(),
        },
        error => error.to_string(),
    }
}

/// Where a `Location` leads from an address.
fn resolve(from: &str, to: &str) -> String {
    if to.contains("://") {
        return to.to_owned();
    }
    let (scheme, rest) = from.split_once("://").unwrap_or(("https", from));
    if let Some(to) = to.strip_prefix("//") {
        return format!("{scheme}://{to}");
    }
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    if to.starts_with('/') {
        return format!("{scheme}://{host}{to}");
    }
    let path = rest[host.len()..].split('?').next().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{scheme}://{host}{folder}/{to}")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn redirects_lead_from_the_page_that_sends_them() {
        let from = "https://a.example/x/y?q=1";
        for (to, expected) in [
            ("https://b.example/", "https://b.example/"),
            ("//b.example/z", "https://b.example/z"),
            ("/z", "https://a.example/z"),
            ("z", "https://a.example/x/z"),
        ] {
            assert_eq!(resolve(from, to), expected);
        }
        assert_eq!(resolve("https://a.example", "z"), "https://a.example/z");
    }
}
