//! Publishing on time.

use crate::store::Store;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(1);
/// Wait after the database did not answer.
const RETRY: Duration = Duration::from_secs(5);

/// Publishes what is due, until `shutdown`. What became due while no process ran is published at
/// once; of several processes, one publishes each.
pub(crate) async fn publish_on_time(store: Store, shutdown: CancellationToken) {
    loop {
        let pause = match store.publish_due().await {
            Ok(_) => LOOK,
            Err(error) => {
                tracing::warn!(%error, "episodes that are due could not be published, it is tried again");
                RETRY
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}
