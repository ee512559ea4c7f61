//! The tables notification owns.

use awaz_store::migrations::{index, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, boolean_null, integer, integer_null, string, string_null, text, text_null,
    uuid,
};

/// The migrations of this service, oldest first.
#[must_use]
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Webhooks)]
}

/// Webhooks, what they send, and what stations were like.
struct Webhooks;

impl MigrationName for Webhooks {
    fn name(&self) -> &'static str {
        "m20261128_000001_notification_webhooks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Webhooks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(webhooks()).await?;
        let table = "notification_webhooks";
        index(manager, "notification_webhooks_by_channel", table, &["channel_id"]).await?;
        manager.create_table(deliveries()).await?;
        let table = "notification_deliveries";
        unique(
            manager,
            "notification_deliveries_once",
            table,
            &["webhook_id", "event_id"],
        )
        .await?;
        index(manager, "notification_deliveries_due", table, &["state", "next_ms"]).await?;
        index(manager, "notification_deliveries_newest", table, &["webhook_id", "id"]).await?;
        index(manager, "notification_deliveries_by_channel", table, &["channel_id"]).await?;
        let stations = Table::create()
            .table("notification_stations")
            .col(uuid("channel_id").primary_key())
            .col(text_null("song"))
            .col(integer_null("listeners"))
            .col(text_null("live"))
            .to_owned();
        manager.create_table(stations).await
    }
}

fn webhooks() -> TableCreateStatement {
    Table::create()
        .table("notification_webhooks")
        .col(uuid("id").primary_key())
        .col(uuid("channel_id"))
        .col(string("name"))
        .col(text("target"))
        .col(text("secret"))
        .col(text_null("old_secret"))
        .col(big_integer_null("old_until_ms"))
        .col(text("triggers"))
        .col(text("messages"))
        .col(integer_null("listeners_above"))
        .col(integer_null("listeners_below"))
        .col(integer("min_interval_s"))
        .col(boolean("enabled"))
        .col(string_null("disabled_reason"))
        .col(big_integer_null("failing_since_ms"))
        .col(big_integer_null("last_song_ms"))
        .col(boolean_null("was_above"))
        .col(boolean_null("was_below"))
        .col(big_integer("created_at_ms"))
        .to_owned()
}

fn deliveries() -> TableCreateStatement {
    Table::create()
        .table("notification_deliveries")
        .col(uuid("id").primary_key())
        .col(uuid("webhook_id"))
        .col(uuid("channel_id"))
        .col(uuid("event_id"))
        .col(string("trigger"))
        .col(text("facts"))
        .col(string("state"))
        .col(integer("attempts"))
        .col(big_integer("next_ms"))
        .col(big_integer("happened_at_ms"))
        .col(big_integer("created_at_ms"))
        .col(integer_null("status"))
        .col(text("answer"))
        .col(text_null("problem"))
        .to_owned()
}
