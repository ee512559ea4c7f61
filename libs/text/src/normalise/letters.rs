//! What becomes of each letter.

use super::Spelling;

/// Marks and invisible characters that no key keeps: harakat, tatweel, joiners, directions.
pub(super) fn is_dropped(c: char) -> bool {
    matches!(u32::from(c),
        0x064B..=0x0653 | 0x0655..=0x0657 | 0x0659..=0x065F | 0x0670 | 0x0610..=0x061A
        | 0x06D6..=0x06DC | 0x06DF..=0x06E4 | 0x06E7 | 0x06E8 | 0x06EA..=0x06ED | 0x0640
        | 0x200D..=0x200F | 0x061C | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFEFF
        | 0x0600..=0x0605 | 0x060E | 0x060F | 0x00AD | 0x0300..=0x036F | 0xFE00..=0xFE0F
        | 0x0654 | 0x0658 | 0x08D3..=0x08FF)
}

/// Apostrophes that stand inside a Latin word: ma'ni, Qur’an, ʿAli.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '´')
}

/// Whether a character is part of a word.
pub(super) fn is_word(c: char) -> bool {
    // Unicode's tables take their time; most letters here are of these.
    matches!(c, 'a'..='z' | '\u{0620}'..='\u{064A}' | '\u{0671}'..='\u{06D3}')
        || c.is_alphanumeric() && !is_apostrophe(c)
        || is_dropped(c)
        || is_indic(c)
        || c == '\u{FDFC}'
}

/// Vowel signs and the like of the scripts from Devanagari to Sinhala, which are not letters to
/// Unicode but belong to the word; the dandas do not.
fn is_indic(c: char) -> bool {
    matches!(c, '\u{0900}'..='\u{0DFF}') && !matches!(c, '\u{0964}' | '\u{0965}' | '\u{0970}')
}

/// A digit of any of the sets people here type, as ASCII.
pub(super) fn digit(c: char) -> Option<char> {
    [0x06F0, 0x0660, 0x0A66, 0x0966]
        .into_iter()
        .find_map(|zero| u32::from(c).checked_sub(zero).filter(|d| *d < 10))
        .and_then(|d| char::from_digit(d, 10))
}

/// The pairs that Unicode has no single composed letter for, put together.
pub(super) fn composed(letter: char, mark: char) -> Option<char> {
    Some(match (letter, mark) {
        ('\u{06CC}', '\u{0654}') => '\u{0626}',
        ('\u{06C1}', '\u{0654}') => '\u{06C2}',
        ('\u{06D2}', '\u{0654}') => '\u{06D3}',
        ('\u{0646}', '\u{0658}') => '\u{06BA}',
        _ => return None,
    })
}

/// One letter of the strict key.
pub(super) fn strict(c: char, spelling: Spelling) -> char {
    let sindhi = spelling == Spelling::Sindhi;
    match c {
        '\u{064A}' | '\u{0649}' => '\u{06CC}',
        '\u{0643}' => '\u{06A9}',
        '\u{06AA}' if !sindhi => '\u{06A9}',
        '\u{0647}' if !sindhi => '\u{06C1}',
        '\u{06D5}' | '\u{06C0}' | '\u{06C2}' => '\u{06C1}',
        '\u{0629}' => '\u{06C3}',
        '\u{0623}' | '\u{0625}' | '\u{0671}' => '\u{0627}',
        other => other,
    }
}

/// One letter of the loose key, from one of the strict key; `None` is a letter that goes.
pub(super) fn loose(c: char) -> Option<char> {
    Some(match c {
        '\u{0622}' => '\u{0627}',
        '\u{0624}' => '\u{0648}',
        '\u{0626}' | '\u{06D2}' | '\u{06D0}' | '\u{06CD}' => '\u{06CC}',
        '\u{06BE}' | '\u{06C3}' | '\u{0647}' => '\u{06C1}',
        '\u{06BA}' => '\u{0646}',
        '\u{06AB}' => '\u{06AF}',
        '\u{0693}' => '\u{0691}',
        '\u{06AA}' => '\u{06A9}',
        '\u{0621}' | '\u{0A71}' => return None,
        '\u{0A70}' => '\u{0A02}',
        other => other,
    })
}
