//! What can be done with accounts, for the routes and the command line alike.

use crate::config::Config;
use crate::hash::Hasher;
use crate::model::{ApiKey, Email, User, check_password};
use crate::store::{NewToken, Store, TokenKind};
use crate::throttle::Throttle;
use crate::token;
use async_trait::async_trait;
use awaz_core::id::{ApiKeyId, UserId};
use awaz_core::ports::{Credential, Directory, Principal, Role};
use awaz_core::{Code, Error, Result, SharedClock};
use awaz_store::Db;
use chrono::{DateTime, TimeDelta, Utc};
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// How often "last used" is written, ms.
const TOUCH_MS: i64 = 60_000;
/// Days a refresh token lives without being used.
const REFRESH_DAYS: i64 = 90;
/// Keys one person may have.
const MAX_KEYS: u64 = 100;

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

/// Accounts, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub struct Accounts(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    hasher: Hasher,
    throttle: Throttle,
    clock: SharedClock,
    config: Config,
}

impl Accounts {
    /// Opens accounts over `db`; the pepper is in `data_dir`.
    ///
    /// # Errors
    /// When the pepper cannot be read or made.
    pub fn open(db: Db, data_dir: &Path, clock: SharedClock, config: Config) -> std::io::Result<Self> {
        let inner = Inner {
            store: Store::new(db),
            hasher: Hasher::open(data_dir)?,
            throttle: Throttle::new(config.max_failures),
            clock,
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
        check_password(&new.password, &email, &new.name)?;
        let name: String = new
            .name
            .trim()
            .chars()
            .filter(|letter| !letter.is_control())
            .take(100)
            .collect();
        let user = User {
            id: UserId::new(),
            email: email.as_str().to_owned(),
            name: if name.is_empty() {
                email.as_str().to_owned()
            } else {
                name
            },
            role: new.role,
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
        self.0.store.set_password(user.id, hash).await?;
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
            return Ok(user);
        }
        self.0.throttle.failed(&account, peer, now_ms);
        Err(wrong())
    }

    /// Signs a browser in.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn sign_in(&self, user: User, agent: &str) -> Result<SignedIn> {
        let session = token::make(token::SESSION);
        let life = TimeDelta::days(i64::from(self.0.config.session_idle_days));
        let row = self.new_token((user.id, TokenKind::Session, Uuid::new_v4()), &session, agent, life)?;
        self.0.store.add_tokens(vec![row]).await?;
        Ok(SignedIn {
            user,
            session,
            max_age_s: life.num_seconds(),
        })
    }

    /// Signs a browser out; a session that is gone already is fine.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn sign_out(&self, session: &str) -> Result<()> {
        let Some(digest) = token::digest(session) else {
            return Ok(());
        };
        if let Some(stored) = self.0.store.token(TokenKind::Session, &digest).await? {
            self.0.store.end_family(stored.family).await?;
        }
        Ok(())
    }

    /// Makes the first tokens of a native client.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn issue(&self, user: UserId, agent: &str) -> Result<Tokens> {
        self.issue_in(user, Uuid::new_v4(), agent).await
    }

    /// Takes a refresh token and gives the next pair. A token that was used before ends the whole
    /// family: either its owner or a thief is one step behind.
    ///
    /// # Errors
    /// `Unauthenticated`.
    pub async fn refresh(&self, refresh: &str, agent: &str) -> Result<Tokens> {
        let wrong = || {
            Error::new(
                Code::Unauthenticated,
                "This refresh token is not good (any more); sign in again.",
            )
        };
        let digest = token::digest(refresh).ok_or_else(wrong)?;
        let stored = self
            .0
            .store
            .token(TokenKind::Refresh, &digest)
            .await?
            .ok_or_else(wrong)?;
        if stored.expires_at_ms <= self.0.clock.now_ms() {
            return Err(wrong());
        }
        if stored.is_spent || !self.0.store.spend(stored.id).await? {
            self.0.store.end_family(stored.family).await?;
            return Err(wrong());
        }
        self.issue_in(stored.user, stored.family, agent).await
    }

    async fn issue_in(&self, user: UserId, family: Uuid, agent: &str) -> Result<Tokens> {
        let (access, refresh) = (token::make(token::ACCESS), token::make(token::REFRESH));
        let life = TimeDelta::minutes(i64::from(self.0.config.access_minutes));
        let rows = vec![
            self.new_token((user, TokenKind::Access, family), &access, agent, life)?,
            self.new_token(
                (user, TokenKind::Refresh, family),
                &refresh,
                agent,
                TimeDelta::days(REFRESH_DAYS),
            )?,
        ];
        self.0.store.add_tokens(rows).await?;
        Ok(Tokens {
            access,
            refresh,
            expires_in_s: life.num_seconds(),
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

    /// Makes an API key; the text is shown once and not kept.
    ///
    /// # Errors
    /// `Invalid` for a name or scope that cannot be used, `Conflict` where there are too many.
    pub async fn create_key(
        &self,
        owner: UserId,
        name: &str,
        scopes: Option<Vec<String>>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<(ApiKey, String)> {
        let name: String = name
            .trim()
            .chars()
            .filter(|letter| !letter.is_control())
            .take(100)
            .collect();
        check_key(&name, scopes.as_deref())?;
        if self.0.store.count_keys(owner).await? >= MAX_KEYS {
            return Err(Error::conflict(
                "You have as many keys as there can be; delete one that is not used.",
            ));
        }
        let text = token::make(token::API_KEY);
        let key = ApiKey {
            id: ApiKeyId::new(),
            name,
            scopes,
            hint: text[text.len() - 4..].to_owned(),
            created_at: self.0.clock.now(),
            expires_at,
            last_used_at: None,
        };
        let digest = token::digest(&text).ok_or_else(Error::internal)?;
        self.0.store.add_key(owner, &key, digest).await?;
        Ok((key, text))
    }

    /// A person's keys.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn keys(&self, owner: UserId) -> Result<Vec<ApiKey>> {
        Ok(self.0.store.keys(owner).await?)
    }

    /// Deletes a person's key.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delete_key(&self, owner: UserId, id: ApiKeyId) -> Result<()> {
        let is_gone = self.0.store.delete_key(owner, id).await?;
        if is_gone {
            Ok(())
        } else {
            Err(Error::not_found("API key", id))
        }
    }

    /// Removes sessions that have expired.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn sweep(&self) -> Result<u64> {
        Ok(self.0.store.sweep(self.0.clock.now_ms()).await?)
    }

    async fn by_session(&self, text: &str) -> Result<Option<Principal>> {
        let Some(stored) = self.live_token(TokenKind::Session, text).await? else {
            return Ok(None);
        };
        let now_ms = self.0.clock.now_ms();
        if now_ms - stored.seen_at_ms > TOUCH_MS {
            let life = TimeDelta::days(i64::from(self.0.config.session_idle_days));
            self.0
                .store
                .touch(stored.id, now_ms, now_ms + life.num_milliseconds())
                .await?;
        }
        self.principal(stored.user, None).await
    }

    async fn live_token(&self, kind: TokenKind, text: &str) -> Result<Option<crate::store::StoredToken>> {
        let Some(digest) = token::digest(text) else {
            return Ok(None);
        };
        let stored = self.0.store.token(kind, &digest).await?;
        Ok(stored.filter(|stored| stored.expires_at_ms > self.0.clock.now_ms()))
    }

    async fn by_key(&self, text: &str) -> Result<Option<Principal>> {
        let Some(digest) = token::digest(text) else {
            return Ok(None);
        };
        let now_ms = self.0.clock.now_ms();
        let stored = self.0.store.key(&digest).await?;
        let Some(stored) =
            stored.filter(|stored| stored.key.expires_at.is_none_or(|at| at.timestamp_millis() > now_ms))
        else {
            return Ok(None);
        };
        if stored.used_at_ms.is_none_or(|used| now_ms - used > TOUCH_MS) {
            self.0.store.touch_key(stored.key.id, now_ms).await?;
        }
        self.principal(stored.user, stored.key.scopes).await
    }

    async fn principal(&self, user: UserId, scopes: Option<Vec<String>>) -> Result<Option<Principal>> {
        let found = self.0.store.user(user).await?;
        Ok(found.map(|user| Principal {
            user_id: user.id,
            role: user.role,
            scopes,
        }))
    }
}

#[async_trait]
impl Directory for Accounts {
    async fn authenticate(&self, credential: &Credential) -> Result<Option<Principal>> {
        match credential {
            Credential::Session(text) => self.by_session(text).await,
            Credential::Bearer(text) if text.starts_with(token::API_KEY) => self.by_key(text).await,
            Credential::Bearer(text) => match self.live_token(TokenKind::Access, text).await? {
                Some(stored) => self.principal(stored.user, None).await,
                None => Ok(None),
            },
        }
    }
}

fn check_key(name: &str, scopes: Option<&[String]>) -> Result<()> {
    if name.is_empty() {
        return Err(Error::invalid("The key needs a name, to find it again.").field("/name", "is empty"));
    }
    let is_scope = |scope: &String| {
        scope == "*"
            || scope
                .split_once(':')
                .is_some_and(|(resource, action)| !resource.is_empty() && !action.is_empty() && scope.len() <= 64)
    };
    match scopes.unwrap_or_default().iter().find(|scope| !is_scope(scope)) {
        Some(wrong) => Err(
            Error::invalid(format!("\"{wrong}\" is not a scope; they look like station:admin."))
                .field("/scopes", "is not a scope"),
        ),
        None if scopes.is_some_and(|scopes| scopes.is_empty() || scopes.len() > 32) => {
            Err(Error::invalid("A key has 1 to 32 scopes, or none for everything you may.").field("/scopes", "1 to 32"))
        }
        None => Ok(()),
    }
}
