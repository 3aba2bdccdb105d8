//! Where chapters went when their files were renamed while the preview ran: open pages follow them.

use guidewright::internals::load::{self, Files};
use guidewright::internals::serve::edition::Edition;
use guidewright::internals::serve::remembered::Remembered;

fn edition(chapters: &[(&str, &str)], manifest: &str) -> Edition {
    let named: Vec<(String, &str)> =
        chapters.iter().map(|(name, text)| (format!("chapters/{name}"), *text)).collect();
    let mut texts = vec![("book.toml", manifest)];
    texts.extend(named.iter().map(|(name, text)| (name.as_str(), *text)));
    let loaded = load::files(&Files::from_texts(&texts)).expect("there is a manifest");
    Edition::new(loaded, &mut Remembered::default())
}

#[test]
fn a_chapter_that_was_renamed_is_known_by_its_text_then_by_its_title_then_by_being_the_only_one() {
    const ONE: &str = "[book]\ntitle = \"Harbour\"\n";
    const TWO: &str = "[book]\ntitle = \"Harbour\"\n[languages.de]\n";
    let (ebb, flood, fog) =
        ("# Ebb\n\nIt falls.\n", "# Flood\n\nIt rises.\n", "# Fog\n\nGo slow.\n");
    type Pairs<'t> = &'t [(&'t str, &'t str)];
    let cases: [(&str, &str, [Pairs<'_>; 3]); 8] = [
        ("nothing", ONE, [&[("a.md", ebb)], &[("a.md", flood)], &[]]),
        (
            "the same texts, in another order",
            ONE,
            [
                &[("a.md", ebb), ("b.md", flood), ("c.md", fog)],
                &[("x.md", fog), ("y.md", ebb), ("z.md", flood)],
                &[("a.html", "y.html"), ("b.html", "z.html"), ("c.html", "x.html")],
            ],
        ),
        (
            "the same titles over other texts",
            ONE,
            [
                &[("a.md", ebb), ("b.md", flood)],
                &[("x.md", "# Flood\n\nIt comes.\n"), ("y.md", "# Ebb\n\nIt goes.\n")],
                &[("a.html", "y.html"), ("b.html", "x.html")],
            ],
        ),
        (
            "a text goes before a title",
            ONE,
            [
                &[("a.md", "# Ebb\n\nOld.\n"), ("b.md", ebb)],
                &[("x.md", ebb), ("y.md", "# Ebb\n\nNew.\n")],
                &[("b.html", "x.html"), ("a.html", "y.html")],
            ],
        ),
        (
            "the only one that went and the only one that came",
            ONE,
            [
                &[("a.md", ebb), ("same.md", fog)],
                &[("same.md", fog), ("x.md", flood)],
                &[("a.html", "x.html")],
            ],
        ),
        (
            "two went and one that has nothing of them came",
            ONE,
            [&[("a.md", ebb), ("b.md", flood)], &[("x.md", fog)], &[]],
        ),
        (
            "one went and two that have nothing of it came",
            ONE,
            [&[("a.md", ebb)], &[("x.md", flood), ("y.md", fog)], &[]],
        ),
        (
            "in every language",
            TWO,
            [
                &[("a.md", ebb)],
                &[("x.md", ebb)],
                &[("a.html", "x.html"), ("de/a.html", "de/x.html")],
            ],
        ),
    ];
    for (what, manifest, [before, after, expected]) in cases {
        let moved = edition(after, manifest).moved_since(&edition(before, manifest));
        let moved: Vec<(&str, &str)> =
            moved.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        assert_eq!(moved, expected, "{what}");
    }
}
