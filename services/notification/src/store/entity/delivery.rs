#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

/// One message to one webhook, over all its attempts.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub webhook_id: Uuid,
    pub channel_id: Uuid,
    /// The event of the log; a trial has one of its own.
    pub event_id: Uuid,
    pub trigger: String,
    /// What is told, as JSON.
    #[sea_orm(column_type = "Text")]
    pub facts: String,
    pub state: String,
    pub attempts: i32,
    /// When it is tried next; while it is being tried, when another may take it.
    pub next_ms: i64,
    pub happened_at_ms: i64,
    pub created_at_ms: i64,
    pub status: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub problem: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
