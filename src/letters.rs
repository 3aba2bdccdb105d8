//! Classes of letters, as they stand in the bytes of a text.

/// Letters of a run, by their numbers: they fold to themselves, have no case, and join nothing that stands before them.
/// Texts are millions of them, in no order that a processor could foresee: a look into a table, and no question that hangs
/// on the answer to another.
#[inline]
pub fn is_steady(letter: u32) -> bool {
    let block = BLOCKS.get((letter >> 6) as usize).copied().unwrap_or_default();
    RUNS[usize::from(block & 7)] >> (letter & 0x3f) & 1 != 0
}

/// Whether three bytes of a text, of which the first begins a letter, are one of a run.
#[inline]
pub fn is_steady_in([first, second, third]: [u8; 3]) -> bool {
    let block = BLOCKS[usize::from(first & 0xf) << 6 | usize::from(second & 0x3f)];
    first & 0xf0 == 0xe0 && RUNS[usize::from(block & 7)] >> (third & 0x3f) & 1 != 0
}

/// Of each 64 letters which of [`RUNS`] they are.
static BLOCKS: [u8; 0x400] = {
    let mut blocks = [0; 0x400];
    let mut block = 0;
    while block < blocks.len() {
        blocks[block] = match block {
            0x138..=0x27f | 0x2b0..=0x35d => 1,
            0xc0 => 2,
            0xc1 => 3,
            0xc2 => 4,
            0xc3 => 5,
            0x35e => 6,
            _ => 0,
        };
        block += 1;
    }
    blocks
};

/// No letters; all; those of Japanese, with the sign that repeats one, two more that count as letters, and what makes a vowel
/// long; the last ones of Korean.
static RUNS: [u64; 8] = [
    0,
    u64::MAX,
    0x0000_0000_0000_00e0,
    0xffff_ffff_ffff_fffe,
    0xffff_fffe_007f_ffff,
    0x17ff_ffff_ffff_ffff,
    (1 << 0x24) - 1,
    0,
];

/// The number of the letter at a place if it takes three bytes, and less than those have if not.
#[inline]
pub fn letter(bytes: &[u8], at: usize) -> u32 {
    match bytes[at..].first_chunk() {
        Some(&[first @ 0xe0..=0xef, second, third]) => {
            u32::from(first & 0xf) << 12 | u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f)
        }
        _ => 0,
    }
}

/// Where the run of letters and digits ends that begins at a place, of those that are known without a look-up.
#[inline]
pub fn run(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let (threes, _) = bytes[at..].as_chunks();
        let steady = threes.iter().take_while(|three| is_steady_in(**three)).count();
        if steady == 0 {
            return at;
        }
        at += 3 * steady;
    }
}

/// Marks that part words wherever they stand: those of Chinese and Japanese, quotes and dashes, and wide forms of ASCII's but
/// for those that may be part of a name.
#[inline]
pub fn is_border(letter: u32) -> bool {
    matches!(letter, 0x2013 | 0x2014 | 0x201c | 0x201d | 0x3000..=0x3004 | 0x3008..=0x3020 | 0x30fb
        | 0xff01 | 0xff02 | 0xff04 | 0xff05 | 0xff08..=0xff0a | 0xff1a..=0xff20 | 0xff3b..=0xff3e | 0xff40
        | 0xff5b..=0xff5e)
}

/// A wide comma holds digits together; elsewhere it is a mark.
pub const COMMA: u32 = 0xff0c;

/// A wide blank.
pub const BLANK: u32 = 0x3000;

/// Whether a text is words parted by one blank each, and none but letters and marks that are most of a text in English, Chinese
/// or Japanese: none joins another. Any other text may be such too.
pub fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut after_blank) = (0, true);
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            let is_blank = *byte == b' ';
            if *byte < b' ' || is_blank && after_blank {
                return false;
            }
            after_blank = is_blank;
            at += 1;
            continue;
        }
        after_blank = false;
        let run = at;
        let mut next = letter(bytes, at);
        while is_steady(next) {
            at += 3;
            next = letter(bytes, at);
        }
        if matches!(next, 0xff01..=0xff5e) || next != BLANK && is_border(next) {
            at += 3;
        } else if at == run {
            return false;
        }
    }
    !after_blank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_runs_are_those_that_texts_are_made_of_and_four_more() {
        for letter in '\0'..=char::MAX {
            let expected = matches!(letter,
                '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
                | '々' | '〆' | '〇' | 'ー');
            assert_eq!(is_steady(u32::from(letter)), expected, "{letter:?}");
            assert!(!expected || letter.is_alphanumeric(), "{letter:?}");
            let mut bytes = [b'x'; 4];
            letter.encode_utf8(&mut bytes);
            let [three @ .., _] = bytes;
            assert_eq!(is_steady_in(three), expected, "{letter:?}");
        }
    }

    #[test]
    fn a_run_is_letters_and_digits_up_to_what_must_be_looked_up() {
        for (text, length) in [
            ("", 0),
            ("a7", 2),
            ("データをS3に置く。a", 23),
            ("물때 a", 6),
            ("é", 0),
            ("aé", 1),
            ("a-b", 1),
        ] {
            assert_eq!(run(text.as_bytes(), 0), length, "{text}");
        }
    }
}
