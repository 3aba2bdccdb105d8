//! Smaller copies of pictures, which a program with the feature `pictures` makes.

use crate::support::{Folder, run, words};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;
use std::path::Path;

/// Something that looks like a photograph: soft and noisy.
fn photograph(width: u32, height: u32) -> DynamicImage {
    let mut noise = 7_u32;
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (noise >> 28) as u8;
        let shade = |part: u32| u8::try_from(part % 200).expect("below 200") + grain;
        Rgb([shade(x / 4), shade(y / 4), shade((x + y) / 8)])
    }))
}

fn saved(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture can be written");
    bytes.into_inner()
}

/// A book that shows each of the files.
fn book(name: &str, settings: &str, files: &[(&str, Vec<u8>)]) -> Folder {
    let folder = Folder::new(name);
    let settings = format!(
        "[book]\ntitle = \"Harbour\"\n\n[build]\nsite-url = \"https://example.org/\"\n\n{settings}"
    );
    folder.write("book.toml", &settings);
    let pictures: Vec<String> =
        files.iter().map(|(name, _)| format!("![The harbour](img/{name})\n\n")).collect();
    let pictures = pictures.concat();
    folder.write("chapters/coast/one.md", &format!("# One\n\n{pictures}"));
    std::fs::create_dir_all(folder.path().join("chapters/coast/img")).expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join("chapters/coast/img").join(name);
        std::fs::write(path, bytes).expect("a file can be written");
    }
    folder
}

/// Names and sizes of the pictures of a site.
fn pictures(site: &Path) -> Vec<(String, usize)> {
    let entries = std::fs::read_dir(site.join("coast/img")).expect("pictures are there");
    let mut pictures: Vec<(String, usize)> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let bytes = std::fs::read(&path).expect("a file");
            (path.file_name().expect("a name").to_string_lossy().into_owned(), bytes.len())
        })
        .collect();
    pictures.sort();
    pictures
}

/// The name of a copy without the sum of its bytes.
fn plain(name: &str) -> String {
    let parts: Vec<&str> = name.split('.').collect();
    match parts[..] {
        [stem, sum, end] if sum.len() == 8 => format!("{stem}.{end}"),
        _ => name.to_owned(),
    }
}

#[test]
fn a_photograph_gets_lighter_copies_that_a_page_names() {
    let photo = saved(&photograph(1600, 900), ImageFormat::Jpeg);
    let folder = book(
        "copies",
        "[site.pictures]\nwidths = [400, 800, 2000]\n",
        &[("photo.jpg", photo.clone())],
    );
    let output = run(folder.path(), &["build", "--strict"]);
    assert!(output.status.success(), "{}", words(&output));
    let made = pictures(&folder.path().join("site"));
    let names: Vec<String> = made.iter().map(|(name, _)| plain(name)).collect();
    assert_eq!(names, ["photo-1600.webp", "photo-400.webp", "photo-800.webp", "photo.jpg"]);
    for (name, size) in &made[..3] {
        assert!(*size < photo.len(), "{name} is no lighter");
        let bytes = std::fs::read(folder.path().join("site/coast/img").join(name)).expect("it");
        let copy = image::load_from_memory(&bytes).expect("a copy can be read");
        let width: u32 =
            plain(name)["photo-".len()..].trim_end_matches(".webp").parse().expect("n");
        assert_eq!((copy.width(), copy.height()), (width, width * 9 / 16), "{name}");
    }
    let page = folder.read("site/coast/one.html");
    let tag = &page[page.find("<img").expect("a picture")..];
    let tag = &tag[..tag.find('>').expect("its end")];
    let place = |name: &str| tag.find(name).unwrap_or_else(|| panic!("{name} in {tag}"));
    assert!(place(" 400w, ") < place(" 800w, ") && place(" 800w, ") < place(" 1600w\""));
    assert!(tag.contains("<img src=\"img/photo.jpg\" srcset=\"img/photo-400."), "{tag}");
    assert!(tag.contains(" width=\"1600\" height=\"900\" loading=\"lazy\""), "{tag}");
    let print = folder.read("site/print.html");
    assert!(
        print.contains("coast/img/photo.jpg") && !print.contains("srcset"),
        "paper wants it whole"
    );
    let worker = folder.read("site/sw.js");
    assert!(made.iter().all(|(name, _)| worker.contains(name)), "a reader keeps them offline");
}

/// What an author wrote as HTML loses nothing that Markdown has, and what the author said of it stays.
#[test]
fn a_picture_in_raw_html_gets_copies_and_a_size_too() {
    let photo = saved(&photograph(1600, 900), ImageFormat::Jpeg);
    let folder = book("copies-raw", "[site.pictures]\nwidths = [400]\n", &[("photo.jpg", photo)]);
    let tags = [
        "<img src=\"img/photo.jpg\" alt=\"All\">",
        "<img src=\"img/photo.jpg\" alt=\"Wide\" width=\"320\">",
        "<img src=\"img/photo.jpg\" alt=\"High\" height=\"90\" loading=\"eager\">",
        "<img src=\"img/photo.jpg\" alt=\"Half\" width=\"50%\">",
        "<img src=\"img/photo.jpg\" alt=\"Styled\" class=\"logo\">",
        "<img src=\"img/photo.jpg\" alt=\"Own\" srcset=\"img/photo.jpg 2x\" width=\"80\" height=\"45\">",
        "<picture><source srcset=\"img/photo.jpg\" media=\"(min-width: 60em)\"><img src=\"img/photo.jpg\" alt=\"Chosen\"></picture>",
    ];
    folder.write("chapters/coast/one.md", &format!("# One\n\n{}\n", tags.join("\n\n")));
    let output = run(folder.path(), &["build", "--strict"]);
    assert!(output.status.success(), "{}", words(&output));
    let page = folder.read("site/coast/one.html");
    let copies = |sizes: &str| format!("srcset=\"[copies]\" sizes=\"{sizes}\"");
    let lazy = "loading=\"lazy\" decoding=\"async\"";
    let column = "(min-width: 45rem) 41rem, 100vw";
    let auto = copies(&format!("auto, {column}"));
    let expected = [
        format!("alt=\"All\" width=\"1600\" height=\"900\" {auto} {lazy} />"),
        format!("alt=\"Wide\" width=\"320\" height=\"180\" {} {lazy} />", copies("auto, 320px")),
        format!(
            "alt=\"High\" height=\"90\" loading=\"eager\" width=\"160\" {} decoding=\"async\" />",
            copies("auto, 160px")
        ),
        format!("alt=\"Half\" width=\"50%\" {} {lazy} />", copies("50vw")),
        format!("alt=\"Styled\" class=\"logo\" {} {lazy} />", copies(column)),
        format!("alt=\"Own\" srcset=\"img/photo.jpg 2x\" width=\"80\" height=\"45\" {lazy} />"),
        "alt=\"Chosen\" /></picture>".to_owned(),
    ];
    let mut rest = page.as_str();
    for expected in expected {
        let start = rest.find("alt=\"").expect("a picture");
        let end = start + rest[start..].find('>').expect("its end") + 1;
        let mut tag = rest[start..end].to_owned();
        if let Some(list) = tag.find("srcset=\"img/photo-") {
            let list = list + "srcset=\"".len();
            let end = list + tag[list..].find('"').expect("its end");
            tag.replace_range(list..end, "[copies]");
        }
        if expected.ends_with("</picture>") {
            tag += "</picture>";
        }
        assert_eq!(tag, expected);
        rest = &rest[end..];
    }
}

#[test]
fn the_same_book_gives_the_same_bytes_whatever_is_remembered() {
    let photo = saved(&photograph(900, 600), ImageFormat::Jpeg);
    let folder = book("copies-again", "[site.pictures]\nwidths = [300]\n", &[("photo.jpg", photo)]);
    let packed = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["bundle", "-o", "site.zip"], arguments].concat());
        assert!(output.status.success(), "{}", words(&output));
        std::fs::read(folder.path().join("site.zip")).expect("it was written")
    };
    let first = packed(&[]);
    assert!(packed(&[]) == first, "remembered");
    assert!(packed(&["--no-cache"]) == first, "made anew");
    let cache = crate::support::cache_of(folder.path());
    let mut kept = Vec::new();
    for book in std::fs::read_dir(&cache).expect("something is remembered") {
        for file in std::fs::read_dir(book.expect("a folder").path()).expect("a folder") {
            let path = file.expect("a file").path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("picture-")) {
                kept.push(path);
            }
        }
    }
    assert_eq!(kept.len(), 1, "{kept:?}");
    let mut bytes = std::fs::read(&kept[0]).expect("it is there");
    *bytes.last_mut().expect("it holds something") ^= 1;
    std::fs::write(&kept[0], bytes).expect("it can be changed");
    assert!(packed(&[]) == first, "what is damaged is not believed");
}

#[test]
fn what_moves_is_drawn_or_is_small_stays_as_it_is() {
    let mut noise = 7_u32;
    let dots = DynamicImage::ImageRgba8(RgbaImage::from_fn(700, 100, |_, _| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgba([0, 0, 0, if noise >> 31 == 0 { 255 } else { 0 }])
    }));
    let mut moving = saved(&photograph(700, 20), ImageFormat::Png);
    // A chunk before the pixels says that there are several frames.
    let frames = [
        &8_u32.to_be_bytes()[..],
        b"acTL",
        &1_u32.to_be_bytes(),
        &0_u32.to_be_bytes(),
        &crc(&[&b"acTL"[..], &1_u32.to_be_bytes(), &0_u32.to_be_bytes()].concat()).to_be_bytes(),
    ]
    .concat();
    moving.splice(33..33, frames);
    let folder = book(
        "copies-none",
        "[site.pictures]\nwidths = [600]\nformat = \"same\"\n",
        &[
            ("dots.png", saved(&dots, ImageFormat::Png)),
            ("drawn.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
            ("moving.png", moving),
            ("small.jpg", saved(&photograph(500, 20), ImageFormat::Jpeg)),
        ],
    );
    let output = run(folder.path(), &["build", "--strict"]);
    assert!(output.status.success(), "{}", words(&output));
    let names: Vec<String> =
        pictures(&folder.path().join("site")).into_iter().map(|(name, _)| plain(&name)).collect();
    // Of dots a smaller copy has greys, and is heavier.
    assert_eq!(names, ["dots.png", "drawn.svg", "moving.png", "small.jpg"]);
    assert!(!folder.read("site/coast/one.html").contains("srcset"));
}

#[test]
fn a_picture_that_cannot_be_read_is_told_and_shown() {
    let mut torn = saved(&photograph(700, 400), ImageFormat::Png);
    // Its ends are whole, so that nobody notices who does not read it.
    let middle = torn.len() / 2;
    torn[middle] ^= 0xff;
    let folder = book("copies-torn", "[site.pictures]\n", &[("torn.png", torn)]);
    let output = run(folder.path(), &["build"]);
    let said = words(&output);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("warning[picture-copies]: `coast/img/torn.png` gets no smaller copies"),
        "{said}"
    );
}

/// A checksum as PNG has it.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 }
        })
    })
}
