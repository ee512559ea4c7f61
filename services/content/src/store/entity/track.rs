#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

/// A piece of sound in a channel's library.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tracks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel_id: Uuid,
    pub hash: String,
    pub object_key: String,
    pub path: String,
    pub title: String,
    pub artist: String,
    pub album: String,
    pub search: String,
    pub is_edited: bool,
    pub bytes: i64,
    pub mime: String,
    pub state: State,
    pub reason: Option<String>,
    pub cues: Option<String>,
    pub has_art: bool,
    pub blurhash: Option<String>,
    pub added_at_ms: i64,
    pub kind: Kind,
}

/// What a track is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum Kind {
    /// It is among the songs, and can be in playlists.
    #[sea_orm(string_value = "song")]
    Song,
    /// It is the sound of an episode, and of nothing else.
    #[sea_orm(string_value = "episode")]
    Episode,
}

/// How far a track is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum State {
    #[sea_orm(string_value = "pending")]
    Pending,
    #[sea_orm(string_value = "processing")]
    Processing,
    #[sea_orm(string_value = "ready")]
    Ready,
    #[sea_orm(string_value = "failed")]
    Failed,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl Related<super::playlist_track::Entity> for Entity {
    fn to() -> RelationDef {
        super::playlist_track::Relation::Track.def().rev()
    }
}

impl ActiveModelBehavior for ActiveModel {}
