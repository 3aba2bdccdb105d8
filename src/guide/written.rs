//! The links and pictures of a text, as its author wrote them.

use crate::fragment::filter::{self, Role};
use crate::fragment::policy::Load;
use crate::parse::Chapter;
use crate::parse::doc::{At, BlockKind, Inline, InlineKind, each_block, each_inline, plain};
use crate::parse::markup::Html;

/// A link or an image as the author wrote it.
#[derive(Debug, Clone)]
pub struct Link {
    pub at: At,
    pub to: String,
    pub role: Role,
    /// Of a picture: what stands for it; nothing where raw HTML says nothing.
    pub alt: Option<String>,
    /// What readers click on; nothing in raw HTML.
    pub words: Option<String>,
    /// Whether raw HTML holds it that only a book which trusts its HTML gets onto the page.
    pub trusted: bool,
}

impl Link {
    pub fn is_picture(&self) -> bool {
        self.role == Role::Load(Load::Picture)
    }
}

/// What a text links and shows.
pub(super) fn links_of(chapter: &Chapter) -> Vec<Link> {
    let mut links = Vec::new();
    each_inline(&chapter.blocks, &mut |inline: &Inline| {
        let at = inline.at.range();
        match &inline.kind {
            InlineKind::Link(leads) => links.push(Link {
                at,
                to: leads.to.clone(),
                role: Role::Link,
                alt: None,
                words: Some(plain(&leads.inlines)),
                trusted: false,
            }),
            InlineKind::Image(image) => links.push(Link {
                at,
                to: image.src.clone(),
                role: Role::Load(Load::Picture),
                alt: Some(image.alt.clone()),
                words: None,
                trusted: false,
            }),
            _ => {}
        }
    });
    chapter.each_html(&mut |html| links_of_html(html, &mut links));
    each_block(&chapter.blocks, &mut |block| {
        if let BlockKind::Code(code) = &block.kind
            && code.language == "mermaid"
        {
            links.extend(guidewright_diagram::links(&code.text).into_iter().map(|(at, to)| Link {
                at: code.place(at).unwrap_or_else(|| block.at.range()),
                to,
                role: Role::Link,
                alt: None,
                words: None,
                trusted: false,
            }));
        }
    });
    links
}

fn links_of_html(html: &Html, links: &mut Vec<Link>) {
    for tag in html.tags() {
        for attribute in &tag.attributes {
            let Some(role) = filter::role(tag, &attribute.name) else { continue };
            for (to, _) in filter::addresses(attribute) {
                links.push(Link {
                    at: attribute.value_at.clone(),
                    to: to.to_owned(),
                    role,
                    alt: match tag.attribute("alt") {
                        Some(alt) => Some(alt.value.clone()),
                        // The picture itself says what its other sizes show.
                        None if attribute.name != "src" => Some(String::new()),
                        None => None,
                    },
                    words: None,
                    trusted: !filter::is_listed(tag, &attribute.name),
                });
            }
        }
    }
}
