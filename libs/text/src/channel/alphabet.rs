//! Letters in kinds: what a letter writes depends on the kinds beside it.

/// Kinds of neighbours a letter can have.
pub(super) const CLASSES: usize = 5;

/// The kind of a letter, as its neighbours see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// The word's end, or its beginning.
    Edge,
    /// Long vowels and what carries them: ا و ی ے, Gurmukhi vowels and their signs, a e i o u.
    Vowel,
    /// Everything else.
    Consonant,
    /// What changes the letter before it: ھ ں, Gurmukhi bindi, tippi, virama, nukta.
    Modifier,
    /// Letters that may be a vowel or a consonant or nothing: ہ ع ء ئ ؤ, Gurmukhi adhak.
    Weak,
}

/// The kind of a letter of a strict key.
#[must_use]
pub fn class_of(letter: char) -> Class {
    match letter {
        'ا'
        | 'آ'
        | 'و'
        | 'ی'
        | 'ے'
        | 'ې'
        | 'ۍ'
        | 'ۓ'
        | 'a'
        | 'e'
        | 'i'
        | 'o'
        | 'u'
        | 'ਅ'..='ਔ'
        | '\u{0A3E}'..='\u{0A4C}' => Class::Vowel,
        'ھ' | 'ں' | '\u{0A02}' | '\u{0A70}' | '\u{0A4D}' | '\u{0A3C}' => Class::Modifier,
        'ہ' | 'ه' | 'ع' | 'ء' | 'ئ' | 'ؤ' | 'ۃ' | '\u{0A71}' => Class::Weak,
        _ => Class::Consonant,
    }
}

/// Number of the context a letter stands in, below [`super::CONTEXTS`].
#[must_use]
pub fn context(before: Class, after: Class) -> usize {
    before as usize * CLASSES + after as usize
}

/// The letter whose spelling a rarer one shares: Pashto, Balochi and Shahmukhi letters that the
/// lexicons do not have.
pub(super) fn like(letter: char) -> Option<char> {
    Some(match letter {
        'ټ' => 'ٹ',
        'ډ' | 'ݙ' => 'ڈ',
        'ړ' => 'ڑ',
        'ګ' | 'ڳ' => 'گ',
        'ڼ' | 'ݨ' | 'ڻ' => 'ن',
        'ې' | 'ۓ' => 'ے',
        'ۍ' | 'ي' => 'ی',
        'څ' => 'س',
        'ځ' | 'ږ' => 'ز',
        'ښ' => 'ش',
        'ه' => 'ہ',
        'ك' | 'ڪ' => 'ک',
        'أ' | 'إ' => 'ا',
        'ڄ' => 'ج',
        'ٻ' => 'ب',
        _ => return None,
    })
}

/// A segment of up to three Roman letters as a number, 0 for the empty one; `None` for others.
pub(super) fn code(segment: &[u8]) -> Option<u16> {
    segment.iter().try_fold(0, |code: u16, b| {
        b.is_ascii_lowercase().then(|| code * 27 + u16::from(b - b'a') + 1)
    })
}
