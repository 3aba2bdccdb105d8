//! What a search finds, and what it leaves out.

use super::links::values;
use crate::support::built_from;
use guidewright::internals::fragment::code::Highlighter;
use guidewright::internals::with_guide;

#[test]
fn search_finds_the_words_of_raw_html() {
    let html = "<details>\n<summary>The <b>ebb</b></summary>\n<p>Water\ngoes.</p>\n<style>p { color: red }</style>\n</details>\n";
    let text = format!("# Tides\n\n{html}\n> <div>flood</div>\n\nSlack <i>water</i>.\n");
    let (project, _, _) = built_from(&[
        ("book.toml", "[book]\ntitle = \"T\"\n\n[build]\ntrusted-html = true\n"),
        ("chapters/tides.md", &text),
    ]);
    let units =
        with_guide(&project, &Highlighter::default(), guidewright::internals::index::units).value;
    let found: Vec<&str> = units.iter().map(|unit| unit.text.as_str()).collect();
    assert_eq!(found, ["The ebb Water goes. flood Slack water."]);
}

#[test]
fn search_knows_the_names_of_one_thing() {
    let (project, _, _) = built_from(&[
        ("book.toml", "[book]\ntitle = \"T\"\n\n[study]\nglossary = \"glossary.toml\"\n"),
        ("chapters/tides.md", "# Tides\n\nWater comes and goes.\n"),
        (
            "chapters/glossary.toml",
            "[[term]]\nname = \"Slack water\"\nshort = \"SW\"\nalso = [\"stand\"]\nmeaning = \"No stream.\"\n\n[[term]]\nname = \"Ebb\"\nmeaning = \"It goes.\"\n",
        ),
    ]);
    let names =
        with_guide(&project, &Highlighter::default(), guidewright::internals::index::synonyms);
    assert_eq!(names.value, [["Slack water", "SW", "stand"]]);
}

#[test]
fn search_leaves_out_the_chapters_that_the_settings_name() {
    let found = |manifest: &str| {
        let page = |path: &'static str| (path, "# Title\n\nText.\n");
        let (project, _, findings) = built_from(&[
            ("book.toml", manifest),
            (
                "src/SUMMARY.md",
                "- [A](a.md)\n- [B](back/b.md)\n- [C](back/c.md)\n- [D](backs.md)\n",
            ),
            page("src/a.md"),
            page("src/back/b.md"),
            page("src/back/c.md"),
            page("src/backs.md"),
        ]);
        assert!(findings.is_empty(), "{findings:?}");
        let units = guidewright::internals::index::units;
        let units = with_guide(&project, &Highlighter::default(), units).value;
        units.into_iter().map(|unit| unit.page).collect::<Vec<_>>()
    };
    let theirs = "[book]\nsrc = \"src\"\n\n[output.html.search.chapter]\n\"back\" = { enable = false }\n\"back/b.md\" = { enable = true }\n";
    assert_eq!(found(theirs), ["a.html", "back/b.html", "backs.html"]);
    let ours = "[book]\ntitle = \"T\"\nsource = \"src\"\n\n[search.chapters]\n\"back\" = false\n\"back/b.md\" = true\n";
    assert_eq!(found(ours), ["a.html", "back/b.html", "backs.html"]);
}

#[test]
fn a_search_can_be_narrowed_to_a_domain_where_chapters_are_of_several() {
    let domain = |id: &str| {
        format!(
            "[[domain]]\nid = \"{id}\"\ntitle = \"Domain {id}\"\nweight = 50\n[[domain.task]]\nid = \"{id}.1\"\ntitle = \"Task\"\n[[domain.task.objective]]\nid = \"{id}.1.1\"\ntext = \"Know it.\"\n"
        )
    };
    let exam = "code = \"EX-1\"\ntitle = \"Example\"\nitems = 4\nminutes = 20\npass = 700\nscale = [100, 1000]\n".to_owned();
    let exam = exam + &domain("1") + &domain("2");
    let part = |domain: &str, chapter: &str| {
        format!(
            "[[part]]\ntitle = \"{chapter}\"\ndomain = \"{domain}\"\nchapters = [\"{chapter}.md\"]\n"
        )
    };
    let options = |second: &str| {
        let book = "[book]\ntitle = \"Search\"\n".to_owned();
        let book =
            book + &part("1", "a") + &part(second, "b") + "[study]\nblueprint = \"exam.toml\"\n";
        let (_, site, _) = built_from(&[
            ("book.toml", &book),
            ("chapters/exam.toml", &exam),
            ("chapters/a.md", "# A\n\nText.\n"),
            ("chapters/b.md", "# B\n\nText.\n"),
        ]);
        let page = String::from_utf8_lossy(&site.files["a.html"]).into_owned();
        let (_, select) = page.split_once("<select").expect("the search has one");
        let (select, _) = select.split_once("</select>").expect("it ends");
        values(select, "<option value=\"").map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(options("2"), ["", "1", "2"]);
    assert_eq!(options("1"), [""]);
}
