//! The tables content owns.

use awaz_store::migrations::{index, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, string, string_null, text, text_null, uuid, uuid_null,
};

/// The migrations of this service, oldest first.
#[must_use]
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Tracks),
        Box::new(Playlists),
        Box::new(Files),
        Box::new(PlaylistHours),
        Box::new(HardStarts),
        Box::new(TrackKinds),
        Box::new(Shows),
    ]
}

/// Tracks and how often a library changed.
struct Tracks;

impl MigrationName for Tracks {
    fn name(&self) -> &'static str {
        "m20261125_020001_content_tracks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tracks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("tracks")
            .col(uuid("id").primary_key())
            .col(uuid("channel_id"))
            .col(string("hash"))
            .col(text("object_key"))
            .col(text("path"))
            .col(text("title"))
            .col(text("artist"))
            .col(text("album"))
            .col(text("search"))
            .col(boolean("is_edited"))
            .col(big_integer("bytes"))
            .col(string("mime"))
            .col(string("state"))
            .col(text_null("reason"))
            .col(text_null("cues"))
            .col(boolean("has_art"))
            .col(string_null("blurhash"))
            .col(big_integer("added_at_ms"))
            .to_owned();
        manager.create_table(table).await?;
        unique(manager, "tracks_once", "tracks", &["channel_id", "hash"]).await?;
        index(manager, "tracks_by_channel", "tracks", &["channel_id", "id"]).await?;
        index(manager, "tracks_by_state", "tracks", &["state"]).await?;
        index(manager, "tracks_by_hash", "tracks", &["hash"]).await?;
        let versions = Table::create()
            .table("library_versions")
            .col(uuid("channel_id").primary_key())
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(versions).await
    }
}

/// Playlists.
struct Playlists;

impl MigrationName for Playlists {
    fn name(&self) -> &'static str {
        "m20261125_020002_content_playlists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Playlists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let playlists = Table::create()
            .table("playlists")
            .col(uuid("id").primary_key())
            .col(uuid("channel_id"))
            .col(string("name"))
            .col(text("kind"))
            .col(string("play_order"))
            .col(boolean("is_jingle"))
            .col(boolean("is_enabled"))
            .col(boolean("is_default"))
            .col(big_integer("created_at_ms"))
            .to_owned();
        manager.create_table(playlists).await?;
        unique(manager, "playlists_by_name", "playlists", &["channel_id", "name"]).await?;
        // The query builder has no partial index; the statement is the same text in both dialects.
        let one_default = "CREATE UNIQUE INDEX playlists_default ON playlists (channel_id) WHERE is_default";
        manager.get_connection().execute_unprepared(one_default).await?;
        let places = Table::create()
            .table("playlist_tracks")
            .col(uuid("playlist_id"))
            .col(uuid("track_id"))
            .col(big_integer("place"))
            .primary_key(Index::create().col("playlist_id").col("track_id"))
            .to_owned();
        manager.create_table(places).await?;
        let by_place = ["playlist_id", "place"];
        index(manager, "playlist_tracks_by_place", "playlist_tracks", &by_place).await?;
        index(manager, "playlist_tracks_by_track", "playlist_tracks", &["track_id"]).await
    }
}

/// Files that were read before.
struct Files;

impl MigrationName for Files {
    fn name(&self) -> &'static str {
        "m20261125_020003_content_import_files"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Files {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("import_files")
            .col(uuid("channel_id"))
            .col(text("path"))
            .col(big_integer("bytes"))
            .col(big_integer("modified_ms"))
            .col(string("hash"))
            .primary_key(Index::create().col("channel_id").col("path"))
            .to_owned();
        manager.create_table(table).await
    }
}

/// Hours in which a playlist takes part.
struct PlaylistHours;

impl MigrationName for PlaylistHours {
    fn name(&self) -> &'static str {
        "m20261128_020004_content_playlist_hours"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PlaylistHours {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("playlists")
            .add_column(text_null("hours"))
            .to_owned();
        manager.alter_table(table).await
    }
}

/// Whether a playlist cuts into what plays.
struct HardStarts;

impl MigrationName for HardStarts {
    fn name(&self) -> &'static str {
        "m20261128_020005_content_hard_starts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for HardStarts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("playlists")
            .add_column(boolean("is_hard_start").default(false))
            .to_owned();
        manager.alter_table(table).await
    }
}

/// What tracks are for: the same file may be a song and the sound of an episode.
struct TrackKinds;

impl MigrationName for TrackKinds {
    fn name(&self) -> &'static str {
        "m20261128_020006_content_track_kinds"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for TrackKinds {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table("tracks")
            .add_column(string("kind").default("song"))
            .to_owned();
        manager.alter_table(table).await?;
        let old = Index::drop().name("tracks_once").table("tracks").to_owned();
        manager.drop_index(old).await?;
        unique(manager, "tracks_once", "tracks", &["channel_id", "hash", "kind"]).await
    }
}

/// Shows, their episodes, and what is said in them.
struct Shows;

impl MigrationName for Shows {
    fn name(&self) -> &'static str {
        "m20261128_020007_content_shows"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Shows {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(shows()).await?;
        unique(manager, "shows_by_slug", "shows", &["slug"]).await?;
        index(manager, "shows_by_channel", "shows", &["channel_id", "id"]).await?;
        manager.create_table(episodes()).await?;
        let by_time = ["show_id", "state", "published_at_ms", "id"];
        index(manager, "episodes_by_time", "episodes", &by_time).await?;
        index(manager, "episodes_by_show", "episodes", &["show_id", "id"]).await?;
        index(manager, "episodes_due", "episodes", &["state", "publish_at_ms"]).await?;
        index(manager, "episodes_by_track", "episodes", &["track_id"]).await?;
        index(manager, "episodes_by_served", "episodes", &["served_track_id"]).await?;
        let transcripts = Table::create()
            .table("transcripts")
            .col(uuid("episode_id").primary_key())
            .col(string("tag"))
            .col(text("cues"))
            .to_owned();
        manager.create_table(transcripts).await
    }
}

fn shows() -> TableCreateStatement {
    Table::create()
        .table("shows")
        .col(uuid("id").primary_key())
        .col(uuid("channel_id"))
        .col(string("slug"))
        .col(string("state"))
        .col(uuid("guid"))
        .col(text("details"))
        .col(string_null("cover"))
        .col(big_integer("version"))
        .col(big_integer("created_at_ms"))
        .col(big_integer("updated_at_ms"))
        .to_owned()
}

fn episodes() -> TableCreateStatement {
    Table::create()
        .table("episodes")
        .col(uuid("id").primary_key())
        .col(uuid("show_id"))
        .col(uuid("channel_id"))
        .col(string("guid"))
        .col(string("state"))
        .col(text("details"))
        .col(string_null("cover"))
        .col(string_null("transcript"))
        .col(big_integer_null("publish_at_ms"))
        .col(big_integer_null("published_at_ms"))
        .col(uuid_null("track_id"))
        .col(uuid_null("served_track_id"))
        .col(text_null("audio_key"))
        .col(string_null("audio_mime"))
        .col(string_null("audio_tag"))
        .col(big_integer_null("audio_bytes"))
        .col(big_integer_null("duration_ms"))
        .col(big_integer("created_at_ms"))
        .col(big_integer("updated_at_ms"))
        .to_owned()
}
