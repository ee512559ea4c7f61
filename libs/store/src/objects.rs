//! Sound, pictures and recordings, by key.
//!
//! It is *not* a file system: an object is written once, whole, and then only read, replaced or
//! deleted. A reader never sees half an object: a write takes effect at its end.
//!
//! What has to be a file – sound that is played to the second, what a child process decodes, a
//! recording that still grows – is one of this machine: the object itself in a directory, a bounded
//! copy or a spool where objects are in S3.

mod directory;
mod engine;
mod key;
mod local;
mod reader;
#[cfg(feature = "s3")]
mod s3;

pub use key::Key;
pub use local::Local;
pub use reader::ObjectReader;

use crate::error::{Error, Result};
use bytes::Bytes;
use engine::{Chunks, Engine};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use object_store::ObjectMeta;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use tokio::io::AsyncReadExt;

/// Bytes of a file that are read at once.
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

/// Where objects are kept.
#[derive(Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `file:PATH`, or `s3://BUCKET/PREFIX?endpoint=…&region=…`.
    pub url: String,
    /// Access key of S3; empty for what the environment says.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
    /// Folder of copies of what is in S3, relative to the data folder.
    pub cache: String,
    /// Most bytes of them, MiB.
    pub cache_mib: u64,
}

impl Config {
    /// A place that needs no key.
    #[must_use]
    pub fn of(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            access_key: String::new(),
            secret_key: String::new(),
            cache: "cache/objects".to_owned(),
            cache_mib: 2048,
        }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Config")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// The object store, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub struct Objects(Arc<dyn Engine>);

impl Objects {
    /// Opens a place that needs no key; see [`Objects::open_with`].
    ///
    /// # Errors
    /// As [`Objects::open_with`].
    pub async fn open(url: &str, data_dir: &Path) -> Result<Self> {
        Self::open_with(&Config::of(url), data_dir).await
    }

    /// Opens `file:PATH` (relative to `data_dir`, made if it is missing) or `s3://BUCKET/PREFIX`.
    /// S3 is not asked: [`Objects::check`] does that.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for an engine that this build does not have; [`Error::Config`]
    /// for any other URL; a file error when a folder cannot be made.
    pub async fn open_with(config: &Config, data_dir: &Path) -> Result<Self> {
        if config.url.starts_with("s3://") {
            return open_s3(config, data_dir).await;
        }
        let Some(path) = config.url.strip_prefix("file:") else {
            return Err(Error::Config("objects.url must be file:PATH or s3://BUCKET".to_owned()));
        };
        let folder = data_dir.join(path.strip_prefix("//").unwrap_or(path));
        Ok(Self(Arc::new(directory::Directory::open(&folder).await?)))
    }

    /// Writes a small object.
    ///
    /// # Errors
    /// When the engine fails or is full; the old object, if any, is still there then.
    pub async fn put(&self, key: &Key, content: Bytes) -> Result<()> {
        self.0.put(key, content).await
    }

    /// Writes a small object where there is none; tells whether it did. Of several that try at
    /// once, one does.
    ///
    /// # Errors
    /// As [`Objects::put`].
    pub async fn put_new(&self, key: &Key, content: Bytes) -> Result<bool> {
        self.0.put_new(key, content).await
    }

    /// Writes an object from a stream of chunks of any size, in bounded memory. When the stream
    /// fails, nothing is stored.
    ///
    /// # Errors
    /// The stream's own, or as [`Objects::put`].
    pub async fn put_stream<S>(&self, key: &Key, chunks: S) -> Result<Stored>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        self.0.put_stream(key, chunks.boxed()).await
    }

    /// Copies a file into the store.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`Objects::put`].
    pub async fn put_file(&self, key: &Key, file: &Path) -> Result<Stored> {
        self.0.put_file(key, file).await
    }

    /// Moves a finished file into the store: a rename where it lies on the same disk, else a
    /// copy. The file is gone afterwards.
    ///
    /// # Errors
    /// As [`Objects::put_file`]; the file is still there then.
    pub async fn adopt_file(&self, key: &Key, file: &Path) -> Result<()> {
        self.0.adopt_file(key, file).await
    }

    /// Reads a whole object of at most `max_bytes`; `None` where there is none.
    ///
    /// # Errors
    /// [`awaz_core::Code::TooLarge`] above the bound; when the engine fails.
    pub async fn get(&self, key: &Key, max_bytes: u64) -> Result<Option<Bytes>> {
        let Some(meta) = self.head(key).await? else {
            return Ok(None);
        };
        if meta.bytes > max_bytes {
            return Err(too_large(key, meta.bytes, max_bytes).into());
        }
        let Some(mut chunks) = self.stream(key, 0..meta.bytes).await? else {
            return Ok(None);
        };
        let mut content = Vec::with_capacity(usize::try_from(meta.bytes).unwrap_or_default());
        while let Some(chunk) = chunks.next().await {
            content.extend_from_slice(&chunk?);
        }
        Ok(Some(content.into()))
    }

    /// Streams the bytes `range` of an object (the whole one: `0..meta.bytes`); `None` where
    /// there is none. A range beyond the end is cut at the end.
    ///
    /// # Errors
    /// When the engine fails, also in the middle of the stream.
    pub async fn stream(&self, key: &Key, range: Range<u64>) -> Result<Option<BoxStream<'static, Result<Bytes>>>> {
        if range.is_empty() {
            let is_there = self.head(key).await?.is_some();
            return Ok(is_there.then(|| futures::stream::empty().boxed()));
        }
        self.0.stream(key, range).await
    }

    /// What is known of an object; `None` where there is none.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn head(&self, key: &Key) -> Result<Option<Meta>> {
        self.0.head(key).await
    }

    /// Deletes an object; one that is not there is no error.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn delete(&self, key: &Key) -> Result<()> {
        self.0.delete(key).await
    }

    /// Lists the objects below `prefix`, in no order; what has no key of ours is passed over.
    #[must_use]
    pub fn list(&self, prefix: &Key) -> BoxStream<'static, Result<Meta>> {
        self.0.list(prefix)
    }

    /// Opens an object for blocking reads with seeks, as decoders want it; `None` where there
    /// is none. Call it on a thread that may block: an object in S3 of which there is no copy is
    /// waited for, 3 s at most. [`Objects::warm`] ahead of time avoids that.
    ///
    /// # Errors
    /// When the engine fails or takes too long.
    pub fn open_blocking(&self, key: &Key) -> Result<Option<ObjectReader>> {
        self.0.open_blocking(key)
    }

    /// Says that an object will be opened soon. Returns at once; what goes wrong is told when it
    /// is opened.
    pub fn warm(&self, key: &Key) {
        self.0.warm(key);
    }

    /// An object as a file of this machine, for a child process that decodes it; `None` where
    /// there is none.
    ///
    /// # Errors
    /// When the engine fails.
    pub async fn local(&self, key: &Key) -> Result<Option<Local>> {
        self.0.local(key).await
    }

    /// Folder for objects that grow, each as the file of its key below it. They are read like
    /// others from the start; [`Objects::settle`] says that one is whole.
    #[must_use]
    pub fn growing(&self) -> &Path {
        self.0.growing()
    }

    /// Says that an object that grew is whole. Returns at once: it is brought where it belongs
    /// in the background, tried again until it is there, and can be read meanwhile.
    pub fn settle(&self, key: &Key) {
        self.0.settle(key);
    }

    /// Goes on with what the last process left: brings what grew where it belongs, and removes
    /// what was uploaded by half. For the one process that serves, before anything grows.
    pub fn resume(&self) {
        self.0.resume();
    }

    /// Asks the engine whether it is there and lets us in, without writing.
    ///
    /// # Errors
    /// As [`Objects::check`].
    pub async fn reach(&self) -> Result<()> {
        self.0.reach().await
    }

    /// Writes, reads and deletes a small object, and tells where.
    ///
    /// # Errors
    /// [`Error::ObjectsAway`] where nobody answers; [`Error::Config`] for what the operator has to
    /// put right. Both with a sentence that says what to do.
    pub async fn check(&self) -> Result<String> {
        self.0.reach().await?;
        let key = Key::of("awaz-check", uuid::Uuid::now_v7().simple(), "probe")?;
        let content = Bytes::from_static(b"awaz");
        if !self.put_new(&key, content.clone()).await? {
            return Err(Error::Config(format!("{key} is there already; try again")));
        }
        let same = self.put_new(&key, content.clone()).await?;
        let read = self.get(&key, 100).await?;
        self.delete(&key).await?;
        if same || read.as_ref() != Some(&content) {
            return Err(Error::Config(format!(
                "{} does not keep what is written there as it should: it overwrites what it must not, or forgets",
                self.0.place()
            )));
        }
        Ok(self.0.place())
    }
}

#[cfg(feature = "s3")]
async fn open_s3(config: &Config, data_dir: &Path) -> Result<Objects> {
    Ok(Objects(Arc::new(s3::S3::open(config, data_dir).await?)))
}

#[cfg(not(feature = "s3"))]
#[expect(clippy::unused_async, reason = "as where there is S3")]
async fn open_s3(_config: &Config, _data_dir: &Path) -> Result<Objects> {
    Err(Error::Unsupported(
        "objects.url is s3://…, but this program was compiled without feature s3; use file:PATH".to_owned(),
    ))
}

/// Chunks of a file.
async fn chunks_of(file: &Path) -> Result<Chunks<'static>> {
    let source = tokio::fs::File::open(file).await?;
    let chunks = futures::stream::try_unfold(source, |mut source| async move {
        let mut chunk = Vec::with_capacity(CHUNK_BYTES);
        (&mut source).take(CHUNK_BYTES as u64).read_to_end(&mut chunk).await?;
        Ok::<_, Error>((!chunk.is_empty()).then(|| (Bytes::from(chunk), source)))
    });
    Ok(chunks.boxed())
}

fn too_large(key: &Key, bytes: u64, max_bytes: u64) -> awaz_core::Error {
    let message = format!("The object {key} has {bytes} bytes, over the bound of {max_bytes}.");
    awaz_core::Error::new(awaz_core::Code::TooLarge, message)
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
