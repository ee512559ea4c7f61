//! The tables streaming owns. Times are Unix milliseconds; positions are samples since the
//! channel's epoch; structures that are only ever read whole are JSON text.

use awaz_store::migrations::{index, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, string, text, text_null, uuid, uuid_null,
};

/// The migrations of this service, oldest first.
#[must_use]
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Channels),
        Box::new(Programme),
        Box::new(Numbers),
        Box::new(PresenterHours),
        Box::new(Schedule),
    ]
}

/// Channels and who may send to them.
struct Channels;

impl MigrationName for Channels {
    fn name(&self) -> &'static str {
        "m20261125_010001_streaming_channels"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Channels {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("channels")
                    .col(uuid("id").primary_key())
                    .col(string("slug").unique_key())
                    .col(text("name"))
                    .col(text("description"))
                    .col(text("genre"))
                    .col(string("language"))
                    .col(text("website"))
                    .col(string("color"))
                    .col(uuid_null("owner"))
                    .col(big_integer("epoch_ms"))
                    .col(big_integer("created_at_ms"))
                    .col(big_integer("version"))
                    .col(text("settings"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("channel_states")
                    .col(uuid("channel_id").primary_key())
                    .col(big_integer("generation"))
                    .col(big_integer("position"))
                    .col(big_integer("seq"))
                    .col(text("current"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("source_credentials")
                    .col(uuid("id").primary_key())
                    .col(uuid("channel_id"))
                    .col(text("username"))
                    .col(text("name"))
                    .col(text_null("source_key"))
                    .col(text_null("password_hash"))
                    .col(big_integer("created_at_ms"))
                    .col(big_integer_null("last_used_ms"))
                    .to_owned(),
            )
            .await?;
        let table = "source_credentials";
        unique(
            manager,
            "source_credentials_by_user",
            table,
            &["channel_id", "username"],
        )
        .await?;
        unique(manager, "source_credentials_by_key", table, &["source_key"]).await
    }
}

/// What is played, was played and was recorded.
struct Programme;

impl MigrationName for Programme {
    fn name(&self) -> &'static str {
        "m20261125_010002_streaming_programme"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Programme {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("queue_entries")
                    .col(uuid("id").primary_key())
                    .col(uuid("channel_id"))
                    .col(integer("place"))
                    .col(text("item"))
                    .to_owned(),
            )
            .await?;
        index(manager, "queue_by_place", "queue_entries", &["channel_id", "place"]).await?;
        manager
            .create_table(
                Table::create()
                    .table("as_run")
                    .col(uuid("id").primary_key())
                    .col(uuid("channel_id"))
                    .col(big_integer("seq"))
                    .col(string("kind"))
                    .col(uuid_null("track_id"))
                    .col(text("title"))
                    .col(text("artist"))
                    .col(text("album"))
                    .col(text("who"))
                    .col(text("playlist"))
                    .col(boolean("has_art"))
                    .col(big_integer("start_sample"))
                    .col(big_integer("started_at_ms"))
                    .col(big_integer_null("duration_ms"))
                    .to_owned(),
            )
            .await?;
        index(manager, "as_run_by_time", "as_run", &["channel_id", "started_at_ms"]).await?;
        recordings(manager).await?;
        manager
            .create_table(
                Table::create()
                    .table("relays")
                    .col(uuid("id").primary_key())
                    .col(uuid("channel_id"))
                    .col(string("direction"))
                    .col(string("protocol"))
                    .col(text("url"))
                    .col(text("username"))
                    .col(text("password"))
                    .col(string("rendition"))
                    .col(string("mode"))
                    .col(big_integer("created_at_ms"))
                    .to_owned(),
            )
            .await?;
        index(manager, "relays_by_channel", "relays", &["channel_id"]).await
    }
}

async fn recordings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("recordings")
                .col(uuid("id").primary_key())
                .col(uuid("channel_id"))
                .col(string("kind"))
                .col(string("rendition"))
                .col(text("who"))
                .col(text("file"))
                .col(big_integer("start_sample"))
                .col(big_integer("started_at_ms"))
                .col(big_integer_null("ended_at_ms"))
                .col(big_integer("samples"))
                .col(big_integer("bytes"))
                .col(text("titles"))
                .to_owned(),
        )
        .await?;
    index(
        manager,
        "recordings_by_time",
        "recordings",
        &["channel_id", "started_at_ms"],
    )
    .await
}

/// What is counted, and what went wrong.
struct Numbers;

impl MigrationName for Numbers {
    fn name(&self) -> &'static str {
        "m20261125_010003_streaming_numbers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Numbers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("listener_history")
                    .col(uuid("channel_id"))
                    .col(big_integer("at_ms"))
                    .col(integer("listeners"))
                    .col(integer("peak"))
                    .col(big_integer("listener_ms"))
                    .primary_key(Index::create().col("channel_id").col("at_ms"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("traffic")
                    .col(uuid("channel_id"))
                    .col(string("month"))
                    .col(big_integer("bytes"))
                    .primary_key(Index::create().col("channel_id").col("month"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("alerts")
                    .col(uuid("id").primary_key())
                    .col(uuid("channel_id"))
                    .col(string("kind"))
                    .col(big_integer("at_ms"))
                    .col(text("data"))
                    .to_owned(),
            )
            .await?;
        index(manager, "alerts_by_time", "alerts", &["channel_id", "at_ms"]).await
    }
}

/// When presenters may be on air.
struct PresenterHours;

impl MigrationName for PresenterHours {
    fn name(&self) -> &'static str {
        "m20261128_010004_streaming_presenter_hours"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PresenterHours {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column at a time: SQLite takes no more.
        for column in [text_null("hours"), boolean("ends_with_hours").default(false).take()] {
            let table = Table::alter().table("source_credentials").add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}

/// The schedule, and who may be on air by it only.
struct Schedule;

impl MigrationName for Schedule {
    fn name(&self) -> &'static str {
        "m20261128_010005_streaming_schedule"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Schedule {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("schedule_entries")
                    .col(uuid("id").primary_key())
                    .col(uuid("channel_id"))
                    .col(big_integer("version"))
                    .col(text("data"))
                    .col(big_integer("created_at_ms"))
                    .col(big_integer("updated_at_ms"))
                    .to_owned(),
            )
            .await?;
        index(
            manager,
            "schedule_entries_by_channel",
            "schedule_entries",
            &["channel_id"],
        )
        .await?;
        let column = boolean("is_by_schedule").default(false).take();
        let table = Table::alter().table("source_credentials").add_column(column).to_owned();
        manager.alter_table(table).await
    }
}
