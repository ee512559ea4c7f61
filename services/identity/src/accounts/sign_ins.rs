//! Signing in and out: the cookies of browsers, the tokens of native clients.

use super::Accounts;
use crate::model::{SignIn, User};
use crate::store::{NewToken, Spent, StoredToken, TokenKind};
use crate::token;
use awaz_core::id::{SessionId, UserId};
use awaz_core::ports::Credential;
use awaz_core::{Code, Error, Result};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Days a refresh token lives without being used.
const REFRESH_DAYS: i64 = 90;
/// How long after a refresh token was used the same answer can be had again, ms.
const GRACE_MS: i64 = 10_000;

/// A browser that signed in: the person, and the value of its cookie.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The person.
    pub user: User,
    /// Value of the cookie.
    pub session: String,
    /// Seconds the cookie lives unless it is used.
    pub max_age_s: i64,
}

/// Tokens of a native client.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Access token, for `Authorization: Bearer`.
    pub access: String,
    /// Refresh token; good once.
    pub refresh: String,
    /// Seconds the access token lives.
    pub expires_in_s: i64,
}

impl Accounts {
    /// Signs a browser in.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn sign_in(&self, user: User, agent: &str) -> Result<SignedIn> {
        let session = token::make(token::SESSION);
        let life = TimeDelta::days(i64::from(self.0.config.session_idle_days));
        let row = self.new_token((user.id, TokenKind::Session, Uuid::new_v4()), &session, agent, life)?;
        self.0.store.begin_sign_in(row).await?;
        Ok(SignedIn {
            user,
            session,
            max_age_s: life.num_seconds(),
        })
    }

    /// Signs out whoever holds a credential; a session that is gone already is fine, and an API key
    /// has none.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn sign_out(&self, credential: &Credential) -> Result<()> {
        if let Some(family) = self.sign_in_of(credential).await? {
            self.0.store.end_sign_in(family, self.0.clock.now_ms()).await?;
            self.0.trust.end(&[family]);
        }
        Ok(())
    }

    /// The sign-in a credential belongs to.
    pub(crate) async fn sign_in_of(&self, credential: &Credential) -> Result<Option<Uuid>> {
        Ok(match credential {
            Credential::Session(text) => self.live_session(text).await?.map(|stored| stored.family),
            Credential::Bearer(text) if text.starts_with(token::API_KEY) => None,
            Credential::Bearer(text) => self.0.trust.check(text).await?.and_then(|claims| claims.sign_in()),
        })
    }

    /// A person's sign-ins, last used first; `current` is the one that asks.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn sign_ins(&self, user: UserId, current: &Credential) -> Result<Vec<SignIn>> {
        let current = self.sign_in_of(current).await?;
        let time = |ms: i64| DateTime::<Utc>::from_timestamp_millis(ms).unwrap_or_default();
        let stored = self.0.store.sign_ins(user).await?.into_iter();
        Ok(stored
            .map(|stored| SignIn {
                id: SessionId(stored.id),
                agent: stored.agent,
                is_app: stored.is_native,
                is_current: Some(stored.id) == current,
                created_at: time(stored.created_at_ms),
                last_used_at: time(stored.seen_at_ms),
            })
            .collect())
    }

    /// Ends one of a person's sign-ins, wherever it is.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn end_sign_in(&self, user: UserId, id: SessionId) -> Result<()> {
        let known = self.0.store.sign_ins(user).await?;
        if !known.iter().any(|stored| stored.id == id.0) {
            return Err(Error::not_found("sign-in", id));
        }
        self.0.store.end_sign_in(id.0, self.0.clock.now_ms()).await?;
        self.0.trust.end(&[id.0]);
        Ok(())
    }

    /// Ends all sign-ins of a person but the one that asks; returns how many.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn end_other_sign_ins(&self, user: UserId, current: &Credential) -> Result<usize> {
        let kept = self.sign_in_of(current).await?;
        let ended = self.0.store.end_sign_ins(user, kept, self.0.clock.now_ms()).await?;
        self.0.trust.end(&ended);
        Ok(ended.len())
    }

    /// Makes the first tokens of a native client.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn issue(&self, user: &User, agent: &str) -> Result<Tokens> {
        let (family, refresh) = (Uuid::new_v4(), token::make(token::REFRESH));
        let row = self.refresh_row(user.id, family, &refresh, agent)?;
        let made_at_ms = row.now_ms;
        let number = self.0.store.begin_sign_in(row).await?;
        self.tokens(user, family, (number, made_at_ms), refresh).await
    }

    /// Takes a refresh token and gives the next pair. Whoever lost the answer gets the same one again
    /// for ten seconds; a token that comes later, or after the next one was used, ends the sign-in:
    /// either its owner or a thief is a step behind.
    ///
    /// # Errors
    /// `Unauthenticated`.
    pub async fn refresh(&self, refresh: &str, agent: &str) -> Result<Tokens> {
        let stored = self.refresh_token(refresh).await?.ok_or_else(behind)?;
        let user = self.0.store.user(stored.user).await?;
        let user = user.filter(|user| !user.is_suspended).ok_or_else(behind)?;
        let next = token::following(&self.0.sealer, refresh);
        let row = self.refresh_row(user.id, stored.family, &next, agent)?;
        let now_ms = row.now_ms;
        let made = match self.0.store.change_token(&stored, row, GRACE_MS).await? {
            Spent::Now { next } => (next, now_ms),
            Spent::JustBefore { next, made_at_ms } => (next, made_at_ms),
            Spent::Ended => return Err(behind()),
            Spent::Reused => {
                self.0.trust.end(&[stored.family]);
                tracing::warn!(user = %user.id, action = "refresh_reused", "a used refresh token came again; its sign-in was ended");
                return Err(behind());
            }
        };
        self.tokens(&user, stored.family, made, next).await
    }

    async fn refresh_token(&self, refresh: &str) -> Result<Option<StoredToken>> {
        let Some(digest) = token::digest(refresh) else {
            return Ok(None);
        };
        let stored = self.0.store.token(TokenKind::Refresh, &digest).await?;
        Ok(stored.filter(|stored| stored.expires_at_ms > self.0.clock.now_ms()))
    }

    fn refresh_row(&self, user: UserId, family: Uuid, text: &str, agent: &str) -> Result<NewToken> {
        self.new_token(
            (user, TokenKind::Refresh, family),
            text,
            agent,
            TimeDelta::days(REFRESH_DAYS),
        )
    }

    async fn tokens(&self, user: &User, family: Uuid, made: (Uuid, i64), refresh: String) -> Result<Tokens> {
        let access = self.0.trust.issue(user, family, made.0, made.1).await?;
        Ok(Tokens {
            access,
            refresh,
            expires_in_s: self.0.trust.access_s(),
        })
    }

    fn new_token(&self, of: (UserId, TokenKind, Uuid), text: &str, agent: &str, life: TimeDelta) -> Result<NewToken> {
        let now_ms = self.0.clock.now_ms();
        Ok(NewToken {
            user: of.0,
            kind: of.1,
            family: of.2,
            digest: token::digest(text).ok_or_else(Error::internal)?,
            agent: agent.chars().filter(|letter| !letter.is_control()).take(200).collect(),
            now_ms,
            expires_at_ms: now_ms + life.num_milliseconds(),
        })
    }

    /// Keys others may check access tokens with.
    pub(crate) fn trust(&self) -> &crate::trust::Trust {
        &self.0.trust
    }

    /// Makes a new key that signs access tokens, and returns its name; with `is_leak`, the old ones
    /// and all they signed are worth nothing from now on.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn rotate_keys(&self, is_leak: bool) -> Result<String> {
        self.0.trust.rotate(is_leak).await
    }
}

fn behind() -> Error {
    Error::new(
        Code::Unauthenticated,
        "This refresh token is not good (any more); sign in again.",
    )
}
