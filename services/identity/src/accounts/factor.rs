//! The second factor: a code of an app, asked for after the password.

use super::Accounts;
use crate::model::User;
use crate::{token, totp};
use awaz_core::id::UserId;
use awaz_core::{Code, Error, Result, secret};
use serde::Serialize;
use std::net::IpAddr;

/// Recovery codes somebody gets.
const RECOVERY_CODES: usize = 10;
/// Characters of one: about 115 bits, so that a fast digest is enough.
const RECOVERY_LENGTH: usize = 20;

/// A factor that waits for its first code.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct NewFactor {
    /// The secret, for apps without a camera.
    pub secret: String,
    /// The same as an address that apps open.
    pub address: String,
    /// The same as a picture to be read with a phone, SVG.
    pub picture: String,
}

/// How a person's second factor stands.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FactorState {
    /// Whether it is asked for.
    pub is_on: bool,
    /// Recovery codes that were not used.
    pub recovery_codes_left: u64,
}

impl Accounts {
    /// How a person's second factor stands.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn factor(&self, user: UserId) -> Result<FactorState> {
        let stored = self.0.store.factor(user).await?;
        Ok(FactorState {
            is_on: stored.is_some_and(|stored| stored.is_on),
            recovery_codes_left: self.0.store.count_recovery_codes(user).await?,
        })
    }

    /// Makes a secret for whoever knows the password; it is asked for once a code of it was seen.
    ///
    /// # Errors
    /// `Forbidden` for a wrong password, `Conflict` where there is a factor.
    pub async fn begin_factor(&self, id: UserId, password: String, peer: Option<IpAddr>) -> Result<NewFactor> {
        let user = self.proved(id, password, peer).await?;
        if self.factor(id).await?.is_on {
            return Err(Error::conflict("You have a second factor already. Turn it off first."));
        }
        let bytes = secret::bytes::<{ totp::SECRET }>();
        let sealed = self.0.sealer.seal(&place(id), &bytes)?;
        self.0.store.begin_factor(id, sealed).await?;
        let address = totp::address(&bytes, &user.email);
        Ok(NewFactor {
            secret: totp::base32(&bytes),
            picture: totp::picture(&address)?,
            address,
        })
    }

    /// Turns the factor on with its first code; returns the recovery codes, shown once.
    ///
    /// # Errors
    /// `Forbidden` for a wrong code, `Conflict` where it is on or was not begun, `TooMany`.
    pub async fn confirm_factor(&self, id: UserId, code: &str) -> Result<Vec<String>> {
        let begun = || Error::conflict("Begin again: there is no new second factor that waits for a code.");
        let stored = self
            .0
            .store
            .factor(id)
            .await?
            .filter(|stored| !stored.is_on)
            .ok_or_else(begun)?;
        let now_ms = self.0.clock.now_ms();
        self.0.throttle_codes.check(&id.to_string(), None, now_ms)?;
        let bytes = self
            .0
            .sealer
            .open(&place(id), &stored.sealed)
            .ok_or_else(Error::internal)?;
        let Some(step) = totp::step(&bytes, &tidy(code), now_ms / 1000) else {
            self.0.throttle_codes.failed(&id.to_string(), None, now_ms);
            return Err(wrong(Code::Forbidden));
        };
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| secret::key(RECOVERY_LENGTH)).collect();
        let digests: Vec<String> = codes.iter().filter_map(|code| token::digest(code)).collect();
        if !self.0.store.confirm_factor(id, step, digests, now_ms).await? {
            return Err(begun());
        }
        Ok(codes.iter().map(|code| grouped(code)).collect())
    }

    /// Turns the factor off for whoever knows the password and has a code.
    ///
    /// # Errors
    /// `Forbidden` for a wrong password or code, `TooMany`.
    pub async fn remove_factor(
        &self,
        id: UserId,
        (password, code): (String, &str),
        peer: Option<IpAddr>,
    ) -> Result<()> {
        self.proved(id, password, peer).await?;
        self.require_code(id, Some(code), Code::Forbidden).await?;
        Ok(self.0.store.remove_factor(id).await?)
    }

    /// Takes a factor away from somebody who lost it and its recovery codes.
    ///
    /// # Errors
    /// `NotFound` for no such account.
    pub async fn forget_factor(&self, email: &str) -> Result<User> {
        let user = self.by_email(email).await?;
        self.0.store.remove_factor(user.id).await?;
        Ok(user)
    }

    /// Refuses who has a second factor and brings no code of it, with `refused`; each code is good once.
    ///
    /// # Errors
    /// `refused` with the field `/code`, `TooMany` after five wrong ones.
    pub async fn require_code(&self, id: UserId, code: Option<&str>, refused: Code) -> Result<()> {
        let Some(stored) = self.0.store.factor(id).await?.filter(|stored| stored.is_on) else {
            return Ok(());
        };
        let code = tidy(code.unwrap_or_default());
        if code.is_empty() {
            let message = "Your second factor is asked for: the code of your app, or a recovery code.";
            return Err(Error::new(refused, message).field("/code", "is needed"));
        }
        let (who, now_ms) = (id.to_string(), self.0.clock.now_ms());
        self.0.throttle_codes.check(&who, None, now_ms)?;
        if self.use_code(id, &stored.sealed, &code, now_ms).await? {
            self.0.throttle_codes.succeeded(&who, None);
            return Ok(());
        }
        self.0.throttle_codes.failed(&who, None, now_ms);
        Err(wrong(refused))
    }

    async fn use_code(&self, id: UserId, sealed: &str, code: &str, now_ms: i64) -> Result<bool> {
        if code.len() > 6 {
            let Some(digest) = token::digest(code) else {
                return Ok(false);
            };
            return Ok(self.0.store.use_recovery_code(id, &digest).await?);
        }
        let bytes = self.0.sealer.open(&place(id), sealed).ok_or_else(Error::internal)?;
        match totp::step(&bytes, code, now_ms / 1000) {
            Some(step) => Ok(self.0.store.use_step(id, step).await?),
            None => Ok(false),
        }
    }
}

fn place(id: UserId) -> String {
    format!("second_factors/{id}")
}

fn wrong(refused: Code) -> Error {
    let message = "The code is wrong, or was used already. Wait for the next one.";
    Error::new(refused, message).field("/code", "is wrong")
}

/// A code without what people put between its characters.
fn tidy(code: &str) -> String {
    let kept = code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
    kept.map(western).take(64).collect()
}

/// The digits of Urdu and Arabic keyboards are digits too.
fn western(letter: char) -> char {
    let value = match letter {
        '٠'..='٩' => u32::from(letter) - u32::from('٠'),
        '۰'..='۹' => u32::from(letter) - u32::from('۰'),
        other => return other,
    };
    char::from_digit(value, 10).unwrap_or(letter)
}

fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters
        .chunks(5)
        .map(|chunk| chunk.iter().collect())
        .collect::<Vec<String>>()
        .join("-")
}
