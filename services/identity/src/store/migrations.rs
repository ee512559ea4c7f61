//! The tables identity owns.

use awaz_store::migrations::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, string, text_null, uuid};

/// The migrations of this service, oldest first.
#[must_use]
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(People)]
}

/// People, their sessions and their keys.
struct People;

impl MigrationName for People {
    fn name(&self) -> &'static str {
        "m20261125_000001_identity_people"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for People {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let users = Table::create()
            .table("users")
            .col(uuid("id").primary_key())
            .col(string("email").unique_key())
            .col(string("name"))
            .col(string("role"))
            .col(string("password_hash"))
            .col(big_integer("created_at_ms"))
            .to_owned();
        manager.create_table(users).await?;
        let sessions = Table::create()
            .table("sessions")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(string("kind"))
            .col(uuid("family"))
            .col(string("digest").unique_key())
            .col(string("agent"))
            .col(big_integer("created_at_ms"))
            .col(big_integer("seen_at_ms"))
            .col(big_integer("expires_at_ms"))
            .col(boolean("is_spent"))
            .to_owned();
        manager.create_table(sessions).await?;
        index(manager, "sessions_by_user", "sessions", &["user_id"]).await?;
        index(manager, "sessions_by_family", "sessions", &["family"]).await?;
        index(manager, "sessions_by_expiry", "sessions", &["expires_at_ms"]).await?;
        let keys = Table::create()
            .table("api_keys")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(string("name"))
            .col(text_null("scopes"))
            .col(string("digest").unique_key())
            .col(string("hint"))
            .col(big_integer("created_at_ms"))
            .col(big_integer_null("expires_at_ms"))
            .col(big_integer_null("used_at_ms"))
            .to_owned();
        manager.create_table(keys).await?;
        index(manager, "api_keys_by_user", "api_keys", &["user_id"]).await
    }
}
