//! What handlers work with, and who may use what.

use crate::content::Content;
use crate::files::take::Taken;
use crate::import::{Whose, blocking};
use crate::jobs::Check;
use crate::model::{Playlist, Track};
use crate::show::feed::Feeds;
use crate::store::Added;
use crate::upload::{Upload, Uploads};
use awaz_core::id::{ChannelId, PlaylistId, TrackId};
use awaz_core::ports::Station;
use awaz_core::{Error, Result, Slug};
use awaz_http::Caller;
use awaz_store::Jobs;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Whole files that are taken at once, over everybody.
const FILES_AT_ONCE: usize = 32;

/// What handlers work with.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) content: Content,
    pub(crate) uploads: Uploads,
    pub(crate) jobs: Jobs,
    pub(super) places: Arc<Semaphore>,
    pub(super) feeds: Feeds,
}

impl Api {
    /// Makes it.
    pub(crate) fn new(content: Content, uploads: Uploads, jobs: Jobs) -> Self {
        Self {
            feeds: Feeds::new(content.store.clone()),
            content,
            uploads,
            jobs,
            places: Arc::new(Semaphore::new(FILES_AT_ONCE)),
        }
    }

    /// The caller's channel of this name.
    ///
    /// # Errors
    /// `NotFound` where there is none, or it is not theirs; `Forbidden` without the permission.
    pub(super) async fn own_channel(&self, caller: &Caller, slug: &Slug) -> Result<ChannelId> {
        Ok(self.content.ports.own_station(caller, slug).await?.id)
    }

    /// The caller's track, and its channel.
    ///
    /// # Errors
    /// As [`Api::own_channel`].
    pub(super) async fn own_track(&self, caller: &Caller, id: TrackId) -> Result<(ChannelId, Track)> {
        caller.require("station:admin")?;
        let missing = || Error::not_found("track", id);
        let (channel, track) = self.content.store.track(id).await?.ok_or_else(missing)?;
        let station = self.station(channel).await?.ok_or_else(missing)?;
        caller.require_owner(station.owner, "track", id)?;
        Ok((channel, track))
    }

    /// The caller's playlist, and its channel.
    ///
    /// # Errors
    /// As [`Api::own_channel`].
    pub(super) async fn own_playlist(&self, caller: &Caller, id: PlaylistId) -> Result<(ChannelId, Playlist)> {
        caller.require("station:admin")?;
        let missing = || Error::not_found("playlist", id);
        let (channel, playlist) = self.content.store.playlist(id).await?.ok_or_else(missing)?;
        let station = self.station(channel).await?.ok_or_else(missing)?;
        caller.require_owner(station.owner, "playlist", id)?;
        Ok((channel, playlist))
    }

    /// A playlist with its tracks, for answers.
    ///
    /// # Errors
    /// `NotFound` where it is gone.
    pub(super) async fn playlist_view(&self, id: PlaylistId) -> Result<Playlist> {
        let found = self.content.store.playlist(id).await?;
        let (_, mut playlist) = found.ok_or_else(|| Error::not_found("playlist", id))?;
        playlist.tracks = Some(self.content.store.tracks_of(id).await?);
        Ok(playlist)
    }

    /// Where a file goes: the playlist that is asked for, which must be of the channel, or the
    /// general rotation.
    ///
    /// # Errors
    /// `Invalid` for a playlist of another channel.
    pub(super) async fn whose(&self, channel: ChannelId, playlist: Option<PlaylistId>) -> Result<Whose> {
        let Some(playlist) = playlist else {
            return self.content.rotation(channel).await;
        };
        match self.content.store.playlist(playlist).await? {
            Some((of, _)) if of == channel => Ok(Whose {
                channel,
                playlist: Some(playlist),
            }),
            _ => {
                Err(Error::invalid("There is no such playlist in this channel.")
                    .field("playlist", "an id of a playlist"))
            }
        }
    }

    /// Has a track checked soon, where it needs to be. Whether it is new.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn queue(&self, added: Added) -> Result<(TrackId, bool)> {
        match added {
            Added::Known(track) => Ok((track, false)),
            Added::ToCheck(track) => {
                self.jobs.enqueue(&Check { track }).await?;
                Ok((track, true))
            }
        }
    }

    /// Makes a whole upload a track.
    ///
    /// # Errors
    /// `Full` where the library or the disk is; the upload is gone then and has to begin again.
    pub(crate) async fn complete(&self, mut upload: Upload) -> Result<Upload> {
        let (uploads, whole) = (self.uploads.clone(), upload.clone());
        let taken = blocking(move || uploads.take(&whole)).await??;
        let added = match self.admit(&upload, taken).await {
            Ok(added) => added,
            Err(error) => {
                let uploads = self.uploads.clone();
                blocking(move || uploads.remove(upload.id)).await?;
                return Err(error);
            }
        };
        let (track, _) = self.queue(added).await?;
        upload.track = Some(track);
        let (uploads, whole) = (self.uploads.clone(), upload.clone());
        blocking(move || uploads.save(&whole)).await??;
        Ok(upload)
    }

    async fn admit(&self, upload: &Upload, taken: Taken) -> Result<Added> {
        if let Some(episode) = upload.episode {
            let whose = (upload.channel, episode);
            return self.content.give_sound(whose, taken, &upload.filename).await;
        }
        let whose = match self.whose(upload.channel, upload.playlist).await {
            // The playlist was deleted while the file was on its way.
            Err(error) if error.code == awaz_core::Code::Invalid => self.content.rotation(upload.channel).await?,
            other => other?,
        };
        self.content.importer.admit(whose, taken, &upload.filename).await
    }

    pub(super) async fn station(&self, channel: ChannelId) -> Result<Option<Station>> {
        let stations = self.content.ports.stations()?.all().await?;
        Ok(stations.into_iter().find(|station| station.id == channel))
    }
}
