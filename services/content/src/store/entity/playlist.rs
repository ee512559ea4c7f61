#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

/// A playlist; `kind`, `play_order` and `hours` are the JSON of the port's types.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "playlists")]
#[expect(clippy::struct_excessive_bools, reason = "a column each")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel_id: Uuid,
    pub name: String,
    pub kind: String,
    pub play_order: String,
    pub is_jingle: bool,
    pub is_enabled: bool,
    pub is_default: bool,
    pub created_at_ms: i64,
    pub hours: Option<String>,
    pub is_hard_start: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
