//! Programs that a book's settings name and that nobody allowed to run.

use crate::finding::{Finding, Rule, Severity};
use crate::guide::Guide;
use crate::load::Project;
use crate::manifest::programs::Program;
use std::collections::BTreeMap;

pub const PROGRAM_NOT_RUN: Rule =
    Rule::note("program-not-run", "programs that change the text have run");

/// One note on what was not run, and where the text waits for it; one on each program that nobody needs here.
pub fn not_run(guide: &Guide<'_>) -> Vec<Finding> {
    let project = guide.project;
    let mut findings = Vec::new();
    for program in &project.manifest.programs {
        if let Some(counterpart) = program.counterpart() {
            findings.push(
                PROGRAM_NOT_RUN
                    .broken(program.at, format!("`{}` is not needed", program.name))
                    .help(format!("{counterpart} without it")),
            );
        }
    }
    let waiting: Vec<&Program> = waiting(project).collect();
    let Some(first) = waiting.first() else { return findings };
    let names: Vec<String> = waiting.iter().map(|program| format!("`{}`", program.name)).collect();
    let asks = |text: &str| {
        waiting.iter().any(|program| {
            let name = &program.name;
            text.contains(&format!("```{name}")) || text.contains(&format!("{{{{#{name}"))
        }) || has_unknown_helper(text)
    };
    let asking: Vec<&str> = guide
        .chapters
        .iter()
        .filter(|chapter| asks(&chapter.text.text))
        .map(|chapter| chapter.entry.path.as_str())
        .collect();
    let words = if names.len() == 1 { "was not run" } else { "were not run" };
    let places = match asking.split_at_checked(SHOWN) {
        _ if asking.is_empty() => String::new(),
        Some((shown, rest)) if !rest.is_empty() => {
            format!(
                "; the text asks for them in {} and {} more chapters",
                shown.join(", "),
                rest.len()
            )
        }
        _ => format!("; the text asks for them in {}", asking.join(", ")),
    };
    let ours: Vec<&str> = waiting.iter().filter_map(|program| program.advice()).collect();
    let ours = if ours.is_empty() { String::new() } else { format!("; {}", ours.join("; ")) };
    findings.push(
        PROGRAM_NOT_RUN
            .broken(first.at, format!("{} {words}", names.join(", ")))
            .help(format!("they are run with `--allow-programs`, if you trust them{places}{ours}")),
    );
    findings
}

/// So many chapters are named.
const SHOWN: usize = 6;

/// Programs that nobody let run and whose work nothing here does.
pub(super) fn waiting(project: &Project) -> impl Iterator<Item = &Program> {
    let programs = project.manifest.programs.iter().filter(|_| !project.programs_ran);
    programs.filter(|program| program.counterpart().is_none() && program.is_for_html())
}

/// Where a program may still expand a helper, it is told once: a book may ask for one on every page.
pub(super) fn once_each(project: &Project, findings: Vec<Finding>) -> Vec<Finding> {
    if waiting(project).next().is_none() {
        return findings;
    }
    let mut first: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut more: BTreeMap<usize, usize> = BTreeMap::new();
    let mut told: Vec<Finding> = Vec::new();
    for finding in findings {
        let helper = helper_in(&finding.message).filter(|_| finding.severity == Severity::Note);
        if let Some(helper) = helper {
            let place = *first.entry((finding.rule.name, helper.to_owned())).or_insert(told.len());
            if place < told.len() {
                *more.entry(place).or_default() += 1;
                continue;
            }
        }
        told.push(finding);
    }
    for (place, count) in more {
        let finding = &mut told[place];
        let help = finding.help.take().map(|help| help + "; ").unwrap_or_default();
        let places = if count == 1 { "one more place" } else { &*format!("{count} more places") };
        finding.help = Some(format!("{help}the same helper stands at {places}"));
    }
    told
}

/// The name of a helper that words quote.
fn helper_in(words: &str) -> Option<&str> {
    let (_, rest) = words.split_once("`{{#")?;
    rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
}

fn has_unknown_helper(text: &str) -> bool {
    text.match_indices("{{#").any(|(at, _)| {
        let name =
            text[at + 3..].split(|letter: char| !letter.is_alphanumeric() && letter != '_').next();
        let known = ["include", "rustdoc_include", "playground", "playpen", "title"];
        !text[..at].ends_with('\\') && name.is_some_and(|name| !known.contains(&name))
    })
}
