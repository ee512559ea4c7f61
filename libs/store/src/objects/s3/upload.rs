//! Writing to S3: in one request where it fits into a part, else in parts.

use super::journal::Line;
use super::{Inner, PART_BYTES};
use crate::error::{Error, Result};
use crate::objects::engine::Chunks;
use crate::objects::{Key, Stored, chunks_of, hex};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use object_store::multipart::{MultipartStore, PartId};
use object_store::{Attribute, Attributes, MultipartId, ObjectStore, PutMode, PutMultipartOptions, PutOptions};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Name under which the hash of the content is kept with an object.
pub(super) const HASH: &str = "sha256";
/// Parts on their way at once.
const AT_ONCE: usize = 3;

impl Inner {
    /// Writes an object of one request.
    pub(super) async fn put(&self, key: &Key, content: Bytes, mode: PutMode) -> Result<bool> {
        let options = PutOptions {
            mode,
            attributes: attributes(Some(&hex(&Sha256::digest(&content)))),
            ..PutOptions::default()
        };
        match self
            .store
            .put_opts(&self.address.path(key), content.into(), options)
            .await
        {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => Ok(false),
            Err(cause) => Err(self.trouble(&cause)),
        }
    }

    /// Writes a file, with the hash of its content.
    pub(super) async fn put_file(&self, key: &Key, file: &Path) -> Result<Stored> {
        let mut hash = Sha256::new();
        let mut chunks = chunks_of(file).await?;
        while let Some(chunk) = chunks.next().await {
            hash.update(&chunk?);
        }
        let hash = hex(&hash.finalize());
        self.put_stream(key, chunks_of(file).await?, Some(&hash)).await
    }

    /// Writes a stream; `known` is the hash of all of it.
    pub(super) async fn put_stream(&self, key: &Key, chunks: Chunks<'_>, known: Option<&str>) -> Result<Stored> {
        let mut parts = Parts::new(chunks);
        let first = parts.next().await?.unwrap_or_default();
        if first.len() < PART_BYTES {
            self.put(key, first, PutMode::Overwrite).await?;
            return Ok(parts.stored());
        }
        let upload = self.begin(key, known).await?;
        let sent = self.send(&upload, first, &mut parts).await;
        let ended = match sent {
            Ok(sent) => self.finish(&upload, sent).await,
            Err(cause) => Err(cause),
        };
        if let Err(cause) = ended {
            self.abort(&upload).await;
            return Err(cause);
        }
        let _gone = std::fs::remove_file(&upload.note);
        Ok(parts.stored())
    }

    async fn begin(&self, key: &Key, known: Option<&str>) -> Result<Upload> {
        let path = self.address.path(key);
        let options = PutMultipartOptions {
            attributes: attributes(known),
            ..PutMultipartOptions::default()
        };
        let id = self.store.create_multipart_opts(&path, options).await;
        let id = id.map_err(|cause| self.trouble(&cause))?;
        let line = Line {
            path: path.to_string(),
            id: id.clone(),
        };
        let note = self.journal.note(&line)?;
        Ok(Upload { path, id, note })
    }

    async fn send(&self, upload: &Upload, first: Bytes, parts: &mut Parts<'_>) -> Result<Vec<PartId>> {
        let mut next = Some(first);
        let mut sent = Vec::new();
        let mut on_their_way = FuturesUnordered::new();
        loop {
            if on_their_way.len() == AT_ONCE || next.is_none() {
                match on_their_way.next().await {
                    Some((number, part)) => sent.push((number, part?)),
                    None => break,
                }
                continue;
            }
            if let Some(part) = next.take() {
                on_their_way.push(self.send_part(upload, sent.len() + on_their_way.len(), part));
                next = parts.next().await?;
            }
        }
        sent.sort_by_key(|(number, _)| *number);
        Ok(sent.into_iter().map(|(_, part)| part).collect())
    }

    async fn send_part(&self, upload: &Upload, number: usize, part: Bytes) -> (usize, Result<PartId>) {
        let sent = self.store.put_part(&upload.path, &upload.id, number, part.into()).await;
        (number, sent.map_err(|cause| self.trouble(&cause)))
    }

    async fn finish(&self, upload: &Upload, parts: Vec<PartId>) -> Result<()> {
        let finished = self.store.complete_multipart(&upload.path, &upload.id, parts).await;
        finished.map(|_| ()).map_err(|cause| self.trouble(&cause))
    }

    /// Gives an upload up. Where the server does not hear of it, the next start tells it again.
    async fn abort(&self, upload: &Upload) {
        match self.store.abort_multipart(&upload.path, &upload.id).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {
                let _gone = std::fs::remove_file(&upload.note);
            }
            Err(cause) => {
                tracing::warn!(cause = %self.trouble(&cause), "an upload is left in parts until the next start");
            }
        }
    }

    /// Gives up what the last process could not finish.
    pub(super) async fn clear_uploads(&self, left: Vec<(PathBuf, Option<Line>)>) {
        for (note, line) in left {
            let Some(Line { path, id }) = line else {
                let _gone = std::fs::remove_file(note);
                continue;
            };
            let path = object_store::path::Path::from(path);
            self.abort(&Upload { path, id, note }).await;
        }
    }
}

struct Upload {
    path: object_store::path::Path,
    id: MultipartId,
    note: PathBuf,
}

fn attributes(hash: Option<&str>) -> Attributes {
    let of = |hash: &str| (Attribute::Metadata(HASH.into()), hash.to_owned());
    hash.map(of).into_iter().collect()
}

/// A stream cut into parts of one size.
struct Parts<'a> {
    chunks: Chunks<'a>,
    rest: BytesMut,
    hash: Sha256,
    bytes: u64,
}

impl<'a> Parts<'a> {
    fn new(chunks: Chunks<'a>) -> Self {
        Self {
            chunks,
            rest: BytesMut::new(),
            hash: Sha256::new(),
            bytes: 0,
        }
    }

    /// The next part: all but the last have [`PART_BYTES`].
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        while self.rest.len() < PART_BYTES {
            let Some(chunk) = self.chunks.next().await else { break };
            let chunk = chunk?;
            self.hash.update(&chunk);
            self.bytes += chunk.len() as u64;
            self.rest.extend_from_slice(&chunk);
        }
        let length = self.rest.len().min(PART_BYTES);
        Ok((length > 0).then(|| self.rest.split_to(length).freeze()))
    }

    fn stored(self) -> Stored {
        Stored {
            bytes: self.bytes,
            sha256: hex(&self.hash.finalize()),
        }
    }
}
