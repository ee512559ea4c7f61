//! Sound, pictures and recordings, by key.
//!
//! It is *not* a file system: an object is written once, whole, and then only read, replaced or
//! deleted. A reader never sees half an object: every write ends in a rename.

mod key;
mod reader;

pub use key::Key;
pub use reader::ObjectReader;

use crate::error::{Error, Result};
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::AsyncReadExt;

const CHUNK_BYTES: usize = 256 * 1024;

/// What is known of an object without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Its key.
    pub key: Key,
    /// Size, bytes.
    pub bytes: u64,
    /// When it was last written, milliseconds since the Unix epoch.
    pub modified_ms: i64,
    /// Entity tag, changes with the content.
    pub etag: Option<String>,
}

/// What was stored by a streamed write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Size, bytes.
    pub bytes: u64,
    /// SHA-256 of the content, 64 hex digits.
    pub sha256: String,
}

/// The object store, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<LocalFileSystem>,
    root: PathBuf,
}

impl Objects {
    /// Opens `file:PATH` (relative to `data_dir`, made if it is missing).
    ///
    /// # Errors
    /// [`Error::Unsupported`] for `s3://`, which this build does not have; [`Error::Config`]
    /// for any other URL; a file error when the folder cannot be made.
    pub async fn open(url: &str, data_dir: &Path) -> Result<Self> {
        if url.starts_with("s3://") {
            return Err(Error::Unsupported(
                "objects.url is s3://…, but this program was compiled without feature s3; use file:PATH".to_owned(),
            ));
        }
        let Some(path) = url.strip_prefix("file:") else {
            return Err(Error::Config("objects.url must be file:PATH or s3://BUCKET".to_owned()));
        };
        let folder = data_dir.join(path.strip_prefix("//").unwrap_or(path));
        tokio::fs::create_dir_all(&folder).await?;
        let root = tokio::fs::canonicalize(&folder).await?;
        let store = LocalFileSystem::new_with_prefix(&root)?;
        Ok(Self {
            store: Arc::new(store),
            root,
        })
    }

    /// Writes a small object.
    ///
    /// # Errors
    /// When the disk is full or fails; the old object, if any, is still there then.
    pub async fn put(&self, key: &Key, content: Bytes) -> Result<()> {
        self.store.put(&key.path(), content.into()).await?;
        Ok(())
    }

    /// Writes an object from a stream of chunks of any size, in bounded memory. When the stream
    /// fails, nothing is stored.
    ///
    /// # Errors
    /// The stream's own, or as [`Objects::put`].
    pub async fn put_stream<S>(&self, key: &Key, mut chunks: S) -> Result<Stored>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
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

    /// Copies a file into the store.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`Objects::put`].
    pub async fn put_file(&self, key: &Key, file: &Path) -> Result<Stored> {
        let source = tokio::fs::File::open(file).await?;
        let chunks = futures::stream::try_unfold(source, |mut source| async move {
            let mut chunk = Vec::with_capacity(CHUNK_BYTES);
            (&mut source).take(CHUNK_BYTES as u64).read_to_end(&mut chunk).await?;
            Ok::<_, Error>((!chunk.is_empty()).then(|| (Bytes::from(chunk), source)))
        });
        self.put_stream(key, Box::pin(chunks)).await
    }

    /// Moves a finished file into the store: a rename where it lies on the same disk, else a
    /// copy. The file is gone afterwards.
    ///
    /// # Errors
    /// As [`Objects::put_file`]; the file is still there then.
    pub async fn adopt_file(&self, key: &Key, file: &Path) -> Result<()> {
        let target = self.root.join(key.as_str());
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

    /// Reads a whole object of at most `max_bytes`; `None` where there is none.
    ///
    /// # Errors
    /// [`awaz_core::Code::TooLarge`] above the bound; when the disk fails.
    pub async fn get(&self, key: &Key, max_bytes: u64) -> Result<Option<Bytes>> {
        let Some(found) = found(self.store.get(&key.path()).await)? else {
            return Ok(None);
        };
        if found.meta.size > max_bytes {
            return Err(awaz_core::Error::new(
                awaz_core::Code::TooLarge,
                format!(
                    "The object {key} has {} bytes, over the bound of {max_bytes}.",
                    found.meta.size
                ),
            )
            .into());
        }
        Ok(Some(found.bytes().await?))
    }

    /// Streams the bytes `range` of an object (the whole one: `0..meta.bytes`); `None` where
    /// there is none. A range beyond the end is cut at the end.
    ///
    /// # Errors
    /// When the disk fails, also in the middle of the stream.
    pub async fn stream(&self, key: &Key, range: Range<u64>) -> Result<Option<BoxStream<'static, Result<Bytes>>>> {
        if range.is_empty() {
            let is_there = self.head(key).await?.is_some();
            return Ok(is_there.then(|| futures::stream::empty().boxed()));
        }
        let options = object_store::GetOptions {
            range: Some(range.into()),
            ..object_store::GetOptions::default()
        };
        let found = found(self.store.get_opts(&key.path(), options).await)?;
        Ok(found.map(|result| result.into_stream().map_err(Error::from).boxed()))
    }

    /// What is known of an object; `None` where there is none.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn head(&self, key: &Key) -> Result<Option<Meta>> {
        Ok(found(self.store.head(&key.path()).await)?.map(|meta| to_meta(key.clone(), meta)))
    }

    /// Deletes an object; one that is not there is no error.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn delete(&self, key: &Key) -> Result<()> {
        found(self.store.delete(&key.path()).await)?;
        Ok(())
    }

    /// Lists the objects below `prefix`, in no order; foreign files in the folder are passed
    /// over.
    pub fn list(&self, prefix: &Key) -> BoxStream<'static, Result<Meta>> {
        let objects = self.store.list(Some(&prefix.path()));
        objects
            .map_err(Error::from)
            .try_filter_map(
                |meta| async move { Ok(Key::parse(meta.location.as_ref()).ok().map(|key| to_meta(key, meta))) },
            )
            .boxed()
    }

    /// Opens an object for blocking reads with seeks, as decoders want it; `None` where there
    /// is none. Call it on a thread that may block.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn open_blocking(&self, key: &Key) -> Result<Option<ObjectReader>> {
        ObjectReader::open(&self.root.join(key.as_str()))
    }

    /// Path of an object on this machine, for a child process that decodes it; `None` where
    /// the engine has no files.
    #[must_use]
    pub fn local_path(&self, key: &Key) -> Option<PathBuf> {
        Some(self.root.join(key.as_str()))
    }
}

fn found<T>(result: object_store::Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(cause) => Err(cause.into()),
    }
}

fn to_meta(key: Key, meta: ObjectMeta) -> Meta {
    Meta {
        key,
        bytes: meta.size,
        modified_ms: meta.last_modified.timestamp_millis(),
        etag: meta.e_tag,
    }
}

/// Writes bytes as lowercase hex digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a String cannot fail");
            text
        })
}
