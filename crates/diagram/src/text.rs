//! How wide text is and where its lines break, without asking a browser.
//!
//! A table of advance widths of a common sans serif (Helvetica and its metric twins) gives the width of a
//! line; six per cent are added because readers' system fonts differ. East Asian characters count as full
//! width and may break anywhere. Lines are balanced: no label ends with one lonely word when it can help it.

/// The three sizes of type in a diagram; the style sheet sets the same sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// Words inside shapes, 14 px.
    Label,
    /// Words on edges and messages, 13 px.
    Small,
    /// Titles of groups, 13 px and bold.
    Strong,
}

impl Face {
    pub(super) fn line_height(self) -> f64 {
        match self {
            Face::Label => 19.0,
            Face::Small | Face::Strong => 17.0,
        }
    }

    /// From the middle of a line down to the base line its letters stand on.
    pub(super) fn drop(self) -> f64 {
        match self {
            Face::Label => 5.0,
            Face::Small | Face::Strong => 4.5,
        }
    }

    fn per_mille(self) -> f64 {
        const SAFETY: f64 = 1.06;
        match self {
            Face::Label => 14.0 * SAFETY / 1000.0,
            Face::Small => 13.0 * SAFETY / 1000.0,
            Face::Strong => 13.0 * SAFETY * 1.15 / 1000.0,
        }
    }
}

/// Text broken into lines, with the room it takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words {
    pub(super) lines: Vec<String>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Breaks `text` into lines no wider than `limit`; a line feed always breaks.
///
/// A single word wider than the limit is broken behind a mark such as `-` or `/`, then anywhere: it is never cut.
pub(super) fn wrap(text: &str, face: Face, limit: f64) -> Words {
    let mut words = Words::default();
    for paragraph in text.split('\n') {
        let atoms = atoms(paragraph, face, limit);
        let lines = fill(&atoms, face, limit);
        let balanced = balance(&atoms, face, limit, lines.len()).unwrap_or(lines);
        words.lines.extend(balanced);
    }
    while words.lines.last().is_some_and(String::is_empty) {
        words.lines.pop();
    }
    words.width = words.lines.iter().map(|line| width(line, face)).fold(0.0, f64::max).ceil();
    words.height = words.lines.iter().map(|_| face.line_height()).sum();
    words
}

pub(super) fn width(text: &str, face: Face) -> f64 {
    text.chars().map(advance).map(f64::from).sum::<f64>() * face.per_mille()
}

/// The smallest piece of text that stays together on a line.
struct Atom {
    text: String,
    width: f64,
    space_before: bool,
}

fn atoms(paragraph: &str, face: Face, limit: f64) -> Vec<Atom> {
    let mut atoms = Vec::new();
    for word in paragraph.split_whitespace() {
        let mut space_before = true;
        let mut push = |text: &mut String| {
            if !text.is_empty() {
                let text = std::mem::take(text);
                atoms.push(Atom { width: width(&text, face), text, space_before });
                space_before = false;
            }
        };
        let too_wide = width(word, face) > limit;
        let mut piece = String::new();
        for letter in word.chars() {
            if is_wide(letter) {
                push(&mut piece);
                piece.push(letter);
                push(&mut piece);
                continue;
            }
            if too_wide
                && width(&piece, face) + width(letter.encode_utf8(&mut [0; 4]), face) > limit
            {
                push(&mut piece);
            }
            piece.push(letter);
            if too_wide && "-/_.:,;|=+&?".contains(letter) {
                push(&mut piece);
            }
        }
        push(&mut piece);
    }
    atoms
}

/// Puts as many atoms on each line as fit.
fn fill(atoms: &[Atom], face: Face, limit: f64) -> Vec<String> {
    let space = width(" ", face);
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for atom in atoms {
        let gap = if atom.space_before && used > 0.0 { space } else { 0.0 };
        if used > 0.0 && used + gap + atom.width > limit {
            lines.push(String::new());
            used = 0.0;
        }
        if let Some(line) = lines.last_mut() {
            if atom.space_before && used > 0.0 {
                line.push(' ');
                used += space;
            }
            line.push_str(&atom.text);
            used += atom.width;
        }
    }
    lines
}

/// Narrows the limit as far as the number of lines allows, so that all lines come out about as long.
fn balance(atoms: &[Atom], face: Face, limit: f64, count: usize) -> Option<Vec<String>> {
    if count < 2 {
        return None;
    }
    let widest = atoms.iter().map(|atom| atom.width).fold(0.0, f64::max);
    let (mut low, mut high) = (widest.min(limit), limit);
    let mut best = None;
    for _ in 0..7 {
        let middle = f64::midpoint(low, high);
        let lines = fill(atoms, face, middle);
        if lines.len() <= count {
            high = middle;
            best = Some(lines);
        } else {
            low = middle;
        }
    }
    best
}

/// Advance width in thousandths of the font size.
fn advance(letter: char) -> u16 {
    /// From the space to the tilde.
    #[rustfmt::skip]
    const LATIN: [u16; 95] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];
    let code = u32::from(letter);
    if let Some(advance) = code.checked_sub(32).and_then(|at| LATIN.get(usize::try_from(at).ok()?))
    {
        return *advance;
    }
    match code {
        0..=31
        | 0x300..=0x36F
        | 0x200B..=0x200F
        | 0x202A..=0x202E
        | 0x2060..=0x206F
        | 0xFE00..=0xFE0F => 0,
        0x2013 | 0x2018..=0x201A => 556,
        0x2014 | 0x2026 | 0x2190..=0x2BFF => 1000,
        _ if is_wide(letter) => 1000,
        _ if letter.is_uppercase() => 740,
        _ => 600,
    }
}

fn is_wide(letter: char) -> bool {
    matches!(u32::from(letter),
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1_F300..=0x1_FAFF | 0x2_0000..=0x3_FFFD)
}
