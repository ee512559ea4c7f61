//! The job queue.

use crate::bench;
use awaz_core::Clock;
use awaz_store::jobs::{Counts, Runner, RunnerConfig};
use awaz_store::{Job, JobError, JobHandler, Jobs};
use awaz_testkit::{Bench, Engine};
use chrono::TimeDelta;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

#[derive(Debug, Serialize, Deserialize)]
struct Say {
    word: String,
    once: bool,
}

impl Job for Say {
    const KIND: &'static str = "test.say";
    const MAX_ATTEMPTS: i32 = 3;
    fn dedup_key(&self) -> Option<String> {
        self.once.then(|| self.word.clone())
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Shout(String);

impl Job for Shout {
    const KIND: &'static str = "test.shout";
    const PRIORITY: i16 = 5;
}

fn say(word: &str) -> Say {
    Say {
        word: word.to_owned(),
        once: false,
    }
}

type Heard = Arc<Mutex<Vec<String>>>;

fn hears(heard: &Heard, verdict: Result<(), JobError>) -> JobHandler {
    let heard = heard.clone();
    JobHandler::new(move |job: Say, _| {
        let (heard, verdict) = (heard.clone(), verdict.clone());
        async move {
            heard.lock().push(job.word);
            verdict
        }
    })
}

fn runner(bench: &Bench, handlers: Vec<JobHandler>) -> Runner {
    Runner::new(bench.ctx.db.clone(), bench.ctx.clock.clone(), "test", handlers)
}

async fn counts(jobs: &Jobs) -> (u64, u64, u64) {
    let Counts { queued, running, dead } = jobs.counts().await.unwrap();
    (queued, running, dead)
}

#[tokio::test]
async fn jobs_run_by_priority_then_age_and_are_gone() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let jobs = &bench.ctx.jobs;
        let heard = Heard::default();
        jobs.enqueue(&say("first")).await.unwrap();
        bench.clock.advance(TimeDelta::seconds(1));
        jobs.enqueue(&say("second")).await.unwrap();
        jobs.enqueue(&Shout("loud".to_owned())).await.unwrap();
        let loud = heard.clone();
        let shout = JobHandler::new(move |job: Shout, _| {
            loud.lock().push(job.0);
            async { Ok(()) }
        });
        let ran = runner(&bench, vec![hears(&heard, Ok(())), shout]).run_due().await;
        assert_eq!(ran.unwrap(), 3, "{engine:?}");
        assert_eq!(*heard.lock(), ["loud", "first", "second"], "{engine:?}");
        assert_eq!(counts(jobs).await, (0, 0, 0), "{engine:?}");
    }
}

#[tokio::test]
async fn a_job_comes_with_its_transaction_and_not_before_its_time() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let jobs = &bench.ctx.jobs;
        let heard = Heard::default();
        let runner = runner(&bench, vec![hears(&heard, Ok(()))]);
        let later_ms = bench.clock.now_ms() + 60_000;
        let tx = bench.ctx.db.begin().await.unwrap();
        jobs.enqueue_in(&tx, &say("undone"), 0).await.unwrap();
        tx.rollback().await.unwrap();
        let tx = bench.ctx.db.begin().await.unwrap();
        jobs.enqueue_in(&tx, &say("later"), later_ms).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(runner.run_due().await.unwrap(), 0, "{engine:?}");
        bench.clock.advance(TimeDelta::seconds(61));
        assert_eq!(runner.run_due().await.unwrap(), 1, "{engine:?}");
        assert_eq!(*heard.lock(), ["later"], "{engine:?}");
    }
}

#[tokio::test]
async fn the_same_job_waits_only_once() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let jobs = &bench.ctx.jobs;
        let once = Say {
            word: "scan".to_owned(),
            once: true,
        };
        assert!(jobs.enqueue(&once).await.unwrap().is_some(), "{engine:?}");
        assert!(jobs.enqueue(&once).await.unwrap().is_none(), "{engine:?}");
        assert_eq!(jobs.left(Say::KIND).await.unwrap(), 1, "{engine:?}");
        let heard = Heard::default();
        runner(&bench, vec![hears(&heard, Ok(()))]).run_due().await.unwrap();
        assert!(jobs.enqueue(&once).await.unwrap().is_some(), "{engine:?}");
    }
}

#[tokio::test]
async fn failures_are_tried_again_with_back_off_then_buried_and_can_be_revived() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let jobs = &bench.ctx.jobs;
        let heard = Heard::default();
        let fails = runner(&bench, vec![hears(&heard, Err(JobError::Retry("no".to_owned())))]);
        jobs.enqueue(&say("x")).await.unwrap();
        assert_eq!(fails.run_due().await.unwrap(), 1, "{engine:?}: the rest waits");
        assert_eq!(counts(jobs).await, (1, 0, 0), "{engine:?}");
        for _ in 0..2 {
            bench.clock.advance(TimeDelta::hours(1));
            assert_eq!(fails.run_due().await.unwrap(), 1, "{engine:?}");
        }
        assert_eq!(counts(jobs).await, (0, 0, 1), "{engine:?}");
        let dead = jobs.dead(10).await.unwrap();
        assert_eq!((dead[0].attempts, dead[0].error.as_str()), (3, "no"), "{engine:?}");
        assert!(jobs.revive(dead[0].id).await.unwrap());
        assert!(!jobs.revive(dead[0].id).await.unwrap());
        let works = runner(&bench, vec![hears(&heard, Ok(()))]);
        assert_eq!(works.run_due().await.unwrap(), 1, "{engine:?}");
        assert_eq!(counts(jobs).await, (0, 0, 0), "{engine:?}");
    }
}

#[tokio::test]
async fn hopeless_jobs_are_buried_at_once_and_the_dead_are_bounded() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let jobs = &bench.ctx.jobs;
        let heard = Heard::default();
        for word in ["a", "b", "c"] {
            jobs.enqueue(&say(word)).await.unwrap();
            let fails = runner(&bench, vec![hears(&heard, Err(JobError::Fail("never".to_owned())))]);
            fails.run_due().await.unwrap();
            bench.clock.advance(TimeDelta::seconds(1));
        }
        assert_eq!(counts(jobs).await, (0, 0, 3), "{engine:?}");
        assert_eq!(jobs.trim_dead(30, 2).await.unwrap(), 1, "{engine:?}");
        bench.clock.advance(TimeDelta::days(31));
        assert_eq!(jobs.trim_dead(30, 2).await.unwrap(), 2, "{engine:?}");
    }
}

#[tokio::test]
async fn a_panic_costs_one_attempt_of_one_job() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let panics = JobHandler::new(|_: Say, run| async move {
            assert!(run.attempt > 1, "the first attempt panics");
            Ok(())
        });
        let runner = runner(&bench, vec![panics]);
        bench.ctx.jobs.enqueue(&say("x")).await.unwrap();
        runner.run_due().await.unwrap();
        assert_eq!(counts(&bench.ctx.jobs).await, (1, 0, 0), "{engine:?}");
        bench.clock.advance(TimeDelta::minutes(1));
        runner.run_due().await.unwrap();
        assert_eq!(counts(&bench.ctx.jobs).await, (0, 0, 0), "{engine:?}");
    }
}

#[tokio::test]
async fn two_processes_run_each_job_once_and_stop_when_told() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let heard = Heard::default();
        let done = Arc::new(Notify::new());
        let stop = bench.ctx.shutdown.clone();
        let runners: Vec<_> = (0..2)
            .map(|_| {
                let (heard, done) = (heard.clone(), done.clone());
                let handler = JobHandler::new(move |job: Say, _| {
                    let is_last = {
                        let mut heard = heard.lock();
                        heard.push(job.word);
                        heard.len() == 20
                    };
                    if is_last {
                        done.notify_one();
                    }
                    async { Ok(()) }
                });
                let runner = runner(&bench, vec![handler.concurrency(2)]);
                tokio::spawn(runner.run(stop.clone()))
            })
            .collect();
        for number in 0..20 {
            bench.ctx.jobs.enqueue(&say(&number.to_string())).await.unwrap();
        }
        tokio::time::timeout(Duration::from_secs(30), done.notified())
            .await
            .unwrap();
        stop.cancel();
        for runner in runners {
            runner.await.unwrap();
        }
        let mut words = std::mem::take(&mut *heard.lock());
        words.sort_by_key(|word| word.parse::<u32>().unwrap());
        assert_eq!(words, (0..20).map(|number| number.to_string()).collect::<Vec<_>>());
        assert_eq!(counts(&bench.ctx.jobs).await, (0, 0, 0), "{engine:?}");
    }
}

#[tokio::test]
async fn a_job_that_is_cut_off_waits_again_and_one_whose_worker_died_is_taken_over() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let jobs = &bench.ctx.jobs;
        jobs.enqueue(&say("long")).await.unwrap();
        let started = Arc::new(Notify::new());
        let handler = || {
            let started = started.clone();
            JobHandler::new(move |_: Say, _| {
                started.notify_one();
                std::future::pending()
            })
        };
        let config = RunnerConfig {
            grace: Duration::ZERO,
            ..RunnerConfig::default()
        };
        let stop = tokio_util::sync::CancellationToken::new();
        let running = tokio::spawn(runner(&bench, vec![handler()]).config(config).run(stop.clone()));
        started.notified().await;
        stop.cancel();
        running.await.unwrap();
        assert_eq!(counts(jobs).await, (1, 0, 0), "{engine:?}: cut off");
        let dies = tokio::spawn(runner(&bench, vec![handler()]).run(tokio_util::sync::CancellationToken::new()));
        started.notified().await;
        dies.abort();
        let _ = dies.await;
        let heard = Heard::default();
        let next = runner(&bench, vec![hears(&heard, Ok(()))]);
        assert_eq!(next.run_due().await.unwrap(), 0, "{engine:?}: its lease holds");
        bench.clock.advance(TimeDelta::minutes(2));
        assert_eq!(next.run_due().await.unwrap(), 1, "{engine:?}: its lease ran out");
        assert_eq!(*heard.lock(), ["long"]);
    }
}
