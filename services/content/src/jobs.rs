//! Work that is done later.

use crate::content::Content;
use async_trait::async_trait;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::{ChannelId, TrackId};
use awaz_store::{Consume, Consumer, Job, JobHandler, Jobs, Tx};
use serde::{Deserialize, Serialize};

/// A track is to be checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Check {
    /// The track.
    pub track: TrackId,
}

impl Job for Check {
    const KIND: &'static str = "content.check";

    fn dedup_key(&self) -> Option<String> {
        Some(self.track.to_string())
    }
}

/// All that a channel had is to be deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Clear {
    /// The channel that is no more.
    pub channel: ChannelId,
}

impl Job for Clear {
    const KIND: &'static str = "content.clear";

    fn dedup_key(&self) -> Option<String> {
        Some(self.channel.to_string())
    }
}

/// The sound of an episode is to be made into what every player takes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Enclose {
    /// The track.
    pub track: TrackId,
}

impl Job for Enclose {
    const KIND: &'static str = "content.enclose";

    fn dedup_key(&self) -> Option<String> {
        Some(self.track.to_string())
    }
}

/// A track that was the sound of an episode is to be deleted, unless another has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DropSound {
    /// The track.
    pub track: TrackId,
}

impl Job for DropSound {
    const KIND: &'static str = "content.drop_sound";

    fn dedup_key(&self) -> Option<String> {
        Some(self.track.to_string())
    }
}

/// What content does for its jobs.
pub(crate) fn handlers(content: &Content) -> Vec<JobHandler> {
    let (checking, clearing) = (content.clone(), content.clone());
    let check = JobHandler::new(move |job: Check, run| {
        let content = checking.clone();
        async move {
            tokio::select! {
                done = content.importer.check_now(job.track) => done.map(|_| ()).map_err(Into::into),
                // The child is killed with the future, and the job runs again after the restart.
                () = run.shutdown.cancelled() => Err(awaz_store::JobError::Retry("the server stops".to_owned())),
            }
        }
    });
    let clear = JobHandler::new(move |job: Clear, _| {
        let content = clearing.clone();
        async move { Ok(content.delete_channel(job.channel).await?) }
    });
    let (enclosing, dropping) = (content.clone(), content.clone());
    let enclose = JobHandler::new(move |job: Enclose, run| {
        let content = enclosing.clone();
        async move {
            tokio::select! {
                done = content.enclose(job.track) => done.map_err(Into::into),
                () = run.shutdown.cancelled() => Err(awaz_store::JobError::Retry("the server stops".to_owned())),
            }
        }
    });
    let drop_sound = JobHandler::new(move |job: DropSound, _| {
        let content = dropping.clone();
        async move { Ok(content.drop_sound(job.track).await?) }
    });
    let jobs = content.config.jobs();
    vec![check.concurrency(jobs), clear, enclose.concurrency(jobs), drop_sound]
}

/// Has a channel's things deleted once the channel is.
pub(crate) fn consumer(jobs: Jobs) -> Consumer {
    Consumer::new("content.channels", [Topic::Streaming], Channels { jobs })
}

struct Channels {
    jobs: Jobs,
}

#[async_trait]
impl Consume for Channels {
    async fn consume(&self, tx: &Tx, event: &Envelope) -> awaz_core::Result<()> {
        if event.kind != "channel.deleted" {
            return Ok(());
        }
        let Ok(channel) = event.subject.parse::<ChannelId>() else {
            tracing::warn!(
                subject = event.subject,
                "a deleted channel is named by something that is no id"
            );
            return Ok(());
        };
        let run_at_ms = event.time.timestamp_millis();
        self.jobs.enqueue_in(tx, &Clear { channel }, run_at_ms).await?;
        Ok(())
    }
}
