//! Tells which channels were off the air while no server ran.
//!
//! A server that is gone cannot say so, and one that stops cannot know for how long: both are told
//! when it is back, by what each channel saved last.

use crate::engine::SavedState;
use crate::model::Profile;
use crate::service::Streaming;
use awaz_core::Result;
use awaz_core::event::{Envelope, Topic};
use awaz_store::Outbox;
use chrono::{DateTime, Utc};
use serde_json::json;

/// A shorter absence is a restart, and is not told; a channel that nobody hears saves where it is
/// once a minute, so that less than that is not known.
const BLINK_MS: i64 = 120_000;

/// Puts `channel.offline` and `channel.online` on the log for each channel that was away; to be
/// called before anything is saved.
pub(super) async fn tell(streaming: &Streaming, outbox: &Outbox) {
    if let Err(error) = try_to_tell(streaming, outbox).await {
        tracing::warn!(%error, "it was not told which channels were off the air");
    }
}

async fn try_to_tell(streaming: &Streaming, outbox: &Outbox) -> Result<()> {
    let store = &streaming.api.store;
    let events: Vec<_> = store
        .channels()
        .await?
        .iter()
        .flat_map(|(profile, saved)| events(profile, saved, streaming.api.clock.now()))
        .collect();
    let tx = store.db.begin().await?;
    for event in &events {
        outbox.append(&tx, event).await?;
    }
    Ok(tx.commit().await?)
}

fn events(profile: &Profile, saved: &SavedState, now: DateTime<Utc>) -> Vec<Envelope> {
    let last_ms = profile.epoch_ms + i64::try_from(saved.position / 48).unwrap_or(i64::MAX);
    let away_ms = now.timestamp_millis().saturating_sub(last_ms);
    let last = DateTime::from_timestamp_millis(last_ms).unwrap_or(now);
    if saved.generation == 0 || away_ms < BLINK_MS {
        return Vec::new();
    }
    let event = |kind, at| Envelope::new(Topic::Streaming, kind, &profile.id, at);
    let data = json!({ "away_s": away_ms / 1000 });
    vec![event("channel.offline", last), event("channel.online", now).data(data)]
}
