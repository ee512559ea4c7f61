//! What an engine of objects does.

use super::{Key, Local, Meta, ObjectReader, Stored};
use crate::error::Result;
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use std::ops::Range;
use std::path::Path;

/// Chunks of an object, in order.
pub(super) type Chunks<'a> = BoxStream<'a, Result<Bytes>>;

/// An engine; [`super::Objects`] says what each of these promises.
#[async_trait]
pub(super) trait Engine: std::fmt::Debug + Send + Sync {
    async fn put(&self, key: &Key, content: Bytes) -> Result<()>;
    async fn put_new(&self, key: &Key, content: Bytes) -> Result<bool>;
    async fn put_stream(&self, key: &Key, chunks: Chunks<'_>) -> Result<Stored>;
    async fn put_file(&self, key: &Key, file: &Path) -> Result<Stored>;
    async fn adopt_file(&self, key: &Key, file: &Path) -> Result<()>;
    async fn head(&self, key: &Key) -> Result<Option<Meta>>;
    /// `range` is not empty.
    async fn stream(&self, key: &Key, range: Range<u64>) -> Result<Option<Chunks<'static>>>;
    async fn delete(&self, key: &Key) -> Result<()>;
    fn list(&self, prefix: &Key) -> BoxStream<'static, Result<Meta>>;
    fn open_blocking(&self, key: &Key) -> Result<Option<ObjectReader>>;
    fn warm(&self, key: &Key);
    async fn local(&self, key: &Key) -> Result<Option<Local>>;
    fn growing(&self) -> &Path;
    fn settle(&self, key: &Key);
    fn resume(&self);
    /// Where it is, in words without secrets.
    fn place(&self) -> String;
    async fn reach(&self) -> Result<()>;
}
