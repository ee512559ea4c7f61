//! The command line: reads what was said, does it here or asks the running server, and prints
//! the answer for a person or, with `--json`, for a script.

mod answer;
pub mod args;
mod ask;
mod secret;

pub use args::{Cli, Command, Global, Serve};

use crate::config::{AppConfig, Problems};
use crate::control::{self, Ask};
use crate::lock::{DataLock, LockError};
use crate::product;
use awaz_core::{Code, Error};
use std::process::ExitCode;

/// Runs a command and returns the exit status: 0 done, 1 failed, 2 wrong usage.
pub async fn run(cli: Cli) -> ExitCode {
    let is_json = cli.global.json;
    let result = match cli.command {
        Command::Serve(serve) => crate::serve::run(&cli.global, &serve).await,
        Command::Migrate => migrate(&cli.global).await,
        Command::Check => crate::check::run(&cli.global).await,
        Command::Bench(bench) => crate::bench::run(&bench, is_json),
        Command::Openapi => crate::openapi::print().await,
        Command::Probe { file } => return probe(&file),
        other => asked(&cli.global, other).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            answer::failure(&failure, is_json);
            if failure.is_usage {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// Looks into one file, in this process.
#[must_use]
pub fn probe(file: &std::path::Path) -> ExitCode {
    awaz_content::probe::run_in_child(file)
}

/// Says that the program could not even begin.
#[must_use]
pub fn no_runtime(error: &std::io::Error) -> ExitCode {
    let error = Error::new(Code::Unavailable, format!("This machine gives us no threads: {error}."));
    answer::failure(&error.into(), false);
    ExitCode::FAILURE
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub struct Failure {
    /// The error.
    pub error: Error,
    /// Whether the command was called wrongly.
    pub is_usage: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, is_usage: false }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Error::invalid(problems.to_string()).into()
    }
}

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        let code = if matches!(error, LockError::Held { .. }) {
            Code::Conflict
        } else {
            Code::Unavailable
        };
        Error::new(code, error.to_string()).into()
    }
}

impl Failure {
    /// The command was called wrongly.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            error: Error::invalid(message),
            is_usage: true,
        }
    }
}

async fn migrate(global: &Global) -> Result<(), Failure> {
    let config = AppConfig::load(global, &Serve::default())?;
    let _lock = DataLock::take(&config.data_dir)?;
    let applied = product::migrate(&config).await?;
    answer::done("migrate", &serde_json::json!({ "applied": applied }), global.json);
    Ok(())
}

async fn asked(global: &Global, command: Command) -> Result<(), Failure> {
    let (name, ask) = ask::from_command(command)?;
    let config = AppConfig::load(global, &Serve::default())?;
    let bar = answer::Bar::new(global.json);
    let value = match DataLock::take(&config.data_dir) {
        Ok(_lock) => here(&config, ask, &bar).await?,
        Err(LockError::Held { .. }) => control::client::ask(&config.data_dir, &ask, |step| bar.step(&step)).await?,
        Err(error) => return Err(error.into()),
    };
    bar.clear();
    answer::done(name, &value, global.json);
    Ok(())
}

async fn here(config: &AppConfig, ask: Ask, bar: &answer::Bar) -> Result<serde_json::Value, Failure> {
    let product = product::Product::open_for_commands(config).await?;
    let (sender, mut steps) = tokio::sync::mpsc::channel(16);
    let work = product.answer(ask, sender);
    let watch = async {
        while let Some(step) = steps.recv().await {
            bar.step(&step);
        }
    };
    let (value, ()) = tokio::join!(work, watch);
    product.close().await;
    Ok(value?)
}
