//! Days that have not come: only `guidewright check` knows which those are, since a build asks no clock.

use super::text;
use crate::day::is_day;
use crate::finding::{Finding, Rule};
use crate::guide::key_at;
use crate::load::Project;
use crate::parse::Chapter;
use crate::parse::doc::{BlockKind, Item, words};
use crate::source::Span;
use crate::study;
use crate::study::question::attribute_span;

pub const DATE_AHEAD: Rule = Rule::warning("date-ahead", "facts are dated on days that have come");

/// The dates of facts that lie behind a day, which is written as they are: 2026-11-23.
pub fn ahead(project: &Project, chapters: &[Chapter], today: &str) -> Vec<Finding> {
    let told = |span: Span, day: &str| {
        let message = format!("{day} has not come yet, today is {today}");
        DATE_AHEAD
            .broken(span, message)
            .help("write the day on which the facts were true".to_owned())
    };
    let mut findings = Vec::new();
    for chapter in chapters {
        if let Some(day) = &chapter.front.asof {
            let day = day.to_string();
            if day.as_str() > today {
                findings.push(told(key_at(chapter, "asof"), &day));
            }
        }
        let locale = project.marks_of(&chapter.entry.path);
        let mut references = false;
        for block in &chapter.blocks {
            match &block.kind {
                BlockKind::Heading(heading) => {
                    references = study::opens(heading, "references", locale);
                    let day = heading.attribute("asof").filter(|day| is_day(day) && *day > today);
                    if let Some(day) = day {
                        findings
                            .push(told(attribute_span(chapter, &block.at.range(), "asof"), day));
                    }
                }
                BlockKind::List(list) if references => {
                    let late =
                        list.items.iter().filter_map(|item| Some((item, checked(item, today)?)));
                    findings.extend(late.map(|(item, day)| {
                        told(chapter.span(&text::trimmed(chapter, &item.at.range())), &day)
                    }));
                }
                _ => {}
            }
        }
    }
    findings
}

/// The day behind today on which a reference says that it was checked.
fn checked(item: &Item, today: &str) -> Option<String> {
    let text = words(&item.blocks);
    let days = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()));
    days.filter(|word| is_day(word)).find(|day| *day > today).map(str::to_owned)
}
