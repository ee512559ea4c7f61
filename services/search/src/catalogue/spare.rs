//! What is liked best, in memory, for when the index's server is away.

use std::collections::{HashMap, HashSet};

use awaz_core::Result;
use awaz_core::id::ChannelId;

use crate::find::{Finder, Item};

/// Things that are held at most: some 20 MB.
const THINGS: usize = 20_000;
/// Things of one channel that are held at least.
const LEAST: usize = 20;

/// The spare, with what it holds of each channel.
pub(crate) struct Spare {
    pub(super) finder: Finder,
    held: HashMap<ChannelId, (i64, HashSet<String>)>,
}

impl Spare {
    pub(crate) fn new(finder: Finder) -> Self {
        Self {
            finder,
            held: HashMap::new(),
        }
    }

    /// Whether it holds a channel's library of this version.
    pub(super) fn has(&self, channel: ChannelId, version: i64) -> bool {
        self.held.get(&channel).is_some_and(|(held, _)| *held == version)
    }

    /// Takes the best liked things of a channel, one of so many; found after
    /// [`Finder::read_words`].
    pub(super) async fn take(
        &mut self,
        channel: ChannelId,
        version: i64,
        mut items: Vec<Item>,
        channels: usize,
    ) -> Result<()> {
        items.sort_by(|a, b| b.popularity.total_cmp(&a.popularity));
        items.truncate((THINGS / channels.max(1)).max(LEAST));
        let keys: HashSet<String> = items.iter().map(Item::key).collect();
        let (_, before) = self.held.remove(&channel).unwrap_or_default();
        let gone = before.difference(&keys).cloned().collect();
        let entries = items.iter().map(Item::entry).collect();
        self.finder.index().change(entries, gone).await?;
        self.held.insert(channel, (version, keys));
        Ok(())
    }

    /// Lets go of channels that are no more; whether there were any.
    pub(super) async fn keep_only(&mut self, channels: &HashSet<ChannelId>) -> Result<bool> {
        let gone: Vec<ChannelId> = self.held.keys().filter(|id| !channels.contains(id)).copied().collect();
        for id in &gone {
            let (_, keys) = self.held.remove(id).unwrap_or_default();
            self.finder
                .index()
                .change(Vec::new(), keys.into_iter().collect())
                .await?;
        }
        Ok(!gone.is_empty())
    }
}
