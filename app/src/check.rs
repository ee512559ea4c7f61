//! `awaz check`: the configuration and every engine it names, without starting anything.
#![expect(clippy::print_stdout, reason = "this is the command line speaking")]

use crate::cli::{Failure, Global, Serve};
use crate::config::AppConfig;
use crate::product::{migrations, plainly};
use awaz_core::Error;
use awaz_http::tls::Certificates;
use awaz_store::{Db, Objects};
use serde_json::json;
use std::time::{Duration, Instant};

/// Longest time one engine is asked.
const LONGEST: Duration = Duration::from_secs(30);
const SLOW: &str = "it does not answer within 30 s; see that it runs and can be reached from here";

/// What was looked at, and what is wrong with it.
struct Finding {
    what: &'static str,
    problem: Option<String>,
    note: String,
}

/// Checks, prints what was found, and fails where something is wrong.
///
/// # Errors
/// Something is wrong; it was printed.
pub(crate) async fn run(global: &Global) -> Result<(), Failure> {
    let config = AppConfig::load(global, &Serve::default())?;
    let findings = [database(&config).await, objects(&config).await, tls(&config)];
    let wrong = findings.iter().filter(|finding| finding.problem.is_some()).count();
    if global.json {
        let all = findings
            .iter()
            .map(|finding| json!({"what": finding.what, "problem": finding.problem, "note": finding.note}));
        println!("{}", json!({"ok": wrong == 0, "findings": all.collect::<Vec<_>>()}));
    } else {
        println!("configuration  ok");
        for finding in &findings {
            println!(
                "{:<14} {}",
                finding.what,
                finding.problem.as_deref().unwrap_or(&finding.note)
            );
        }
    }
    if wrong == 0 {
        Ok(())
    } else {
        Err(Error::invalid(format!("{wrong} things are wrong.")).into())
    }
}

fn found(what: &'static str, result: Result<String, String>) -> Finding {
    let (problem, note) = match result {
        Ok(note) => (None, note),
        Err(problem) => (Some(problem), String::new()),
    };
    Finding { what, problem, note }
}

async fn database(config: &AppConfig) -> Finding {
    let looked = async {
        std::fs::create_dir_all(&config.data_dir).map_err(|error| format!("{}: {error}", config.data_dir.display()))?;
        let db = Db::open(&config.database, &config.data_dir)
            .await
            .map_err(|error| plainly(error).message)?;
        let pending = db
            .pending(&migrations())
            .await
            .map_err(|error| plainly(error).message)?;
        let _closed = db.close().await;
        Ok(match pending.len() {
            0 => "ok, of this version".to_owned(),
            count => format!("ok, {count} migrations to apply (`awaz migrate`; SQLite does it at the next start)"),
        })
    };
    found("database", looked.await)
}

async fn objects(config: &AppConfig) -> Finding {
    let began = Instant::now();
    let looked = async {
        Objects::open_with(&config.objects, &config.data_dir)
            .await?
            .check()
            .await
    };
    let looked = tokio::time::timeout(LONGEST, looked).await;
    let place = looked.unwrap_or_else(|_| Err(awaz_store::Error::ObjectsAway(SLOW.to_owned())));
    let note = place.map(|place| format!("ok, {place}, {} ms", began.elapsed().as_millis()));
    found("objects", note.map_err(|error| plainly(error).message))
}

fn tls(config: &AppConfig) -> Finding {
    let (Some(certificate), Some(key)) = (&config.http.tls.certificate, &config.http.tls.key) else {
        return found("tls", Ok("not set up; see http.tls in awaz.toml".to_owned()));
    };
    let opened = Certificates::open(certificate, key);
    found(
        "tls",
        opened.map(|_| "ok".to_owned()).map_err(|error| error.to_string()),
    )
}
