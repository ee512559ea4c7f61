//! One id type per thing, so that a track cannot be passed where a channel is meant.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Makes a new id; ids of one process sort by the time they were made (UUID v7).
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }
    )*};
}

ids! {
    /// A person with an account.
    UserId,
    /// A station's channel: one programme, one clock, many renditions.
    ChannelId,
    /// A recorded piece of sound in a channel's library.
    TrackId,
    /// A playlist of a channel.
    PlaylistId,
    /// A show of a channel: a podcast.
    ShowId,
    /// One episode of a show.
    EpisodeId,
    /// A credential a source client signs in with.
    CredentialId,
    /// One recording of a live broadcast, or one day of air-check.
    RecordingId,
    /// One entry of a channel's queue.
    QueueEntryId,
    /// One entry of the as-run log.
    AsRunId,
    /// One entry of a channel's schedule.
    ScheduleEntryId,
    /// One relay, pull or push.
    RelayId,
    /// One webhook of a channel.
    WebhookId,
    /// One message of a webhook, over all its attempts.
    DeliveryId,
    /// One API key.
    ApiKeyId,
    /// One browser session.
    SessionId,
    /// One event on the log.
    EventId,
    /// One job in the queue.
    JobId,
    /// One connection of a source or a listener.
    ConnectionId,
}
