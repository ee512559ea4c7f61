//! The answering side.

use super::{Ask, MAX_LINE, Progress, Reply, socket_path};
use awaz_core::{Error, Result};
use futures::future::BoxFuture;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Progress lines that may wait for a slow reader.
const PROGRESS_QUEUE: usize = 16;

/// Answers questions.
pub(crate) type Answer =
    Arc<dyn Fn(Ask, mpsc::Sender<Progress>) -> BoxFuture<'static, Result<serde_json::Value>> + Send + Sync>;

/// Opens the socket of `data_dir`, readable by this user only.
///
/// # Errors
/// When the socket cannot be made; the caller holds the folder's lock, so a left-over file is
/// removed first.
pub(crate) fn bind(data_dir: &Path) -> std::io::Result<UnixListener> {
    let path = socket_path(data_dir);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Answers until `shutdown`.
pub(crate) async fn run(listener: UnixListener, answer: Answer, shutdown: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.cancelled() => return,
        };
        match accepted {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, answer.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "control socket: accept failed");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(stream: UnixStream, answer: Answer) {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    if BufReader::new(read).take(MAX_LINE).read_line(&mut line).await.is_err() {
        return;
    }
    let reply = match serde_json::from_str::<Ask>(&line) {
        Ok(ask) => answer_with_progress(&answer, ask, &mut write).await,
        Err(_) => Err(Error::invalid(
            "This server does not know that command; it may be of another version.",
        )),
    };
    let reply = match reply {
        Ok(value) => Reply::Done(value),
        Err(error) => Reply::Failed(error),
    };
    send(&mut write, &reply).await;
}

async fn answer_with_progress(
    answer: &Answer,
    ask: Ask,
    write: &mut (impl AsyncWriteExt + Unpin),
) -> Result<serde_json::Value> {
    let (sender, mut steps) = mpsc::channel(PROGRESS_QUEUE);
    let work = tokio::spawn(answer(ask, sender));
    while let Some(step) = steps.recv().await {
        send(write, &Reply::Progress(step)).await;
    }
    work.await.unwrap_or_else(|_| Err(Error::internal()))
}

/// A reader that went away does not stop the work.
async fn send(write: &mut (impl AsyncWriteExt + Unpin), reply: &Reply) {
    if let Ok(mut line) = serde_json::to_vec(reply) {
        line.push(b'\n');
        let _ = write.write_all(&line).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::client;
    use awaz_core::Code;

    fn serve(answer: Answer) -> (tempfile::TempDir, CancellationToken) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = bind(folder.path()).expect("the folder is ours");
        let shutdown = CancellationToken::new();
        tokio::spawn(run(listener, answer, shutdown.clone()));
        (folder, shutdown)
    }

    #[tokio::test]
    async fn long_work_tells_its_progress_and_then_its_result() {
        let answer: Answer = Arc::new(|_, steps| {
            Box::pin(async move {
                for done in 1..=3 {
                    let step = Progress {
                        done,
                        total: 3,
                        text: String::new(),
                    };
                    let _ = steps.send(step).await;
                }
                Ok(serde_json::json!({"imported": 3}))
            })
        });
        let (folder, _shutdown) = serve(answer);
        let mut seen = Vec::new();
        let result = client::ask(folder.path(), &Ask::ChannelList, |step| seen.push(step.done)).await;
        assert_eq!(seen, [1, 2, 3]);
        assert_eq!(result.expect("it is done")["imported"], 3);
    }

    #[tokio::test]
    async fn errors_keep_their_code_and_a_lost_server_is_told() {
        let answer: Answer = Arc::new(|_, _| Box::pin(async { Err(Error::conflict("taken")) }));
        let (folder, _shutdown) = serve(answer);
        let refused = client::ask(folder.path(), &Ask::ChannelList, |_| {})
            .await
            .expect_err("it answers no");
        assert_eq!((refused.code, refused.message.as_str()), (Code::Conflict, "taken"));
        let empty = tempfile::tempdir().expect("a temporary folder");
        let lost = client::ask(empty.path(), &Ask::ChannelList, |_| {})
            .await
            .expect_err("nobody is there");
        assert_eq!(lost.code, Code::Unavailable);
    }
}
