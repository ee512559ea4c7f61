//! Webhooks as the API shows and takes them.

use std::collections::BTreeMap;

use awaz_core::id::{DeliveryId, WebhookId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a webhook is sent for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = WebhookTrigger)]
pub enum Trigger {
    /// Another song is heard; jingles, the tone bed and live sound without a title are none.
    SongChanged,
    /// Somebody live is heard.
    LiveConnect,
    /// Somebody who was live has gone.
    LiveDisconnect,
    /// The station is back after the server was away for two minutes or longer.
    StationOnline,
    /// The station went off the air; told when the server is back, with the time it went.
    StationOffline,
    /// What is on air has been silent for the dead-air time.
    DeadAir,
    /// More people listen than `listeners_above`.
    ListenersAbove,
    /// Fewer people listen than `listeners_below`.
    ListenersBelow,
    /// Somebody tries the webhook; it cannot be asked for.
    #[default]
    Test,
}

impl Trigger {
    /// The `type` of a generic webhook's body.
    #[must_use]
    pub const fn event_type(self) -> &'static str {
        match self {
            Self::SongChanged => "song.changed",
            Self::LiveConnect => "live.connected",
            Self::LiveDisconnect => "live.disconnected",
            Self::StationOnline => "station.online",
            Self::StationOffline => "station.offline",
            Self::DeadAir => "dead_air.started",
            Self::ListenersAbove => "listeners.above",
            Self::ListenersBelow => "listeners.below",
            Self::Test => "webhook.test",
        }
    }

    /// Whether it says nothing any more some minutes later.
    #[must_use]
    pub const fn is_of_the_moment(self) -> bool {
        matches!(self, Self::SongChanged | Self::ListenersAbove | Self::ListenersBelow)
    }
}

/// Who may see a post on Mastodon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WebhookVisibility)]
pub enum Visibility {
    /// Everybody, in public timelines.
    #[default]
    Public,
    /// Everybody, in no public timeline.
    Unlisted,
    /// Followers.
    Private,
}

/// Where a webhook leads, without what must not be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = WebhookTarget)]
pub enum Target {
    /// A server that speaks Standard Webhooks.
    Generic {
        /// Its address.
        url: String,
    },
    /// A channel of Discord.
    Discord {
        /// Host of the address, and the number of the webhook; the rest is a secret.
        place: String,
    },
    /// A chat of Telegram.
    Telegram {
        /// Number of the chat, or `@name` of a channel.
        chat_id: String,
    },
    /// An account on Mastodon, or on a server that speaks its API.
    Mastodon {
        /// Address of the instance.
        url: String,
        /// Who sees the posts.
        visibility: Visibility,
    },
    /// The directory `TuneIn`.
    Tunein {
        /// Id of the partner.
        partner_id: String,
        /// Id of the station, like s12345.
        station_id: String,
    },
    /// The directory radio.de.
    Radiode {
        /// Name of the station in its address there.
        broadcast: String,
    },
}

/// Where a webhook shall lead. Tokens and keys are kept and never given back; where one is left out
/// of a change, the old one stays.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = NewWebhookTarget)]
pub enum NewTarget {
    /// A server that speaks Standard Webhooks.
    Generic {
        /// Its address, http or https.
        url: String,
    },
    /// A channel of Discord.
    Discord {
        /// Address of the webhook, as Discord gives it.
        url: Option<String>,
    },
    /// A chat of Telegram.
    Telegram {
        /// Number of the chat, or `@name` of a channel.
        chat_id: String,
        /// Token of the bot.
        token: Option<String>,
    },
    /// An account on Mastodon.
    Mastodon {
        /// Address of the instance.
        url: String,
        /// Who sees the posts.
        #[serde(default)]
        visibility: Visibility,
        /// Access token with the scope `write:statuses`.
        token: Option<String>,
    },
    /// The directory `TuneIn`.
    Tunein {
        /// Id of the partner.
        partner_id: String,
        /// Id of the station, like s12345.
        station_id: String,
        /// Key of the partner.
        partner_key: Option<String>,
    },
    /// The directory radio.de.
    Radiode {
        /// Name of the station in its address there.
        broadcast: String,
        /// API key.
        api_key: Option<String>,
    },
}

/// A webhook to be made.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// Name for the people of the station, 1 to 60 characters.
    pub name: String,
    /// Where it leads.
    pub target: NewTarget,
    /// What it is sent for.
    pub triggers: Vec<Trigger>,
    /// Texts of a kind that posts texts, by trigger; others have one of ours.
    #[serde(default)]
    pub messages: BTreeMap<Trigger, String>,
    /// Listeners above which `listeners_above` is sent, 1 to 1,000,000.
    #[serde(default)]
    pub listeners_above: Option<u32>,
    /// Listeners below which `listeners_below` is sent, 1 to 1,000,000.
    #[serde(default)]
    pub listeners_below: Option<u32>,
    /// Shortest time between two songs that are told of, s, at most 86,400; by default 300 for
    /// Mastodon and 0 for others.
    #[serde(default)]
    pub min_interval_s: Option<u32>,
    /// Whether it is on.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn yes() -> bool {
    true
}

/// Changes of a webhook; what is left out stays. Its kind cannot be changed.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    /// Name.
    pub name: Option<String>,
    /// Where it leads.
    pub target: Option<NewTarget>,
    /// What it is sent for.
    pub triggers: Option<Vec<Trigger>>,
    /// Texts, all of them.
    pub messages: Option<BTreeMap<Trigger, String>>,
    /// Listeners above which it is sent.
    pub listeners_above: Option<u32>,
    /// Listeners below which it is sent.
    pub listeners_below: Option<u32>,
    /// Shortest time between two songs, s.
    pub min_interval_s: Option<u32>,
    /// Whether it is on.
    pub enabled: Option<bool>,
}

/// Why we switched a webhook off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WebhookDisabledReason)]
pub enum Reason {
    /// The other server said that there is nothing any more (410).
    Gone,
    /// Nothing arrived for five days.
    Failing,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Webhook {
    /// Id.
    pub id: WebhookId,
    /// Name.
    pub name: String,
    /// Where it leads.
    pub target: Target,
    /// What it is sent for.
    pub triggers: Vec<Trigger>,
    /// Texts that were chosen.
    pub messages: BTreeMap<Trigger, String>,
    /// Listeners above which it is sent.
    pub listeners_above: Option<u32>,
    /// Listeners below which it is sent.
    pub listeners_below: Option<u32>,
    /// Shortest time between two songs, s.
    pub min_interval_s: u32,
    /// Whether it is on.
    pub enabled: bool,
    /// Why we switched it off, where we did.
    pub disabled_reason: Option<Reason>,
    /// Since when nothing arrives; null while all is well.
    pub failing_since: Option<DateTime<Utc>>,
    /// Until when the secret before the last rotation signs as well.
    pub old_secret_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A webhook with its secret, which is shown this once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WebhookWithSecret {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: Webhook,
    /// What a receiver verifies signatures by, `whsec_…`; null for kinds that are not signed.
    pub secret: Option<String>,
}

/// How a delivery is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WebhookDeliveryState)]
pub enum DeliveryState {
    /// It will be tried at `next_attempt_at`.
    Waiting,
    /// It arrived.
    Delivered,
    /// It is not tried any more; it can be by hand.
    Dead,
}

/// Something that was, or will be, sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = WebhookDelivery)]
pub struct Delivery {
    /// Id; the header `webhook-id` is made of it.
    pub id: DeliveryId,
    /// What it tells.
    pub trigger: Trigger,
    /// When that happened.
    pub happened_at: DateTime<Utc>,
    /// How it is doing.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// Status of the last answer.
    pub status: Option<u16>,
    /// The last answer's first 500 characters.
    pub answer: String,
    /// Why the last attempt failed, where it did; a sentence.
    pub problem: Option<String>,
    /// When it is tried next, while it waits.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}
