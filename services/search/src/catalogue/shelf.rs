//! The index beside what the other services have, channel by channel.

use std::collections::HashMap;

use awaz_core::Result;
use awaz_core::id::ChannelId;
use awaz_core::ports::Station;
use awaz_http::Ports;
use sha2::{Digest, Sha256};

use super::{Spare, gather, shows};
use crate::find::{Finder, Item};
use crate::store::Store;

/// Items that are written at once.
const BATCH: usize = 5_000;

/// The index, with the tables that say what is in it.
#[derive(Clone)]
pub(crate) struct Shelf {
    pub(crate) finder: Finder,
    store: Store,
    ports: Ports,
}

impl Shelf {
    pub(crate) fn new(finder: Finder, store: Store, ports: Ports) -> Self {
        Self { finder, store, ports }
    }

    /// Whether the index has lost something, or has what nobody knows of.
    pub(super) async fn is_out_of_step(&self) -> Result<bool> {
        Ok(self.store.count().await? != self.finder.index().len().await?)
    }

    /// Reads the index's words where that could not be done before.
    pub(super) async fn have_words(&self) -> Result<()> {
        if self.finder.has_words() {
            return Ok(());
        }
        self.finder.read_words().await
    }

    /// Fills an index beside the present one, which answers meanwhile, and puts it in its place.
    pub(super) async fn rebuild(&self, stations: &[Station]) -> Result<()> {
        tracing::info!(action = "search_rebuild", "the search index is made anew");
        let index = self.finder.index();
        let fresh = index.fresh().await?;
        let mut rows = Vec::new();
        for station in stations {
            let items = self.items(station).await?;
            for batch in items.chunks(BATCH) {
                fresh
                    .change(batch.iter().map(Item::entry).collect(), Vec::new())
                    .await?;
            }
            let digests: Vec<(String, i64)> = items.iter().map(|item| (item.key(), digest(item))).collect();
            rows.push((station.id, digests));
        }
        index.replace(fresh).await?;
        self.store.clear().await?;
        for (channel, digests) in rows {
            self.store.put(channel, digests).await?;
        }
        self.finder.read_words().await
    }

    /// Brings the spare up to date.
    pub(super) async fn fill(&self, spare: &mut Spare, stations: &[Station]) -> Result<()> {
        let all = stations.iter().map(|station| station.id).collect();
        let mut is_changed = spare.keep_only(&all).await?;
        for station in stations {
            let version = self.version(station.id).await?;
            if !spare.has(station.id, version) {
                let items = self.items(station).await?;
                spare.take(station.id, version, items, stations.len()).await?;
                is_changed = true;
            }
        }
        if is_changed {
            spare.finder.read_words().await?;
        }
        Ok(())
    }

    /// Channels there are.
    pub(super) async fn stations(&self) -> Result<Vec<Station>> {
        self.ports.stations()?.all().await
    }

    /// Version of a channel's library.
    pub(super) async fn version(&self, channel: ChannelId) -> Result<i64> {
        self.ports.catalog()?.library_version(channel).await
    }

    /// Everything of a channel that can be found.
    pub(super) async fn items(&self, station: &Station) -> Result<Vec<Item>> {
        let catalog = self.ports.catalog()?;
        let mut items = gather::items(station, &catalog.library(station.id).await?);
        items.extend(shows::items(station, &catalog.shows(station.id).await?));
        Ok(items)
    }

    /// Brings a channel's part of the index up to date; how many items were written.
    pub(super) async fn sync(&self, station: &Station) -> Result<usize> {
        let items = self.items(station).await?;
        let mut gone = self.store.digests(station.id).await?;
        let changed: Vec<(Item, i64)> = items
            .into_iter()
            .map(|item| (digest(&item), item))
            .filter(|(digest, item)| gone.remove(&item.key()) != Some(*digest))
            .map(|(digest, item)| (item, digest))
            .collect();
        self.write(station.id, &changed, gone).await
    }

    /// Takes out what belonged to channels that are no more.
    pub(super) async fn forget_others(&self, stations: &[Station]) -> Result<usize> {
        let mut written = 0;
        for channel in self.store.channels().await? {
            if !stations.iter().any(|station| station.id == channel) {
                let gone = self.store.digests(channel).await?;
                written += self.write(channel, &[], gone).await?;
            }
        }
        Ok(written)
    }

    /// The index first: what the tables miss is written once more, what they have too much is
    /// never missed.
    async fn write(&self, channel: ChannelId, put: &[(Item, i64)], gone: HashMap<String, i64>) -> Result<usize> {
        let gone: Vec<String> = gone.into_keys().collect();
        for batch in gone.chunks(BATCH) {
            self.finder.index().change(Vec::new(), batch.to_vec()).await?;
            self.store.take(batch).await?;
        }
        for batch in put.chunks(BATCH) {
            let entries = batch.iter().map(|(item, _)| item.entry()).collect();
            self.finder.index().change(entries, Vec::new()).await?;
            let rows = batch.iter().map(|(item, digest)| (item.key(), *digest));
            self.store.put(channel, rows.collect()).await?;
        }
        if !(gone.is_empty() && put.is_empty()) {
            self.finder.read_words().await?;
        }
        Ok(gone.len() + put.len())
    }
}

fn digest(item: &Item) -> i64 {
    let text = serde_json::to_vec(item).unwrap_or_default();
    let digest = Sha256::digest(text);
    digest.first_chunk().map_or(0, |first| i64::from_le_bytes(*first))
}
