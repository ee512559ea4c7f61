#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recordings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel_id: Uuid,
    pub kind: String,
    pub rendition: String,
    pub who: String,
    pub file: String,
    pub start_sample: i64,
    pub started_at_ms: i64,
    pub ended_at_ms: Option<i64>,
    pub samples: i64,
    pub bytes: i64,
    pub titles: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
