//! The question bank among the site's files: what it holds, and what stays out of the pages.

use crate::support::built_from;
use guidewright::Site;
use guidewright::internals::study::form::{Ask, Bank, draw};
use serde_json::Value;
use std::collections::BTreeSet;

const CHAPTER: &str = "# One\n\nText.\n\n## Where it is taught {#here}\n\n\
    ### Open {#open-one .choice}\n\nWhich one?\n\n- [x] Alpha\n  > It is the first.\n- [ ] Beta\n  > It is the second.\n\n\
    **References:** [Out](https://example.org/) · [Here](one.md#here)\n\n\
    ### Kept {#kept-one .choice pool=exam}\n\nWhich of these?\n\n- [x] Gamma\n  > Reason g.\n- [ ] Delta\n  > Reason d.\n\n\
    ### A case {#case-one .case}\n\nA long story.\n\n#### First {#case-first .choice}\n\nWhat now?\n\n- [x] Go\n  > Reason.\n- [ ] Stay\n  > Reason.\n";

fn book(chapter: &str) -> Site {
    let texts = [("book.toml", "[book]\ntitle = \"Small\"\n"), ("chapters/one.md", chapter)];
    built_from(&texts).1
}

/// Path and data of the script whose file begins like this.
fn script(site: &Site, start: &str) -> (String, Value) {
    let (path, bytes) = site
        .files
        .iter()
        .find(|(path, _)| path.starts_with(start))
        .expect("a book with questions has the script");
    let text = std::str::from_utf8(bytes).expect("scripts are text");
    let data = text.strip_prefix("gw.shard(").and_then(|text| text.strip_suffix(");\n"));
    let (_, data) = data.expect("one call").split_once(", ").expect("a name and data");
    (path.clone(), serde_json::from_str(data).expect("the data is JSON"))
}

fn page(site: &Site, path: &str) -> String {
    String::from_utf8(site.files[path].to_vec()).expect("pages are text")
}

#[test]
fn questions_kept_for_exams_are_in_the_data_and_on_no_page() {
    let site = book(CHAPTER);
    let (_, bank) = script(&site, "assets/bank-");
    let ids: Vec<&str> = bank["questions"]
        .as_array()
        .expect("a list of questions")
        .iter()
        .filter_map(|question| question["id"].as_str())
        .collect();
    assert_eq!(ids, ["open-one", "kept-one", "case-first"]);
    let (path, html) = script(&site, "assets/questions-general-");
    assert_eq!(bank["shards"]["questions/general"], Value::from(path));
    assert!(html["kept-one"].as_str().expect("HTML by id").contains("Gamma"));
    assert!(html["case:case-one"].as_str().expect("the scenario").contains("A long story"));
    assert_eq!(bank["questions"][0]["read"]["href"], "one.html#here");
    for (path, bytes) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!String::from_utf8_lossy(bytes).contains("Gamma"), "{path} shows the question");
    }
    assert!(page(&site, "one.html").contains("Alpha"));
}

#[test]
fn what_to_reread_is_found_from_the_chapter_of_the_question() {
    let (_, site, _) = built_from(&[
        ("book.toml", "[book]\ntitle = \"Small\"\n"),
        ("chapters/a/plain.md", "# Plain\n\nA chapter without questions comes first.\n"),
        ("chapters/b/near.md", "# Near\n\n## Section {#near}\n\nText.\n"),
        (
            "chapters/b/one.md",
            "# One\n\n### By path {#by-path .choice}\n\nWhich?\n\n- [x] Alpha\n  > Right.\n- [ ] Beta\n  > Not.\n\n\
             **References:** [Near](near.md#near)\n\n\
             ### Here {#by-id .choice}\n\nWhich one?\n\n- [x] Alpha\n  > Right.\n- [ ] Beta\n  > Not.\n\n\
             **References:** [This](#told)\n\n## Told {#told}\n\nText.\n",
        ),
    ]);
    let (_, bank) = script(&site, "assets/bank-");
    let read = |at: usize| &bank["questions"][at]["read"]["href"];
    assert_eq!([read(0), read(1)], ["b/near.html#near", "b/one.html#told"]);
    assert_eq!(bank["questions"][0]["chapter"], 0);
    assert_eq!(bank["chapters"][0]["href"], "b/one.html");
}

#[test]
fn the_revision_is_that_of_the_content() {
    let revision = |chapter: &str| script(&book(chapter), "assets/bank-").1["revision"].clone();
    assert_eq!(book(CHAPTER), book(CHAPTER));
    assert_ne!(revision(CHAPTER), revision(&CHAPTER.replace("Gamma", "Gammas")));
    assert_ne!(revision(CHAPTER), revision(&CHAPTER.replace("pool=exam", "pool=exam rev=2")));
}

#[test]
fn a_book_without_questions_has_no_bank() {
    let site = book("# One\n\nText.\n");
    assert!(!site.files.keys().any(|path| path.starts_with("assets/bank")));
    assert!(!page(&site, "one.html").contains("assets/question-"));
}

const OTHER_EXAM: &str = r#"
code = "SEA-2"
title = "Sailing at sea"
items = 12
scored = 10
minutes = 20
pass = 500
scale = [0, 800]
kinds = ["choice", "order"]
mix = { choice = 75, order = 25 }
cut = [0.5, 0.6, 0.7]

[[domain]]
id = "wind"
title = "Wind"
weight = 45
task = [{ id = "wind.a", title = "Read", objective = [{ id = "wind.a.1", text = "Gusts" }] }]

[[domain]]
id = "rope"
title = "Rope"
weight = 35
task = [
  { id = "rope.a", title = "Tie", objective = [{ id = "rope.a.1", text = "Knots" }] },
  { id = "rope.b", title = "Splice", objective = [{ id = "rope.b.1", text = "Eyes" }] },
]

[[domain]]
id = "law"
title = "Law"
weight = 20
task = [{ id = "law.a", title = "Rules", objective = [{ id = "law.a.1", text = "Lights" }] }]
"#;

/// Questions of two kinds for every objective, every third one an ordering.
fn questions(objectives: &[&str], each: usize) -> String {
    let mut chapter = "# One\n\nText.\n".to_owned();
    for objective in objectives {
        for number in 0..each {
            let id = format!("q-{}-{number}", objective.replace('.', "-"));
            let (kind, answer) = if number % 3 == 2 {
                ("order", "1. First\n   > Why.\n2. Second\n   > Why.\n3. Third\n   > Why.\n")
            } else {
                ("choice", "- [x] One\n  > Why.\n- [ ] Two\n  > Why.\n- [ ] Three\n  > Why.\n")
            };
            let objectives = if objective.is_empty() {
                String::new()
            } else {
                format!(" objectives={objective}")
            };
            chapter += &["\n### Title {#", &id, " .", kind, &objectives, "}\n\nWhich?\n\n", answer]
                .concat();
        }
    }
    chapter
}

fn bank_of(texts: &[(&str, &str)]) -> Bank {
    let (_, mut bank) = script(&built_from(texts).1, "assets/bank-");
    // As the main exam has it.
    bank["exam"] = bank["exams"].get_mut(0).map_or(Value::Null, Value::take);
    serde_json::from_value(bank).expect("a bank")
}

#[test]
fn another_exam_needs_a_blueprint_and_no_code() {
    let chapter = questions(&["wind.a.1", "rope.a.1", "rope.b.1", "law.a.1"], 12);
    let bank = bank_of(&[
        ("book.toml", "[book]\ntitle = \"Sea\"\n\n[study]\nblueprint = \"blueprint.toml\"\n"),
        ("chapters/blueprint.toml", OTHER_EXAM),
        ("chapters/one.md", &chapter),
    ]);
    let exam = bank.exam.as_ref().expect("the book has an exam");
    assert_eq!(
        (exam.code.as_str(), exam.minutes, exam.pass, exam.scale),
        ("SEA-2", 20, 500, [0, 800])
    );
    let of = |id: &str| {
        bank.questions.iter().find(|question| question.id == id).expect("drawn from the bank")
    };
    for seed in 0..500 {
        let form = draw(&bank, &Ask { seed: format!("sea {seed}"), ..Ask::default() });
        assert_eq!((form.items.len(), form.minutes, form.short.len()), (12, 20, 0));
        // 12 and 10 seats shared as 45 : 35 : 20 by largest remainder.
        for (domain, seats, scored) in [("wind", 6, 5), ("rope", 4, 3), ("law", 2, 2)] {
            let own = form.items.iter().filter(|seat| of(&seat.id).domain == domain);
            assert_eq!(own.clone().count(), seats, "{domain}");
            assert_eq!(own.filter(|seat| seat.scored).count(), scored, "{domain}");
        }
        let orders = form.items.iter().filter(|seat| of(&seat.id).kind == "order").count();
        assert!((1..=5).contains(&orders), "{orders} of 12 are orderings");
    }
}

#[test]
fn a_book_without_a_blueprint_is_drawn_as_one_domain() {
    let bank = bank_of(&[
        ("book.toml", "[book]\ntitle = \"Plain\"\n"),
        ("chapters/one.md", &questions(&[""], 9)),
    ]);
    assert!(bank.exam.is_none());
    for seed in 0..100 {
        let form =
            draw(&bank, &Ask { seed: format!("plain {seed}"), size: Some(7), ..Ask::default() });
        let ids: BTreeSet<&str> = form.items.iter().map(|seat| seat.id.as_str()).collect();
        assert_eq!((ids.len(), form.short.len()), (7, 0));
    }
}
