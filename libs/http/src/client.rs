//! The client for requests to other servers, with every wait bounded.

use std::time::Duration;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an answer may pause.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Makes a client: 10 s to connect, 30 s between two reads, no redirects (whoever follows one has
/// to check first where it leads), no proxy out of the environment.
///
/// It bounds no body: read answers in chunks and count, or set a time-out on the request.
///
/// # Errors
/// When TLS cannot be set up: the system has no root certificates that can be read.
pub fn client() -> reqwest::Result<reqwest::Client> {
    builder().build()
}

/// What [`client`] is built by, for those who know narrower bounds.
pub fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .pool_idle_timeout(Duration::from_secs(60))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .user_agent(concat!("AwazPulse/", env!("CARGO_PKG_VERSION")))
}
