//! Codecs, and the ladder of renditions a channel can be heard in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A codec we encode to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Codec {
    /// AAC-LC.
    Aac,
    /// MPEG-1 layer III.
    Mp3,
    /// Opus.
    Opus,
}

impl Codec {
    /// Name in rendition names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aac => "aac",
            Self::Mp3 => "mp3",
            Self::Opus => "opus",
        }
    }

    /// Content type of the progressive stream.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Aac => "audio/aac",
            Self::Mp3 => "audio/mpeg",
            Self::Opus => "application/ogg",
        }
    }

    /// File extension of the progressive stream.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Aac => "aac",
            Self::Mp3 => "mp3",
            Self::Opus => "ogg",
        }
    }

    /// RFC 6381 `CODECS` value in HLS.
    #[must_use]
    pub const fn rfc6381(self) -> &'static str {
        match self {
            Self::Aac => "mp4a.40.2",
            Self::Mp3 => "mp4a.40.34",
            Self::Opus => "Opus",
        }
    }
}

/// One rung of the ladder: a codec at a bit rate, named as in `mp3-128`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rendition {
    /// Codec.
    pub codec: Codec,
    /// Bit rate, kbit/s.
    pub kbps: u16,
}

const fn rung(codec: Codec, kbps: u16) -> Rendition {
    Rendition { codec, kbps }
}

/// Every rendition that can be made, best first within a codec.
pub const LADDER: [Rendition; 12] = [
    rung(Codec::Aac, 320),
    rung(Codec::Aac, 256),
    rung(Codec::Aac, 128),
    rung(Codec::Aac, 64),
    rung(Codec::Aac, 48),
    rung(Codec::Mp3, 320),
    rung(Codec::Mp3, 192),
    rung(Codec::Mp3, 128),
    rung(Codec::Opus, 128),
    rung(Codec::Opus, 64),
    rung(Codec::Opus, 32),
    rung(Codec::Opus, 24),
];

impl Rendition {
    /// What `/<channel>` plays.
    pub const DEFAULT: Self = rung(Codec::Mp3, 128);

    /// Parses `mp3-128`; `None` where it is not on the ladder.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        LADDER.into_iter().find(|rendition| rendition.to_string() == text)
    }

    /// Bytes an hour of it weighs, without any container.
    #[must_use]
    pub const fn bytes_per_hour(self) -> u64 {
        self.kbps as u64 * 1000 / 8 * 3600
    }

    /// Whether it is for listeners who pay for each byte, those around the sound included.
    #[must_use]
    pub const fn saves_data(self) -> bool {
        self.kbps <= 48
    }

    /// Samples per channel of one coded frame at 48 kHz; 276,480 is a multiple of each. Opus takes
    /// longer frames, of 40 ms, where it saves data: each weighs bytes in its container.
    #[must_use]
    pub const fn frame_samples(self) -> u32 {
        match self.codec {
            Codec::Aac => 1024,
            Codec::Mp3 => 1152,
            Codec::Opus if self.saves_data() => 1920,
            Codec::Opus => 960,
        }
    }

    /// Whether HLS carries it (AAC and Opus do, in CMAF).
    #[must_use]
    pub const fn in_hls(self) -> bool {
        matches!(self.codec, Codec::Aac | Codec::Opus)
    }
}

impl fmt::Display for Rendition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.codec.as_str(), self.kbps)
    }
}

impl std::str::FromStr for Rendition {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text).ok_or_else(|| {
            let known = LADDER.map(|rendition| rendition.to_string()).join(", ");
            format!("there is no rendition \"{text}\"; there are {known}")
        })
    }
}

impl Serialize for Rendition {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rendition {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rung_round_trips_and_fits_the_segment_grid() {
        for rendition in LADDER {
            assert_eq!(Rendition::parse(&rendition.to_string()), Some(rendition));
            assert_eq!(276_480 % rendition.frame_samples(), 0);
            assert_eq!(15_360 % rung(Codec::Aac, 64).frame_samples(), 0);
        }
        assert_eq!(Rendition::parse("mp3-129"), None);
    }

    #[test]
    fn data_saver_is_under_eleven_and_a_half_megabytes_an_hour() {
        let saver = Rendition::parse("opus-24").map(Rendition::bytes_per_hour);
        assert!(saver.is_some_and(|bytes| bytes < 11_500_000));
    }
}
