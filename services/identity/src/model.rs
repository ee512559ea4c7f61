//! People and their keys.

use crate::{common, name};
use awaz_core::id::{ApiKeyId, SessionId, UserId};
use awaz_core::ports::Role;
use awaz_core::{Error, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// Address that signs in.
    pub email: String,
    /// Name on screen.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they are kept out.
    #[serde(skip)]
    pub is_suspended: bool,
}

/// A sign-in on one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SignIn {
    /// Id.
    pub id: SessionId,
    /// What signed in, as it calls itself: a browser or an app.
    pub agent: String,
    /// Whether it is an app with tokens rather than a browser.
    pub is_app: bool,
    /// Whether it is the one that asks.
    pub is_current: bool,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: DateTime<Utc>,
}

/// An API key as its owner sees it; the key itself is shown once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ApiKey {
    /// Id.
    pub id: ApiKeyId,
    /// Name, to find it again.
    pub name: String,
    /// What it may do; `null` for everything its owner may.
    pub scopes: Option<Vec<String>>,
    /// Last four characters, to tell keys apart.
    pub hint: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working; `null` for never.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// An address that can sign in, folded so that each is there once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Email(String);

impl Email {
    /// Parses an address: one `@`, something before it, a name after it, at most 254 bytes.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let folded = text.trim().to_lowercase();
        let wrong = || {
            Error::invalid(format!(
                "\"{}\" is not an e-mail address.",
                text.chars().take(80).collect::<String>()
            ))
            .field("/email", "an address like name@example.org is needed")
        };
        let (local, domain) = folded.split_once('@').ok_or_else(wrong)?;
        let has_space = folded.chars().any(|letter| {
            letter.is_whitespace() || name::is_hidden(letter) || matches!(letter, '<' | '>' | ',' | ';' | '"')
        });
        let is_domain =
            !domain.is_empty() && !domain.contains('@') && !domain.starts_with('.') && !domain.ends_with('.');
        if local.is_empty() || !is_domain || has_space || folded.len() > 254 {
            return Err(wrong());
        }
        Ok(Self(folded))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks a new password: 8 to 256 characters of any script, not the address or name itself,
/// and none of the commonest.
pub(crate) fn check_password(password: &str, email: &Email, name: &str) -> Result<()> {
    let length = password.chars().count();
    let problem = if length < 8 {
        "at least 8 characters are needed"
    } else if length > 256 || password.len() > 1024 {
        "at most 256 characters are taken"
    } else if password.to_lowercase() == email.as_str() || password == name {
        "it must not be the address or the name"
    } else if common::is_common(password) {
        "it is one of the passwords everybody tries first"
    } else {
        return Ok(());
    };
    Err(Error::invalid(format!("The password cannot be used: {problem}.")).field("/password", problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_folded_and_checked() {
        assert_eq!(
            Email::parse(" Owner@Example.ORG ").map(|email| email.0).as_deref(),
            Ok("owner@example.org")
        );
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c.d",
            "a@.b",
            "a@b.",
            "a\u{202e}@b.c",
            "a@b.c\u{0}",
            "a@b\u{200b}.c",
            "a<b@c.d>",
            &format!("{}@b.c", "a".repeat(300)),
        ] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn passwords_of_any_script_are_fine_from_eight_characters_on() {
        let email = Email::parse("owner@example.org").expect("an address");
        assert!(check_password("پاس ورڈ ہے", &email, "Owner").is_ok());
        for bad in ["short", "owner@example.org", "Password123", &"x".repeat(300)] {
            assert!(check_password(bad, &email, "Owner").is_err(), "{bad}");
        }
    }
}
