//! Names of channels as they stand in URLs and mounts.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Names that would collide with paths of the Icecast port.
pub const RESERVED: [&str; 9] = [
    "admin",
    "stats",
    "played",
    "currentsong",
    "live",
    "media",
    "feeds",
    "api",
    "rest",
];
const ALSO_RESERVED: &str = "status";

/// A channel's name in URLs: `[a-z0-9][a-z0-9-]{1,39}`, not one of the reserved names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, pattern = "^[a-z0-9][a-z0-9-]{1,39}$", example = "radio-mehfil")]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// Length or letters are wrong.
    #[error("a channel's name in URLs has 2 to 40 characters of a-z, 0-9 and -, and starts with a letter or digit")]
    Shape,
    /// The name is a path of ours.
    #[error("\"{0}\" is a path of the server itself; choose another name")]
    Reserved(String),
}

impl Slug {
    /// Parses a slug.
    ///
    /// # Errors
    /// The caller's fault: wrong shape or a reserved name.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        if RESERVED.contains(&text) || text == ALSO_RESERVED {
            return Err(SlugError::Reserved(text.to_owned()));
        }
        let mut letters = text.bytes();
        let first_is_good = letters
            .next()
            .is_some_and(|letter| letter != b'-' && is_slug_letter(letter));
        if first_is_good && (2..=40).contains(&text.len()) && letters.all(is_slug_letter) {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError::Shape)
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const fn is_slug_letter(letter: u8) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-'
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::str::FromStr for Slug {
    type Err = SlugError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_and_reserved_names() {
        for good in ["fm", "radio-mehfil", "0a", &"a".repeat(40)] {
            assert_eq!(Slug::parse(good).map(|slug| slug.to_string()).as_deref(), Ok(good));
        }
        for bad in ["", "a", "-a", "A1", "a_b", "ریڈیو", "a/b", &"a".repeat(41)] {
            assert_eq!(Slug::parse(bad), Err(SlugError::Shape), "{bad}");
        }
        for reserved in RESERVED.into_iter().chain([ALSO_RESERVED]) {
            assert!(matches!(Slug::parse(reserved), Err(SlugError::Reserved(_))));
        }
    }
}
