//! Making an account oneself, and proving that one has an address.
//!
//! **Nobody learns whether an address has an account**: the answer and the work are the same, and
//! what differs stands in a letter that only the owner of the address reads.

use super::{Accounts, NewUser};
use crate::config::SignUp;
use crate::mail::Kind;
use crate::model::{Email, User, check_password};
use crate::post::Errand;
use crate::store::Purpose;
use crate::{name, token};
use awaz_core::id::UserId;
use awaz_core::ports::Role;
use awaz_core::{Code, Error, Language, Result};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Sign-ups from one address in an hour: whole towns share one behind their carrier.
const FROM_ONE_ADDRESS: u32 = 60;
/// Letters to one address in an hour, for each reason.
const TO_ONE_ADDRESS: u32 = 3;

/// Somebody who wants an account.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// Address that will sign in.
    pub email: String,
    /// Name on screen; of the address where it is empty.
    pub name: String,
    /// Password.
    pub password: String,
    /// Language of the letter.
    pub language: Language,
}

/// What has to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Open the letter that was sent.
    Mail,
    /// Sign in: it is done.
    SignIn,
}

/// An account that waits for its address to be proved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub(crate) name: String,
    pub(crate) hash: String,
}

impl Accounts {
    /// Whether people may make accounts themselves.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.config.sign_up == SignUp::Open
    }

    /// Whether letters can be sent, with links in them.
    #[must_use]
    pub fn has_mail(&self) -> bool {
        self.0.mailer.is_some() && self.0.public_url.is_some()
    }

    /// Makes a listener's account, or sends the letter that will; the same for an address that has an
    /// account.
    ///
    /// # Errors
    /// `Forbidden` where sign-up is closed, `Invalid` for an address, name or password that cannot be
    /// used, `TooMany`, `Unavailable` in a flood.
    pub async fn register(&self, applicant: Applicant, peer: Option<IpAddr>) -> Result<Next> {
        if !self.is_open() {
            let message = "This server takes no new accounts. Ask whoever runs it for one.";
            return Err(Error::new(Code::Forbidden, message));
        }
        let email = Email::parse(&applicant.email)?;
        let name = name::clean(&applicant.name)?;
        check_password(&applicant.password, &email, &name)?;
        let now_ms = self.0.clock.now_ms();
        self.0.quota.take_from("sign up", peer, FROM_ONE_ADDRESS, now_ms)?;
        if !self.has_mail() {
            return self.register_at_once(applicant, name).await;
        }
        self.0
            .quota
            .take(format!("sign up {}", email.as_str()), TO_ONE_ADDRESS, now_ms)?;
        let hash = self.0.hasher.hash(applicant.password).await?;
        let errand = Errand::SignUp {
            email: email.as_str().to_owned(),
            waiting: Waiting { name, hash },
            language: applicant.language,
        };
        self.0.jobs.enqueue(&errand).await?;
        Ok(Next::Mail)
    }

    async fn register_at_once(&self, applicant: Applicant, name: String) -> Result<Next> {
        let new = NewUser {
            email: applicant.email,
            name,
            role: Role::EndUser,
            password: applicant.password,
        };
        match self.create_user(new).await {
            Err(error) if error.code != Code::Conflict => Err(error),
            _ => Ok(Next::SignIn),
        }
    }

    /// Makes the account a letter's link stands for.
    ///
    /// # Errors
    /// `Invalid` for a link that was used, replaced or is too old; `Conflict` where the address has an
    /// account by now.
    pub async fn confirm_sign_up(&self, secret: &str) -> Result<User> {
        let digest = token::digest(secret).ok_or_else(stale)?;
        let now_ms = self.0.clock.now_ms();
        let waiting = self
            .0
            .store
            .challenge(Purpose::SignUp, &digest, now_ms)
            .await?
            .ok_or_else(stale)?;
        let kept: Waiting = waiting
            .data
            .as_deref()
            .and_then(|data| serde_json::from_str(data).ok())
            .ok_or_else(Error::internal)?;
        let user = User {
            id: UserId::new(),
            name: if kept.name.is_empty() {
                waiting.target.clone()
            } else {
                kept.name
            },
            email: waiting.target,
            role: Role::EndUser,
            is_suspended: false,
        };
        match self.0.store.redeem_sign_up(&digest, &user, kept.hash, now_ms).await {
            Ok(true) => Ok(user),
            Ok(false) => Err(stale()),
            Err(error) if error.is_unique_violation() => Err(Error::conflict(
                "This address has an account already. Sign in, or set a new password.",
            )),
            Err(error) => Err(error.into()),
        }
    }

    /// Sends whoever forgot a password the link that sets a new one; the same for an address that has
    /// no account.
    ///
    /// # Errors
    /// `Unsupported` where no mail is sent, `Invalid` for what is no address, `TooMany`.
    pub async fn forgot(&self, email: &str, language: Language, peer: Option<IpAddr>) -> Result<()> {
        if !self.has_mail() {
            let message = "This server sends no mail. Ask whoever runs it for a new password.";
            return Err(Error::new(Code::Unsupported, message));
        }
        let email = Email::parse(email)?;
        let now_ms = self.0.clock.now_ms();
        self.0.quota.take_from("forgot", peer, FROM_ONE_ADDRESS, now_ms)?;
        self.0
            .quota
            .take(format!("forgot {}", email.as_str()), TO_ONE_ADDRESS, now_ms)?;
        let email = email.as_str().to_owned();
        self.0.jobs.enqueue(&Errand::Forgot { email, language }).await?;
        Ok(())
    }

    /// Sets the password of whoever brings a letter's link, and ends all their sign-ins.
    ///
    /// # Errors
    /// `Invalid` for a link that was used, replaced or is too old, and for a password that cannot be
    /// used.
    pub async fn reset(&self, secret: &str, password: String, language: Language) -> Result<User> {
        let digest = token::digest(secret).ok_or_else(stale)?;
        let now_ms = self.0.clock.now_ms();
        let waiting = self
            .0
            .store
            .challenge(Purpose::Reset, &digest, now_ms)
            .await?
            .ok_or_else(stale)?;
        let id = waiting.user.ok_or_else(stale)?;
        let user = self.0.store.user(id).await?.ok_or_else(stale)?;
        check_password(&password, &Email::parse(&user.email)?, &user.name)?;
        let hash = self.0.hasher.hash(password).await?;
        let (_, ended) = self
            .0
            .store
            .redeem_reset(&digest, hash, now_ms)
            .await?
            .ok_or_else(stale)?;
        self.0.trust.end(&ended);
        self.tell(&user.email, Kind::PasswordChanged, language).await?;
        Ok(user)
    }

    /// Has a letter without a secret sent, where letters are sent.
    pub(super) async fn tell(&self, email: &str, kind: Kind, language: Language) -> Result<()> {
        if self.has_mail() {
            let email = email.to_owned();
            self.0.jobs.enqueue(&Errand::Tell { email, kind, language }).await?;
        }
        Ok(())
    }

    /// Counts a letter to an address.
    pub(super) fn count_letter(&self, why: &str, email: &Email) -> Result<()> {
        let key = format!("{why} {}", email.as_str());
        self.0.quota.take(key, TO_ONE_ADDRESS, self.0.clock.now_ms())
    }
}

pub(super) fn stale() -> Error {
    Error::invalid("This link was used already, or is too old. Ask for a new one.")
        .field("/token", "is not good any more")
}
