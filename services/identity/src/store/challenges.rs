//! Secrets that were sent to people, and what follows when they bring them back.

use super::entity::{challenge, user};
use super::{Store, role_text, sign_ins};
use crate::model::User;
use awaz_core::id::UserId;
use awaz_store::{Result, Tx};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Makes the account.
    SignUp,
    /// Sets a password.
    Reset,
    /// Changes the address.
    Address,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::Reset => "reset",
            Self::Address => "address",
        }
    }
}

/// A secret to be sent, or one that came back.
#[derive(Debug, Clone)]
pub(crate) struct Challenge {
    pub(crate) purpose: Purpose,
    pub(crate) user: Option<UserId>,
    pub(crate) target: String,
    pub(crate) data: Option<String>,
    pub(crate) digest: String,
    pub(crate) now_ms: i64,
    pub(crate) expires_at_ms: i64,
}

impl Store {
    /// Adds a secret; older ones for the same purpose and address are worth nothing from now on.
    pub(crate) async fn add_challenge(&self, new: Challenge) -> Result<()> {
        let tx = self.db.begin().await?;
        challenge::Entity::delete_many()
            .filter(challenge::Column::Kind.eq(new.purpose.as_str()))
            .filter(challenge::Column::Target.eq(&new.target))
            .exec(&tx)
            .await?;
        let row = challenge::ActiveModel {
            id: Set(Uuid::now_v7()),
            kind: Set(new.purpose.as_str().to_owned()),
            user_id: Set(new.user.map(|user| user.0)),
            target: Set(new.target),
            data: Set(new.data),
            digest: Set(new.digest),
            created_at_ms: Set(new.now_ms),
            expires_at_ms: Set(new.expires_at_ms),
        };
        challenge::Entity::insert(row).exec_without_returning(&tx).await?;
        tx.commit().await
    }

    /// A secret that is still good, without using it up.
    pub(crate) async fn challenge(&self, purpose: Purpose, digest: &str, now_ms: i64) -> Result<Option<Challenge>> {
        find(self.db.rw(), purpose, digest, now_ms).await
    }

    /// Uses up a secret and makes the account it stands for; `None` where it is not good.
    pub(crate) async fn redeem_sign_up(&self, digest: &str, person: &User, hash: String, now_ms: i64) -> Result<bool> {
        let tx = self.db.begin().await?;
        if take(&tx, Purpose::SignUp, digest, now_ms).await?.is_none() {
            return Ok(false);
        }
        let row = user::ActiveModel {
            id: Set(person.id.0),
            email: Set(person.email.clone()),
            name: Set(person.name.clone()),
            role: Set(role_text(person.role).to_owned()),
            password_hash: Set(hash),
            created_at_ms: Set(now_ms),
            suspended_at_ms: Set(None),
        };
        user::Entity::insert(row).exec_without_returning(&tx).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Uses up a secret, sets a password and ends all sign-ins; `None` where it is not good, else
    /// whose it was and the sign-ins that were ended.
    pub(crate) async fn redeem_reset(
        &self,
        digest: &str,
        hash: String,
        now_ms: i64,
    ) -> Result<Option<(UserId, Vec<Uuid>)>> {
        let tx = self.db.begin().await?;
        let taken = take(&tx, Purpose::Reset, digest, now_ms).await?;
        let Some(id) = taken.and_then(|taken| taken.user) else {
            return Ok(None);
        };
        let row = user::ActiveModel {
            id: Set(id.0),
            password_hash: Set(hash),
            ..Default::default()
        };
        row.update(&tx).await?;
        let ended = sign_ins::end_all(&tx, id, None, now_ms).await?;
        tx.commit().await?;
        Ok(Some((id, ended)))
    }

    /// Uses up a secret and gives the account its new address; `None` where it is not good, else
    /// the account's id, its old address and its new one.
    pub(crate) async fn redeem_address(&self, digest: &str, now_ms: i64) -> Result<Option<(UserId, String, String)>> {
        let tx = self.db.begin().await?;
        let Some(taken) = take(&tx, Purpose::Address, digest, now_ms).await? else {
            return Ok(None);
        };
        let Some(id) = taken.user else { return Ok(None) };
        let Some(before) = user::Entity::find_by_id(id.0).one(&tx).await? else {
            return Ok(None);
        };
        let row = user::ActiveModel {
            id: Set(id.0),
            email: Set(taken.target.clone()),
            ..Default::default()
        };
        row.update(&tx).await?;
        // A link to the old address must not set the password any more.
        challenge::Entity::delete_many()
            .filter(challenge::Column::UserId.eq(id.0))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(Some((id, before.email, taken.target)))
    }

    /// Gives an account another address.
    pub(crate) async fn set_address(&self, id: UserId, email: &str) -> Result<()> {
        let row = user::ActiveModel {
            id: Set(id.0),
            email: Set(email.to_owned()),
            ..Default::default()
        };
        row.update(self.db.rw()).await?;
        Ok(())
    }

    /// Gives an account another name.
    pub(crate) async fn set_name(&self, id: UserId, name: &str) -> Result<()> {
        let row = user::ActiveModel {
            id: Set(id.0),
            name: Set(name.to_owned()),
            ..Default::default()
        };
        row.update(self.db.rw()).await?;
        Ok(())
    }

    /// Removes secrets that have expired.
    pub(crate) async fn sweep_challenges(&self, now_ms: i64) -> Result<()> {
        challenge::Entity::delete_many()
            .filter(challenge::Column::ExpiresAtMs.lt(now_ms))
            .exec(self.db.rw())
            .await?;
        Ok(())
    }
}

/// Finds a secret and deletes it: of many who bring it at once, one gets it.
async fn take(tx: &Tx, purpose: Purpose, digest: &str, now_ms: i64) -> Result<Option<Challenge>> {
    let Some(found) = find(tx, purpose, digest, now_ms).await? else {
        return Ok(None);
    };
    let done = challenge::Entity::delete_many()
        .filter(challenge::Column::Digest.eq(digest))
        .exec(tx)
        .await?;
    Ok((done.rows_affected == 1).then_some(found))
}

async fn find(
    db: &impl sea_orm::ConnectionTrait,
    purpose: Purpose,
    digest: &str,
    now_ms: i64,
) -> Result<Option<Challenge>> {
    let row = challenge::Entity::find()
        .filter(challenge::Column::Digest.eq(digest))
        .filter(challenge::Column::Kind.eq(purpose.as_str()))
        .filter(challenge::Column::ExpiresAtMs.gt(now_ms))
        .one(db)
        .await?;
    Ok(row.map(|row| Challenge {
        purpose,
        user: row.user_id.map(UserId),
        target: row.target,
        data: row.data,
        digest: row.digest,
        now_ms: row.created_at_ms,
        expires_at_ms: row.expires_at_ms,
    }))
}
