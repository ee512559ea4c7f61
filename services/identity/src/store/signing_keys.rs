//! Keys that sign access tokens.

use super::Store;
use super::entity::signing_key;
use awaz_store::Result;
use sea_orm::Condition;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A stored pair of keys.
#[derive(Debug, Clone)]
pub(crate) struct StoredSigningKey {
    pub(crate) kid: String,
    pub(crate) modulus: String,
    pub(crate) exponent: String,
    pub(crate) sealed: String,
    pub(crate) created_at_ms: i64,
    pub(crate) signs_at_ms: i64,
    pub(crate) ends_at_ms: Option<i64>,
}

impl Store {
    /// All keys, oldest first.
    pub(crate) async fn signing_keys(&self) -> Result<Vec<StoredSigningKey>> {
        let rows = signing_key::Entity::find().order_by_asc(signing_key::Column::CreatedAtMs);
        let rows = rows.all(self.db.rw()).await?.into_iter();
        Ok(rows
            .map(|row| StoredSigningKey {
                kid: row.kid,
                modulus: row.modulus,
                exponent: row.exponent,
                sealed: row.sealed,
                created_at_ms: row.created_at_ms,
                signs_at_ms: row.signs_at_ms,
                ends_at_ms: row.ends_at_ms,
            })
            .collect())
    }

    /// Adds a key.
    pub(crate) async fn add_signing_key(&self, key: StoredSigningKey) -> Result<()> {
        let insert = signing_key::Entity::insert(active(key));
        insert.exec_without_returning(self.db.rw()).await?;
        Ok(())
    }

    /// Adds a key; all others end at `old_until_ms`, those that end sooner then.
    pub(crate) async fn rotate_signing_keys(&self, key: StoredSigningKey, old_until_ms: i64) -> Result<()> {
        let ends = signing_key::Column::EndsAtMs;
        let tx = self.db.begin().await?;
        signing_key::Entity::update_many()
            .col_expr(ends, Expr::value(old_until_ms))
            .filter(Condition::any().add(ends.is_null()).add(ends.gt(old_until_ms)))
            .exec(&tx)
            .await?;
        signing_key::Entity::insert(active(key))
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await
    }

    /// Removes keys that ended.
    pub(crate) async fn sweep_signing_keys(&self, now_ms: i64) -> Result<()> {
        signing_key::Entity::delete_many()
            .filter(signing_key::Column::EndsAtMs.lt(now_ms))
            .exec(self.db.rw())
            .await?;
        Ok(())
    }
}

fn active(key: StoredSigningKey) -> signing_key::ActiveModel {
    signing_key::ActiveModel {
        kid: Set(key.kid),
        modulus: Set(key.modulus),
        exponent: Set(key.exponent),
        sealed: Set(key.sealed),
        created_at_ms: Set(key.created_at_ms),
        signs_at_ms: Set(key.signs_at_ms),
        ends_at_ms: Set(key.ends_at_ms),
    }
}
