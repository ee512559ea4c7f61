//! Repository checks, run by `make check` and `make test`: `cargo run -p xtask -- tidy`.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lives in the repository");
    let argument = std::env::args().nth(1);
    let outcome = match argument.as_deref() {
        Some("tidy") => xtask::tidy(root),
        Some("licences") => xtask::licences::check(root),
        Some("demo-audio") => xtask::synth::render(root).map(|()| Vec::new()),
        _ => {
            complain("usage: cargo run -p xtask -- tidy|licences|demo-audio");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(findings) if findings.is_empty() => ExitCode::SUCCESS,
        Ok(findings) => {
            for finding in &findings {
                complain(&finding.to_string());
            }
            complain(&format!("{} findings", findings.len()));
            ExitCode::FAILURE
        }
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command-line tool speaks on stderr")]
fn complain(text: &str) {
    eprintln!("{text}");
}
