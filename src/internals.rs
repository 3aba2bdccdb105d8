//! What our own tests, fuzz targets and benchmarks look at. No interface: any version may change it.

pub mod address {
    pub use crate::address::{decode, is_external};
}
pub mod assets {
    pub use crate::assets::{AssetForm, bundle_names};
}
pub mod check {
    pub use crate::check::{all, external, foreign, proof, rules, settle};
}
pub mod emit {
    pub mod disk {
        pub use crate::emit::disk::cache;
    }
}
pub mod finding {
    pub use crate::finding::Found;
}
pub mod fragment {
    pub mod code {
        pub use crate::fragment::code::{Highlighter, every_language};
    }
    pub mod math {
        pub use crate::fragment::math::{Macros, Mathml, all};
    }
}
pub mod guide {
    pub use crate::guide::assemble;
}
pub mod index {
    pub use crate::index::units::{synonyms, units};
}
pub mod load {
    pub use crate::load::{Files, Project, again, files, folder, include, kept, programs};
}
pub mod locale {
    pub use crate::locale::Locale;
}
pub mod manifest {
    pub use crate::manifest::{Dialect, outline, read};
}
pub mod mend {
    pub use crate::mend::{Change, Mended, Texts, book};
}
pub mod parse {
    pub use crate::address::page_path;
    pub use crate::parse::{Chapter, Syntax, chapter, chapters};
}
pub mod render {
    pub use crate::render::surface;
    pub mod body {
        pub use crate::render::body::{Scene, Writer};
    }
}
pub mod report {
    pub use crate::report::{human, json};
}
pub mod serve {
    pub use crate::serve::{edition, remembered};
}
pub mod source {
    pub use crate::source::{SourceId, Sources, Stitched};
}
pub mod study {
    pub use crate::study::form;
}
pub mod texts {
    pub use crate::texts::{of, with};
}
pub use crate::{build, check as check_book, dates_ahead, external_links, with_guide};
