//! What can be done with accounts, for the routes and the command line alike.

mod directory;
mod errands;
mod factor;
mod keys;
mod profile;
mod sign_ins;
mod sign_up;

pub use factor::{FactorState, NewFactor};
pub use sign_ins::{SignedIn, Tokens};
pub(crate) use sign_up::Waiting;
pub use sign_up::{Applicant, Next};

use crate::config::Config;
use crate::hash::Hasher;
use crate::mail::Mailer;
use crate::model::{Email, User, check_password};
use crate::name;
use crate::quota::Quota;
use crate::seal::Sealer;
use crate::store::Store;
use crate::throttle::Throttle;
use crate::trust::{REMEMBER_MS, Trust};
use awaz_core::id::UserId;
use awaz_core::ports::Role;
use awaz_core::{Code, Error, Result, SharedClock};
use awaz_http::Ctx;
use awaz_store::Jobs;
use chrono::{DateTime, Utc};
use std::net::IpAddr;
use std::sync::Arc;

/// Wrong codes of a second factor in 15 minutes.
const MAX_CODES: u32 = 5;
/// How often "last used" is written, ms.
const TOUCH_MS: i64 = 60_000;

/// A person to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Address that signs in.
    pub email: String,
    /// Name on screen.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Password.
    pub password: String,
}

/// Accounts, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub struct Accounts(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    hasher: Hasher,
    sealer: Sealer,
    trust: Trust,
    throttle: Throttle,
    throttle_codes: Throttle,
    quota: Quota,
    mailer: Option<Mailer>,
    jobs: Jobs,
    public_url: Option<String>,
    clock: SharedClock,
    config: Config,
}

impl Accounts {
    /// Opens accounts; the pepper is in the data folder.
    ///
    /// # Errors
    /// When the pepper cannot be read or made, or no letter can be sent with the settings of mail.
    pub fn open(ctx: &Ctx, config: Config) -> std::io::Result<Self> {
        let store = Store::new(ctx.db.clone());
        let hasher = Hasher::open(&ctx.data_dir)?;
        let sealer = hasher.sealer();
        let url = ctx.public_url.as_deref();
        let inner = Inner {
            trust: Trust::new(store.clone(), sealer.clone(), ctx.clock.clone(), url, &config),
            store,
            hasher,
            sealer,
            throttle: Throttle::new(config.max_failures),
            throttle_codes: Throttle::new(MAX_CODES),
            quota: Quota::default(),
            mailer: Mailer::open(&config.mail, &ctx.data_dir).map_err(std::io::Error::other)?,
            jobs: ctx.jobs.clone(),
            public_url: ctx.public_url.clone(),
            clock: ctx.clock.clone(),
            config,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// The time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Whether anybody is there who may run a station.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn has_owner(&self) -> Result<bool> {
        Ok(self.0.store.count_owners().await? > 0)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// `Invalid` for an address or password that cannot be used, `Conflict` where the address is
    /// taken.
    pub async fn create_user(&self, new: NewUser) -> Result<User> {
        let email = Email::parse(&new.email)?;
        let name = name::clean(&new.name)?;
        check_password(&new.password, &email, &name)?;
        let user = User {
            id: UserId::new(),
            email: email.as_str().to_owned(),
            name: if name.is_empty() {
                email.as_str().to_owned()
            } else {
                name
            },
            role: new.role,
            is_suspended: false,
        };
        let hash = self.0.hasher.hash(new.password).await?;
        match self.0.store.add_user(&user, hash, self.0.clock.now_ms()).await {
            Ok(()) => Ok(user),
            Err(error) if error.is_unique_violation() => Err(Error::conflict(format!(
                "There is an account with the address {} already.",
                user.email
            ))),
            Err(error) => Err(error.into()),
        }
    }

    /// Sets a new password and ends every session of the account.
    ///
    /// # Errors
    /// `NotFound` for no such account, `Invalid` for a password that cannot be used.
    pub async fn set_password(&self, email: &str, password: String) -> Result<User> {
        let email = Email::parse(email)?;
        let (user, _) = self.found(&email).await?;
        check_password(&password, &email, &user.name)?;
        let hash = self.0.hasher.hash(password).await?;
        let now_ms = self.0.clock.now_ms();
        let ended = self.0.store.set_password(user.id, hash, None, now_ms).await?;
        self.0.trust.end(&ended);
        Ok(user)
    }

    /// Finds an account by its address.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn by_email(&self, email: &str) -> Result<User> {
        Ok(self.found(&Email::parse(email)?).await?.0)
    }

    async fn found(&self, email: &Email) -> Result<(User, String)> {
        let found = self.0.store.by_email(email).await?;
        found.ok_or_else(|| Error::not_found("account with the address", email.as_str()))
    }

    /// Finds a person.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn user(&self, id: UserId) -> Result<Option<User>> {
        Ok(self.0.store.user(id).await?)
    }

    /// Checks an address and password; answers the same, after the same time, whether the account
    /// does not exist or the password is wrong.
    ///
    /// # Errors
    /// `Unauthenticated`, `TooMany` after too many wrong ones, `Unavailable` in a flood.
    pub async fn verify(&self, identifier: &str, password: String, peer: Option<IpAddr>) -> Result<User> {
        let wrong = || Error::new(Code::Unauthenticated, "The address or the password is wrong.");
        let account = identifier.trim().to_lowercase();
        let account: String = account.chars().take(254).collect();
        let now_ms = self.0.clock.now_ms();
        self.0.throttle.check(&account, peer, now_ms)?;
        let found = match Email::parse(&account) {
            Ok(email) => self.0.store.by_email(&email).await?,
            Err(_) => None,
        };
        let (user, hash) = found.unzip();
        let password = if password.len() > 1024 { String::new() } else { password };
        let is_right = self.0.hasher.verify(password, hash).await?;
        if let (true, Some(user)) = (is_right, user) {
            self.0.throttle.succeeded(&account, peer);
            if user.is_suspended {
                let message = "This account is suspended. Ask whoever runs this server.";
                return Err(Error::new(Code::Forbidden, message));
            }
            return Ok(user);
        }
        self.0.throttle.failed(&account, peer, now_ms);
        Err(wrong())
    }

    /// Keeps a person out, ending all their sign-ins, or lets them in again.
    ///
    /// # Errors
    /// `NotFound` for no such account.
    pub async fn suspend(&self, email: &str, is_suspended: bool) -> Result<User> {
        let user = self.by_email(email).await?;
        let now_ms = self.0.clock.now_ms();
        let ended = self.0.store.suspend(user.id, is_suspended, now_ms).await?;
        self.0.trust.end(&ended);
        Ok(User { is_suspended, ..user })
    }

    /// Removes sessions that have expired.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn sweep(&self) -> Result<u64> {
        let now_ms = self.0.clock.now_ms();
        let removed = self.0.store.sweep(now_ms).await?;
        self.0.store.sweep_sign_ins(now_ms - REMEMBER_MS).await?;
        self.0.store.sweep_challenges(now_ms).await?;
        Ok(removed)
    }
}
