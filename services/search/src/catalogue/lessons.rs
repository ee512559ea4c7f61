//! When what things are about is learned anew.

use std::sync::Arc;
use std::time::{Duration, Instant};

use awaz_core::{Code, Result};
use tokio_util::sync::CancellationToken;

use super::{Changes, Shelf};
use crate::meaning::{Meaning, Thing};

/// Time between two looks at whether something changed.
const LOOK: Duration = Duration::from_secs(2);
/// Learning takes at most this part of the time while libraries grow.
const SHARE: u32 = 30;

/// Teaches what things are about until the process ends.
pub(crate) async fn teach(shelf: Shelf, meaning: Meaning, changes: Changes, shutdown: CancellationToken) {
    let mut wait = LOOK;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = LOOK;
        if !changes.is_to_learn() {
            continue;
        }
        let started = Instant::now();
        match teach_all(&shelf, &meaning).await {
            Ok(()) => wait = LOOK.max(started.elapsed() * SHARE),
            Err(error) => {
                changes.learn();
                if error.code != Code::Unavailable {
                    tracing::warn!(%error, "what things are about could not be learned");
                }
            }
        }
    }
}

async fn teach_all(shelf: &Shelf, meaning: &Meaning) -> Result<()> {
    let mut things = Vec::new();
    for station in shelf.stations().await? {
        let around: Arc<str> = format!("{} {}", station.genre, station.description).into();
        let items = shelf.items(&station).await?.into_iter();
        things.extend(items.map(|item| Thing {
            item,
            around: Arc::clone(&around),
        }));
    }
    let meaning = meaning.clone();
    let learned = tokio::task::spawn_blocking(move || meaning.learn(things)).await;
    learned.map_err(|cause| {
        tracing::error!(%cause, "the meaning of the catalogue's texts could not be learned");
        awaz_core::Error::internal()
    })
}
