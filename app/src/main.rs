//! `awaz`: the whole product in one program.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = awaz::cli::Cli::parse();
    // A child that looks into a stranger's file has no threads and no reactor beside it.
    if let awaz::cli::Command::Probe { file } = &cli.command {
        return awaz::cli::probe(file);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(awaz::cli::run(cli)),
        Err(error) => awaz::cli::no_runtime(&error),
    }
}
