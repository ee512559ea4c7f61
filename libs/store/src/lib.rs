//! Where Awaz Pulse keeps things: a module per port, a file per engine.
//!
//! | module | what | engines |
//! |---|---|---|
//! | [`db`] | tables, transactions, migrations | SQLite, PostgreSQL 15+ |
//! | [`objects`] | sound, pictures, recordings | a local directory, S3 and compatibles (feature `s3`) |
//! | [`outbox`] | the event log, written in the transaction of the change | a table in the database |
//! | [`jobs`] | work that is done later, once, with retries | a table in the database |
//! | [`index`] | what can be found, by its words | a directory (tantivy) |
//! | [`cache`] | values that may be forgotten | memory |
//!
//! It is *not* where a service's tables are: each service owns its own, and brings the
//! migrations for them.
//!
//! Things to note:
//! * `Ok(None)` means "no such row"; the caller gives that a name.
//! * Own tables keep times as `BIGINT` milliseconds since the Unix epoch, which sorts and
//!   compares alike on both dialects.
//! * SQLite has one writer: while a [`db::Tx`] is open, use it for every statement; a statement
//!   on [`db::Db::rw`] would wait for it until it times out.

pub mod cache;
pub mod db;
pub mod error;
pub mod index;
pub mod jobs;
pub mod objects;
pub mod outbox;

pub mod migrations;
mod wake;

pub use db::{Db, Dialect, Tx};
pub use error::{Error, Result};
pub use index::Index;
pub use jobs::{Job, JobError, JobHandler, JobRun, Jobs};
pub use migrations::Migrations;
pub use objects::{Key, Objects};
pub use outbox::{Consume, Consumer, Outbox};
pub use sea_orm;
pub use sea_orm_migration;
