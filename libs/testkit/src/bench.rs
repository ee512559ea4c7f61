//! A context for services under test.

use crate::client::Client;
use crate::people::People;
use crate::postgres;
use awaz_core::clock::FakeClock;
use awaz_http::service::{Ctx, Ports};
use awaz_store::db::{Config, Migrations};
use awaz_store::{Db, Jobs, Objects, Outbox};
use chrono::{TimeZone, Utc};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite in the test's own folder.
    Sqlite,
    /// A database of the test's own on a real PostgreSQL 15.
    Postgres,
}

impl Engine {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// A context, and what keeps it alive.
pub struct Bench {
    /// What the service is given.
    pub ctx: Ctx,
    /// Its clock: 25 November 2026, 12:00 UTC, until it is moved.
    pub clock: Arc<FakeClock>,
    folder: tempfile::TempDir,
}

impl Bench {
    /// A context with migrated tables; the directory knows [`crate::Somebody`] unless the test
    /// binds its own through `ctx.ports` of [`Bench::bare`].
    ///
    /// # Panics
    /// If the database cannot be opened or migrated: the test has failed then.
    pub async fn new(engine: Engine, migrations: &Migrations) -> Self {
        let bench = Self::bare(engine, migrations).await;
        bench.ctx.ports.bind_directory(Arc::new(People));
        bench
    }

    /// As [`Bench::new`], with no port bound.
    ///
    /// # Panics
    /// As [`Bench::new`].
    pub async fn bare(engine: Engine, migrations: &Migrations) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match engine {
            Engine::Sqlite => "sqlite:awaz.db".to_owned(),
            Engine::Postgres => tokio::task::spawn_blocking(postgres::database)
                .await
                .expect("it starts"),
        };
        let config = Config {
            url,
            ..Config::default()
        };
        let db = Db::open(&config, folder.path()).await.expect("the database opens");
        db.migrate(migrations).await.expect("the migrations fit");
        let noon = Utc
            .with_ymd_and_hms(2026, 11, 25, 12, 0, 0)
            .single()
            .expect("there is such a time");
        let clock = Arc::new(FakeClock::at(noon));
        let objects = Objects::open("file:objects", folder.path())
            .await
            .expect("a local folder");
        let ctx = Ctx {
            outbox: Outbox::new(db.clone()),
            jobs: Jobs::new(db.clone(), clock.clone()),
            db,
            objects,
            clock: clock.clone(),
            shutdown: CancellationToken::new(),
            data_dir: folder.path().to_path_buf(),
            public_url: None,
            is_tls: false,
            ports: Ports::default(),
        };
        Self { ctx, clock, folder }
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A client onto a router, with the layers the product has around it.
    pub fn client(&self, router: impl Into<axum::Router>) -> Client {
        Client::new(router.into(), self.ctx.ports.clone())
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.ctx.shutdown.cancel();
    }
}
