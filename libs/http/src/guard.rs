//! What stands before every route: who may ask by which name, from where, and what a browser is
//! told about the answer.

use crate::caller;
use crate::problem::ApiError;
use awaz_core::ports::Credential;
use awaz_core::{Code, Error};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Address of the person who asks: the socket's, or what a trusted proxy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

/// What the guard knows.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Names of the server besides loopback and private addresses, in lower case, without port.
    pub hosts: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether we are reached over TLS.
    pub is_tls: bool,
}

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' ws: wss:; worker-src 'self' blob:; \
     manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// Guards a router.
pub async fn guard(State(policy): State<Arc<Policy>>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    if let Some(peer) = peer {
        let client = client_ip(peer, request.headers(), &policy.trusted_proxies);
        request.extensions_mut().insert(ClientIp(client));
    }
    let mut response = match check_host(&request, &policy).and_then(|()| check_origin(&request)) {
        Ok(()) => next.run(request).await,
        Err(error) => ApiError(error).into_response(),
    };
    harden(response.headers_mut(), policy.is_tls);
    response
}

fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !trusted.contains(&peer) {
        return peer;
    }
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> = forwarded
        .flat_map(|line| line.split(','))
        .filter_map(|hop| hop.trim().parse().ok())
        .collect();
    // The last hop that is not one of our proxies; whatever stands before it anybody can write.
    let last = hops
        .into_iter()
        .map(|hop| hop.to_canonical())
        .rfind(|hop| !trusted.contains(hop));
    last.unwrap_or(peer)
}

fn check_host(request: &Request, policy: &Policy) -> awaz_core::Result<()> {
    let header = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    let Some(host) = header.or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str)) else {
        return Ok(());
    };
    let name = host_name(host).to_lowercase();
    let is_local = name == "localhost" || name.ends_with(".localhost");
    let is_private = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(is_private);
    if is_local || is_private || policy.hosts.contains(&name) {
        return Ok(());
    }
    let message = format!(
        "This server does not answer to the name \"{}\". Its operator can add it to http.hosts or http.public_url.",
        name.chars().take(100).collect::<String>()
    );
    Err(Error::new(Code::Invalid, message))
}

fn host_name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

/// Whether an address is loopback or of a private network.
#[must_use]
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// A browser's cookie changes something only with our header (which a foreign page cannot send)
/// and, where it says an origin, from our own.
fn check_origin(request: &Request) -> awaz_core::Result<()> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let by_cookie = matches!(caller::credential(request.headers()), Some(Credential::Session(_)));
    let is_upgrade = request.headers().contains_key(header::UPGRADE);
    let foreign = || {
        Error::new(
            Code::Forbidden,
            "This came from another site's page, so it was not done.",
        )
    };
    if (is_upgrade || (!is_safe && by_cookie)) && !is_same_origin(request) {
        return Err(foreign());
    }
    if !is_safe && by_cookie && !request.headers().contains_key("x-awaz") {
        return Err(Error::new(
            Code::Forbidden,
            "A change made with the session cookie must carry the header X-Awaz: 1.",
        ));
    }
    Ok(())
}

fn is_same_origin(request: &Request) -> bool {
    let Some(origin) = request
        .headers()
        .get(header::ORIGIN)
        .and_then(|value| value.to_str().ok())
    else {
        return true;
    };
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str));
    origin
        .parse::<Uri>()
        .is_ok_and(|origin| origin.authority().map(axum::http::uri::Authority::as_str) == host)
}

fn harden(headers: &mut HeaderMap, is_tls: bool) {
    let is_sound = is_sound(headers);
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if is_tls {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if is_sound {
        return;
    }
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "microphone=(self), camera=(), geolocation=()",
    );
}

/// Whether it is a stream, a piece of one or a playlist: none is a document, and 600 bytes with
/// each piece are a tenth of what data-saver listens to.
fn is_sound(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let playlist = "application/vnd.apple.mpegurl";
    kind.is_some_and(|kind| kind.starts_with("audio/") || kind == "application/ogg" || kind == playlist)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(axum::body::Body::empty()).expect("it is whole")
    }

    #[test]
    fn forwarded_addresses_are_believed_from_our_proxies_only() {
        let proxy = IpAddr::from([10, 0, 0, 9]);
        let headers = request("GET", &[("x-forwarded-for", "6.6.6.6, 9.9.9.9, 10.0.0.9")])
            .headers()
            .clone();
        assert_eq!(client_ip(proxy, &headers, &[proxy]), IpAddr::from([9, 9, 9, 9]));
        assert_eq!(
            client_ip(IpAddr::from([8, 8, 8, 8]), &headers, &[proxy]),
            IpAddr::from([8, 8, 8, 8])
        );
    }

    #[test]
    fn only_known_names_private_addresses_and_loopback_are_answered() {
        let policy = Policy {
            hosts: vec!["radio.example".to_owned()],
            ..Policy::default()
        };
        for good in [
            "radio.example",
            "RADIO.example:8080",
            "localhost:8080",
            "127.0.0.1",
            "[::1]:8080",
            "192.168.1.7:8080",
        ] {
            assert!(
                check_host(&request("GET", &[("host", good)]), &policy).is_ok(),
                "{good}"
            );
        }
        for bad in ["evil.example", "8.8.8.8", "radio.example.evil.example"] {
            assert!(check_host(&request("GET", &[("host", bad)]), &policy).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_cookie_changes_nothing_from_another_page() {
        let cookie = ("cookie", "awaz_sid=abc");
        let host = ("host", "localhost:8080");
        let ours = ("x-awaz", "1");
        assert!(check_origin(&request("GET", &[cookie])).is_ok());
        assert!(check_origin(&request("POST", &[cookie, host])).is_err());
        assert!(check_origin(&request("POST", &[cookie, host, ours])).is_ok());
        assert!(
            check_origin(&request(
                "POST",
                &[cookie, host, ours, ("origin", "http://localhost:8080")]
            ))
            .is_ok()
        );
        assert!(
            check_origin(&request(
                "POST",
                &[cookie, host, ours, ("origin", "http://evil.example")]
            ))
            .is_err()
        );
        assert!(check_origin(&request("POST", &[host, ("authorization", "Bearer awz_x")])).is_ok());
        let upgrade = ("upgrade", "websocket");
        assert!(check_origin(&request("GET", &[host, upgrade, ("origin", "http://evil.example")])).is_err());
    }
}
