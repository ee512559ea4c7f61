#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channels")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub genre: String,
    pub language: String,
    pub website: String,
    pub color: String,
    pub owner: Option<Uuid>,
    pub epoch_ms: i64,
    pub created_at_ms: i64,
    pub version: i64,
    pub settings: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
