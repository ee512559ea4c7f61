//! What the child tells its parent: a line of JSON for each thing it found, as soon as it is
//! found, so that a crash over a picture does not cost the sound.

use awaz_core::ports::Cues;
use serde::{Deserialize, Serialize};

/// The sound of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sound {
    /// Codec and container, as in `mp3`.
    pub format: String,
    /// MIME type to serve it with.
    pub mime: String,
    /// File name extension to keep it under.
    pub extension: String,
    /// Measurements.
    pub cues: Cues,
    /// Share of samples in runs at full scale, 0 to 1.
    pub clipped_ratio: f32,
    /// Share below −60 dBFS, 0 to 1.
    pub silence_ratio: f32,
}

/// Texts of a file; empty where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// Title.
    pub title: String,
    /// Artist.
    pub artist: String,
    /// Album.
    pub album: String,
}

/// One size of the cover art.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Side of the square, pixels.
    pub size: u32,
    /// JPEG, base64.
    pub jpeg: String,
}

/// Cover art.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Art {
    /// Blurhash of 4 × 4 components.
    pub blurhash: String,
    /// One for each of [`super::ART_SIZES`].
    pub pictures: Vec<Picture>,
}

/// Everything found in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The sound.
    pub sound: Sound,
    /// The texts.
    pub tags: Tags,
    /// The cover, where it has one that can be read.
    pub art: Option<Art>,
}

/// One line of the child's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// It can be played.
    Sound(Sound),
    /// It has texts.
    Tags(Tags),
    /// It has a picture.
    Art(Art),
    /// It cannot be played; a reason for people.
    Failed(String),
}
