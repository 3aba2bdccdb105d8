//! Notes to a collection of Anki's eleventh schema, the one every version still reads.
//!
//! Takes notes with their fields and dates, gives the bytes of the database, the same for the same notes; and reads the
//! notes of an earlier one, so that what did not change keeps its date. Knows nothing of books.

use anyhow::{Context, Result};
use rusqlite::{Connection, MAIN_DB, params};
use serde_json::{Map, Value, json};
use sha1::{Digest as _, Sha1};
use std::collections::{BTreeMap, BTreeSet};

const SCHEMA: &str = include_str!("schema.sql");

/// How a kind of note looks.
pub(super) struct Model {
    /// The same for ever: by it Anki knows the kind again.
    pub(super) known: String,
    pub(super) name: String,
    pub(super) fields: &'static [&'static str],
    pub(super) front: &'static str,
    pub(super) back: String,
    pub(super) css: String,
}

#[derive(Debug)]
pub(super) struct Note {
    /// The same for ever: by it Anki knows a note again.
    pub(super) guid: String,
    /// Index of its model.
    pub(super) model: usize,
    /// Name of its deck, parents before `::`.
    pub(super) deck: String,
    pub(super) tags: Vec<String>,
    pub(super) fields: Vec<String>,
}

/// What an earlier collection says of a note: when it changed, its fields and tags.
pub(super) type Earlier = BTreeMap<String, (i64, String, String)>;

const BETWEEN_FIELDS: &str = "\u{1f}";

impl Note {
    fn joined(&self) -> String {
        self.fields.join(BETWEEN_FIELDS)
    }

    fn tag_line(&self) -> String {
        if self.tags.is_empty() { String::new() } else { format!(" {} ", self.tags.join(" ")) }
    }

    /// Seconds since 1970: those of the last export if nothing changed since, and always later ones if something did,
    /// since Anki takes in only what is newer than what it has.
    fn changed(&self, when: i64, earlier: &Earlier) -> i64 {
        match earlier.get(&self.guid) {
            Some((time, fields, tags)) if *fields == self.joined() && *tags == self.tag_line() => {
                *time
            }
            Some((time, ..)) => when.max(time + 1),
            None => when,
        }
    }
}

/// An id that looks like Anki's own, which are milliseconds, and is the same for the same name.
fn id(name: &str) -> i64 {
    const SPAN: u64 = 100_000_000_000;
    let hash = xxhash_rust::xxh3::xxh3_64(name.as_bytes()) % SPAN;
    1_500_000_000_000 + i64::try_from(hash).expect("less than the span")
}

pub(super) fn write(
    models: &[Model],
    notes: &[Note],
    when: i64,
    earlier: &Earlier,
) -> Result<Vec<u8>> {
    let mut database = Connection::open_in_memory().context("cannot make a database")?;
    fill(&mut database, models, notes, when, earlier).context("cannot fill the database")?;
    Ok(database.serialize(MAIN_DB).context("cannot write the database")?.to_vec())
}

fn fill(
    database: &mut Connection,
    models: &[Model],
    notes: &[Note],
    when: i64,
    earlier: &Earlier,
) -> rusqlite::Result<()> {
    database.execute_batch(SCHEMA)?;
    let work = database.transaction()?;
    let decks = decks(notes, when);
    let descriptions: Map<String, Value> =
        models.iter().map(|model| (id(&model.known).to_string(), describe(model, when))).collect();
    let conf = json!({
        "activeDecks": [1], "curDeck": 1, "newSpread": 0, "collapseTime": 1200, "timeLim": 0, "estTimes": true,
        "dueCounts": true, "curModel": null, "nextPos": notes.len() + 1, "sortType": "noteFld",
        "sortBackwards": false, "addToCur": true,
    });
    let options = json!({ "1": {
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": true, "timer": 0,
        "replayq": true, "dyn": false,
        "new": { "delays": [1, 10], "ints": [1, 4, 7], "initialFactor": 2500, "order": 1, "perDay": 20, "bury": true, "separate": true },
        "rev": { "perDay": 200, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "bury": true, "minSpace": 1 },
        "lapse": { "delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 0 },
    }});
    // A collection begins on a day; any will do, since scheduling stays with the reader's own.
    const BEGAN: i64 = 1_600_000_000;
    work.execute(
        "insert into col values (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
        params![
            BEGAN,
            when * 1000,
            when * 1000,
            conf.to_string(),
            Value::Object(descriptions).to_string(),
            decks.1.to_string(),
            options.to_string()
        ],
    )?;
    let mut taken = BTreeSet::new();
    let mut free = |name: &str| {
        let mut number = id(name);
        while !taken.insert(number) {
            number += 1;
        }
        number
    };
    for (place, note) in notes.iter().enumerate() {
        let changed = note.changed(when, earlier);
        let (note_id, card_id) = (free(&note.guid), free(&format!("{} card", note.guid)));
        let first = note.fields.first().map(|field| plain(field)).unwrap_or_default();
        work.execute(
            "insert into notes values (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
            params![
                note_id,
                note.guid,
                id(&models[note.model].known),
                changed,
                note.tag_line(),
                note.joined(),
                first,
                checksum(&first)
            ],
        )?;
        work.execute(
            "insert into cards values (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            params![
                card_id,
                note_id,
                decks.0[&note.deck],
                changed,
                i64::try_from(place + 1).unwrap_or(1)
            ],
        )?;
    }
    work.commit()
}

/// Ids of all decks by name, parents too, and their description.
fn decks(notes: &[Note], when: i64) -> (BTreeMap<String, i64>, Value) {
    let mut ids = BTreeMap::new();
    for note in notes {
        let ends = note.deck.match_indices("::").map(|(at, _)| at).chain([note.deck.len()]);
        for end in ends {
            let name = &note.deck[..end];
            ids.entry(name.to_owned()).or_insert_with(|| id(&format!("deck {name}")));
        }
    }
    let deck = |id: i64, name: &str, time: i64| {
        json!({
            "id": id, "name": name, "mod": time, "usn": -1, "desc": "", "dyn": 0, "conf": 1, "collapsed": false,
            "browserCollapsed": false, "extendNew": 0, "extendRev": 0, "newToday": [0, 0], "revToday": [0, 0],
            "lrnToday": [0, 0], "timeToday": [0, 0],
        })
    };
    let mut all = Map::from_iter([("1".to_owned(), deck(1, "Default", 0))]);
    for (name, id) in &ids {
        all.insert(id.to_string(), deck(*id, name, when));
    }
    (ids, Value::Object(all))
}

fn describe(model: &Model, when: i64) -> Value {
    let field = |(place, name): (usize, &&str)| json!({ "name": name, "ord": place, "sticky": false, "rtl": false, "font": "Arial", "size": 20, "media": [] });
    json!({
        "id": id(&model.known), "name": model.name, "type": 0, "mod": when, "usn": -1, "sortf": 0, "did": null,
        "flds": model.fields.iter().enumerate().map(field).collect::<Vec<_>>(),
        "tmpls": [{
            "name": "Card 1", "ord": 0, "qfmt": model.front, "afmt": model.back, "bqfmt": "", "bafmt": "", "did": null,
        }],
        "css": model.css, "latexPre": "", "latexPost": "", "latexsvg": false, "tags": [], "vers": [],
        "req": [[0, "any", [0, 1, 2]]],
    })
}

/// By it Anki looks for notes that begin alike.
fn checksum(first: &str) -> u32 {
    let sum = Sha1::digest(first.as_bytes());
    u32::from_be_bytes([sum[0], sum[1], sum[2], sum[3]])
}

/// A field without tags.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    text.push_str(rest);
    text.trim().to_owned()
}

/// The notes of an earlier collection by their guid.
pub(super) fn read(bytes: &[u8]) -> Result<Earlier> {
    let mut database = Connection::open_in_memory().context("cannot make a database")?;
    database
        .deserialize_read_exact(MAIN_DB, bytes, bytes.len(), true)
        .context("the collection in it is no database")?;
    let mut query = database
        .prepare("select guid, mod, flds, tags from notes")
        .context("the collection in it has no notes")?;
    let rows =
        query.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))));
    rows.and_then(Iterator::collect).context("the notes in it cannot be read")
}
