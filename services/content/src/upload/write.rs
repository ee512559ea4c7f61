//! Appending to an upload.

use super::{Busy, Upload, Uploads};
use crate::files::take::{Taken, disk, hash_of};
use crate::import::blocking;
use awaz_core::{Error, Result};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use std::io::SeekFrom;
use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

/// Bytes after which what came is made safe: as much is sent again after a crash.
const SAFE_EVERY: u64 = 8 << 20;

impl Uploads {
    /// Appends what comes, until it ends or breaks off; what came is kept either way.
    ///
    /// # Errors
    /// `TooLarge` when more comes than was announced, `Full`; the stream's.
    pub(crate) async fn append<S>(&self, mut upload: Upload, _busy: &Busy, mut chunks: S) -> Result<Upload>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        let io = |cause: std::io::Error| disk(&cause);
        let path = self.data(upload.id);
        let mut file = File::options().write(true).open(&path).await.map_err(io)?;
        // Bytes beyond the recorded offset were never made safe.
        file.set_len(upload.offset).await.map_err(io)?;
        file.seek(SeekFrom::Start(upload.offset)).await.map_err(io)?;
        let mut written = upload.offset;
        let mut end = Ok(());
        while let Some(chunk) = chunks.next().await {
            let chunk = match chunk {
                Ok(chunk) if written + chunk.len() as u64 <= upload.length => chunk,
                Ok(_) => {
                    end = Err(Error::new(
                        awaz_core::Code::TooLarge,
                        "More came than the Upload-Length announced.",
                    ));
                    break;
                }
                Err(cause) => {
                    end = Err(cause);
                    break;
                }
            };
            file.write_all(&chunk).await.map_err(io)?;
            written += chunk.len() as u64;
            if written - upload.offset >= SAFE_EVERY {
                upload = self.keep(&mut file, upload, written).await?;
            }
        }
        upload = self.keep(&mut file, upload, written).await?;
        end.map(|()| upload)
    }

    async fn keep(&self, file: &mut File, mut upload: Upload, written: u64) -> Result<Upload> {
        file.flush().await.map_err(|cause| disk(&cause))?;
        file.sync_data().await.map_err(|cause| disk(&cause))?;
        upload.offset = written;
        let uploads = self.clone();
        blocking(move || uploads.save(&upload).map(|()| upload)).await?
    }

    /// The bytes of a whole upload, to be made a track. Blocks.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn take(&self, upload: &Upload) -> Result<Taken> {
        let path = self.data(upload.id);
        let (hash, bytes) = hash_of(&path).map_err(|cause| disk(&cause))?;
        let path = TempPath::try_from_path(path).map_err(|cause| disk(&cause))?;
        Ok(Taken { path, hash, bytes })
    }
}
