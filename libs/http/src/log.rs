//! Logs: one JSON object a line in the specification's shape, or lines for a terminal.

use awaz_core::id::UserId;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::OnceLock;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// How lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, for collectors.
    Json,
    /// Text, for people.
    Text,
}

/// Starts logging to standard error; `filter` is as in `info,awaz_streaming=debug`. A second call
/// changes nothing.
pub fn start(format: Format, filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let _ = match format {
        Format::Json => builder.event_format(Lines).try_init(),
        Format::Text => builder.with_target(false).compact().try_init(),
    };
}

/// A person in the logs: the same within one run of the process, and nobody outside it.
#[must_use]
pub fn pseudonym(user: UserId) -> String {
    static KEY: OnceLock<[u8; 16]> = OnceLock::new();
    let key = KEY.get_or_init(awaz_core::secret::bytes);
    let digest = Sha256::new()
        .chain_update(key)
        .chain_update(user.0.as_bytes())
        .finalize();
    format!("user_{}", hex::encode(&digest[..6]))
}

/// The specification's line: timestamp, level, service, `trace_id`, `span_id`, `user_id`, action,
/// and the rest under `metadata`.
struct Lines;

const TOP: [&str; 4] = ["trace_id", "span_id", "user_id", "action"];

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        let mut line = Map::new();
        line.insert("timestamp".to_owned(), now().into());
        line.insert("level".to_owned(), metadata.level().as_str().into());
        line.insert("service".to_owned(), service(metadata.target()).into());
        for name in TOP {
            if let Some(value) = fields.0.remove(name).filter(|value| value.as_str() != Some("")) {
                line.insert(name.to_owned(), value);
            }
        }
        if let Some(message) = fields.0.remove("message") {
            line.insert("message".to_owned(), message);
        }
        line.insert("metadata".to_owned(), Value::Object(fields.0));
        writeln!(writer, "{}", Value::Object(line))
    }
}

fn now() -> String {
    use awaz_core::Clock;
    awaz_core::SystemClock
        .now()
        .to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// `awaz_streaming::engine` speaks for `streaming-service`.
fn service(target: &str) -> String {
    let name = target.split("::").next().unwrap_or(target);
    name.strip_prefix("awaz_")
        .map_or_else(|| name.to_owned(), |name| format!("{name}-service"))
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn set(&mut self, field: &Field, value: Value) {
        self.0.insert(field.name().to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field, format!("{value:?}").into());
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, value.into());
    }
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(
            field,
            serde_json::Number::from_f64((value * 1000.0).round() / 1000.0).map_or(Value::Null, Value::Number),
        );
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value.into());
    }
}
