//! The event log.

use crate::bench;
use crate::db::{count, write};
use async_trait::async_trait;
use awaz_core::event::{Envelope, Topic};
use awaz_core::{Clock, Code, SharedClock};
use awaz_store::outbox::{Retention, run, run_due};
use awaz_store::{Consume, Consumer, Tx};
use awaz_testkit::{Bench, Engine};
use chrono::TimeDelta;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::mpsc;

/// Writes each event's subject, and fails as often as it is told.
#[derive(Clone, Default)]
struct Scribe {
    failures: Arc<AtomicU32>,
    seen: Option<mpsc::UnboundedSender<String>>,
}

#[async_trait]
impl Consume for Scribe {
    async fn consume(&self, tx: &Tx, event: &Envelope) -> awaz_core::Result<()> {
        write(tx, &event.subject).await.map_err(awaz_store::Error::from)?;
        if self
            .failures
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
            .is_ok()
        {
            return Err(awaz_core::Error::internal());
        }
        if let Some(seen) = &self.seen {
            let _ = seen.send(event.subject.clone());
        }
        Ok(())
    }
}

/// Is not there.
struct Down;

#[async_trait]
impl Consume for Down {
    async fn consume(&self, _: &Tx, _: &Envelope) -> awaz_core::Result<()> {
        Err(awaz_core::Error::new(Code::Unavailable, "not now"))
    }
}

fn event(bench: &Bench, topic: Topic, subject: &str) -> Envelope {
    Envelope::new(topic, "thing.happened", &subject, bench.clock.now())
}

fn clock(bench: &Bench) -> SharedClock {
    bench.ctx.clock.clone()
}

#[tokio::test]
async fn an_event_is_told_if_and_only_if_the_change_happened() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let (db, outbox) = (&bench.ctx.db, &bench.ctx.outbox);
        let tx = db.begin().await.unwrap();
        outbox
            .append(&tx, &event(&bench, Topic::Content, "rolled back"))
            .await
            .unwrap();
        tx.rollback().await.unwrap();
        outbox.publish(&event(&bench, Topic::Content, "kept")).await.unwrap();
        outbox
            .publish(&event(&bench, Topic::User, "of another topic"))
            .await
            .unwrap();
        let consumer = Consumer::new("scribe", [Topic::Content], Scribe::default());
        for _ in 0..2 {
            run_due(db, &clock(&bench), &consumer).await.unwrap();
            assert_eq!(count(db.rw()).await, 1, "{engine:?}: once, however often it looks");
        }
    }
}

#[tokio::test]
async fn a_failed_effect_is_undone_tried_again_and_put_aside_in_the_end() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let (db, outbox) = (&bench.ctx.db, &bench.ctx.outbox);
        let scribe = Scribe::default();
        scribe.failures.store(10, Ordering::SeqCst);
        let consumer = Consumer::new("scribe", [Topic::Content], scribe);
        for subject in ["poison", "good"] {
            outbox.publish(&event(&bench, Topic::Content, subject)).await.unwrap();
        }
        run_due(db, &clock(&bench), &consumer).await.unwrap();
        run_due(db, &clock(&bench), &consumer).await.unwrap();
        assert_eq!(count(db.rw()).await, 0, "{engine:?}: it waits for its next attempt");
        for _ in 0..9 {
            bench.clock.advance(TimeDelta::minutes(6));
            run_due(db, &clock(&bench), &consumer).await.unwrap();
        }
        assert_eq!(count(db.rw()).await, 1, "{engine:?}: the good one");
        let failures = outbox.failures(10).await.unwrap();
        assert_eq!(failures.len(), 1, "{engine:?}");
        assert_eq!(
            (failures[0].event.subject.as_str(), failures[0].consumer.as_str()),
            ("poison", "scribe")
        );
    }
}

#[tokio::test]
async fn two_processes_act_once() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        for number in 0..30 {
            let subject = format!("event {number}");
            bench
                .ctx
                .outbox
                .publish(&event(&bench, Topic::Content, &subject))
                .await
                .unwrap();
        }
        let consumer = Consumer::new("scribe", [Topic::Content], Scribe::default());
        let (db, clock) = (&bench.ctx.db, &clock(&bench));
        let (one, other) = tokio::join!(run_due(db, clock, &consumer), run_due(db, clock, &consumer));
        assert!(one.is_ok() && other.is_ok(), "{engine:?}");
        run_due(db, clock, &consumer).await.unwrap();
        assert_eq!(count(db.rw()).await, 30, "{engine:?}");
        assert!(bench.ctx.outbox.failures(1).await.unwrap().is_empty(), "{engine:?}");
    }
}

#[tokio::test]
async fn appends_at_the_same_time_are_all_seen_in_order() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let (sender, mut seen) = mpsc::unbounded_channel();
        let scribe = Scribe {
            seen: Some(sender),
            ..Scribe::default()
        };
        let consumer = Consumer::new("scribe", [Topic::Content], scribe);
        let stop = bench.ctx.shutdown.clone();
        let runner = tokio::spawn(run(bench.ctx.db.clone(), clock(&bench), consumer, stop.clone()));
        let writers = (0..4).map(|writer| {
            let outbox = bench.ctx.outbox.clone();
            let events: Vec<Envelope> = (0..10)
                .map(|number| event(&bench, Topic::Content, &format!("{writer} {number}")))
                .collect();
            tokio::spawn(async move {
                for event in events {
                    outbox.publish(&event).await.unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let mut order: Vec<Vec<String>> = vec![Vec::new(); 4];
        for _ in 0..40 {
            let subject = tokio::time::timeout(std::time::Duration::from_secs(20), seen.recv()).await;
            let subject = subject.unwrap().unwrap();
            let writer: usize = subject[..1].parse().unwrap();
            order[writer].push(subject);
        }
        for (writer, subjects) in order.iter().enumerate() {
            let expected: Vec<String> = (0..10).map(|number| format!("{writer} {number}")).collect();
            assert_eq!(subjects, &expected, "{engine:?}");
        }
        stop.cancel();
        runner.await.unwrap();
    }
}

#[tokio::test]
async fn a_new_consumer_may_begin_with_what_comes() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let (db, outbox) = (&bench.ctx.db, &bench.ctx.outbox);
        let consumer = Consumer::new("late", [Topic::Content], Scribe::default()).from_now_on();
        outbox.publish(&event(&bench, Topic::Content, "before")).await.unwrap();
        run_due(db, &clock(&bench), &consumer).await.unwrap();
        assert_eq!(count(db.rw()).await, 0, "{engine:?}");
        outbox.publish(&event(&bench, Topic::Content, "after")).await.unwrap();
        run_due(db, &clock(&bench), &consumer).await.unwrap();
        assert_eq!(count(db.rw()).await, 1, "{engine:?}");
    }
}

#[tokio::test]
async fn the_log_is_bounded_and_numbers_are_never_given_twice() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let (db, outbox) = (&bench.ctx.db, &bench.ctx.outbox);
        let consumer = Consumer::new("scribe", [Topic::Content], Scribe::default());
        for subject in ["a", "b", "c"] {
            outbox.publish(&event(&bench, Topic::Content, subject)).await.unwrap();
        }
        run_due(db, &clock(&bench), &consumer).await.unwrap();
        let keep = Retention { days: 7, max_events: 2 };
        assert_eq!(outbox.trim(bench.clock.now_ms(), keep).await.unwrap(), 1, "{engine:?}");
        bench.clock.advance(TimeDelta::days(8));
        assert_eq!(outbox.trim(bench.clock.now_ms(), keep).await.unwrap(), 2, "{engine:?}");
        outbox.publish(&event(&bench, Topic::Content, "d")).await.unwrap();
        run_due(db, &clock(&bench), &consumer).await.unwrap();
        assert_eq!(
            count(db.rw()).await,
            4,
            "{engine:?}: the log was empty, its numbers go on"
        );
    }
}

#[tokio::test]
async fn an_old_event_waits_for_a_consumer_that_is_down() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let (db, outbox) = (&bench.ctx.db, &bench.ctx.outbox);
        outbox.publish(&event(&bench, Topic::Content, "a")).await.unwrap();
        let down = Consumer::new("scribe", [Topic::Content], Down);
        for _ in 0..15 {
            run_due(db, &clock(&bench), &down).await.unwrap();
            bench.clock.advance(TimeDelta::days(1));
        }
        assert_eq!(
            outbox.trim(bench.clock.now_ms(), Retention::default()).await.unwrap(),
            0
        );
        let up = Consumer::new("scribe", [Topic::Content], Scribe::default());
        run_due(db, &clock(&bench), &up).await.unwrap();
        assert_eq!(count(db.rw()).await, 1, "{engine:?}");
    }
}
