//! The languages that can be told, each in its script.

use std::fmt;
use std::str::FromStr;

/// A language together with the script it is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// Urdu.
    Urdu,
    /// Urdu in Roman letters.
    RomanUrdu,
    /// English.
    English,
    /// Punjabi in Arabic letters (Shahmukhi).
    Shahmukhi,
    /// Punjabi in Gurmukhi.
    Gurmukhi,
    /// Sindhi.
    Sindhi,
    /// Pashto.
    Pashto,
    /// Balochi, in its Iranian and its Pakistani spelling.
    Balochi,
    /// Any other language.
    Other,
}

impl Label {
    /// All of them; [`Label::Other`] comes last.
    pub const ALL: [Self; 9] = [
        Self::Urdu,
        Self::RomanUrdu,
        Self::English,
        Self::Shahmukhi,
        Self::Gurmukhi,
        Self::Sindhi,
        Self::Pashto,
        Self::Balochi,
        Self::Other,
    ];

    /// Its code: a BCP 47 tag, or `other`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Urdu => "ur",
            Self::RomanUrdu => "ur-Latn",
            Self::English => "en",
            Self::Shahmukhi => "pa-Arab",
            Self::Gurmukhi => "pa-Guru",
            Self::Sindhi => "sd",
            Self::Pashto => "ps",
            Self::Balochi => "bal",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.code())
    }
}

/// A code that names none of the labels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no language label {0}")]
pub struct UnknownLabel(pub String);

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(code: &str) -> Result<Self, UnknownLabel> {
        let found = Self::ALL.into_iter().find(|label| label.code() == code);
        found.ok_or_else(|| UnknownLabel(code.to_owned()))
    }
}
