//! API keys.

use super::Accounts;
use crate::model::ApiKey;
use crate::token;
use awaz_core::id::{ApiKeyId, UserId};
use awaz_core::{Error, Result};
use chrono::{DateTime, Utc};

/// Keys one person may have.
const MAX_KEYS: u64 = 100;

impl Accounts {
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
