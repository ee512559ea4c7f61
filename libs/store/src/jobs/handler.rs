//! What is done for a kind of job.

use super::Job;
use awaz_core::id::JobId;
use awaz_core::{Code, Error};
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Why a job did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Trying again later may help.
    #[error("{0}")]
    Retry(String),
    /// It never will: the job goes to the dead ones at once.
    #[error("{0}")]
    Fail(String),
}

impl From<Error> for JobError {
    /// Errors of the request itself fail; those of the surroundings are retried.
    fn from(error: Error) -> Self {
        match error.code {
            Code::Unavailable | Code::TooMany | Code::Full | Code::Internal | Code::Conflict => {
                Self::Retry(error.message)
            }
            _ => Self::Fail(error.message),
        }
    }
}

impl From<crate::Error> for JobError {
    fn from(error: crate::Error) -> Self {
        Error::from(error).into()
    }
}

/// The circumstances of one run of a job.
#[derive(Debug, Clone)]
pub struct JobRun {
    /// Id of the job, the same for each attempt.
    pub id: JobId,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// Cancelled when the process stops: long jobs end soon then, and are run again later.
    pub shutdown: CancellationToken,
}

type Run = dyn Fn(String, JobRun) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync;

/// What is done for one kind of job.
#[derive(Clone)]
pub struct JobHandler {
    pub(super) kind: &'static str,
    pub(super) concurrency: usize,
    pub(super) lease: Duration,
    pub(super) run: Arc<Run>,
}

impl JobHandler {
    /// Does `run` for each job of type `J`, one at a time.
    pub fn new<J, F, R>(run: F) -> Self
    where
        J: Job,
        F: Fn(J, JobRun) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let run = Arc::new(run);
        Self {
            kind: J::KIND,
            concurrency: 1,
            lease: Duration::from_secs(60),
            run: Arc::new(move |payload: String, circumstances: JobRun| {
                let run = run.clone();
                Box::pin(async move {
                    let job = serde_json::from_str::<J>(&payload)
                        .map_err(|cause| JobError::Fail(format!("the payload does not fit this version: {cause}")))?;
                    run(job, circumstances).await
                })
            }),
        }
    }

    /// Lets up to `count` jobs of the kind run at once in this process.
    #[must_use]
    pub fn concurrency(mut self, count: usize) -> Self {
        self.concurrency = count.max(1);
        self
    }

    /// Kind of the jobs it does.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind
    }
}

impl std::fmt::Debug for JobHandler {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("JobHandler")
            .field("kind", &self.kind)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
