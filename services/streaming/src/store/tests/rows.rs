//! Numbers, alerts, relays and recordings.

use super::{Shop, on_both};
use crate::engine::{Alert, AlertKind};
use crate::recorder::{RecordedTitle, Recording, RecordingEnd, RecordingKind, RecordingNote, rows};
use crate::store::{Direction, HistoryRow, Mode, NewRelay, RelayProtocol};
use awaz_core::id::{ChannelId, RecordingId, RelayId};
use awaz_core::{Code, Rendition};
use awaz_store::Key;
use chrono::TimeDelta;
use serde_json::json;

on_both!(
    traffic_adds_up,
    history_is_replaced,
    alerts,
    relays,
    recordings,
    recordings_are_cleaned_up
);

async fn traffic_adds_up(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let (other, _) = shop.channel("abc").await;
    for bytes in [10, 0, 32, 5_000_000_000_000] {
        shop.store.add_traffic(profile.id, "2026-11", bytes).await.unwrap();
    }
    shop.store.add_traffic(profile.id, "2026-12", 1).await.unwrap();
    assert_eq!(
        shop.store.traffic(profile.id, "2026-11").await.unwrap(),
        5_000_000_000_042
    );
    assert_eq!(shop.store.traffic(profile.id, "2026-12").await.unwrap(), 1);
    assert_eq!(shop.store.traffic(other.id, "2026-11").await.unwrap(), 0);
}

fn five_minutes(channel: ChannelId, at_ms: i64, listeners: i32) -> HistoryRow {
    HistoryRow {
        channel_id: channel.0,
        at_ms,
        listeners,
        peak: listeners + 1,
        listener_ms: 1000,
    }
}

async fn history_is_replaced(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let now = shop.bench.ctx.clock.now_ms();
    let old = now - 401 * 24 * 3600 * 1000;
    for (at_ms, listeners) in [(now, 1), (now - 300_000, 7), (now, 3), (old, 9)] {
        let row = five_minutes(profile.id, at_ms, listeners);
        shop.store.put_history(row).await.unwrap();
    }
    let listed = shop.store.history(profile.id, 0).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|row| (row.at_ms, row.listeners, row.peak)).collect();
    assert_eq!(listed, [(old, 9, 10), (now - 300_000, 7, 8), (now, 3, 4)]);
    assert_eq!(shop.store.history(profile.id, now).await.unwrap().len(), 1);
    shop.store.sweep().await.unwrap();
    assert_eq!(shop.store.history(profile.id, 0).await.unwrap().len(), 2);
}

async fn alerts(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let now = shop.bench.ctx.clock.now_ms();
    for index in 0..60 {
        let alert = Alert {
            channel: profile.id,
            kind: AlertKind::DeadAir,
            at_ms: now - 1000 * index,
            data: json!({"who": "ڈی جے", "index": index}),
        };
        shop.store.add_alert(&alert).await.unwrap();
    }
    let told = shop.store.alerts(profile.id, 50).await.unwrap();
    assert_eq!(
        (told.len(), told[0].at_ms, told[0].kind.as_str()),
        (50, now, "dead_air")
    );
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&told[1].data).unwrap()["index"],
        1
    );
    shop.store
        .add_recording_alert(profile.id, "The disk is full.")
        .await
        .unwrap();
    let kinds = shop.store.alerts(profile.id, 2).await.unwrap();
    assert!(kinds.iter().any(|alert| alert.kind == "recording_stopped"));
    shop.bench.clock.advance(TimeDelta::days(91));
    shop.store.sweep().await.unwrap();
    assert!(shop.store.alerts(profile.id, 50).await.unwrap().is_empty());
}

fn pull(url: &str) -> NewRelay {
    serde_json::from_value(json!({"direction": "pull", "url": url})).unwrap()
}

async fn relays(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let (other, _) = shop.channel("abc").await;
    let full: NewRelay = serde_json::from_value(json!({
        "direction": "push", "url": "https://a.example:8443/live", "user": "source", "password": "hackme",
        "rendition": "aac-48", "mode": "on_demand", "protocol": "shoutcast",
    }))
    .unwrap();
    let push = shop.store.add_relay(profile.id, full).await.unwrap();
    let simple = shop
        .store
        .add_relay(profile.id, pull("http://a.example/x"))
        .await
        .unwrap();
    assert_eq!(
        (push.direction, push.mode, push.protocol),
        (Direction::Push, Mode::OnDemand, RelayProtocol::Shoutcast)
    );
    assert_eq!((simple.mode, simple.rendition), (Mode::Always, Rendition::DEFAULT));
    assert_eq!(
        shop.store.relays(Some(profile.id)).await.unwrap(),
        [push.clone(), simple.clone()]
    );
    assert_eq!(shop.store.relays(None).await.unwrap().len(), 2);
    assert!(shop.store.relays(Some(other.id)).await.unwrap().is_empty());
    assert!(!shop.store.delete_relay(other.id, push.id).await.unwrap());
    assert!(shop.store.delete_relay(profile.id, push.id).await.unwrap());
    assert!(!shop.store.delete_relay(profile.id, RelayId::new()).await.unwrap());
    for url in [
        "",
        "a.example/x",
        "file:///etc/passwd",
        "ftp://a.example/x",
        "http://u:p@a.example/x",
    ] {
        let error = shop.store.add_relay(profile.id, pull(url)).await.unwrap_err();
        assert_eq!(
            (error.code, error.fields[0].field.as_str()),
            (Code::Invalid, "/url"),
            "{url}"
        );
    }
    for _ in 1..20 {
        shop.store
            .add_relay(profile.id, pull("http://a.example/x"))
            .await
            .unwrap();
    }
    let many = shop
        .store
        .add_relay(profile.id, pull("http://a.example/x"))
        .await
        .unwrap_err();
    assert_eq!(many.code, Code::Conflict);
}

fn recording(shop: &Shop, channel: ChannelId, seconds_ago: i64) -> Recording {
    Recording {
        id: RecordingId::new(),
        channel,
        kind: RecordingKind::Live,
        rendition: Rendition::DEFAULT,
        who: "Saima".to_owned(),
        file: format!("recordings/{channel}/{seconds_ago}.mp3"),
        start_sample: 0,
        started_at_ms: shop.bench.ctx.clock.now_ms() - seconds_ago * 1000,
        ended_at_ms: None,
        samples: 0,
        bytes: 0,
        titles: Vec::new(),
    }
}

fn closed(recording: &Recording) -> RecordingNote {
    RecordingNote::Closed(recording.clone(), RecordingEnd::Finished)
}

async fn recordings(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let db = &shop.bench.ctx.db;
    let (mut whole, empty) = (recording(&shop, profile.id, 1), recording(&shop, profile.id, 2));
    for note in [&whole, &empty].map(|recording| RecordingNote::Opened(recording.clone())) {
        rows::apply(db, &note).await.unwrap();
    }
    whole.samples = 48_000;
    whole.bytes = 16_000;
    whole.titles = vec![RecordedTitle {
        at_ms: 0,
        title: "چاندنی".to_owned(),
        artist: String::new(),
    }];
    rows::apply(db, &RecordingNote::Changed(whole.clone())).await.unwrap();
    assert_eq!(rows::find(db, whole.id).await.unwrap(), Some(whole.clone()));
    whole.ended_at_ms = Some(whole.end_ms());
    rows::apply(db, &closed(&whole)).await.unwrap();
    rows::apply(db, &closed(&empty)).await.unwrap();
    assert_eq!(rows::list(db, profile.id, i64::MAX, 10).await.unwrap(), [whole.clone()]);
    let before = rows::list(db, profile.id, whole.started_at_ms, 10).await.unwrap();
    assert!(before.is_empty());
}

async fn recordings_are_cleaned_up(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let ctx = &shop.bench.ctx;
    let mut whole = recording(&shop, profile.id, 1);
    whole.samples = 48_000;
    whole.ended_at_ms = Some(whole.end_ms());
    rows::apply(&ctx.db, &closed(&whole)).await.unwrap();
    let key = Key::parse(&whole.file).unwrap();
    let sound = bytes::Bytes::from_static(b"sound");
    ctx.objects.put(&key, sound).await.unwrap();
    // One that the last process left open and that has no file is removed at the next start.
    let torn = RecordingNote::Opened(recording(&shop, profile.id, 3));
    rows::apply(&ctx.db, &torn).await.unwrap();
    assert_eq!(rows::recover(&ctx.db, &ctx.objects).await.unwrap(), 1);
    assert_eq!(rows::list(&ctx.db, profile.id, i64::MAX, 10).await.unwrap().len(), 1);
    let later = ctx.clock.now_ms() + 8 * 24 * 3600 * 1000;
    for (keep_days, removed) in [(0, 0), (9, 0), (7, 1)] {
        let cleaned = rows::clean(&ctx.db, &ctx.objects, profile.id, (keep_days, later)).await;
        assert_eq!(cleaned.unwrap(), removed, "{keep_days} days");
    }
    assert_eq!(rows::find(&ctx.db, whole.id).await.unwrap(), None);
    assert!(ctx.objects.head(&key).await.unwrap().is_none(), "its file is gone too");
}
