//! Whom to believe: the keys that sign access tokens, and the sign-ins that were ended while tokens
//! of theirs still live.
//!
//! Both are kept in memory and read again every two seconds, so that checking a token asks no
//! database, and what one process ends is ended in all within five.

mod jwt;
mod key;
#[cfg(test)]
mod tests;

pub(crate) use jwt::Claims;
pub(crate) use key::SigningKey;

use crate::config::Config;
use crate::model::User;
use crate::seal::Sealer;
use crate::store::Store;
use awaz_core::permission;
use awaz_core::{Code, Error, Result, SharedClock};
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How often keys and ended sign-ins are read again.
pub(crate) const RELOAD: Duration = Duration::from_secs(2);
/// Age of what is in memory at which it is read again before anything is believed, ms.
const STALE_MS: i64 = 4_500;
/// How long ended sign-ins are remembered: longer than any access token lives, ms.
pub(crate) const REMEMBER_MS: i64 = 70 * 60 * 1000;
/// How long a new key is shown before it signs, so that everybody has it by then, ms.
const SHOWN_BEFORE_MS: i64 = 60_000;
/// Whom our tokens are for.
const AUDIENCE: &str = "awaz-api";
/// Issuer where the server has no public address.
const NAMELESS: &str = "awaz";

/// The keys and the ended sign-ins, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub(crate) struct Trust(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    sealer: Sealer,
    clock: SharedClock,
    issuer: String,
    access_s: i64,
    key_days: i64,
    known: RwLock<Known>,
    loading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    loaded_at_ms: Option<i64>,
    keys: Vec<Arc<SigningKey>>,
    ended: HashMap<Uuid, i64>,
}

/// A key as JWKS shows it (RFC 7517).
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct PublicKey {
    /// Always `RSA`.
    kty: &'static str,
    /// Always `sig`.
    #[serde(rename = "use")]
    purpose: &'static str,
    /// Always `RS256`.
    alg: &'static str,
    /// Name of the key.
    kid: String,
    /// Modulus, base64url.
    n: String,
    /// Exponent, base64url.
    e: String,
}

impl Trust {
    pub(crate) fn new(
        store: Store,
        sealer: Sealer,
        clock: SharedClock,
        public_url: Option<&str>,
        config: &Config,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            sealer,
            clock,
            issuer: public_url.unwrap_or(NAMELESS).to_owned(),
            access_s: i64::from(config.access_minutes) * 60,
            key_days: i64::from(config.key_days),
            known: RwLock::default(),
            loading: tokio::sync::Mutex::default(),
        }))
    }

    /// Seconds an access token lives.
    pub(crate) fn access_s(&self) -> i64 {
        self.0.access_s
    }

    /// Makes an access token of a sign-in; the same one for the same `number` and time.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn issue(&self, user: &User, family: Uuid, number: Uuid, made_at_ms: i64) -> Result<String> {
        let key = self.signer().await?;
        let iat = made_at_ms / 1000;
        let claims = Claims {
            sub: user.id,
            role: user.role,
            permissions: permission::of(user.role).into_iter().map(str::to_owned).collect(),
            iss: self.0.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            exp: iat + self.0.access_s,
            iat,
            jti: format!("{family}.{number}"),
        };
        jwt::sign(&key, &claims)
    }

    /// What a token says; `None` for one that is wrong, expired or ended.
    ///
    /// # Errors
    /// `Unavailable` when the database has not answered for five seconds: who was signed out since
    /// then is not known.
    pub(crate) async fn check(&self, token: &str) -> Result<Option<Claims>> {
        let Some(kid) = jwt::kid(token) else { return Ok(None) };
        self.fresh().await?;
        let now_ms = self.0.clock.now_ms();
        let Some(key) = self.key(&kid, now_ms) else {
            return Ok(None);
        };
        let claims = jwt::check(token, &key, &self.0.issuer, AUDIENCE, now_ms / 1000);
        Ok(claims.filter(|claims| claims.sign_in().is_some_and(|family| !self.is_ended(family))))
    }

    /// Keys others may check our tokens with.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn public_keys(&self) -> Result<Vec<PublicKey>> {
        self.signer().await?;
        let now_ms = self.0.clock.now_ms();
        let known = self.0.known.read();
        let live = known.keys.iter().filter(|key| is_live(key, now_ms));
        Ok(live
            .map(|key| PublicKey {
                kty: "RSA",
                purpose: "sig",
                alg: "RS256",
                kid: key.kid.clone(),
                n: key.modulus.clone(),
                e: key.exponent.clone(),
            })
            .collect())
    }

    /// Makes a new key. It is shown at once and signs after a minute; the old ones are believed
    /// until all they signed has expired. With `is_leak`, the old ones are forgotten at once, and so
    /// is all they signed.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn rotate(&self, is_leak: bool) -> Result<String> {
        let now_ms = self.0.clock.now_ms();
        let wait_ms = if is_leak { 0 } else { SHOWN_BEFORE_MS };
        let made = self.make(now_ms, now_ms + wait_ms).await?;
        let old_until_ms = if is_leak {
            now_ms
        } else {
            now_ms + wait_ms + REMEMBER_MS
        };
        self.0.store.rotate_signing_keys(made.clone(), old_until_ms).await?;
        self.reload().await?;
        Ok(made.kid)
    }

    /// Makes a new key where the newest is older than `identity.key_days`.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn rotate_if_due(&self) -> Result<Option<String>> {
        let now_ms = self.0.clock.now_ms();
        self.0.store.sweep_signing_keys(now_ms).await?;
        let keys = self.0.store.signing_keys().await?;
        let newest_ms = keys.iter().map(|key| key.created_at_ms).max();
        let is_due = newest_ms.is_some_and(|made| now_ms - made >= self.0.key_days * 86_400_000);
        if is_due {
            return self.rotate(false).await.map(Some);
        }
        Ok(None)
    }

    /// Takes back all access tokens of sign-ins, here and now.
    pub(crate) fn end(&self, families: &[Uuid]) {
        let now_ms = self.0.clock.now_ms();
        let mut known = self.0.known.write();
        known.ended.extend(families.iter().map(|family| (*family, now_ms)));
    }

    /// Reads keys and ended sign-ins again.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn reload(&self) -> Result<()> {
        let now_ms = self.0.clock.now_ms();
        let ended = self.0.store.ended_since(now_ms - REMEMBER_MS).await?;
        let stored = self.0.store.signing_keys().await?;
        let before = self.0.known.read().keys.clone();
        let mut keys = Vec::new();
        for row in &stored {
            let same = before
                .iter()
                .find(|key| key.kid == row.kid && key.ends_at_ms == row.ends_at_ms);
            match same {
                Some(key) => keys.push(key.clone()),
                None => keys.push(Arc::new(SigningKey::open(&self.0.sealer, row)?)),
            }
        }
        let mut known = self.0.known.write();
        known.keys = keys;
        // What this process ended while it read stays ended.
        known.ended.extend(ended);
        known.ended.retain(|_, at_ms| *at_ms > now_ms - REMEMBER_MS);
        known.loaded_at_ms = Some(now_ms);
        Ok(())
    }

    async fn fresh(&self) -> Result<()> {
        if self.is_fresh() {
            return Ok(());
        }
        let _turn = self.0.loading.lock().await;
        if self.is_fresh() {
            return Ok(());
        }
        self.reload().await.map_err(|error| {
            tracing::warn!(%error, "who was signed out cannot be read; tokens are refused until it can");
            Error::new(
                Code::Unavailable,
                "Sign-ins cannot be checked right now; try again in a moment.",
            )
            .retry_after(2)
        })
    }

    fn is_fresh(&self) -> bool {
        let now_ms = self.0.clock.now_ms();
        let loaded = self.0.known.read().loaded_at_ms;
        loaded.is_some_and(|loaded| (0..STALE_MS).contains(&(now_ms - loaded)))
    }

    async fn signer(&self) -> Result<Arc<SigningKey>> {
        self.fresh().await?;
        if let Some(key) = self.newest() {
            return Ok(key);
        }
        let _turn = self.0.loading.lock().await;
        if self.newest().is_none() {
            let now_ms = self.0.clock.now_ms();
            let made = self.make(now_ms, now_ms).await?;
            self.0.store.add_signing_key(made).await?;
            self.reload().await?;
        }
        self.newest().ok_or_else(Error::internal)
    }

    async fn make(&self, now_ms: i64, signs_at_ms: i64) -> Result<crate::store::StoredSigningKey> {
        let sealer = self.0.sealer.clone();
        let made = tokio::task::spawn_blocking(move || key::make(&sealer, now_ms, signs_at_ms)).await;
        made.map_err(|_| Error::internal())?
    }

    fn newest(&self) -> Option<Arc<SigningKey>> {
        let now_ms = self.0.clock.now_ms();
        let known = self.0.known.read();
        let able = known
            .keys
            .iter()
            .filter(|key| key.signs_at_ms <= now_ms && is_live(key, now_ms));
        able.max_by_key(|key| (key.signs_at_ms, key.kid.clone())).cloned()
    }

    fn key(&self, kid: &str, now_ms: i64) -> Option<Arc<SigningKey>> {
        let known = self.0.known.read();
        let found = known.keys.iter().find(|key| key.kid == kid && is_live(key, now_ms));
        found.cloned()
    }

    fn is_ended(&self, family: Uuid) -> bool {
        self.0.known.read().ended.contains_key(&family)
    }
}

fn is_live(key: &SigningKey, now_ms: i64) -> bool {
    key.ends_at_ms.is_none_or(|ends| ends > now_ms)
}
