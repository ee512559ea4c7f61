//! The server: takes the data folder, opens the parts, mounts the services, and ends cleanly.

mod banner;
mod docs;
mod metrics;
mod mount;
mod setup;
mod signals;
mod web;
mod work;

pub(crate) use mount::document;

use crate::cli::{Failure, Global, Serve};
use crate::config::{AppConfig, Http, LogFormat};
use crate::control;
use crate::demo;
use crate::lock::DataLock;
use crate::product::Product;
use awaz_core::{Code, Error, Result};
use awaz_http::guard::Policy;
use awaz_http::limit::Limiter;
use awaz_http::tls::Certificates;
use awaz_http::{layers, log};
use awaz_identity::Setup;
use axum::Router;
use mount::Mounted;
use std::io::IsTerminal;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Time between saying "not ready" and closing the doors, so that a balancer sees it.
const NOTICE: Duration = Duration::from_millis(300);
/// Longest time the end may take; 30 s are promised.
const LAST: Duration = Duration::from_secs(25);

/// Serves until it is told to end.
pub(crate) async fn run(global: &Global, serve: &Serve) -> Result<(), Failure> {
    let config = AppConfig::load(global, serve)?;
    start_log(&config);
    let _lock = DataLock::take(&config.data_dir)?;
    let stopping = CancellationToken::new();
    let shutdown = CancellationToken::new();
    let signals = signals::listen()?;
    let rendered = metrics::install()?;
    let product = Product::open(&config, shutdown.clone()).await?;
    let setup = Setup::open(product.accounts.clone()).await?;
    let socket = bind(&config.http)?;
    let mounted = mount::mount(&product, &setup, &config).await?;
    let secured = Certificate::of(&config.http)?;
    let router = whole(&config, &product, &mounted, (rendered, stopping.clone()));
    let tracker = TaskTracker::new();
    let owner = demo::begin(serve.demo, &product, &tracker).await?;
    let address = socket.local_addr().map_err(|error| unavailable(error.to_string()))?;
    // Before `/ready` can answer: who waits for that may ask here at once.
    control_socket(&tracker, &product, &shutdown)?;
    tracker.spawn(awaz_http::serve::serve(
        socket,
        router,
        secured.config()?,
        shutdown.clone(),
    ));
    secured.watch(&tracker, &shutdown);
    work::start(&tracker, &product, mounted.services, &shutdown);
    banner::print(&banner::Told {
        config: &config,
        address,
        streaming: product.streaming.get(),
        code: setup.code(),
        owner,
    });
    let signal = signals.next().await;
    tracing::info!(signal, action = "stop", "ending: sources and listeners get a clean end");
    stopping.cancel();
    tokio::time::sleep(NOTICE).await;
    shutdown.cancel();
    tracker.close();
    if tokio::time::timeout(LAST, tracker.wait()).await.is_err() {
        tracing::warn!("some work did not end in time and is cut off");
    }
    product.close().await;
    tracing::info!(action = "stop", "ended");
    Ok(())
}

fn start_log(config: &AppConfig) {
    let is_text = match config.log.format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Text => true,
        LogFormat::Json => false,
    };
    let format = if is_text { log::Format::Text } else { log::Format::Json };
    log::start(format, &config.log.filter);
}

fn bind(http: &Http) -> Result<TcpListener> {
    let socket = awaz_streaming::icecast::bind(http.listen);
    socket.map_err(|error| {
        let address = http.listen;
        let what = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                "another program has it; end that, or choose another with --http or http.listen"
            }
            std::io::ErrorKind::PermissionDenied => "this user may not open it; choose one above 1023, or allow it",
            _ => "choose another with --http or http.listen",
        };
        unavailable(format!("{address} cannot be opened ({error}): {what}."))
    })
}

fn unavailable(message: String) -> Error {
    Error::new(Code::Unavailable, message)
}

fn whole(
    config: &AppConfig,
    product: &Product,
    mounted: &Mounted,
    (rendered, stopping): (metrics::Rendered, CancellationToken),
) -> Router {
    let http = &config.http;
    let router = mounted
        .router
        .clone()
        .merge(awaz_http::health::router(product.ctx.db.clone(), stopping))
        .merge(metrics::router(rendered, product.clone(), http.public_metrics))
        .merge(docs::router(&mounted.document))
        .fallback(web::page);
    let policy = Policy {
        hosts: hosts(http),
        trusted_proxies: http.trusted_proxies.clone(),
        is_tls: product.ctx.is_tls,
    };
    let limiter = NonZeroU32::new(http.requests_per_second).map(Limiter::new);
    layers::wrap(router, product.ctx.ports.clone(), policy, limiter)
}

fn hosts(http: &Http) -> Vec<String> {
    let public = http.public_url.as_ref().and_then(|url| url.host_str());
    http.hosts
        .iter()
        .map(String::as_str)
        .chain(public)
        .map(str::to_lowercase)
        .collect()
}

fn control_socket(tracker: &TaskTracker, product: &Product, shutdown: &CancellationToken) -> Result<()> {
    let listener = control::server::bind(&product.ctx.data_dir);
    let listener = listener.map_err(|error| unavailable(format!("The control socket cannot be opened: {error}.")))?;
    let product = product.clone();
    let answer: control::server::Answer = Arc::new(move |ask, progress| {
        let product = product.clone();
        Box::pin(async move { product.answer(ask, progress).await })
    });
    tracker.spawn(control::server::run(listener, answer, shutdown.clone()));
    Ok(())
}

/// The certificate, where there is one.
struct Certificate(Option<Arc<Certificates>>);

impl Certificate {
    fn of(http: &Http) -> Result<Self> {
        let (Some(certificate), Some(key)) = (&http.tls.certificate, &http.tls.key) else {
            return Ok(Self(None));
        };
        let opened = Certificates::open(certificate, key);
        opened
            .map(Some)
            .map(Self)
            .map_err(|error| Error::invalid(error.to_string()))
    }

    fn config(&self) -> Result<Option<Arc<rustls::ServerConfig>>> {
        let config = self.0.as_ref().map(Certificates::config).transpose();
        config.map_err(|error| Error::invalid(error.to_string()))
    }

    fn watch(&self, tracker: &TaskTracker, shutdown: &CancellationToken) {
        if let Some(certificates) = &self.0 {
            tracker.spawn(certificates.clone().watch(shutdown.clone()));
        }
    }
}
