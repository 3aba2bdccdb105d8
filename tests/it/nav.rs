//! The navigation of a page: which chapters it shows, and which of them is the page.

use crate::support::built_from;
use crate::wellformed::read;
use guidewright::Site;

/// A book of so many chapters, in one part.
fn book(chapters: usize) -> Site {
    let texts: Vec<(String, String)> = (0..chapters)
        .map(|number| (format!("chapters/{number}.md"), format!("# Chapter {number}\n\nText.\n")))
        .collect();
    let texts = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    built_from(
        &std::iter::once(("book.toml", "[book]\ntitle = \"Long\"\n"))
            .chain(texts)
            .collect::<Vec<_>>(),
    )
    .1
}

/// The links of an element of a page: address and words, with a star where the page itself is meant.
fn links_in(site: &Site, path: &str, attribute: &str, value: &str) -> Vec<String> {
    let html = std::str::from_utf8(site.get(path).expect("a page")).expect("text").to_owned();
    let page = read(path, &html).expect("it is well-formed");
    let is_meant = |node: &roxmltree::Node<'_, '_>| node.attribute(attribute) == Some(value);
    let element = page.descendants().find(is_meant).expect("the page has it");
    let links = element.descendants().filter(|node| node.has_tag_name("a"));
    let link = |node: roxmltree::Node<'_, '_>| {
        let words = node.descendants().filter_map(|inner| inner.text().filter(|_| inner.is_text()));
        let star = if node.attribute("aria-current") == Some("page") { " *" } else { "" };
        format!(
            "{} {}{star}",
            node.attribute("href").unwrap_or_default(),
            words.collect::<String>()
        )
    };
    links.map(link).collect()
}

/// The links of a page's navigation.
fn links(site: &Site, path: &str) -> Vec<String> {
    links_in(site, path, "class", "gw-parts")
}

/// The links to some chapters, of which one is the page.
fn chapters(numbers: std::ops::Range<usize>, page: usize) -> Vec<String> {
    let star = |number| if number == page { " *" } else { "" };
    numbers.map(|number| format!("{number}.html Chapter {number}{}", star(number))).collect()
}

#[test]
fn a_book_of_200_chapters_shows_them_all() {
    let site = book(200);
    for page in [0, 199] {
        assert_eq!(links(&site, &format!("{page}.html")), chapters(0..200, page));
    }
}

#[test]
fn a_longer_book_shows_the_neighbourhood_of_the_page() {
    let site = book(250);
    let earlier = |count| vec![format!("contents.html#part-1 {count} earlier chapters")];
    let later = |count| vec![format!("contents.html#part-1 {count} later chapters")];
    for (page, shown) in [(59, 0..60), (60, 60..120), (130, 120..180), (249, 240..250)] {
        let before = if shown.start > 0 { earlier(shown.start) } else { Vec::new() };
        let after = if shown.end < 250 { later(250 - shown.end) } else { Vec::new() };
        let wanted = [before, chapters(shown, page), after].concat();
        assert_eq!(links(&site, &format!("{page}.html")), wanted, "page {page}");
    }
    // A page that is no chapter shows the beginning.
    let wanted = [chapters(0..60, 250), later(190)].concat();
    assert_eq!(links(&site, "contents.html"), wanted);
}

#[test]
fn a_page_lists_its_sections_and_cards_but_none_of_its_questions() {
    let question = "### Which rises? {#rises-hd83f .choice}\n\nWhich?\n\n- [x] High\n\n  > It does.\n- [ ] Low\n\n  > It does not.\n";
    let cards =
        "## Cards {.cards}\n\n| situation | solution |\n| --- | --- |\n| What rises? | Water |\n";
    let text =
        format!("# Tides\n\n## Ebb\n\n{question}\n### Slack\n\n## Flood\n\n#### Deep\n\n{cards}");
    let book = "[book]\nid = \"tides\"\ntitle = \"Tides\"\n";
    let site = built_from(&[("book.toml", book), ("chapters/tides.md", &text)]).1;
    let listed = ["#ebb Ebb", "#slack Slack", "#flood Flood", "#cards Cards"];
    assert_eq!(links_in(&site, "tides.html", "id", "gw-toc"), listed);
}
