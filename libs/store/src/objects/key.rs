//! Keys of objects: paths that cannot leave the store.

use crate::error::{Error, Result};
use std::fmt;

/// Most characters of a key.
const MAX_LEN: usize = 512;

/// A key, as in `tracks/0192…/sound.mp3`: segments of `A-Z a-z 0-9 . _ -` that do not start
/// with a dot, joined by `/`, 512 characters at most.
///
/// **A `Key` never names anything outside the store**: there is no way to make one with `..`,
/// a leading slash, NUL, a backslash or a letter that some disk folds into another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// Parses a key.
    ///
    /// # Errors
    /// [`Error::Key`] for any other shape: the caller's fault.
    pub fn parse(text: &str) -> Result<Self> {
        let is_good = text.len() <= MAX_LEN && text.split('/').all(is_segment);
        if is_good {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::Key(text.chars().take(80).collect()))
        }
    }

    /// Joins `folder`, an id and a file name, each a segment.
    ///
    /// # Errors
    /// [`Error::Key`] when one of them is not a segment.
    pub fn of(folder: &str, id: impl fmt::Display, name: &str) -> Result<Self> {
        Self::parse(&format!("{folder}/{id}/{name}"))
    }

    /// The text, to be stored in a table.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn path(&self) -> object_store::path::Path {
        object_store::path::Path::from(self.0.as_str())
    }
}

fn is_segment(segment: &str) -> bool {
    !segment.is_empty()
        && !segment.starts_with('.')
        && segment.len() <= 200
        && segment
            .bytes()
            .all(|letter| letter.is_ascii_alphanumeric() || b"._-".contains(&letter))
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::str::FromStr for Key {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_would_leave_the_store_cannot_be_made() {
        for good in ["a", "tracks/0192/sound.mp3", "a/b/c_d-e.f"] {
            assert_eq!(Key::parse(good).unwrap().as_str(), good);
        }
        let long = "a/".repeat(300) + "a";
        let bad = [
            "",
            "/",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            ".hidden",
            "a\\b",
            "a\0b",
            "a%2e",
            "ａ/b",
            "a/..\u{2024}",
            &long,
        ];
        for text in bad {
            assert!(matches!(Key::parse(text), Err(Error::Key(_))), "{text:?}");
        }
        assert!(Key::of("tracks", "..", "x").is_err());
    }
}
