//! Work done side by side, its results taken in their order.

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Makes `count` things and hands each to `take`, in their order and while others are made. Who is free makes the first
/// that nobody makes, so that few of them wait for those before them.
pub fn each<T: Send>(count: usize, make: impl Fn(usize) -> T + Sync, take: impl FnMut(T) + Send) {
    struct Row<T, F> {
        /// How many are taken.
        taken: usize,
        waiting: BTreeMap<usize, T>,
        take: F,
    }
    let next = AtomicUsize::new(0);
    let row = Mutex::new(Row { taken: 0, waiting: BTreeMap::new(), take });
    (0..count).into_par_iter().for_each(|_| {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let thing = make(index);
        // A panic of `take` ends all of the work.
        let row = &mut *row.lock().unwrap_or_else(PoisonError::into_inner);
        row.waiting.insert(index, thing);
        while let Some(thing) = row.waiting.remove(&row.taken) {
            row.taken += 1;
            (row.take)(thing);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_taken_in_their_order() {
        for count in [0, 1, 2, 1_000] {
            let mut taken = Vec::new();
            each(count, |index| index * 3, |made| taken.push(made));
            assert!(taken.iter().copied().eq((0..count).map(|index| index * 3)), "{taken:?}");
        }
    }
}
