//! `awaz bench`: measurements of this machine, side by side with the peers installed on it.
#![expect(clippy::print_stdout, reason = "this is the command line speaking")]

use crate::cli::Failure;
use crate::cli::args::Bench;

/// What can be measured.
const WHAT: [(&str, &str); 0] = [];

/// Measures.
///
/// # Errors
/// An unknown name.
pub(crate) fn run(bench: &Bench, is_json: bool) -> Result<(), Failure> {
    if bench.what == "list" {
        if is_json {
            println!(
                "{}",
                serde_json::json!(WHAT.map(|(name, text)| serde_json::json!({"name": name, "what": text})))
            );
        }
        for (name, text) in WHAT.iter().filter(|_| !is_json) {
            println!("{name:<16} {text}");
        }
        return Ok(());
    }
    Err(Failure::usage(format!(
        "there is no measurement {}; `awaz bench list` shows them",
        bench.what
    )))
}
