//! Password hashing: Argon2id with 19 MiB and two passes (OWASP's equal-strength set) and a
//! pepper, in two slots with a bounded queue, so that a flood of sign-ins cannot take the memory or
//! the processor from the sound. About 90 ms a hash on a busy core (measured 2026-11).

use crate::seal::Sealer;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use awaz_core::{Code, Error, Result, secret};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const SLOTS: usize = 2;
/// Hashes that may wait for a slot.
const QUEUE: usize = 32;
const PEPPER_FILE: &str = "pepper.key";

/// Hashes and checks passwords.
#[derive(Debug, Clone)]
pub(crate) struct Hasher(Arc<Inner>);

struct Inner {
    pepper: Vec<u8>,
    slots: Semaphore,
    waiting: AtomicUsize,
    /// Hash of nobody's password: checking it takes as long as checking somebody's.
    nobody: String,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Hasher")
    }
}

impl Hasher {
    /// Opens the pepper in `data_dir`, making it at the first start, readable by this user only.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub(crate) fn open(data_dir: &Path) -> std::io::Result<Self> {
        let pepper = pepper(&data_dir.join(PEPPER_FILE))?;
        let nobody = hash(&pepper, &secret::key(24)).map_err(|_| std::io::Error::other("argon2 cannot hash"))?;
        let inner = Inner {
            pepper,
            slots: Semaphore::new(SLOTS),
            waiting: AtomicUsize::new(0),
            nobody,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// What seals with keys made of the pepper.
    pub(crate) fn sealer(&self) -> Sealer {
        Sealer::new(&self.0.pepper)
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// `Unavailable` while too many wait.
    pub(crate) async fn hash(&self, password: String) -> Result<String> {
        self.in_slot(move |inner| hash(&inner.pepper, &password)).await?
    }

    /// Whether `password` is the one behind `stored`; without `stored` it takes as long and says no.
    ///
    /// # Errors
    /// `Unavailable` while too many wait.
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool> {
        self.in_slot(move |inner| {
            let is_somebody = stored.is_some();
            let hash = stored.as_deref().unwrap_or(&inner.nobody);
            verify(&inner.pepper, &password, hash) && is_somebody
        })
        .await
    }

    async fn in_slot<T: Send + 'static>(&self, work: impl FnOnce(&Inner) -> T + Send + 'static) -> Result<T> {
        let _place = Place::take(&self.0.waiting)?;
        let slot = self.0.slots.acquire().await.map_err(|_| Error::internal())?;
        let inner = self.0.clone();
        let done = tokio::task::spawn_blocking(move || work(&inner)).await;
        drop(slot);
        done.map_err(|_| Error::internal())
    }
}

/// A place in the queue.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self> {
        if waiting.fetch_add(1, Ordering::AcqRel) >= SLOTS + QUEUE {
            waiting.fetch_sub(1, Ordering::AcqRel);
            let message = "Too many people are signing in right now; try again in a few seconds.";
            return Err(Error::new(Code::Unavailable, message).retry_after(3));
        }
        Ok(Self(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn argon2(pepper: &[u8]) -> Result<Argon2<'_>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| Error::internal())?;
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params).map_err(|_| Error::internal())
}

fn hash(pepper: &[u8], password: &str) -> Result<String> {
    let salt = secret::bytes::<16>();
    let hash = argon2(pepper)?.hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| Error::internal())
}

fn verify(pepper: &[u8], password: &str, stored: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(stored) else {
        return false;
    };
    argon2(pepper).is_ok_and(|argon2| argon2.verify_password(password.as_bytes(), &parsed).is_ok())
}

fn pepper(path: &Path) -> std::io::Result<Vec<u8>> {
    match std::fs::read(path) {
        Ok(pepper) if pepper.len() >= 32 => return Ok(pepper),
        Ok(_) => {
            return Err(std::io::Error::other(format!(
                "{} is too short to be a pepper",
                path.display()
            )));
        }
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        Err(_) => {}
    }
    let pepper = secret::bytes::<32>();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(&pepper)?;
    file.sync_all()?;
    Ok(pepper.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn right_wrong_and_nobodys_passwords() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let hasher = Hasher::open(folder.path()).expect("it can be written");
        let stored = hasher.hash("correct horse".to_owned()).await.expect("there is a slot");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_eq!(
            hasher.verify("correct horse".to_owned(), Some(stored.clone())).await,
            Ok(true)
        );
        assert_eq!(hasher.verify("wrong".to_owned(), Some(stored.clone())).await, Ok(false));
        assert_eq!(hasher.verify(String::new(), None).await, Ok(false));
        let again = Hasher::open(folder.path()).expect("the pepper is kept");
        assert_eq!(
            again.verify("correct horse".to_owned(), Some(stored.clone())).await,
            Ok(true)
        );
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let other = Hasher::open(elsewhere.path()).expect("another pepper");
        assert_eq!(other.verify("correct horse".to_owned(), Some(stored)).await, Ok(false));
    }

    #[tokio::test]
    async fn a_flood_is_refused_and_not_queued_for_ever() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let hasher = Hasher::open(folder.path()).expect("it can be written");
        let attempts = (0..SLOTS + QUEUE + 5).map(|_| hasher.verify("x".to_owned(), None));
        let answers = futures::future::join_all(attempts).await;
        let refused = answers
            .iter()
            .filter(|answer| matches!(answer, Err(error) if error.code == Code::Unavailable));
        assert_eq!(refused.count(), 5);
    }
}
