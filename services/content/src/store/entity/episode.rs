#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

/// An episode; `details` is the JSON of what is known of it, and what begins with `audio` is the
/// sound that is served, of the track `served_track_id`.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "episodes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub show_id: Uuid,
    pub channel_id: Uuid,
    pub guid: String,
    pub state: State,
    pub details: String,
    pub cover: Option<String>,
    pub transcript: Option<String>,
    pub publish_at_ms: Option<i64>,
    pub published_at_ms: Option<i64>,
    pub track_id: Option<Uuid>,
    pub served_track_id: Option<Uuid>,
    pub audio_key: Option<String>,
    pub audio_mime: Option<String>,
    pub audio_tag: Option<String>,
    pub audio_bytes: Option<i64>,
    pub duration_ms: Option<i64>,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
}

/// Who may hear it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
pub enum State {
    #[sea_orm(string_value = "draft")]
    Draft,
    #[sea_orm(string_value = "scheduled")]
    Scheduled,
    #[sea_orm(string_value = "published")]
    Published,
    #[sea_orm(string_value = "unlisted")]
    Unlisted,
    #[sea_orm(string_value = "archived")]
    Archived,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
