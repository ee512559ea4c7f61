//! Second factors, and the codes that stand in for them.

use super::Store;
use super::entity::{recovery_code, second_factor};
use awaz_core::id::UserId;
use awaz_store::Result;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// A stored second factor.
#[derive(Debug, Clone)]
pub(crate) struct StoredFactor {
    /// The secret, sealed.
    pub(crate) sealed: String,
    /// Whether a code of it has been seen.
    pub(crate) is_on: bool,
}

impl Store {
    /// Keeps the secret of a factor that is not on yet, in place of an older one that is not.
    pub(crate) async fn begin_factor(&self, user: UserId, sealed: String) -> Result<()> {
        let row = second_factor::ActiveModel {
            user_id: Set(user.0),
            sealed: Set(sealed),
            confirmed_at_ms: Set(None),
            last_step: Set(0),
        };
        let conflict = OnConflict::column(second_factor::Column::UserId)
            .update_columns([second_factor::Column::Sealed, second_factor::Column::LastStep])
            .action_and_where(second_factor::Column::ConfirmedAtMs.is_null())
            .to_owned();
        let insert = second_factor::Entity::insert(row).on_conflict(conflict);
        insert.exec_without_returning(self.db.rw()).await?;
        Ok(())
    }

    /// A person's factor.
    pub(crate) async fn factor(&self, user: UserId) -> Result<Option<StoredFactor>> {
        let row = second_factor::Entity::find_by_id(user.0).one(self.db.rw()).await?;
        Ok(row.map(|row| StoredFactor {
            sealed: row.sealed,
            is_on: row.confirmed_at_ms.is_some(),
        }))
    }

    /// Turns a factor on with the step of its first code, and keeps digests of its recovery codes;
    /// false where it is on already.
    pub(crate) async fn confirm_factor(
        &self,
        user: UserId,
        step: i64,
        digests: Vec<String>,
        now_ms: i64,
    ) -> Result<bool> {
        let tx = self.db.begin().await?;
        let done = second_factor::Entity::update_many()
            .col_expr(second_factor::Column::ConfirmedAtMs, Expr::value(now_ms))
            .col_expr(second_factor::Column::LastStep, Expr::value(step))
            .filter(second_factor::Column::UserId.eq(user.0))
            .filter(second_factor::Column::ConfirmedAtMs.is_null())
            .exec(&tx)
            .await?;
        if done.rows_affected != 1 {
            return Ok(false);
        }
        let rows = digests.into_iter().map(|digest| recovery_code::ActiveModel {
            digest: Set(digest),
            user_id: Set(user.0),
        });
        recovery_code::Entity::insert_many(rows)
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Uses up the code of a step; false where it, or a later one, was used.
    pub(crate) async fn use_step(&self, user: UserId, step: i64) -> Result<bool> {
        let done = second_factor::Entity::update_many()
            .col_expr(second_factor::Column::LastStep, Expr::value(step))
            .filter(second_factor::Column::UserId.eq(user.0))
            .filter(second_factor::Column::LastStep.lt(step))
            .exec(self.db.rw())
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Uses up a recovery code; false where it is none.
    pub(crate) async fn use_recovery_code(&self, user: UserId, digest: &str) -> Result<bool> {
        let done = recovery_code::Entity::delete_many()
            .filter(recovery_code::Column::Digest.eq(digest))
            .filter(recovery_code::Column::UserId.eq(user.0))
            .exec(self.db.rw())
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// How many recovery codes are left.
    pub(crate) async fn count_recovery_codes(&self, user: UserId) -> Result<u64> {
        let left = recovery_code::Entity::find().filter(recovery_code::Column::UserId.eq(user.0));
        Ok(left.count(self.db.rw()).await?)
    }

    /// Takes a factor away, with its recovery codes.
    pub(crate) async fn remove_factor(&self, user: UserId) -> Result<()> {
        let tx = self.db.begin().await?;
        second_factor::Entity::delete_by_id(user.0).exec(&tx).await?;
        recovery_code::Entity::delete_many()
            .filter(recovery_code::Column::UserId.eq(user.0))
            .exec(&tx)
            .await?;
        tx.commit().await
    }
}
