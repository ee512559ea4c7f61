//! What a channel is going to play, for the command line: with its server, or from what it left.

use crate::engine::{Preview, QueueItem};
use crate::model::Profile;
use crate::routes::views;
use crate::service::Streaming;
use crate::store::Store;
use awaz_core::ports::Catalog;
use awaz_core::{Error, Result, Slug};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// Samples of an hour.
const HOUR: u64 = 3600 * 48_000;

impl Streaming {
    /// What a channel plays in the next hours if nothing changes, as JSON: `station`, `time_zone`,
    /// and `items` as the queue's with their `local` time.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn plan(&self, slug: &Slug, hours: u32) -> Result<Value> {
        let channel = self.api.hub.get(slug)?;
        let items = channel.preview(u64::from(hours) * HOUR).await?;
        told(&items, &channel.profile())
    }
}

impl Store {
    /// The same without a server: from what the channel's last one left, and its library.
    ///
    /// # Errors
    /// `NotFound`; `Unavailable` when the database does not answer.
    pub async fn plan(&self, catalog: &dyn Catalog, slug: &Slug, hours: u32, now: DateTime<Utc>) -> Result<Value> {
        let all = self.channels().await?;
        let found = all.into_iter().find(|(profile, _)| profile.slug == *slug);
        let (profile, saved) = found.ok_or_else(|| Error::not_found("channel", slug))?;
        let library = catalog.library(profile.id).await?;
        let items = Preview::of_saved(&profile, saved, &library, now).items(u64::from(hours) * HOUR);
        told(&items, &profile)
    }
}

fn told(items: &[QueueItem], profile: &Profile) -> Result<Value> {
    let zone = profile.settings.time_zone;
    let views = serde_json::to_value(views::queue_items(items, profile)).map_err(|_| Error::internal())?;
    let local = |item: &QueueItem| {
        let at = item.starts_at.map(|at| zone.local(at.timestamp_millis()));
        at.map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string())
    };
    let mut views = views;
    for (view, item) in views.as_array_mut().into_iter().flatten().zip(items) {
        view["local"] = json!(local(item));
    }
    Ok(json!({ "station": profile.slug, "time_zone": zone.to_string(), "items": views }))
}
