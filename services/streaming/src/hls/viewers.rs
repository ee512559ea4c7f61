//! Who listens over HLS, where there is no connection that could be counted.
//!
//! A listener is an address, a player and a session (`X-Playback-Session-Id`, as Apple's players
//! send it, or `session=` in the query) that fetched sound within the last [`WINDOW_MS`]. Who
//! only reads a playlist (a crawler, a monitor) does not count. Two people with the same player
//! behind one address count once unless their players name sessions.

use awaz_core::{Rendition, Slug};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;

/// How long after its last request a listener counts: five segments, so that a player which
/// fetches two at a time, or loses its network for a moment, stays the same listener.
pub const WINDOW_MS: i64 = 30_000;
/// Listeners that are told apart; beyond it new ones are heard but not counted.
const MOST: usize = 200_000;
const LONGEST_AGENT: usize = 200;

/// Someone who asks for sound.
#[derive(Debug, Clone)]
pub(crate) struct Visit<'a> {
    pub(crate) slug: &'a Slug,
    pub(crate) rendition: Rendition,
    pub(crate) peer: IpAddr,
    pub(crate) agent: &'a str,
    pub(crate) session: &'a str,
    /// Bytes of sound they were sent.
    pub(crate) bytes: u64,
}

/// A listener over HLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Tells listeners apart while this process runs; says nothing of who they are.
    pub id: u64,
    /// Channel.
    pub slug: Slug,
    /// Rendition they fetched last.
    pub rendition: Rendition,
    /// Their address.
    pub peer: IpAddr,
    /// Their player.
    pub agent: String,
    /// When they came, Unix ms.
    pub since_ms: i64,
    /// When they last asked, Unix ms.
    pub seen_ms: i64,
    /// Bytes of sound sent to them.
    pub bytes: u64,
}

/// The listeners of all channels.
#[derive(Debug, Default)]
pub struct Viewers {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    viewers: HashMap<u64, Viewer>,
    /// Bytes per channel since the traffic was last taken.
    traffic: HashMap<Slug, u64>,
    next_sweep_ms: i64,
}

impl Viewers {
    /// Counts sound that is being sent.
    pub(crate) fn visit(&self, visit: &Visit<'_>, now_ms: i64) {
        let mut hasher = DefaultHasher::new();
        (visit.slug, visit.peer, visit.agent, visit.session).hash(&mut hasher);
        let id = hasher.finish();
        let mut state = self.state.lock();
        state.sweep(now_ms);
        match state.traffic.get_mut(visit.slug) {
            Some(bytes) => *bytes += visit.bytes,
            None => drop(state.traffic.insert(visit.slug.clone(), visit.bytes)),
        }
        let full = state.viewers.len() >= MOST;
        match state.viewers.get_mut(&id) {
            Some(viewer) => {
                viewer.rendition = visit.rendition;
                viewer.seen_ms = now_ms;
                viewer.bytes += visit.bytes;
            }
            None if full => {}
            None => drop(state.viewers.insert(id, Viewer::new(id, visit, now_ms))),
        }
    }

    /// The listeners of a channel, first come first.
    #[must_use]
    pub fn of(&self, slug: &Slug, now_ms: i64) -> Vec<Viewer> {
        let state = self.state.lock();
        let here = state
            .viewers
            .values()
            .filter(|viewer| viewer.slug == *slug && viewer.is_here(now_ms));
        let mut viewers: Vec<_> = here.cloned().collect();
        viewers.sort_unstable_by_key(|viewer| (viewer.since_ms, viewer.id));
        viewers
    }

    /// How many listen to each channel.
    #[must_use]
    pub fn counts(&self, now_ms: i64) -> HashMap<Slug, u32> {
        let state = self.state.lock();
        let mut counts = HashMap::new();
        for viewer in state.viewers.values().filter(|viewer| viewer.is_here(now_ms)) {
            match counts.get_mut(&viewer.slug) {
                Some(count) => *count += 1,
                None => drop(counts.insert(viewer.slug.clone(), 1)),
            }
        }
        counts
    }

    /// Bytes of sound sent per channel since the last call, for the count of traffic.
    #[must_use]
    pub fn take_traffic(&self) -> HashMap<Slug, u64> {
        std::mem::take(&mut self.state.lock().traffic)
    }
}

impl State {
    fn sweep(&mut self, now_ms: i64) {
        if now_ms >= self.next_sweep_ms {
            self.viewers.retain(|_, viewer| viewer.is_here(now_ms));
            self.next_sweep_ms = now_ms + WINDOW_MS / 3;
        }
    }
}

impl Viewer {
    fn new(id: u64, visit: &Visit<'_>, now_ms: i64) -> Self {
        Self {
            id,
            slug: visit.slug.clone(),
            rendition: visit.rendition,
            peer: visit.peer,
            agent: visit.agent.chars().take(LONGEST_AGENT).collect(),
            since_ms: now_ms,
            seen_ms: now_ms,
            bytes: visit.bytes,
        }
    }

    const fn is_here(&self, now_ms: i64) -> bool {
        now_ms - self.seen_ms < WINDOW_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn a_listener_is_an_address_a_player_and_a_session_within_the_window() {
        let viewers = Viewers::default();
        let slug = Slug::parse("radio").unwrap();
        let visit = |agent: &'static str, session: &'static str, last: u8, now_ms: i64| {
            let rendition = Rendition::parse("aac-64").unwrap();
            let peer = IpAddr::V4(Ipv4Addr::new(10, 0, 0, last));
            viewers.visit(
                &Visit {
                    slug: &slug,
                    rendition,
                    peer,
                    agent,
                    session,
                    bytes: 100,
                },
                now_ms,
            );
        };
        visit("AppleCoreMedia", "", 1, 0);
        visit("AppleCoreMedia", "", 1, 5760);
        visit("AppleCoreMedia", "b", 1, 5760);
        visit("ExoPlayer", "", 1, 5760);
        visit("ExoPlayer", "", 2, 5760);
        let now = viewers.of(&slug, 6000);
        assert_eq!(now.len(), 4);
        assert_eq!(
            (now[0].since_ms, now[0].bytes, now[0].agent.as_str()),
            (0, 200, "AppleCoreMedia")
        );
        assert_eq!(viewers.counts(6000).get(&slug), Some(&4));
        visit("ExoPlayer", "", 2, 30_000);
        assert_eq!(viewers.of(&slug, 40_000).len(), 1);
        assert_eq!(viewers.take_traffic().get(&slug), Some(&600));
        assert!(viewers.take_traffic().is_empty());
        visit("ExoPlayer", "", 3, 70_000);
        assert_eq!(viewers.state.lock().viewers.len(), 1, "who left is forgotten");
    }
}
