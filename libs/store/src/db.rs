//! The database: one API over SQLite and PostgreSQL.
//!
//! It is *not* a query builder of its own: entities and statements are SeaORM's, and its
//! functions take [`Db::ro`], [`Db::rw`] or a [`Tx`].
//!
//! ```no_run
//! # async fn example(db: &awaz_store::Db) -> awaz_store::Result<()> {
//! let tx = db.begin().await?;
//! // thing.insert(&tx).await?; outbox.append(&tx, &event).await?;
//! tx.commit().await
//! # }
//! ```

use crate::error::{Error, Result};
use crate::migrations::Migrator;
pub use crate::migrations::{MigrationList, Migrations};
use crate::wake::Wake;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTraitSelf;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long a statement waits for a free connection or a lock before it gives up.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// The lock PostgreSQL migrations take, so that two of them do not run at once.
const MIGRATION_LOCK: i64 = 0x4157_415a_0001;

/// Which SQL the database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite 3, in this process.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

/// Where the database is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `sqlite:PATH` (relative to the data folder) or `postgres://user:password@host/name`.
    pub url: String,
    /// A read replica, `postgres://…`; reads that may be late go there.
    pub replica_url: Option<String>,
    /// Connections per pool, 2 to 100. SQLite: readers, beside its one writer.
    pub max_connections: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            url: "sqlite:awaz.db".to_owned(),
            replica_url: None,
            max_connections: 8,
        }
    }
}

/// The database, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    rw: DatabaseConnection,
    ro: DatabaseConnection,
    dialect: Dialect,
    wake: Wake,
}

impl Db {
    /// Opens the database; relative SQLite paths are below `data_dir`.
    ///
    /// # Errors
    /// [`Error::Config`] for a URL that names no engine; a connection error when the server
    /// does not answer, which repeating later may heal.
    pub async fn open(config: &Config, data_dir: &Path) -> Result<Self> {
        let readers = config.max_connections.clamp(2, 100);
        let (rw, ro, dialect) = if let Some(path) = config.url.strip_prefix("sqlite:") {
            let (rw, ro) = open_sqlite(&data_dir.join(path.trim_start_matches("//")), readers).await?;
            (rw, ro, Dialect::Sqlite)
        } else if is_postgres(&config.url) {
            let rw = open_postgres(&config.url, readers).await?;
            let ro = match &config.replica_url {
                Some(url) if is_postgres(url) => open_postgres(url, readers).await?,
                Some(_) => return Err(Error::Config("database.replica_url must be postgres://…".to_owned())),
                None => rw.clone(),
            };
            (rw, ro, Dialect::Postgres)
        } else {
            return Err(Error::Config(
                "database.url must be sqlite:PATH or postgres://user:password@host/name".to_owned(),
            ));
        };
        Ok(Self(Arc::new(Inner {
            rw,
            ro,
            dialect,
            wake: Wake::new(),
        })))
    }

    /// Connection for single writes, and for reads that must see the last write.
    #[must_use]
    pub fn rw(&self) -> &DatabaseConnection {
        &self.0.rw
    }

    /// Connection for reads; with a replica they may be a moment late.
    #[must_use]
    pub fn ro(&self) -> &DatabaseConnection {
        &self.0.ro
    }

    /// Which SQL it speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    /// Begins a transaction that may write; dropping it rolls back.
    ///
    /// # Errors
    /// When no connection comes free in 10 s or the server is gone; repeating later helps.
    pub async fn begin(&self) -> Result<Tx> {
        let options = TransactionOptions {
            sqlite_transaction_mode: (self.0.dialect == Dialect::Sqlite).then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.0.rw.begin_with_options(options).await?;
        Ok(Tx {
            inner,
            dialect: self.0.dialect,
            wake: self.0.wake.clone(),
            rings: AtomicBool::new(false),
        })
    }

    /// Names of migrations that are not applied yet.
    ///
    /// # Errors
    /// When the database does not answer, or holds a migration this program does not know:
    /// it was made by a newer one.
    pub async fn pending(&self, migrations: &Migrations) -> Result<Vec<String>> {
        let pending = Migrator(migrations)
            .get_pending_migrations_read_only(&self.0.rw)
            .await
            .map_err(explain)?;
        Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
    }

    /// Applies what is pending, all or nothing, and returns the names.
    ///
    /// # Errors
    /// As [`Db::pending`], or when a statement fails; nothing is changed then.
    pub async fn migrate(&self, migrations: &Migrations) -> Result<Vec<String>> {
        let tx = self.begin().await?;
        if self.0.dialect == Dialect::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                .await?;
        }
        let migrator = Migrator(migrations);
        let pending = migrator.get_pending_migrations(&tx.inner).await.map_err(explain)?;
        let names = pending.iter().map(|migration| migration.name().to_owned()).collect();
        migrator.up(&tx.inner, None).await.map_err(explain)?;
        tx.commit().await?;
        Ok(names)
    }

    /// Asks the database whether it is there.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ping(&self) -> Result<()> {
        self.0.rw.ping().await?;
        Ok(())
    }

    /// Closes the pools; SQLite folds its write-ahead log into the file.
    ///
    /// # Errors
    /// When a pool was closed already.
    pub async fn close(&self) -> Result<()> {
        self.0.ro.close_by_ref().await?;
        self.0.rw.close_by_ref().await?;
        Ok(())
    }

    pub(crate) fn wake(&self) -> &Wake {
        &self.0.wake
    }
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

fn explain(cause: DbErr) -> Error {
    let text = cause.to_string();
    if text.contains("has been applied but its file is missing") {
        return Error::Config(format!(
            "the database was written by a newer version of this program; install that one, or restore a backup ({text})"
        ));
    }
    Error::Db(cause)
}

async fn open_sqlite(path: &Path, readers: u32) -> Result<(DatabaseConnection, DatabaseConnection)> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let rw = connect_sqlite(path, 1).await?;
    let ro = connect_sqlite(path, readers).await?;
    Ok((rw, ro))
}

async fn connect_sqlite(path: &Path, connections: u32) -> Result<DatabaseConnection> {
    let is_writer = connections == 1;
    let file = path.to_owned();
    let mut options = ConnectOptions::new("sqlite:");
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .filename(&file)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(ACQUIRE_TIMEOUT)
                .foreign_keys(true);
            if is_writer {
                sqlite
            } else {
                sqlite.pragma("query_only", "ON")
            }
        });
    if is_writer {
        options.min_connections(1).idle_timeout(None).max_lifetime(None);
    }
    Ok(Database::connect(options).await?)
}

async fn open_postgres(url: &str, connections: u32) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_timeout(ACQUIRE_TIMEOUT)
        .set_application_name("awaz")
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    Ok(Database::connect(options).await?)
}

/// An open transaction; every function of SeaORM takes it as a connection. Dropping it rolls
/// back.
#[derive(Debug)]
pub struct Tx {
    inner: DatabaseTransaction,
    dialect: Dialect,
    wake: Wake,
    rings: AtomicBool,
}

impl Tx {
    /// Makes the changes last.
    ///
    /// # Errors
    /// When the server is gone or refuses (a deferred constraint); nothing is changed then.
    pub async fn commit(self) -> Result<()> {
        self.inner.commit().await?;
        if self.rings.load(Ordering::Relaxed) {
            self.wake.ring();
        }
        Ok(())
    }

    /// Undoes the changes now, instead of when it is dropped.
    ///
    /// # Errors
    /// When the server is gone, which undoes them too.
    pub async fn rollback(self) -> Result<()> {
        self.inner.rollback().await?;
        Ok(())
    }

    /// Which SQL it speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Has the runners of this process look for work after the commit.
    pub(crate) fn ring_after_commit(&self) {
        self.rings.store(true, Ordering::Relaxed);
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(statement).await
    }
}
