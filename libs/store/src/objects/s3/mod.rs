//! Objects in S3, and in servers that speak like it.

mod address;
mod copies;
mod journal;
mod read;
mod spool;
mod trouble;
mod upload;

use super::engine::{Chunks, Engine};
use super::{Config, Key, Local, Meta, ObjectReader, Stored, to_meta};
use crate::error::{Error, Result};
use address::Address;
use async_trait::async_trait;
use bytes::Bytes;
use copies::Copies;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use journal::Journal;
use object_store::aws::AmazonS3;
use object_store::{ObjectStore, ObjectStoreExt, PutMode};
use parking_lot::Mutex;
use read::Fetching;
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// Bytes of a part of an upload. Ten thousand are allowed: 80 GB.
const PART_BYTES: usize = 8 << 20;
/// Bytes that are asked for at once.
const PIECE_BYTES: u64 = 1 << 20;
/// Longest time a thread waits for a copy.
const BLOCKING: Duration = Duration::from_secs(3);

/// A bucket, with a folder of copies and one for what grows.
#[derive(Debug)]
pub(super) struct S3(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: AmazonS3,
    address: Address,
    copies: Copies,
    journal: Journal,
    spool: PathBuf,
    settling: tokio::sync::Mutex<()>,
    fetching: Mutex<HashMap<Key, Fetching>>,
    away_since: Mutex<Option<Instant>>,
    runtime: Handle,
}

impl S3 {
    /// Makes the client and the folders; the server is not asked.
    pub(super) async fn open(config: &Config, data_dir: &Path) -> Result<Self> {
        let address = Address::parse(&config.url)?;
        let store = address.client(config)?;
        let (spool, uploads) = (data_dir.join("spool"), data_dir.join("uploads-to-s3"));
        tokio::fs::create_dir_all(&spool).await?;
        let inner = Inner {
            copies: Copies::open(data_dir.join(&config.cache), config.cache_mib << 20)?,
            journal: Journal::open(uploads)?,
            store,
            address,
            spool,
            settling: tokio::sync::Mutex::default(),
            fetching: Mutex::default(),
            away_since: Mutex::default(),
            runtime: Handle::current(),
        };
        Ok(Self(Arc::new(inner)))
    }
}

impl Inner {
    /// The error as a sentence; remembers where the server did not answer.
    fn trouble(&self, cause: &object_store::Error) -> Error {
        let error = trouble::plain(&self.address, cause);
        if trouble::is_away(&error) {
            self.note_away();
        }
        error
    }
}

#[async_trait]
impl Engine for S3 {
    async fn put(&self, key: &Key, content: Bytes) -> Result<()> {
        let inner = &self.0;
        if content.len() > PART_BYTES {
            let chunks = futures::stream::once(async move { Ok(content) }).boxed();
            inner.put_stream(key, chunks, None).await?;
        } else {
            inner.put(key, content, PutMode::Overwrite).await?;
        }
        inner.copies.forget(key);
        Ok(())
    }

    async fn put_new(&self, key: &Key, content: Bytes) -> Result<bool> {
        self.0.put(key, content, PutMode::Create).await
    }

    async fn put_stream(&self, key: &Key, chunks: Chunks<'_>) -> Result<Stored> {
        let stored = self.0.put_stream(key, chunks, None).await?;
        self.0.copies.forget(key);
        Ok(stored)
    }

    async fn put_file(&self, key: &Key, file: &Path) -> Result<Stored> {
        let stored = self.0.put_file(key, file).await?;
        self.0.copies.forget(key);
        Ok(stored)
    }

    async fn adopt_file(&self, key: &Key, file: &Path) -> Result<()> {
        self.0.put_file(key, file).await?;
        // What was just taken is decoded next: it need not come back over the network.
        self.0.copies.admit(key, file)?;
        Ok(())
    }

    async fn head(&self, key: &Key) -> Result<Option<Meta>> {
        if let Some(growing) = self.0.growing_meta(key) {
            return Ok(Some(growing));
        }
        match self.0.store.head(&self.0.address.path(key)).await {
            Ok(meta) => Ok(Some(to_meta(key.clone(), meta))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(self.0.trouble(&cause)),
        }
    }

    async fn stream(&self, key: &Key, range: Range<u64>) -> Result<Option<Chunks<'static>>> {
        match self.0.growing_stream(key, &range).await? {
            Some(growing) => Ok(Some(growing)),
            None => self.0.clone().stream(key, range).await,
        }
    }

    async fn delete(&self, key: &Key) -> Result<()> {
        self.0.drop_growing(key)?;
        self.0.copies.forget(key);
        match self.0.store.delete(&self.0.address.path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(self.0.trouble(&cause)),
        }
    }

    fn list(&self, prefix: &Key) -> BoxStream<'static, Result<Meta>> {
        let growing = futures::stream::iter(self.0.growing_below(prefix).into_iter().map(Ok));
        let inner = self.0.clone();
        let there = inner.store.list(Some(&inner.address.path(prefix)));
        let there = there.map_err({
            let inner = inner.clone();
            move |cause| inner.trouble(&cause)
        });
        let there = there.try_filter_map(move |meta| {
            let key = inner.address.key(&meta.location);
            async move { Ok(key.map(|key| to_meta(key, meta))) }
        });
        growing.chain(there).boxed()
    }

    fn open_blocking(&self, key: &Key) -> Result<Option<ObjectReader>> {
        if let Some(growing) = ObjectReader::open(&self.0.growing_file(key))? {
            return Ok(Some(growing));
        }
        if let Some(copy) = self.0.copies.find(key) {
            return ObjectReader::open(copy.path());
        }
        if self.0.is_resting() {
            return Err(self.0.not_here(key));
        }
        let (fetching, (sender, receiver)) = (self.0.fetch(key), std::sync::mpsc::sync_channel(1));
        self.0.runtime.spawn(async move {
            // Nobody waiting any more is no fault: the copy is there the next time.
            let _ = sender.send(fetching.await);
        });
        match receiver.recv_timeout(BLOCKING) {
            Ok(Ok(copy)) => copy.map_or(Ok(None), |copy| ObjectReader::open(copy.path())),
            Ok(Err(cause)) => Err(shared(&cause)),
            Err(_) => Err(self.0.not_here(key)),
        }
    }

    fn warm(&self, key: &Key) {
        let is_here = self.0.copies.find(key).is_some() || self.0.growing_file(key).exists();
        if !is_here && !self.0.is_resting() {
            // It goes on by itself; how it ends is told to who opens the object.
            drop(self.0.fetch(key));
        }
    }

    async fn local(&self, key: &Key) -> Result<Option<Local>> {
        let growing = self.0.growing_file(key);
        if tokio::fs::try_exists(&growing).await? {
            return Ok(Some(Local::here(growing)));
        }
        self.0.fetch(key).await.map_err(|cause| shared(&cause))
    }

    fn growing(&self) -> &Path {
        &self.0.spool
    }

    fn settle(&self, key: &Key) {
        self.0.clone().settle(key.clone());
    }

    fn resume(&self) {
        self.0.clone().resume();
    }

    fn place(&self) -> String {
        let address = &self.0.address;
        format!("the bucket {} at {}", address.bucket, address.server())
    }

    /// Lists: a bucket that is not there looks like an object that is not there elsewhere.
    async fn reach(&self) -> Result<()> {
        let prefix = Key::parse("awaz-check")?;
        self.list(&prefix).next().await.transpose().map(|_| ())
    }
}

impl Inner {
    fn not_here(&self, key: &Key) -> Error {
        Error::ObjectsAway(format!(
            "{key} is not here yet, and {} is slow or away",
            self.address.server()
        ))
    }
}

/// An error that several were given.
fn shared(cause: &Error) -> Error {
    match cause {
        Error::Config(text) => Error::Config(text.clone()),
        Error::ObjectsAway(text) => Error::ObjectsAway(text.clone()),
        other => Error::Io(std::io::Error::other(other.to_string())),
    }
}
