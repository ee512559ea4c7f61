//! What every connection of the ports shares.

use super::gate::Gate;
use super::registry::Registry;
use super::throttle::Throttle;
use crate::live::{AdminScope, Granted, SourceAuth, Stage};
use awaz_core::{Code, Result, SharedClock, Slug};
use awaz_fanout::Fanout;
use awaz_wire::auth::Credentials;
use awaz_wire::head::Request;
use awaz_wire::status::Server;
use chrono::{DateTime, Utc};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Bounds of the ports; the defaults are the product's decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortSettings {
    /// How long a client may take to send its head. Icecast's 15 s.
    pub head_timeout: Duration,
    /// How long a source may send nothing before its connection is given up. The mixer leaves it
    /// long before.
    pub source_timeout: Duration,
    /// Connections whose head is not read yet, at most.
    pub pending_heads: usize,
    /// Sources at once, at most.
    pub sources: usize,
    /// Bytes between ICY metadata blocks.
    pub metaint: u32,
    /// Bytes of sound a new listener gets at once.
    pub burst_bytes: u32,
    /// Where the server is, for status pages.
    pub location: String,
    /// Address of its owner, for status pages.
    pub admin: String,
    /// Whom to ask about listeners; `None` lets everybody in.
    pub gate: Option<Gate>,
    /// Origins besides the server's own that may be a browser source, as in `https://radio.example`.
    pub origins: Vec<String>,
}

impl Default for PortSettings {
    fn default() -> Self {
        Self {
            head_timeout: Duration::from_secs(15),
            source_timeout: Duration::from_secs(10),
            pending_heads: 8192,
            sources: 256,
            metaint: awaz_wire::listener::METAINT,
            burst_bytes: 64 * 1024,
            location: "Earth".to_owned(),
            admin: "icemaster@localhost".to_owned(),
            gate: None,
            origins: Vec::new(),
        }
    }
}

/// What the ports need, shared by all their connections.
pub struct Ports {
    /// Channels.
    pub stage: Arc<dyn Stage>,
    /// Who may use them.
    pub auth: Arc<dyn SourceAuth>,
    /// Threads that write to listeners.
    pub fanout: Arc<Fanout>,
    /// Time.
    pub clock: SharedClock,
    /// Bounds.
    pub settings: PortSettings,
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) throttle: Throttle,
    pub(crate) registry: Registry,
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Ports")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Ports {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        stage: Arc<dyn Stage>,
        auth: Arc<dyn SourceAuth>,
        fanout: Arc<Fanout>,
        clock: SharedClock,
        settings: PortSettings,
    ) -> Arc<Self> {
        Arc::new(Self {
            started_at: clock.now(),
            throttle: Throttle::default(),
            registry: Registry::new(settings.sources),
            stage,
            auth,
            fanout,
            clock,
            settings,
        })
    }

    /// Checks credentials in every way they can be meant, slowing down peers that guess.
    ///
    /// # Errors
    /// As [`SourceAuth::check`], and `TooMany` instead of `Unauthenticated` for who guesses a lot.
    pub(crate) async fn check(
        &self,
        channel: Option<&Slug>,
        credentials: &Credentials,
        peer: SocketAddr,
    ) -> Result<Granted> {
        let attempts: Vec<_> = credentials
            .meanings()
            .into_iter()
            .map(|meaning| (channel.cloned(), meaning))
            .collect();
        self.check_any(&attempts, peer).await
    }

    /// Checks several meanings of one password; the first that is right counts.
    ///
    /// # Errors
    /// As [`Ports::check`].
    pub(crate) async fn check_any(
        &self,
        attempts: &[(Option<Slug>, Credentials)],
        peer: SocketAddr,
    ) -> Result<Granted> {
        let turn = self.throttle.turn(peer.ip()).await;
        let mut refusal = awaz_core::Error::new(Code::Unauthenticated, "The name or the password is wrong.");
        for (channel, credentials) in attempts {
            match self.auth.check(channel.as_ref(), credentials, peer).await {
                Ok(granted) => return Ok(granted),
                Err(error) if error.code == Code::Unauthenticated => {}
                Err(error) => refusal = error,
            }
        }
        if refusal.code == Code::Unauthenticated {
            refusal = turn.failed(refusal).await;
        }
        Err(refusal)
    }

    /// Checks an administrator's key.
    ///
    /// # Errors
    /// As [`SourceAuth::check_admin`].
    pub(crate) async fn check_admin(&self, credentials: &Credentials, peer: SocketAddr) -> Result<AdminScope> {
        let turn = self.throttle.turn(peer.ip()).await;
        match self.auth.check_admin(credentials, peer).await {
            Err(error) if error.code == Code::Unauthenticated => Err(turn.failed(error).await),
            result => result,
        }
    }

    /// The server as the client of `request` called it.
    pub(crate) fn server(&self, request: &Request, local: SocketAddr) -> Server {
        let forwarded = request
            .headers
            .get("x-forwarded-proto")
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        Server {
            host: request.host().map_or_else(|| local.to_string(), str::to_owned),
            scheme: if forwarded { "https" } else { "http" },
            location: self.settings.location.clone(),
            admin: self.settings.admin.clone(),
            started_at: self.started_at,
        }
    }
}
