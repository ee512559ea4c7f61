//! Words of one way of writing.

/// A script, and within Arabic script the language whose letters it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Arabic script but for Sindhi.
    Urdu,
    /// Arabic script with Sindhi's letters.
    Sindhi,
    /// Gurmukhi.
    Gurmukhi,
    /// Latin letters.
    Latin,
    /// Digits and all other scripts: found as they stand only.
    Other,
}

impl Family {
    /// The family of a strict key's word, by its first letters.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let mut arabic = false;
        for c in word.chars() {
            match c {
                'a'..='z' => return Self::Latin,
                '\u{0A00}'..='\u{0A7F}' => return Self::Gurmukhi,
                c if is_sindhi(c) => return Self::Sindhi,
                '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' => arabic = true,
                _ => {}
            }
        }
        if arabic { Self::Urdu } else { Self::Other }
    }
}

/// Letters that only Sindhi has.
fn is_sindhi(c: char) -> bool {
    "ٻڄڃڳڱڊڌٺٽٿڦڻڙڪ۾۽ڀڍڏڇ".contains(c)
}
