//! Where in a text a mark may begin.

/// The bytes that a mark may begin with anywhere in a text, and those that change how the next is read.
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let bytes = b"()[]{}<>=%\"'^:+@~*_`\\|\n";
    let mut at = 0;
    while at < bytes.len() {
        begins[bytes[at] as usize] = true;
        at += 1;
    }
    begins
};

/// Whether a mark may begin with a byte.
pub(super) fn may(byte: u8) -> bool {
    BEGINS[usize::from(byte)]
}

/// How many bytes of a text no mark begins with, up to the first that one may.
pub(super) fn length_without(bytes: &[u8]) -> usize {
    const WIDE: u64 = 0x8080_8080_8080_8080;
    let begins = |byte: &u8| may(*byte);
    let (eights, rest) = bytes.as_chunks::<8>();
    for (number, eight) in eights.iter().enumerate() {
        // All marks are ASCII, of which texts in Chinese and Japanese have little.
        let is_wide = u64::from_ne_bytes(*eight) & WIDE == WIDE;
        if !is_wide && let Some(at) = eight.iter().position(begins) {
            return number * 8 + at;
        }
    }
    let at = rest.iter().position(begins).unwrap_or(rest.len());
    bytes.len() - rest.len() + at
}
