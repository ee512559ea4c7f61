//! Takes jobs and runs them.

use super::claim;
use super::entity::Model;
use super::handler::{JobError, JobHandler, JobRun};
use crate::db::Db;
use crate::error::Result;
use awaz_core::SharedClock;
use std::collections::HashMap;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Bounds of a runner.
#[derive(Debug, Clone, Copy)]
pub struct RunnerConfig {
    /// Jobs of all kinds that run at once in this process.
    pub max_running: usize,
    /// How often the queue is looked at when nothing in this process rings.
    pub poll: Duration,
    /// How long running jobs may go on after the shutdown.
    pub grace: Duration,
}

impl Default for RunnerConfig {
    fn default() -> Self {
        Self {
            max_running: 4,
            poll: Duration::from_secs(1),
            grace: Duration::from_secs(20),
        }
    }
}

/// Runs the jobs that its handlers are for.
#[derive(Debug)]
pub struct Runner {
    db: Db,
    clock: SharedClock,
    worker: String,
    handlers: HashMap<&'static str, JobHandler>,
    config: RunnerConfig,
}

struct Ended {
    kind: &'static str,
}

impl Runner {
    /// Makes a runner; `worker` names this process in the table.
    #[must_use]
    pub fn new(db: Db, clock: SharedClock, worker: &str, handlers: Vec<JobHandler>) -> Self {
        let handlers = handlers.into_iter().map(|handler| (handler.kind, handler)).collect();
        let worker = format!("{worker}-{}", awaz_core::secret::key(8));
        Self {
            db,
            clock,
            worker,
            handlers,
            config: RunnerConfig::default(),
        }
    }

    /// Sets the bounds.
    #[must_use]
    pub fn config(mut self, config: RunnerConfig) -> Self {
        self.config = config;
        self
    }

    /// Runs until `shutdown`, then lets running jobs end within the grace; those that do not
    /// are cut off and wait for another attempt.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut wake = self.db.wake().listen();
        let mut running = JoinSet::new();
        let mut busy: HashMap<&'static str, usize> = HashMap::new();
        while !shutdown.is_cancelled() {
            wake.borrow_and_update();
            if let Err(cause) = self.fill(&mut running, &mut busy, &shutdown).await {
                tracing::warn!(%cause, "job queue could not be read");
            }
            tokio::select! {
                () = shutdown.cancelled() => break,
                Some(ended) = running.join_next(), if !running.is_empty() => settle(&mut busy, ended),
                _ = wake.changed() => {}
                () = tokio::time::sleep(self.config.poll) => {}
            }
        }
        let all_ended = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(self.config.grace + Duration::from_secs(5), all_ended)
            .await
            .is_err()
        {
            tracing::warn!("jobs did not end in time; their leases run out");
        }
    }

    /// Runs everything that is due now, one job after the other, until nothing is; returns how
    /// many ran. For tests and for commands that wait for their work.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_due(&self) -> Result<usize> {
        let kinds: Vec<&str> = self.handlers.keys().copied().collect();
        let mut count = 0;
        while let Some(job) = self.take(&kinds).await? {
            if let Some(handler) = self.handlers.get(job.kind.as_str()) {
                self.task(handler, job, CancellationToken::new()).run().await;
                count += 1;
            }
        }
        Ok(count)
    }

    async fn take(&self, kinds: &[&str]) -> Result<Option<Model>> {
        let lease = kinds
            .iter()
            .filter_map(|kind| self.handlers.get(kind))
            .map(|handler| handler.lease)
            .max();
        let lease_ms = lease.unwrap_or_default().as_millis() as i64;
        claim::take(&self.db, kinds, &self.worker, self.clock.now_ms(), lease_ms).await
    }

    async fn fill(
        &self,
        running: &mut JoinSet<Ended>,
        busy: &mut HashMap<&'static str, usize>,
        shutdown: &CancellationToken,
    ) -> Result<()> {
        while running.len() < self.config.max_running {
            let is_free = |handler: &&JobHandler| busy.get(handler.kind).copied().unwrap_or(0) < handler.concurrency;
            let kinds: Vec<&str> = self
                .handlers
                .values()
                .filter(is_free)
                .map(|handler| handler.kind)
                .collect();
            if kinds.is_empty() {
                return Ok(());
            }
            let Some(job) = self.take(&kinds).await? else {
                return Ok(());
            };
            let Some(handler) = self.handlers.get(job.kind.as_str()) else {
                return Ok(());
            };
            *busy.entry(handler.kind).or_default() += 1;
            let kind = handler.kind;
            let task = self.task(handler, job, shutdown.clone());
            running.spawn(async move {
                task.run().await;
                Ended { kind }
            });
        }
        Ok(())
    }

    fn task(&self, handler: &JobHandler, job: Model, shutdown: CancellationToken) -> Task {
        Task {
            db: self.db.clone(),
            clock: self.clock.clone(),
            handler: handler.clone(),
            job,
            shutdown,
            grace: self.config.grace,
        }
    }
}

fn settle(busy: &mut HashMap<&'static str, usize>, ended: Result<Ended, tokio::task::JoinError>) {
    match ended {
        Ok(Ended { kind }) => {
            if let Some(count) = busy.get_mut(kind) {
                *count = count.saturating_sub(1);
            }
        }
        Err(cause) => tracing::error!(%cause, "job task ended badly"),
    }
}

/// One attempt at one job.
struct Task {
    db: Db,
    clock: SharedClock,
    handler: JobHandler,
    job: Model,
    shutdown: CancellationToken,
    grace: Duration,
}

enum Outcome {
    Done,
    Failed(JobError),
    /// Another worker has the job.
    Lost,
    /// The process stops.
    CutOff,
}

impl Task {
    async fn run(self) {
        let outcome = self.attempt().await;
        let now_ms = self.clock.now_ms();
        let (label, stored) = match &outcome {
            Outcome::Done => ("done", claim::finish(&self.db, &self.job).await),
            Outcome::Failed(error) => {
                tracing::warn!(kind = self.job.kind, job_id = %self.job.id, attempt = self.job.attempts, %error, "job failed");
                ("failed", claim::fail(&self.db, &self.job, error, now_ms).await)
            }
            Outcome::Lost => ("lost", Ok(())),
            Outcome::CutOff => ("cut_off", claim::release(&self.db, &self.job, now_ms).await),
        };
        metrics::counter!("awaz_jobs_total", "kind" => self.handler.kind, "outcome" => label).increment(1);
        if let Err(cause) = stored {
            tracing::warn!(kind = self.job.kind, job_id = %self.job.id, %cause, "outcome of a job was not stored; it runs again");
        }
    }

    /// The job runs as a task of its own, so that a panic in it is an error of the job and not
    /// of the runner, and so that it can be cut off.
    async fn attempt(&self) -> Outcome {
        let circumstances = JobRun {
            id: self.job.id.into(),
            attempt: self.job.attempts,
            shutdown: self.shutdown.clone(),
        };
        let mut work = tokio::spawn((self.handler.run)(self.job.payload.clone(), circumstances));
        let outcome = tokio::select! {
            ended = &mut work => return match ended {
                Ok(Ok(())) => Outcome::Done,
                Ok(Err(error)) => Outcome::Failed(error),
                Err(_) => Outcome::Failed(JobError::Retry("the job panicked".to_owned())),
            },
            () = self.keep() => Outcome::Lost,
            () = self.end_of_grace() => Outcome::CutOff,
        };
        work.abort();
        outcome
    }

    /// Renews the lease until it is lost.
    async fn keep(&self) {
        let lease = self.handler.lease;
        loop {
            tokio::time::sleep(lease / 3).await;
            let until_ms = self.clock.now_ms() + lease.as_millis() as i64;
            match claim::renew(&self.db, &self.job, until_ms).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(cause) => tracing::warn!(job_id = %self.job.id, %cause, "lease was not renewed"),
            }
        }
    }

    async fn end_of_grace(&self) {
        self.shutdown.cancelled().await;
        tokio::time::sleep(self.grace).await;
    }
}
