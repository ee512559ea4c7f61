//! What webhooks may be.

use std::collections::{BTreeMap, BTreeSet};

use awaz_core::{Error, Result};
use url::Url;

use crate::model::{NewTarget, NewWebhook, Target, Trigger, WebhookChange};
use crate::sign;
use crate::store::Hook;
use crate::template::{self, PLACEHOLDERS};

/// Letters of a name, of a message, of an address.
const NAME: usize = 60;
const MESSAGE: usize = 1000;
const ADDRESS: usize = 2000;
/// Listeners that can be waited for.
const LISTENERS: std::ops::RangeInclusive<u32> = 1..=1_000_000;
/// Longest time between two songs, s.
const INTERVAL_S: u32 = 86_400;
/// Time between two songs on Mastodon, s, where none is chosen: a station's followers are not to
/// lose sight of everybody else.
const MASTODON_S: u32 = 300;

/// A webhook to be made, where it can be; it has no id yet that anybody knows.
///
/// # Errors
/// `Invalid`, naming the field.
pub(crate) fn made(new: NewWebhook, mut hook: Hook) -> Result<Hook> {
    let (target, secret) = target(new.target)?;
    let of_kind = match target {
        Target::Mastodon { .. } => MASTODON_S,
        _ => 0,
    };
    hook.secret = match (&target, secret) {
        (Target::Generic { .. }, _) => sign::new_secret(),
        (_, Some(secret)) => secret,
        (target, None) => return Err(wrong(secret_field(target), "is missing")),
    };
    hook.target = target;
    hook.name = name(&new.name)?;
    hook.triggers = new.triggers;
    hook.messages = new.messages;
    hook.listeners_above = new.listeners_above;
    hook.listeners_below = new.listeners_below;
    hook.min_interval_s = new.min_interval_s.unwrap_or(of_kind);
    hook.enabled = new.enabled;
    fits(&hook)?;
    Ok(hook)
}

/// A webhook with changes, where it can have them.
///
/// # Errors
/// `Invalid`, naming the field.
pub(crate) fn changed(mut hook: Hook, change: WebhookChange) -> Result<Hook> {
    if let Some(new) = change.target {
        let (target, secret) = target(new)?;
        if std::mem::discriminant(&target) != std::mem::discriminant(&hook.target) {
            return Err(wrong("/target/kind", "cannot be changed; make another webhook"));
        }
        if secret.is_none() && leads_elsewhere(&hook.target, &target) {
            return Err(wrong("/target/token", "is needed again for another address"));
        }
        // Discord's address is its secret: without a new one, the old place stays as well.
        if secret.is_some() || !matches!(target, Target::Discord { .. }) {
            hook.target = target;
        }
        hook.secret = secret.unwrap_or(hook.secret);
    }
    if let Some(new) = change.name {
        hook.name = name(&new)?;
    }
    if change.listeners_above.is_some() || change.listeners_below.is_some() || change.triggers.is_some() {
        (hook.was_above, hook.was_below) = (None, None);
    }
    hook.triggers = change.triggers.unwrap_or(hook.triggers);
    hook.messages = change.messages.unwrap_or(hook.messages);
    hook.listeners_above = change.listeners_above.or(hook.listeners_above);
    hook.listeners_below = change.listeners_below.or(hook.listeners_below);
    hook.min_interval_s = change.min_interval_s.unwrap_or(hook.min_interval_s);
    match change.enabled {
        Some(true) if !hook.enabled => {
            hook.enabled = true;
            hook.disabled_reason = None;
            hook.failing_since_ms = None;
        }
        Some(enabled) => hook.enabled = enabled,
        None => {}
    }
    fits(&hook)?;
    Ok(hook)
}

/// Whether a token that was given for one server would be sent to another.
fn leads_elsewhere(before: &Target, after: &Target) -> bool {
    matches!((before, after), (Target::Mastodon { url: old, .. }, Target::Mastodon { url: new, .. }) if old != new)
}

fn fits(hook: &Hook) -> Result<()> {
    triggers(&hook.target, &hook.triggers)?;
    let thresholds = [
        ("/listeners_above", Trigger::ListenersAbove, hook.listeners_above),
        ("/listeners_below", Trigger::ListenersBelow, hook.listeners_below),
    ];
    for (field, trigger, threshold) in thresholds {
        let is_asked = hook.triggers.contains(&trigger);
        if threshold.is_none() && is_asked || threshold.is_some_and(|number| !LISTENERS.contains(&number)) {
            return Err(wrong(field, "is a number from 1 to 1,000,000"));
        }
    }
    if hook.min_interval_s > INTERVAL_S {
        return Err(wrong("/min_interval_s", "is at most 86,400, which is a day"));
    }
    messages(&hook.messages)
}

fn triggers(target: &Target, triggers: &[Trigger]) -> Result<()> {
    let distinct: BTreeSet<_> = triggers.iter().collect();
    if triggers.is_empty() || distinct.len() < triggers.len() || triggers.contains(&Trigger::Test) {
        return Err(wrong("/triggers", "is a list of at least one, each of them once"));
    }
    let is_directory = matches!(target, Target::Tunein { .. } | Target::Radiode { .. });
    if is_directory && triggers != [Trigger::SongChanged] {
        return Err(wrong("/triggers", "can only be song_changed for this kind"));
    }
    Ok(())
}

fn messages(messages: &BTreeMap<Trigger, String>) -> Result<()> {
    for (trigger, text) in messages {
        let word = serde_json::to_value(trigger).unwrap_or_default();
        let field = format!("/messages/{}", word.as_str().unwrap_or_default());
        if text.trim().is_empty() || text.chars().count() > MESSAGE || text.contains('\0') {
            return Err(wrong(field, "has 1 to 1000 characters"));
        }
        if let Some(name) = template::unknown(text) {
            let known = PLACEHOLDERS.join("}, {");
            return Err(wrong(
                field,
                format!("has {{{name}}}, which is not known; known are {{{known}}}"),
            ));
        }
    }
    Ok(())
}

fn name(text: &str) -> Result<String> {
    let name: String = text.trim().chars().filter(|letter| !letter.is_control()).collect();
    if (1..=NAME).contains(&name.chars().count()) {
        Ok(name)
    } else {
        Err(wrong("/name", "has 1 to 60 characters"))
    }
}

/// What is shown of a target, and what is not.
fn target(new: NewTarget) -> Result<(Target, Option<String>)> {
    Ok(match new {
        NewTarget::Generic { url } => {
            address(&url)?;
            (Target::Generic { url }, None)
        }
        NewTarget::Discord { url } => {
            let place = url.as_deref().map(discord).transpose()?.unwrap_or_default();
            (Target::Discord { place }, url)
        }
        NewTarget::Telegram { chat_id, token } => {
            word("/target/chat_id", &chat_id, 64, "@-_")?;
            optional("/target/token", token.as_deref(), 100, ":-_")?;
            (Target::Telegram { chat_id }, token)
        }
        NewTarget::Mastodon { url, visibility, token } => {
            let base = address(&url)?;
            let is_bare = base.path() == "/" && base.query().is_none();
            if !is_bare {
                return Err(wrong("/target/url", "is the instance's address, without a path"));
            }
            optional("/target/token", token.as_deref(), 500, "-_.~+/=")?;
            (Target::Mastodon { url, visibility }, token)
        }
        NewTarget::Tunein {
            partner_id,
            station_id,
            partner_key,
        } => {
            word("/target/partner_id", &partner_id, 100, "-_")?;
            word("/target/station_id", &station_id, 100, "-_")?;
            optional("/target/partner_key", partner_key.as_deref(), 200, "-_.~+/=")?;
            let target = Target::Tunein { partner_id, station_id };
            (target, partner_key)
        }
        NewTarget::Radiode { broadcast, api_key } => {
            word("/target/broadcast", &broadcast, 100, "-_")?;
            optional("/target/api_key", api_key.as_deref(), 200, "-_.~+/=")?;
            (Target::Radiode { broadcast }, api_key)
        }
    })
}

const fn secret_field(target: &Target) -> &'static str {
    match target {
        Target::Generic { .. } | Target::Discord { .. } => "/target/url",
        Target::Telegram { .. } | Target::Mastodon { .. } => "/target/token",
        Target::Tunein { .. } => "/target/partner_key",
        Target::Radiode { .. } => "/target/api_key",
    }
}

fn address(text: &str) -> Result<Url> {
    let wrong = || {
        wrong(
            "/target/url",
            "is an address like https://example.com/hook, without a password",
        )
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if is_web && is_bare && text.len() <= ADDRESS {
        Ok(url)
    } else {
        Err(wrong())
    }
}

/// What can be shown of an address of Discord's: all but its last part, which is a password.
fn discord(text: &str) -> Result<String> {
    let url = address(text)?;
    let parts: Vec<_> = url.path_segments().into_iter().flatten().collect();
    match parts.as_slice() {
        [.., number, token] if !token.is_empty() => Ok(format!("{}/…/{number}", url.host_str().unwrap_or_default())),
        _ => Err(wrong(
            "/target/url",
            "is an address like https://discord.com/api/webhooks/123/abc",
        )),
    }
}

fn optional(field: &'static str, text: Option<&str>, letters: usize, signs: &str) -> Result<()> {
    text.map_or(Ok(()), |text| word(field, text, letters, signs))
}

/// One that goes into an address or a header as it is.
fn word(field: &'static str, text: &str, letters: usize, signs: &str) -> Result<()> {
    let is_good = |letter: char| letter.is_ascii_alphanumeric() || signs.contains(letter);
    if (1..=letters).contains(&text.len()) && text.chars().all(is_good) {
        Ok(())
    } else {
        Err(wrong(
            field,
            "is empty, too long, or has signs in it that it cannot have; copy it again",
        ))
    }
}

fn wrong(field: impl Into<String>, message: impl Into<String>) -> Error {
    Error::invalid("This webhook cannot be kept; the field says why.").field(field, message)
}
