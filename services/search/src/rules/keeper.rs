//! Rules in memory, in step with the table.

use std::sync::Arc;
use std::time::Duration;

use awaz_core::{Error, Result};
use parking_lot::RwLock;
use tokio_util::sync::CancellationToken;

use super::{Applied, checked};
use crate::model::SearchRules;
use crate::store::Store;

/// Time after which another process's change is seen.
const LOOK: Duration = Duration::from_secs(2);

/// Keeps the rules; clones share them.
#[derive(Clone)]
pub(crate) struct Keeper {
    store: Store,
    held: Arc<RwLock<(i64, Arc<Applied>)>>,
}

impl Keeper {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            held: Arc::default(),
        }
    }

    /// The rules as they are applied now.
    pub(crate) fn applied(&self) -> Arc<Applied> {
        Arc::clone(&self.held.read().1)
    }

    /// The rules as they are kept.
    pub(crate) async fn kept(&self) -> Result<SearchRules> {
        Ok(self.store.rules().await?)
    }

    /// Keeps rules in place of those of their version.
    ///
    /// # Errors
    /// `Invalid` for rules that cannot be kept; `Conflict` where others were kept since.
    pub(crate) async fn keep(&self, rules: SearchRules) -> Result<SearchRules> {
        let rules = checked(rules)?;
        let Some(kept) = self.store.keep_rules(rules).await? else {
            let what = "Somebody else changed the rules meanwhile. Load them again, then make your change.";
            return Err(Error::new(awaz_core::Code::Conflict, what));
        };
        self.hold(&kept);
        Ok(kept)
    }

    fn hold(&self, rules: &SearchRules) {
        *self.held.write() = (rules.version, Arc::new(Applied::new(rules)));
    }

    /// Takes over what is kept, until the process ends.
    pub(crate) async fn run(self, shutdown: CancellationToken) {
        loop {
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "the rules of search could not be read");
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    async fn look(&self) -> Result<()> {
        let version = self.store.rules_version().await?;
        if version != self.held.read().0 {
            self.hold(&self.kept().await?);
        }
        Ok(())
    }
}
