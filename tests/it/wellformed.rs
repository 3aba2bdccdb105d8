//! Every page as strict readers of XML take it, and what hostile text becomes on it.

use crate::support::{Folder, PICTURE, built, built_from, run, words};
use guidewright::Site;
use roxmltree::{Document, Node, ParsingOptions};
use std::fmt::Write as _;
use std::path::Path;

pub(crate) fn read<'h>(path: &str, html: &'h str) -> Result<Document<'h>, String> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(html, options).map_err(|fault| {
        let place = fault.pos();
        let line = html.lines().nth(place.row as usize - 1).unwrap_or_default();
        format!("{path}:{place}: {fault}\n  {line:.300}")
    })
}

fn faults(site: &Site) -> Vec<String> {
    let pages =
        site.files.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".xml"));
    let read =
        |(path, bytes): (&String, _)| read(path, std::str::from_utf8(bytes).expect("text")).err();
    pages.filter_map(|(path, bytes)| read((path, bytes))).collect()
}

#[test]
fn every_page_is_well_formed() {
    let folder = Folder::new("wellformed");
    let made = run(folder.path(), &["new", "book"]);
    assert!(made.status.success(), "{}", words(&made));
    let golden = std::fs::read_dir("tests/books").expect("the books are in the repository");
    let golden = golden.map(|book| book.expect("a folder entry").path());
    // Our own book last: it is the longest.
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf();
    let books = golden.chain([folder.path().join("book"), own]);
    let mut found = Vec::new();
    for book in books {
        let (_, site, _) = built(&book);
        assert!(site.files.len() > 10, "{} was not built", book.display());
        found.extend(faults(&site).into_iter().map(|fault| format!("{}: {fault}", book.display())));
    }
    assert!(found.is_empty(), "{} pages\n{}", found.len(), found.join("\n"));
}

/// Pieces that try to leave the place they stand in, or to run.
const HOSTILE: [&str; 28] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.y></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"javascript:alert(1)\" alt=\"x\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\" java&#10;script&colon;alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<object data=\"javascript:alert(1)\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<form action=\"javascript:alert(1)\"><button formaction=\"javascript:alert(1)\">x</button></form>",
    "<base href=\"//x.y/\">",
    "<meta http-equiv=\"refresh\" content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=//x.y/z.css>",
    "<style>@import '//x.y'</style>",
    "<p style=\"background:url(javascript:alert(1))\">x",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<a\u{b}onmouseover=alert(1) href=x>x</a>",
    "</p></div></article></main><img src=x onerror=alert(1)>",
    "<b title='\"><script>alert(1)</script>'>x",
];

#[test]
fn hostile_html_never_runs_and_leaves_the_page_whole() {
    let mut chapter = String::from("# Hostile\n");
    for (number, piece) in HOSTILE.iter().enumerate() {
        let line = piece.replace('|', "\\|");
        let _ = write!(
            chapter,
            "\n## {number} {piece}\n\n{piece}\n\nIn words {piece} and *in {piece} them*, [{piece}](a.md).\n\n- {piece}\n\n  {piece}\n\n> {piece}\n\n| a {line} |\n|---|\n| {line} |\n\nTerm {piece}\n: {piece}\n\nA note[^{number}] ![{piece}](a.png \"{piece}\").\n\n[^{number}]: {piece}\n\n### Question {{#q{number} .choice}}\n\n{piece}\n\n- [x] {piece}\n  > {piece}\n- [ ] other\n  > {piece}\n\n{piece}\n"
        );
    }
    chapter.push_str("\n## The end\n\nStill here.\n");
    for trusted in [false, true] {
        let manifest =
            format!("[book]\ntitle = \"{}\"\n\n[build]\ntrusted-html = {trusted}\n", HOSTILE[0]);
        let (_, site, _) = built_from(&[
            ("book.toml", &manifest),
            ("chapters/a.md", &chapter),
            ("chapters/a.png", PICTURE),
        ]);
        assert_eq!(faults(&site), Vec::<String>::new(), "trusted: {trusted}");
        for page in ["a.html", "print.html"] {
            let html = std::str::from_utf8(&site.files[page]).expect("pages are text");
            let document = read(page, html).expect("it is well-formed");
            let main =
                document.descendants().find(|node| node.has_tag_name("main")).expect("a main part");
            let told: String = main.descendants().filter_map(|node| node.text()).collect();
            assert!(told.contains("Still here."), "{page} lost its end");
            for node in main.descendants().filter(Node::is_element) {
                harmless(page, trusted, &node);
            }
        }
    }
}

fn harmless(page: &str, trusted: bool, node: &Node<'_, '_>) {
    let name = node.tag_name().name();
    let never = ["style", "object", "embed", "base", "plaintext", "xmp", "noscript"];
    let inline = name == "script" && node.attribute("src").is_none();
    assert!(!never.contains(&name) && !inline, "{page} has <{name}>");
    if !trusted {
        let strange = ["script", "iframe", "svg", "meta", "link", "textarea"];
        assert!(!strange.contains(&name), "{page} has <{name}>");
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        assert!(!name.starts_with("on") && name != "style", "{page} has {name}=\"{value}\"");
        if ["href", "src", "action", "formaction", "data"].contains(&name) {
            let plain: String = value.chars().filter(|letter| *letter > ' ').collect();
            let scheme = plain.split(':').next().unwrap_or_default().to_ascii_lowercase();
            assert!(scheme != "javascript" && scheme != "data", "{page} has {name}=\"{value}\"");
        }
    }
}
