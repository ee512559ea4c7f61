//! The service: channels on air, their ports, and what goes on by itself.

use crate::config::Config;
use crate::engine::{Hub, HubConfig, HubPorts, Outlets, Pace};
use crate::hls::{self, Serving, Shelves, Viewers};
use crate::icecast::{self, Gate, PortSettings, Ports};
use crate::live::Stage;
use crate::now::Feeds;
use crate::recorder::{Recorder, rows};
use crate::relay::{RelayKit, Relays};
use crate::routes::{self, Addresses, Api, Parts};
use crate::store::Store;
use crate::tasks::{self, Inbox};
use crate::{shoutcast, webcast};
use awaz_core::{Code, Error, Result};
use awaz_fanout::{Fanout, FanoutConfig, OnDeparture};
use awaz_http::{Ctx, Service, Task};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use utoipa_axum::router::OpenApiRouter;

/// Channels on air; clones cheaply.
#[derive(Clone)]
pub struct Streaming {
    pub(crate) api: Api,
    pub(crate) ports: Arc<Ports>,
}

impl std::fmt::Debug for Streaming {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Streaming").finish_non_exhaustive()
    }
}

/// Sockets of the ports.
struct Sockets {
    icecast: TcpListener,
    shoutcast: Option<TcpListener>,
}

/// Puts all channels on air and makes the service; binds the port `Stations`, and needs `Catalog`
/// to be bound.
///
/// # Errors
/// The operator's: a port is taken, the data folder cannot be written; or the database does not
/// answer.
pub async fn open(ctx: &Ctx, config: Config) -> Result<(Streaming, Service)> {
    let sockets = Sockets::bind(&config)?;
    let recovered = rows::recover(&ctx.db, &ctx.objects).await?;
    if recovered > 0 {
        tracing::info!(recovered, "recordings of the last run were closed");
    }
    ctx.objects.resume();
    let store = Store::new(ctx.db.clone(), ctx.clock.clone(), ctx.ports.clone());
    let shelves = Shelves::open(&ctx.data_dir.join("segments"), ctx.clock.clone());
    let shelves = shelves.map_err(|error| unwritable(&error))?;
    let viewers = Arc::new(Viewers::default());
    let (mail, inbox) = tasks::mailbox();
    let outlets = Outlets {
        shelves: Some(shelves.clone()),
        viewers: Some(viewers.clone()),
        recorder: Some(Recorder::new(ctx.objects.growing().to_owned(), mail.recordings())),
    };
    let hub_ports = HubPorts {
        catalog: ctx.ports.catalog()?,
        objects: ctx.objects.clone(),
        clock: ctx.clock.clone(),
        notes: mail.notes(),
        outlets,
    };
    let hub_config = HubConfig {
        config: config.clone(),
        pace: Pace::Threads,
    };
    let hub = Hub::start(hub_config, hub_ports, store.channels().await?)?;
    let ports = ports_of(ctx, &config, &hub, &store)?;
    let relays = Relays::new(RelayKit {
        stage: hub.clone(),
        clock: ctx.clock.clone(),
        allow_private: config.relay_private,
        linger: std::time::Duration::from_secs(config.idle_after_s),
        shutdown: ctx.shutdown.clone(),
    });
    let api = Api::new(Parts {
        store,
        hub,
        feeds: Feeds::new(ctx.shutdown.clone()),
        viewers,
        shelves,
        relays,
        objects: ctx.objects.clone(),
        outbox: ctx.outbox.clone(),
        clock: ctx.clock.clone(),
        addresses: sockets.addresses(ctx)?,
        config,
    });
    let streaming = Streaming { api, ports };
    streaming.start_relays().await?;
    ctx.ports.bind_stations(Arc::new(streaming.clone()));
    let service = streaming.service(ctx, sockets, inbox);
    Ok((streaming, service))
}

fn ports_of(ctx: &Ctx, config: &Config, hub: &Arc<Hub>, store: &Store) -> Result<Arc<Ports>> {
    if let Err(error) = awaz_fanout::raise_descriptor_limit() {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    let gate = match config.listener_auth.as_str() {
        "" => None,
        url => Some(Gate::open(url)?),
    };
    let on_departure = gate.clone().map(|gate| {
        let clock = ctx.clock.clone();
        OnDeparture(Arc::new(move |departure| gate.departed(departure, clock.now_ms())))
    });
    let fanout = Fanout::start(FanoutConfig {
        on_departure,
        threads: config.fanout.threads,
        tick_ms: config.fanout.tick_ms,
        lag: awaz_fanout::LagPolicy {
            queue_bytes: config.fanout.queue_bytes,
            ..awaz_fanout::LagPolicy::default()
        },
        max_listeners: (config.limits.listeners > 0).then_some(config.limits.listeners),
        ..FanoutConfig::default()
    });
    let fanout =
        fanout.map_err(|error| Error::new(Code::Unavailable, format!("No threads for listeners: {error}.")))?;
    let settings = PortSettings {
        sources: config.limits.sources as usize,
        burst_bytes: config.fanout.burst_bytes,
        location: config.location.clone(),
        admin: config.contact.clone(),
        gate,
        origins: ctx.public_url.iter().cloned().collect(),
        ..PortSettings::default()
    };
    Ok(Ports::new(
        hub.clone(),
        Arc::new(store.clone()),
        Arc::new(fanout),
        ctx.clock.clone(),
        settings,
    ))
}

fn unwritable(error: &std::io::Error) -> Error {
    Error::new(
        Code::Unavailable,
        format!("The data folder cannot be written: {error}."),
    )
}

impl Sockets {
    fn bind(config: &Config) -> Result<Self> {
        let invalid = |message| Error::new(Code::Invalid, message);
        let shoutcast = config.shoutcast_address().map_err(invalid)?;
        Ok(Self {
            icecast: bind("streaming.icecast", config.icecast)?,
            shoutcast: shoutcast
                .map(|address| bind("streaming.shoutcast", address))
                .transpose()?,
        })
    }

    fn addresses(&self, ctx: &Ctx) -> Result<Addresses> {
        let of = |socket: &TcpListener| socket.local_addr().map_err(|_| Error::internal());
        Ok(Addresses {
            public_url: ctx.public_url.clone(),
            icecast: of(&self.icecast)?,
            shoutcast: self.shoutcast.as_ref().map(of).transpose()?,
            is_tls: ctx.is_tls,
        })
    }
}

fn bind(key: &str, address: SocketAddr) -> Result<TcpListener> {
    icecast::bind(address).map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => "another program (an Icecast server?) has it; end that, or change",
            std::io::ErrorKind::PermissionDenied => "this user may not open it; change",
            _ => "change",
        };
        Error::new(
            Code::Unavailable,
            format!("{address} cannot be opened ({error}): {hint} {key} in awaz.toml."),
        )
    })
}

impl Streaming {
    fn service(&self, ctx: &Ctx, sockets: Sockets, inbox: Inbox) -> Service {
        let serving = Arc::new(Serving {
            origin: self.api.hub.clone(),
            viewers: self.api.viewers.clone(),
            clock: ctx.clock.clone(),
            ports: Some(self.ports.clone()),
        });
        let mut service = Service::new("streaming");
        service.router = routes::router(self.api.clone())
            .merge(OpenApiRouter::from(hls::router(serving)))
            .merge(OpenApiRouter::from(webcast::router(self.ports.clone())));
        let stop = &ctx.shutdown;
        let icecast = icecast::serve(sockets.icecast, self.ports.clone(), stop.clone());
        service.tasks.push(Task::new("streaming.icecast", icecast));
        if let Some(socket) = sockets.shoutcast {
            let shoutcast = shoutcast::serve(socket, self.ports.clone(), stop.clone());
            service.tasks.push(Task::new("streaming.shoutcast", shoutcast));
        }
        let desk = tasks::Desk {
            streaming: self.clone(),
            outbox: ctx.outbox.clone(),
        };
        service
            .tasks
            .push(Task::new("streaming.notes", desk.run(inbox, stop.clone())));
        let meter = tasks::meter(self.clone(), ctx.outbox.clone(), stop.clone());
        service.tasks.push(Task::new("streaming.meter", meter));
        let agendas = tasks::keep_agendas(self.clone(), stop.clone());
        service.tasks.push(Task::new("streaming.agendas", agendas));
        service
            .tasks
            .push(Task::new("streaming.sweep", tasks::sweep(self.clone(), stop.clone())));
        service
    }

    async fn start_relays(&self) -> Result<()> {
        let relays = self.api.store.relays(None).await?;
        for channel in self.api.hub.all() {
            for relay in relays.iter().filter(|relay| relay.channel == channel.id()) {
                self.api.relays.start(relay, &channel.slug());
            }
        }
        Ok(())
    }

    /// Where sources and listeners connect.
    #[must_use]
    pub fn icecast_address(&self) -> SocketAddr {
        self.api.addresses.icecast
    }

    /// Where Shoutcast sources connect.
    #[must_use]
    pub fn shoutcast_address(&self) -> Option<SocketAddr> {
        self.api.addresses.shoutcast
    }

    /// Listeners of all channels, now.
    #[must_use]
    pub fn listeners(&self) -> u32 {
        self.api.hub.channels().iter().map(|channel| channel.listeners).sum()
    }
}
