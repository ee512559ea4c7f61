//! The routes of channels, one endpoint a file: what listeners see, and what the studio does.

mod alerts;
mod azuracast;
mod calendar;
mod channels;
mod credentials;
mod encoder;
mod listeners;
mod log;
mod now_playing;
mod programme;
mod queue;
mod recordings;
mod relays;
mod reports;
mod schedule;
mod source;
mod stations;
pub(crate) mod views;

pub(crate) use encoder::view as encoder_view;

use crate::config::Config;
use crate::engine::{Channel, Hub};
use crate::hls::{Shelves, Viewers};
use crate::now::Feeds;
use crate::relay::Relays;
use crate::store::Store;
use awaz_core::{Result, SharedClock, Slug};
use awaz_http::Caller;
use awaz_store::{Objects, Outbox};
use std::net::SocketAddr;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the routes need; clones cheaply.
#[derive(Clone)]
pub(crate) struct Api(Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) hub: Arc<Hub>,
    pub(crate) feeds: Feeds,
    pub(crate) viewers: Arc<Viewers>,
    pub(crate) shelves: Arc<Shelves>,
    pub(crate) relays: Relays,
    pub(crate) objects: Objects,
    pub(crate) outbox: Outbox,
    pub(crate) clock: SharedClock,
    pub(crate) config: Config,
    pub(crate) addresses: Addresses,
}

/// Where the ports are, as sources and listeners are told.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    pub(crate) public_url: Option<String>,
    pub(crate) icecast: SocketAddr,
    pub(crate) shoutcast: Option<SocketAddr>,
    pub(crate) is_tls: bool,
}

impl std::ops::Deref for Api {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Api {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// A channel that everybody may see.
    pub(crate) fn channel(&self, slug: &str) -> Result<Arc<Channel>> {
        let found = Slug::parse(slug).ok().and_then(|slug| self.hub.find(&slug));
        found.ok_or_else(|| awaz_core::Error::not_found("channel", slug.chars().take(60).collect::<String>()))
    }

    /// A channel that the caller runs.
    pub(crate) fn own(&self, caller: &Caller, slug: &str) -> Result<Arc<Channel>> {
        caller.require("station:admin")?;
        let channel = self.channel(slug)?;
        caller.require_owner(channel.profile().owner, "channel", slug)?;
        Ok(channel)
    }
}

/// All routes.
pub(crate) fn router(api: Api) -> OpenApiRouter {
    public().merge(studio()).with_state(api)
}

/// The routes' documentation, without anything behind them.
#[must_use]
pub fn documented() -> OpenApiRouter {
    let mut document = public().merge(studio());
    OpenApiRouter::with_openapi(document.to_openapi())
}

fn public() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(stations::list_stations))
        .routes(routes!(stations::get_station))
        .routes(routes!(stations::get_station_art))
        .routes(routes!(programme::get_programme))
        .routes(routes!(programme::get_calendar))
        .routes(routes!(now_playing::get_now_playing))
        .routes(routes!(now_playing::watch_events))
        .routes(routes!(azuracast::get_nowplaying))
        .routes(routes!(azuracast::list_nowplaying))
}

fn studio() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(channels::list_channels, channels::create_channel))
        .routes(routes!(
            channels::get_channel,
            channels::update_channel,
            channels::delete_channel
        ))
        .routes(routes!(encoder::get_encoder))
        .routes(routes!(encoder::rotate_encoder_key))
        .routes(routes!(credentials::list_credentials, credentials::create_credential))
        .routes(routes!(credentials::change_credential, credentials::delete_credential))
        .routes(routes!(source::get_source, source::kick_source))
        .routes(routes!(source::watch_meter))
        .routes(routes!(queue::list_queue, queue::add_to_queue))
        .routes(routes!(queue::preview_queue))
        .routes(routes!(queue::move_in_queue, queue::remove_from_queue))
        .routes(routes!(queue::skip_song))
        .routes(routes!(recordings::list_recordings))
        .routes(routes!(recordings::get_recording_audio))
        .routes(routes!(recordings::delete_recording))
        .routes(routes!(listeners::list_listeners))
        .routes(routes!(listeners::get_listener_history))
        .routes(routes!(listeners::get_traffic))
        .routes(routes!(log::list_log))
        .routes(routes!(log::get_log_file))
        .routes(routes!(reports::get_songs_report))
        .routes(routes!(reports::get_royalty_report))
        .routes(routes!(reports::get_soundexchange_report))
        .routes(routes!(alerts::list_alerts))
        .routes(routes!(schedule::list_entries, schedule::add_entry))
        .routes(routes!(
            schedule::get_entry,
            schedule::change_entry,
            schedule::delete_entry
        ))
        .routes(routes!(schedule::export_schedule))
        .routes(routes!(schedule::list_showings))
        .routes(routes!(schedule::preview_entry))
        .routes(routes!(schedule::copy_week))
        .routes(routes!(relays::list_relays, relays::create_relay))
        .routes(routes!(relays::delete_relay))
}
