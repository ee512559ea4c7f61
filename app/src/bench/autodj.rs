//! One AutoDJ channel that one listener hears as MP3, beside Liquidsoap that plays the same file to
//! an Icecast.

use super::child::{Running, ffmpeg, is_installed, run as run_program};
use super::icecast::Icecast;
use super::report::{Report, tell};
use super::server::Server;
use super::usage;
use awaz_fanout::{Load, LoadSpec};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Runs it.
///
/// # Errors
/// When a program does not start.
pub(super) fn run(seconds: u32) -> anyhow::Result<Report> {
    let mut report = Report::new(
        "autodj",
        format!("one channel that plays FLAC files and is heard as MP3 at 128 kbit/s by one listener, {seconds} s"),
    );
    let server = Server::start(&[])?;
    server.channel("bench")?;
    let music = server.scratch().join("music");
    std::fs::create_dir(&music)?;
    for index in 0..3 {
        let mut command = ffmpeg();
        command.args(["-f", "lavfi", "-i", "anoisesrc=a=0.2:c=pink:r=44100:d=180", "-ac", "2"]);
        run_program(command.arg(music.join(format!("{index}.flac"))))?;
    }
    server.awaz(&["import", &music.to_string_lossy(), "--channel", "bench"])?;
    let before = usage::rss_mb(server.pid())?;
    let time = Duration::from_secs(u64::from(seconds));
    let spec = LoadSpec {
        duration: time + Duration::from_secs(10),
        threads: 1,
        ..LoadSpec::new(server.icecast, "/bench", 1)
    };
    let listener = std::thread::spawn(move || Load::run(&spec));
    std::thread::sleep(Duration::from_secs(5));
    tell("autodj: measuring ours");
    let ours = usage::over(server.pid(), time)?;
    let _heard = listener.join();
    let peer = if is_installed("liquidsoap") && is_installed("icecast2") {
        Some(liquidsoap(&music, time)?)
    } else {
        None
    };
    let percent = |used: &usage::Used| used.cores() * 100.0;
    let theirs: Vec<f64> = peer.iter().map(percent).collect();
    report.row("% of a core", &[percent(&ours)], &theirs, Some("≤ 2.0"));
    let memory: Vec<f64> = peer.iter().map(|used| used.rss_mb).collect();
    report.row(
        "memory the channel adds, MB (peer: its process)",
        &[ours.rss_mb - before],
        &memory,
        Some("≤ 15"),
    );
    if peer.is_none() {
        report.notes.push("Liquidsoap or Icecast is missing.".to_owned());
    }
    Ok(report)
}

fn liquidsoap(music: &Path, time: Duration) -> anyhow::Result<usage::Used> {
    tell("autodj: measuring Liquidsoap");
    let icecast = Icecast::start()?;
    let script = music.join("peer.liq");
    let text = format!(
        "set(\"init.allow_root\", true)\ns = playlist(\"{}\")\noutput.icecast(%mp3(bitrate=128), host=\"127.0.0.1\", port={}, \
         password=\"bench\", mount=\"bench\", fallible=true, s)\n",
        music.display(),
        icecast.address.port()
    );
    std::fs::write(&script, text)?;
    let mut command = Command::new("liquidsoap");
    command.arg(&script);
    let running = Running::start(&command, &music.join("peer.log"))?;
    std::thread::sleep(Duration::from_secs(10));
    usage::over(running.pid(), time)
}
