//! Requests to addresses that owners choose: none may lead to the server's own neighbours.
//!
//! A name is resolved once, and what it resolves to is looked at before anything connects to it,
//! so that it cannot mean another machine a moment later.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Addresses of one name that are tried.
const ADDRESSES: usize = 16;

/// Why an address is not connected to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The address has no host or no port; its owner has to correct it.
    #[error("The address has no host.")]
    NoHost,
    /// The name is not known; waiting may help.
    #[error("The name {0} is not known.")]
    Unknown(String),
    /// It leads into the server's own network; the operator may allow that.
    #[error("{0} is an address of this server's own network.")]
    Private(String),
}

/// Addresses of a URL's host that may be connected to.
///
/// # Errors
/// [`Refused`].
pub async fn addresses(url: &Url, allow_private: bool) -> Result<Vec<SocketAddr>, Refused> {
    let host = url.host_str().ok_or(Refused::NoHost)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default().ok_or(Refused::NoHost)?;
    lookup(host, port, allow_private).await
}

/// Refuses a URL whose host is written as an address that may not be connected to; [`builder`]'s
/// clients see to names by themselves, and are never asked about addresses.
///
/// # Errors
/// [`Refused`].
pub fn check(url: &Url, allow_private: bool) -> Result<(), Refused> {
    let host = url.host_str().ok_or(Refused::NoHost)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(ip) if !allow_private && !is_public(ip) => Err(Refused::Private(host.to_owned())),
        _ => Ok(()),
    }
}

/// As [`crate::client::builder`], for clients whose names lead to public addresses only; call
/// [`check`] before each request as well.
pub fn builder(allow_private: bool) -> reqwest::ClientBuilder {
    crate::client::builder().dns_resolver(Arc::new(Names { allow_private }))
}

/// What kept a request from its address, where that was the address itself.
#[must_use]
pub fn refusal(error: &reqwest::Error) -> Option<&Refused> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<Refused>() {
            return Some(refused);
        }
        cause = error.source();
    }
    None
}

/// Resolves names for a client.
struct Names {
    allow_private: bool,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = lookup(name.as_str(), 0, allow_private).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

async fn lookup(host: &str, port: u16, allow_private: bool) -> Result<Vec<SocketAddr>, Refused> {
    let found = tokio::net::lookup_host((host, port)).await;
    let found = found.map_err(|_| Refused::Unknown(host.to_owned()))?.take(ADDRESSES);
    let allowed: Vec<_> = found
        .filter(|address| allow_private || is_public(address.ip()))
        .collect();
    if allowed.is_empty() {
        return Err(Refused::Private(host.to_owned()));
    }
    Ok(allowed)
}

/// Whether an address is one of the public internet.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or_else(|| is_public_v6(ip), is_public_v4),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_protocol = a == 192 && b == 0 && c == 0;
    let is_benchmark = a == 198 && (18..20).contains(&b);
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || is_shared
        || is_protocol
        || is_benchmark)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    // Global unicast is 2000::/3. Within it 2002::/16 and 2001::/32 reach IPv4 by another way, as
    // 64:ff9b:: does outside; the rest of 2001::/23 and the two of documentation lead nowhere.
    let is_special = first == 0x2001 && (second < 0x0200 || second == 0x0db8);
    let is_documentation = first == 0x3fff && second < 0x1000;
    (0x2000..0x4000).contains(&first) && first != 0x2002 && !is_special && !is_documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_refused() {
        let inner = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "fd00::1",
            "fd00:ec2::254",
            "fe80::1",
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "2001:0:4136:e378::1",
            "2001:db8::1",
            "2002:a00:1::",
            "255.255.255.255",
        ];
        for text in inner {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in ["8.8.8.8", "2a00:1450::1", "2001:4860:4860::8888", "::ffff:8.8.8.8"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[tokio::test]
    async fn what_is_refused_is_said() {
        let url = Url::parse("http://127.0.0.1:8000/x").unwrap();
        let refused = addresses(&url, false).await.unwrap_err();
        assert_eq!(refused, Refused::Private("127.0.0.1".to_owned()));
        assert_eq!(addresses(&url, true).await.unwrap().len(), 1);
        // What a browser takes for an address is one here.
        for text in ["http://0x7f.1/", "http://2130706433/", "http://[::ffff:127.0.0.1]/"] {
            let url = Url::parse(text).unwrap();
            assert!(check(&url, false).is_err(), "{text}");
            assert_eq!(check(&url, true), Ok(()));
        }
    }

    #[tokio::test]
    async fn a_client_refuses_names_of_neighbours() {
        let client = builder(false).build().unwrap();
        let error = client.get("http://localhost:9/").send().await.unwrap_err();
        assert_eq!(refusal(&error), Some(&Refused::Private("localhost".to_owned())));
        let client = builder(true).build().unwrap();
        let error = client.get("http://localhost:9/").send().await.unwrap_err();
        assert_eq!(refusal(&error), None);
    }
}
