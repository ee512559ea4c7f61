//! The tables search owns.

use awaz_store::migrations::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, integer_null, string, text, uuid};

/// The migrations of this service, oldest first.
#[must_use]
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Search), Box::new(Rules)]
}

/// What is in the index, and what was searched for.
struct Search;

impl MigrationName for Search {
    fn name(&self) -> &'static str {
        "m20261127_000001_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Search {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let entries = Table::create()
            .table("search_entries")
            .col(string("key").primary_key())
            .col(uuid("channel_id"))
            .col(big_integer("digest"))
            .to_owned();
        manager.create_table(entries).await?;
        index(manager, "search_entries_by_channel", "search_entries", &["channel_id"]).await?;
        let asked = Table::create()
            .table("search_asked")
            .col(uuid("id").primary_key())
            .col(big_integer("at_ms"))
            .col(string("query"))
            .col(string("language"))
            .col(integer("found"))
            .col(big_integer("salt"))
            .col(big_integer("who"))
            .col(integer_null("clicked"))
            .to_owned();
        manager.create_table(asked).await?;
        index(manager, "search_asked_by_time", "search_asked", &["at_ms"]).await
    }
}

/// What the people who run the server add.
struct Rules;

impl MigrationName for Rules {
    fn name(&self) -> &'static str {
        "m20261127_000002_search_rules"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Rules {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rules = Table::create()
            .table("search_rules")
            .col(integer("id").primary_key())
            .col(big_integer("version"))
            .col(text("rules"))
            .to_owned();
        manager.create_table(rules).await
    }
}
