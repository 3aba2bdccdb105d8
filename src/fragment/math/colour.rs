//! Colours of formulas as hues that can be read in both schemes.
//!
//! An author's red is dark enough for one ground and too dark for the other, so what is kept of a colour is its hue; the
//! style sheet gives it a lightness for each scheme. Black and white are the page's own.

/// Degrees between one of the hues and the next.
const STEP: f64 = 15.0;

/// The class of a colour, `#RRGGBB`.
pub(super) fn class_of_colour(colour: &str) -> String {
    let part = |at: usize| {
        let digits = colour.get(at..at + 2).unwrap_or_default();
        f64::from(u8::from_str_radix(digits, 16).unwrap_or(0)) / 255.0
    };
    let [lightness, chroma, hue] = oklch([part(1), part(3), part(5)]);
    if chroma < 0.03 {
        return match lightness {
            dark if dark < 0.35 => "gw-f-ink",
            grey if grey < 0.9 => "gw-f-grey",
            _ => "gw-f-ground",
        }
        .to_owned();
    }
    format!("gw-f-hue-{}", (hue / STEP).round() * STEP % 360.0)
}

/// Lightness, chroma and hue as the eye has them, by the matrices that CSS gives for them.
fn oklch(rgb: [f64; 3]) -> [f64; 3] {
    let linear =
        |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    let cones = product(
        [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ],
        rgb.map(linear),
    );
    let [lightness, green_red, blue_yellow] = product(
        [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ],
        cones.map(f64::cbrt),
    );
    let hue = blue_yellow.atan2(green_red).to_degrees();
    [lightness, green_red.hypot(blue_yellow), if hue < 0.0 { hue + 360.0 } else { hue }]
}

fn product(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(factor, value)| factor * value).sum())
}
