//! What the first lines on the terminal say: where to look, and what to do first.
#![expect(clippy::print_stdout, reason = "this is the command line speaking")]

use crate::config::AppConfig;
use crate::demo::Owner;
use awaz_streaming::Streaming;
use std::net::{IpAddr, SocketAddr};

/// What is told.
pub(super) struct Told<'a> {
    pub(super) config: &'a AppConfig,
    pub(super) address: SocketAddr,
    pub(super) streaming: Option<&'a Streaming>,
    pub(super) code: Option<String>,
    pub(super) owner: Option<Owner>,
}

pub(super) fn print(told: &Told<'_>) {
    let base = base(told);
    println!("\n  Awaz Pulse {} is on air", env!("CARGO_PKG_VERSION"));
    println!("  Listen    {base}/");
    println!("  Studio    {base}/studio");
    if let Some(streaming) = told.streaming {
        println!("  Encoders  Icecast port {}", streaming.icecast_address().port());
        if let Some(shoutcast) = streaming.shoutcast_address() {
            println!("            Shoutcast v1 port {}", shoutcast.port());
        }
    }
    if let Some(owner) = &told.owner {
        println!("  Sign in   {} with the password {}", owner.email, owner.password);
        println!(
            "            (a demo account; change it with `awaz user passwd --email {}`)",
            owner.email
        );
    }
    if let (Some(code), None) = (&told.code, &told.owner) {
        println!("  First run {base}/setup#code={code}");
        println!("            makes you the owner; the code works once");
    }
    if told.config.http.tls.certificate.is_none() && !told.config.http.listen.ip().is_loopback() {
        println!("  No TLS    passwords cross the network as they are: use it on your own network only, or set");
        println!(
            "            http.tls.certificate and http.tls.key in {}/awaz.toml",
            told.config.data_dir.display()
        );
    }
    println!();
}

fn base(told: &Told<'_>) -> String {
    if let Some(url) = &told.config.http.public_url {
        return url.as_str().trim_end_matches('/').to_owned();
    }
    let scheme = if told.config.http.tls.certificate.is_some() {
        "https"
    } else {
        "http"
    };
    let host = match told.address.ip() {
        ip if ip.is_unspecified() || ip.is_loopback() => "localhost".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
        IpAddr::V4(ip) => ip.to_string(),
    };
    format!("{scheme}://{host}:{}", told.address.port())
}
