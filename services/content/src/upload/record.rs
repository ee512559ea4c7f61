//! What is written down of an upload, whole or not at all.

use super::Uploads;
use crate::files::take::disk;
use awaz_core::Result;
use awaz_core::id::{ChannelId, EpisodeId, PlaylistId, TrackId, UserId};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Write;
use uuid::Uuid;

/// An upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upload {
    /// Id, hard to guess.
    pub id: Uuid,
    /// Whose it is.
    pub owner: UserId,
    /// For which channel.
    pub channel: ChannelId,
    /// For which playlist; `None`: the general rotation.
    pub playlist: Option<PlaylistId>,
    /// For which episode, whose sound it becomes; no playlist then.
    #[serde(default)]
    pub episode: Option<EpisodeId>,
    /// Name of the file.
    pub filename: String,
    /// Size of the whole file, bytes.
    pub length: u64,
    /// Bytes that are safe on disk.
    pub offset: u64,
    /// When it is dropped, Unix milliseconds.
    pub expires_at_ms: i64,
    /// The track it became.
    pub track: Option<TrackId>,
}

impl Upload {
    /// Whether all bytes are there.
    pub(crate) const fn is_whole(&self) -> bool {
        self.offset == self.length
    }
}

impl Uploads {
    /// Writes an upload's record so that it is there after a power cut. Blocks.
    ///
    /// # Errors
    /// `Full`, or the disk's.
    pub(crate) fn save(&self, upload: &Upload) -> Result<()> {
        self.try_save(upload).map_err(|cause| disk(&cause))
    }

    fn try_save(&self, upload: &Upload) -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&serde_json::to_vec(upload)?)?;
        file.as_file().sync_data()?;
        file.persist(self.record(upload.id))?;
        File::open(&self.folder)?.sync_all()
    }

    pub(super) fn load(&self, id: Uuid) -> Option<Upload> {
        let bytes = std::fs::read(self.record(id)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}
