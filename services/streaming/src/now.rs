//! Feeds of what is on air: one per channel, filled while somebody follows it or not, so that a
//! player that was away gets what it missed.

use crate::engine::Channel;
use crate::model::OnAir;
use awaz_core::id::ChannelId;
use awaz_http::sse::Feed;
use parking_lot::Mutex;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;
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
            let now = channel.now_playing().borrow().clone();
            feed.send("now", now.seq * 2, now.as_ref());
            feed.send("state", now.seq * 2 + 1, &state(channel));
            tokio::spawn(fill(feed.clone(), Arc::downgrade(channel), self.shutdown.clone()));
            feed
        });
        started.clone()
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

async fn fill(feed: Arc<Feed>, channel: Weak<Channel>, shutdown: CancellationToken) {
    let Some((mut now, mut on_air)) = channel
        .upgrade()
        .map(|channel| (channel.now_playing(), channel.on_air()))
    else {
        return;
    };
    let mut last_id = now.borrow_and_update().seq * 2 + 1;
    let mut last_state = None;
    loop {
        tokio::select! {
            changed = now.changed() => if changed.is_err() { return },
            changed = on_air.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(STATE_EVERY) => {}
            () = shutdown.cancelled() => return,
        }
        let Some(channel) = channel.upgrade() else { return };
        let playing = now.borrow_and_update().clone();
        if playing.seq * 2 > last_id {
            last_id = playing.seq * 2;
            feed.send("now", last_id, playing.as_ref());
        }
        let state = state(&channel);
        if last_state.replace(state) != Some(state) {
            // Odd numbers between two songs; a player that resumes may get a state twice.
            last_id = last_id.max(playing.seq * 2 + 1);
            feed.send("state", last_id, &state);
        }
    }
}
