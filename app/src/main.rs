//! `awaz`: the whole product in one program.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = awaz::cli::Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(awaz::cli::run(cli)),
        Err(error) => awaz::cli::no_runtime(&error),
    }
}
