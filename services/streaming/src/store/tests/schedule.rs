//! Entries of schedules.

use super::{Shop, on_both};
use crate::live::SourceAuth;
use crate::model::ScheduleDraft;
use crate::slot::Slot;
use crate::store::CredentialChange;
use awaz_core::id::ScheduleEntryId;
use awaz_core::{Code, Slug};
use awaz_plan::Zone;
use awaz_wire::auth::Credentials;
use serde_json::json;

on_both!(entries_come_and_go, a_presenter_is_let_in_by_the_schedule);

fn draft(title: &str) -> ScheduleDraft {
    let draft = json!({
        "title": title,
        "timing": {"first": "2026-11-27", "start": {"by": "clock", "at": "21:00"}, "minutes": 60, "repeat": "FREQ=WEEKLY;BYDAY=FR"},
    });
    serde_json::from_value(draft).unwrap()
}

async fn entries_come_and_go(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let (other, _) = shop.channel("abc").await;
    let store = &shop.store;
    let made = store
        .add_schedule_entry(profile.id, draft("  شامِ غزل\u{202e}\u{7} "))
        .await
        .unwrap();
    assert_eq!((made.draft.title.as_str(), made.version), ("شامِ غزل", 1));
    assert_eq!(store.schedule(profile.id).await.unwrap(), std::slice::from_ref(&made));

    let (changed, before) = store
        .change_schedule_entry(profile.id, made.id, draft("Mehfil"))
        .await
        .unwrap();
    assert_eq!((&before, changed.version), (&made, 2));
    assert_eq!(store.schedule_entry(profile.id, made.id).await.unwrap(), changed);

    for (channel, id) in [(other.id, made.id), (profile.id, ScheduleEntryId::new())] {
        let missing = store.change_schedule_entry(channel, id, draft("x")).await.unwrap_err();
        assert_eq!(missing.code, Code::NotFound);
        assert!(!store.delete_schedule_entry(channel, id).await.unwrap());
    }
    let empty = store
        .add_schedule_entry(profile.id, draft(" \u{202e}"))
        .await
        .unwrap_err();
    assert_eq!((empty.code, empty.fields[0].field.as_str()), (Code::Invalid, "/title"));
    assert!(store.delete_schedule_entry(profile.id, made.id).await.unwrap());

    for _ in 0..500 {
        store
            .add_schedule_entry(profile.id, draft("one of many"))
            .await
            .unwrap();
    }
    let full = store
        .add_schedule_entry(profile.id, draft("one too many"))
        .await
        .unwrap_err();
    assert_eq!(full.code, Code::Conflict);
    store.delete_channel(profile.id).await.unwrap();
    assert!(store.schedules().await.unwrap().is_empty());
}

async fn a_presenter_is_let_in_by_the_schedule(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let store = &shop.store;
    let change = CredentialChange {
        is_by_schedule: Some(true),
        ends_with_hours: Some(true),
        ..CredentialChange::default()
    };
    let amna = store.add_dj(profile.id, "amna", "chai:pani 7", &change).await.unwrap();
    let slot = async || {
        let login = Credentials {
            user: "amna".to_owned(),
            password: "chai:pani 7".to_owned(),
        };
        let slug = Slug::parse("fm").unwrap();
        store
            .check(Some(&slug), &login, "203.0.113.9:1".parse().unwrap())
            .await
            .unwrap()
            .slot
    };
    assert_eq!(slot().await, Slot::Closed(None), "nothing names her");

    let now = Zone::PAKISTAN.local(shop.bench.ctx.clock.now_ms());
    let mut entry = draft("Mehfil");
    entry.presenters = vec![amna.id];
    entry.timing = serde_json::from_value(json!({
        "first": now.date(), "start": {"by": "clock", "at": now.format("%H:%M").to_string()}, "minutes": 60,
    }))
    .unwrap();
    store.add_schedule_entry(profile.id, entry).await.unwrap();
    let began_ms = Zone::PAKISTAN.instant(
        now.date(),
        chrono::NaiveTime::from_hms_opt(chrono::Timelike::hour(&now), chrono::Timelike::minute(&now), 0).unwrap(),
    );
    assert_eq!(slot().await, Slot::Open(Some(began_ms + 3_600_000)));
}
