//! What the operator may set about notifications.

use serde::{Deserialize, Serialize};
use url::Url;

/// Settings of the section `notification`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Whether webhooks may lead to addresses of the server's own network. Off, because an owner
    /// of a channel could look around there.
    pub webhook_private: bool,
    /// Longest time an attempt may take, s, 1 to 60.
    pub webhook_timeout_s: u64,
    /// Days for which it is kept what was sent, 1 to 90.
    pub keep_days: u32,
    /// Where Telegram's bots are reached.
    pub telegram: String,
    /// Where `TuneIn` is told what plays.
    pub tunein: String,
    /// Where radio.de is told what plays.
    pub radiode: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            webhook_private: false,
            webhook_timeout_s: 15,
            keep_days: 14,
            telegram: "https://api.telegram.org".to_owned(),
            tunein: "https://air.radiotime.com".to_owned(),
            radiode: "https://api.radio.de".to_owned(),
        }
    }
}

impl Config {
    /// What is wrong: key and message.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        let numbers = [
            ("webhook_timeout_s", self.webhook_timeout_s, 60),
            ("keep_days", u64::from(self.keep_days), 90),
        ];
        for (key, value, most) in numbers {
            if !(1..=most).contains(&value) {
                wrong.push((key, format!("is {value}; it must lie between 1 and {most}")));
            }
        }
        let addresses = [
            ("telegram", &self.telegram),
            ("tunein", &self.tunein),
            ("radiode", &self.radiode),
        ];
        for (key, url) in addresses {
            if !is_base(url) {
                wrong.push((key, "must be like https://api.example, without ? and #".to_owned()));
            }
        }
        wrong
    }
}

/// Whether a path can be put behind it.
fn is_base(text: &str) -> bool {
    let is_bare = |url: &Url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && is_bare(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_named() {
        assert_eq!(Config::default().problems(), []);
        let wrong = Config {
            webhook_timeout_s: 0,
            keep_days: 91,
            telegram: "api.telegram.org".to_owned(),
            radiode: "https://api.radio.de/?key=1".to_owned(),
            ..Config::default()
        };
        let keys: Vec<_> = wrong.problems().into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["webhook_timeout_s", "keep_days", "telegram", "radiode"]);
    }
}
