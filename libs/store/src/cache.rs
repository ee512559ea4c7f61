//! Values that may be forgotten at any time, kept in memory.
//!
//! It is *not* storage: what must be true after a restart goes into [`crate::db`].

use std::hash::Hash;
use std::time::Duration;

/// How long a value is kept where nothing else is said.
pub const DEFAULT_TTL: Duration = Duration::from_secs(300);

/// A bounded cache of values by key.
#[derive(Debug, Clone)]
pub struct Cache<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static>(moka::future::Cache<K, V>);

impl<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static> Cache<K, V> {
    /// Makes a cache of at most `max_entries`, each forgotten `ttl` after it was put.
    #[must_use]
    pub fn new(max_entries: u64, ttl: Duration) -> Self {
        Self(
            moka::future::Cache::builder()
                .max_capacity(max_entries)
                .time_to_live(ttl)
                .build(),
        )
    }

    /// The value, if it is still known.
    pub async fn get(&self, key: &K) -> Option<V> {
        self.0.get(key).await
    }

    /// Puts a value.
    pub async fn put(&self, key: K, value: V) {
        self.0.insert(key, value).await;
    }

    /// The value, made by `make` once however many ask at the same time; errors are not kept.
    ///
    /// # Errors
    /// The error of `make`, shared by all who waited for it.
    pub async fn get_or_make<E, F>(&self, key: K, make: F) -> Result<V, std::sync::Arc<E>>
    where
        E: Send + Sync + 'static,
        F: Future<Output = Result<V, E>>,
    {
        self.0.try_get_with(key, make).await
    }

    /// Forgets a value.
    pub async fn forget(&self, key: &K) {
        self.0.invalidate(key).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn remembers_forgets_and_does_not_keep_errors() {
        let cache: Cache<&str, u32> = Cache::new(10, DEFAULT_TTL);
        assert_eq!(
            cache
                .get_or_make("a", async { Err::<u32, _>("no") })
                .await
                .unwrap_err()
                .as_ref(),
            &"no"
        );
        assert_eq!(cache.get_or_make("a", async { Ok::<_, String>(7) }).await.unwrap(), 7);
        assert_eq!(cache.get(&"a").await, Some(7));
        cache.forget(&"a").await;
        assert_eq!(cache.get(&"a").await, None);
    }
}
