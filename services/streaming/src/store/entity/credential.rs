#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_credentials")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel_id: Uuid,
    pub username: String,
    pub name: String,
    pub source_key: Option<String>,
    pub password_hash: Option<String>,
    pub created_at_ms: i64,
    pub last_used_ms: Option<i64>,
    pub hours: Option<String>,
    pub ends_with_hours: bool,
    pub is_by_schedule: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
