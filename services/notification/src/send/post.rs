//! One attempt: a request out, an answer back, every wait and every length bounded.

use std::time::Duration;

use awaz_http::outbound::{self, Refused};
use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response};
use tokio::time::{Instant, timeout_at};

use super::request::Outgoing;

/// Bytes of an answer that are read.
const ANSWER: usize = 64 << 10;
/// Letters of it that are kept.
const LETTERS: usize = 500;

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The other server answered.
    Status {
        /// Status.
        status: u16,
        /// Its first letters.
        text: String,
        /// Seconds after which it wants to be asked again.
        retry_after_s: Option<i64>,
    },
    /// It did not; a sentence for the owner.
    None(String),
}

/// How requests are sent.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) client: Client,
    pub(crate) allow_private: bool,
    pub(crate) timeout: Duration,
}

impl Post {
    /// Sends a request and reads what comes back, within the time an attempt may take.
    pub(crate) async fn send(&self, outgoing: Outgoing, now: DateTime<Utc>) -> Answer {
        if let Err(refused) = outbound::check(&outgoing.url, self.allow_private) {
            return Answer::None(refusal(&refused));
        }
        let deadline = Instant::now() + self.timeout;
        match timeout_at(deadline, self.request(outgoing).send()).await {
            Ok(Ok(response)) => answer(response, deadline, now).await,
            Ok(Err(error)) => Answer::None(problem(&error)),
            Err(_elapsed) => Answer::None(format!("No answer came within {} s.", self.timeout.as_secs())),
        }
    }

    fn request(&self, outgoing: Outgoing) -> reqwest::RequestBuilder {
        let mut request = match outgoing.body {
            Some(body) => self
                .client
                .post(outgoing.url)
                .header(CONTENT_TYPE, "application/json")
                .body(body),
            None => self.client.get(outgoing.url),
        };
        for (name, value) in outgoing.headers {
            request = request.header(name, value);
        }
        request
    }
}

async fn answer(response: Response, deadline: Instant, now: DateTime<Utc>) -> Answer {
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after_s = retry_after
        .and_then(|value| value.to_str().ok())
        .and_then(|value| seconds(value, now));
    // Whoever has answered with a status has taken the message, however long the rest takes.
    let mut body = Vec::new();
    let _late = timeout_at(deadline, read(response, &mut body)).await;
    Answer::Status {
        status,
        text: letters(&body),
        retry_after_s: retry_after_s.or_else(|| telegram_wait(&body)),
    }
}

/// Where Telegram says for how long it wants to be left alone
/// (<https://core.telegram.org/bots/api#responseparameters>), s.
fn telegram_wait(body: &[u8]) -> Option<i64> {
    let answer: serde_json::Value = serde_json::from_slice(body).ok()?;
    answer["parameters"]["retry_after"]
        .as_i64()
        .filter(|wait_s| *wait_s >= 0)
}

async fn read(mut response: Response, body: &mut Vec<u8>) {
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= ANSWER {
            return;
        }
    }
}

fn letters(body: &[u8]) -> String {
    let is_shown = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    let text = String::from_utf8_lossy(body.get(..ANSWER).unwrap_or(body)).into_owned();
    text.trim().chars().filter(is_shown).take(LETTERS).collect()
}

/// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn seconds(value: &str, now: DateTime<Utc>) -> Option<i64> {
    let until = |date: DateTime<chrono::FixedOffset>| (date.to_utc() - now).num_seconds();
    let seconds = value.trim().parse().ok();
    seconds
        .or_else(|| DateTime::parse_from_rfc2822(value.trim()).ok().map(until))
        .filter(|seconds| *seconds >= 0)
}

/// What went wrong, without the address, which may hold a secret.
fn problem(error: &reqwest::Error) -> String {
    if let Some(refused) = outbound::refusal(error) {
        return refusal(refused);
    }
    let text = if error.is_timeout() {
        "The other server does not answer."
    } else if error.is_connect() {
        "The other server cannot be reached, or the connection cannot be secured."
    } else {
        "The connection broke before an answer came."
    };
    text.to_owned()
}

fn refusal(refused: &Refused) -> String {
    match refused {
        Refused::Private(host) => format!(
            "{host} is an address of this server's own network; the operator can allow that with notification.webhook_private."
        ),
        Refused::NoHost | Refused::Unknown(_) => refused.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_both_ways() {
        let now = "2026-11-25T12:00:00Z".parse().unwrap();
        assert_eq!(seconds("120", now), Some(120));
        assert_eq!(seconds("Wed, 25 Nov 2026 12:01:00 GMT", now), Some(60));
        for text in ["-5", "soon", "Wed, 25 Nov 2026 11:00:00 GMT", ""] {
            assert_eq!(seconds(text, now), None, "{text}");
        }
    }

    #[test]
    fn telegram_says_when_in_its_body() {
        let body = br#"{"ok":false,"error_code":429,"parameters":{"retry_after":35}}"#;
        assert_eq!(telegram_wait(body), Some(35));
        assert_eq!(telegram_wait(b"{\"ok\":false}"), None);
        assert_eq!(telegram_wait(b"<html>"), None);
    }

    #[test]
    fn answers_become_text_that_can_be_kept() {
        assert_eq!(letters(b" a\0b\nc\xff "), "ab\nc\u{fffd}");
        assert_eq!(letters("ق".repeat(1000).as_bytes()).chars().count(), 500);
    }
}
