//! One look of an expression at a text, charged by the bytes it looks at and the ways it tries.

use super::work::{Spent, Work};
use onig::{MatchParam, Region, SearchOptions};
use std::sync::Arc;

/// How often an expression may turn back at one place before the place is charged, and each step further; past the last
/// one it matches nothing there.
const RETRIES: [u32; 7] = [64, 256, 1_024, 4_096, 16_384, 65_536, 262_144];
/// Bytes that looking ahead goes through for one unit.
pub(super) const AHEAD: u64 = 64;
/// Units charged for asking an expression about one place, which may turn back as often as the first limit allows.
const TURNS: u64 = 32;

/// What onig says of an expression that turned back more often than it may.
const TOO_OFTEN: i32 = -17;

/// Where the groups of an expression stand in a line; the first is the whole match.
pub(super) type Groups = Arc<[Option<(usize, usize)>]>;

pub(super) fn whole(groups: &Groups) -> (usize, usize) {
    groups[0].expect("what matches has a place")
}

/// Looks for an expression from a place on.
pub(super) fn search(
    expression: &onig::Regex,
    text: &str,
    at: usize,
    region: &mut Region,
    work: &mut Work,
) -> Result<Option<Groups>, Spent> {
    let rest = (text.len() - at) as u64 + 1;
    // Looking ahead goes through the rest of a line without turning back.
    work.charge(rest / AHEAD)?;
    let options = SearchOptions::SEARCH_OPTION_NONE;
    let outcome = expression.search_with_param(
        text,
        at,
        text.len(),
        options,
        Some(region),
        limits(RETRIES[0]),
    );
    match outcome {
        Ok(Some(start)) => {
            let groups = groups(region);
            work.charge((whole(&groups).1.max(start) - at) as u64 + 1)?;
            Ok(Some(groups))
        }
        Err(error) if error.code() == TOO_OFTEN => search_hard(expression, text, at, region, work),
        _ => {
            work.charge(rest)?;
            Ok(None)
        }
    }
}

/// The same where an expression turns back often at some place: each place is tried by itself.
fn search_hard(
    expression: &onig::Regex,
    text: &str,
    at: usize,
    region: &mut Region,
    work: &mut Work,
) -> Result<Option<Groups>, Spent> {
    let places = text[at..].char_indices().map(|(offset, _)| at + offset).chain([text.len()]);
    for place in places {
        let groups = look(expression, text, place, region, work)?;
        if groups.is_some() {
            return Ok(groups);
        }
    }
    Ok(None)
}

/// Looks whether an expression matches at a place, as hard as it needs.
pub(super) fn look(
    expression: &onig::Regex,
    text: &str,
    place: usize,
    region: &mut Region,
    work: &mut Work,
) -> Result<Option<Groups>, Spent> {
    for retries in RETRIES {
        work.charge(u64::from(retries / RETRIES[0]) * TURNS)?;
        let options = SearchOptions::SEARCH_OPTION_NONE;
        let limits = limits(retries);
        match expression.match_with_param(text, place, options, Some(region), limits) {
            Ok(Some(length)) => {
                work.charge(length as u64)?;
                return Ok(Some(groups(region)));
            }
            Err(error) if error.code() == TOO_OFTEN => {}
            _ => break,
        }
    }
    Ok(None)
}

fn limits(retries: u32) -> MatchParam {
    let mut limits = MatchParam::default();
    limits.set_retry_limit_in_match(retries);
    limits
}

fn groups(region: &Region) -> Groups {
    (0..region.len()).map(|group| region.pos(group)).collect()
}
