//! TLS from certificate files: HTTP/2 by ALPN, sound, garbage, and a new certificate while
//! somebody listens.

use anyhow::{Context, ensure};
use awaz_tests::product::binary;
use futures::StreamExt;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Writes a new certificate for `localhost` and returns it.
fn certify(folder: &Path) -> anyhow::Result<String> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem())?;
    std::fs::write(folder.join("cert.pem"), made.cert.pem())?;
    Ok(made.cert.pem())
}

fn client(certificate: &str) -> anyhow::Result<reqwest::Client> {
    let root = reqwest::Certificate::from_pem(certificate.as_bytes())?;
    Ok(reqwest::Client::builder()
        .tls_certs_only([root])
        .timeout(Duration::from_secs(40))
        .build()?)
}

fn start(folder: &Path) -> anyhow::Result<(Server, SocketAddr)> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = free.local_addr()?;
    drop(free);
    let certificate = folder.join("cert.pem");
    let key = folder.join("key.pem");
    let config = format!(
        "[http]\nlisten = \"{address}\"\n[http.tls]\ncertificate = \"{}\"\nkey = \"{}\"\n\
         [streaming]\nicecast = \"127.0.0.1:0\"\nshoutcast = \"off\"\n",
        certificate.display(),
        key.display()
    );
    std::fs::write(folder.join("tls.toml"), config)?;
    let child = Command::new(binary())
        .args(["serve", "--config"])
        .arg(folder.join("tls.toml"))
        .arg("--data-dir")
        .arg(folder.join("data"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok((Server(child), address))
}

async fn wait_ready(client: &reqwest::Client, url: &str) -> anyhow::Result<reqwest::Response> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match client.get(url).send().await {
            Ok(answer) if answer.status() == 200 => return Ok(answer),
            other => ensure!(Instant::now() < deadline, "{url}: {other:?}"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// What is no TLS hello is let go, and nobody else notices.
fn send_garbage(address: SocketAddr) -> anyhow::Result<()> {
    for garbage in [
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        vec![0x16, 3, 1, 0xff, 0xff, 1, 2, 3],
        vec![0xff; 4096],
    ] {
        let mut socket = TcpStream::connect(address)?;
        socket.set_read_timeout(Some(Duration::from_secs(20)))?;
        socket.write_all(&garbage)?;
        socket.shutdown(std::net::Shutdown::Write)?;
        let mut answer = Vec::new();
        let _reset = socket.read_to_end(&mut answer);
        ensure!(
            !answer.starts_with(b"HTTP/1.1 200"),
            "plain HTTP is not served on the TLS port"
        );
    }
    Ok(())
}

#[tokio::test]
async fn tls_serves_h2_and_takes_a_new_certificate_without_dropping_anyone() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let first = client(&certify(folder.path())?)?;
    let (_server, address) = start(folder.path())?;
    let base = format!("https://localhost:{}", address.port());
    let ready = wait_ready(&first, &format!("{base}/ready")).await?;
    ensure!(ready.version() == reqwest::Version::HTTP_2, "{:?}", ready.version());
    ensure!(
        ready.headers().contains_key("strict-transport-security"),
        "{:?}",
        ready.headers()
    );
    let made = Command::new(binary())
        .args(["channel", "create", "fm", "--json", "--data-dir"])
        .arg(folder.path().join("data"))
        .output()?;
    ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut sound = first
        .get(format!("{base}/live/fm/mp3-128.mp3"))
        .send()
        .await?
        .bytes_stream();
    let start = sound.next().await.context("sound")??;
    ensure!(start.len() > 1000, "{} bytes", start.len());
    send_garbage(address)?;
    let second = client(&certify(folder.path())?)?;
    wait_ready(&second, &format!("{base}/live/fm/master.m3u8")).await?;
    let more = sound
        .next()
        .await
        .context("the listener of the old certificate goes on")??;
    ensure!(!more.is_empty());
    Ok(())
}
