//! Content types, bounds and descriptions of what comes in.

use super::error::{InputError, Result};

/// The container of a sound, as declared by a header or found in its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentType {
    /// MPEG audio, layer III.
    Mpeg,
    /// AAC in ADTS framing.
    Aac,
    /// Ogg with Vorbis, Opus or FLAC.
    Ogg,
    /// Native FLAC.
    Flac,
    /// `WebM` or Matroska.
    Webm,
    /// MP4, fragmented when it is live.
    Mp4,
}

impl ContentType {
    /// Finds the container for a MIME type; parameters and case do not matter.
    ///
    /// ```
    /// use awaz_audio::input::ContentType;
    /// assert_eq!(ContentType::from_mime("audio/aacp"), Some(ContentType::Aac));
    /// assert_eq!(ContentType::from_mime("Audio/OGG; codecs=opus"), Some(ContentType::Ogg));
    /// assert_eq!(ContentType::from_mime("text/plain"), None);
    /// ```
    #[must_use]
    pub fn from_mime(mime: &str) -> Option<Self> {
        let essence = mime.split(';').next().unwrap_or_default();
        Some(match essence.trim().to_ascii_lowercase().as_str() {
            "audio/mpeg" | "audio/mp3" | "audio/x-mpeg" | "audio/mpeg3" | "audio/x-mp3" => Self::Mpeg,
            "audio/aac" | "audio/aacp" | "audio/x-aac" | "audio/aac-adts" => Self::Aac,
            "audio/ogg" | "application/ogg" | "audio/opus" | "audio/vorbis" | "audio/x-ogg" | "application/x-ogg" => {
                Self::Ogg
            }
            "audio/flac" | "audio/x-flac" => Self::Flac,
            "audio/webm" | "video/webm" | "audio/x-matroska" | "video/x-matroska" | "audio/matroska" => Self::Webm,
            "audio/mp4" | "audio/x-m4a" | "audio/m4a" | "video/mp4" => Self::Mp4,
            _ => return None,
        })
    }

    /// Returns the MIME type of the container.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Mpeg => "audio/mpeg",
            Self::Aac => "audio/aac",
            Self::Ogg => "audio/ogg",
            Self::Flac => "audio/flac",
            Self::Webm => "audio/webm",
            Self::Mp4 => "audio/mp4",
        }
    }

    /// Finds the container from the first bytes, which win over any header. `None`: unknown, or
    /// more bytes are needed.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        super::sniff::sniff(bytes, true).content_type()
    }
}

/// Bounds on what is accepted; the defaults are the product decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Lowest sample rate, Hz.
    pub min_rate_hz: u32,
    /// Highest sample rate, Hz.
    pub max_rate_hz: u32,
    /// Most channels.
    pub max_channels: u8,
    /// Largest compressed packet or header, bytes.
    pub max_packet_bytes: usize,
    /// Bytes of a live stream that may go by without any audio in them.
    pub max_garbage_bytes: usize,
    /// Longest file, samples at 48 kHz.
    pub max_length: u64,
}

impl Default for Limits {
    /// 4–384 kHz, 8 channels, 512 KiB packets, 256 KiB of garbage, 24 h.
    fn default() -> Self {
        Self {
            min_rate_hz: 4_000,
            max_rate_hz: 384_000,
            max_channels: 8,
            max_packet_bytes: 512 << 10,
            max_garbage_bytes: 256 << 10,
            max_length: 24 * 3600 * u64::from(crate::RATE),
        }
    }
}

impl Limits {
    pub(crate) fn check_format(&self, rate_hz: u32, channels: u32) -> Result<()> {
        let over = |what, value: u32, limit: u32| InputError::OverLimit {
            what,
            value: u64::from(value),
            limit: u64::from(limit),
        };
        if rate_hz > self.max_rate_hz {
            return Err(over("the sample rate in Hz", rate_hz, self.max_rate_hz));
        }
        if channels > u32::from(self.max_channels) {
            let limit = u32::from(self.max_channels);
            return Err(over("the number of channels", channels, limit));
        }
        if rate_hz < self.min_rate_hz {
            return Err(InputError::UnderLimit {
                what: "the sample rate in Hz",
                value: u64::from(rate_hz),
                limit: u64::from(self.min_rate_hz),
            });
        }
        if channels == 0 {
            return Err(InputError::malformed("no channels"));
        }
        Ok(())
    }

    pub(crate) fn check_packet(&self, bytes: u64) -> Result<()> {
        if bytes > self.max_packet_bytes as u64 {
            return Err(InputError::OverLimit {
                what: "a packet in bytes",
                value: bytes,
                limit: self.max_packet_bytes as u64,
            });
        }
        Ok(())
    }

    pub(crate) fn check_length(&self, samples: u64) -> Result<()> {
        if samples > self.max_length {
            return Err(InputError::OverLimit {
                what: "the length in samples at 48 kHz",
                value: samples,
                limit: self.max_length,
            });
        }
        Ok(())
    }
}

/// What a sound is, as its decoder found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamInfo {
    /// Codec and container: `mp3`, `aac`, `he-aac`, `ogg-vorbis`, `ogg-opus`, `ogg-flac`,
    /// `webm-opus`, `flac`, `mp4-aac`, `wav` …
    pub format: &'static str,
    /// Sample rate of the sound as it came, Hz.
    pub rate_hz: u32,
    /// Channels of the sound as it came.
    pub channels: u8,
    /// Bit rate that the stream declares, kbit/s.
    pub kbps: Option<u32>,
}

/// Titles that came in the sound itself. Fields that were not sent are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags {
    /// Performer.
    pub artist: String,
    /// Title of the piece.
    pub title: String,
    /// Album or show.
    pub album: String,
}

impl Tags {
    pub(crate) fn is_empty(&self) -> bool {
        self.artist.is_empty() && self.title.is_empty() && self.album.is_empty()
    }
}

/// One compressed frame, as pass-through hands it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The frame as its codec's elementary stream has it: MP3 with its header, AAC with its ADTS
    /// header, Opus and the others as bare packets.
    pub bytes: Vec<u8>,
    /// Samples per channel it decodes to, at the stream's own rate; 0 when only a decoder knows.
    pub samples: u32,
}
