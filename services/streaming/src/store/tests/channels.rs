//! Channels and what they need to go on.

use super::{Shop, on_both};
use crate::engine::SavedState;
use crate::facade::NewChannel;
use crate::model::Settings;
use awaz_core::{Code, Slug};

on_both!(
    round_trip,
    conflicts,
    states,
    names_that_are_taken_get_a_number,
    deleting_takes_all_with_it
);

async fn round_trip(shop: Shop) {
    let (profile, key) = shop.channel("fm").await;
    shop.channel("abc").await;
    let all = shop.store.channels().await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].0.slug.as_str(), "abc");
    assert_eq!(all[1], (profile.clone(), SavedState::default()));
    assert_eq!(shop.store.source_key(profile.id).await.unwrap(), key);
    let mut changed = profile.clone();
    changed.name = "x'; DROP TABLE channels; --".to_owned();
    changed.slug = Slug::parse("fm-2").unwrap();
    changed.owner = None;
    changed.settings.crossfade_ms = 0;
    changed.settings.aliases = vec!["/a.mp3".to_owned()];
    let stored = shop.store.update_channel(changed.clone()).await.unwrap();
    assert_eq!(stored.version, 2);
    changed.version = 2;
    assert_eq!(shop.store.channels().await.unwrap()[1].0, changed);
}

async fn conflicts(shop: Shop) {
    let (first, _) = shop.channel("fm").await;
    let (second, _) = shop.channel("abc").await;
    let same = shop
        .store
        .new_profile(first.slug.clone(), "x".to_owned(), None, Settings::default());
    let error = shop.store.add_channel(&same).await.unwrap_err();
    assert_eq!((error.code, error.fields[0].field.as_str()), (Code::Conflict, "/slug"));
    assert_eq!(
        shop.store.source_key(same.id).await.unwrap_err().code,
        Code::NotFound,
        "nothing of it was stored"
    );
    let mut taken = second.clone();
    taken.slug = first.slug.clone();
    assert_eq!(shop.store.update_channel(taken).await.unwrap_err().code, Code::Conflict);
    shop.store.update_channel(first.clone()).await.unwrap();
    let late = shop.store.update_channel(first.clone()).await.unwrap_err();
    assert_eq!(late.code, Code::PreconditionFailed);
    shop.store.delete_channel(second.id).await.unwrap();
    let gone = shop.store.update_channel(second).await.unwrap_err();
    assert_eq!(gone.code, Code::PreconditionFailed);
}

async fn states(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    for round in 1..=3 {
        let state = SavedState {
            generation: round,
            position: u64::MAX / 4,
            seq: u64::from(round) * 10,
            ..SavedState::default()
        };
        shop.store.save_state(profile.id, &state).await.unwrap();
        assert_eq!(shop.store.channels().await.unwrap()[0].1, state);
    }
}

async fn names_that_are_taken_get_a_number(shop: Shop) {
    let mut slugs = Vec::new();
    for _ in 0..3 {
        let made = shop
            .store
            .create_channel(NewChannel::named("Chai & Beats"), Settings::default());
        slugs.push(made.await.unwrap().0.slug.to_string());
    }
    assert_eq!(slugs, ["chai-beats", "chai-beats-2", "chai-beats-3"]);
    let chosen = NewChannel {
        slug: Some(Slug::parse("chai-beats").unwrap()),
        ..NewChannel::named("x")
    };
    let refused = shop
        .store
        .create_channel(chosen, Settings::default())
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    for name in ["", " \n ", &"x".repeat(101)] {
        let refused = shop.store.create_channel(NewChannel::named(name), Settings::default());
        assert_eq!(refused.await.unwrap_err().code, Code::Invalid);
    }
}

async fn deleting_takes_all_with_it(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let (other, _) = shop.channel("abc").await;
    for id in [profile.id, other.id] {
        shop.store.save_state(id, &SavedState::default()).await.unwrap();
        shop.store.add_traffic(id, "2026-11", 7).await.unwrap();
        shop.store.add_recording_alert(id, "x").await.unwrap();
        let plain = crate::store::CredentialChange::default();
        shop.store.add_dj(id, "saima", "chai-pani-7", &plain).await.unwrap();
    }
    shop.store.delete_channel(profile.id).await.unwrap();
    shop.store.delete_channel(profile.id).await.unwrap();
    assert_eq!(shop.store.traffic(profile.id, "2026-11").await.unwrap(), 0);
    assert!(shop.store.alerts(profile.id, 50).await.unwrap().is_empty());
    assert!(shop.store.djs(profile.id).await.unwrap().is_empty());
    assert_eq!(shop.store.channels().await.unwrap().len(), 1);
    assert_eq!(shop.store.traffic(other.id, "2026-11").await.unwrap(), 7);
    assert_eq!(shop.store.djs(other.id).await.unwrap().len(), 1);
}
