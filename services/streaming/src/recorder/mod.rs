//! Recordings: every live broadcast, and everything as an air-check, written while it happens.
//!
//! A recording is a plain file of whole frames (MP3, ADTS or Ogg, by rendition) among the objects,
//! so it can be played while it grows, and what a killed process leaves is whole but for half a
//! frame. MP4 is not used: its index stands where a killed process never gets to.
//!
//! * The engine holds a [`Tape`] and never waits: each recording has its own thread, which
//!   flushes twice a second.
//! * What is to be kept in the table `recordings` is told as a [`RecordingNote`];
//!   [`rows::apply`] writes it.
//! * At start, [`rows::recover`] closes what the last process could not.

pub(crate) mod disk;
mod file;
mod note;
mod repair;
pub mod rows;
mod serve;
mod tape;
mod writer;

pub use note::{RecordedTitle, Recording, RecordingEnd, RecordingKind, RecordingNote};
pub use serve::audio;
pub use tape::Tape;

use awaz_core::Rendition;
use awaz_core::id::{ChannelId, RecordingId};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Tells how full the disk of a folder is, percent.
pub type DiskLevel = Arc<dyn Fn(&Path) -> Option<u8> + Send + Sync>;
/// Takes what is to be kept of a recording. It must not block for long: it is called on the
/// recording's thread.
pub type Notes = Arc<dyn Fn(RecordingNote) + Send + Sync>;

/// What is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingSpec {
    /// Channel.
    pub channel: ChannelId,
    /// Why.
    pub kind: RecordingKind,
    /// Who is live; empty for an air-check.
    pub who: String,
    /// Rendition whose packets will come.
    pub rendition: Rendition,
    /// First sample to be recorded.
    pub at_sample: u64,
    /// When that sample is heard, Unix ms.
    pub at_ms: i64,
    /// How full the disk may be, percent; the recording stops there.
    pub stop_disk_percent: u8,
}

#[derive(Clone)]
struct RecorderConfig {
    folder: PathBuf,
    notes: Notes,
    disk_level: DiskLevel,
}

/// Starts recordings.
#[derive(Clone)]
pub struct Recorder {
    config: RecorderConfig,
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Recorder")
            .field("folder", &self.config.folder)
            .finish_non_exhaustive()
    }
}

impl Recorder {
    /// Makes a recorder that writes below `objects_folder`, where the object store keeps its
    /// files.
    #[must_use]
    pub fn new(objects_folder: PathBuf, notes: Notes) -> Self {
        let disk_level: DiskLevel = Arc::new(disk::level);
        Self {
            config: RecorderConfig {
                folder: objects_folder,
                notes,
                disk_level,
            },
        }
    }

    /// Measures the disk in another way.
    #[must_use]
    pub fn with_disk_level(mut self, disk_level: DiskLevel) -> Self {
        self.config.disk_level = disk_level;
        self
    }

    /// Starts a recording. Its file appears with the first packet or title. Where there can be no
    /// more threads, the tape is over at once and the log says why.
    #[must_use]
    pub fn start(&self, spec: RecordingSpec) -> Tape {
        let (tape, messages, state) = Tape::new();
        let writer = writer::Writer::new(self.config.clone(), spec, state);
        let name = "recorder".to_owned();
        let spawned = std::thread::Builder::new()
            .name(name)
            .spawn(move || writer.run(&messages));
        if let Err(cause) = spawned {
            tracing::error!(%cause, "recording not started");
            tape.give_up();
        }
        tape
    }
}

/// Key of a recording's file among the objects.
fn recording_key(channel: ChannelId, id: RecordingId, rendition: Rendition) -> String {
    format!("recordings/{channel}/{id}.{}", rendition.codec.extension())
}
