//! The only integration binary: one link step, one place to look.

#![allow(clippy::disallowed_methods, reason = "tests set up and look at folders")]

mod bank;
mod books;
mod cmd;
mod commonmark;
mod disk;
mod durable;
mod export;
mod external;
mod house;
mod interface;
mod languages;
mod lsp;
mod manual;
mod mend;
mod nav;
mod package;
mod page;
#[cfg(feature = "pictures")]
mod pictures;
mod rules;
mod serve;
mod site;
mod support;
mod texts;
mod weight;
mod wellformed;
mod words;
