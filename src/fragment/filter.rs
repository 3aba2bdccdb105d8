//! What an author's raw HTML may hold: structure and text, nothing that runs or styles.

use std::sync::LazyLock;

/// Elements and attributes that pass.
static ALLOWED: LazyLock<Allowed> = LazyLock::new(|| {
    let builder = allow_list();
    Allowed {
        tags: builder.clone_tags(),
        generic: builder.clone_generic_attributes(),
        own: builder.clone_tag_attributes(),
    }
});

struct Allowed {
    tags: std::collections::HashSet<&'static str>,
    generic: std::collections::HashSet<&'static str>,
    own: std::collections::HashMap<&'static str, std::collections::HashSet<&'static str>>,
}

/// Whether an element passes the filter.
pub fn passes(tag: &str) -> bool {
    ALLOWED.tags.contains(tag)
}

/// Whether an attribute of an element passes the filter.
pub fn passes_attribute(tag: &str, name: &str) -> bool {
    ALLOWED.generic.contains(name) || ALLOWED.own.get(tag).is_some_and(|names| names.contains(name))
}

/// The filter.
pub fn allow_list() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags([
            "section",
            "figure",
            "figcaption",
            "mark",
            "input",
            "label",
            "div",
            "span",
            "details",
            "summary",
        ])
        .rm_tags(["input", "label"])
        .add_generic_attributes([
            "class",
            "id",
            "role",
            "tabindex",
            "aria-label",
            "aria-hidden",
            "hidden",
            "lang",
            "dir",
        ])
        .add_tag_attributes("details", ["open"])
        .add_tag_attributes("th", ["scope"])
        .add_tag_attributes("a", ["rel"])
        .add_tag_attributes("img", ["loading", "decoding"])
        .add_tag_attributes("ol", ["start"])
        .link_rel(None)
        .url_relative(ammonia::UrlRelative::PassThrough);
    builder
}
