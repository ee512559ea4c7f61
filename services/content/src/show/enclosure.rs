//! Sounds for everybody: what not every player takes is made an MP3 once, in a child process.

use crate::content::Content;
use crate::files::take::disk;
use crate::import::Whose;
use crate::probe::ProbeError;
use crate::shelf::enclosure_key;
use crate::store::{Added, Enclosure};
use awaz_core::id::{ChannelId, EpisodeId, TrackId};
use awaz_core::{Code, Error, Result};
use awaz_store::Key;

use crate::files::take::Taken;

/// Type of what is made.
const MIME: &str = "audio/mpeg";

impl Content {
    /// Makes a taken file the sound of an episode; what remains to be done.
    ///
    /// # Errors
    /// `Full` where the disk is, or the channel has too many; `NotFound` where the episode is gone.
    pub(crate) async fn give_sound(
        &self,
        (channel, episode): (ChannelId, EpisodeId),
        taken: Taken,
        name: &str,
    ) -> Result<Added> {
        let whose = Whose {
            channel,
            playlist: None,
        };
        let added = self.importer.admit(whose, taken, name).await?;
        let (Added::ToCheck(track) | Added::Known(track)) = added;
        match self.store.set_sound(episode, track).await {
            Ok(()) => Ok(added),
            Err(error) => {
                self.drop_sound(track).await?;
                Err(error.into())
            }
        }
    }

    /// Makes of a track what every player takes, and has its episodes serve it.
    ///
    /// # Errors
    /// `Unavailable` where no child can be started; trying later may help.
    pub(crate) async fn enclose(&self, track: TrackId) -> Result<()> {
        let Some(file) = self.store.file(track).await?.filter(|file| file.is_ready) else {
            return Ok(());
        };
        let key = enclosure_key(&file.hash)?;
        let bytes = match self.shelf.head(&key).await? {
            Some(meta) => meta.bytes,
            None => match self.encode(&Key::parse(&file.object_key)?, &key).await? {
                Some(bytes) => bytes,
                None => return self.refuse(track).await,
            },
        };
        let enclosure = Enclosure {
            object_key: key.as_str().to_owned(),
            mime: MIME.to_owned(),
            bytes,
            tag: format!("{}-mp3", file.hash),
        };
        Ok(self.store.serve(track, &enclosure).await?)
    }

    /// Encodes; `None` where it cannot be done with this file.
    async fn encode(&self, source: &Key, target: &Key) -> Result<Option<u64>> {
        // Held until the child has read it: where it is a copy, it stays for that long.
        let Some(local) = self.shelf.objects().local(source).await? else {
            tracing::warn!(key = %source, "the sound of an episode is gone");
            return Ok(None);
        };
        let made = tempfile::Builder::new()
            .prefix("take-")
            .tempfile_in(self.importer.incoming())
            .map_err(|cause| disk(&cause))?;
        let most = self.config.max_file_bytes;
        match self.importer.encode(local.path(), (made.path(), most)).await {
            Ok(bytes) => {
                let kept = made.into_temp_path();
                self.shelf.objects().adopt_file(target, &kept).await?;
                Ok(Some(bytes))
            }
            Err(ProbeError::Unplayable(reason)) => {
                tracing::warn!(reason, "no MP3 could be made of the sound of an episode");
                Ok(None)
            }
            Err(ProbeError::Start(cause)) => {
                tracing::error!(%cause, "the child process that encodes files cannot be started");
                let sentence = "The sound cannot be prepared right now; it will be tried again.";
                Err(Error::new(Code::Unavailable, sentence).retry_after(30))
            }
        }
    }

    async fn refuse(&self, track: TrackId) -> Result<()> {
        let reason = "no MP3 could be made of it; send it as MP3 or M4A";
        Ok(self.store.refuse_sound(track, reason).await?)
    }

    /// Deletes a track that was the sound of an episode, unless another has it.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn drop_sound(&self, track: TrackId) -> Result<()> {
        if self.store.is_unheard(track).await? {
            self.delete_track(track).await?;
        }
        Ok(())
    }

    /// Checks the sound of an episode now, and makes what is served.
    ///
    /// # Errors
    /// `Invalid` with the reason for which it cannot be played.
    pub(crate) async fn prepare(&self, added: Added, name: &str) -> Result<TrackId> {
        let track = self.checked(added, name).await?;
        if !self.store.is_served(track).await? {
            self.enclose(track).await?;
        }
        Ok(track)
    }
}
