//! Incremental is never different: whatever happened before, an edition hands out what a clean build gives.
//!
//! A thousand random steps over a small book in a folder, told in one language or in several: text, headings, questions, includes, data, pictures, templates,
//! the manifest; edits, additions, removals, renames. After each one the edition that grew step by step is compared with
//! a book read and built from nothing. The steps come from a fixed seed, so that a failure can be run again.

use crate::support::Folder;
use guidewright::internals::assets::AssetForm;
use guidewright::internals::finding::Found;
use guidewright::internals::fragment::code::Highlighter;
use guidewright::internals::load::kept::{Changes, Kept};
use guidewright::internals::load::{self, Files, Project};
use guidewright::internals::serve::edition::Edition;
use guidewright::internals::serve::remembered::Remembered;
use guidewright::internals::{build, check};
use guidewright::{Finding, Severity};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

const STEPS: usize = 1000;
/// So often the whole site is compared; the pages of chapters are compared after every step.
const WHOLE: usize = 10;

/// A small generator with a written-down seed (`splitmix64`).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % limit as u64).expect("below the limit")
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const NAMES: [&str; 9] = [
    "a.md",
    "b.md",
    "c.md",
    "sub/d.md",
    "sub/README.md",
    "index.md",
    "search.md",
    "de/a.md",
    "de/sub/d.md",
];
const PIECES: [&str; 30] = [
    "A paragraph on sharding.\n",
    "## Twice\n\nText below.\n",
    "## Once\n\nSee [a](a.md#once) and [d](sub/d.md).\n",
    "{{#include part.txt}}\n",
    "{{#include ../extra/far.txt}}\n",
    "```json\n{\"a\": 1}\n```\n",
    "```yaml\na: [1\n```\n",
    "![A picture](pic.svg)\n",
    "<!-- allow(broken-link): on purpose -->\nA [gap](gone.md).\n",
    "A [gap](gone.md).\n",
    "### Which format? {#q-format .choice}\n\nPick one for scans.\n\n- [x] Columns\n  > They are read alone.\n- [ ] Rows\n  > All are read.\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "> [!NOTE]\n> Latency matters.\n",
    "See the the word.\n",
    "A parquet file.\n",
    "{{< tide >}}\n",
    "A [^note] and a [link][nowhere].\n\n[^note]: Its text.\n",
    "[^lost]: Nobody refers to it.\n",
    "![](pic.svg)\n",
    "![Half](pic.svg){width=50%}\n",
    "A formula: $\\half + \\nowhere$.\n",
    "```mermaid\nflowchart LR\n  a --> b\n```\n",
    "```mermaid\nflowchart LR\n  a -->\n```\n",
    "<div>\n\nAn open *element*.\n",
    "<i class=\"fa fa-anchor\"></i> An icon.\n",
    "#### Too deep {#twice}\n\n#### Again {#twice}\n",
    "# A second title\n\n| a | b |\n| 1 | 2 |\n",
    "> [!SHOAL]\n> Low water.\n",
    "> [!STEPS]\n> 1. One step.\n",
    "```python notes hide=9\na = 1  # (1)\n```\n",
];
const MANIFESTS: [&str; 11] = [
    "[book]\ntitle = \"One\"\n",
    "[book]\ntitle = \"Two\"\n[build]\nsmart-punctuation = true\n",
    "[book]\ntitle = \"One\"\n[study]\nglossary = \"glossary.toml\"\n",
    "[book]\ntitle = \"Parts\"\n[[part]]\ntitle = \"First\"\nchapters = [\"b.md\", \"a.md\"]\n[[part]]\ntitle = \"Second\"\nchapters = [\"sub/d.md\", \"c.md\"]\n",
    "[book]\ntitle = \"Off\"\n[search]\nenabled = false\n[build.redirects]\n\"old.html\" = \"a.html\"\n",
    "[book]\ntitle = \"One\"\n[languages.de]\ntitle = \"Eins\"\n[study]\nglossary = \"glossary.toml\"\n",
    "[book]\ntitle = \"One\"\n[check]\nnames = [\"Parquet\"]\n",
    "[book]\ntitle = \"One\"\n[[callout]]\nname = \"SHOAL\"\ntitle = \"Shoal\"\n",
    "[book]\ntitle = \"One\"\n[build]\ntrusted-html = true\n",
    "[book]\ntitle = \"One\"\n[markdown.macros]\nhalf = \"\\\\frac{1}{2}\"\n",
    "[book]\ntitle = \"Eins\"\nlanguage = \"de\"\n[languages.en]\ntitle = \"One\"\n[languages.ar]\n",
];

/// Changes one thing in the book; gives the names that a watcher would tell.
fn step(random: &mut Random, book: &Path, number: usize) -> Changes {
    let write = |name: &str, text: &str| {
        let path = book.join(name);
        std::fs::create_dir_all(path.parent().expect("below the book")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        vec![name.to_owned()]
    };
    let chapter = format!("chapters/{}", random.pick(&NAMES));
    let names = match random.below(20) {
        0..=8 => {
            let mut text = format!("# Title {}\n\n", random.below(4));
            for _ in 0..random.below(5) {
                text += random.pick(&PIECES);
                text.push('\n');
            }
            write(&chapter, &text)
        }
        9 | 10 => {
            let old = std::fs::read_to_string(book.join(&chapter)).unwrap_or_default();
            write(&chapter, &format!("{old}\nStep {number}.\n"))
        }
        11 => {
            let _ = std::fs::remove_file(book.join(&chapter));
            vec![chapter]
        }
        12 => {
            let to = format!("chapters/{}", random.pick(&NAMES));
            if book.join(&chapter).is_file() {
                std::fs::create_dir_all(book.join(&to).parent().expect("below")).expect("a folder");
                std::fs::rename(book.join(&chapter), book.join(&to)).expect("same disk");
            }
            vec![chapter, to]
        }
        13 => write("book.toml", random.pick(&MANIFESTS)),
        14 => {
            let term = random.pick(&["shard", "latency", "column"]);
            let text = format!("[[term]]\nname = \"{term}\"\nmeaning = \"What {term} means.\"\n");
            write(random.pick(&["chapters/glossary.toml", "chapters/de/glossary.toml"]), &text)
        }
        15 => {
            let file = random.pick(&["chapters/pic.svg", "chapters/de/pic.svg"]);
            write(
                file,
                &format!("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"p{}\"/>", random.below(3)),
            )
        }
        16 => {
            let file = random.pick(&["chapters/part.txt", "chapters/de/part.txt", "extra/far.txt"]);
            write(file, &format!("Included {}.\n", random.below(3)))
        }
        17 => {
            let own = [
                "templates/404.html",
                "templates/shortcodes/tide.html",
                "static/css/code.css",
                "locales/de.toml",
            ];
            let file = random.pick(&own);
            match random.below(2) {
                0 => write(file, &format!("/* {} */", random.below(3))),
                _ => {
                    let _ = std::fs::remove_file(book.join(file));
                    vec![file.to_owned()]
                }
            }
        }
        18 => {
            let _ = std::fs::remove_dir_all(book.join("chapters/sub"));
            vec!["chapters/sub".to_owned()]
        }
        _ => write(
            "chapters/bad.md",
            if random.below(2) == 0 { "# Bad \u{fffd}\n" } else { "# Bad\n" },
        ),
    };
    Changes { names: names.into_iter().collect(), listing: true, all: false }
}

/// Findings as a person sees them, whatever number a text has.
fn told(findings: &[Finding], project: &Project) -> String {
    guidewright::internals::report::json(findings, &project.sources)
}

/// A preview keeps nothing in browsers, and hands scripts out as they are written.
fn as_shown(project: &mut Project) {
    project.manifest.offline = false;
    project.assets = project.assets.clone().in_form(AssetForm::Written);
    project.translations.iter_mut().for_each(as_shown);
}

#[test]
fn after_a_thousand_random_steps_all_is_as_built_from_nothing() {
    let folder = Folder::new("steps");
    let book = folder.path().join("book");
    folder.write("book/book.toml", MANIFESTS[0]);
    folder.write("book/chapters/a.md", "# A\n");
    let kept = Arc::new(Kept::new(&book));
    let mut memory = Remembered::default();
    let highlighter = Highlighter::default();
    let mut random = Random(4);
    for number in 0..STEPS {
        let change = step(&mut random, &book, number);
        kept.forget(&change);
        let loaded = load::again(&kept).expect("there is a manifest");
        let edition = Edition::new(loaded, &mut memory);

        let Found { value: mut project, mut findings } = load::folder(&book).expect("a book");
        as_shown(&mut project);
        // What is remembered from one build to the next makes no difference either.
        let whole = number % WHOLE == 0;
        let fresh = Highlighter::default();
        let clean = build(&project, if whole { &fresh } else { &highlighter });
        findings.extend(clean.findings);
        let findings = check::settle(&project, findings);
        let at = || format!("step {number}, {change:?}");
        assert_eq!(
            told(&edition.check(), edition.project()),
            told(&findings, &project),
            "{}",
            at()
        );
        if whole {
            let folders = || project.translations.iter().map(Project::folder);
            let in_own = |path: &&String| folders().all(|folder| !path.starts_with(folder));
            let here: BTreeSet<&str> = edition.rest().names().collect();
            let there = clean.value.files.keys().filter(in_own).map(String::as_str);
            assert!(there.eq(here), "{}", at());
        }
        for (path, bytes) in &clean.value.files {
            if whole || edition.is_page(path) {
                let same = edition.get(path).is_some_and(|shown| shown == *bytes);
                assert!(same, "{path} differs after {}", at());
            }
        }
    }
}

#[test]
fn a_setting_is_heard_by_chapters_that_did_not_change() {
    let mut memory = Remembered::default();
    let mut found = |manifest: &str, files: &[(&str, &str)]| {
        let files: Vec<_> = files.iter().copied().chain([("book.toml", manifest)]).collect();
        let loaded = load::files(&Files::from_texts(&files)).expect("a book");
        let edition = Edition::new(loaded, &mut memory);
        edition.check().iter().map(|finding| finding.rule.name).collect::<Vec<_>>()
    };
    let book = "[book]\ntitle = \"One\"\n";
    let names = format!("{book}[check]\nnames = [\"Parquet\"]\n");
    let files = [("chapters/a.md", "# A\n\nA parquet file.\n")];
    let first = found(book, &files);
    assert!(!first.contains(&"product-name"), "{first:?}");
    assert!(found(&names, &files).contains(&"product-name"));
    assert_eq!(found(book, &files), first);
}

#[test]
fn what_a_chapter_says_of_others_is_no_error_of_its_own() {
    let question = |id: &str, enemy: &str| {
        format!(
            "# {id}\n\nSee [there](b.md#layout).\n\n## Row or column {{#layout}}\n\nA columnar file keeps the values of one column together, so a query reads only the columns it needs.\n\n### Wide file, narrow query {{#{id} .choice enemies={enemy}}}\n\nA job reads 4 of 300 columns from CSV files and pays for each byte scanned. Which change lowers the bill most?\n\n- [x] Store the data as Parquet.\n  > Only the four wanted columns are read and paid for.\n- [ ] Compress the CSV with gzip.\n  > Fewer bytes are stored, yet each row is still read whole.\n- [ ] Rent a larger cluster.\n  > It makes the job faster and scans the same bytes.\n- [ ] Split the files into parts.\n  > More readers at once still read the same bytes.\n\n**Deciding phrase:** 4 of 300 columns\n\n**References:** [Columnar formats](https://docs.example.com/columnar) · [Row or column](#layout)\n"
        )
    };
    let (a, b) = (question("in-a", "in-b"), question("in-b", "in-a"));
    let (lost, gap) = (question("in-a", "in-c"), a.replace("b.md#layout)", "b.md#how)"));
    let mut memory = Remembered::default();
    for (a, is_fine) in [(&a, true), (&lost, false), (&gap, false), (&a, true)] {
        let texts = [
            ("book.toml", "[book]\ntitle = \"One\"\nid = \"one\"\n"),
            ("chapters/a.md", a.as_str()),
            ("chapters/b.md", b.as_str()),
        ];
        let loaded = load::files(&Files::from_texts(&texts)).expect("a book");
        let edition = Edition::new(loaded, &mut memory);
        let quick = edition.quick_check(&[0]);
        let all = told(&edition.check(), edition.project());
        let whole = !edition.check().iter().any(|it| it.severity == Severity::Error);
        assert_eq!((quick, whole), (is_fine, is_fine), "{all}");
    }
}
