//! What the ports see of the hub.

use super::hub::Hub;
use crate::hls::{Origin, Track};
use crate::live::{ChannelView, Feed, LiveSpec, Stage};
use crate::model::Kind;
use async_trait::async_trait;
use awaz_core::{Rendition, Result, Slug};
use awaz_fanout::Ring;
use awaz_wire::metadata::SongTitle;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use tokio::sync::watch;

/// Songs told of at most.
const PLAYED: usize = 20;

#[async_trait]
impl Origin for Hub {
    async fn track(&self, slug: &Slug, rendition: Rendition) -> Result<Arc<Track>> {
        let channel = self.get(slug)?;
        if let Some(running) = channel.shared.track(rendition) {
            return Ok(running);
        }
        channel.admit()?;
        channel.track(rendition).await
    }

    fn variants(&self, slug: &Slug) -> Option<Vec<Rendition>> {
        self.find(slug)
            .map(|channel| channel.profile().settings.renditions.clone())
    }
}

#[async_trait]
impl Stage for Hub {
    fn channels(&self) -> Vec<ChannelView> {
        self.all().iter().map(|channel| channel.view()).collect()
    }

    fn channel(&self, slug: &Slug) -> Option<ChannelView> {
        self.find(slug).map(|channel| channel.view())
    }

    async fn ring(&self, slug: &Slug, rendition: Rendition) -> Result<Arc<Ring>> {
        let channel = self.get(slug)?;
        channel.admit()?;
        channel.ring(rendition).await
    }

    fn running_ring(&self, slug: &Slug, rendition: Rendition) -> Option<Arc<Ring>> {
        self.find(slug)?.running_ring(rendition)
    }

    async fn open_live(&self, slug: &Slug, spec: LiveSpec) -> Result<Box<dyn Feed>> {
        self.get(slug)?.open_live(spec).await
    }

    fn set_live_title(&self, slug: &Slug, song: SongTitle) -> Result<()> {
        self.get(slug)?.set_live_title(song)
    }

    fn kick_live(&self, slug: &Slug) -> Result<()> {
        self.get(slug)?.kick_live()
    }

    fn heard(&self, slug: &Slug) -> Option<watch::Receiver<bool>> {
        self.find(slug).map(|channel| channel.heard())
    }

    fn played(&self, slug: &Slug) -> Vec<(DateTime<Utc>, String)> {
        let Some(channel) = self.find(slug) else {
            return Vec::new();
        };
        let now = channel.shared.now.borrow().clone();
        let is_song = matches!(now.kind, Kind::Track | Kind::Live) || now.track_id.is_some();
        let current = is_song.then(|| (now.started_at, now.text()));
        let history = channel.shared.history.read();
        let before = history.iter().map(|song| {
            let title = SongTitle {
                artist: song.artist.clone(),
                title: song.title.clone(),
                url: None,
            };
            (song.played_at, title.to_string())
        });
        current.into_iter().chain(before).take(PLAYED).collect()
    }
}
