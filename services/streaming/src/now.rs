//! Feeds of what is on air: one per channel, filled while somebody follows it or not, so that a
//! player that was away gets what it missed.

use crate::engine::Channel;
use crate::model::{NowPlaying, OnAir};
use awaz_core::id::ChannelId;
use awaz_http::sse::Feed;
use parking_lot::Mutex;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Events kept for each channel: about four hours of songs.
const KEPT: usize = 64;
/// How often the number of listeners is looked at.
const STATE_EVERY: Duration = Duration::from_secs(5);

/// Where the sound comes from, and who listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct State {
    on_air: OnAir,
    listeners: u32,
}

/// The feeds, as a handle that clones cheaply.
#[derive(Clone)]
pub(crate) struct Feeds {
    feeds: Arc<Mutex<HashMap<ChannelId, Arc<Feed>>>>,
    shutdown: CancellationToken,
}

impl Feeds {
    pub(crate) fn new(shutdown: CancellationToken) -> Self {
        Self {
            feeds: Arc::default(),
            shutdown,
        }
    }

    /// The feed of a channel, started where it is not yet.
    pub(crate) fn of(&self, channel: &Arc<Channel>) -> Arc<Feed> {
        let mut feeds = self.feeds.lock();
        let started = feeds.entry(channel.id()).or_insert_with(|| {
            let feed = Arc::new(Feed::new(KEPT));
            // Followed from here on: what changes before the task runs must not be passed over.
            let (mut now, on_air) = (channel.now_playing(), channel.on_air());
            let playing = now.borrow_and_update().clone();
            let state = state(channel);
            feed.send("now", playing.seq * 2, playing.as_ref());
            feed.send("state", playing.seq * 2 + 1, &state);
            let filler = Filler {
                feed: feed.clone(),
                channel: Arc::downgrade(channel),
                last_id: playing.seq * 2 + 1,
                last_state: state,
            };
            let (feeds, id) = (self.clone(), channel.id());
            tokio::spawn(async move {
                filler.run((now, on_air), &feeds.shutdown).await;
                feeds.forget(id);
            });
            feed
        });
        started.clone()
    }

    /// Resolves when the server stops: streams that would go on for ever end then.
    pub(crate) fn closing(&self) -> impl Future<Output = ()> + Send + 'static {
        self.shutdown.clone().cancelled_owned()
    }

    pub(crate) fn forget(&self, channel: ChannelId) {
        self.feeds.lock().remove(&channel);
    }
}

fn state(channel: &Channel) -> State {
    let state = channel.state();
    State {
        on_air: state.on_air,
        listeners: state.listeners,
    }
}

/// Fills a feed.
struct Filler {
    feed: Arc<Feed>,
    channel: Weak<Channel>,
    last_id: u64,
    last_state: State,
}

impl Filler {
    /// Fills it until the channel or the server ends.
    async fn run(
        mut self,
        (mut now, mut on_air): (watch::Receiver<Arc<NowPlaying>>, watch::Receiver<OnAir>),
        shutdown: &CancellationToken,
    ) {
        loop {
            tokio::select! {
                changed = now.changed() => if changed.is_err() { return },
                changed = on_air.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(STATE_EVERY) => {}
                () = shutdown.cancelled() => return,
            }
            let Some(channel) = self.channel.upgrade() else { return };
            let playing = now.borrow_and_update().clone();
            if playing.seq * 2 > self.last_id {
                self.last_id = playing.seq * 2;
                self.feed.send("now", self.last_id, playing.as_ref());
            }
            let state = state(&channel);
            if state != self.last_state {
                self.last_state = state;
                // Odd numbers between two songs; a player that resumes may get a state twice.
                self.last_id = self.last_id.max(playing.seq * 2 + 1);
                self.feed.send("state", self.last_id, &state);
            }
        }
    }
}
