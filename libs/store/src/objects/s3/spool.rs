//! What still grows is a file of this machine, and is brought to S3 when it is whole.

use super::Inner;
use crate::error::Result;
use crate::objects::engine::Chunks;
use crate::objects::{Key, Meta};
use futures::StreamExt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

/// Waits between two tries, the first and the longest.
const WAITS: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(300));
/// Folders below each other that are looked into.
const DEPTH: usize = 8;

impl Inner {
    pub(super) fn growing_file(&self, key: &Key) -> PathBuf {
        self.spool.join(key.as_str())
    }

    pub(super) fn growing_meta(&self, key: &Key) -> Option<Meta> {
        let metadata = std::fs::metadata(self.growing_file(key)).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let modified_ms = i64::try_from(modified.as_millis()).ok()?;
        metadata.is_file().then(|| Meta {
            key: key.clone(),
            bytes: metadata.len(),
            modified_ms,
            etag: Some(format!("{}-{modified_ms}", metadata.len())),
        })
    }

    pub(super) async fn growing_stream(&self, key: &Key, range: &Range<u64>) -> Result<Option<Chunks<'static>>> {
        let mut file = match tokio::fs::File::open(self.growing_file(key)).await {
            Ok(file) => file,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(cause.into()),
        };
        file.seek(std::io::SeekFrom::Start(range.start)).await?;
        let part = ReaderStream::with_capacity(file.take(range.end - range.start), crate::objects::CHUNK_BYTES);
        Ok(Some(part.map(|chunk| Ok(chunk?)).boxed()))
    }

    pub(super) fn growing_below(&self, prefix: &Key) -> Vec<Meta> {
        let mut keys = Vec::new();
        keys_below(&self.growing_file(prefix), prefix.as_str(), DEPTH, &mut keys);
        keys.iter().filter_map(|key| self.growing_meta(key)).collect()
    }

    pub(super) fn drop_growing(&self, key: &Key) -> Result<()> {
        match std::fs::remove_file(self.growing_file(key)) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(cause.into()),
            _ => Ok(()),
        }
    }

    /// Brings it where it belongs; tries until it is there.
    pub(super) fn settle(self: Arc<Self>, key: Key) {
        let runtime = self.runtime.clone();
        runtime.spawn(async move {
            let (mut wait, longest) = WAITS;
            while let Err(cause) = self.bring(&key).await {
                tracing::warn!(%key, %cause, "it stays on this machine's disk for now, and is brought to s3 later");
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(longest);
            }
        });
    }

    async fn bring(&self, key: &Key) -> Result<()> {
        let _turn = self.settling.lock().await;
        let file = self.growing_file(key);
        if !tokio::fs::try_exists(&file).await? {
            return Ok(());
        }
        self.put_file(key, &file).await?;
        if self.copies.admit(key, &file).is_err() && !tokio::fs::try_exists(&file).await? {
            // It was deleted while it was on its way.
            let path = self.address.path(key);
            object_store::ObjectStoreExt::delete(&self.store, &path)
                .await
                .map_err(|cause| self.trouble(&cause))?;
        }
        Ok(())
    }

    /// Takes up what the last process left: files of the spool, and uploads in parts.
    pub(super) fn resume(self: Arc<Self>) {
        let mut left = Vec::new();
        for entry in std::fs::read_dir(&self.spool).into_iter().flatten().flatten() {
            if let Some(name) = entry.file_name().to_str() {
                keys_below(&entry.path(), name, DEPTH, &mut left);
            }
        }
        for key in left {
            self.clone().settle(key);
        }
        let uploads = self.journal.left();
        let runtime = self.runtime.clone();
        runtime.spawn(async move { self.clear_uploads(uploads).await });
    }
}

/// Keys of the files at and below a path that is named `name`.
fn keys_below(path: &Path, name: &str, depth: usize, keys: &mut Vec<Key>) {
    if path.is_file() {
        keys.extend(Key::parse(name));
        return;
    }
    if depth == 0 {
        return;
    }
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        if let Some(file) = entry.file_name().to_str() {
            keys_below(&entry.path(), &format!("{name}/{file}"), depth - 1, keys);
        }
    }
}
