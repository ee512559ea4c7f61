//! Events: what happened, told to whoever listens, on the specification's five topics.

use crate::id::EventId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A topic of the event log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Topic {
    /// Registration, sign-in, profile changes.
    #[serde(rename = "user.events")]
    User,
    /// Uploads, updates, deletions.
    #[serde(rename = "content.events")]
    Content,
    /// What is on air: sources, songs, dead air, listeners.
    #[serde(rename = "streaming.events")]
    Streaming,
    /// Likes, shares, comments.
    #[serde(rename = "interaction.events")]
    Interaction,
    /// Errors, alerts, monitoring.
    #[serde(rename = "system.events")]
    System,
}

impl Topic {
    /// Name on the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user.events",
            Self::Content => "content.events",
            Self::Streaming => "streaming.events",
            Self::Interaction => "interaction.events",
            Self::System => "system.events",
        }
    }
}

/// The envelope every event travels in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Id; consumers that see it twice act once.
    pub id: EventId,
    /// Topic.
    pub topic: Topic,
    /// What happened, as in `track.imported`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// What it happened to; orders events: one subject's events keep their order.
    pub subject: String,
    /// Who did it, where somebody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// W3C trace id, where the cause was a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// The particulars.
    pub data: serde_json::Value,
}

impl Envelope {
    /// Makes an event that happened at `time`.
    #[must_use]
    pub fn new(topic: Topic, kind: &str, subject: &dyn std::fmt::Display, time: DateTime<Utc>) -> Self {
        Self {
            id: EventId::new(),
            topic,
            kind: kind.to_owned(),
            time,
            subject: subject.to_string(),
            actor: None,
            trace: None,
            data: serde_json::Value::Null,
        }
    }

    /// Sets the particulars.
    #[must_use]
    pub fn data(mut self, data: serde_json::Value) -> Self {
        self.data = data;
        self
    }
}
