//! Checking a track that has its place already.

use super::Importer;
use crate::probe::{Findings, ProbeError};
use crate::store::{Finished, Outcome, TrackFile};
use awaz_core::id::TrackId;
use awaz_core::{Code, Error, Result};
use awaz_store::Key;

impl Importer {
    /// Checks a track in a child process; `None` where it is gone or was checked meanwhile. What
    /// is found must be written by [`Importer::settle`].
    ///
    /// # Errors
    /// `Unavailable` where no child can be started; trying later may help.
    pub(crate) async fn check(&self, id: TrackId) -> Result<Option<Finished>> {
        // Two files with the same content: the second one waits for nothing.
        let Some(claim) = self.claims.take(id) else {
            return Ok(None);
        };
        let waiting = self.store.file(id).await?.filter(|file| file.is_waiting);
        let Some(file) = waiting else {
            return Ok(None);
        };
        // The semaphore is never closed.
        let Ok(_turn) = self.turns.acquire().await else {
            return Ok(None);
        };
        if !self.store.begin_check(id).await? {
            return Ok(None);
        }
        let key = Key::parse(&file.object_key)?;
        // Held until the child has read it: where it is a copy, it stays for that long.
        let Some(local) = self.shelf.objects().local(&key).await? else {
            let outcome = Outcome::Failed("The file is gone.".to_owned());
            return Ok(Some(Finished { claim, outcome }));
        };
        let outcome = match self.probe.probe(local.path()).await {
            Ok(findings) => self.keep(&file, findings).await?,
            Err(ProbeError::Unplayable(reason)) => Outcome::Failed(reason),
            Err(cause @ ProbeError::Start(_)) => return Err(not_started(&cause)),
        };
        Ok(Some(Finished { claim, outcome }))
    }

    /// Checks a track and writes down what was found.
    ///
    /// # Errors
    /// As [`Importer::check`]; the store's.
    pub(crate) async fn check_now(&self, id: TrackId) -> Result<Option<Outcome>> {
        let Some(finished) = self.check(id).await? else {
            return Ok(None);
        };
        let outcome = finished.outcome.clone();
        self.settle(&[finished]).await?;
        Ok(Some(outcome))
    }

    /// Writes down what was found, and drops the files that cannot be played.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn settle(&self, finished: &[Finished]) -> Result<()> {
        if finished.is_empty() {
            return Ok(());
        }
        self.store.finish(finished).await?;
        for one in finished {
            if matches!(one.outcome, Outcome::Failed(_)) {
                self.drop_failed(one.claim.id()).await?;
            }
        }
        Ok(())
    }

    async fn drop_failed(&self, id: TrackId) -> Result<()> {
        match self.store.file(id).await? {
            Some(file) if !file.is_ready && !file.is_waiting => self.drop_orphan(&Key::parse(&file.object_key)?).await,
            _ => Ok(()),
        }
    }

    async fn keep(&self, file: &TrackFile, findings: Findings) -> Result<Outcome> {
        if let Some(art) = &findings.art {
            self.shelf.put_art(&file.hash, art).await?;
        }
        Ok(Outcome::Ready {
            cues: findings.sound.cues,
            mime: findings.sound.mime,
            tags: findings.tags,
            blurhash: findings.art.map(|art| art.blurhash),
        })
    }
}

fn not_started(cause: &ProbeError) -> Error {
    let reason = std::error::Error::source(cause).map(ToString::to_string);
    tracing::error!(reason, "the child process that checks files cannot be started");
    Error::new(
        Code::Unavailable,
        "The file cannot be checked right now; it will be tried again.",
    )
    .retry_after(30)
}
