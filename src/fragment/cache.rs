//! Finished fragments, remembered by what they were made from.
//!
//! Coloured code, diagrams and formulas are functions of their text, so an answer can be kept from one build to the
//! next. A [`Memory`] holds them by a hash of kind and text, notes which ones a build asked for, and turns itself into
//! bytes and back. Bytes of another edition of the program, and bytes that are damaged, give an empty memory: a memory
//! can make a build faster and never make it different. Where the bytes lie is `emit/disk/cache.rs`'s job.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Builds that an answer outlives without being asked for: an author who takes a chapter out for an hour and puts it
/// back does not pay twice.
const IDLE_BUILDS: u8 = 3;

/// Bytes of all answers together that are worth keeping.
const MOST: usize = 128 << 20;

/// Raised when the layout of the bytes changes.
const LAYOUT: &[u8; 8] = b"gwcache1";

/// Answers by the hash of their question.
#[derive(Debug, Default)]
pub struct Memory {
    answers: Mutex<HashMap<u128, Answer>>,
}

#[derive(Debug, Clone)]
struct Answer {
    html: Arc<str>,
    /// Builds since it was last asked for.
    idle: u8,
    /// How often it was idle when it was read; what did not change is not written again.
    was: Option<u8>,
}

/// One answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    key: u128,
    idle: u8,
    html: &'a str,
}

impl Memory {
    /// What an earlier build kept; empty if it is another edition's or damaged.
    pub fn from_bytes(bytes: &[u8], edition: u64) -> Self {
        Self { answers: Mutex::new(read(bytes, edition).unwrap_or_default()) }
    }

    /// The answer to a question made of `parts`, worked out once; work that failed is not
    /// remembered. A remembered one has to pass `ours`: the bytes may have
    /// come with a book from strangers, who must not get anything into a page that we would not write.
    pub fn answer<E>(
        &self,
        parts: &[&str],
        ours: impl FnOnce(&str) -> bool,
        work: impl FnOnce() -> Result<String, E>,
    ) -> Result<Arc<str>, E> {
        let key = key(parts);
        let known = self.lock().get_mut(&key).map(|answer| {
            let new = answer.idle == 0;
            answer.idle = 0;
            (Arc::clone(&answer.html), new)
        });
        if let Some((html, new)) = known
            && (new || ours(&html))
        {
            return Ok(html);
        }
        // Without the lock: others go on, and the same work done twice gives the same answer.
        let html: Arc<str> = work()?.into();
        self.lock().insert(key, Answer { html: Arc::clone(&html), idle: 0, was: None });
        Ok(html)
    }

    /// The only answer kept under a name, worked out again when what it is made from is another than last time; `work` is
    /// given the last one then. As with [`Memory::answer`], one that comes from a file has to pass `ours`.
    pub fn last(
        &self,
        name: &str,
        made_from: u128,
        ours: impl FnOnce(&str) -> bool,
        work: impl FnOnce(Option<&str>) -> String,
    ) -> String {
        let key = key(&["last", name]);
        let stamp = format!("{made_from:032x}");
        let known = self.lock().get_mut(&key).map(|answer| {
            let new = answer.idle == 0;
            answer.idle = 0;
            (Arc::clone(&answer.html), new)
        });
        let last = known.as_ref().and_then(|(kept, new)| {
            let (from, text) = kept.split_once('\n')?;
            (*new || ours(text)).then_some((from, text))
        });
        let text = match last {
            Some((from, text)) if from == stamp => return text.to_owned(),
            last => work(last.map(|(_, text)| text)),
        };
        let html = format!("{stamp}\n{text}").into();
        self.lock().insert(key, Answer { html, idle: 0, was: None });
        text
    }

    /// The bytes to keep; nothing if they are what was read.
    pub fn to_bytes(&self, edition: u64) -> Option<Vec<u8>> {
        let answers = self.lock();
        let mut kept: Vec<(u128, &Answer)> = answers
            .iter()
            .filter(|(_, answer)| answer.idle <= IDLE_BUILDS)
            .map(|(key, answer)| (*key, answer))
            .collect();
        let same = kept.iter().all(|(_, answer)| answer.was == Some(answer.idle));
        if same && kept.len() == answers.len() {
            return None;
        }
        // What was asked for last is kept first.
        kept.sort_unstable_by_key(|(key, answer)| (answer.idle, *key));
        /// More than an answer takes besides its text.
        const BESIDES: usize = 32;
        let length: usize = kept.iter().map(|(_, answer)| answer.html.len() + BESIDES).sum();
        let mut bytes = Vec::with_capacity(HEAD + length.min(MOST + BESIDES));
        bytes.extend([0; HEAD]);
        for (key, answer) in kept {
            if bytes.len() - HEAD + answer.html.len() > MOST {
                break;
            }
            let kept = Kept { key, idle: answer.idle, html: &answer.html };
            bytes = postcard::to_extend(&kept, bytes).expect("numbers and text can be written");
        }
        let head = head(edition, &bytes[HEAD..]);
        bytes[..HEAD].copy_from_slice(&head);
        Some(bytes)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u128, Answer>> {
        // A panic while the lock was held cannot leave half an answer.
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const HEAD: usize = LAYOUT.len() + 16;

/// Layout, edition and checksum.
fn head(edition: u64, body: &[u8]) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(LAYOUT);
    head[8..16].copy_from_slice(&edition.to_le_bytes());
    head[16..].copy_from_slice(&xxh3_64(body).to_le_bytes());
    head
}

fn read(bytes: &[u8], edition: u64) -> Option<HashMap<u128, Answer>> {
    let (start, mut body) = bytes.split_at_checked(HEAD)?;
    if start != head(edition, body) {
        return None;
    }
    let mut answers = HashMap::new();
    while !body.is_empty() {
        let (kept, rest) = postcard::take_from_bytes::<Kept<'_>>(body).ok()?;
        // Idle until this build asks for it.
        let idle = kept.idle.saturating_add(1);
        answers.insert(kept.key, Answer { html: kept.html.into(), idle, was: Some(kept.idle) });
        body = rest;
    }
    Some(answers)
}

/// 128 bits, so that no two texts of a book ever share an answer.
fn key(parts: &[&str]) -> u128 {
    let mut hash = Xxh3::new();
    for part in parts {
        // The length in front: `a`, `bc` is not `ab`, `c`.
        hash.update(&part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(memory: &Memory, text: &str) -> (String, bool) {
        let mut worked = false;
        let work = || {
            worked = true;
            Ok::<_, ()>(format!("<{text}>"))
        };
        let html = memory.answer(&["json", text], |_| true, work).expect("this work does not fail");
        (html.to_string(), worked)
    }

    fn again(bytes: &[u8]) -> Memory {
        Memory::from_bytes(bytes, 7)
    }

    #[test]
    fn what_was_worked_out_is_not_worked_out_again() {
        let memory = Memory::default();
        assert_eq!(ask(&memory, "a"), ("<a>".to_owned(), true));
        assert_eq!(ask(&memory, "a"), ("<a>".to_owned(), false));
        let bytes = memory.to_bytes(7).expect("there is something new");
        let second = again(&bytes);
        assert_eq!(ask(&second, "a"), ("<a>".to_owned(), false));
        assert_eq!(second.to_bytes(7), None, "nothing changed");
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(key(&["a", "bc"]), key(&["ab", "c"]));
        assert_ne!(key(&["abc"]), key(&["abc", ""]));
    }

    #[test]
    fn a_remembered_answer_that_we_would_not_give_is_not_given() {
        let memory = Memory::default();
        ask(&memory, "a");
        let second = again(&memory.to_bytes(7).expect("there is something new"));
        let ours = || Ok::<_, ()>("ours".to_owned());
        let html = second.answer(&["json", "a"], |html| html != "<a>", ours);
        assert_eq!(html.as_deref(), Ok("ours"));
        assert_eq!(ask(&second, "a").0, "ours");
    }

    #[test]
    fn only_the_last_answer_is_kept_under_a_name() {
        let memory = Memory::default();
        let ask = |memory: &Memory, made_from: u128, now: &str| {
            memory.last("index", made_from, |text| text != "bad", |_| now.to_owned())
        };
        assert_eq!(ask(&memory, 1, "one"), "one");
        assert_eq!(ask(&memory, 1, "new"), "one", "made from the same");
        assert_eq!(ask(&memory, 2, "two"), "two");
        assert_eq!(ask(&memory, 1, "bad"), "bad", "the first one is forgotten");
        let second = again(&memory.to_bytes(7).expect("there is something new"));
        assert_eq!(ask(&second, 1, "ours"), "ours", "not believed");
    }

    #[test]
    fn what_has_to_be_made_anew_is_given_the_last_answer_unless_that_is_not_believed() {
        let memory = Memory::default();
        let ask = |memory: &Memory, made_from: u128, is_ours: bool| {
            let more = |last: Option<&str>| format!("{}+", last.unwrap_or("none"));
            memory.last("index", made_from, |_| is_ours, more)
        };
        assert_eq!(ask(&memory, 1, true), "none+");
        assert_eq!(ask(&memory, 2, true), "none++");
        let bytes = memory.to_bytes(7).expect("there is something new");
        assert_eq!(ask(&again(&bytes), 3, true), "none+++");
        assert_eq!(ask(&again(&bytes), 3, false), "none+");
    }

    #[test]
    fn another_edition_remembers_nothing() {
        let memory = Memory::default();
        ask(&memory, "a");
        let bytes = memory.to_bytes(7).expect("there is something new");
        assert_eq!(ask(&Memory::from_bytes(&bytes, 8), "a"), ("<a>".to_owned(), true));
    }

    #[test]
    fn damaged_bytes_are_an_empty_memory() {
        let memory = Memory::default();
        ask(&memory, "one");
        ask(&memory, "two");
        let bytes = memory.to_bytes(7).expect("there is something new");
        for at in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x20;
            assert!(ask(&again(&wrong), "one").1, "byte {at} was changed and believed");
            assert!(ask(&again(&bytes[..at]), "one").1, "a cut at byte {at} was believed");
        }
    }

    #[test]
    fn what_no_build_asks_for_goes_in_the_end() {
        let memory = Memory::default();
        ask(&memory, "old");
        ask(&memory, "new");
        let mut bytes = memory.to_bytes(7).expect("there is something new");
        for build in 0..=IDLE_BUILDS {
            let memory = again(&bytes);
            ask(&memory, "new");
            bytes = memory.to_bytes(7).unwrap_or_else(|| panic!("build {build} changes nothing"));
        }
        let memory = again(&bytes);
        assert!(!ask(&memory, "new").1);
        assert!(ask(&memory, "old").1);
    }
}
