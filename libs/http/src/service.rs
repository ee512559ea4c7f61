//! What a service is, and what it is given to work with.

use crate::caller::Caller;
use awaz_core::ports::{Catalog, Directory, Entitlements, Station, Stations};
use awaz_core::{Error, Result, SharedClock, Slug};
use awaz_store::{Consumer, Db, JobHandler, Jobs, Objects, Outbox};
use futures::future::BoxFuture;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;

/// What every service is given; clones cheaply.
#[derive(Clone)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// The object store.
    pub objects: Objects,
    /// The event log.
    pub outbox: Outbox,
    /// The job queue.
    pub jobs: Jobs,
    /// The time.
    pub clock: SharedClock,
    /// Cancelled when the process should end.
    pub shutdown: CancellationToken,
    /// The data folder.
    pub data_dir: PathBuf,
    /// Address of the server as others know it, without a slash at the end; `None` where it is
    /// not configured.
    pub public_url: Option<String>,
    /// Whether browsers reach us over TLS.
    pub is_tls: bool,
    /// The other services.
    pub ports: Ports,
}

/// The four ports, bound once all services are there.
#[derive(Clone, Default)]
pub struct Ports(Arc<Bound>);

#[derive(Default)]
struct Bound {
    directory: OnceLock<Arc<dyn Directory>>,
    catalog: OnceLock<Arc<dyn Catalog>>,
    stations: OnceLock<Arc<dyn Stations>>,
    entitlements: OnceLock<Arc<dyn Entitlements>>,
}

macro_rules! port {
    ($get:ident, $bind:ident, $port:ident, $doc:literal) => {
        #[doc = concat!("Asks ", $doc, ".")]
        ///
        /// # Errors
        /// `Unavailable` where no service of this process answers it.
        pub fn $get(&self) -> Result<Arc<dyn $port>> {
            self.0.$get.get().cloned().ok_or_else(|| unbound($doc))
        }

        #[doc = concat!("Says who answers ", $doc, "; the first one stays.")]
        pub fn $bind(&self, port: Arc<dyn $port>) {
            let _ = self.0.$get.set(port);
        }
    };
}

impl Ports {
    port!(directory, bind_directory, Directory, "who it is");
    port!(catalog, bind_catalog, Catalog, "what there is to play");
    port!(stations, bind_stations, Stations, "which stations there are");
    port!(entitlements, bind_entitlements, Entitlements, "who may hear it");
}

impl Ports {
    /// The caller's station of this name.
    ///
    /// # Errors
    /// `NotFound` where there is none, or it is not theirs; `Forbidden` without the permission.
    pub async fn own_station(&self, caller: &Caller, slug: &Slug) -> Result<Station> {
        caller.require("station:admin")?;
        let station = self.stations()?.by_slug(slug).await?;
        let station = station.ok_or_else(|| Error::not_found("channel", slug))?;
        caller.require_owner(station.owner, "channel", slug)?;
        Ok(station)
    }
}

fn unbound(question: &str) -> Error {
    tracing::error!(question, "port is not bound");
    Error::new(
        awaz_core::Code::Unavailable,
        "A part of the server is not running; try again later.",
    )
}

impl std::fmt::Debug for Ctx {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Ctx")
            .field("data_dir", &self.data_dir)
            .finish_non_exhaustive()
    }
}

/// Work that goes on until the server stops.
pub struct Task {
    /// Name in the log.
    pub name: &'static str,
    /// The work; it ends by itself soon after [`Ctx::shutdown`].
    pub run: BoxFuture<'static, ()>,
}

impl Task {
    /// Makes a task.
    pub fn new(name: &'static str, run: impl Future<Output = ()> + Send + 'static) -> Self {
        Self {
            name,
            run: Box::pin(run),
        }
    }
}

/// A service: what it answers, and what it does by itself.
pub struct Service {
    /// Its role's name.
    pub name: &'static str,
    /// Its routes, with their documentation.
    pub router: OpenApiRouter,
    /// Work it takes from the job queue.
    pub jobs: Vec<JobHandler>,
    /// Events it listens to.
    pub consumers: Vec<Consumer>,
    /// Work it does all the time.
    pub tasks: Vec<Task>,
}

impl Service {
    /// A service without routes and work; add to it.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            router: OpenApiRouter::new(),
            jobs: Vec::new(),
            consumers: Vec::new(),
            tasks: Vec::new(),
        }
    }
}
