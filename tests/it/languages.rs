//! Books in other languages than English, and in several.

use crate::support::built_from;

#[test]
fn pages_run_the_way_of_their_language() {
    let question = |words: &str| {
        format!("## {words} {{#q-{}.choice}}\n\n{words}?\n\n- [x] {words}\n- [ ] x\n", words.len())
            .replace(".choice", " .choice")
    };
    let (_, site, _) = built_from(&[
        ("book.toml", "[book]\nid = \"tides\"\ntitle = \"Tides\"\nlanguage = \"ar\"\n"),
        ("chapters/a.md", &format!("# المد\n\nنص.\n\n{}", question("Which tide is high"))),
        (
            "chapters/b.md",
            &format!(
                "+++\nlanguage = \"en-GB\"\n+++\n\n# Tides\n\nText.\n\n{}",
                question("متى يبدأ المد")
            ),
        ),
    ]);
    let text = |path: &str| String::from_utf8_lossy(&site.files[path]).into_owned();
    for page in ["a.html", "index.html", "contents.html"] {
        assert!(text(page).contains("<html lang=\"ar\" dir=\"rtl\""), "{page}");
    }
    assert!(text("a.html").contains("<article class=\"gw-chapter\" data-chapter"));
    assert!(text("a.html").contains("<gw-question class=\"gw-question\" dir=\"ltr\""));
    let chapter = text("b.html");
    assert!(chapter.contains("<article class=\"gw-chapter\" lang=\"en-GB\" dir=\"ltr\""));
    assert!(chapter.contains("<gw-question class=\"gw-question\" dir=\"rtl\""), "{chapter}");
}

#[test]
fn questions_are_marked_in_the_language_of_the_book() {
    let (_, site, findings) = built_from(&[
        (
            "book.toml",
            "[book]\nid = \"tajdo\"\ntitle = \"Tajdo\"\nlanguage = \"eo\"\n[check.rules]\nmissing-words = \"off\"\nquestion-objective = \"off\"\n",
        ),
        (
            "locales/eo.toml",
            "[marks]\ndeciding_phrase = \"Decida frazo\"\nreferences = \"Fontoj\"\nsituation = \"situacio\"\nsolution = \"solvo\"\n[answer]\ndeciding_phrase = \"Decida frazo:\"\n[ask]\ntwo = \"DU\"\n",
        ),
        (
            "chapters/a.md",
            "# Tajdo\n\nTeksto.\n\n## Kiuj du {#kiuj .multi}\n\nKiuj DU validas por la tajdo?\n\n- [x] A\n- [x] B\n- [ ] C\n\n**Decida frazo:** la tajdo\n\n**Fontoj:** [tajdo](#tajdo)\n\n## Kartoj {.cards}\n\n| situacio | solvo |\n| --- | --- |\n| Kio? | Tajdo |\n",
        ),
    ]);
    let told: Vec<_> = findings.iter().map(|finding| finding.rule.name).collect();
    for rule in ["question-phrase", "question-choose", "card-shape"] {
        assert!(!told.contains(&rule), "{findings:?}");
    }
    let page = String::from_utf8_lossy(&site.files["a.html"]).into_owned();
    assert!(page.contains("<b>Decida frazo:</b> <q>la tajdo</q>"), "{page}");
    assert!(page.contains("class=\"gw-references\""), "{page}");
}

#[test]
fn a_page_that_is_not_translated_is_known_under_the_address_of_the_original() {
    let book = "[book]\nid = \"tides\"\ntitle = \"Tides\"\n[build]\nsite-url = \"https://example.org/tides/\"\n\
        [languages.de]\ntitle = \"Gezeiten\"\n[languages.fr]\ntitle = \"Marées\"\n";
    let (_, site, _) = built_from(&[
        ("book.toml", book),
        ("chapters/ebb.md", "# Ebb\n\nIt falls.\n"),
        ("chapters/flood.md", "# Flood\n\nIt rises.\n"),
        ("chapters/de/ebb.md", "# Ebbe\n\nEs fällt.\n"),
        ("chapters/fr/flood.md", "# Flot\n\nElle monte.\n"),
    ]);
    // Those that are for search engines, without the roots that all share.
    let addresses = |path: &str| -> Vec<String> {
        let html = String::from_utf8_lossy(&site.files[path]);
        let (head, _) = html.split_once("</head>").expect("a page has a head");
        head.split("<link rel=\"")
            .filter(|link| link.starts_with("canonical") || link.starts_with("alternate"))
            .filter_map(|link| link.split_once("href=\"")?.1.split_once('"'))
            .map(|(to, _)| to.replace("https://example.org/tides/", ""))
            .collect()
    };
    assert_eq!(addresses("ebb.html"), ["ebb.html", "ebb.html", "de/ebb.html", "ebb.html"]);
    assert_eq!(addresses("de/ebb.html"), ["de/ebb.html", "ebb.html", "de/ebb.html", "ebb.html"]);
    let flood = ["flood.html", "flood.html", "fr/flood.html", "flood.html"];
    assert_eq!(addresses("de/flood.html"), flood);
}
