//! What an operator relies on.

use awaz_tests::ear::{self, Stream};
use awaz_tests::product::{Product, binary};
use awaz_tests::tools;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

#[test]
fn a_stop_ends_listeners_cleanly_and_exits_with_zero() -> anyhow::Result<()> {
    let mut product = Product::start(&[])?;
    product.channel("on-air")?;
    let mut listener = Stream::open("GET", &product.mount_url("/on-air"), &[])?;
    listener.listen(Duration::from_secs(1))?;
    let (status, took) = product.stop()?;
    assert!(status.success(), "{status}: {}", product.log());
    assert!(took < Duration::from_secs(30), "{took:?}");
    let mut rest = Vec::new();
    listener.body.read_to_end(&mut rest)?;
    Ok(())
}

#[test]
fn metrics_are_as_prometheus_wants_them() -> anyhow::Result<()> {
    let product = Product::start(&[])?;
    product.channel("on-air")?;
    Stream::open("GET", &product.mount_url("/on-air"), &[])?.listen(Duration::from_secs(2))?;
    let metrics = ear::get(&product.url("/metrics"))?;
    assert!(metrics.contains("awaz_"), "{metrics}");
    let promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut promtool = promtool.expect("promtool must be installed: `make setup-test`");
    let written = promtool
        .stdin
        .take()
        .expect("it has an input")
        .write_all(metrics.as_bytes());
    let output = promtool.wait_with_output()?;
    written?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.trim().is_empty(), "{said}");
    Ok(())
}

#[test]
fn wrong_configuration_is_told_all_at_once_before_anything_starts() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, "[http]\nlissten = \"x\"\n[streaming]\ntick_ms = \"fast\"\n")?;
    let output = Command::new(binary())
        .args(["serve", "--config"])
        .arg(&file)
        .arg("--data-dir")
        .arg(folder.path().join("data"))
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("mine.toml:2: http.lissten"), "{said}");
    assert!(said.contains("mine.toml:4: streaming.tick_ms"), "{said}");
    assert!(!folder.path().join("data").exists(), "nothing was started");
    Ok(())
}

#[test]
fn wrong_usage_exits_with_two() -> anyhow::Result<()> {
    let output = Command::new(binary()).arg("srve").output()?;
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("serve"));
    Ok(())
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() -> anyhow::Result<()> {
    let product = Product::start(&[])?;
    let output = Command::new(binary())
        .arg("serve")
        .arg("--data-dir")
        .arg(product.data_dir())
        .output()?;
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&product.pid().to_string()), "{said}");
    Ok(())
}

#[test]
fn channels_are_made_listed_and_deleted_while_the_server_runs() -> anyhow::Result<()> {
    let product = Product::start(&[])?;
    let key = product.channel("radio-one")?;
    let again = product
        .awaz(&["channel", "create", "radio-one"])
        .expect_err("the name is taken");
    assert!(again.to_string().contains("radio-one"), "{again}");
    let rotated = product.awaz(&["channel", "key", "rotate", "radio-one"])?;
    assert_ne!(rotated["source_key"], key.as_str());
    let old = tools::ffmpeg_source(
        &format!("icecast://source:{key}@{}/radio-one", product.icecast),
        500,
        &["-f", "mp3"],
    );
    assert!(!old?.0.wait()?.success(), "the old key does not work any more");
    let listed = product.awaz(&["channel", "list"])?;
    assert_eq!(listed[0]["slug"], "radio-one", "{listed}");
    product.awaz(&["channel", "delete", "radio-one", "--yes"])?;
    assert_eq!(ear::http_status(&product.mount_url("/radio-one"))?, 404);
    Ok(())
}

#[test]
fn what_comes_is_planned_with_and_without_a_server() -> anyhow::Result<()> {
    let mut product = Product::start(&[])?;
    product.channel("radio-one")?;
    let empty = product.awaz(&["plan", "radio-one"])?;
    assert_eq!(empty["items"], serde_json::json!([]), "{empty}");
    let music = product.scratch().join("music");
    std::fs::create_dir(&music)?;
    for (title, hz) in [("One", 400), ("Two", 500), ("Three", 600)] {
        tools::make_tone(&music.join(format!("{title}.mp3")), hz, 60, &[("title", title)])?;
    }
    product.awaz(&["import", &music.to_string_lossy(), "--channel", "radio-one"])?;
    let with = product.awaz(&["plan", "radio-one", "--hours", "1"])?;
    product.stop()?;
    let without = product.awaz(&["plan", "radio-one", "--hours", "1"])?;
    for plan in [&with, &without] {
        let items = plan["items"].as_array().expect("a list");
        assert!((60..=65).contains(&items.len()), "{plan}");
        assert_eq!(items[0]["reason"], "rotation", "{plan}");
        assert!(items[0]["local"].as_str().is_some_and(|at| at.len() == 19), "{plan}");
    }
    assert_eq!(with["time_zone"], without["time_zone"]);
    let unknown = product
        .awaz(&["plan", "radio-two"])
        .expect_err("there is no such station");
    assert!(unknown.to_string().contains("radio-two"), "{unknown}");
    Ok(())
}
