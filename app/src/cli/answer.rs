//! Answers: sentences and tables for people, JSON for scripts.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is the command line speaking"
)]

use super::Failure;
use crate::control::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;
use std::io::Write;

/// A progress bar on the terminal; hidden where there is none or a script listens.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(is_json: bool) -> Self {
        let target = if is_json {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {wide_msg} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(bar)
    }

    pub(super) fn step(&self, step: &Progress) {
        self.0.set_length(step.total);
        self.0.set_position(step.done);
        self.0.set_message(step.text.clone());
    }

    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

/// Prints what was done.
pub(super) fn done(name: &str, value: &Value, is_json: bool) {
    if is_json {
        print_long(&format!("{value}\n"));
        return;
    }
    match name {
        "channel" => channel(value),
        "channels" => channels(value),
        "token" => println!("{}\n\nThis is the only time it is shown.", text(value, "token")),
        "user" => println!("{} can sign in.", text(value, "email")),
        "suspended" => println!("{} is kept out and signed out everywhere.", text(value, "email")),
        "keys" => println!(
            "The new key is {}; whoever checks tokens sees it at once.",
            text(value, "kid")
        ),
        "deleted" => println!("{} is deleted.", text(value, "slug")),
        "import" => import(value, "tracks"),
        "episodes" => import(value, "episodes"),
        "show" => show(value),
        "shows" => shows(value),
        "plan" => print_long(&plan(value)),
        "migrate" => println!(
            "{} migrations applied.",
            value["applied"].as_array().map_or(0, Vec::len)
        ),
        _ => println!("{value:#}"),
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn channel(value: &Value) {
    let slug = text(value, "slug");
    println!("channel   {slug}");
    println!("user      {}", text(value, "source_user"));
    println!("key       {}", text(value, "source_key"));
    println!("\nGo on air, for instance:");
    println!(
        "  ffmpeg -re -i show.mp3 -c:a libmp3lame -b:a 128k -content_type audio/mpeg -f mp3 icecast://{}:{}@HOST:8000/{slug}",
        text(value, "source_user"),
        text(value, "source_key"),
    );
}

fn channels(value: &Value) {
    let rows = value.as_array().map_or(&[][..], Vec::as_slice);
    if rows.is_empty() {
        println!("There is no channel yet. Make one: awaz channel create radio-mehfil --name \"Radio Mehfil\"");
    }
    for row in rows {
        println!("{:<24} {}", text(row, "slug"), text(row, "name"));
    }
}

fn show(value: &Value) {
    let slug = text(value, "slug");
    println!("show      {slug}");
    println!("feed      {}", text(value, "feed"));
    println!("\nGive it episodes, for instance:\n  awaz import FOLDER --show {slug} --publish");
}

fn shows(value: &Value) {
    let rows = value.as_array().map_or(&[][..], Vec::as_slice);
    if rows.is_empty() {
        println!("There is no show yet. Make one: awaz show create mehfil --channel radio-mehfil --title \"Mehfil\"");
    }
    for row in rows {
        println!(
            "{:<24} {:<24} {}",
            text(row, "slug"),
            text(row, "channel"),
            text(row, "title")
        );
    }
}

fn plan(value: &Value) -> String {
    let items = value["items"].as_array().map_or(&[][..], Vec::as_slice);
    let mut out = format!("{} ({})\n", text(value, "station"), text(value, "time_zone"));
    if items.is_empty() {
        out.push_str("Nothing is planned: its playlists are empty.\n");
    }
    for item in items {
        let start = if item["on_time"].as_bool() == Some(true) {
            "*"
        } else {
            " "
        };
        let bent = item["bent"].as_array().map_or(&[][..], Vec::as_slice);
        let bent: Vec<&str> = bent.iter().filter_map(Value::as_str).collect();
        let bent = if bent.is_empty() {
            String::new()
        } else {
            format!(" (bends {})", bent.join(", "))
        };
        let (track, playlist) = (&item["track"], text(item, "playlist"));
        let line = format!(
            "{}{start} {:<40} {:<28} {playlist}: {}{bent}\n",
            text(item, "local"),
            text(track, "title"),
            text(track, "artist"),
            text(item, "reason"),
        );
        out.push_str(&line);
    }
    out
}

/// Prints what may be long; whoever reads only its beginning, as `head` does, has enough.
fn print_long(out: &str) {
    let _gone = std::io::stdout().write_all(out.as_bytes());
}

fn import(value: &Value, what: &str) {
    let count = |key: &str| value[key].as_u64().unwrap_or(0);
    println!(
        "{} {what} added, {} were there already.",
        count("imported"),
        count("duplicates")
    );
    if count("failed_count") > 0 {
        println!("{} files could not be used:", count("failed_count"));
    }
    for file in value["failed"].as_array().map_or(&[][..], Vec::as_slice) {
        println!("  {}: {}", text(file, "file"), text(file, "reason"));
    }
}

/// Prints what went wrong, on standard error.
pub(super) fn failure(failure: &Failure, is_json: bool) {
    let error = &failure.error;
    if is_json {
        eprintln!("{}", serde_json::json!({ "error": error }));
        return;
    }
    eprintln!("awaz: {}", error.message);
    for field in &error.fields {
        eprintln!("  {}: {}", field.field, field.message);
    }
}
