//! Icecast's listener authentication by URL: a panel of the operator's is asked about everybody
//! who wants to listen, and told when they leave. Progressive streams only; HLS has no connection
//! that could be admitted.

use awaz_core::id::ConnectionId;
use awaz_core::{Code, Error, Result};
use awaz_fanout::Departure;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long the panel may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Departures that wait to be told; those beyond are not.
const WAITING: usize = 4096;

/// Asks the panel.
#[derive(Debug, Clone)]
pub struct Gate {
    url: String,
    client: reqwest::Client,
    left: mpsc::Sender<Left>,
}

impl PartialEq for Gate {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url
    }
}

impl Eq for Gate {}

/// Somebody who wants to listen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visit {
    /// Connection.
    pub(crate) id: ConnectionId,
    /// Path and query as asked for.
    pub(crate) mount: String,
    /// Name and port of the server as the listener called it.
    pub(crate) host: String,
    /// Name and password, where they were given.
    pub(crate) user: (String, String),
    /// Address.
    pub(crate) peer: Option<SocketAddr>,
    /// Player.
    pub(crate) agent: String,
}

/// Somebody who left.
#[derive(Debug, Clone)]
pub(crate) struct Left {
    id: ConnectionId,
    mount: String,
    peer: Option<SocketAddr>,
    agent: String,
    seconds: i64,
    bytes: u64,
}

impl Gate {
    /// A gate at `url`; call it inside a tokio runtime.
    ///
    /// # Errors
    /// The operator's: no certificates on this machine.
    pub fn open(url: &str) -> Result<Self> {
        let client = awaz_http::client();
        let client = client.map_err(|error| Error::new(Code::Unavailable, format!("No client for {url}: {error}.")))?;
        let (left, mut leaving) = mpsc::channel(WAITING);
        let gate = Self {
            url: url.to_owned(),
            client,
            left,
        };
        let (url, client) = (gate.url.clone(), gate.client.clone());
        tokio::spawn(async move {
            while let Some(left) = leaving.recv().await {
                farewell(&client, &url, &left).await;
            }
        });
        Ok(gate)
    }

    /// Asks whether somebody may listen, and for how long.
    ///
    /// # Errors
    /// `Forbidden` with the panel's words, `Unavailable` where it does not answer.
    pub(crate) async fn admit(&self, visit: &Visit) -> Result<Option<Duration>> {
        let (server, port) = visit.host.rsplit_once(':').unwrap_or((visit.host.as_str(), ""));
        let fields = [
            ("action", "listener_add".to_owned()),
            ("server", server.to_owned()),
            ("port", port.to_owned()),
            ("client", visit.id.to_string()),
            ("mount", visit.mount.clone()),
            ("user", visit.user.0.clone()),
            ("pass", visit.user.1.clone()),
            ("ip", ip(visit.peer)),
            ("agent", visit.agent.clone()),
        ];
        let asked = self.client.post(&self.url).form(&fields).timeout(PATIENCE).send().await;
        let answer = asked.map_err(|error| {
            tracing::warn!(error = %error.without_url(), "the listeners' panel does not answer");
            Error::new(
                Code::Unavailable,
                "It cannot be asked whether you may listen; try again in a moment.",
            )
            .retry_after(10)
        })?;
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        if header("icecast-auth-user") == Some("1") {
            let seconds = header("icecast-auth-timelimit").and_then(|text| text.trim().parse().ok());
            return Ok(seconds.filter(|seconds| *seconds > 0).map(Duration::from_secs));
        }
        let message = header("icecast-auth-message").unwrap_or("You may not listen to this stream.");
        Err(Error::new(Code::Forbidden, message))
    }

    /// Notes that a progressive listener left.
    pub fn departed(&self, departure: &Departure, now_ms: i64) {
        self.tell(Left {
            id: departure.id,
            mount: format!("/{}", departure.ring),
            peer: departure.peer,
            agent: departure.agent.clone(),
            seconds: (now_ms - departure.since_ms).max(0) / 1000,
            bytes: departure.bytes,
        });
    }

    /// Notes that a listener of the HTTP port left.
    pub(crate) fn left(&self, visit: &Visit, seconds: i64, bytes: u64) {
        self.tell(Left {
            id: visit.id,
            mount: visit.mount.clone(),
            peer: visit.peer,
            agent: visit.agent.clone(),
            seconds,
            bytes,
        });
    }

    fn tell(&self, left: Left) {
        if self.left.try_send(left).is_err() {
            metrics::counter!("awaz_gate_farewells_lost_total").increment(1);
        }
    }
}

fn ip(peer: Option<SocketAddr>) -> String {
    peer.map(|peer| peer.ip().to_canonical().to_string())
        .unwrap_or_default()
}

async fn farewell(client: &reqwest::Client, url: &str, left: &Left) {
    let fields = [
        ("action", "listener_remove".to_owned()),
        ("client", left.id.to_string()),
        ("mount", left.mount.clone()),
        ("ip", ip(left.peer)),
        ("agent", left.agent.clone()),
        ("duration", left.seconds.to_string()),
        ("sent", left.bytes.to_string()),
    ];
    if let Err(error) = client.post(url).form(&fields).timeout(PATIENCE).send().await {
        tracing::debug!(error = %error.without_url(), "the listeners' panel was not told of a departure");
    }
}
