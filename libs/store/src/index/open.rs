//! Which engine keeps the index.

use std::path::Path;

use super::{Answer, Ask, Embedded, Entry, Field, Remote};
use crate::{Error, Result};

/// The search index, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub enum Index {
    /// A directory of this machine.
    Embedded(Embedded),
    /// An OpenSearch or Elasticsearch server.
    Remote(Remote),
}

impl Index {
    /// Opens `dir:PATH` (relative to `data_dir`, made if it is missing) or
    /// `http(s)://host:port/NAME`, an index of an OpenSearch or Elasticsearch server that is asked
    /// by what `client` makes.
    ///
    /// # Errors
    /// [`Error::Config`] for any other URL; [`Error::Index`] when it cannot be opened.
    pub async fn open(url: &str, data_dir: &Path, client: fn() -> reqwest::ClientBuilder) -> Result<Self> {
        if url.starts_with("http://") || url.starts_with("https://") {
            return Remote::open(url, client()).await.map(Self::Remote);
        }
        let Some(path) = url.strip_prefix("dir:") else {
            return Err(Error::Config(
                "search.url must be dir:PATH or http://host:port/NAME".to_owned(),
            ));
        };
        let dir = data_dir.join(path.strip_prefix("//").unwrap_or(path));
        blocking(move || Embedded::open(&dir)).await.map(Self::Embedded)
    }

    /// Puts entries in, in place of those with the same ids, and takes others out; found when
    /// this returns.
    ///
    /// # Errors
    /// When they cannot be written.
    pub async fn change(&self, put: Vec<Entry>, gone: Vec<String>) -> Result<()> {
        match self.clone() {
            Self::Embedded(engine) => blocking(move || engine.change(&put, &gone)).await,
            Self::Remote(engine) => engine.change(&put, &gone).await,
        }
    }

    /// Takes everything out.
    ///
    /// # Errors
    /// When that cannot be written.
    pub async fn clear(&self) -> Result<()> {
        match self.clone() {
            Self::Embedded(engine) => blocking(move || engine.clear()).await,
            Self::Remote(engine) => engine.clear().await,
        }
    }

    /// An empty index beside this one, to be filled and to take its place.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn fresh(&self) -> Result<Self> {
        match self.clone() {
            Self::Embedded(engine) => blocking(move || engine.fresh()).await.map(Self::Embedded),
            Self::Remote(engine) => engine.fresh().await.map(Self::Remote),
        }
    }

    /// Puts another index, made by [`Index::fresh`], in place of this one: every question is
    /// answered by the old one or by the new one.
    ///
    /// # Errors
    /// When that cannot be written; then it is as it was.
    pub async fn replace(&self, fresh: Self) -> Result<()> {
        match (self.clone(), fresh) {
            (Self::Embedded(engine), Self::Embedded(fresh)) => blocking(move || engine.replace(&fresh)).await,
            (Self::Remote(engine), Self::Remote(fresh)) => engine.replace(&fresh).await,
            _ => Err(Error::Index(
                "an index of another engine cannot take its place".to_owned(),
            )),
        }
    }

    /// Sources of the entries with these ids, in any order; those that are not there are passed
    /// over.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub async fn sources(&self, ids: Vec<String>) -> Result<Vec<String>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        match self.clone() {
            Self::Embedded(engine) => blocking(move || engine.sources(&ids)).await,
            Self::Remote(engine) => engine.sources(&ids).await,
        }
    }

    /// Candidates for a question.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub async fn ask(&self, ask: Ask) -> Result<Answer> {
        match self.clone() {
            Self::Embedded(engine) => blocking(move || engine.ask(&ask)).await,
            Self::Remote(engine) => engine.ask(&ask).await,
        }
    }

    /// Entries in it.
    ///
    /// # Errors
    /// When the engine does not answer.
    pub async fn len(&self) -> Result<u64> {
        match self {
            Self::Embedded(engine) => Ok(engine.len()),
            Self::Remote(engine) => engine.len().await,
        }
    }

    /// Every word of a field with the number of entries that have it, or had it lately.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub async fn words(&self, field: Field) -> Result<Vec<(String, u32)>> {
        match self.clone() {
            Self::Embedded(engine) => blocking(move || engine.words(field)).await,
            Self::Remote(engine) => engine.words(field).await,
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|cause| Error::Index(cause.to_string()))?
}
