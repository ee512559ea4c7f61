//! What is sent, kind by kind: facts in, a request out.

use awaz_core::id::DeliveryId;
use serde_json::json;
use url::Url;

use crate::config::Config;
use crate::facts::{Facts, Song};
use crate::model::{Target, Visibility};
use crate::sign;
use crate::store::{Hook, Parcel};
use crate::template;

/// Letters of a message that Discord, Telegram and Mastodon take.
const DISCORD: usize = 2000;
const TELEGRAM: usize = 4096;
const MASTODON: usize = 500;

/// A request about to be sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outgoing {
    pub(crate) url: Url,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// JSON to be posted; without it the request is a `GET`.
    pub(crate) body: Option<String>,
}

/// The header `webhook-id`: the same over all attempts.
fn message_id(id: DeliveryId) -> String {
    format!("msg_{}", id.0.simple())
}

/// The request of one attempt.
///
/// # Errors
/// A sentence for the owner, where there is nothing to send.
pub(crate) fn outgoing(parcel: &Parcel, config: &Config, now_ms: i64) -> Result<Outgoing, String> {
    let (hook, facts) = (&parcel.hook, &parcel.facts);
    let secret = hook.secret.as_str();
    match &hook.target {
        Target::Generic { url } => generic(url, parcel, now_ms),
        Target::Discord { .. } => {
            let content = text(hook, facts, template::markdown, DISCORD);
            let body = json!({ "content": content, "allowed_mentions": { "parse": [] } });
            posted(secret, &body, Vec::new())
        }
        Target::Telegram { chat_id } => {
            let body = json!({ "chat_id": chat_id, "text": text(hook, facts, template::plain, TELEGRAM) });
            posted(
                &format!("{}/bot{secret}/sendMessage", base(&config.telegram)),
                &body,
                Vec::new(),
            )
        }
        Target::Mastodon { url, visibility } => {
            let status = text(hook, facts, template::plain, MASTODON);
            let body = json!({ "status": status, "visibility": word(*visibility) });
            let headers = vec![
                ("authorization", format!("Bearer {secret}")),
                ("idempotency-key", message_id(parcel.id)),
            ];
            posted(&format!("{}/api/v1/statuses", base(url)), &body, headers)
        }
        Target::Tunein { partner_id, station_id } => {
            let keys = [
                ("partnerId", partner_id.as_str()),
                ("partnerKey", secret),
                ("id", station_id),
            ];
            told(&format!("{}/Playing.ashx", base(&config.tunein)), &keys, facts)
        }
        Target::Radiode { broadcast } => {
            let keys = [("broadcast", broadcast.as_str()), ("apikey", secret)];
            let url = format!("{}/info/v2/pushmetadata/playingsong", base(&config.radiode));
            told(&url, &keys, facts)
        }
    }
}

fn generic(url: &str, parcel: &Parcel, now_ms: i64) -> Result<Outgoing, String> {
    let hook = &parcel.hook;
    let (id, timestamp, body) = (message_id(parcel.id), now_ms / 1000, parcel.facts.body());
    let mut signatures = vec![sign::signature(&hook.secret, &id, timestamp, &body)];
    if let Some((old, until_ms)) = &hook.old_secret
        && *until_ms > now_ms
    {
        signatures.push(sign::signature(old, &id, timestamp, &body));
    }
    let headers = vec![
        ("webhook-id", id),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ];
    Ok(Outgoing {
        url: parsed(url)?,
        headers,
        body: Some(body),
    })
}

fn text(hook: &Hook, facts: &Facts, escape: fn(&str) -> String, letters: usize) -> String {
    template::filled(template::message(&hook.messages, facts.trigger), facts, escape, letters)
}

fn posted(url: &str, body: &serde_json::Value, headers: Vec<(&'static str, String)>) -> Result<Outgoing, String> {
    Ok(Outgoing {
        url: parsed(url)?,
        headers,
        body: Some(body.to_string()),
    })
}

/// A song, told to a directory by the parameters of an address.
fn told(url: &str, keys: &[(&str, &str)], facts: &Facts) -> Result<Outgoing, String> {
    let mut url = parsed(url)?;
    let nothing = "No song has played since this server knows of the webhook; wait for the next one.";
    let Song { title, artist, .. } = facts.song.as_ref().ok_or(nothing)?;
    url.query_pairs_mut()
        .extend_pairs(keys)
        .append_pair("title", title)
        .append_pair("artist", artist);
    Ok(Outgoing {
        url,
        headers: Vec::new(),
        body: None,
    })
}

fn base(url: &str) -> &str {
    url.trim_end_matches('/')
}

fn parsed(url: &str) -> Result<Url, String> {
    Url::parse(url).map_err(|_| "The address cannot be used; enter it again.".to_owned())
}

const fn word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Unlisted => "unlisted",
        Visibility::Private => "private",
    }
}
