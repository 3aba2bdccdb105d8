//! What day it is, for commands of authors: what is built asks no clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// No clock is right that stands before the program was written.
const WRITTEN: u64 = 20_786;

/// The day as a chapter's `asof` writes it.
#[allow(clippy::disallowed_methods, reason = "commands of authors, no part of a build")]
pub(super) fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    day((seconds / 86400).max(WRITTEN))
}

/// Days since 1970 as a date, by Howard Hinnant's arithmetic of eras of 400 years.
fn day(days: u64) -> String {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_become_dates() {
        for (days, date) in
            [(0, "1970-01-01"), (11016, "2000-02-29"), (20781, "2026-11-24"), (19723, "2024-01-01")]
        {
            assert_eq!(day(days), date);
        }
    }
}
