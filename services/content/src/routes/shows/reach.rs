//! Who may see and touch which show.

use super::super::Api;
use crate::show::{Episode, EpisodeState, Show, ShowState};
use crate::store::Known;
use awaz_core::id::{ChannelId, EpisodeId};
use awaz_core::{Error, Result, Slug};
use awaz_http::{Caller, MaybeCaller};

impl Api {
    /// The caller's show of this name.
    ///
    /// # Errors
    /// `NotFound` where there is none, or it is not theirs; `Forbidden` without the permission.
    pub(super) async fn own_show(&self, caller: &Caller, slug: &Slug) -> Result<Show> {
        caller.require("station:admin")?;
        let missing = || Error::not_found("show", slug);
        let (_, mut show) = self.content.store.show(slug).await?.ok_or_else(missing)?;
        let station = self.station(show.channel_id).await?.ok_or_else(missing)?;
        caller.require_owner(station.owner, "show", slug)?;
        show.channel = Some(station.slug);
        Ok(show)
    }

    /// The caller's episode.
    ///
    /// # Errors
    /// As [`Api::own_show`].
    pub(super) async fn own_episode(&self, caller: &Caller, id: EpisodeId) -> Result<Known> {
        caller.require("station:admin")?;
        let missing = || Error::not_found("episode", id);
        let known = self.content.store.episode(id).await?.ok_or_else(missing)?;
        let station = self.station(known.channel).await?.ok_or_else(missing)?;
        caller.require_owner(station.owner, "episode", id)?;
        Ok(known)
    }

    /// Makes sure that an episode is the caller's, and of this channel.
    ///
    /// # Errors
    /// As [`Api::own_show`].
    pub(in crate::routes) async fn own_episode_of(
        &self,
        caller: &Caller,
        (channel, id): (ChannelId, EpisodeId),
    ) -> Result<()> {
        let known = self.own_episode(caller, id).await?;
        if known.channel == channel {
            return Ok(());
        }
        Err(Error::not_found("episode", id))
    }

    /// An episode as its owner sees it, for answers.
    ///
    /// # Errors
    /// `NotFound` where it is gone.
    pub(super) async fn episode_view(&self, id: EpisodeId) -> Result<Episode> {
        let found = self.content.store.episode(id).await?;
        Ok(found.ok_or_else(|| Error::not_found("episode", id))?.episode)
    }

    /// The show of this name, as whoever asks may see it.
    ///
    /// # Errors
    /// `NotFound` where there is none, or it is a draft of somebody else.
    pub(super) async fn shown(&self, who: &MaybeCaller, slug: &Slug) -> Result<Show> {
        let missing = || Error::not_found("show", slug);
        let (_, show) = self.content.store.show(slug).await?.ok_or_else(missing)?;
        let is_owner = self.is_owner(who, show.channel_id).await?;
        if show.state == ShowState::Draft && !is_owner {
            return Err(missing());
        }
        let shows = self.with_channels(vec![show]).await?.pop().ok_or_else(missing)?;
        Ok(if is_owner { shows } else { for_everybody(shows) })
    }

    /// The episode of this id, as whoever asks may see it.
    ///
    /// # Errors
    /// `NotFound` where there is none, or they may not hear it.
    pub(super) async fn heard(&self, who: &MaybeCaller, id: EpisodeId) -> Result<Episode> {
        let missing = || Error::not_found("episode", id);
        let known = self.content.store.episode(id).await?.ok_or_else(missing)?;
        if self.is_owner(who, known.channel).await? {
            return Ok(known.episode);
        }
        if known.show.state == ShowState::Draft || !is_heard(known.episode.state) {
            return Err(missing());
        }
        Ok(Episode {
            track_id: None,
            sound: None,
            sound_reason: None,
            publish_at: None,
            ..known.episode
        })
    }

    /// Whether somebody may see all of a channel.
    pub(super) async fn is_owner(&self, who: &MaybeCaller, channel: ChannelId) -> Result<bool> {
        let Some(caller) = who.0.clone().map(Caller) else {
            return Ok(false);
        };
        if caller.require("station:admin").is_err() {
            return Ok(false);
        }
        let owner = self.station(channel).await?.map(|station| station.owner);
        Ok(owner.is_some_and(|owner| caller.require_owner(owner, "channel", channel).is_ok()))
    }

    /// Shows with the names of their channels.
    pub(super) async fn with_channels(&self, mut shows: Vec<Show>) -> Result<Vec<Show>> {
        let stations = self.content.ports.stations()?.all().await?;
        for show in &mut shows {
            let station = stations.iter().find(|station| station.id == show.channel_id);
            show.channel = station.map(|station| station.slug.clone());
        }
        Ok(shows)
    }
}

/// Whether others than the owner may hear an episode.
pub(super) const fn is_heard(state: EpisodeState) -> bool {
    matches!(state, EpisodeState::Published | EpisodeState::Unlisted)
}

/// A show without what only its owner is told.
pub(super) fn for_everybody(mut show: Show) -> Show {
    show.details.owner_email.clear();
    show.details.verification.clear();
    show
}
