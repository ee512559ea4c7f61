//! Passwords of DJs: chosen by people, so they are hashed slowly (Argon2id, 19 MiB, two passes),
//! two at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use awaz_core::{Error, Result, secret};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// Hashes and checks DJs' passwords.
#[derive(Debug, Clone)]
pub(super) struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(2)))
    }
}

impl Passwords {
    pub(super) async fn hash(&self, password: String) -> Result<String> {
        self.in_slot(move || hash(&password)).await?
    }

    /// Whether the password is one behind `stored`; with nothing stored it takes as long as with
    /// one and says no.
    pub(super) async fn verify(&self, password: String, stored: Vec<String>) -> Result<Option<usize>> {
        self.in_slot(move || {
            if stored.is_empty() {
                static NOBODY: OnceLock<Option<String>> = OnceLock::new();
                let nobody = NOBODY.get_or_init(|| hash(&secret::key(24)).ok());
                let _ = nobody.as_ref().map(|nobody| is_behind(&password, nobody));
            }
            stored.iter().position(|stored| is_behind(&password, stored))
        })
        .await
    }

    async fn in_slot<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _slot = self.0.acquire().await.map_err(|_| Error::internal())?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::internal())
    }
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|_| Error::internal())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String> {
    let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &secret::bytes::<16>());
    hash.map(|hash| hash.to_string()).map_err(|_| Error::internal())
}

fn is_behind(password: &str, stored: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(stored) else {
        return false;
    };
    argon2().is_ok_and(|argon2| argon2.verify_password(password.as_bytes(), &parsed).is_ok())
}
