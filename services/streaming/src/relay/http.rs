//! Connections to other servers: plain or TLS, as old stream servers speak HTTP.

use awaz_http::outbound::{self, Refused};
use awaz_wire::body::{BodyDecoder, Framing};
use awaz_wire::icy::{ResponseHead, parse_response};
use bytes::Bytes;
use rustls_platform_verifier::ConfigVerifierExt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long the other server may send nothing.
const SILENCE: Duration = Duration::from_secs(15);
/// Redirections that are followed.
const REDIRECTS: usize = 5;
/// Bytes read at a time.
const PIECE: usize = 16 * 1024;

pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A connection.
pub(super) struct Connection {
    pub(super) stream: Box<dyn Wire>,
    pub(super) peer: std::net::SocketAddr,
}

/// A response whose body is read piece by piece.
pub(super) struct Body {
    connection: Connection,
    decoder: BodyDecoder,
    ready: Vec<u8>,
}

/// Connects to the server of a URL.
pub(super) async fn connect(url: &Url, allow_private: bool) -> Result<Connection, String> {
    let mut problem = "The name has no address.".to_owned();
    let addresses = outbound::addresses(url, allow_private).await;
    for address in addresses.map_err(|refused| sentence(&refused))? {
        match tokio::time::timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true);
                let stream = secured(stream, url).await?;
                return Ok(Connection { stream, peer: address });
            }
            Ok(Err(error)) => problem = format!("The other server cannot be reached: {error}."),
            Err(_) => "The other server does not answer.".clone_into(&mut problem),
        }
    }
    Err(problem)
}

/// Why an address is not connected to, for the owner.
fn sentence(refused: &Refused) -> String {
    match refused {
        Refused::Private(host) => format!(
            "{host} is an address of this server's own network; the operator can allow that with streaming.relay_private."
        ),
        Refused::NoHost | Refused::Unknown(_) => refused.to_string(),
    }
}

async fn secured(stream: TcpStream, url: &Url) -> Result<Box<dyn Wire>, String> {
    if url.scheme() != "https" {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(url.host_str().unwrap_or_default().to_owned());
    let name = name.map_err(|_| "The address has no host name.".to_owned())?;
    let connector = TlsConnector::from(tls()?);
    let connected = tokio::time::timeout(CONNECT, connector.connect(name, stream)).await;
    let connected = connected.map_err(|_| "The other server does not answer.".to_owned())?;
    Ok(Box::new(connected.map_err(|error| {
        format!("The connection cannot be secured: {error}.")
    })?))
}

fn tls() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Option<Arc<ClientConfig>>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| ClientConfig::with_platform_verifier().ok().map(Arc::new));
    config
        .clone()
        .ok_or_else(|| "This machine has no root certificates.".to_owned())
}

/// Asks for a stream and follows redirections.
pub(super) async fn get(url: &Url, allow_private: bool) -> Result<(Url, ResponseHead, Body), String> {
    let mut url = url.clone();
    for _ in 0..=REDIRECTS {
        let mut connection = connect(&url, allow_private).await?;
        write(&mut connection, request(&url).as_bytes()).await?;
        let (head, rest) = read_head(&mut connection).await?;
        match head.status {
            200 => {
                let body = Body::new(connection, &head, &rest)?;
                return Ok((url, head, body));
            }
            301 | 302 | 303 | 307 | 308 => {
                let to = head.headers.get("location").and_then(|to| url.join(to).ok());
                url = to
                    .filter(|to| matches!(to.scheme(), "http" | "https"))
                    .ok_or("The redirection leads nowhere.")?;
            }
            404 => return Err("The other server has no such stream.".to_owned()),
            status => return Err(format!("The other server answered {status}.")),
        }
    }
    Err("The other server sends us in circles.".to_owned())
}

fn request(url: &Url) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!(
        "GET {}{query} HTTP/1.0\r\nHost: {}\r\nUser-Agent: Awaz Pulse\r\nAccept: */*\r\nIcy-MetaData: 1\r\nConnection: close\r\n\r\n",
        url.path(),
        host(url)
    )
}

/// `host:port` as the `Host` header has it.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Writes all of it.
pub(super) async fn write(connection: &mut Connection, bytes: &[u8]) -> Result<(), String> {
    let written = tokio::time::timeout(SILENCE, connection.stream.write_all(bytes)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("The other server has let us go: {error}.")),
        Err(_) => Err("The other server takes nothing.".to_owned()),
    }
}

/// Reads what comes next; `None` at the end.
pub(super) async fn read(connection: &mut Connection, into: &mut Vec<u8>) -> Result<Option<usize>, String> {
    into.reserve(PIECE);
    let got = tokio::time::timeout(SILENCE, connection.stream.read_buf(into)).await;
    match got {
        Ok(Ok(0)) => Ok(None),
        Ok(Ok(bytes)) => Ok(Some(bytes)),
        Ok(Err(error)) => Err(format!("The connection broke: {error}.")),
        Err(_) => Err("The other server has sent nothing for 15 seconds.".to_owned()),
    }
}

async fn read_head(connection: &mut Connection) -> Result<(ResponseHead, Vec<u8>), String> {
    let mut bytes = Vec::new();
    loop {
        if let Some((head, used)) = parse_response(&bytes).map_err(|_| "The other server does not speak HTTP.")? {
            let rest = bytes.split_off(used);
            return Ok((head, rest));
        }
        if read(connection, &mut bytes).await?.is_none() {
            return Err("The other server closed the connection.".to_owned());
        }
    }
}

impl Body {
    fn new(connection: Connection, head: &ResponseHead, start: &[u8]) -> Result<Self, String> {
        let is_chunked = head.headers.has_token("transfer-encoding", "chunked");
        let framing = if is_chunked {
            Framing::Chunked
        } else {
            Framing::UntilClose
        };
        let mut body = Self {
            connection,
            decoder: BodyDecoder::new(framing),
            ready: Vec::new(),
        };
        body.take(start)?;
        Ok(body)
    }

    /// Address of the other server.
    pub(super) const fn peer(&self) -> std::net::SocketAddr {
        self.connection.peer
    }

    /// The next bytes; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, String> {
        let mut raw = Vec::new();
        while self.ready.is_empty() && !self.decoder.is_done() {
            raw.clear();
            if read(&mut self.connection, &mut raw).await?.is_none() {
                return Ok(None);
            }
            self.take(&raw)?;
        }
        let ready = std::mem::take(&mut self.ready);
        Ok((!ready.is_empty()).then(|| ready.into()))
    }

    fn take(&mut self, raw: &[u8]) -> Result<(), String> {
        let taken = self.decoder.push(raw, &mut self.ready);
        taken
            .map(drop)
            .map_err(|_| "The other server sends broken chunks.".to_owned())
    }
}
