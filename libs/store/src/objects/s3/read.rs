//! Reading from S3: in pieces, so that a slow listener holds no connection, and copies.

use super::upload::HASH;
use super::{Inner, PIECE_BYTES};
use crate::error::{Error, Result};
use crate::objects::engine::Chunks;
use crate::objects::{Key, Local, hex};
use bytes::Bytes;
use futures::StreamExt;
use futures::future::{BoxFuture, FutureExt, Shared};
use object_store::{Attribute, GetOptions, GetRange, GetResult, ObjectStore};
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;

/// Time for which nothing is fetched for playing after the server did not answer: what is not
/// here is passed over at once then.
const REST: Duration = Duration::from_secs(3);

/// What several wait for: a copy, `None` where there is no object, or why not.
pub(super) type Fetching = Shared<BoxFuture<'static, Result<Option<Local>, Arc<Error>>>>;

impl Inner {
    async fn piece(&self, key: &Key, range: Range<u64>, tag: Option<&str>) -> Result<Option<GetResult>> {
        let options = GetOptions {
            range: Some(GetRange::Bounded(range)),
            if_match: tag.map(str::to_owned),
            ..GetOptions::default()
        };
        match self.store.get_opts(&self.address.path(key), options).await {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(object_store::Error::Precondition { .. }) => Err(replaced(key)),
            Err(cause) => Err(self.trouble(&cause)),
        }
    }

    /// Streams a range, not empty, within the object's `bytes`.
    pub(super) async fn stream(self: Arc<Self>, key: &Key, range: Range<u64>) -> Result<Option<Chunks<'static>>> {
        let first = range.start..range.end.min(range.start.saturating_add(PIECE_BYTES));
        let Some(found) = self.piece(key, first, None).await? else {
            return Ok(None);
        };
        let (tag, total) = (found.meta.e_tag.clone(), found.meta.size);
        let bytes = found.bytes().await.map_err(|cause| self.trouble(&cause))?;
        let at = range.start + bytes.len() as u64;
        let end = range.end.min(total);
        let key = key.clone();
        let rest = futures::stream::try_unfold(at, move |at| {
            let (inner, key, tag) = (self.clone(), key.clone(), tag.clone());
            async move {
                if at >= end {
                    return Ok(None);
                }
                let piece = at..end.min(at + PIECE_BYTES);
                let found = inner.piece(&key, piece, tag.as_deref()).await?;
                let found = found.ok_or_else(|| replaced(&key))?;
                let bytes = found.bytes().await.map_err(|cause| inner.trouble(&cause))?;
                let next = at + bytes.len() as u64;
                Ok(Some((bytes, next)))
            }
        });
        let first = futures::stream::once(async move { Ok::<Bytes, Error>(bytes) });
        Ok(Some(first.chain(rest).boxed()))
    }

    /// The copy of an object, fetched where there is none; those who ask at once wait for one.
    pub(super) fn fetch(self: &Arc<Self>, key: &Key) -> Fetching {
        let mut fetching = self.fetching.lock();
        if let Some(already) = fetching.get(key) {
            return already.clone();
        }
        let (inner, of) = (self.clone(), key.clone());
        let work = async move {
            let fetched = match inner.copies.find(&of) {
                Some(copy) => Ok(Some(copy)),
                None => inner.copy(&of).await,
            };
            inner.fetching.lock().remove(&of);
            fetched.map_err(Arc::new)
        };
        let task = self.runtime.spawn(work);
        let shared = async move {
            match task.await {
                Ok(fetched) => fetched,
                Err(cause) => Err(Arc::new(Error::Io(std::io::Error::other(cause)))),
            }
        };
        let shared = shared.boxed().shared();
        fetching.insert(key.clone(), shared.clone());
        shared
    }

    async fn copy(self: &Arc<Self>, key: &Key) -> Result<Option<Local>> {
        let Some((hash, bytes)) = self.hash_of(key).await? else {
            return Ok(None);
        };
        // An empty object has no first piece that could be asked for.
        let mut chunks = match bytes {
            0 => futures::stream::empty().boxed(),
            _ => match self.clone().stream(key, 0..bytes).await? {
                Some(chunks) => chunks,
                None => return Ok(None),
            },
        };
        let half = self.copies.half();
        let written = write(&mut chunks, &half).await;
        let checked = written.and_then(|found| match hash {
            Some(wanted) if wanted != found => Err(spoilt(key)),
            _ => self.copies.admit(key, &half).map(Some),
        });
        if checked.is_err() {
            let _gone = std::fs::remove_file(&half);
        }
        checked
    }

    /// The hash that was stored with an object, where one was, and its size.
    async fn hash_of(&self, key: &Key) -> Result<Option<(Option<String>, u64)>> {
        let options = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        let found = match self.store.get_opts(&self.address.path(key), options).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(cause) => return Err(self.trouble(&cause)),
        };
        let hash = found.attributes.get(&Attribute::Metadata(HASH.into()));
        Ok(Some((hash.map(|hash| hash.as_ref().to_owned()), found.meta.size)))
    }

    /// Whether the server did not answer a moment ago.
    pub(super) fn is_resting(&self) -> bool {
        self.away_since.lock().is_some_and(|since| since.elapsed() < REST)
    }

    pub(super) fn note_away(&self) {
        *self.away_since.lock() = Some(Instant::now());
    }
}

/// Writes chunks to a file; the hash of what was written.
async fn write(chunks: &mut Chunks<'static>, file: &std::path::Path) -> Result<String> {
    let mut target = tokio::fs::File::create(file).await?;
    let mut hash = Sha256::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        hash.update(&chunk);
        target.write_all(&chunk).await?;
    }
    target.flush().await?;
    Ok(hex(&hash.finalize()))
}

fn replaced(key: &Key) -> Error {
    Error::Io(std::io::Error::other(format!("{key} was replaced while it was read")))
}

fn spoilt(key: &Key) -> Error {
    Error::Io(std::io::Error::other(format!(
        "{key} is not what was stored there; take it from a backup"
    )))
}
