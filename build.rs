//! Lists what the program carries, so that a new file needs no line anywhere else: the pages of `tests/rules`, which
//! `guidewright rules NAME` prints, the words of the interface, and templates, styles and scripts, each as it is written
//! and made small, all of it deflated.

#![allow(
    clippy::disallowed_methods,
    reason = "runs before there is a program whose gates it could use"
)]

use miniz_oxide::deflate::compress_to_vec;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

fn main() {
    let from = |variable: &str| PathBuf::from(std::env::var_os(variable).expect("cargo sets it"));
    let (sources, out) = (from("CARGO_MANIFEST_DIR"), from("OUT_DIR"));
    let rules = texts(&sources.join("tests/rules"), "md", &out, false);
    write(&out.join("rule_pages.rs"), rules.as_bytes());
    // A book speaks one language or two.
    let locales = texts(&sources.join("locales"), "toml", &out, true);
    write(&out.join("locales.rs"), locales.as_bytes());
    // In the registry's archive the crate of the diagrams lies elsewhere, and says where.
    let diagrams = from("DEP_GUIDEWRIGHT_DIAGRAM_STYLE");
    write(&out.join("embedded.rs"), embedded(&sources, &diagrams, &out).as_bytes());
    println!("cargo:rustc-env=GUIDEWRIGHT_BUILD={:016x}", build_id(&sources));
}

/// Another number for every change of the sources: what an older program remembered is not believed.
fn build_id(sources: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for name in ["Cargo.toml", "Cargo.lock", "src", "crates", "templates", "static", "locales"] {
        let path = sources.join(name);
        // `crates` is no part of the registry's archive.
        if !path.exists() {
            continue;
        }
        println!("cargo:rerun-if-changed={}", path.display());
        hash_all(&path, &mut hasher);
    }
    hasher.finish()
}

fn hash_all(path: &Path, hasher: &mut DefaultHasher) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("the folder belongs to the sources");
        let mut paths: Vec<PathBuf> =
            entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            path.file_name().hash(hasher);
            hash_all(&path, hasher);
        }
    } else if let Ok(bytes) = std::fs::read(path) {
        bytes.hash(hasher);
    }
}

/// The table of a folder's texts by name, all in one pack or each in its own.
fn texts(folder: &Path, end: &str, out: &Path, alone: bool) -> String {
    let mut packs = String::new();
    let mut list = String::new();
    let stem = folder.file_name().and_then(|name| name.to_str()).expect("ours have plain names");
    let mut pack = Pack::new(stem);
    for path in files(folder, end) {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("ours have plain names");
        if alone {
            pack = Pack::new(name);
        }
        let packed = pack.add(&read(&path));
        let _ = writeln!(list, "    ({name:?}, {packed}),");
        if alone {
            packs += &pack.item(out);
        }
    }
    if !alone {
        packs += &pack.item(out);
    }
    format!("{{\n{packs}&[\n{list}]\n}}\n")
}

/// The table of what a book may replace: name, text as written, text made small. Each pack is what is asked for together:
/// templates, and scripts and styles in either form.
fn embedded(sources: &Path, diagrams: &Path, out: &Path) -> String {
    let mut templates = Pack::new("templates");
    let mut written = Pack::new("written");
    let mut small = Pack::new("small");
    let mut list = String::new();
    let mut add = |name: &str, path: &Path| {
        let text = read(path);
        let both = match path.extension().and_then(|end| end.to_str()) {
            Some(end @ ("css" | "js")) => {
                let made = made_small(&text, end, path);
                (written.add(&text), small.add(&made))
            }
            _ => {
                let packed = templates.add(&text);
                (packed.clone(), packed)
            }
        };
        let _ = writeln!(
            list,
            "    Embedded {{ name: {name:?}, written: {}, small: {} }},",
            both.0, both.1
        );
    };
    for (folder, end) in
        [("templates", "html"), ("static", "svg"), ("static/css", "css"), ("static/js", "js")]
    {
        for path in files(&sources.join(folder), end) {
            let file = path.file_name().and_then(|name| name.to_str()).expect("a plain name");
            add(&format!("{folder}/{file}"), &path);
        }
    }
    add("static/css/diagram.css", diagrams);
    let packs: String = [templates, written, small].iter().map(|one| one.item(out)).collect();
    format!("{{\n{packs}&[\n{list}]\n}}\n")
}

/// The level at which deflating takes its time.
const BEST: u8 = 9;

/// Texts that are deflated together.
struct Pack {
    name: String,
    texts: String,
}

impl Pack {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), texts: String::new() }
    }

    /// The static of its table.
    fn is_called(&self) -> String {
        self.name.to_uppercase().replace('-', "_")
    }

    /// Takes a text in, and gives the expression for it.
    fn add(&mut self, text: &str) -> String {
        let start = self.texts.len();
        self.texts += text;
        format!("crate::packed::Packed::new(&{}, {start}, {})", self.is_called(), self.texts.len())
    }

    /// Deflates it into a file, and gives its item.
    fn item(&self, out: &Path) -> String {
        let path = out.join(format!("{}.deflated", self.name));
        write(&path, &compress_to_vec(self.texts.as_bytes(), BEST));
        format!(
            "    static {}: crate::packed::Pack = crate::packed::Pack::new(include_bytes!({:?}), {});\n",
            self.is_called(),
            text_path(&path),
            self.texts.len()
        )
    }
}

/// A style sheet or a script without comments and space.
///
/// The minifier reads scripts in a simple way: a pattern after `return`, a bare `/` in the brackets of a pattern, a quotation
/// mark behind `}` in a template or `- -` confuse it. `tests/js/minified.test.mjs` holds that our scripts keep their meaning;
/// where it fails, write the same in another way.
fn made_small(text: &str, end: &str, path: &Path) -> String {
    let small = match end {
        "css" => squeezed(text),
        _ => minifier::js::minify(text)
            .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
            .to_string(),
    };
    small + "\n"
}

/// A style sheet without comments, and without the blanks that lead and end a line.
///
/// A blank within a selector or a sum means something (`a :is(b)`, `1rem + 2vw`), which the minifier does not know.
/// What it would take away besides these is 1 % of the compressed sheet.
fn squeezed(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    let mut blank = false;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("/*") {
            rest = rest.split_once("*/").expect("a comment ends").1;
            blank = true;
            continue;
        }
        if first.is_whitespace() {
            rest = rest.trim_start();
            blank = true;
            continue;
        }
        let edge = |letter: char| matches!(letter, '{' | '}' | ';' | ',');
        if blank && !out.is_empty() && !out.ends_with(edge) && !matches!(first, '{' | '}' | ';') {
            out.push(' ');
        }
        blank = false;
        let length = match first {
            '"' | '\'' => {
                let end = rest[1..].find(first).expect("a text ends");
                assert!(!rest[1..=end].ends_with('\\'), "no text of ours escapes a quotation mark");
                end + 2
            }
            letter => letter.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Files of a folder with an ending, in order.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let entries = std::fs::read_dir(folder).expect("the folder belongs to the sources");
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|known| known == end));
    files.sort();
    files
}

fn text_path(path: &Path) -> &str {
    path.to_str().expect("the sources stand in a folder with a plain name")
}

fn read(path: &Path) -> String {
    println!("cargo:rerun-if-changed={}", path.display());
    std::fs::read_to_string(path).expect("our own files are text")
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("cargo's folder for generated files can be written");
}
