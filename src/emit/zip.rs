//! The site as one file, the same bytes for the same site.

use super::Site;
use anyhow::{Context, Result};
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The comment by which we know an archive of ours again.
pub const COMMENT: &str = "Made by guidewright";

/// Whether we made an archive, so that it may be replaced by the next one.
pub fn is_ours(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|zip| zip.comment() == COMMENT.as_bytes())
}

/// A zip of the site. Entries are sorted, dated 1980-01-01 and carry no owner.
pub fn pack(site: &Site) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.set_comment(COMMENT).context("cannot begin the zip")?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (path, bytes) in &site.files {
        zip.start_file(path.as_str(), options)
            .with_context(|| format!("cannot add `{path}` to the zip"))?;
        zip.write_all(bytes).with_context(|| format!("cannot add `{path}` to the zip"))?;
    }
    Ok(zip.finish().context("cannot finish the zip")?.into_inner())
}
