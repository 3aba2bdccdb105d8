//! The question bank among the site's files: what it holds, and what stays out of the pages.

use crate::support::built_from;
use guidewright::emit::Site;
use serde_json::Value;

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
    assert_eq!(bank["shards"]["general"], Value::from(path));
    assert!(html["kept-one"].as_str().expect("HTML by id").contains("Gamma"));
    assert!(html["case:case-one"].as_str().expect("the scenario").contains("A long story"));
    assert_eq!(bank["questions"][0]["read"]["href"], "one.html#here");
    for (path, bytes) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!String::from_utf8_lossy(bytes).contains("Gamma"), "{path} shows the question");
    }
    assert!(page(&site, "one.html").contains("Alpha"));
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
