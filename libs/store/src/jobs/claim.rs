//! Taking a job, keeping it, and giving it back.

use super::entity::{ActiveModel, Column, Entity, Model, State};
use super::handler::JobError;
use crate::db::Db;
use crate::error::Result;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Takes the job whose turn it is among `kinds`: one that waits, or one whose worker let its
/// lease run out. `FOR UPDATE SKIP LOCKED` where the dialect has it; SQLite has one writer.
pub(super) async fn take(db: &Db, kinds: &[&str], worker: &str, now_ms: i64, lease_ms: i64) -> Result<Option<Model>> {
    let due = due(kinds, now_ms);
    if Entity::find().filter(due.clone()).one(db.ro()).await?.is_none() {
        return Ok(None);
    }
    let tx = db.begin().await?;
    let next = Entity::find()
        .filter(due)
        .order_by_desc(Column::Priority)
        .order_by_asc(Column::RunAtMs)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(&tx)
        .await?;
    let Some(job) = next else {
        return Ok(None);
    };
    let is_spent = job.attempts >= job.max_attempts;
    let attempts = job.attempts + 1;
    let mut row: ActiveModel = job.into();
    if is_spent {
        row.state = Set(State::Dead);
        row.last_error = Set(Some("the worker died at the last attempt".to_owned()));
        row.lease_until_ms = Set(None);
    } else {
        row.state = Set(State::Running);
        row.attempts = Set(attempts);
        row.worker = Set(Some(worker.to_owned()));
        row.lease_until_ms = Set(Some(now_ms + lease_ms));
    }
    let taken = row.update(&tx).await?;
    tx.commit().await?;
    Ok((!is_spent).then_some(taken))
}

fn due(kinds: &[&str], now_ms: i64) -> Condition {
    let waits = Condition::all()
        .add(Column::State.eq(State::Queued))
        .add(Column::RunAtMs.lte(now_ms));
    let is_lost = Condition::all()
        .add(Column::State.eq(State::Running))
        .add(Column::LeaseUntilMs.lt(now_ms));
    Condition::all()
        .add(Column::Kind.is_in(kinds.iter().copied()))
        .add(Condition::any().add(waits).add(is_lost))
}

fn held(job: &Model) -> Condition {
    Condition::all()
        .add(Column::Id.eq(job.id))
        .add(Column::State.eq(State::Running))
        .add(Column::Worker.eq(job.worker.clone()))
        .add(Column::Attempts.eq(job.attempts))
}

/// Keeps a job for longer; false when another worker has it by now.
pub(super) async fn renew(db: &Db, job: &Model, until_ms: i64) -> Result<bool> {
    let renewed = Entity::update_many()
        .col_expr(Column::LeaseUntilMs, Expr::value(until_ms))
        .filter(held(job))
        .exec(db.rw())
        .await?;
    Ok(renewed.rows_affected > 0)
}

/// The job is done.
pub(super) async fn finish(db: &Db, job: &Model) -> Result<()> {
    Entity::delete_many().filter(held(job)).exec(db.rw()).await?;
    Ok(())
}

/// The job failed: it waits for its next attempt, or goes to the dead ones.
pub(super) async fn fail(db: &Db, job: &Model, error: &JobError, now_ms: i64) -> Result<()> {
    let is_dead = matches!(error, JobError::Fail(_)) || job.attempts >= job.max_attempts;
    if is_dead {
        let buried = Entity::update_many()
            .col_expr(Column::State, Expr::value("dead"))
            .col_expr(Column::LastError, Expr::value(error.to_string()))
            .col_expr(Column::RunAtMs, Expr::value(now_ms));
        buried.filter(held(job)).exec(db.rw()).await?;
        return Ok(());
    }
    put_back(
        db,
        job,
        now_ms + back_off_ms(job.attempts),
        job.attempts,
        Some(error.to_string()),
    )
    .await
}

/// The process stops: the attempt does not count.
pub(super) async fn release(db: &Db, job: &Model, now_ms: i64) -> Result<()> {
    put_back(db, job, now_ms, job.attempts - 1, job.last_error.clone()).await
}

async fn put_back(db: &Db, job: &Model, run_at_ms: i64, attempts: i32, error: Option<String>) -> Result<()> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value("queued"))
        .col_expr(Column::RunAtMs, Expr::value(run_at_ms))
        .col_expr(Column::Attempts, Expr::value(attempts))
        .col_expr(Column::LastError, Expr::value(error))
        .col_expr(Column::LeaseUntilMs, Expr::value(None::<i64>));
    match update.filter(held(job)).exec(db.rw()).await.map_err(crate::Error::from) {
        Ok(_) => Ok(()),
        // The same job was put into the queue meanwhile: that one does the work.
        Err(cause) if cause.is_unique_violation() => finish(db, job).await,
        Err(cause) => Err(cause),
    }
}

/// 5 s, doubled with each attempt up to an hour, ± 20 % so that jobs which failed together do
/// not come back together.
fn back_off_ms(attempts: i32) -> i64 {
    let base_ms = (5000_i64 << (attempts - 1).clamp(0, 10)).min(3_600_000);
    let chance = i64::from(u16::from_le_bytes(awaz_core::secret::bytes::<2>()));
    base_ms * 8 / 10 + base_ms * 4 / 10 * chance / 65_535
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_grows_to_an_hour_and_spreads() {
        for (attempts, base_ms) in [(1, 5_000), (2, 10_000), (5, 80_000), (30, 3_600_000)] {
            let ms = back_off_ms(attempts);
            assert!((base_ms * 8 / 10..=base_ms * 12 / 10).contains(&ms), "{attempts}: {ms}");
        }
        let first = back_off_ms(3);
        assert!((0..50).any(|_| back_off_ms(3) != first));
    }
}
