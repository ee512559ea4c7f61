//! `/metrics` for Prometheus: what was counted, and what the process takes of the machine.

use crate::product::Product;
use awaz_core::{Code, Error, Result};
use awaz_http::ApiError;
use awaz_http::guard::{ClientIp, is_private};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use metrics::Unit;
use metrics_exporter_prometheus::PrometheusHandle;

/// What renders the metrics.
pub(super) type Rendered = PrometheusHandle;

/// Starts counting.
///
/// # Errors
/// When the process counts already.
pub(super) fn install() -> Result<Rendered> {
    let handle = awaz_http::metrics::install().map_err(|error| Error::new(Code::Unavailable, error.to_string()))?;
    describe();
    Ok(handle)
}

macro_rules! counters {
    ($($name:literal: $text:literal,)*) => { $(metrics::describe_counter!($name, Unit::Count, $text);)* };
}

fn describe() {
    counters! {
        "awaz_engine_notes_lost_total": "What channels had to say and could not be queued",
        "awaz_engine_restarts_total": "Channels that failed and were started anew",
        "awaz_fanout_ended_total": "Progressive listeners who left, by reason",
        "awaz_fanout_jumps_total": "Slow listeners moved to what is live",
        "awaz_fanout_refused_total": "Progressive listeners refused, by reason",
        "awaz_fanout_sent_bytes_total": "Bytes sent to progressive listeners",
        "awaz_gate_farewells_lost_total": "Departures the listeners' panel was not told of",
        "awaz_jobs_total": "Jobs run, by kind and result",
        "awaz_ports_overflow_total": "Connections closed because too many were waiting",
        "awaz_sent_bytes_total": "Bytes of sound sent to listeners, by channel",
        "awaz_source_wrong_passwords_total": "Sources refused for their password",
        "awaz_sources_total": "Sources that came on air, by protocol",
        "awaz_streaming_notes_lost_total": "What channels had to say and the database did not take",
    }
    metrics::describe_gauge!("awaz_fanout_listeners", Unit::Count, "Progressive listeners now");
    metrics::describe_gauge!("awaz_listeners", Unit::Count, "Listeners now, by channel");
    metrics::describe_gauge!("awaz_process_resident_bytes", Unit::Bytes, "Memory of the process");
    metrics::describe_gauge!("awaz_process_open_files", Unit::Count, "Open file descriptors");
    metrics::describe_counter!(
        "awaz_process_cpu_seconds_total",
        Unit::Seconds,
        "Processor time of the process"
    );
    metrics::describe_gauge!("awaz_channels", Unit::Count, "Channels on air");
    metrics::describe_gauge!("awaz_jobs_waiting", Unit::Count, "Jobs that wait");
}

#[derive(Clone)]
struct Deps {
    handle: Rendered,
    product: Product,
    is_public: bool,
}

pub(super) fn router(handle: Rendered, product: Product, is_public: bool) -> Router {
    let deps = Deps {
        handle,
        product,
        is_public,
    };
    Router::new().route("/metrics", get(render)).with_state(deps)
}

async fn render(State(deps): State<Deps>, client: Option<Extension<ClientIp>>) -> Response {
    let is_near = client.is_none_or(|Extension(ClientIp(address))| is_private(address));
    if !deps.is_public && !is_near {
        let message = "Metrics are shown to private addresses only; see http.public_metrics.";
        return ApiError(Error::new(Code::Forbidden, message)).into_response();
    }
    measure(&deps.product).await;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], deps.handle.render()).into_response()
}

async fn measure(product: &Product) {
    if let Some(streaming) = product.streaming.get() {
        metrics::gauge!("awaz_channels").set(streaming.channels().len() as f64);
    }
    if let Ok(counts) = product.ctx.jobs.counts().await {
        metrics::gauge!("awaz_jobs_waiting").set(counts.queued as f64);
    }
    if let Some(pages) = field("/proc/self/statm", 1) {
        metrics::gauge!("awaz_process_resident_bytes").set((pages * page_size()) as f64);
    }
    if let Ok(files) = std::fs::read_dir("/proc/self/fd") {
        metrics::gauge!("awaz_process_open_files").set(files.count() as f64);
    }
    metrics::counter!("awaz_process_cpu_seconds_total").absolute(cpu_seconds());
}

fn field(path: &str, index: usize) -> Option<u64> {
    std::fs::read_to_string(path)
        .ok()?
        .split_whitespace()
        .nth(index)?
        .parse()
        .ok()
}

fn page_size() -> u64 {
    rustix::param::page_size() as u64
}

fn cpu_seconds() -> u64 {
    let usage = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    usage.tv_sec.unsigned_abs()
}
