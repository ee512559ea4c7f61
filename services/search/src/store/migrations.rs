//! The tables search owns.

use awaz_store::migrations::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, integer_null, string, uuid};

/// The migrations of this service, oldest first.
#[must_use]
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Search)]
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
