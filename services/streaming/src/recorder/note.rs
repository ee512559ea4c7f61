//! A recording, and what the recorder tells about it.

use awaz_core::Rendition;
use awaz_core::id::{ChannelId, RecordingId};
use serde::{Deserialize, Serialize};

/// Why something is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingKind {
    /// A live broadcast.
    Live,
    /// Everything, a file a day (UTC).
    Aircheck,
}

impl RecordingKind {
    /// Name in the API and in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Aircheck => "aircheck",
        }
    }

    /// The kind of a name; `None` for another.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Live, Self::Aircheck]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// A title within a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordedTitle {
    /// Where it begins, ms from the start of the recording.
    pub at_ms: u64,
    /// Title.
    pub title: String,
    /// Artist; may be empty.
    pub artist: String,
}

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// Id.
    pub id: RecordingId,
    /// Channel.
    pub channel: ChannelId,
    /// Kind.
    pub kind: RecordingKind,
    /// Rendition of the file.
    pub rendition: Rendition,
    /// Who was live; empty for an air-check.
    pub who: String,
    /// Key of its file among the objects.
    pub file: String,
    /// Where it begins, samples since the channel's epoch.
    pub start_sample: u64,
    /// When it began, Unix ms.
    pub started_at_ms: i64,
    /// When it ended, Unix ms; `None` while it goes on.
    pub ended_at_ms: Option<i64>,
    /// Length, samples.
    pub samples: u64,
    /// Size of the file, bytes.
    pub bytes: u64,
    /// What was played, in order; at most [`Recording::MOST_TITLES`].
    pub titles: Vec<RecordedTitle>,
}

impl Recording {
    /// Titles kept of a recording: a day of a song every 90 s.
    pub const MOST_TITLES: usize = 1000;

    /// When the sound that is there ends, Unix ms.
    #[must_use]
    pub const fn end_ms(&self) -> i64 {
        self.started_at_ms + (self.samples / 48) as i64
    }
}

/// Why a recording is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingEnd {
    /// What was to be recorded is over.
    Finished,
    /// The disk is as full as the channel allows; make room, or raise `stop_disk_percent`.
    DiskFull,
    /// The file cannot be written; the cause is for the operator.
    Failed(String),
    /// The disk takes less than is recorded; a faster one helps.
    TooSlow,
}

impl RecordingEnd {
    /// The sentence for the owner; `None` where all is well.
    #[must_use]
    pub fn alert(&self) -> Option<String> {
        match self {
            Self::Finished => None,
            Self::DiskFull => Some("The recording stopped because the disk is nearly full.".to_owned()),
            Self::Failed(cause) => Some(format!(
                "The recording stopped because its file cannot be written: {cause}."
            )),
            Self::TooSlow => Some("The recording stopped because the disk is too slow.".to_owned()),
        }
    }
}

/// Something to be kept about a recording. Each holds the whole recording, so that a lost note is
/// made good by the next.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordingNote {
    /// It began.
    Opened(Recording),
    /// It has more titles, or has grown for a while.
    Changed(Recording),
    /// It is over; `None` of it may be there (`samples` 0), then its row is to be removed.
    Closed(Recording, RecordingEnd),
}
