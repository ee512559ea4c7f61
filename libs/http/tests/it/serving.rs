//! Real sockets: plain and TLS, certificates that change, connections that say nothing.

use awaz_http::serve::serve;
use awaz_http::tls::Certificates;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    ended: tokio::task::JoinHandle<()>,
    /// Tells the slow route to answer.
    answer: Arc<Notify>,
    /// The slow route was asked.
    asked: Arc<Notify>,
}

async fn start(tls: Option<Arc<rustls::ServerConfig>>) -> Server {
    let (answer, asked) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (answers, asks) = (answer.clone(), asked.clone());
    let slow = move || async move {
        asks.notify_one();
        answers.notified().await;
        "at last"
    };
    let peer = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
    let router = Router::new().route("/peer", get(peer)).route("/slow", get(slow));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let ended = tokio::spawn(serve(listener, router, tls, stop.clone()));
    Server {
        address,
        stop,
        ended,
        answer,
        asked,
    }
}

async fn ask(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn it_answers_knows_the_peer_and_lets_requests_in_flight_finish() {
    let server = start(None).await;
    let answer = ask(server.address, "/peer").await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("127.0.0.1"),
        "{answer}"
    );
    let address = server.address;
    let slow = tokio::spawn(async move { ask(address, "/slow").await });
    server.asked.notified().await;
    server.stop.cancel();
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!server.ended.is_finished());
    server.answer.notify_one();
    assert!(slow.await.unwrap().ends_with("at last"));
    server.ended.await.unwrap();
}

#[tokio::test]
async fn a_connection_that_says_nothing_or_half_a_preface_is_closed() {
    let server = start(None).await;
    for beginning in ["", "PRI * HT", "GET / HTTP/1.1\r\nHost: "] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        // Another request has been served: the server is certain to wait for this one.
        ask(server.address, "/peer").await;
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(14)).await;
        let mut byte = [0];
        let early = tokio::time::timeout(Duration::from_millis(1), stream.read(&mut byte)).await;
        assert!(early.is_err(), "{beginning:?} was closed too early");
        tokio::time::advance(Duration::from_secs(2)).await;
        tokio::time::resume();
        let mut rest = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
        assert!(closed.is_ok(), "{beginning:?} is held open");
    }
}

struct Pair {
    folder: tempfile::TempDir,
}

impl Pair {
    fn new() -> Self {
        let pair = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        pair.renew();
        pair
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a new certificate and key.
    fn renew(&self) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(self.path("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(self.path("key.pem"), made.signing_key.serialize_pem()).unwrap();
    }

    fn open(&self) -> Arc<Certificates> {
        Certificates::open(&self.path("cert.pem"), &self.path("key.pem")).unwrap()
    }

    /// Settings of a client that trusts what the file holds now.
    fn client(&self, alpn: &[&[u8]]) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_file(self.path("cert.pem")).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
        config
    }
}

type Secure = tokio_rustls::client::TlsStream<TcpStream>;

async fn connect(address: SocketAddr, config: ClientConfig) -> std::io::Result<Secure> {
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    tokio_rustls::TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

#[tokio::test]
async fn tls_speaks_http_2_and_1_as_the_client_wants() {
    let pair = Pair::new();
    let server = start(Some(pair.open().config().unwrap())).await;
    let mut one = connect(server.address, pair.client(&[b"http/1.1"])).await.unwrap();
    let request = b"GET /peer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    one.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    let _ = one.read_to_end(&mut answer).await;
    assert!(String::from_utf8_lossy(&answer).ends_with("127.0.0.1"));
    let two = connect(server.address, pair.client(&[b"h2", b"http/1.1"]))
        .await
        .unwrap();
    assert_eq!(two.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let io = hyper_util::rt::TokioIo::new(two);
    let executor = hyper_util::rt::TokioExecutor::new();
    let (mut sender, connection) = hyper::client::conn::http2::handshake(executor, io).await.unwrap();
    tokio::spawn(connection);
    let request = axum::http::Request::get("https://localhost/peer")
        .body(axum::body::Body::empty())
        .unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.version()),
        (200, axum::http::Version::HTTP_2)
    );
}

#[tokio::test]
async fn what_is_not_tls_costs_its_own_connection_only() {
    let pair = Pair::new();
    let server = start(Some(pair.open().config().unwrap())).await;
    let oversized = [b"\x16\x03\x01\xff\xff".as_slice(), &vec![0xaa; 70_000]].concat();
    let plain = b"GET /peer HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec();
    for garbage in [plain, vec![0; 4096], oversized] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        // The server may have hung up before it has all.
        let _ = stream.write_all(&garbage).await;
        let mut answer = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
        assert!(closed.is_ok(), "{:?}… is held open", &garbage[..5]);
        assert!(!answer.starts_with(b"HTTP"), "it answers in plain");
        assert!(connect(server.address, pair.client(&[b"http/1.1"])).await.is_ok());
    }
}

#[tokio::test]
async fn new_certificates_are_used_and_broken_ones_are_not() {
    let pair = Pair::new();
    let certificates = pair.open();
    let server = start(Some(certificates.config().unwrap())).await;
    let old = pair.client(&[b"http/1.1"]);
    let mut held = connect(server.address, old.clone()).await.unwrap();
    pair.renew();
    assert!(
        connect(server.address, old.clone()).await.is_ok(),
        "nothing was read yet"
    );
    certificates.reload().unwrap();
    assert!(connect(server.address, old).await.is_err());
    assert!(connect(server.address, pair.client(&[b"http/1.1"])).await.is_ok());
    held.write_all(b"GET /peer HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    let mut start_of_answer = [0; 12];
    held.read_exact(&mut start_of_answer).await.unwrap();
    assert_eq!(&start_of_answer, b"HTTP/1.1 200", "who was connected stays");
    let good = std::fs::read(pair.path("cert.pem")).unwrap();
    for broken in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        std::fs::write(pair.path("cert.pem"), broken).unwrap();
        assert!(certificates.reload().is_err(), "{broken}");
    }
    std::fs::write(pair.path("cert.pem"), good).unwrap();
    assert!(connect(server.address, pair.client(&[b"http/1.1"])).await.is_ok());
    let other = Pair::new();
    let mixed = Certificates::open(&pair.path("cert.pem"), &other.path("key.pem"));
    assert!(mixed.is_err(), "a key of another certificate");
}
