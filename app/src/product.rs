//! The parts of the product over one data folder: opened by the server and by commands alike, so
//! that a command does the same whether a server runs or not.

mod answer;

pub(crate) use answer::create_channel;

use crate::cli::Failure;
use crate::config::AppConfig;
use crate::control::{Ask, Progress};
use awaz_content::Content;
use awaz_core::{Code, Error, Result, SharedClock, SystemClock};
use awaz_http::{Ctx, Ports};
use awaz_identity::Accounts;
use awaz_store::Migrations;
use awaz_store::{Db, Dialect, Jobs, Objects, Outbox};
use awaz_streaming::{Store, Streaming};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Longest time the start waits for the object store.
const REACH: Duration = Duration::from_secs(5);

/// The parts; clones cheaply.
#[derive(Clone)]
pub(crate) struct Product {
    /// What services are given.
    pub(crate) ctx: Ctx,
    /// Accounts.
    pub(crate) accounts: Accounts,
    /// The library.
    pub(crate) content: Content,
    /// Channels' tables.
    pub(crate) store: Store,
    /// Channels on air, where this process has put them there.
    pub(crate) streaming: Arc<OnceLock<Streaming>>,
    defaults: awaz_streaming::config::ChannelDefaults,
}

/// Tables of all services.
pub(crate) fn migrations() -> Migrations {
    Migrations::new()
        .with(awaz_identity::migrations)
        .with(awaz_content::migrations)
        .with(awaz_search::migrations)
        .with(awaz_streaming::migrations)
        .with(awaz_notification::migrations)
}

/// Brings the database up to this version; returns what was applied.
///
/// # Errors
/// The operator's: the database does not answer.
pub(crate) async fn migrate(config: &AppConfig) -> Result<Vec<String>, Failure> {
    let db = Db::open(&config.database, &config.data_dir).await.map_err(plainly)?;
    let applied = db.migrate(&migrations()).await.map_err(plainly)?;
    db.close().await.map_err(plainly)?;
    Ok(applied)
}

/// An error of the store with its cause: whoever sits at the terminal is the operator.
pub(crate) fn plainly(error: awaz_store::Error) -> Error {
    let text = error.to_string();
    Error {
        message: text,
        ..Error::from(error)
    }
}

impl Product {
    /// Opens the parts; embedded engines are migrated.
    ///
    /// # Errors
    /// The operator's: an engine does not answer, or needs `awaz migrate`.
    pub(crate) async fn open(config: &AppConfig, shutdown: CancellationToken) -> Result<Self> {
        let db = Db::open(&config.database, &config.data_dir).await.map_err(plainly)?;
        bring_up(&db).await?;
        let clock: SharedClock = Arc::new(SystemClock);
        let objects = objects(config).await?;
        let ctx = Ctx {
            jobs: Jobs::new(db.clone(), clock.clone()),
            outbox: Outbox::new(db.clone()),
            objects,
            clock: clock.clone(),
            shutdown,
            data_dir: config.data_dir.clone(),
            public_url: config
                .http
                .public_url
                .as_ref()
                .map(|url| url.as_str().trim_end_matches('/').to_owned()),
            is_tls: config.http.tls.certificate.is_some(),
            ports: Ports::default(),
            db,
        };
        let accounts = Accounts::open(&ctx, config.identity.clone());
        let accounts = accounts.map_err(|error| Error::new(Code::Unavailable, error.to_string()))?;
        let content = Content::new(&ctx, config.content.clone())?;
        Ok(Self {
            store: Store::new(ctx.db.clone(), clock, ctx.ports.clone()),
            ctx,
            accounts,
            content,
            streaming: Arc::default(),
            defaults: config.streaming.channel.clone(),
        })
    }

    /// Opens the parts for one command, without a server.
    ///
    /// # Errors
    /// As [`Product::open`].
    pub(crate) async fn open_for_commands(config: &AppConfig) -> Result<Self> {
        Self::open(config, CancellationToken::new()).await
    }

    /// Does what a command asks.
    ///
    /// # Errors
    /// What the person at the terminal is told.
    pub(crate) async fn answer(&self, ask: Ask, progress: mpsc::Sender<Progress>) -> Result<serde_json::Value> {
        answer::answer(self, ask, progress).await
    }

    /// Closes the database.
    pub(crate) async fn close(&self) {
        if let Err(error) = self.ctx.db.close().await {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }
}

/// Opens the objects. What the operator has to put right is told now; a server that does not answer
/// may be there later, and what is on this machine plays without it.
async fn objects(config: &AppConfig) -> Result<Objects> {
    let objects = Objects::open_with(&config.objects, &config.data_dir)
        .await
        .map_err(plainly)?;
    match tokio::time::timeout(REACH, objects.reach()).await {
        Ok(Err(cause)) if cause.code() != Code::Unavailable => return Err(plainly(cause)),
        Ok(Err(cause)) => tracing::warn!(%cause, "started without what is not on this machine"),
        Err(_) => tracing::warn!("objects do not answer in time; started without what is not on this machine"),
        Ok(Ok(())) => {}
    }
    Ok(objects)
}

async fn bring_up(db: &Db) -> Result<()> {
    let migrations = migrations();
    if db.dialect() == Dialect::Sqlite {
        db.migrate(&migrations).await.map_err(plainly)?;
        return Ok(());
    }
    let pending = db.pending(&migrations).await.map_err(plainly)?;
    if pending.is_empty() {
        return Ok(());
    }
    let message = format!(
        "The database is of an older version ({} migrations are missing). Run `awaz migrate` first.",
        pending.len()
    );
    Err(Error::new(Code::Unavailable, message))
}
