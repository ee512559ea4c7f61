//! Server-sent events that replay what a listener missed.
//!
//! ```text
//! let feed = Feed::new(64);
//! feed.send("now", seq, &value);           // whoever listens gets it
//! feed.subscribe(last_event_id)            // first what was missed, then what comes
//! ```

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use parking_lot::Mutex;
use serde::Serialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

/// Events of one subject, kept so that a listener who was away gets what they missed.
#[derive(Debug)]
pub struct Feed {
    kept: Mutex<VecDeque<Arc<Message>>>,
    capacity: usize,
    sender: broadcast::Sender<Arc<Message>>,
}

#[derive(Debug)]
struct Message {
    id: u64,
    name: &'static str,
    data: String,
}

impl Feed {
    /// A feed that keeps the last `capacity` events.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            kept: Mutex::new(VecDeque::with_capacity(capacity)),
            capacity: capacity.max(1),
            sender: broadcast::channel(capacity.max(16)).0,
        }
    }

    /// Sends an event; `id` grows from event to event.
    pub fn send(&self, name: &'static str, id: u64, value: &impl Serialize) {
        let data = serde_json::to_string(value).unwrap_or_default();
        let message = Arc::new(Message { id, name, data });
        let mut kept = self.kept.lock();
        while kept.len() >= self.capacity {
            kept.pop_front();
        }
        kept.push_back(message.clone());
        let _ = self.sender.send(message);
    }

    /// What was sent after `last_id` (the latest of each name where there is none), then what
    /// comes.
    pub fn subscribe(&self, last_id: Option<u64>) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
        let kept = self.kept.lock();
        let coming = BroadcastStream::new(self.sender.subscribe());
        let missed: Vec<Arc<Message>> = match last_id {
            Some(last) => kept.iter().filter(|message| message.id > last).cloned().collect(),
            None => latest(&kept),
        };
        drop(kept);
        // A listener too slow for the channel misses some; its player asks again from the id it has.
        let coming = coming.filter_map(|message| async move { message.ok() });
        futures::stream::iter(missed)
            .chain(coming)
            .map(|message| Ok(event(&message)))
    }
}

fn latest(kept: &VecDeque<Arc<Message>>) -> Vec<Arc<Message>> {
    let mut latest: Vec<Arc<Message>> = Vec::new();
    for message in kept.iter().rev() {
        if latest.iter().all(|known| known.name != message.name) {
            latest.insert(0, message.clone());
        }
    }
    latest
}

fn event(message: &Message) -> Event {
    Event::default()
        .id(message.id.to_string())
        .event(message.name)
        .data(&message.data)
}

/// Answers with a stream of events: a comment every 15 s keeps proxies from closing it.
pub fn respond(stream: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let mut response = Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response();
    let headers = response.headers_mut();
    headers.insert("cache-control", axum::http::HeaderValue::from_static("no-store"));
    headers.insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}

/// `Last-Event-ID` of a request.
#[must_use]
pub fn last_event_id(headers: &axum::http::HeaderMap) -> Option<u64> {
    headers.get("last-event-id")?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_missed_comes_first_and_then_what_is_new() {
        let feed = Feed::new(4);
        for id in 1..=3 {
            feed.send("now", id, &id);
        }
        feed.send("state", 4, &"live");
        let mut resumed = Box::pin(feed.subscribe(Some(2)));
        feed.send("now", 5, &5);
        let mut texts = Vec::new();
        for _ in 0..3 {
            let event = resumed.next().await.expect("it goes on").expect("it cannot fail");
            texts.push(format!("{event:?}"));
        }
        assert!(
            texts[0].contains('3') && texts[1].contains("live") && texts[2].contains('5'),
            "{texts:?}"
        );
        assert_eq!(latest(&feed.kept.lock()).len(), 2);
    }
}
