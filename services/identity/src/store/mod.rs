//! Identity's tables.

mod challenges;
mod entity;
mod factors;
pub(crate) mod migrations;
mod sign_ins;
mod signing_keys;

pub(crate) use challenges::{Challenge, Purpose};
pub(crate) use sign_ins::Spent;
pub(crate) use signing_keys::StoredSigningKey;

use crate::model::{ApiKey, Email, User};
use awaz_core::id::{ApiKeyId, UserId};
use awaz_core::ports::Role;
use awaz_store::{Db, Result};
use chrono::DateTime;
use entity::{api_key, session, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// What a stored token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A browser's cookie.
    Session,
    /// A native client's refresh token.
    Refresh,
}

impl TokenKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Refresh => "refresh",
        }
    }
}

/// A token to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewToken {
    pub(crate) user: UserId,
    pub(crate) kind: TokenKind,
    pub(crate) family: Uuid,
    pub(crate) digest: String,
    pub(crate) agent: String,
    pub(crate) now_ms: i64,
    pub(crate) expires_at_ms: i64,
}

/// A stored token.
#[derive(Debug, Clone)]
pub(crate) struct StoredToken {
    pub(crate) id: Uuid,
    pub(crate) user: UserId,
    pub(crate) family: Uuid,
    pub(crate) made_at_ms: i64,
    pub(crate) seen_at_ms: i64,
    pub(crate) expires_at_ms: i64,
    pub(crate) is_spent: bool,
}

/// A stored API key with what it may do.
#[derive(Debug, Clone)]
pub(crate) struct StoredKey {
    pub(crate) key: ApiKey,
    pub(crate) user: UserId,
    pub(crate) used_at_ms: Option<i64>,
}

/// Identity's tables, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    db: Db,
}

impl Store {
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }

    /// Adds a person; the error is a unique violation where the address is taken.
    pub(crate) async fn add_user(&self, person: &User, password_hash: String, now_ms: i64) -> Result<()> {
        let row = user::ActiveModel {
            id: Set(person.id.0),
            email: Set(person.email.clone()),
            name: Set(person.name.clone()),
            role: Set(role_text(person.role).to_owned()),
            password_hash: Set(password_hash),
            created_at_ms: Set(now_ms),
            suspended_at_ms: Set(None),
        };
        user::Entity::insert(row).exec_without_returning(self.db.rw()).await?;
        Ok(())
    }

    /// How many people with a role above listening there are.
    pub(crate) async fn count_owners(&self) -> Result<u64> {
        let owners = user::Entity::find().filter(user::Column::Role.ne(role_text(Role::EndUser)));
        Ok(owners.count(self.db.rw()).await?)
    }

    /// A person and their password's hash, by address.
    pub(crate) async fn by_email(&self, email: &Email) -> Result<Option<(User, String)>> {
        let row = user::Entity::find()
            .filter(user::Column::Email.eq(email.as_str()))
            .one(self.db.rw())
            .await?;
        Ok(row.map(|row| {
            let hash = row.password_hash.clone();
            (person(row), hash)
        }))
    }

    /// A person.
    pub(crate) async fn user(&self, id: UserId) -> Result<Option<User>> {
        Ok(user::Entity::find_by_id(id.0).one(self.db.ro()).await?.map(person))
    }

    /// Sets a password and ends everything that was signed in with the old one but `kept`; returns
    /// the sign-ins that were ended.
    pub(crate) async fn set_password(
        &self,
        id: UserId,
        password_hash: String,
        kept: Option<Uuid>,
        now_ms: i64,
    ) -> Result<Vec<Uuid>> {
        let tx = self.db.begin().await?;
        let row = user::ActiveModel {
            id: Set(id.0),
            password_hash: Set(password_hash),
            ..Default::default()
        };
        row.update(&tx).await?;
        let ended = sign_ins::end_all(&tx, id, kept, now_ms).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Suspends a person, ending all their sign-ins, or lets them in again; returns the sign-ins that
    /// were ended.
    pub(crate) async fn suspend(&self, id: UserId, is_suspended: bool, now_ms: i64) -> Result<Vec<Uuid>> {
        let tx = self.db.begin().await?;
        let row = user::ActiveModel {
            id: Set(id.0),
            suspended_at_ms: Set(is_suspended.then_some(now_ms)),
            ..Default::default()
        };
        row.update(&tx).await?;
        let ended = if is_suspended {
            sign_ins::end_all(&tx, id, None, now_ms).await?
        } else {
            Vec::new()
        };
        tx.commit().await?;
        Ok(ended)
    }

    /// Finds a token.
    pub(crate) async fn token(&self, kind: TokenKind, digest: &str) -> Result<Option<StoredToken>> {
        sign_ins::by_digest(self.db.rw(), kind, digest).await
    }

    /// Says that a session was used, and how long it lives from now.
    pub(crate) async fn touch(&self, token: Uuid, now_ms: i64, expires_at_ms: i64) -> Result<()> {
        session::Entity::update_many()
            .col_expr(session::Column::SeenAtMs, Expr::value(now_ms))
            .col_expr(session::Column::ExpiresAtMs, Expr::value(expires_at_ms))
            .filter(session::Column::Id.eq(token))
            .exec(self.db.rw())
            .await?;
        Ok(())
    }

    /// Removes what has expired.
    pub(crate) async fn sweep(&self, now_ms: i64) -> Result<u64> {
        let expired = session::Entity::delete_many().filter(session::Column::ExpiresAtMs.lt(now_ms));
        Ok(expired.exec(self.db.rw()).await?.rows_affected)
    }

    /// Adds an API key.
    pub(crate) async fn add_key(&self, owner: UserId, key: &ApiKey, digest: String) -> Result<()> {
        let row = api_key::ActiveModel {
            id: Set(key.id.0),
            user_id: Set(owner.0),
            name: Set(key.name.clone()),
            scopes: Set(key.scopes.as_ref().map(serde_json::to_string).transpose()?),
            digest: Set(digest),
            hint: Set(key.hint.clone()),
            created_at_ms: Set(key.created_at.timestamp_millis()),
            expires_at_ms: Set(key.expires_at.map(|at| at.timestamp_millis())),
            used_at_ms: Set(None),
        };
        api_key::Entity::insert(row)
            .exec_without_returning(self.db.rw())
            .await?;
        Ok(())
    }

    /// How many keys a person has.
    pub(crate) async fn count_keys(&self, owner: UserId) -> Result<u64> {
        Ok(api_key::Entity::find()
            .filter(api_key::Column::UserId.eq(owner.0))
            .count(self.db.rw())
            .await?)
    }

    /// A person's keys, newest first.
    pub(crate) async fn keys(&self, owner: UserId) -> Result<Vec<ApiKey>> {
        let rows = api_key::Entity::find()
            .filter(api_key::Column::UserId.eq(owner.0))
            .order_by_desc(api_key::Column::Id)
            .all(self.db.rw())
            .await?;
        rows.into_iter()
            .map(|row| stored_key(row).map(|stored| stored.key))
            .collect()
    }

    /// Finds a key.
    pub(crate) async fn key(&self, digest: &str) -> Result<Option<StoredKey>> {
        let row = api_key::Entity::find()
            .filter(api_key::Column::Digest.eq(digest))
            .one(self.db.rw())
            .await?;
        row.map(stored_key).transpose()
    }

    /// Says that a key was used.
    pub(crate) async fn touch_key(&self, id: ApiKeyId, now_ms: i64) -> Result<()> {
        api_key::Entity::update_many()
            .col_expr(api_key::Column::UsedAtMs, Expr::value(now_ms))
            .filter(api_key::Column::Id.eq(id.0))
            .exec(self.db.rw())
            .await?;
        Ok(())
    }

    /// Deletes a person's key; false where they have no such key.
    pub(crate) async fn delete_key(&self, owner: UserId, id: ApiKeyId) -> Result<bool> {
        let done = api_key::Entity::delete_many()
            .filter(api_key::Column::Id.eq(id.0))
            .filter(api_key::Column::UserId.eq(owner.0))
            .exec(self.db.rw())
            .await?;
        Ok(done.rows_affected == 1)
    }
}

fn stored_key(row: api_key::Model) -> Result<StoredKey> {
    let time = |ms: i64| DateTime::from_timestamp_millis(ms).unwrap_or_default();
    let key = ApiKey {
        id: ApiKeyId(row.id),
        name: row.name,
        scopes: row.scopes.as_deref().map(serde_json::from_str).transpose()?,
        hint: row.hint,
        created_at: time(row.created_at_ms),
        expires_at: row.expires_at_ms.map(time),
        last_used_at: row.used_at_ms.map(time),
    };
    Ok(StoredKey {
        key,
        user: UserId(row.user_id),
        used_at_ms: row.used_at_ms,
    })
}

fn person(row: user::Model) -> User {
    User {
        id: UserId(row.id),
        email: row.email,
        name: row.name,
        role: role_of(&row.role),
        is_suspended: row.suspended_at_ms.is_some(),
    }
}

const fn role_text(role: Role) -> &'static str {
    match role {
        Role::EndUser => "end_user",
        Role::StationOwner => "station_owner",
        Role::Admin => "admin",
    }
}

/// A role this version does not know may only listen.
fn role_of(text: &str) -> Role {
    match text {
        "admin" => Role::Admin,
        "station_owner" => Role::StationOwner,
        _ => Role::EndUser,
    }
}
