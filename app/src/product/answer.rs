//! What commands ask, done.

mod shows;

use super::Product;
use crate::control::{Ask, Progress};
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::ChannelId;
use awaz_core::{Error, Result, Slug};
use awaz_identity::NewUser;
use awaz_streaming::NewChannel;
use awaz_streaming::model::{Profile, Settings};
use serde_json::{Value, json};
use std::path::Path;
use tokio::sync::mpsc;

/// Name a channel's own key signs in with.
const SOURCE_USER: &str = "source";

pub(super) async fn answer(product: &Product, ask: Ask, progress: mpsc::Sender<Progress>) -> Result<Value> {
    match ask {
        Ask::UserCreate {
            email,
            role,
            name,
            password,
        } => {
            let new = NewUser {
                email,
                name,
                role,
                password,
            };
            let user = product.accounts.create_user(new).await?;
            serde_json::to_value(user).map_err(|_| Error::internal())
        }
        Ask::UserPasswd { email, password } => {
            let user = product.accounts.set_password(&email, password).await?;
            serde_json::to_value(user).map_err(|_| Error::internal())
        }
        Ask::UserSuspend { email, is_suspended } => {
            let user = product.accounts.suspend(&email, is_suspended).await?;
            serde_json::to_value(user).map_err(|_| Error::internal())
        }
        Ask::UserForgetFactor { email } => {
            let user = product.accounts.forget_factor(&email).await?;
            serde_json::to_value(user).map_err(|_| Error::internal())
        }
        Ask::KeysRotate { leaked } => Ok(json!({ "kid": product.accounts.rotate_keys(leaked).await? })),
        Ask::TokenCreate { email, name, scopes } => {
            let user = product.accounts.by_email(&email).await?;
            let scopes = (!scopes.is_empty()).then_some(scopes);
            let (key, text) = product.accounts.create_key(user.id, &name, scopes, None).await?;
            Ok(json!({ "token": text, "id": key.id, "name": key.name, "scopes": key.scopes }))
        }
        Ask::ChannelCreate { slug, name, language } => {
            let new = NewChannel {
                slug: Some(slug),
                language: Some(language),
                ..NewChannel::named(name)
            };
            let (profile, key) = create_channel(product, new).await?;
            Ok(with_key(&profile, &key))
        }
        Ask::ChannelList => list(product).await,
        Ask::ChannelKeyRotate { slug } => {
            let profile = find(product, &slug).await?;
            let key = product.store.rotate_key(profile.id).await?;
            Ok(with_key(&profile, &key))
        }
        Ask::ChannelDelete { slug } => delete(product, &slug).await,
        Ask::Plan { slug, hours } => plan(product, &slug, hours).await,
        Ask::Import { dir, channel } => import(product, &dir, &channel, progress).await,
        Ask::ShowCreate { .. } | Ask::ShowList | Ask::ImportShow { .. } => shows::answer(product, ask, progress).await,
    }
}

async fn plan(product: &Product, slug: &Slug, hours: u32) -> Result<Value> {
    if let Some(streaming) = product.streaming.get() {
        return streaming.plan(slug, hours).await;
    }
    let now = product.ctx.clock.now();
    product.store.plan(&product.content, slug, hours, now).await
}

/// Makes a channel with its general rotation; on air at once where this process has channels on
/// air.
pub(crate) async fn create_channel(product: &Product, new: NewChannel) -> Result<(Profile, String)> {
    let made = match product.streaming.get() {
        Some(streaming) => streaming.create(new).await?,
        None => {
            product
                .store
                .create_channel(new, Settings::with(&product.defaults))
                .await?
        }
    };
    product.content.default_playlist(made.0.id).await?;
    Ok(made)
}

fn with_key(profile: &Profile, key: &str) -> Value {
    json!({ "slug": profile.slug, "name": profile.name, "source_user": SOURCE_USER, "source_key": key })
}

async fn list(product: &Product) -> Result<Value> {
    let channels: Vec<(Profile, u32)> = match product.streaming.get() {
        Some(streaming) => streaming.channels(),
        None => product
            .store
            .channels()
            .await?
            .into_iter()
            .map(|(profile, _)| (profile, 0))
            .collect(),
    };
    let rows = channels.into_iter().map(|(profile, listeners)| {
        json!({ "slug": profile.slug, "name": profile.name, "language": profile.language, "listeners": listeners })
    });
    Ok(rows.collect())
}

pub(crate) async fn find(product: &Product, slug: &Slug) -> Result<Profile> {
    let channels = product.store.channels().await?;
    let found = channels
        .into_iter()
        .map(|(profile, _)| profile)
        .find(|profile| profile.slug == *slug);
    found.ok_or_else(|| Error::not_found("channel", slug))
}

async fn delete(product: &Product, slug: &Slug) -> Result<Value> {
    let id = find(product, slug).await?.id;
    match product.streaming.get() {
        Some(streaming) => streaming.delete(id).await?,
        None => delete_offline(product, id).await?,
    }
    Ok(json!({ "slug": slug }))
}

/// The rows go now; the event makes the next server remove the sound.
async fn delete_offline(product: &Product, id: ChannelId) -> Result<()> {
    product.store.delete_channel(id).await?;
    let event = Envelope::new(Topic::Streaming, "channel.deleted", &id, product.ctx.clock.now());
    product.ctx.outbox.publish(&event).await?;
    product.content.delete_channel(id).await
}

async fn import(product: &Product, dir: &Path, channel: &Slug, progress: mpsc::Sender<Progress>) -> Result<Value> {
    let id = find(product, channel).await?.id;
    let done = product.content.import_dir(id, dir, teller(progress)).await?;
    if let Some(streaming) = product.streaming.get() {
        streaming.refresh().await;
    }
    Ok(told(&done))
}

/// Tells how far an import is; who is slow to listen misses steps.
fn teller(progress: mpsc::Sender<Progress>) -> impl Fn(&awaz_content::Imported) + Send + Sync {
    move |step| {
        let _full = progress.try_send(Progress {
            done: step.done,
            total: step.total,
            text: step.current.clone(),
        });
    }
}

/// What an import did.
fn told(done: &awaz_content::Imported) -> Value {
    let failed = done
        .failures
        .iter()
        .map(|file| json!({ "file": file.path, "reason": file.reason }));
    json!({
        "imported": done.added,
        "duplicates": done.known,
        "failed_count": done.failed,
        "failed": failed.collect::<Vec<_>>(),
    })
}
