//! Removes what is older than it is kept.

use crate::recorder::rows;
use crate::service::Streaming;
use awaz_core::Result;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Time between two sweeps.
const EVERY: Duration = Duration::from_secs(3600);
/// Time after the start until the first one.
const FIRST: Duration = Duration::from_secs(60);

/// Sweeps until the server stops.
pub(crate) async fn sweep(streaming: Streaming, shutdown: CancellationToken) {
    let mut wait = FIRST;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = EVERY;
        if let Err(error) = once(&streaming).await {
            tracing::warn!(%error, "what is old was not all removed; the next sweep tries again");
        }
    }
}

async fn once(streaming: &Streaming) -> Result<()> {
    let api = &streaming.api;
    api.store.sweep().await?;
    let now_ms = api.clock.now_ms();
    for channel in api.hub.all() {
        let keep_days = channel.profile().settings.recording.keep_days;
        let removed = rows::clean(&api.store.db, &api.objects, channel.id(), (keep_days, now_ms)).await?;
        if removed > 0 {
            tracing::info!(channel = %channel.slug(), removed, "old recordings removed");
        }
    }
    Ok(())
}
