//! From nothing to ready.

use super::Plan;
use super::report::Report;
use super::server::Server;
use super::usage;
use std::time::Duration;

/// Measures cold starts.
///
/// # Errors
/// When the server does not start.
pub(super) fn run(plan: Plan) -> anyhow::Result<Report> {
    let method = format!(
        "a new data folder each time, all migrations included; median of {}",
        plan.runs
    );
    let mut report = Report::new("ready", method);
    let (mut times, mut memory) = (vec![], vec![]);
    for _ in 0..plan.runs {
        let server = Server::start(&[])?;
        times.push(server.ready.as_secs_f64());
        std::thread::sleep(Duration::from_secs(1));
        memory.push(usage::rss_mb(server.pid())?);
    }
    report.row("start to /ready, s", &times, &[], Some("≤ 1"));
    report.row("resident memory a second later, MB", &memory, &[], Some("≤ 80"));
    Ok(report)
}
