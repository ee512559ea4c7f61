//! Looks into one file under the kernel's bounds: `awaz-probe probe FILE`. The tests use it in
//! the place of the whole program.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    match arguments.as_slice() {
        [_, command, file] if command == "probe" => awaz_content::probe::run_in_child(Path::new(file)),
        _ => ExitCode::from(2),
    }
}
