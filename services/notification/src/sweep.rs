//! Forgets what was sent long ago.

use std::time::Duration;

use awaz_core::SharedClock;
use tokio_util::sync::CancellationToken;

use crate::store::Store;

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(3600);
/// Deliveries of one webhook that are kept.
const MOST: u64 = 5000;
const DAY_MS: i64 = 86_400_000;

/// Forgets until the server stops.
pub(crate) async fn run(store: Store, clock: SharedClock, keep_days: u32, shutdown: CancellationToken) {
    loop {
        let before_ms = clock.now_ms() - i64::from(keep_days) * DAY_MS;
        if let Err(error) = store.trim(before_ms, MOST).await {
            tracing::warn!(%error, "old deliveries of webhooks were not deleted");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}
