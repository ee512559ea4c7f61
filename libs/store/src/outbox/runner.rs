//! Moves each consumer along the log.

use super::entity::{event, failure, offset};
use super::{Consumer, Start};
use crate::db::{Db, Tx};
use crate::error::Result;
use awaz_core::event::Envelope;
use awaz_core::{Code, SharedClock};
use sea_orm::sea_query::{LockBehavior, LockType, OnConflict};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the log is looked at when nothing in this process rings.
const POLL: Duration = Duration::from_secs(1);
/// Events read at a time.
const BATCH: u64 = 100;
/// Attempts at one event before it is put aside.
const MAX_ATTEMPTS: i32 = 10;

/// Runs one consumer until `shutdown`.
pub async fn run(db: Db, clock: SharedClock, consumer: Consumer, shutdown: CancellationToken) {
    let mut wake = db.wake().listen();
    while !shutdown.is_cancelled() {
        wake.borrow_and_update();
        match drain(&db, &clock, &consumer, &shutdown).await {
            Ok(()) => {}
            Err(cause) => tracing::warn!(consumer = consumer.name, %cause, "consumer could not read the log"),
        }
        tokio::select! {
            () = shutdown.cancelled() => break,
            _ = wake.changed() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// Has one consumer act on everything that is there now, and returns. For tests and for commands
/// that wait for the effect of what they did.
///
/// # Errors
/// When the database fails.
pub async fn run_due(db: &Db, clock: &SharedClock, consumer: &Consumer) -> Result<()> {
    drain(db, clock, consumer, &CancellationToken::new()).await
}

async fn drain(db: &Db, clock: &SharedClock, consumer: &Consumer, shutdown: &CancellationToken) -> Result<()> {
    let mut place = ensure_place(db, consumer).await?;
    while !shutdown.is_cancelled() {
        let batch = event::Entity::find()
            .filter(event::Column::Seq.gt(place))
            .order_by_asc(event::Column::Seq)
            .limit(BATCH)
            .all(db.ro())
            .await?;
        let Some(last) = batch.last().map(|row| row.seq) else {
            return Ok(());
        };
        for row in &batch {
            let is_ours = consumer.topics.iter().any(|topic| topic.as_str() == row.topic);
            if is_ours && step(db, clock, consumer, row).await? == Step::Wait {
                return Ok(());
            }
        }
        skip_to(db, consumer, last).await?;
        place = last;
    }
    Ok(())
}

#[derive(PartialEq)]
enum Step {
    Next,
    Wait,
}

async fn ensure_place(db: &Db, consumer: &Consumer) -> Result<i64> {
    if let Some(row) = offset::Entity::find_by_id(consumer.name).one(db.rw()).await? {
        return Ok(row.seq);
    }
    let newest = event::Entity::find()
        .order_by_desc(event::Column::Seq)
        .one(db.rw())
        .await?;
    let seq = match consumer.start {
        Start::Oldest => 0,
        Start::Newest => newest.map_or(0, |row| row.seq),
    };
    let row = offset::ActiveModel {
        consumer: Set(consumer.name.to_owned()),
        seq: Set(seq),
        attempts: Set(0),
        next_try_ms: Set(0),
    };
    offset::Entity::insert(row)
        .on_conflict(OnConflict::column(offset::Column::Consumer).do_nothing().to_owned())
        .exec_without_returning(db.rw())
        .await?;
    Ok(seq)
}

/// One event: effect and place in one transaction. The place's row is locked, so that of two
/// processes one acts and the other finds the event behind it.
async fn step(db: &Db, clock: &SharedClock, consumer: &Consumer, row: &event::Model) -> Result<Step> {
    let tx = db.begin().await?;
    let Some(place) = locked_place(&tx, consumer).await? else {
        return Ok(Step::Wait);
    };
    if place.seq >= row.seq {
        return Ok(Step::Next);
    }
    if place.next_try_ms > clock.now_ms() {
        return Ok(Step::Wait);
    }
    let event: Envelope = serde_json::from_str(&row.body)?;
    match consumer.handler.consume(&tx, &event).await {
        Ok(()) => {
            move_to(&tx, place, row.seq).await?;
            tx.commit().await?;
            Ok(Step::Next)
        }
        Err(error) => {
            tx.rollback().await?;
            tracing::warn!(consumer = consumer.name, event = event.kind, %error, "consumer failed");
            failed(db, clock, consumer, row, &error).await
        }
    }
}

async fn locked_place(tx: &Tx, consumer: &Consumer) -> Result<Option<offset::Model>> {
    let query = offset::Entity::find_by_id(consumer.name);
    Ok(query
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx)
        .await?)
}

async fn move_to(tx: &Tx, place: offset::Model, seq: i64) -> Result<()> {
    let mut row: offset::ActiveModel = place.into();
    row.seq = Set(seq);
    row.attempts = Set(0);
    row.next_try_ms = Set(0);
    row.update(tx).await?;
    Ok(())
}

async fn failed(
    db: &Db,
    clock: &SharedClock,
    consumer: &Consumer,
    row: &event::Model,
    error: &awaz_core::Error,
) -> Result<Step> {
    let tx = db.begin().await?;
    let Some(place) = locked_place(&tx, consumer).await? else {
        return Ok(Step::Wait);
    };
    let attempts = place.attempts + 1;
    if attempts < MAX_ATTEMPTS || error.code == Code::Unavailable {
        let mut next: offset::ActiveModel = place.into();
        next.attempts = Set(attempts);
        next.next_try_ms = Set(clock.now_ms() + back_off_ms(attempts));
        next.update(&tx).await?;
        tx.commit().await?;
        return Ok(Step::Wait);
    }
    let aside = failure::ActiveModel {
        consumer: Set(consumer.name.to_owned()),
        seq: Set(row.seq),
        body: Set(row.body.clone()),
        error: Set(error.message.clone()),
        at_ms: Set(clock.now_ms()),
        ..Default::default()
    };
    failure::Entity::insert(aside).exec_without_returning(&tx).await?;
    move_to(&tx, place, row.seq).await?;
    tx.commit().await?;
    Ok(Step::Next)
}

/// One second, doubled with each attempt, five minutes at most.
fn back_off_ms(attempts: i32) -> i64 {
    (1000_i64 << (attempts - 1).clamp(0, 9)).min(300_000)
}

/// Events of other topics are passed over in one update; only ever forward.
async fn skip_to(db: &Db, consumer: &Consumer, seq: i64) -> Result<()> {
    offset::Entity::update_many()
        .col_expr(offset::Column::Seq, seq.into())
        .filter(offset::Column::Consumer.eq(consumer.name))
        .filter(offset::Column::Seq.lt(seq))
        .exec(db.rw())
        .await?;
    Ok(())
}
