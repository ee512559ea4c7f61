//! Who may send, and who may administer.

use super::{Shop, on_both};
use crate::live::{AdminScope, Granted, SourceAuth};
use crate::slot::Slot;
use crate::store::CredentialChange;
use async_trait::async_trait;
use awaz_core::hours::Hours;
use awaz_core::ports::{Credential, Directory, Principal, Role};
use awaz_core::{Code, Result, Slug};
use awaz_testkit::{Bench, Engine, Somebody};
use awaz_wire::auth::Credentials;
use std::net::SocketAddr;
use std::sync::Arc;

on_both!(station_keys, djs, presenters_hours, names_and_passwords, api_keys);

fn named(name: &str) -> CredentialChange {
    CredentialChange {
        name: Some(name.to_owned()),
        ..CredentialChange::default()
    }
}

async fn check(shop: &Shop, channel: Option<&str>, user: &str, password: &str) -> Result<Granted> {
    let slug = channel.map(|slug| Slug::parse(slug).unwrap());
    let credentials = Credentials::new(user, password).unwrap();
    let peer = SocketAddr::from(([192, 0, 2, 1], 1));
    shop.store.check(slug.as_ref(), &credentials, peer).await
}

async fn code(shop: &Shop, channel: Option<&str>, user: &str, password: &str) -> Code {
    check(shop, channel, user, password).await.unwrap_err().code
}

async fn station_keys(shop: Shop) {
    let (profile, key) = shop.channel("fm").await;
    let (_, other) = shop.channel("abc").await;
    for (channel, user) in [(Some("fm"), "source"), (Some("fm"), ""), (None, "source"), (None, "")] {
        let granted = check(&shop, channel, user, &key).await.unwrap();
        assert_eq!((granted.channel_id, granted.channel.as_str()), (profile.id, "fm"));
        assert_eq!((granted.who.as_str(), granted.is_admin), ("ریڈیو محفل", false));
        assert!(granted.credential.is_some());
    }
    for (channel, user, password) in [
        (Some("fm"), "source", other.as_str()),
        (Some("fm"), "source", "x"),
        (Some("fm"), "source", &key[1..]),
        (Some("none"), "source", &key),
        (Some("fm"), "SOURCE", &key),
        (None, "source", "x"),
    ] {
        assert_eq!(
            code(&shop, channel, user, password).await,
            Code::Unauthenticated,
            "{channel:?} {user}"
        );
    }
    let new = shop.store.rotate_key(profile.id).await.unwrap();
    assert_eq!(shop.store.source_key(profile.id).await.unwrap(), new);
    assert_eq!(code(&shop, Some("fm"), "source", &key).await, Code::Unauthenticated);
    assert!(check(&shop, None, "source", &new).await.is_ok());
    shop.store.delete_channel(profile.id).await.unwrap();
    assert_eq!(code(&shop, None, "source", &new).await, Code::Unauthenticated);
    assert_eq!(
        shop.store.rotate_key(profile.id).await.unwrap_err().code,
        Code::NotFound
    );
}

async fn djs(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let (other, _) = shop.channel("abc").await;
    let saima = shop
        .store
        .add_dj(profile.id, "saima", "chai:pani 7", &named(" DJ Saima "))
        .await
        .unwrap();
    assert_eq!((saima.name.as_str(), saima.last_used_at), ("DJ Saima", None));
    shop.store
        .add_dj(other.id, "saima", "other-pass-9", &named(""))
        .await
        .unwrap();
    let again = shop
        .store
        .add_dj(profile.id, "saima", "chai-pani-7", &named(""))
        .await
        .unwrap_err();
    assert_eq!((again.code, again.fields[0].field.as_str()), (Code::Conflict, "/user"));
    let granted = check(&shop, Some("fm"), "saima", "chai:pani 7").await.unwrap();
    assert_eq!((granted.who.as_str(), granted.credential), ("DJ Saima", Some(saima.id)));
    // Without a channel the password finds its own.
    let found = check(&shop, None, "saima", "other-pass-9").await.unwrap();
    assert_eq!((found.channel.as_str(), found.who.as_str()), ("abc", "saima"));
    assert_eq!(
        code(&shop, Some("fm"), "saima", "other-pass-9").await,
        Code::Unauthenticated
    );
    assert_eq!(
        code(&shop, Some("fm"), "nobody", "chai:pani 7").await,
        Code::Unauthenticated
    );
    assert_eq!(
        code(&shop, Some("none"), "saima", "chai:pani 7").await,
        Code::Unauthenticated
    );
    let listed = shop.store.djs(profile.id).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].last_used_at, Some(shop.bench.ctx.clock.now()));
    assert!(
        !shop.store.delete_dj(other.id, saima.id).await.unwrap(),
        "another channel's"
    );
    assert!(shop.store.delete_dj(profile.id, saima.id).await.unwrap());
    assert!(!shop.store.delete_dj(profile.id, saima.id).await.unwrap());
    assert_eq!(
        code(&shop, Some("fm"), "saima", "chai:pani 7").await,
        Code::Unauthenticated
    );
}

async fn presenters_hours(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let amna = shop
        .store
        .add_dj(profile.id, "amna", "chai:pani 7", &named(""))
        .await
        .unwrap();
    let slot = async || check(&shop, Some("fm"), "amna", "chai:pani 7").await.unwrap().slot;
    assert_eq!(slot().await, Slot::Always);
    let hours: Vec<Hours> = serde_json::from_str(r#"[{"from":"00:00","to":"00:00"}]"#).unwrap();
    let mut change = CredentialChange {
        hours: Some(hours.clone()),
        ..CredentialChange::default()
    };
    shop.store.change_dj(profile.id, amna.id, &change).await.unwrap();
    assert_eq!(slot().await, Slot::Open(None));
    change.ends_with_hours = Some(true);
    let changed = shop.store.change_dj(profile.id, amna.id, &change).await.unwrap();
    assert_eq!((changed.hours, changed.ends_with_hours), (hours, true));
    assert!(matches!(slot().await, Slot::Open(Some(_))));
    let (other, _) = shop.channel("abc").await;
    let foreign = shop.store.change_dj(other.id, amna.id, &change).await.unwrap_err();
    assert_eq!(foreign.code, Code::NotFound);
}

async fn names_and_passwords(shop: Shop) {
    let (profile, key) = shop.channel("fm").await;
    for (user, password, field) in [
        ("source", "chai-pani-7", "/user"),
        ("admin", "chai-pani-7", "/user"),
        ("a b", "chai-pani-7", "/user"),
        ("", "chai-pani-7", "/user"),
        ("saima", "short", "/password"),
        ("saima", "with\u{0}null", "/password"),
    ] {
        let error = shop
            .store
            .add_dj(profile.id, user, password, &named(""))
            .await
            .unwrap_err();
        assert_eq!(
            (error.code, error.fields[0].field.as_str()),
            (Code::Invalid, field),
            "{user}"
        );
    }
    // The station's own key is no DJ: it cannot be deleted by its id.
    let granted = check(&shop, Some("fm"), "source", &key).await.unwrap();
    assert!(
        !shop
            .store
            .delete_dj(profile.id, granted.credential.unwrap())
            .await
            .unwrap()
    );
    assert!(shop.store.djs(profile.id).await.unwrap().is_empty());
}

async fn admin(shop: &Shop, user: &str, key: &str) -> Result<AdminScope> {
    let credentials = Credentials::new(user, key).unwrap();
    shop.store
        .check_admin(&credentials, SocketAddr::from(([192, 0, 2, 1], 1)))
        .await
}

async fn api_keys(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    for who in [Somebody::Owner, Somebody::Admin] {
        let granted = check(&shop, Some("fm"), "admin", who.key()).await.unwrap();
        assert_eq!(
            (granted.channel_id, granted.credential, granted.is_admin),
            (profile.id, None, true)
        );
    }
    assert_eq!(
        code(&shop, Some("fm"), "admin", Somebody::OtherOwner.key()).await,
        Code::Unauthenticated
    );
    assert_eq!(
        code(&shop, Some("fm"), "admin", Somebody::Listener.key()).await,
        Code::Forbidden
    );
    assert_eq!(
        code(&shop, Some("fm"), "admin", "awz_wrong").await,
        Code::Unauthenticated
    );
    assert_eq!(
        code(&shop, Some("none"), "admin", Somebody::Admin.key()).await,
        Code::Unauthenticated
    );
    assert_eq!(
        code(&shop, None, "admin", Somebody::Admin.key()).await,
        Code::Unauthenticated
    );
    assert_eq!(
        admin(&shop, "admin", Somebody::Admin.key()).await.unwrap(),
        AdminScope::All
    );
    let owner = admin(&shop, "admin", Somebody::Owner.key()).await.unwrap();
    assert!(owner.covers("fm") && !owner.covers("abc"));
    let other = admin(&shop, "admin", Somebody::OtherOwner.key()).await.unwrap();
    assert!(!other.covers("fm"));
    assert_eq!(
        admin(&shop, "root", Somebody::Admin.key()).await.unwrap_err().code,
        Code::Unauthenticated
    );
    assert_eq!(
        admin(&shop, "admin", Somebody::Listener.key()).await.unwrap_err().code,
        Code::Forbidden
    );
}

/// A directory with keys of an owner that may do less.
struct Narrow;

#[async_trait]
impl Directory for Narrow {
    async fn authenticate(&self, credential: &Credential) -> Result<Option<Principal>> {
        let Credential::Bearer(key) = credential else {
            return Ok(None);
        };
        Ok(Some(Principal {
            user_id: Somebody::Owner.id(),
            role: Role::StationOwner,
            scopes: Some(vec![key.clone()]),
        }))
    }
}

#[tokio::test]
async fn keys_without_the_scope_may_not() {
    let migrations = awaz_store::db::Migrations::new().with(crate::migrations);
    let bench = Bench::bare(Engine::Sqlite, &migrations).await;
    let ctx = &bench.ctx;
    let store = super::Store::new(ctx.db.clone(), ctx.clock.clone(), ctx.ports.clone());
    let shop = Shop { store, bench };
    shop.channel("fm").await;
    assert_eq!(
        code(&shop, Some("fm"), "admin", "x").await,
        Code::Unavailable,
        "no directory yet"
    );
    shop.bench.ctx.ports.bind_directory(Arc::new(Narrow));
    assert_eq!(code(&shop, Some("fm"), "admin", "stream:read").await, Code::Forbidden);
    assert_eq!(
        admin(&shop, "admin", "stream:read").await.unwrap_err().code,
        Code::Forbidden
    );
    assert!(check(&shop, Some("fm"), "admin", "station:admin").await.is_ok());
    assert!(check(&shop, Some("fm"), "admin", "*").await.is_ok());
}
