//! Objects in a directory of this machine.

use super::engine::{Chunks, Engine};
use super::{Key, Local, Meta, ObjectReader, Stored, found, hex, to_meta};
use crate::error::{Error, Result};
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, WriteMultipart};
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::path::{Path, PathBuf};

const CHUNK_BYTES: usize = 256 * 1024;

/// A directory.
#[derive(Debug)]
pub(super) struct Directory {
    store: LocalFileSystem,
    root: PathBuf,
}

impl Directory {
    /// Opens a folder; makes it where it is missing.
    pub(super) async fn open(folder: &Path) -> Result<Self> {
        tokio::fs::create_dir_all(folder).await?;
        let root = tokio::fs::canonicalize(folder).await?;
        let store = LocalFileSystem::new_with_prefix(&root)?;
        Ok(Self { store, root })
    }

    fn file(&self, key: &Key) -> PathBuf {
        self.root.join(key.as_str())
    }
}

#[async_trait]
impl Engine for Directory {
    async fn put(&self, key: &Key, content: Bytes) -> Result<()> {
        self.store.put(&key.path(), content.into()).await?;
        Ok(())
    }

    async fn put_new(&self, key: &Key, content: Bytes) -> Result<bool> {
        match self
            .store
            .put_opts(&key.path(), content.into(), PutMode::Create.into())
            .await
        {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(cause) => Err(cause.into()),
        }
    }

    async fn put_stream(&self, key: &Key, mut chunks: Chunks<'_>) -> Result<Stored> {
        let upload = self.store.put_multipart(&key.path()).await?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, CHUNK_BYTES);
        let mut hash = Sha256::new();
        let mut bytes = 0;
        loop {
            let next = match chunks.next().await {
                Some(Ok(chunk)) => writer.wait_for_capacity(2).await.map(|()| chunk).map_err(Error::from),
                Some(Err(cause)) => Err(cause),
                None => break,
            };
            match next {
                Ok(chunk) => {
                    hash.update(&chunk);
                    bytes += chunk.len() as u64;
                    writer.put(chunk);
                }
                Err(cause) => {
                    writer.abort().await?;
                    return Err(cause);
                }
            }
        }
        writer.finish().await?;
        Ok(Stored {
            bytes,
            sha256: hex(&hash.finalize()),
        })
    }

    async fn put_file(&self, key: &Key, file: &Path) -> Result<Stored> {
        self.put_stream(key, super::chunks_of(file).await?).await
    }

    async fn adopt_file(&self, key: &Key, file: &Path) -> Result<()> {
        let target = self.file(key);
        if let Some(folder) = target.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        match tokio::fs::rename(file, &target).await {
            Ok(()) => Ok(()),
            Err(cause) if cause.kind() == std::io::ErrorKind::CrossesDevices => {
                self.put_file(key, file).await?;
                tokio::fs::remove_file(file).await?;
                Ok(())
            }
            Err(cause) => Err(cause.into()),
        }
    }

    async fn head(&self, key: &Key) -> Result<Option<Meta>> {
        Ok(found(self.store.head(&key.path()).await)?.map(|meta| to_meta(key.clone(), meta)))
    }

    async fn stream(&self, key: &Key, range: Range<u64>) -> Result<Option<Chunks<'static>>> {
        let options = object_store::GetOptions {
            range: Some(range.into()),
            ..object_store::GetOptions::default()
        };
        let found = found(self.store.get_opts(&key.path(), options).await)?;
        Ok(found.map(|result| result.into_stream().map_err(Error::from).boxed()))
    }

    async fn delete(&self, key: &Key) -> Result<()> {
        found(self.store.delete(&key.path()).await)?;
        Ok(())
    }

    fn list(&self, prefix: &Key) -> BoxStream<'static, Result<Meta>> {
        let objects = self.store.list(Some(&prefix.path()));
        objects
            .map_err(Error::from)
            .try_filter_map(
                |meta| async move { Ok(Key::parse(meta.location.as_ref()).ok().map(|key| to_meta(key, meta))) },
            )
            .boxed()
    }

    fn open_blocking(&self, key: &Key) -> Result<Option<ObjectReader>> {
        ObjectReader::open(&self.file(key))
    }

    fn warm(&self, _key: &Key) {}

    async fn local(&self, key: &Key) -> Result<Option<Local>> {
        let path = self.file(key);
        Ok(tokio::fs::try_exists(&path).await?.then(|| Local::here(path)))
    }

    fn growing(&self) -> &Path {
        &self.root
    }

    fn settle(&self, _key: &Key) {}

    fn resume(&self) {}

    fn place(&self) -> String {
        format!("the folder {}", self.root.display())
    }

    async fn reach(&self) -> Result<()> {
        Ok(())
    }
}
