//! The calendar of Gantt charts: dates as minutes, and steps of a scale.

/// Minutes since the beginning of 1970, without time zones.
pub(super) type Moment = i64;

pub(super) const HOUR: Moment = 60;
pub(super) const DAY: Moment = 24 * HOUR;
pub(super) const WEEK: Moment = 7 * DAY;

/// Days since 1970 of a date in the Gregorian calendar (Howard Hinnant's algorithm).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of days since 1970.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

/// Reads a date in one of the forms that `dateFormat` names with `YYYY`, `MM`, `DD`, `HH` and `mm`.
pub(super) fn read(text: &str, format: &str) -> Option<Moment> {
    let (mut year, mut month, mut day, mut hour, mut minute) = (1970, 1, 1, 0, 0);
    let (mut text, mut format) = (text.trim(), format.trim());
    const MARKS: [&str; 8] = ["YYYY", "YY", "MM", "M", "DD", "D", "HH", "mm"];
    while !format.is_empty() {
        let Some(mark) = MARKS.into_iter().find(|mark| format.starts_with(mark)) else {
            // Seconds are more than a scale of days can show.
            if let Some(rest) = format.strip_prefix("ss") {
                text = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
                format = rest;
                continue;
            }
            let sign = format.chars().next()?;
            text = text.strip_prefix(sign)?;
            format = &format[sign.len_utf8()..];
            continue;
        };
        let most = if mark == "YYYY" { 4 } else { 2 };
        let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let number: i64 = text.get(..length)?.parse().ok()?;
        match mark {
            "YYYY" => year = number,
            "YY" => year = 2000 + number,
            "MM" | "M" => month = number,
            "DD" | "D" => day = number,
            "HH" => hour = number,
            _ => minute = number,
        }
        (text, format) = (&text[length..], &format[mark.len()..]);
    }
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 25 && minute < 60;
    let moment = days(year, month, day) * DAY + hour * HOUR + minute;
    // The thirtieth of February would be another day.
    let same = date(days(year, month, day)) == (year, month, day);
    (text.is_empty() && is_date && same).then_some(moment)
}

/// Reads `3d`, `2w`, `36h`, `30m`, `1.5d`.
pub(super) fn duration(text: &str) -> Option<Moment> {
    let at = text.find(|letter: char| letter.is_alphabetic())?;
    let number: f64 = text[..at].trim().parse().ok()?;
    let unit = match text[at..].trim() {
        "m" | "min" => 1,
        "h" => HOUR,
        "d" => DAY,
        "w" => WEEK,
        "M" => 30 * DAY,
        "y" => 365 * DAY,
        _ => return None,
    };
    #[allow(clippy::cast_precision_loss, reason = "a unit is small")]
    let minutes = number * unit as f64;
    #[allow(clippy::cast_possible_truncation, reason = "checked just before")]
    (0.0..1e9).contains(&minutes).then(|| minutes.round() as Moment)
}

/// 0 for Monday.
pub(super) fn weekday(at: Moment) -> i64 {
    (at.div_euclid(DAY) + 3).rem_euclid(7)
}

/// Writes a date by the marks of `strftime` that a scale needs.
pub(super) fn format(at: Moment, format: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = date(at.div_euclid(DAY));
    let minutes = at.rem_euclid(DAY);
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let written = match letters.next() {
            Some('Y') => year.to_string(),
            Some('y') => format!("{:02}", year % 100),
            Some('m') => format!("{month:02}"),
            Some('d') => format!("{day:02}"),
            Some('e') => day.to_string(),
            Some('b' | 'B') => {
                let month = usize::try_from(month - 1).unwrap_or(0);
                MONTHS.get(month).copied().unwrap_or_default().to_owned()
            }
            Some('H') => format!("{:02}", minutes / HOUR),
            Some('M') => format!("{:02}", minutes % HOUR),
            Some('%') | None => "%".to_owned(),
            Some(other) => format!("%{other}"),
        };
        out.push_str(&written);
    }
    out
}

/// From one date on a scale to the next.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Minutes(Moment),
    Weeks,
    Months(i64),
}

/// The step that divides a stretch into some five to ten parts.
pub(super) fn step(stretch: Moment) -> Step {
    const STEPS: [(Moment, Step); 10] = [
        (HOUR, Step::Minutes(10)),
        (6 * HOUR, Step::Minutes(HOUR)),
        (DAY, Step::Minutes(3 * HOUR)),
        (3 * DAY, Step::Minutes(12 * HOUR)),
        (10 * DAY, Step::Minutes(DAY)),
        (20 * DAY, Step::Minutes(2 * DAY)),
        (10 * WEEK, Step::Weeks),
        (300 * DAY, Step::Months(1)),
        (900 * DAY, Step::Months(3)),
        (3_700 * DAY, Step::Months(12)),
    ];
    let fits = STEPS.iter().find(|(most, _)| stretch <= *most);
    fits.map_or(Step::Months(60), |(_, step)| *step)
}

impl Step {
    /// How its dates are written: in numbers, which every language reads.
    pub(super) fn words(self) -> &'static str {
        match self {
            Step::Minutes(minutes) if minutes < DAY => "%H:%M",
            Step::Minutes(_) | Step::Weeks => "%m-%d",
            Step::Months(12..) => "%Y",
            Step::Months(_) => "%Y-%m",
        }
    }

    /// The last of its dates that is not after `at`.
    pub(super) fn floor(self, at: Moment) -> Moment {
        match self {
            Step::Minutes(minutes) => at.div_euclid(minutes) * minutes,
            Step::Weeks => at.div_euclid(DAY) * DAY - weekday(at) * DAY,
            Step::Months(months) => {
                let (year, month, _) = date(at.div_euclid(DAY));
                let month = (year * 12 + month - 1).div_euclid(months) * months;
                days(month.div_euclid(12), month.rem_euclid(12) + 1, 1) * DAY
            }
        }
    }

    /// The next of its dates after one of them.
    pub(super) fn next(self, at: Moment) -> Moment {
        match self {
            Step::Minutes(minutes) => at + minutes,
            Step::Weeks => at + WEEK,
            Step::Months(months) => {
                let (year, month, _) = date(at.div_euclid(DAY));
                let month = year * 12 + month - 1 + months;
                days(month.div_euclid(12), month.rem_euclid(12) + 1, 1) * DAY
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, Step, date, days, duration, format, read, step, weekday};

    #[test]
    fn dates_are_read_and_written() {
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(2026, 11, 29), 20_786);
        for day in (-800_000..800_000).step_by(97) {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
        }
        let at = read("2026-11-29 07:30", "YYYY-MM-DD HH:mm").expect("a date");
        assert_eq!(format(at, "%d.%m.%y %H:%M"), "29.11.26 07:30");
        assert_eq!(read("29/2/2024", "D/M/YYYY"), Some(days(2024, 2, 29) * DAY));
        for wrong in ["2026-02-30", "2026-13-01", "2026-1", "x", "2026-01-01T"] {
            assert_eq!(read(wrong, "YYYY-MM-DD"), None, "{wrong}");
        }
        assert_eq!(weekday(at), 6);
        assert_eq!(duration("1.5d"), Some(36 * 60));
        assert_eq!(duration("3"), None);
    }

    #[test]
    fn a_scale_has_few_dates() {
        for stretch in [30, 600, 3_000, 10_000, 50_000, 200_000, 900_000, 4_000_000, 20_000_000] {
            let step = step(stretch);
            let start = days(2026, 1, 15) * DAY;
            let mut at = step.floor(start);
            assert!(at <= start);
            let mut count = 0;
            while at < start + stretch {
                at = step.next(at);
                count += 1;
            }
            assert!((2..=16).contains(&count), "{count} for {stretch}");
        }
        assert!(matches!(step(100_000), Step::Weeks));
    }
}
