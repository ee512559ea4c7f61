//! Notification beside made-up stations, a log that tests write, and a server that receives.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::ChannelId;
use awaz_core::ports::{Station, Stations};
use awaz_core::{Result, SharedClock, Slug};
use awaz_http::Task;
use awaz_notification::{Config, Courier};
use awaz_store::db::Migrations;
use awaz_store::{Consumer, outbox};
use awaz_testkit::{Bench, Client, Engine, Somebody};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::receiver::Receiver;

/// Notification with the stations `mehfil` of [`Somebody::Owner`] and `other` of another.
pub(crate) struct World {
    pub(crate) bench: Bench,
    pub(crate) client: Client,
    pub(crate) courier: Courier,
    pub(crate) consumer: Consumer,
    pub(crate) receiver: Receiver,
    pub(crate) mehfil: ChannelId,
    tasks: parking_lot::Mutex<Vec<Task>>,
}

struct Neighbours(Vec<Station>);

#[async_trait]
impl Stations for Neighbours {
    async fn by_slug(&self, slug: &Slug) -> Result<Option<Station>> {
        Ok(self.0.iter().find(|station| station.slug == *slug).cloned())
    }

    async fn all(&self) -> Result<Vec<Station>> {
        Ok(self.0.clone())
    }
}

fn station(slug: &str, name: &str, owner: Somebody) -> Station {
    Station {
        id: ChannelId::new(),
        slug: Slug::parse(slug).unwrap(),
        name: name.to_owned(),
        description: String::new(),
        genre: String::new(),
        language: "ur".to_owned(),
        owner: Some(owner.id()),
        created_at: "2026-11-25T10:00:00Z".parse().unwrap(),
    }
}

/// Settings that lead every service to the receiver, and wait for a second at most.
pub(crate) fn config(receiver: &Receiver) -> Config {
    Config {
        webhook_private: true,
        webhook_timeout_s: 1,
        telegram: receiver.url.clone(),
        tunein: format!("{}/", receiver.url),
        radiode: receiver.url.clone(),
        ..Config::default()
    }
}

impl World {
    pub(crate) async fn new(engine: Engine) -> Self {
        let receiver = Receiver::start().await;
        let config = config(&receiver);
        Self::with(engine, config, receiver).await
    }

    pub(crate) async fn with(engine: Engine, config: Config, receiver: Receiver) -> Self {
        let mut bench = Bench::new(engine, &Migrations::new().with(awaz_notification::migrations)).await;
        bench.ctx.public_url = Some("https://radio.example".to_owned());
        let mehfil = station("mehfil", "ریڈیو محفل", Somebody::Owner);
        let other = station("other", "Other", Somebody::OtherOwner);
        let id = mehfil.id;
        bench.ctx.ports.bind_stations(Arc::new(Neighbours(vec![mehfil, other])));
        let (courier, mut service) = awaz_notification::open(&bench.ctx, config).unwrap();
        let client = bench.client(std::mem::take(&mut service.router));
        let world = Self {
            client,
            courier,
            consumer: service.consumers.remove(0),
            receiver,
            mehfil: id,
            tasks: parking_lot::Mutex::new(service.tasks),
            bench,
        };
        world.consume().await;
        world
    }

    pub(crate) fn clock(&self) -> SharedClock {
        self.bench.ctx.clock.clone()
    }

    pub(crate) fn later(&self, delta: TimeDelta) {
        self.bench.clock.advance(delta);
    }

    /// Has the consumer act on what the log holds.
    pub(crate) async fn consume(&self) {
        outbox::run_due(&self.bench.ctx.db, &self.clock(), &self.consumer)
            .await
            .unwrap();
    }

    /// Has one of the service's tasks run from now on.
    pub(crate) fn run(&self, name: &str) {
        let mut tasks = self.tasks.lock();
        let at = tasks.iter().position(|task| task.name == name).unwrap();
        tokio::spawn(tasks.remove(at).run);
    }

    /// Looks until a webhook's deliveries are as they should be.
    pub(crate) async fn until(&self, hook: &Value, is_so: impl Fn(&[Value]) -> bool) {
        let started = Instant::now();
        loop {
            let deliveries = self.deliveries(hook).await;
            if is_so(&deliveries) {
                return;
            }
            assert!(started.elapsed() < Duration::from_secs(20), "{deliveries:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Puts an event of `mehfil` on the log.
    pub(crate) async fn publish(&self, kind: &str, data: Value) {
        let now = self.clock().now();
        let event = Envelope::new(Topic::Streaming, kind, &self.mehfil, now).data(data);
        self.bench.ctx.outbox.publish(&event).await.unwrap();
    }

    /// Something happens on `mehfil`, and is heard of.
    pub(crate) async fn happens(&self, kind: &str, data: Value) {
        self.publish(kind, data).await;
        self.consume().await;
    }

    /// A song begins.
    pub(crate) async fn plays(&self, artist: &str, title: &str) {
        self.happens("now_playing.changed", song(artist, title)).await;
    }

    /// Sends what is due; how many attempts that were.
    pub(crate) async fn send(&self) -> usize {
        self.courier.run_due().await.unwrap()
    }

    /// Makes a webhook of `mehfil`.
    pub(crate) async fn hook(&self, webhook: Value) -> Value {
        let call = self.client.post("/api/v1/channels/mehfil/webhooks", &webhook);
        call.by(Somebody::Owner).send().await.is(201).ok()
    }

    /// Makes a webhook to the receiver, for these triggers.
    pub(crate) async fn generic(&self, triggers: &[&str]) -> Value {
        self.hook(generic(&format!("{}/hook", self.receiver.url), triggers))
            .await
    }

    /// The webhook as it is now.
    pub(crate) async fn see(&self, hook: &Value) -> Value {
        let call = self.client.get("/api/v1/channels/mehfil/webhooks");
        let all: Value = call.by(Somebody::Owner).send().await.ok();
        let mut all = all["items"].as_array().unwrap().iter();
        all.find(|one| one["id"] == hook["id"]).cloned().unwrap_or_default()
    }

    /// What a webhook sent, newest first.
    pub(crate) async fn deliveries(&self, hook: &Value) -> Vec<Value> {
        let call = self.client.get(&path(hook, "/deliveries"));
        let page: Value = call.by(Somebody::Owner).send().await.ok();
        page["items"].as_array().unwrap().clone()
    }

    /// The only thing that a webhook sent.
    pub(crate) async fn delivery(&self, hook: &Value) -> Value {
        let all = self.deliveries(hook).await;
        assert_eq!(all.len(), 1, "{all:#?}");
        all[0].clone()
    }

    /// Posts to something below a webhook of `mehfil`.
    pub(crate) async fn post(&self, hook: &Value, below: &str) -> awaz_testkit::Answer {
        let call = self.client.post(&path(hook, below), &Value::Null);
        call.by(Somebody::Owner).send().await
    }

    pub(crate) async fn change(&self, hook: &Value, change: Value) -> awaz_testkit::Answer {
        let call = self.client.patch(&path(hook, ""), &change);
        call.by(Somebody::Owner).send().await
    }
}

pub(crate) fn path(hook: &Value, below: &str) -> String {
    format!(
        "/api/v1/channels/mehfil/webhooks/{}{below}",
        hook["id"].as_str().unwrap()
    )
}

pub(crate) fn generic(url: &str, triggers: &[&str]) -> Value {
    json!({ "name": "Site", "target": { "kind": "generic", "url": url }, "triggers": triggers })
}

pub(crate) fn song(artist: &str, title: &str) -> Value {
    json!({
        "seq": 1, "kind": "track", "title": title, "artist": artist, "album": "Vital Signs 1",
        "on_air": "autodj", "listeners": 12,
    })
}
