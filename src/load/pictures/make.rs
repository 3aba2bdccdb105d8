//! One picture to its smaller copies: decoded, turned as its camera says, made smaller, written anew.

use super::{Shelf, asks};
use crate::address;
use crate::budget::PICTURE_PIXELS;
use crate::manifest::site::{PictureCopies, PictureFormat};
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::{jpeg, png, webp as lossless};
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat};
use serde::{Deserialize, Serialize};
use std::io::Cursor;
use xxhash_rust::xxh3::xxh3_64;

/// Grows when the same picture gives other copies than before.
const EDITION: u8 = 1;

/// A copy before it has its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    pub width: u32,
    ending: String,
    pub bytes: Vec<u8>,
}

impl Made {
    /// Where it stands beside the picture. Its name says what is in it, so that it may be kept for ever.
    pub(super) fn path(&self, original: &str) -> String {
        let stem = original.rsplit_once('.').map_or(original, |(stem, _)| stem);
        let hash = format!("{:016x}", xxh3_64(&self.bytes));
        format!("{stem}-{}.{}.{}", self.width, &hash[..8], self.ending)
    }
}

/// Whether a file is one of the kinds that copies are made of. Drawings need none, and what moves stays as it is.
pub(super) fn is_kind(path: &str) -> bool {
    matches!(address::ending(path).as_deref(), Some("png" | "jpg" | "jpeg" | "webp"))
}

/// The copies of a picture, made if no earlier build has.
pub(super) fn remembered(
    hash: u128,
    bytes: &[u8],
    asked: &PictureCopies,
    shelf: &Shelf<'_>,
) -> Result<Vec<Made>, String> {
    let key =
        format!("{:016x}-{hash:032x}", xxh3_64(format!("{EDITION} {}", asks(asked)).as_bytes()));
    let known = (shelf.recall)(&key).and_then(|kept| {
        let (sum, body) = kept.split_first_chunk::<8>()?;
        let whole = u64::from_le_bytes(*sum) == xxh3_64(body);
        whole.then(|| postcard::from_bytes(body).ok()).flatten()
    });
    if let Some(known) = known {
        return Ok(known);
    }
    let made = copies(bytes, asked)?;
    let body = postcard::to_stdvec(&made).expect("numbers and bytes can be written");
    let sum = xxh3_64(&body).to_le_bytes();
    (shelf.keep)(&key, &[&sum[..], &body].concat());
    Ok(made)
}

/// A picture in memory.
struct Picture {
    pixels: DynamicImage,
    /// What its colours mean, where the file says so.
    profile: Option<Vec<u8>>,
    /// Whether its file gave something up to be small.
    is_lossy: bool,
    format: ImageFormat,
}

fn copies(bytes: &[u8], asked: &PictureCopies) -> Result<Vec<Made>, String> {
    let Some(picture) = read(bytes)? else { return Ok(Vec::new()) };
    let (width, height) = (picture.pixels.width(), picture.pixels.height());
    let mut widths: Vec<u32> = asked.widths.iter().copied().filter(|it| *it < width).collect();
    // In another format the whole picture may be lighter, too.
    if target(&picture, asked.format) != picture.format {
        widths.push(width);
    }
    let mut copies = Vec::new();
    // The widest first: each has to be lighter than all that is wider.
    let mut least = bytes.len();
    for width_of_copy in widths.into_iter().rev() {
        let share = f64::from(width_of_copy) / f64::from(width);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a height that fits"
        )]
        let height_of_copy = (f64::from(height) * share).round().max(1.0) as u32;
        let made = write(&picture, (width_of_copy, height_of_copy), asked)?;
        if made.bytes.len() < least {
            least = made.bytes.len();
            copies.push(made);
        }
    }
    copies.reverse();
    Ok(copies)
}

/// Decodes a picture; nothing for one that moves.
fn read(bytes: &[u8]) -> Result<Option<Picture>, String> {
    let told = |error: image::ImageError| error.to_string();
    let size = imagesize::blob_size(bytes).map_err(|error| error.to_string())?;
    if size.width.saturating_mul(size.height) > PICTURE_PIXELS {
        let most = PICTURE_PIXELS / 1_000_000;
        return Err(format!("it has more than {most} million pixels"));
    }
    let format = image::guess_format(bytes).map_err(told)?;
    let file = Cursor::new(bytes);
    let (mut decoder, is_lossy): (Box<dyn ImageDecoder>, bool) = match format {
        ImageFormat::Png => {
            let decoder = png::PngDecoder::new(file).map_err(told)?;
            if decoder.is_apng().map_err(told)? {
                return Ok(None);
            }
            (Box::new(decoder), false)
        }
        ImageFormat::Jpeg => (Box::new(jpeg::JpegDecoder::new(file).map_err(told)?), true),
        ImageFormat::WebP => {
            let decoder = lossless::WebPDecoder::new(file).map_err(told)?;
            if decoder.has_animation() {
                return Ok(None);
            }
            (Box::new(decoder), !is_lossless(bytes))
        }
        // A file of a kind that copies are not made of, under the name of one.
        _ => return Ok(None),
    };
    let profile = decoder.icc_profile().map_err(told)?;
    let orientation = decoder.orientation().map_err(told)?;
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(told)?;
    pixels.apply_orientation(orientation);
    // One byte a channel, as all the formats have that are written.
    let is_grey = !pixels.color().has_color();
    let pixels = if pixels.color().has_alpha() {
        DynamicImage::ImageRgba8(pixels.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(pixels.into_rgb8())
    };
    // The profile of greys would be a wrong one for colours.
    Ok(Some(Picture { pixels, profile: profile.filter(|_| !is_grey), is_lossy, format }))
}

/// Whether a WebP file lost nothing: the name of the piece that holds its pixels says so.
fn is_lossless(file: &[u8]) -> bool {
    let mut rest = file.get(12..).unwrap_or_default();
    while let Some(([a, b, c, d, length @ ..], body)) = rest.split_first_chunk::<8>() {
        let name = [*a, *b, *c, *d];
        if name == *b"VP8L" || name == *b"VP8 " {
            return name == *b"VP8L";
        }
        let length = u32::from_le_bytes(*length) as usize;
        rest = body.get(length.saturating_add(length % 2)..).unwrap_or_default();
    }
    false
}

fn target(picture: &Picture, asked: PictureFormat) -> ImageFormat {
    match asked {
        PictureFormat::Webp => ImageFormat::WebP,
        PictureFormat::Same => picture.format,
    }
}

fn write(picture: &Picture, size: (u32, u32), asked: &PictureCopies) -> Result<Made, String> {
    let (width, height) = size;
    let smaller;
    let pixels = if picture.pixels.width() == width {
        &picture.pixels
    } else {
        let mut copy = DynamicImage::new(width, height, picture.pixels.color());
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        Resizer::new()
            .resize(&picture.pixels, &mut copy, &options)
            .map_err(|error| error.to_string())?;
        smaller = copy;
        &smaller
    };
    let told = |error: image::ImageError| error.to_string();
    let mut bytes = Vec::new();
    let profile = picture.profile.clone();
    let raw = pixels.as_bytes();
    let colours = pixels.color().into();
    let ending = match target(picture, asked.format) {
        ImageFormat::WebP => {
            bytes = webp(pixels, size, (!picture.is_lossy, asked.quality), profile.as_deref())?;
            "webp"
        }
        ImageFormat::Jpeg => {
            let mut encoder = jpeg::JpegEncoder::new_with_quality(&mut bytes, asked.quality);
            if let Some(profile) = profile {
                encoder.set_icc_profile(profile).map_err(|error| error.to_string())?;
            }
            encoder.write_image(raw, width, height, colours).map_err(told)?;
            "jpg"
        }
        _ => {
            let (most, best) = (png::CompressionType::Best, png::FilterType::Adaptive);
            let mut encoder = png::PngEncoder::new_with_quality(&mut bytes, most, best);
            if let Some(profile) = profile {
                encoder.set_icc_profile(profile).map_err(|error| error.to_string())?;
            }
            encoder.write_image(raw, width, height, colours).map_err(told)?;
            "png"
        }
    };
    Ok(Made { width, ending: ending.to_owned(), bytes })
}

fn webp(
    pixels: &DynamicImage,
    (width, height): (u32, u32),
    (is_lossless, quality): (bool, u8),
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, String> {
    let raw = pixels.as_bytes();
    let has_alpha = pixels.color().has_alpha();
    let encoder = if has_alpha {
        webp::Encoder::from_rgba(raw, width, height)
    } else {
        webp::Encoder::from_rgb(raw, width, height)
    };
    let file = encoder
        .encode_simple(is_lossless, f32::from(quality))
        .map_err(|error| format!("it cannot be written as WebP ({error:?})"))?;
    Ok(match profile {
        Some(profile) => with_profile(&file, size_of_canvas(width, height), has_alpha, profile),
        None => file.to_vec(),
    })
}

fn size_of_canvas(width: u32, height: u32) -> [u8; 6] {
    let [across, down] = [width - 1, height - 1].map(u32::to_le_bytes);
    [across[0], across[1], across[2], down[0], down[1], down[2]]
}

/// A WebP file with a profile of its colours: the head of the extended form, the profile, and the pixels as they were.
fn with_profile(file: &[u8], canvas: [u8; 6], has_alpha: bool, profile: &[u8]) -> Vec<u8> {
    const EXTENDED: usize = 18;
    let mut pieces = &file[12..];
    if pieces.starts_with(b"VP8X") {
        pieces = &pieces[EXTENDED..];
    }
    let length = |bytes: usize| u32::try_from(bytes).expect("a picture of a page").to_le_bytes();
    let mut body = b"WEBPVP8X".to_vec();
    body.extend(length(10));
    body.extend([0x20 | u8::from(has_alpha) << 4, 0, 0, 0]);
    body.extend(canvas);
    body.extend(b"ICCP");
    body.extend(length(profile.len()));
    body.extend(profile);
    body.extend((profile.len() % 2 == 1).then_some(0));
    body.extend(pieces);
    [b"RIFF", &length(body.len())[..], &body].concat()
}
