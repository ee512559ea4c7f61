//! What is to be done, as events and people tell it.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use awaz_core::Result;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::ChannelId;
use awaz_store::{Consume, Consumer, Tx};
use parking_lot::Mutex;
use tokio::sync::Notify;

/// What is to be done; clones share it.
#[derive(Clone, Default)]
pub(crate) struct Changes {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Channels that events told of.
    channels: Mutex<HashSet<ChannelId>>,
    rebuild: AtomicBool,
    learn: AtomicBool,
    wake: Notify,
}

/// Reads the log for what changes what can be found.
pub(crate) fn consumer(changes: Changes) -> Consumer {
    Consumer::new("search.changes", [Topic::Content, Topic::Streaming], changes).from_now_on()
}

#[async_trait]
impl Consume for Changes {
    async fn consume(&self, _: &Tx, event: &Envelope) -> Result<()> {
        let channel = match event.kind.as_str() {
            "channel.created" | "channel.deleted" => Some(event.subject.as_str()),
            kind if ["track.", "show.", "episode."].iter().any(|of| kind.starts_with(of)) => {
                event.data.get("channel_id").and_then(|id| id.as_str())
            }
            _ => None,
        };
        if let Some(Ok(channel)) = channel.map(str::parse) {
            self.inner.channels.lock().insert(channel);
            self.inner.wake.notify_one();
        }
        Ok(())
    }
}

impl Changes {
    /// Has the index made anew.
    pub(crate) fn rebuild(&self) {
        self.inner.rebuild.store(true, Ordering::Release);
        self.inner.wake.notify_one();
    }

    /// Whether the index is to be made anew; whoever asks does it.
    pub(super) fn is_to_rebuild(&self) -> bool {
        self.inner.rebuild.swap(false, Ordering::AcqRel)
    }

    /// Has it learned anew what things are about.
    pub(super) fn learn(&self) {
        self.inner.learn.store(true, Ordering::Release);
    }

    /// Whether it is to be learned what things are about; whoever asks does it.
    pub(super) fn is_to_learn(&self) -> bool {
        self.inner.learn.swap(false, Ordering::AcqRel)
    }

    /// Channels that were told of; whoever asks looks at them.
    pub(super) fn take(&self) -> HashSet<ChannelId> {
        std::mem::take(&mut *self.inner.channels.lock())
    }

    /// Gives channels back that could not be looked at.
    pub(super) fn give_back(&self, channels: HashSet<ChannelId>) {
        self.inner.channels.lock().extend(channels);
    }

    /// Waits until something is told.
    pub(super) async fn told(&self) {
        self.inner.wake.notified().await;
    }
}
