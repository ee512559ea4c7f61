//! Where a relay may connect to: an owner's address must not lead to the server's own neighbours.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::Url;

/// Addresses of the other server's host that may be connected to; resolved once, so that a name
/// cannot mean another machine a moment later.
///
/// # Errors
/// A sentence for the owner.
pub(super) async fn addresses(url: &Url, allow_private: bool) -> Result<Vec<SocketAddr>, String> {
    let host = url.host_str().ok_or("The address has no host.")?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default().ok_or("The address has no port.")?;
    let found = tokio::net::lookup_host((host, port)).await;
    let found: Vec<_> = found
        .map_err(|_| format!("The name {host} is not known."))?
        .take(16)
        .collect();
    let allowed: Vec<_> = found
        .into_iter()
        .filter(|address| allow_private || is_public(address.ip()))
        .collect();
    if allowed.is_empty() {
        return Err(format!(
            "{host} is an address of this server's own network; the operator can allow that with streaming.relay_private."
        ));
    }
    Ok(allowed)
}

fn is_public(ip: IpAddr) -> bool {
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
    let first = ip.segments()[0];
    // Global unicast is 2000::/3; within it 2002::/16 and 64:ff9b:: reach IPv4 by another way.
    (0x2000..0x4000).contains(&first) && first != 0x2002
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
            "fd00::1",
            "fe80::1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "255.255.255.255",
        ];
        for text in inner {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in ["8.8.8.8", "2a00:1450::1", "::ffff:8.8.8.8"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[tokio::test]
    async fn what_is_refused_is_said() {
        let url = Url::parse("http://127.0.0.1:8000/x").unwrap();
        let refused = addresses(&url, false).await.unwrap_err();
        assert!(refused.contains("own network"), "{refused}");
        assert_eq!(addresses(&url, true).await.unwrap().len(), 1);
    }
}
