//! Sign-ins, and the tokens each of them has.

use super::entity::{session, sign_in};
use super::{NewToken, Store, StoredToken, TokenKind};
use awaz_core::id::UserId;
use awaz_store::{Result, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// How long a refresh token that was used is remembered, to notice who comes with it late, ms.
const SPENT_FOR_MS: i64 = 7 * 86_400_000;
/// Sign-ins one person is shown.
const MAX_SHOWN: u64 = 200;

/// A sign-in as its person sees it.
#[derive(Debug, Clone)]
pub(crate) struct StoredSignIn {
    pub(crate) id: Uuid,
    pub(crate) is_native: bool,
    pub(crate) agent: String,
    pub(crate) created_at_ms: i64,
    pub(crate) seen_at_ms: i64,
}

/// What became of a refresh token that was presented.
#[derive(Debug)]
pub(crate) enum Spent {
    /// It was the newest: the next one is stored.
    Now {
        /// Row of the next token.
        next: Uuid,
    },
    /// It was used a moment ago, and what it was changed for has not been used.
    JustBefore {
        /// Row of the next token.
        next: Uuid,
        /// When it was made.
        made_at_ms: i64,
    },
    /// It was used before; the whole sign-in has been ended.
    Reused,
    /// The sign-in has ended.
    Ended,
}

impl Store {
    /// Adds the first token of a sign-in, and the sign-in.
    pub(crate) async fn begin_sign_in(&self, token: NewToken) -> Result<Uuid> {
        let tx = self.db.begin().await?;
        let row = sign_in::ActiveModel {
            id: Set(token.family),
            user_id: Set(token.user.0),
            kind: Set(token.kind.as_str().to_owned()),
            agent: Set(token.agent.clone()),
            created_at_ms: Set(token.now_ms),
            seen_at_ms: Set(token.now_ms),
            ended_at_ms: Set(None),
        };
        sign_in::Entity::insert(row).exec_without_returning(&tx).await?;
        let id = add_token(&tx, token).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a refresh token for the next one; `grace_ms` after it was used, the same answer comes
    /// again as long as the next one has not been used.
    pub(crate) async fn change_token(&self, old: &StoredToken, next: NewToken, grace_ms: i64) -> Result<Spent> {
        let now_ms = next.now_ms;
        let tx = self.db.begin().await?;
        // Locks the sign-in: whoever ends it waits, or has ended it before.
        if !seen(&tx, old.family, now_ms).await? {
            return Ok(Spent::Ended);
        }
        let is_first = session::Entity::update_many()
            .col_expr(session::Column::IsSpent, Expr::value(true))
            .col_expr(session::Column::SpentAtMs, Expr::value(now_ms))
            .col_expr(
                session::Column::ExpiresAtMs,
                Expr::value(old.expires_at_ms.min(now_ms + SPENT_FOR_MS)),
            )
            .filter(session::Column::Id.eq(old.id))
            .filter(session::Column::IsSpent.eq(false))
            .exec(&tx)
            .await?
            .rows_affected
            == 1;
        if is_first {
            let next = add_token(&tx, next).await?;
            tx.commit().await?;
            return Ok(Spent::Now { next });
        }
        let after = by_digest(&tx, TokenKind::Refresh, &next.digest).await?;
        if let Some(after) = after.filter(|after| !after.is_spent && now_ms - after.made_at_ms <= grace_ms) {
            return Ok(Spent::JustBefore {
                next: after.id,
                made_at_ms: after.made_at_ms,
            });
        }
        end(&tx, &[old.family], now_ms).await?;
        tx.commit().await?;
        Ok(Spent::Reused)
    }

    /// Ends a sign-in.
    pub(crate) async fn end_sign_in(&self, family: Uuid, now_ms: i64) -> Result<()> {
        let tx = self.db.begin().await?;
        end(&tx, &[family], now_ms).await?;
        tx.commit().await
    }

    /// Ends a person's sign-ins but `kept`; returns which.
    pub(crate) async fn end_sign_ins(&self, user: UserId, kept: Option<Uuid>, now_ms: i64) -> Result<Vec<Uuid>> {
        let tx = self.db.begin().await?;
        let families = end_all(&tx, user, kept, now_ms).await?;
        tx.commit().await?;
        Ok(families)
    }

    /// Sign-ins that were ended since a time, with when.
    pub(crate) async fn ended_since(&self, since_ms: i64) -> Result<Vec<(Uuid, i64)>> {
        let rows = sign_in::Entity::find().filter(sign_in::Column::EndedAtMs.gt(since_ms));
        let rows = rows.all(self.db.rw()).await?.into_iter();
        Ok(rows.filter_map(|row| Some((row.id, row.ended_at_ms?))).collect())
    }

    /// A person's sign-ins that have not ended, last used first.
    pub(crate) async fn sign_ins(&self, user: UserId) -> Result<Vec<StoredSignIn>> {
        let rows = sign_in::Entity::find()
            .filter(sign_in::Column::UserId.eq(user.0))
            .filter(sign_in::Column::EndedAtMs.is_null())
            .order_by_desc(sign_in::Column::SeenAtMs)
            .limit(MAX_SHOWN)
            .all(self.db.rw())
            .await?;
        let shown = rows.into_iter().map(|row| StoredSignIn {
            id: row.id,
            is_native: row.kind == TokenKind::Refresh.as_str(),
            agent: row.agent,
            created_at_ms: row.created_at_ms,
            seen_at_ms: row.seen_at_ms,
        });
        Ok(shown.collect())
    }

    /// Says that a sign-in was used.
    pub(crate) async fn touch_sign_in(&self, family: Uuid, now_ms: i64) -> Result<()> {
        seen(self.db.rw(), family, now_ms).await?;
        Ok(())
    }

    /// Removes sign-ins that ended before `ended_before_ms`, and those of which no token is left.
    pub(crate) async fn sweep_sign_ins(&self, ended_before_ms: i64) -> Result<()> {
        sign_in::Entity::delete_many()
            .filter(sign_in::Column::EndedAtMs.lt(ended_before_ms))
            .exec(self.db.rw())
            .await?;
        let with_tokens = session::Entity::find().select_only().column(session::Column::Family);
        let with_tokens = sea_orm::QueryTrait::into_query(with_tokens);
        sign_in::Entity::delete_many()
            .filter(sign_in::Column::EndedAtMs.is_null())
            .filter(sign_in::Column::Id.not_in_subquery(with_tokens))
            .filter(sign_in::Column::SeenAtMs.lt(ended_before_ms))
            .exec(self.db.rw())
            .await?;
        Ok(())
    }
}

/// Ends all sign-ins of a person but `kept`, within a transaction.
pub(super) async fn end_all(tx: &Tx, user: UserId, kept: Option<Uuid>, now_ms: i64) -> Result<Vec<Uuid>> {
    let rows = sign_in::Entity::find()
        .filter(sign_in::Column::UserId.eq(user.0))
        .filter(sign_in::Column::EndedAtMs.is_null())
        .all(tx)
        .await?;
    let families: Vec<Uuid> = rows
        .into_iter()
        .map(|row| row.id)
        .filter(|id| Some(*id) != kept)
        .collect();
    end(tx, &families, now_ms).await?;
    Ok(families)
}

async fn end(tx: &Tx, families: &[Uuid], now_ms: i64) -> Result<()> {
    sign_in::Entity::update_many()
        .col_expr(sign_in::Column::EndedAtMs, Expr::value(now_ms))
        .filter(sign_in::Column::Id.is_in(families.iter().copied()))
        .filter(sign_in::Column::EndedAtMs.is_null())
        .exec(tx)
        .await?;
    session::Entity::delete_many()
        .filter(session::Column::Family.is_in(families.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

async fn seen(db: &impl sea_orm::ConnectionTrait, family: Uuid, now_ms: i64) -> Result<bool> {
    let done = sign_in::Entity::update_many()
        .col_expr(sign_in::Column::SeenAtMs, Expr::value(now_ms))
        .filter(sign_in::Column::Id.eq(family))
        .filter(sign_in::Column::EndedAtMs.is_null())
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

async fn add_token(tx: &Tx, token: NewToken) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let row = session::ActiveModel {
        id: Set(id),
        user_id: Set(token.user.0),
        kind: Set(token.kind.as_str().to_owned()),
        family: Set(token.family),
        digest: Set(token.digest),
        agent: Set(token.agent),
        created_at_ms: Set(token.now_ms),
        seen_at_ms: Set(token.now_ms),
        expires_at_ms: Set(token.expires_at_ms),
        is_spent: Set(false),
        spent_at_ms: Set(None),
    };
    session::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Finds a token.
pub(super) async fn by_digest(
    db: &impl sea_orm::ConnectionTrait,
    kind: TokenKind,
    digest: &str,
) -> Result<Option<StoredToken>> {
    let found = session::Entity::find()
        .filter(session::Column::Digest.eq(digest))
        .filter(session::Column::Kind.eq(kind.as_str()))
        .one(db)
        .await?;
    Ok(found.map(|row| StoredToken {
        id: row.id,
        user: UserId(row.user_id),
        family: row.family,
        made_at_ms: row.created_at_ms,
        seen_at_ms: row.seen_at_ms,
        expires_at_ms: row.expires_at_ms,
        is_spent: row.is_spent,
    }))
}
