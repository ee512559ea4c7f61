#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

/// Something that was searched for; by whom is not kept.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_asked")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at_ms: i64,
    /// The query as a strict key.
    pub query: String,
    pub language: String,
    /// What was found.
    pub found: i32,
    /// Names the salt with which `who` was made.
    pub salt: i64,
    /// Tells searchers of one salt apart; the salt is never stored and changes every day.
    pub who: i64,
    /// Place of the first thing that was opened, from 1.
    pub clicked: Option<i32>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
