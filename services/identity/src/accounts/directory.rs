//! Who a credential belongs to.

use super::{Accounts, TOUCH_MS};
use crate::store::TokenKind;
use crate::token;
use async_trait::async_trait;
use awaz_core::Result;
use awaz_core::id::UserId;
use awaz_core::ports::{Credential, Directory, Principal};
use chrono::TimeDelta;

#[async_trait]
impl Directory for Accounts {
    async fn authenticate(&self, credential: &Credential) -> Result<Option<Principal>> {
        match credential {
            Credential::Session(text) => self.by_session(text).await,
            Credential::Bearer(text) if text.starts_with(token::API_KEY) => self.by_key(text).await,
            Credential::Bearer(text) => self.by_token(text).await,
        }
    }
}

impl Accounts {
    async fn by_session(&self, text: &str) -> Result<Option<Principal>> {
        let Some(stored) = self.live_session(text).await? else {
            return Ok(None);
        };
        let now_ms = self.0.clock.now_ms();
        if now_ms - stored.seen_at_ms > TOUCH_MS {
            let life = TimeDelta::days(i64::from(self.0.config.session_idle_days));
            let until_ms = now_ms + life.num_milliseconds();
            self.0.store.touch(stored.id, now_ms, until_ms).await?;
            self.0.store.touch_sign_in(stored.family, now_ms).await?;
        }
        self.principal(stored.user, None).await
    }

    /// The cookie of a browser, where it is good.
    pub(super) async fn live_session(&self, text: &str) -> Result<Option<crate::store::StoredToken>> {
        let Some(digest) = token::digest(text) else {
            return Ok(None);
        };
        let stored = self.0.store.token(TokenKind::Session, &digest).await?;
        Ok(stored.filter(|stored| stored.expires_at_ms > self.0.clock.now_ms()))
    }

    async fn by_token(&self, text: &str) -> Result<Option<Principal>> {
        let claims = self.0.trust.check(text).await?;
        Ok(claims.map(|claims| Principal {
            user_id: claims.sub,
            role: claims.role,
            scopes: None,
        }))
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
        Ok(found.filter(|user| !user.is_suspended).map(|user| Principal {
            user_id: user.id,
            role: user.role,
            scopes,
        }))
    }
}
