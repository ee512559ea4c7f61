//! Files as they come in a request's body.

use crate::files::take::{Taken, Taking, too_large};
use crate::import::blocking;
use awaz_core::{Error, Result};
use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};
use std::path::Path;
use std::time::Duration;

/// How long a sender may pause.
const PAUSE: Duration = Duration::from_secs(60);
/// Bytes written at once.
const PIECE: usize = 1 << 20;

/// The chunks of a body; it ends with an error where the sender breaks off or pauses too long.
pub(super) fn chunks(body: Body) -> impl Stream<Item = Result<Bytes>> + Send + Unpin {
    let stream = futures::stream::unfold(Some(body.into_data_stream()), |stream| async move {
        let mut stream = stream?;
        match tokio::time::timeout(PAUSE, stream.next()).await {
            Ok(None) => None,
            Ok(Some(Ok(chunk))) => Some((Ok(chunk), Some(stream))),
            Ok(Some(Err(_))) => Some((Err(Error::invalid("The upload broke off; send it again.")), None)),
            Err(_) => Some((
                Err(Error::invalid("Nothing came for 60 s; send the upload again.")),
                None,
            )),
        }
    });
    Box::pin(stream)
}

/// Takes a whole body as a file.
///
/// # Errors
/// `TooLarge`, as early as the head says so; `Invalid` when it is empty or breaks off; `Full`.
pub(super) async fn take(request: Request, folder: &Path, max_bytes: u64) -> Result<Taken> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > max_bytes) {
        return Err(too_large(max_bytes));
    }
    let folder = folder.to_owned();
    let mut taking = blocking(move || Taking::begin(&folder, max_bytes)).await??;
    let mut chunks = chunks(request.into_body());
    let mut piece = BytesMut::new();
    loop {
        let next = chunks.next().await.transpose()?;
        piece.extend_from_slice(next.as_deref().unwrap_or_default());
        if piece.len() >= PIECE || next.is_none() {
            let full = piece.split().freeze();
            taking = blocking(move || taking.write(&full).map(|()| taking)).await??;
        }
        if next.is_none() {
            break;
        }
    }
    let taken = blocking(move || taking.finish()).await??;
    if taken.bytes == 0 {
        return Err(Error::invalid("The file is empty."));
    }
    Ok(taken)
}
