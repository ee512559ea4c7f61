//! Feeds that are written, for as long as their shows do not change.

use super::{MAX_ITEMS, Source, write};
use crate::import::blocking;
use crate::store::Store;
use awaz_core::id::ShowId;
use awaz_core::{Error, Result, Slug};
use awaz_http::etag;
use awaz_store::cache::{Cache, DEFAULT_TTL};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::sync::Arc;

/// Feeds that are remembered.
const MAX_FEEDS: u64 = 100;
/// Largest feed that is remembered, bytes.
const MAX_KEPT: usize = 4 << 20;

/// A feed, ready to be sent.
#[derive(Debug)]
pub(crate) struct Feed {
    /// The document.
    pub plain: Bytes,
    /// The same, by gzip.
    pub packed: Bytes,
    /// What changes with it, with quotes.
    pub tag: String,
}

/// The feeds of all shows; clones share what is written.
#[derive(Debug, Clone)]
pub(crate) struct Feeds {
    store: Store,
    /// By show, its version, and the address it was asked at.
    written: Cache<(ShowId, i64, String), Arc<Feed>>,
}

impl Feeds {
    /// Those of the shows in `store`.
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            written: Cache::new(MAX_FEEDS, DEFAULT_TTL),
        }
    }

    /// The feed of a show, for those who reach the server at `base`, and when it changed (Unix
    /// milliseconds).
    ///
    /// # Errors
    /// `NotFound` for what is no show, or its owner's only.
    pub(crate) async fn get(&self, slug: &Slug, base: &str) -> Result<(Arc<Feed>, i64)> {
        let missing = || Error::not_found("show", slug);
        let (id, version, updated_at_ms) = self.store.show_version(slug).await?.ok_or_else(missing)?;
        let key = (id, version, base.to_owned());
        let make = async { self.make(id, base).await.map(Arc::new) };
        let made = self.written.get_or_make(key.clone(), make).await;
        let feed = made.map_err(|shared| Error::clone(&shared))?;
        if feed.plain.len() > MAX_KEPT {
            self.written.forget(&key).await;
        }
        Ok((feed, updated_at_ms))
    }

    async fn make(&self, id: ShowId, base: &str) -> Result<Feed> {
        let found = self.store.show_of(id).await?;
        let (_, show) = found.ok_or_else(|| Error::not_found("show", id))?;
        let episodes = self.store.feed_episodes(&show, MAX_ITEMS).await?;
        let base = base.to_owned();
        blocking(move || {
            let source = Source {
                show: &show,
                episodes: &episodes,
                base: &base,
            };
            let text = write(&source);
            Feed {
                tag: etag::tag(text.as_bytes()),
                packed: packed(text.as_bytes()),
                plain: text.into(),
            }
        })
        .await
    }
}

fn packed(text: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _whole = encoder.write_all(text);
    encoder.finish().unwrap_or_default().into()
}
