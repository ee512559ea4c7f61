#![expect(
    unreachable_pub,
    reason = "SeaORM's derive makes public types; they stay inside the service"
)]

use sea_orm::entity::prelude::*;

/// A webhook. Secrets are stored as they are, because they have to sign or to be sent.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_webhooks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel_id: Uuid,
    pub name: String,
    /// Where it leads, as JSON.
    #[sea_orm(column_type = "Text")]
    pub target: String,
    #[sea_orm(column_type = "Text")]
    pub secret: String,
    /// The secret before the last rotation, and until when it signs.
    #[sea_orm(column_type = "Text", nullable)]
    pub old_secret: Option<String>,
    pub old_until_ms: Option<i64>,
    /// Triggers as JSON.
    #[sea_orm(column_type = "Text")]
    pub triggers: String,
    /// Messages by trigger, as JSON.
    #[sea_orm(column_type = "Text")]
    pub messages: String,
    pub listeners_above: Option<i32>,
    pub listeners_below: Option<i32>,
    pub min_interval_s: i32,
    pub enabled: bool,
    pub disabled_reason: Option<String>,
    pub failing_since_ms: Option<i64>,
    /// When the last song that was told of began.
    pub last_song_ms: Option<i64>,
    /// On which side of its thresholds the number of listeners was; unknown at first.
    pub was_above: Option<bool>,
    pub was_below: Option<bool>,
    pub created_at_ms: i64,
}

impl std::fmt::Debug for Model {
    /// Without the secrets.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Model")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
