//! Links that leave the book: which there are, and what the answers of their hosts mean.
//!
//! Nothing here asks anybody. `cli/external.rs` does that, on request only, and hands the answers in.

use super::links::smallest;
use crate::finding::{Finding, Rule};
use crate::guide::{Guide, Link};
use crate::parse::Chapter;
use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const DEAD_LINK: Rule =
    Rule::error("dead-link", "with `--external`: what a link leads to is there");
pub const MOVED_LINK: Rule =
    Rule::warning("moved-link", "with `--external`: a link names where its page is now");
pub const UNREACHABLE_LINK: Rule =
    Rule::warning("unreachable-link", "with `--external`: the host of a link answers");

/// What came back for an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HostAnswer {
    /// The page is there.
    There,
    /// The page is there for good under another address.
    Moved(String),
    /// The host says no, with this status.
    Refused(u16),
    /// Nobody can tell: no connection, no answer in time, a fault of the host.
    Silent(String),
}

/// A link over http or https with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalLink {
    /// Without what follows `#`: hosts never see that.
    pub address: String,
    pub span: Span,
}

/// All external links of a guide, in reading order.
pub fn links(guide: &Guide<'_>) -> Vec<ExternalLink> {
    let web = |(_, to): &(&Chapter, &Link)| {
        let scheme = to.to.split(':').next().unwrap_or_default().to_ascii_lowercase();
        (scheme == "http" || scheme == "https") && to.to.contains("://")
    };
    let link = |(chapter, link): (&Chapter, &Link)| {
        let span = smallest(chapter, &link.at, &link.to);
        let address = link.to.split('#').next().unwrap_or_default().to_owned();
        ExternalLink { address, span }
    };
    guide.links().filter(web).map(link).collect()
}

/// What the answers say about the links. A link without an answer was not asked for and is passed over.
pub fn judge(links: &[ExternalLink], answers: &BTreeMap<String, HostAnswer>) -> Vec<Finding> {
    let finding = |link: &ExternalLink| {
        let address = &link.address;
        let finding = match answers.get(address)? {
            HostAnswer::There => return None,
            HostAnswer::Moved(to) => MOVED_LINK
                .broken(link.span, format!("`{address}` has moved"))
                .help(format!("write `{to}`"))
                .mended(address, to),
            HostAnswer::Refused(status @ (404 | 410)) => DEAD_LINK
                .broken(link.span, format!("`{address}` is gone: its host answers {status}"))
                .help("look for where the text is now, or take the link out".to_owned()),
            HostAnswer::Refused(status) => DEAD_LINK
                .broken(link.span, format!("the host of `{address}` answers {status}"))
                .help("open it yourself: if readers see the page, write `<!-- allow(dead-link): why -->` above".to_owned()),
            HostAnswer::Silent(why) => UNREACHABLE_LINK
                .broken(link.span, format!("`{address}` could not be reached: {why}"))
                .help("nobody knows whether the page is there: check your connection and ask again".to_owned()),
        };
        Some(finding)
    };
    links.iter().filter_map(finding).collect()
}
