//! Settings of accounts; the defaults are the product's decisions.

use serde::{Deserialize, Serialize};

/// Settings of accounts, section `[identity]` of `awaz.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Days after which a browser that was not used is signed out, 1 to 365.
    pub session_idle_days: u32,
    /// Minutes an access token of a native client lives, 1 to 60.
    pub access_minutes: u32,
    /// Days after which a new key signs access tokens, 1 to 365.
    pub key_days: u32,
    /// Wrong passwords for one account from one address in 15 minutes, 3 to 100.
    pub max_failures: u32,
    /// Whether people may make accounts themselves.
    pub sign_up: SignUp,
    /// How letters are sent, of the section `[mail]`.
    #[serde(skip)]
    pub mail: crate::mail::Config,
}

/// Whether people may make accounts themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUp {
    /// Anybody may, as a listener.
    Open,
    /// Only the operator makes accounts.
    Closed,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            session_idle_days: 30,
            access_minutes: 15,
            key_days: 30,
            max_failures: 10,
            sign_up: SignUp::Open,
            mail: crate::mail::Config::default(),
        }
    }
}

impl Config {
    /// What is out of bounds, by key within the section.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let checks = [
            ("session_idle_days", self.session_idle_days, 1, 365),
            ("access_minutes", self.access_minutes, 1, 60),
            ("key_days", self.key_days, 1, 365),
            ("max_failures", self.max_failures, 3, 100),
        ];
        let wrong = checks
            .into_iter()
            .filter(|(_, value, low, high)| !(low..=high).contains(&value));
        wrong
            .map(|(key, value, low, high)| (key, format!("{value} must lie between {low} and {high}")))
            .collect()
    }
}
