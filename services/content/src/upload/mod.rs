//! Uploads in pieces, by tus 1.0: each is a file and a record beside it in
//! `<data>/uploads/tus`, both safe on disk before the sender is told so. They survive restarts.

mod record;
mod write;

pub(crate) use record::Upload;

use crate::config::Config;
use crate::files::take::disk;
use awaz_core::id::{ChannelId, EpisodeId, PlaylistId, UserId};
use awaz_core::{Code, Error, Result, SharedClock};
use parking_lot::Mutex;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// Most unfinished uploads of everybody.
const MAX_IN_ALL: usize = 2_000;
const HOUR_MS: i64 = 3_600_000;

/// What somebody wants to upload.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Who.
    pub owner: UserId,
    /// For which channel.
    pub channel: ChannelId,
    /// For which playlist; `None`: the general rotation.
    pub playlist: Option<PlaylistId>,
    /// For which episode, whose sound it becomes.
    pub episode: Option<EpisodeId>,
    /// Name of the file, cleaned.
    pub filename: String,
    /// Size of the whole file, bytes.
    pub length: u64,
}

/// The uploads in pieces.
#[derive(Debug, Clone)]
pub(crate) struct Uploads {
    folder: PathBuf,
    clock: SharedClock,
    config: Arc<Config>,
    busy: Arc<Mutex<HashSet<Uuid>>>,
}

impl Uploads {
    /// Those below `data_dir`; makes the folder.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(crate) fn open(data_dir: &Path, clock: SharedClock, config: Arc<Config>) -> Result<Self> {
        let folder = data_dir.join("uploads").join("tus");
        std::fs::create_dir_all(&folder).map_err(|cause| disk(&cause))?;
        Ok(Self {
            folder,
            clock,
            config,
            busy: Arc::default(),
        })
    }

    /// Begins an upload. Blocks.
    ///
    /// # Errors
    /// `Invalid` for an empty file, `TooLarge`, `TooMany` unfinished ones, `Full`.
    pub(crate) fn create(&self, wanted: Wanted) -> Result<Upload> {
        if wanted.length == 0 {
            return Err(Error::invalid("The file is empty."));
        }
        if wanted.length > self.config.max_file_bytes {
            return Err(crate::files::take::too_large(self.config.max_file_bytes));
        }
        let all = self.all();
        let own = all
            .iter()
            .filter(|upload| upload.owner == wanted.owner && !upload.is_whole());
        if all.len() >= MAX_IN_ALL || own.count() >= self.config.max_uploads {
            let sentence = "Too many uploads were begun and not finished; finish or end some of them first.";
            return Err(Error::new(Code::TooMany, sentence).retry_after(60));
        }
        let now_ms = self.clock.now_ms();
        let upload = Upload {
            id: Uuid::new_v4(),
            owner: wanted.owner,
            channel: wanted.channel,
            playlist: wanted.playlist,
            episode: wanted.episode,
            filename: wanted.filename,
            length: wanted.length,
            offset: 0,
            expires_at_ms: now_ms + self.config.upload_expires_h.max(1) as i64 * HOUR_MS,
            track: None,
        };
        std::fs::File::create_new(self.data(upload.id)).map_err(|cause| disk(&cause))?;
        self.save(&upload)?;
        Ok(upload)
    }

    /// Somebody's upload; `None` where there is none, or it expired, or is somebody else's.
    /// Blocks.
    pub(crate) fn find(&self, id: Uuid, owner: UserId) -> Option<Upload> {
        let upload = self.load(id)?;
        (upload.owner == owner && upload.expires_at_ms > self.clock.now_ms()).then_some(upload)
    }

    /// Takes the right to change an upload; `None` while somebody else has it.
    pub(crate) fn claim(&self, id: Uuid) -> Option<Busy> {
        let is_free = self.busy.lock().insert(id);
        is_free.then(|| Busy {
            id,
            busy: self.busy.clone(),
        })
    }

    /// Removes an upload. Blocks.
    pub(crate) fn remove(&self, id: Uuid) {
        for path in [self.data(id), self.record(id)] {
            if let Err(cause) = std::fs::remove_file(&path)
                && cause.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%cause, path = %path.display(), "an upload cannot be removed");
            }
        }
    }

    /// Removes what expired, and returns what is whole but was not made a track before the
    /// process died. Blocks.
    pub(crate) fn sweep(&self) -> Vec<Upload> {
        let now_ms = self.clock.now_ms();
        let mut whole = Vec::new();
        for upload in self.all() {
            if upload.expires_at_ms <= now_ms {
                if let Some(_busy) = self.claim(upload.id) {
                    self.remove(upload.id);
                }
            } else if upload.is_whole() && upload.track.is_none() && self.data(upload.id).exists() {
                whole.push(upload);
            }
        }
        whole
    }

    fn all(&self) -> Vec<Upload> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return Vec::new();
        };
        let ids = entries.filter_map(|entry| {
            let name = entry.ok()?.file_name();
            name.to_str()?.strip_suffix(".json")?.parse::<Uuid>().ok()
        });
        ids.filter_map(|id| self.load(id)).collect()
    }

    /// Where an upload's bytes lie.
    pub(crate) fn data(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{id}.data"))
    }

    fn record(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
}

/// The right to change an upload, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Busy {
    id: Uuid,
    busy: Arc<Mutex<HashSet<Uuid>>>,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.busy.lock().remove(&self.id);
    }
}
