//! Days as authors write them: 2026-11-23, and other ways to write one that leave no doubt.

/// Whether a text is a day and nothing more.
pub fn is_day(text: &str) -> bool {
    text.parse::<toml::value::Datetime>()
        .is_ok_and(|day| day.date.is_some() && day.time.is_none() && day.offset.is_none())
}

/// The day that a text in another form stands for: 23.11.2026, 2026/11/23, 2026-1-5. Nothing for one that may be read in
/// two ways, as 5/4/2026.
pub fn meant(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let sign = text.chars().find(|letter| !letter.is_ascii_digit());
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 2);
    let (year, month, day) = match parts[..] {
        [whole] if whole.len() == 8 && whole.is_ascii() => {
            (&whole[..4], number(&whole[4..6])?, number(&whole[6..])?)
        }
        [year, month, day] if year.len() == 4 => (year, number(month)?, number(day)?),
        [first, second, year] if year.len() == 4 => {
            let (first, second) = (number(first)?, number(second)?);
            // Between points, the day comes first; otherwise only a number above twelve tells day from month.
            let (month, day) = match sign {
                Some('.') => (second, first),
                _ if first > 12 || first == second => (second, first),
                _ if second > 12 => (first, second),
                _ => return None,
            };
            (year, month, day)
        }
        _ => return None,
    };
    let day = format!("{year}-{month:02}-{day:02}");
    is_day(&day).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_form_with_one_meaning_is_understood() {
        let day = Some("2026-11-05".to_owned());
        for form in ["5.11.2026", "05.11.2026", "2026/11/5", "2026.11.05", "20261105"] {
            assert_eq!(meant(form), day, "{form}");
        }
        assert_eq!(meant("23/11/2026").as_deref(), Some("2026-11-23"));
        assert_eq!(meant("11/23/2026").as_deref(), Some("2026-11-23"));
        for none in ["5/11/2026", "2026-13-01", "31.2.2026", "november", "1.2", "5.11.26"] {
            assert_eq!(meant(none), None, "{none}");
        }
    }
}
