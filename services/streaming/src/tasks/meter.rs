//! Counts listeners, five minutes by five minutes, and traffic, month by month; tells of their
//! number once a minute where it has changed.

use crate::engine::Channel;
use crate::service::Streaming;
use crate::store::{HistoryRow, STEP_MS};
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::ChannelId;
use awaz_store::Outbox;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(10);
/// Longest time that listeners who end are waited for; less than the server gives its tasks.
const LONGEST_END: Duration = Duration::from_secs(10);
/// Looks between two writes.
const LOOKS_A_WRITE: u32 = 6;

/// What was counted and is not written yet.
#[derive(Default)]
struct Counts {
    steps: HashMap<ChannelId, Step>,
    bytes: HashMap<ChannelId, u64>,
    /// Bytes to progressive listeners, as of the last look.
    sent: HashMap<ChannelId, u64>,
    /// Listeners as they were last told of.
    told: HashMap<ChannelId, u32>,
}

/// Five minutes of a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Step {
    at_ms: i64,
    last_ms: i64,
    listener_ms: i64,
    peak: u32,
    now: u32,
}

/// Counts until the server stops.
pub(crate) async fn meter(streaming: Streaming, outbox: Outbox, shutdown: CancellationToken) {
    let mut counts = Counts::default();
    for turn in 1_u32.. {
        let stops = tokio::select! {
            () = shutdown.cancelled() => true,
            () = tokio::time::sleep(LOOK) => false,
        };
        if stops {
            wait_for_silence(&streaming).await;
        }
        counts.look(&streaming);
        if stops || turn.is_multiple_of(LOOKS_A_WRITE) {
            counts.write(&streaming).await;
        }
        if stops {
            return;
        }
        if turn.is_multiple_of(LOOKS_A_WRITE) {
            counts.tell(&streaming, &outbox).await;
        }
    }
}

/// Waits until the last listeners have heard the end, so that it is counted too.
async fn wait_for_silence(streaming: &Streaming) {
    let deadline = Instant::now() + LONGEST_END;
    while Instant::now() < deadline && !streaming.api.hub.all().iter().all(|channel| channel.is_quiet()) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

impl Counts {
    fn look(&mut self, streaming: &Streaming) {
        let now_ms = streaming.api.clock.now_ms();
        let mut hls = streaming.api.viewers.take_traffic();
        for channel in streaming.api.hub.all() {
            let listeners = channel.state().listeners;
            metrics::gauge!("awaz_listeners", "channel" => channel.slug().to_string()).set(f64::from(listeners));
            self.steps
                .entry(channel.id())
                .or_insert_with(|| Step::starting(now_ms))
                .count(listeners, now_ms);
            let bytes = self.progressive(&channel) + hls.remove(&channel.slug()).unwrap_or(0);
            if bytes > 0 {
                metrics::counter!("awaz_sent_bytes_total", "channel" => channel.slug().to_string()).increment(bytes);
                *self.bytes.entry(channel.id()).or_default() += bytes;
            }
        }
    }

    /// Bytes to progressive listeners since the last look; a channel opened anew counts from 0.
    fn progressive(&mut self, channel: &Channel) -> u64 {
        let sent = channel.sent_bytes();
        let known = self.sent.insert(channel.id(), sent).unwrap_or(0);
        sent.checked_sub(known).unwrap_or(sent)
    }

    async fn write(&mut self, streaming: &Streaming) {
        let api = &streaming.api;
        let month = api.clock.now().format("%Y-%m").to_string();
        for channel in api.hub.all() {
            let id = channel.id();
            if let Some(bytes) = self.bytes.remove(&id)
                && let Err(error) = api.store.add_traffic(id, &month, bytes).await
            {
                tracing::warn!(%error, "traffic not written; it will be with the next");
                self.bytes.insert(id, bytes);
            }
            self.mind_limit(streaming, &channel, &month).await;
            let Some(step) = self.steps.get_mut(&id) else { continue };
            if let Err(error) = api.store.put_history(step.row(id)).await {
                tracing::warn!(%error, "listeners not written");
            }
            step.turn(api.clock.now_ms());
        }
    }

    /// Tells how many listen; the end of the server, when all leave, is not told.
    async fn tell(&mut self, streaming: &Streaming, outbox: &Outbox) {
        let channels = streaming.api.hub.all();
        self.told
            .retain(|id, _| channels.iter().any(|channel| channel.id() == *id));
        for channel in channels {
            let listeners = channel.state().listeners;
            if self.told.get(&channel.id()) == Some(&listeners) {
                continue;
            }
            let now = streaming.api.clock.now();
            let event = Envelope::new(Topic::Streaming, "listeners.counted", &channel.id(), now);
            match outbox.publish(&event.data(json!({ "listeners": listeners }))).await {
                Ok(()) => drop(self.told.insert(channel.id(), listeners)),
                Err(error) => tracing::warn!(%error, "the number of listeners was not told"),
            }
        }
    }

    /// Closes a channel to new listeners once its traffic of the month is used up.
    async fn mind_limit(&self, streaming: &Streaming, channel: &Arc<Channel>, month: &str) {
        let limit = u64::from(channel.profile().settings.limits.monthly_gb) * 1_000_000_000;
        let sent = match limit {
            0 => Ok(0),
            _ => streaming.api.store.traffic(channel.id(), month).await,
        };
        if let Ok(sent) = sent {
            channel.use_up(limit > 0 && sent >= limit);
        }
    }
}

impl Step {
    fn starting(now_ms: i64) -> Self {
        Self {
            at_ms: now_ms - now_ms.rem_euclid(STEP_MS),
            last_ms: now_ms,
            ..Self::default()
        }
    }

    fn count(&mut self, listeners: u32, now_ms: i64) {
        self.listener_ms += i64::from(self.now) * (now_ms - self.last_ms).max(0);
        self.last_ms = now_ms;
        self.now = listeners;
        self.peak = self.peak.max(listeners);
    }

    /// Begins the next five minutes where these are over.
    fn turn(&mut self, now_ms: i64) {
        if now_ms >= self.at_ms + STEP_MS {
            let now = self.now;
            *self = Self {
                now,
                peak: now,
                ..Self::starting(now_ms)
            };
        }
    }

    fn row(&self, channel: ChannelId) -> HistoryRow {
        let lasted = (self.last_ms - self.at_ms).max(1);
        HistoryRow {
            channel_id: channel.0,
            at_ms: self.at_ms,
            listeners: i32::try_from((self.listener_ms + lasted / 2) / lasted).unwrap_or(i32::MAX),
            peak: i32::try_from(self.peak).unwrap_or(i32::MAX),
            listener_ms: self.listener_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_minutes_hold_the_average_and_the_peak() {
        let mut step = Step::starting(STEP_MS * 7);
        step.count(10, STEP_MS * 7);
        step.count(30, STEP_MS * 7 + STEP_MS / 2);
        step.count(0, STEP_MS * 8);
        let row = step.row(ChannelId::new());
        assert_eq!((row.at_ms, row.listeners, row.peak), (STEP_MS * 7, 20, 30));
        step.turn(STEP_MS * 8);
        assert_eq!((step.at_ms, step.peak, step.listener_ms), (STEP_MS * 8, 0, 0));
    }
}
