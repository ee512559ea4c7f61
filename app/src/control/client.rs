//! The asking side.

use super::{Ask, MAX_LINE, Progress, Reply, socket_path};
use awaz_core::{Code, Error, Result};
use std::path::Path;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;

/// Asks the server that holds `data_dir`, telling `progress` of long work.
///
/// # Errors
/// What the server answered, or `Unavailable` when it cannot be reached or breaks off.
pub(crate) async fn ask(data_dir: &Path, ask: &Ask, mut progress: impl FnMut(Progress)) -> Result<serde_json::Value> {
    let path = socket_path(data_dir);
    let stream = UnixStream::connect(&path)
        .await
        .map_err(|error| unreachable_server(&path, &error))?;
    let (read, mut write) = stream.into_split();
    let mut line = serde_json::to_vec(ask).map_err(|_| Error::internal())?;
    line.push(b'\n');
    write
        .write_all(&line)
        .await
        .map_err(|error| unreachable_server(&path, &error))?;
    let mut lines = BufReader::new(read);
    loop {
        let mut line = String::new();
        let read = (&mut lines).take(MAX_LINE).read_line(&mut line).await;
        if read.map_err(|error| unreachable_server(&path, &error))? == 0 {
            return Err(Error::new(
                Code::Unavailable,
                "The server broke off before it was done; look at its log.",
            ));
        }
        match serde_json::from_str(&line) {
            Ok(Reply::Progress(step)) => progress(step),
            Ok(Reply::Done(value)) => return Ok(value),
            Ok(Reply::Failed(error)) => return Err(error),
            Err(_) => {
                return Err(Error::new(
                    Code::Unavailable,
                    "The server is of another version than this command.",
                ));
            }
        }
    }
}

fn unreachable_server(path: &Path, error: &std::io::Error) -> Error {
    let message = format!(
        "A server holds this data folder but does not answer on {}: {error}. It may be starting or stopping; try again.",
        path.display()
    );
    Error::new(Code::Unavailable, message)
}
