//! Servers of the test process's own, and where set-up put them.

use anyhow::Context;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Runs the server until its input ends, which it does with the test process, however that
/// ends; then removes the folder, which is the first argument.
const KEEPER: &str = r#"
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
read -r _
kill -KILL $!
wait
rm -rf "$folder"
"#;

/// Starts a server that is killed with this process; `folder` holds its log and all it writes, and is
/// removed with it. The child's input holds it: keep it for as long as the server is wanted.
///
/// # Errors
/// When there is no shell.
pub(crate) fn keep(folder: &Path, server: &Command) -> anyhow::Result<Child> {
    let mut keeper = Command::new("/bin/sh");
    keeper.args(["-c", KEEPER, "sh"]).arg(folder);
    keeper.arg(server.get_program()).args(server.get_args());
    let variables = server.get_envs();
    keeper.envs(variables.filter_map(|(name, value)| Some((name, value?))));
    keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    keeper.spawn().context("sh")
}

/// Where set-up puts servers that are no packages of the system.
pub(crate) fn engines() -> PathBuf {
    let home = std::env::var_os("HOME").unwrap_or_default();
    std::env::var_os("AWAZ_ENGINES").map_or_else(|| Path::new(&home).join(".cache/awaz"), PathBuf::from)
}
