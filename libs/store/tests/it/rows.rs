//! Rows through SeaORM: what must come out alike on every engine.

use crate::bench;
use crate::db::{count, write};
use awaz_store::Error;
use awaz_store::sea_orm::entity::prelude::*;
use awaz_store::sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, QueryOrder, QuerySelect, Statement, TransactionTrait,
};
use awaz_store::sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager, async_trait};
use awaz_testkit::Engine;
use serde_json::json;
use std::collections::BTreeSet;

/// Tables of these tests.
pub(crate) struct Things;

impl MigrationName for Things {
    fn name(&self) -> &'static str {
        "m20261125_000003_things"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Things {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (id, document) = match connection.get_database_backend() {
            DbBackend::Postgres => ("UUID", "JSONB"),
            _ => ("UUID_TEXT", "JSON_TEXT"),
        };
        let things = format!(
            "CREATE TABLE things (id {id} PRIMARY KEY, at_ms BIGINT NOT NULL, body {document} NOT NULL, note VARCHAR(40))"
        );
        connection.execute_unprepared(&things).await?;
        let parts = format!("CREATE TABLE parts (id BIGINT PRIMARY KEY, thing {id} NOT NULL REFERENCES things (id))");
        connection.execute_unprepared(&parts).await?;
        Ok(())
    }
}
