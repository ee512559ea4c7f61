//! HLS requests: live playlists and segments of ours, beside nginx with the same bytes as files.

use super::Plan;
use super::child::{Running, free_ports, is_installed, is_root};
use super::http::{Connection, get};
use super::report::{Report, tell};
use super::server::Server;
use super::usage;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// Playlists and segments of a run, as many of each as a player without low latency asks for.
const ROUNDS: u32 = 5000;
/// Segments a minute: they last 5.76 s.
const A_MINUTE: f64 = 60.0 / 5.76;

/// Runs it.
///
/// # Errors
/// When a program does not start.
pub(super) fn run(plan: Plan) -> anyhow::Result<Report> {
    let runs = plan.runs;
    let mut report = Report::new(
        "hls",
        format!(
            "AAC at 128 kbit/s, {ROUNDS} times the playlist and a segment over one connection; nginx serves the same bytes as files; median of {runs}"
        ),
    );
    let server = Server::start(&[])?;
    server.channel("bench")?;
    let list = "/live/bench/aac-128/index.m3u8";
    let playlist = String::from_utf8_lossy(&get(server.http, list)?).into_owned();
    let segment = playlist
        .lines()
        .filter_map(|line| line.strip_suffix(".m4s"))
        .next_back();
    let segment = segment.unwrap_or_default();
    let segment = format!("/live/bench/aac-128/{segment}.m4s");
    let peer = if is_installed("nginx") {
        Some(nginx(&server, &[list, &segment])?)
    } else {
        None
    };
    let (mut ours, mut theirs) = (vec![], vec![]);
    for _ in 0..runs {
        tell("hls: ours");
        ours.push(cost(server.http, server.pid(), (list, &segment))?);
        if let Some((nginx, address)) = &peer {
            tell("hls: nginx");
            theirs.push(cost(*address, nginx.pid(), (list, &segment))?);
        }
    }
    report.row("CPU-ms per player-minute", &ours, &theirs, Some("ratio ≤ 1.5"));
    if peer.is_none() {
        report
            .notes
            .push("nginx is missing (Debian package nginx-light).".to_owned());
    }
    Ok(report)
}

fn cost(address: SocketAddr, pid: u32, (list, segment): (&str, &str)) -> anyhow::Result<f64> {
    let mut connection = Connection::open(address)?;
    let before = usage::cpu_s(pid)?;
    for _ in 0..ROUNDS {
        for path in [list, segment] {
            let answer = connection.get(path)?;
            anyhow::ensure!(answer.status == 200, "{path}: {}", answer.status);
        }
    }
    Ok((usage::cpu_s(pid)? - before) * 1e3 / f64::from(ROUNDS) * A_MINUTE)
}

fn nginx(server: &Server, paths: &[&str]) -> anyhow::Result<(Running, SocketAddr)> {
    let root = server.scratch().join("www");
    for path in paths {
        let file = root.join(path.trim_start_matches('/'));
        std::fs::create_dir_all(file.parent().unwrap_or(&root))?;
        std::fs::write(&file, get(server.http, path)?)?;
    }
    super::child::run(Command::new("chmod").arg("-R").arg("a+rX").arg(server.scratch()))?;
    let [address] = free_ports()?;
    let file = server.scratch().join("nginx.conf");
    std::fs::write(&file, configuration(address, server.scratch()))?;
    let mut command = Command::new("nginx");
    command.arg("-c").arg(&file);
    let mut running = Running::start(&command, &server.scratch().join("nginx.log"))?;
    running.wait_for(address)?;
    Ok((running, address))
}

fn configuration(address: SocketAddr, folder: &Path) -> String {
    let (user, folder) = (if is_root() { "user root;" } else { "" }, folder.display());
    format!(
        "{user} daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000; types {{ \
         application/vnd.apple.mpegurl m3u8; video/mp4 m4s; }} server {{ listen {address}; root {folder}/www; }} }}\n"
    )
}
