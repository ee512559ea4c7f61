//! Which scripts a text is written in, and how much of it in each.

/// Characters of a text that are looked at: a description may be long, its language shows early.
pub(super) const LOOKED_AT: usize = 2_000;

/// A script, or the rest of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// Arabic letters with all their extensions.
    Arabic,
    /// Gurmukhi.
    Gurmukhi,
    /// Latin letters with all their extensions.
    Latin,
    /// Devanagari.
    Devanagari,
    /// Every other script.
    Other,
}

impl Script {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Arabic, Self::Gurmukhi, Self::Latin, Self::Devanagari, Self::Other];

    /// Script of a letter or vowel sign; nothing for digits, punctuation and spaces.
    #[must_use]
    pub fn of(letter: char) -> Option<Self> {
        if letter.is_ascii() {
            return letter.is_ascii_alphabetic().then_some(Self::Latin);
        }
        // The Arabic tatweel only stretches a word.
        if !letter.is_alphabetic() || letter == '\u{640}' {
            return None;
        }
        Some(match u32::from(letter) {
            0x0600..=0x06FF | 0x0750..=0x077F | 0x0870..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Self::Arabic,
            0x00AA..=0x024F | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F | 0xA720..=0xA7FF => Self::Latin,
            0x0900..=0x097F | 0xA8E0..=0xA8FF => Self::Devanagari,
            0x0A00..=0x0A7F => Self::Gurmukhi,
            _ => Self::Other,
        })
    }
}

/// How many letters of a text belong to each script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shares {
    counts: [u32; Script::ALL.len()],
}

impl Shares {
    /// Counts the letters among the first 2,000 characters of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut shares = Self::default();
        for script in text.chars().take(LOOKED_AT).filter_map(Script::of) {
            if let Some(count) = shares.counts.get_mut(script as usize) {
                *count += 1;
            }
        }
        shares
    }

    /// Letters of one script.
    #[must_use]
    pub fn letters(&self, script: Script) -> u32 {
        self.counts.get(script as usize).copied().unwrap_or_default()
    }

    /// Letters of all scripts.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// Share of one script in all letters, 0..=1; 0 for a text without letters.
    #[must_use]
    pub fn share(&self, script: Script) -> f32 {
        self.letters(script) as f32 / self.total().max(1) as f32
    }

    /// The script with the most letters; nothing for a text without letters.
    #[must_use]
    pub fn main(&self) -> Option<Script> {
        // Of equals the first one wins, so that the answer does not depend on the text's order.
        let most = Script::ALL
            .into_iter()
            .rev()
            .max_by_key(|script| self.letters(*script))?;
        (self.letters(most) > 0).then_some(most)
    }
}
