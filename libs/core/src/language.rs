//! The languages the product speaks.

use serde::{Deserialize, Serialize};

/// A language of the interface and of content, by its BCP 47 tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Language {
    /// Urdu.
    #[serde(rename = "ur")]
    Urdu,
    /// English.
    #[serde(rename = "en")]
    English,
    /// Punjabi; `pa-Arab` (Shahmukhi) on screen.
    #[serde(rename = "pa")]
    Punjabi,
    /// Sindhi.
    #[serde(rename = "sd")]
    Sindhi,
    /// Pashto.
    #[serde(rename = "ps")]
    Pashto,
    /// Balochi.
    #[serde(rename = "bal")]
    Balochi,
}

impl Language {
    /// All of them, in the order menus show them.
    pub const ALL: [Self; 6] = [
        Self::Urdu,
        Self::English,
        Self::Punjabi,
        Self::Sindhi,
        Self::Pashto,
        Self::Balochi,
    ];

    /// BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Urdu => "ur",
            Self::English => "en",
            Self::Punjabi => "pa",
            Self::Sindhi => "sd",
            Self::Pashto => "ps",
            Self::Balochi => "bal",
        }
    }
}

impl std::str::FromStr for Language {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == text)
            .ok_or_else(|| {
                let known = Self::ALL.map(Self::tag).join(", ");
                format!("\"{text}\" is not one of our languages: {known}")
            })
    }
}
