//! What many people searched for lately, read once a minute.

use std::sync::Arc;
use std::time::{Duration, Instant};

use awaz_core::{Result, SharedClock};
use parking_lot::Mutex;

use crate::numbers::DAY_MS;
use crate::store::{Of, Store};

/// People who must have made a query before others see it.
const PEOPLE: i64 = 10;
/// Time over which they are counted, days.
const DAYS: i64 = 7;
/// Queries that are remembered.
const QUERIES: usize = 500;
/// Time after which they are read again.
const FRESH: Duration = Duration::from_secs(60);
/// Languages whose queries are remembered at once.
const LANGUAGES: usize = 16;

/// Queries of one language, with the time at which they were read.
type Read = (String, Instant, Arc<Vec<String>>);

/// Popular queries; clones share them.
#[derive(Clone)]
pub(super) struct Popular {
    store: Store,
    clock: SharedClock,
    read: Arc<Mutex<Vec<Read>>>,
}

impl Popular {
    pub(super) fn new(store: Store, clock: SharedClock) -> Self {
        Self {
            store,
            clock,
            read: Arc::default(),
        }
    }

    /// Queries that ten people or more made within seven days, most first.
    pub(super) async fn queries(&self, language: &str) -> Result<Arc<Vec<String>>> {
        let fresh = |read: &&Read| read.0 == language && read.1.elapsed() < FRESH;
        if let Some(read) = self.read.lock().iter().find(fresh) {
            return Ok(Arc::clone(&read.2));
        }
        let since = self.clock.now_ms() - DAYS * DAY_MS;
        let rows = self.store.popular(Of::Found, since, PEOPLE, language).await?;
        let queries = Arc::new(rows.into_iter().take(QUERIES).map(|row| row.query).collect::<Vec<_>>());
        let mut read = self.read.lock();
        read.retain(|read| read.0 != language);
        read.truncate(LANGUAGES - 1);
        read.push((language.to_owned(), Instant::now(), Arc::clone(&queries)));
        Ok(queries)
    }
}
