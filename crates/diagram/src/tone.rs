//! Colours that an author names, as roles of the page.
//!
//! A diagram is shown in light and in dark, so a colour cannot be taken as it is written. Its hue becomes one of a few
//! tones, to which the style sheet gives values with enough contrast in both; how light or how strong it was is not kept.

/// A hue with a meaning for the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Grey,
    Red,
    Orange,
    Yellow,
    Green,
    Teal,
    Blue,
    Purple,
    Pink,
}

impl Tone {
    /// Another tone for each of a row of parts; neighbours differ clearly.
    pub(super) fn of(index: usize) -> Tone {
        const ROW: [Tone; 8] = [
            Tone::Blue,
            Tone::Orange,
            Tone::Green,
            Tone::Purple,
            Tone::Teal,
            Tone::Red,
            Tone::Yellow,
            Tone::Pink,
        ];
        ROW[index % ROW.len()]
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Tone::Grey => "gw-d-grey",
            Tone::Red => "gw-d-red",
            Tone::Orange => "gw-d-orange",
            Tone::Yellow => "gw-d-yellow",
            Tone::Green => "gw-d-green",
            Tone::Teal => "gw-d-teal",
            Tone::Blue => "gw-d-blue",
            Tone::Purple => "gw-d-purple",
            Tone::Pink => "gw-d-pink",
        }
    }
}

/// How a part of a diagram stands out, from an author's list of CSS properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) tone: Option<Tone>,
    pub(super) is_dashed: bool,
    pub(super) is_heavy: bool,
}

impl Look {
    /// Reads `fill:#f9f,stroke:#333,stroke-width:4px`. What does not tell a part from others is passed over.
    pub(super) fn read(properties: &str) -> Look {
        let mut look = Look::default();
        let (mut fill, mut stroke) = (None, None);
        for property in split(properties) {
            let Some((name, value)) = property.split_once(':') else { continue };
            let value = value.trim().trim_end_matches("!important").trim();
            match name.trim() {
                "fill" | "background" | "background-color" => fill = tone(value),
                "stroke" | "border-color" => stroke = tone(value),
                "stroke-dasharray" => look.is_dashed = value != "0" && value != "none",
                "stroke-width" => look.is_heavy = pixels(value).is_some_and(|width| width >= 3.0),
                _ => {}
            }
        }
        // A grey fill with a coloured rim is meant to be that colour.
        look.tone = match (fill, stroke) {
            (Some(Tone::Grey) | None, Some(stroke)) if stroke != Tone::Grey => Some(stroke),
            (fill, stroke) => fill.or(stroke),
        };
        look
    }

    /// This look with what a later one says of it.
    pub(super) fn with(self, later: Look) -> Look {
        Look {
            tone: later.tone.or(self.tone),
            is_dashed: self.is_dashed || later.is_dashed,
            is_heavy: self.is_heavy || later.is_heavy,
        }
    }

    /// Classes to be added to those of the part, each with a blank before it.
    pub(super) fn classes(self) -> String {
        let tone = self.tone.map(|tone| format!(" gw-d-toned {}", tone.class()));
        let dashed = if self.is_dashed { " gw-d-dashed" } else { "" };
        let heavy = if self.is_heavy { " gw-d-heavy" } else { "" };
        format!("{}{dashed}{heavy}", tone.unwrap_or_default())
    }
}

/// At commas and semicolons outside of brackets.
fn split(properties: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    properties.split(move |letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (letter == ',' || letter == ';')
    })
}

fn pixels(value: &str) -> Option<f64> {
    value.trim_end_matches("px").trim().parse().ok()
}

/// The tone of a CSS colour; nothing for white, for transparent and for what is no colour.
pub(super) fn tone(colour: &str) -> Option<Tone> {
    let colour = colour.trim().to_ascii_lowercase();
    if let Some(tone) = named(&colour) {
        return Some(tone);
    }
    let (red, green, blue) = if let Some(digits) = colour.strip_prefix('#') {
        hexadecimal(digits)?
    } else if let Some(numbers) = function(&colour, "rgb") {
        let byte = |text: &str| match text.strip_suffix('%') {
            Some(share) => share.trim().parse::<f64>().ok().map(|share| share / 100.0),
            None => text.parse::<f64>().ok().map(|byte| byte / 255.0),
        };
        (byte(numbers[0])?, byte(numbers[1])?, byte(numbers[2])?)
    } else if let Some(numbers) = function(&colour, "hsl") {
        let hue: f64 = numbers[0].trim_end_matches("deg").parse().ok()?;
        let share = |text: &str| Some(text.trim_end_matches('%').parse::<f64>().ok()? / 100.0);
        return by_hue(hue.rem_euclid(360.0), share(numbers[1])?, share(numbers[2])?);
    } else {
        return None;
    };
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let (span, lightness) = (most - least, f64::midpoint(most, least));
    if span <= 0.0 {
        return by_hue(0.0, 0.0, lightness);
    }
    let hue = if most <= red {
        60.0 * ((green - blue) / span)
    } else if most <= green {
        60.0 * ((blue - red) / span + 2.0)
    } else {
        60.0 * ((red - green) / span + 4.0)
    };
    let saturation = span / (1.0 - (2.0 * lightness - 1.0).abs()).max(0.001);
    by_hue(hue.rem_euclid(360.0), saturation, lightness)
}

fn by_hue(hue: f64, saturation: f64, lightness: f64) -> Option<Tone> {
    if lightness > 0.985 {
        return None;
    }
    if saturation < 0.12 || lightness < 0.06 {
        return Some(Tone::Grey);
    }
    Some(match hue {
        ..15.0 => Tone::Red,
        ..42.0 => Tone::Orange,
        ..70.0 => Tone::Yellow,
        ..160.0 => Tone::Green,
        ..195.0 => Tone::Teal,
        ..255.0 => Tone::Blue,
        ..290.0 => Tone::Purple,
        ..345.0 => Tone::Pink,
        _ => Tone::Red,
    })
}

fn hexadecimal(digits: &str) -> Option<(f64, f64, f64)> {
    let number = u32::from_str_radix(digits, 16).ok()?;
    let (step, number) = match digits.len() {
        3 => (4, number),
        4 => (4, number >> 4),
        6 => (8, number),
        8 => (8, number >> 8),
        _ => return None,
    };
    let most = (1_u32 << step) - 1;
    let part = |place: u32| f64::from(number >> (place * step) & most) / f64::from(most);
    Some((part(2), part(1), part(0)))
}

/// The first three arguments of `rgb(…)`, `rgba(…)` and their like.
fn function<'c>(colour: &'c str, name: &str) -> Option<[&'c str; 3]> {
    let rest = colour.strip_prefix(name)?;
    let rest = rest.strip_prefix('a').unwrap_or(rest).strip_prefix('(')?.strip_suffix(')')?;
    let mut parts = rest.split([',', ' ', '/']).map(str::trim).filter(|part| !part.is_empty());
    Some([parts.next()?, parts.next()?, parts.next()?])
}

/// The tone of a name of CSS; white and its like have none.
fn named(colour: &str) -> Option<Tone> {
    const NAMES: [(Tone, &str); 9] = [
        (
            Tone::Grey,
            "black gray grey silver gainsboro dimgray dimgrey darkgray darkgrey lightgray lightgrey slategray slategrey lightslategray lightslategrey darkslategray darkslategrey linen seashell",
        ),
        (
            Tone::Red,
            "red darkred firebrick crimson indianred lightcoral salmon darksalmon lightsalmon tomato maroon brown rosybrown mistyrose",
        ),
        (
            Tone::Orange,
            "orange darkorange coral orangered chocolate sienna saddlebrown peru sandybrown burlywood tan bisque peachpuff navajowhite moccasin wheat antiquewhite blanchedalmond papayawhip oldlace",
        ),
        (
            Tone::Yellow,
            "yellow gold goldenrod darkgoldenrod palegoldenrod lightyellow lightgoldenrodyellow lemonchiffon cornsilk khaki darkkhaki beige",
        ),
        (
            Tone::Green,
            "green darkgreen forestgreen seagreen mediumseagreen darkseagreen lime limegreen lightgreen palegreen springgreen mediumspringgreen chartreuse lawngreen greenyellow yellowgreen olive olivedrab darkolivegreen honeydew mintcream",
        ),
        (
            Tone::Teal,
            "teal darkcyan cyan aqua turquoise mediumturquoise darkturquoise paleturquoise lightcyan aquamarine mediumaquamarine lightseagreen cadetblue azure",
        ),
        (
            Tone::Blue,
            "blue navy darkblue mediumblue royalblue dodgerblue deepskyblue skyblue lightskyblue lightblue powderblue steelblue lightsteelblue cornflowerblue midnightblue aliceblue",
        ),
        (
            Tone::Purple,
            "purple indigo rebeccapurple darkviolet blueviolet darkorchid mediumorchid mediumpurple slateblue darkslateblue mediumslateblue lavender darkmagenta",
        ),
        (
            Tone::Pink,
            "pink lightpink hotpink deeppink palevioletred mediumvioletred magenta fuchsia orchid violet plum thistle lavenderblush",
        ),
    ];
    let has = |names: &str| names.split(' ').any(|name| name == colour);
    NAMES.iter().find(|(_, names)| has(names)).map(|(tone, _)| *tone)
}

#[cfg(test)]
mod tests {
    use super::{Look, Tone, tone};

    #[test]
    fn colours_become_tones() {
        let cases = [
            ("#f96", Some(Tone::Orange)),
            ("#FF0000", Some(Tone::Red)),
            ("#bbf8", Some(Tone::Blue)),
            ("rgb(0, 128, 0)", Some(Tone::Green)),
            ("rgba(191, 223, 255, .5)", Some(Tone::Blue)),
            ("hsl(290deg 60% 50%)", Some(Tone::Pink)),
            ("rebeccapurple", Some(Tone::Purple)),
            ("#333", Some(Tone::Grey)),
            ("#fff", None),
            ("white", None),
            ("no colour", None),
        ];
        for (colour, wanted) in cases {
            assert_eq!(tone(colour), wanted, "{colour}");
        }
    }

    #[test]
    fn properties_become_a_look() {
        let look =
            Look::read("fill:#eee,stroke:rgb(1,2,200),stroke-width:4px,stroke-dasharray: 5 5");
        assert_eq!(look, Look { tone: Some(Tone::Blue), is_dashed: true, is_heavy: true });
        assert_eq!(Look::read("color:red"), Look::default());
        let red = Look::read("fill:red");
        assert_eq!(look.with(red).tone, Some(Tone::Red));
        assert_eq!(red.with(Look::default()), red);
    }
}
