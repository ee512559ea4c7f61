//! Every store on both databases.

mod channels;
mod credentials;
mod log;
mod rows;
mod schedule;

use super::Store;
use crate::model::{Profile, Settings};
use awaz_core::Slug;
use awaz_store::db::Migrations;
use awaz_testkit::{Bench, Engine, Somebody};

/// Runs stories on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $story() {
                super::$story(crate::store::tests::Shop::on(awaz_testkit::Engine::Sqlite).await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $story() {
                super::$story(crate::store::tests::Shop::on(awaz_testkit::Engine::Postgres).await).await;
            })*
        }
    };
}
use on_both;

/// A store with the clock that stands still.
struct Shop {
    store: Store,
    bench: Bench,
}

impl Shop {
    async fn on(engine: Engine) -> Self {
        let bench = Bench::new(engine, &Migrations::new().with(crate::migrations)).await;
        let ctx = &bench.ctx;
        Self {
            store: Store::new(ctx.db.clone(), ctx.clock.clone(), ctx.ports.clone()),
            bench,
        }
    }

    /// Adds a channel of [`Somebody::Owner`]; it and its key.
    async fn channel(&self, slug: &str) -> (Profile, String) {
        let slug = Slug::parse(slug).unwrap();
        let owner = Some(Somebody::Owner.id());
        let profile = self
            .store
            .new_profile(slug, "ریڈیو محفل".to_owned(), owner, Settings::default());
        let key = self.store.add_channel(&profile).await.unwrap();
        (profile, key)
    }
}
