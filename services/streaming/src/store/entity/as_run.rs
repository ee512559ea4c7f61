#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "as_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel_id: Uuid,
    pub seq: i64,
    pub kind: String,
    pub track_id: Option<Uuid>,
    pub title: String,
    pub artist: String,
    pub album: String,
    pub who: String,
    pub playlist: String,
    pub has_art: bool,
    pub start_sample: i64,
    pub started_at_ms: i64,
    pub duration_ms: Option<i64>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
