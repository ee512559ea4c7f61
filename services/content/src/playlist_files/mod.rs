//! Playlists as files: read from other programs, matched with a library, written for others.
//!
//! Everything here is a function of its arguments: bytes in, a list out. What a file names is
//! never opened; it is compared with what the library has.

mod decode;
mod entry;
mod m3u;
pub(crate) mod matching;
mod pls;
pub(crate) mod report;
#[cfg(test)]
mod tests;
mod xspf;

pub(crate) use entry::{Entry, List};

use awaz_core::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest file, bytes.
pub(crate) const MAX_BYTES: usize = 4 << 20;
/// Most entries of a file.
pub(crate) const MAX_ENTRIES: usize = 20_000;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// Lines, in UTF-8.
    M3u8,
    /// An INI of numbered entries.
    Pls,
    /// XML.
    Xspf,
}

impl Format {
    /// The extension of its files.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::M3u8 => "m3u8",
            Self::Pls => "pls",
            Self::Xspf => "xspf",
        }
    }

    /// `Content-Type`.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::M3u8 => "audio/x-mpegurl; charset=utf-8",
            Self::Pls => "audio/x-scpls; charset=utf-8",
            Self::Xspf => "application/xspf+xml",
        }
    }

    /// Writes a list.
    pub(crate) fn write(self, list: &List) -> String {
        match self {
            Self::M3u8 => m3u::write(list),
            Self::Pls => pls::write(list),
            Self::Xspf => xspf::write(list),
        }
    }

    /// What a text is, by how it begins.
    fn of(text: &str) -> Self {
        let start = text.trim_start();
        let head = start.get(..10).unwrap_or_default();
        if start.starts_with('<') {
            Self::Xspf
        } else if head.eq_ignore_ascii_case("[playlist]") {
            Self::Pls
        } else {
            Self::M3u8
        }
    }
}

/// Reads a file of any kind; the content decides, not the name.
///
/// # Errors
/// `TooLarge` for too many bytes or entries; `Invalid` for what is no playlist, is broken, or has
/// no entry.
pub(crate) fn read(bytes: &[u8]) -> Result<(Format, List)> {
    if bytes.len() > MAX_BYTES {
        let sentence = "This file is larger than 4 MiB; split the playlist into smaller ones.";
        return Err(Error::new(Code::TooLarge, sentence));
    }
    let (text, charset) = decode::decode(bytes)?;
    let format = Format::of(&text);
    let mut list = match format {
        Format::M3u8 => m3u::read(&text)?,
        Format::Pls => pls::read(&text)?,
        Format::Xspf => xspf::read(&text)?,
    };
    list.tidy(charset);
    if list.entries.is_empty() {
        let sentence = "There is no entry in this file; choose a playlist in M3U, PLS or XSPF.";
        return Err(Error::invalid(sentence));
    }
    Ok((format, list))
}

/// That a file has too many entries.
fn too_many() -> Error {
    let sentence = format!("This playlist has more than {MAX_ENTRIES} entries; split it into smaller ones.");
    Error::new(Code::TooLarge, sentence)
}
