//! Gives a sequence diagram its columns.
//!
//! They are as close as the words between them allow, found from left to right.

use super::super::text::{Face, Words, wrap};
use super::scene::{FIGURE, GROUP_PAD, Head, LOOP_WIDTH, NOTE_PAD};
use super::{Message, Script, Side, Step};

/// Columns: each as far right as the widest words between it and an earlier one demand.
pub(super) fn heads(script: &Script, sizes: &[Words], titles: &[Words]) -> Vec<Head> {
    let mut heads: Vec<Head> = script
        .people
        .iter()
        .map(|person| {
            let words = wrap(&person.label, Face::Label, 140.0);
            let is_actor = person.is_actor;
            let (pad, figure) = if is_actor { (8.0, FIGURE) } else { (28.0, 0.0) };
            let width = f64::midpoint(words.width, pad).ceil() * 2.0;
            Head {
                x: 0.0,
                life: (0.0, 0.0),
                is_destroyed: false,
                width: width.max(72.0),
                height: (words.height + 20.0).max(40.0) + figure,
                words,
                is_actor,
            }
        })
        .collect();
    let needs = needs(script, sizes, titles);
    for index in 0..heads.len() {
        let mut x = heads[index].width / 2.0;
        if let Some(before) = index.checked_sub(1).map(|before| &heads[before]) {
            x = before.x + before.width / 2.0 + 28.0 + heads[index].width / 2.0;
        }
        for (from, _, distance) in needs.iter().filter(|(_, to, _)| *to == index) {
            x = x.max(heads[*from].x + distance);
        }
        heads[index].x = x.ceil();
    }
    heads
}

/// Least distances between columns.
fn needs(script: &Script, sizes: &[Words], titles: &[Words]) -> Vec<(usize, usize, f64)> {
    let last = script.people.len().saturating_sub(1);
    let mut needs = Vec::new();
    for (group, title) in script.groups.iter().zip(titles) {
        let (first, end) = span_of(&group.members);
        // Between the border of a group and a column outside of it.
        for (left, right) in [(first.checked_sub(1), Some(first)), (Some(end), Some(end + 1))] {
            if let (Some(left), Some(right)) = (left, right.filter(|right| *right <= last)) {
                needs.push((left, right, 110.0 + 2.0 * GROUP_PAD));
            }
        }
        if first < end {
            needs.push((first, end, title.width - 60.0));
        }
    }
    for (step, words) in script.steps.iter().zip(sizes) {
        let mut beside = |person: usize, left: f64, right: f64| {
            if person > 0 && left > 0.0 {
                needs.push((person - 1, person, left));
            }
            if person < last && right > 0.0 {
                needs.push((person, person + 1, right));
            }
        };
        let note = words.width + 2.0 * NOTE_PAD.0 + 16.0;
        match step {
            Step::Message(Message { from, to, .. }) if from == to => {
                beside(*from, 0.0, words.width + LOOP_WIDTH + 30.0);
            }
            Step::Message(Message { from, to, .. }) => {
                needs.push((*from.min(to), *from.max(to), words.width + 44.0));
            }
            Step::Note { side: Side::Over, from, to, .. } if from == to => {
                beside(*from, note / 2.0, note / 2.0);
            }
            Step::Note { side: Side::Over, from, to, .. } => needs.push((*from, *to, note - 56.0)),
            Step::Note { side: Side::Left, from, .. } => beside(*from, note + 8.0, 0.0),
            Step::Note { side: Side::Right, from, .. } => beside(*from, 0.0, note + 8.0),
            _ => {}
        }
    }
    needs
}

/// First and last column of a group.
pub(super) fn span_of(members: &[usize]) -> (usize, usize) {
    let first = members.iter().copied().min().unwrap_or(0);
    (first, members.iter().copied().max().unwrap_or(first))
}
