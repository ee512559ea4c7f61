//! From files to tracks that can be played: copy and hash, check in a child process, write down.

mod check;
mod claim;
mod progress;
mod run;

pub use progress::{FailedFile, ImportRun, Imported};

pub(crate) use claim::Claim;
pub(crate) use progress::Imports;
pub(crate) use run::{Again, blocking};

use crate::config::Config;
use crate::files::take::{Taken, disk};
use crate::probe::{Art, ProbeError, ProbeRunner};
use crate::shelf::Shelf;
use crate::store::{Added, NewTrack, Store};
use awaz_core::Result;
use awaz_core::id::{ChannelId, PlaylistId};
use awaz_store::Key;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Brings files into libraries.
#[derive(Debug, Clone)]
pub(crate) struct Importer {
    pub(crate) store: Store,
    pub(crate) shelf: Shelf,
    pub(crate) imports: Arc<Imports>,
    pub(crate) config: Arc<Config>,
    probe: ProbeRunner,
    /// Children at once, over all imports and uploads.
    turns: Arc<Semaphore>,
    claims: claim::Claims,
    incoming: PathBuf,
}

impl Importer {
    /// Takes files by way of `<data>/uploads/incoming`, which is emptied first.
    ///
    /// # Errors
    /// When the folder cannot be made, or this program's path not be found.
    pub(crate) fn new(store: Store, shelf: Shelf, config: Arc<Config>, data_dir: &Path) -> Result<Self> {
        let incoming = data_dir.join("uploads").join("incoming");
        std::fs::create_dir_all(&incoming).map_err(|cause| disk(&cause))?;
        let probe = ProbeRunner::new(&config).map_err(|cause| disk(&cause))?;
        Ok(Self {
            store,
            shelf,
            imports: Arc::default(),
            probe,
            turns: Arc::new(Semaphore::new(config.jobs())),
            config,
            claims: claim::Claims::default(),
            incoming,
        })
    }

    /// Folder for files on their way, on the disk of the data folder.
    pub(crate) fn incoming(&self) -> &Path {
        &self.incoming
    }

    /// Removes copies that a process left when it died. Only for the one process that serves.
    pub(crate) fn sweep(&self) {
        let Ok(entries) = std::fs::read_dir(&self.incoming) else {
            return;
        };
        for entry in entries.filter_map(std::result::Result::ok) {
            if entry.file_name().as_encoded_bytes().starts_with(b"take-") {
                let _gone = std::fs::remove_file(entry.path());
            }
        }
    }

    /// Gives a taken file its place and its row; it can be played once it is checked.
    ///
    /// # Errors
    /// `Full` where the channel or the disk is full; the store's.
    pub(crate) async fn admit(&self, whose: Whose, taken: Taken, path: &str) -> Result<Added> {
        let (hash, bytes) = (taken.hash.clone(), taken.bytes);
        let gate = self.shelf.adding().await;
        let key = self.shelf.put(taken, path).await?;
        let new = NewTrack {
            channel: whose.channel,
            hash,
            object_key: key.as_str().to_owned(),
            path: path.to_owned(),
            bytes,
            playlist: whose.playlist,
            max_tracks: self.config.max_tracks,
        };
        let added = self.store.add(&new).await;
        drop(gate);
        if added.is_err() {
            self.drop_orphan(&key).await?;
        }
        Ok(added?)
    }

    /// Makes the sizes of a cover from the picture in a file.
    ///
    /// # Errors
    /// As the probe's.
    pub(crate) async fn cover(&self, file: &Path) -> std::result::Result<Art, ProbeError> {
        // The semaphore is never closed.
        let _turn = self.turns.acquire().await.ok();
        self.probe.cover(file).await
    }

    /// Makes an MP3 from a file; its size, bytes.
    ///
    /// # Errors
    /// As the probe's.
    pub(crate) async fn encode(&self, file: &Path, target: (&Path, u64)) -> std::result::Result<u64, ProbeError> {
        let _turn = self.turns.acquire().await.ok();
        self.probe.encode(file, target).await
    }

    /// Deletes an object that no track needs.
    async fn drop_orphan(&self, key: &Key) -> Result<()> {
        let _gate = self.shelf.removing().await;
        if !self.store.needs_object(key.as_str()).await? {
            self.shelf.objects().delete(key).await?;
        }
        Ok(())
    }
}

/// Whose library a file joins, and which playlist.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose {
    /// The channel.
    pub channel: ChannelId,
    /// Its playlist; `None` where the file is the sound of an episode.
    pub playlist: Option<PlaylistId>,
}
