#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

/// What a station was like when events last told.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_stations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel_id: Uuid,
    /// The song, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub song: Option<String>,
    pub listeners: Option<i32>,
    /// Who is live.
    #[sea_orm(column_type = "Text", nullable)]
    pub live: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
