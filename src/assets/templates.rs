//! The templates, a book's own among them.
//!
//! A template of the book that does not parse, that asks for what is not there or that never ends is a finding at its
//! place, with Tera's own words, and ours is used instead. Whether it fails can depend on the page, so what fails is
//! collected while pages are made. Knows nothing of pages.

mod content;
mod pieces;
mod report;
mod steps;

pub use content::Content;
pub use pieces::{BOOK, BOOK_PIECES, Round, Shared};

use super::{EMBEDDED, Override};
use crate::budget;
use crate::finding::Finding;
use crate::html::escape;
use crate::locale::{self, Locale};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use tera::{Context, Kwargs, State, Tera, Value};

use pieces::{CHAPTER, CHAPTER_PIECES, FRAME, PAGE};
use report::{found, original};
use steps::{ENDLESS, STEP, STEPS, count_steps, step};

/// Ours in English.
static OURS: LazyLock<Arc<Tera>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.register_function(STEP, step);
    tera.register_filter("safe", safe);
    speak(&mut tera, &Locale::default());
    tera.set_escape_fn(|text, out| out.write_all(escape(text).as_bytes()));
    let all = EMBEDDED
        .iter()
        .filter_map(|file| Some((file.name.strip_prefix("templates/")?, file.written.text())));
    tera.add_raw_templates(all).expect("our own templates parse");
    tera.add_raw_templates(pieces::all()).expect("each is a whole template");
    Arc::new(tera)
});

/// As Tera's own, which copies the text: that of a page is long.
fn safe(value: Value, _: Kwargs, _: &State<'_>) -> Value {
    if value.is_string() { value.mark_safe() } else { Value::safe_string(&value.to_string()) }
}

/// Gives templates the words of a language: `{{ words.group.name }}`, with values by `| with(value=…)`.
fn speak(tera: &mut Tera, locale: &Locale) {
    let given = tera.global_context();
    given.insert("words", &locale.groups());
    given.insert("language", &locale.tag);
    given.insert("direction", locale::direction(&locale.tag));
    let locale = locale.clone();
    let with = move |message: &str, values: Kwargs, state: &State<'_>| {
        let values: BTreeMap<String, String> = values
            .iter()
            .map(|(name, value)| Ok((name.to_string(), state.escape_if_needed(value)?)))
            .collect::<Result<_, tera::Error>>()?;
        let html = locale.fill(&escape(message), &|name| values.get(name).cloned());
        Ok::<_, tera::Error>(Value::safe_string(&html))
    };
    tera.register_filter("with", with);
}

/// Renders pages, and keeps what the book's own templates did wrong on the way.
#[derive(Debug, Clone)]
pub struct Templates {
    tera: Arc<Tera>,
    /// Ours alone, in the language of the book.
    ours: Arc<Tera>,
    own: Arc<BTreeMap<String, Override>>,
    faults: Arc<Mutex<Faults>>,
}

#[derive(Debug, Default)]
struct Faults {
    findings: Vec<Finding>,
    /// Templates that took more than their budget on one page and are not tried on another.
    endless: BTreeSet<String>,
}

/// Reads ours ahead, while a book is read: each build wants them.
pub fn prepare() {
    LazyLock::force(&OURS);
}

const TEXT: &str = "templates and what they are given are text";

impl Templates {
    /// Those of a book, by name; and what is wrong in them before any page is made.
    pub fn new(own: BTreeMap<String, Override>, locale: &Locale) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut ours = Arc::clone(&OURS);
        if *locale != Locale::default() {
            speak(Arc::make_mut(&mut ours), locale);
        }
        // Each by itself first, so that all faults are found at once.
        for (name, template) in &own {
            if let Err(error) = Tera::clone(&ours).add_raw_template(name, &template.text) {
                findings.extend(found(&error.to_string(), &own, |_, place| place));
            }
        }
        let mut tera = Arc::clone(&ours);
        if findings.is_empty() && !own.is_empty() {
            let counted = own.iter().map(|(name, template)| (name, count_steps(&template.text).0));
            if let Err(error) = Arc::make_mut(&mut tera).add_raw_templates(counted) {
                findings.extend(found(&error.to_string(), &own, original(&own)));
            }
        }
        let usable = findings.is_empty();
        let templates = Self {
            tera: if usable { tera } else { Arc::clone(&ours) },
            ours,
            own: Arc::new(if usable { own } else { BTreeMap::new() }),
            faults: Arc::default(),
        };
        (templates, findings)
    }

    /// The same templates, which have done nothing wrong yet.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self { faults: Arc::default(), ..self.clone() }
    }

    /// Whether the book brings one of its own.
    pub fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// Whether the book brings none of these, so that they are as ours are.
    pub fn are_ours(&self, names: &[&str]) -> bool {
        names.iter().all(|name| !self.own.contains_key(*name))
    }

    /// Whether the book brings a frame of its own.
    pub fn has_own_frame(&self) -> bool {
        !self.are_ours(&[PAGE])
    }

    /// Whether the print page is as ours is, so that it can be made piece by piece.
    pub fn has_book_in_pieces(&self) -> bool {
        self.are_ours(&[PAGE, BOOK])
    }

    /// What went wrong since these are in use.
    pub fn faults(&self) -> Vec<Finding> {
        self.lock().findings.clone()
    }

    /// Renders a template with its struct.
    pub fn render<T: Serialize>(&self, name: &str, view: &T) -> String {
        self.render_context(name, &Self::context(view))
    }

    /// What a template is given; its texts are copies, so the struct need not live until the template is rendered.
    pub fn context<T: Serialize>(view: &T) -> Context {
        Context::from_serialize(view).expect("views are plain structs with named fields")
    }

    /// Renders a template with what it is given.
    pub fn render_context(&self, name: &str, context: &Context) -> String {
        String::from_utf8(self.render_bytes(name, context, 0)).expect(TEXT)
    }

    /// The same for who needs no text; room for `length` bytes is there from the start.
    pub fn render_bytes(&self, name: &str, context: &Context, length: usize) -> Vec<u8> {
        let mut html = Vec::with_capacity(length);
        self.write(name, context, &mut html);
        html
    }

    /// A page, to be shared. It is written in a place that each thread keeps, since a text that grows is moved again and
    /// again, and its room cleared by the system each time. What stands in our frame is written where it stays: the text of
    /// the longest page is long, so it is never there twice. A frame of the book's may do with it what it likes.
    pub fn render_page(&self, round: Round, content: Option<Content>) -> Arc<[u8]> {
        /// A page of usual length; the room of a longer one is given back.
        const USUAL: usize = 1 << 20;
        /// More than a frame takes below what stands in it.
        const FOOT: usize = 1 << 16;
        thread_local! {
            static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
        }
        let fill = |content: Option<Content>, out: &mut Vec<u8>| {
            let Some(Content { template, mut context, length, body }) = content else { return };
            out.reserve(length + FOOT);
            match body {
                Some(body) if self.are_ours(&[CHAPTER]) => {
                    let [above, below] = CHAPTER_PIECES;
                    self.write(above, &context, out);
                    out.extend_from_slice(body.as_bytes());
                    self.write(below, &context, out);
                }
                body => {
                    if let Some(body) = body {
                        context.insert("body", &body);
                    }
                    self.write(template, &context, out);
                }
            }
        };
        ROOM.with_borrow_mut(|room| {
            room.clear();
            if self.has_own_frame() {
                fill(content, room);
                let body = std::str::from_utf8(room).expect(TEXT);
                let mut given = round.given;
                given.insert_value("body", Value::safe_string(body));
                room.clear();
                self.write(PAGE, &given, room);
            } else {
                self.write_above(&round, room);
                fill(content, room);
                self.write_below(&round, room);
                drop(round);
            }
            let page = Arc::from(room.as_slice());
            if room.capacity() > USUAL {
                *room = Vec::new();
            }
            page
        })
    }

    /// What stands above and below what a page shows, of a book that has no frame of its own.
    pub fn render_round(&self, round: &Round) -> [Vec<u8>; 2] {
        let (mut above, mut below) = (Vec::new(), Vec::new());
        self.write_above(round, &mut above);
        self.write_below(round, &mut below);
        [above, below]
    }

    /// The pieces of our frame that pages share.
    pub fn render_shared(&self, given: &Context) -> Shared {
        let [_, top, side, _, _, foot] = FRAME;
        [top, side, foot].map(|piece| self.render_bytes(piece, given, 0))
    }

    fn write_above(&self, Round { given, nav, shared }: &Round, out: &mut Vec<u8>) {
        let [start, _, _, above, ..] = FRAME;
        let [top, side, _] = &**shared;
        self.write(start, given, out);
        for piece in [top, nav.as_bytes(), side] {
            out.extend_from_slice(piece);
        }
        self.write(above, given, out);
    }

    fn write_below(&self, Round { given, shared, .. }: &Round, out: &mut Vec<u8>) {
        let [.., below, _] = FRAME;
        let [.., foot] = &**shared;
        self.write(below, given, out);
        out.extend_from_slice(foot);
    }

    /// Adds what a template makes to what there is.
    fn write(&self, name: &str, context: &Context, out: &mut Vec<u8>) {
        let start = out.len();
        if !(self.has_own() && self.lock().endless.contains(name)) {
            STEPS.set(budget::TEMPLATE_STEPS);
            match self.tera.render_to(name, context, &mut *out) {
                Ok(()) => return,
                Err(error) => self.keep(name, &error),
            }
            out.truncate(start);
        }
        self.ours.render_to(name, context, out).expect("our own templates are tested");
    }

    /// Renders a template that only the book can have: nothing where it has none, or one that fails.
    pub fn render_own(&self, name: &str, context: &Context) -> String {
        if !self.own.contains_key(name) || self.lock().endless.contains(name) {
            return String::new();
        }
        STEPS.set(budget::TEMPLATE_STEPS);
        self.try_render(name, context).unwrap_or_else(|error| {
            self.keep(name, &error);
            String::new()
        })
    }

    /// Renders a template that only the book can have, or says what is wrong.
    pub fn attempt(&self, name: &str, context: &Context) -> Result<String, Box<Finding>> {
        STEPS.set(budget::TEMPLATE_STEPS);
        self.try_render(name, context).map_err(|error| {
            let faults = found(&error.to_string(), &self.own, original(&self.own));
            Box::new(faults.into_iter().next().expect("an error is told"))
        })
    }

    /// As Tera's own `render`, of which the program would carry one more copy: Tera compiles all that renders for each kind of
    /// place that it writes to.
    fn try_render(&self, name: &str, context: &Context) -> Result<String, tera::Error> {
        let mut out = Vec::new();
        self.tera.render_to(name, context, &mut out)?;
        Ok(String::from_utf8(out).expect(TEXT))
    }

    fn keep(&self, name: &str, error: &tera::Error) {
        let report = error.to_string();
        let mut faults = self.lock();
        if report.contains(ENDLESS) {
            faults.endless.insert(name.to_owned());
        }
        for finding in found(&report, &self.own, original(&self.own)) {
            if !faults.findings.contains(&finding) {
                faults.findings.push(finding);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Faults> {
        // A finding is put in whole.
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn own(texts: &[(&str, &str)]) -> (Sources, BTreeMap<String, Override>) {
        let mut sources = Sources::default();
        let own = texts.iter().map(|(name, text)| {
            let source = sources.add(format!("templates/{name}"), *text);
            ((*name).to_owned(), Override { source, text: (*text).into() })
        });
        let own = own.collect();
        (sources, own)
    }

    #[derive(Serialize)]
    struct View {
        to: &'static str,
        script: &'static str,
        places: [(); 0],
    }

    /// What `redirect.html` gives, and its faults as `line:column text: message`.
    fn rendered(text: &str) -> (String, Vec<String>) {
        let (sources, own) = own(&[("redirect.html", text)]);
        let (templates, mut findings) = Templates::new(own, &Locale::default());
        let html =
            templates.render("redirect.html", &View { to: "a.html", script: "a.js", places: [] });
        findings.extend(templates.faults());
        let told = findings.iter().map(|finding| {
            let span = finding.span.expect("it has a place");
            let place = sources.place(span);
            format!("{}:{} {}: {}", place.line, place.column, sources.text(span), finding.message)
        });
        (html, told.collect())
    }

    #[test]
    fn counting_changes_nothing_that_is_written() {
        for (text, html) in [
            ("{% for x in [1, 2] %} {{ x }} {% endfor %}!", " 1  2 !"),
            ("{% for x in [1, 2] %} {{ x }} {%- endfor -%} !", " 1 2!"),
            (
                "{% for x in [1, 2] -%} {% if x == 1 %}{% continue %}{% endif %}{{ x }} {% endfor %}",
                "2 ",
            ),
            (
                "{% raw %}{% endfor %}{% endraw %}{{ \"{% endfor %}\" }}{# {% endfor %} #}é{",
                "{% endfor %}{% endfor %}é{",
            ),
        ] {
            assert_eq!(rendered(text), (html.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn faults_stand_where_the_author_wrote_them() {
        let loops = "{% for x in [1] %}{% endfor %}";
        for (text, told) in [
            ("a\n{{ tu }}", "2:4 tu: variable `tu` is not defined"),
            ("é {{ to.x.y }}", "1:9 x: field `x` is not defined"),
            (&format!("{loops}{loops} {{{{ tu }}}}"), "1:65 tu: variable `tu` is not defined"),
            ("{{ to | shout }}", "1:9 shout: unknown filter `shout`"),
            ("{% if to %}", "1:12 : unexpected end of input"),
        ] {
            let (html, found) = rendered(text);
            assert!(html.contains("a.html"), "ours is used: {html}");
            assert_eq!(found, [told], "{text}");
        }
    }

    #[test]
    fn a_template_without_end_is_ended() {
        let nested = "{% for a in range(end=77777) -%}\n{%- for b in range(end=77777) -%}\n{%- endfor -%}{%- endfor -%}";
        let (html, found) = rendered(nested);
        assert!(html.contains("a.html"), "ours is used: {html}");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("3:1 {"), "{found:?}");
        assert!(found[0].contains("steps on one page"), "{found:?}");
    }
}
