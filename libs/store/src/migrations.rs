//! Migrations of this crate's own tables, the list of everybody's, and what they are made of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, small_integer, string, text, text_null, uuid};

/// The migrations of one crate.
pub type MigrationList = fn() -> Vec<Box<dyn MigrationTrait>>;

/// The migrations of every service, applied in the order of their names within the order in
/// which the lists were added; this crate's own come first.
#[derive(Debug, Clone)]
pub struct Migrations(Vec<MigrationList>);

impl Migrations {
    /// Starts with the tables of the event log and the job queue.
    #[must_use]
    pub fn new() -> Self {
        Self(vec![own])
    }

    /// Adds a service's list.
    #[must_use]
    pub fn with(mut self, list: MigrationList) -> Self {
        self.0.push(list);
        self
    }

    fn all(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().flat_map(|list| list()).collect()
    }
}

impl Default for Migrations {
    fn default() -> Self {
        Self::new()
    }
}

pub(crate) struct Migrator<'a>(pub(crate) &'a Migrations);

#[async_trait::async_trait]
impl sea_orm_migration::MigratorTraitSelf for Migrator<'_> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.all()
    }
}

/// Adds an index over `columns` of a table.
///
/// # Errors
/// The database's.
pub async fn index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(over(name, table, columns)).await
}

/// Adds an index over `columns` that no two rows have the same of.
///
/// # Errors
/// The database's; rows that are the same.
pub async fn unique(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager
        .create_index(over(name, table, columns).unique().to_owned())
        .await
}

fn over(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut statement = Index::create();
    statement.name(name).table(table);
    for column in columns {
        statement.col(*column);
    }
    statement
}

fn own() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Events), Box::new(JobQueue)]
}

struct Events;

impl MigrationName for Events {
    fn name(&self) -> &'static str {
        "m20261125_000001_store_events"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Events {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut seq = ColumnDef::new("seq");
        seq.big_integer().not_null().auto_increment().primary_key();
        manager
            .create_table(
                Table::create()
                    .table("events")
                    .col(seq)
                    .col(uuid("id").unique_key())
                    .col(string("topic"))
                    .col(big_integer("at_ms"))
                    .col(text("body"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("event_offsets")
                    .col(string("consumer").primary_key())
                    .col(big_integer("seq"))
                    .col(integer("attempts").default(0))
                    .col(big_integer("next_try_ms").default(0))
                    .to_owned(),
            )
            .await?;
        let mut id = ColumnDef::new("id");
        id.big_integer().not_null().auto_increment().primary_key();
        manager
            .create_table(
                Table::create()
                    .table("event_failures")
                    .col(id)
                    .col(string("consumer"))
                    .col(big_integer("seq"))
                    .col(text("body"))
                    .col(text("error"))
                    .col(big_integer("at_ms"))
                    .to_owned(),
            )
            .await
    }
}

struct JobQueue;

impl MigrationName for JobQueue {
    fn name(&self) -> &'static str {
        "m20261125_000002_store_jobs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for JobQueue {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("jobs")
                    .col(uuid("id").primary_key())
                    .col(string("kind"))
                    .col(text("payload"))
                    .col(small_integer("priority"))
                    .col(string("state"))
                    .col(text_null("dedup_key"))
                    .col(big_integer("run_at_ms"))
                    .col(integer("attempts"))
                    .col(integer("max_attempts"))
                    .col(big_integer_null("lease_until_ms"))
                    .col(text_null("worker"))
                    .col(text_null("last_error"))
                    .col(big_integer("created_at_ms"))
                    .to_owned(),
            )
            .await?;
        index(manager, "jobs_by_turn", "jobs", &["state", "priority", "run_at_ms"]).await?;
        // The query builder has no partial index for both dialects in one call; the statement
        // is the same text in both.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX jobs_once ON jobs (kind, dedup_key) WHERE state = 'queued' AND dedup_key IS NOT NULL",
            )
            .await?;
        Ok(())
    }
}
