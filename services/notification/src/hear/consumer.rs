//! Reads the log and writes deliveries, in the transaction of its place on the log.

use async_trait::async_trait;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::ChannelId;
use awaz_core::ports::Station;
use awaz_core::{Result, SharedClock};
use awaz_http::{Ctx, Ports};
use awaz_store::{Consume, Consumer, Tx};
use serde_json::Value;

use super::crossing;
use crate::facts::{Facts, Place, Song, bounded};
use crate::model::Trigger;
use crate::store::{Hook, Known, NewDelivery, Store};

/// After this time, what is of the moment is not told any more: a server that was away does not
/// tell of a night's songs in the morning.
const LATE_MS: i64 = 10 * 60 * 1000;
/// Deliveries of one webhook that wait; more than that are nobody's news.
const WAITING: u64 = 1000;

/// Makes deliveries of what happens from now on.
pub(crate) fn consumer(ctx: &Ctx, store: Store) -> Consumer {
    let listener = Listener {
        store,
        ports: ctx.ports.clone(),
        clock: ctx.clock.clone(),
        public_url: ctx.public_url.clone(),
    };
    Consumer::new("notification.webhooks", [Topic::Streaming], listener).from_now_on()
}

struct Listener {
    store: Store,
    ports: Ports,
    clock: SharedClock,
    public_url: Option<String>,
}

#[async_trait]
impl Consume for Listener {
    async fn consume(&self, tx: &Tx, event: &Envelope) -> Result<()> {
        let Ok(channel) = event.subject.parse::<ChannelId>() else {
            return Ok(());
        };
        if event.kind == "channel.deleted" {
            return Ok(self.store.forget(tx, channel).await?);
        }
        if !is_told(&event.kind) {
            return Ok(());
        }
        let stations = self.ports.stations()?.all().await?;
        let Some(station) = stations.iter().find(|station| station.id == channel) else {
            return Ok(());
        };
        let before = self.store.known(tx, channel).await?;
        let (known, news) = heard(&before, event, station);
        if known != before {
            self.store.put_known(tx, channel, &known).await?;
        }
        self.tell(tx, station, event, (known, news)).await
    }
}

impl Listener {
    async fn tell(&self, tx: &Tx, station: &Station, event: &Envelope, heard: (Known, News)) -> Result<()> {
        let (known, news) = heard;
        if news == News::Nothing {
            return Ok(());
        }
        let facts = Facts {
            at: event.time,
            station: Place::of(station, self.public_url.as_deref()),
            song: known.song,
            listeners: known.listeners,
            who: who(event).or(known.live),
            away_s: event.data["away_s"].as_u64(),
            ..Facts::default()
        };
        for hook in self.store.hooks_on(tx, station.id).await? {
            self.tell_one(tx, hook, event, (&news, &facts)).await?;
        }
        Ok(())
    }

    async fn tell_one(&self, tx: &Tx, before: Hook, event: &Envelope, heard: (&News, &Facts)) -> Result<()> {
        let (news, facts) = heard;
        let mut hook = before.clone();
        let due = due(&mut hook, news, facts);
        let is_late = self.clock.now_ms() - event.time.timestamp_millis() > LATE_MS;
        for (trigger, threshold) in due {
            if trigger.is_of_the_moment() && is_late {
                continue;
            }
            if trigger == Trigger::SongChanged {
                hook.last_song_ms = Some(event.time.timestamp_millis());
            }
            let facts = Facts {
                trigger,
                threshold,
                ..facts.clone()
            };
            self.put(tx, &hook, event, &facts).await?;
        }
        let state = |hook: &Hook| (hook.last_song_ms, hook.was_above, hook.was_below);
        if state(&hook) != state(&before) {
            self.store.put(tx, &hook).await?;
        }
        Ok(())
    }

    async fn put(&self, tx: &Tx, hook: &Hook, event: &Envelope, facts: &Facts) -> Result<()> {
        if self.store.waiting(tx, hook.id).await? >= WAITING {
            metrics::counter!("awaz_notification_dropped_total").increment(1);
            tracing::warn!(webhook = %hook.id, "too many deliveries wait; this one is not made");
            return Ok(());
        }
        let now_ms = self.clock.now_ms();
        let delivery = NewDelivery {
            hook,
            event: event.id,
            facts,
            now_ms,
            next_ms: now_ms,
        };
        self.store.deliver(tx, delivery).await?;
        Ok(())
    }
}

/// What an event tells.
#[derive(Debug, PartialEq)]
enum News {
    /// Nothing that anybody asks for.
    Nothing,
    /// Something that happened.
    Happened(Trigger),
    /// How many listen, and how many did as far as that is known.
    Listeners(u32, Option<u32>),
}

fn is_told(kind: &str) -> bool {
    matches!(
        kind,
        "now_playing.changed"
            | "listeners.counted"
            | "source.on_air"
            | "source.disconnected"
            | "channel.online"
            | "channel.offline"
            | "dead_air"
    )
}

/// What is known of a station after an event, and what is new.
fn heard(before: &Known, event: &Envelope, station: &Station) -> (Known, News) {
    let mut known = before.clone();
    let number = event.data["listeners"].as_u64();
    known.listeners = number.and_then(|number| u32::try_from(number).ok()).or(known.listeners);
    let news = match event.kind.as_str() {
        "now_playing.changed" => song(&mut known, &event.data, station),
        "listeners.counted" => known
            .listeners
            .map_or(News::Nothing, |now| News::Listeners(now, before.listeners)),
        "source.on_air" => {
            known.live = who(event).or_else(|| Some(String::new()));
            News::Happened(Trigger::LiveConnect)
        }
        // One that was never heard does not leave either.
        "source.disconnected" if known.live.is_none() || known.live != who(event) => News::Nothing,
        "source.disconnected" => {
            known.live = None;
            News::Happened(Trigger::LiveDisconnect)
        }
        "channel.online" => News::Happened(Trigger::StationOnline),
        "channel.offline" => News::Happened(Trigger::StationOffline),
        "dead_air" => News::Happened(Trigger::DeadAir),
        _ => News::Nothing,
    };
    (known, news)
}

/// A jingle is no song. Where there is no title to show, as while somebody talks, the title is the
/// station's name: that is none either.
fn song(known: &mut Known, data: &Value, station: &Station) -> News {
    if data["kind"] == "jingle" {
        return News::Nothing;
    }
    let song = Song::of(data);
    if song.artist.is_empty() && song.title == bounded(&station.name) {
        known.song = None;
        return News::Nothing;
    }
    known.song = Some(song);
    News::Happened(Trigger::SongChanged)
}

fn who(event: &Envelope) -> Option<String> {
    event.data["who"].as_str().map(bounded)
}

/// What a webhook is sent for, with the threshold where one was passed; takes note of on which side
/// of its thresholds the number is.
fn due(hook: &mut Hook, news: &News, facts: &Facts) -> Vec<(Trigger, Option<u32>)> {
    let asked = hook.triggers.clone();
    match *news {
        News::Nothing => Vec::new(),
        News::Happened(Trigger::SongChanged) if is_soon(hook, facts) => Vec::new(),
        News::Happened(trigger) => asked
            .into_iter()
            .filter(|one| *one == trigger)
            .map(|one| (one, None))
            .collect(),
        News::Listeners(now, before) => passed(hook, now, before)
            .into_iter()
            .filter(|(trigger, _)| asked.contains(trigger))
            .collect(),
    }
}

/// Whether the last song was told of too short a time ago.
fn is_soon(hook: &Hook, facts: &Facts) -> bool {
    let interval_ms = i64::from(hook.min_interval_s) * 1000;
    hook.last_song_ms
        .is_some_and(|last_ms| facts.at.timestamp_millis() - last_ms < interval_ms)
}

fn passed(hook: &mut Hook, now: u32, before: Option<u32>) -> Vec<(Trigger, Option<u32>)> {
    let mut passed = Vec::new();
    if let Some(threshold) = hook.listeners_above {
        let at_first = before.map(|before| crossing::above(threshold, None, before));
        let was = hook.was_above.or(at_first);
        let is = crossing::above(threshold, was, now);
        if is && was == Some(false) {
            passed.push((Trigger::ListenersAbove, Some(threshold)));
        }
        hook.was_above = Some(is);
    }
    if let Some(threshold) = hook.listeners_below {
        let at_first = before.map(|before| crossing::below(threshold, None, before));
        let was = hook.was_below.or(at_first);
        let is = crossing::below(threshold, was, now);
        if is && was == Some(false) {
            passed.push((Trigger::ListenersBelow, Some(threshold)));
        }
        hook.was_below = Some(is);
    }
    passed
}
