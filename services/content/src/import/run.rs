//! Importing many files: a few at once, written down in batches, so that neither the API nor
//! what is on air waits for it.

use super::progress::Imported;
use super::{Importer, Whose};
use crate::files::take::{self, Look, disk};
use crate::files::walk;
use crate::store::{Added, Finished, Outcome};
use awaz_core::{Code, Error, Result};
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Tracks written by one transaction; each transaction makes the AutoDJ read the library again.
const BATCH: usize = 50;
/// Longest a checked track waits to be written.
const BATCH_TIME: Duration = Duration::from_secs(2);

/// Whether a file is taken again whose track somebody deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// Yes: somebody asks for it.
    Yes,
    /// No: it only still lies in its folder.
    No,
}

/// What became of a file.
enum Judged {
    Known,
    Checked(Finished),
    Failed(Error),
}

impl Importer {
    /// Imports a folder, and returns when all that can be played can be. `progress` is told
    /// after each file.
    ///
    /// # Errors
    /// `Invalid` for what is no folder; `Full`, `Unavailable` and the store's, after which what
    /// was done so far stays and the same import goes on from there.
    pub(crate) async fn import_dir(
        &self,
        whose: Whose,
        dir: &Path,
        progress: impl Fn(&Imported) + Send + Sync,
    ) -> Result<Imported> {
        let (dir, most) = (dir.to_owned(), self.config.max_tracks as usize);
        let shown = dir.display().to_string();
        let found = blocking(move || {
            let is_folder = dir.metadata().is_ok_and(|metadata| metadata.is_dir());
            is_folder.then(|| walk::sound_files(&dir, most))
        });
        let Some(found) = found.await? else {
            return Err(Error::invalid(format!("{shown} is not a folder that can be read.")));
        };
        if found.is_cut {
            tracing::warn!(
                folder = shown,
                most,
                "the folder has more files than a library may hold"
            );
        }
        self.import_files(whose, &shown, (found.files, Again::Yes), progress)
            .await
    }

    /// Imports files; `source` is what the list of imports calls it.
    ///
    /// # Errors
    /// As [`Importer::import_dir`].
    pub(crate) async fn import_files(
        &self,
        whose: Whose,
        source: &str,
        (files, again): (Vec<PathBuf>, Again),
        progress: impl Fn(&Imported) + Send + Sync,
    ) -> Result<Imported> {
        let run = self.imports.begin(whose.channel, source.to_owned(), self.store.now());
        let mut so_far = Imported {
            total: files.len() as u64,
            ..Imported::default()
        };
        progress(&so_far);
        let result = self.work(whose, (files, again), &mut so_far, |so_far| {
            self.imports.update(run, so_far, None);
            progress(so_far);
        });
        let result = result.await;
        self.end(run, &so_far);
        result.map(|()| so_far)
    }

    async fn work(
        &self,
        whose: Whose,
        (files, again): (Vec<PathBuf>, Again),
        so_far: &mut Imported,
        progress: impl Fn(&Imported) + Send + Sync,
    ) -> Result<()> {
        let mut files = files.into_iter();
        let mut judging = JoinSet::new();
        let mut batch = Vec::new();
        let mut deadline = tokio::time::interval(BATCH_TIME);
        loop {
            while judging.len() < self.config.jobs()
                && let Some(file) = files.next()
            {
                // Tasks of their own: one that holds the database's only writer must go on while
                // this one waits for it.
                let importer = self.clone();
                judging.spawn(async move { importer.judge(whose, file, again).await });
            }
            let next = tokio::select! {
                next = judging.join_next() => next,
                _ = deadline.tick() => {
                    self.settle(&std::mem::take(&mut batch)).await?;
                    continue;
                }
            };
            let Some(next) = next else {
                break;
            };
            let (path, judged) = next.map_err(|cause| disk(&std::io::Error::other(cause)))?;
            count(so_far, path, judged, &mut batch)?;
            if batch.len() >= BATCH {
                self.settle(&std::mem::take(&mut batch)).await?;
            }
            progress(so_far);
        }
        self.settle(&batch).await
    }

    fn end(&self, run: Uuid, so_far: &Imported) {
        let now: DateTime<Utc> = self.store.now();
        self.imports.update(run, so_far, Some(now));
    }

    async fn judge(&self, whose: Whose, file: PathBuf, again: Again) -> (String, Judged) {
        let path = file.to_string_lossy().into_owned();
        let judged = self.try_file(whose, file, again).await;
        (path, judged.unwrap_or_else(Judged::Failed))
    }

    async fn try_file(&self, whose: Whose, file: PathBuf, again: Again) -> Result<Judged> {
        let path = file.to_string_lossy().into_owned();
        let at = file.clone();
        let look = blocking(move || Look::at(&at)).await?;
        let look = look.map_err(|cause| Error::invalid(format!("it cannot be read ({cause})")))?;
        if let Some(hash) = self.store.seen(whose.channel, &path, look).await?
            && (again == Again::No || self.store.known(whose.channel, &hash).await?.is_some())
        {
            return Ok(Judged::Known);
        }
        let (incoming, most) = (self.incoming().to_owned(), self.config.max_file_bytes);
        let taken = blocking(move || take::copy(&file, &incoming, most)).await??;
        let hash = taken.hash.clone();
        let added = self.admit(whose, taken, &path).await?;
        self.store.keep_seen(whose.channel, &path, look, &hash).await?;
        let Added::ToCheck(id) = added else {
            return Ok(Judged::Known);
        };
        let finished = self.check(id).await?;
        Ok(finished.map_or(Judged::Known, Judged::Checked))
    }
}

/// Counts a file; an error that the next file would meet too ends the import.
fn count(so_far: &mut Imported, path: String, judged: Judged, batch: &mut Vec<Finished>) -> Result<()> {
    so_far.done += 1;
    so_far.current.clone_from(&path);
    match judged {
        Judged::Known => so_far.known += 1,
        Judged::Checked(finished) => {
            match &finished.outcome {
                Outcome::Ready { .. } => so_far.added += 1,
                Outcome::Failed(reason) => so_far.fail(path, reason.clone()),
            }
            batch.push(finished);
        }
        Judged::Failed(error) if matches!(error.code, Code::Invalid | Code::TooLarge) => {
            so_far.fail(path, error.message);
        }
        Judged::Failed(error) => return Err(error),
    }
    Ok(())
}

/// Runs what blocks on a thread that may.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|cause| disk(&std::io::Error::other(cause)))
}
