//! Any raw HTML in a chapter that is not trusted: what passes the filter nests and runs nothing.
#![no_main]

use guidewright::internals::fragment::code::Highlighter;
use guidewright::internals::load::{self, Files};
use guidewright::internals::render::body::{Scene, Writer};
use guidewright::internals::render::surface;
use guidewright::internals::{guide, parse};
use guidewright_fuzz::{assert_harmless, assert_nested};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let chapter = format!("# A\n\n<div>{text}\n\n{text}");
    let files =
        Files::from_texts(&[("book.toml", "[book]\ntitle = \"Fuzz\"\n"), ("chapters/a.md", &chapter)]);
    let project = load::files(&files).expect("the manifest is there").value;
    let guide = parse::chapters(&project).and_then(|it| guide::assemble(&project, it)).value;
    let highlighter = Highlighter::default();
    for chapter in &guide.chapters {
        let scene = Scene { guide: Some(&guide), chapter, highlighter: &highlighter, trusted: false };
        let mut surface = surface::SitePage::of(chapter);
        let mut writer = Writer::new(scene, &mut surface);
        let html = writer.prose(&chapter.blocks) + &writer.finish().html;
        assert_nested(&html);
        assert_harmless(&html);
    }
});
