//! Bounds of numbers, and what has to fit together.

use super::sections::AppConfig;

/// What is wrong: key and message.
pub(super) fn check(config: &AppConfig) -> Vec<(String, String)> {
    let mut wrong = numbers(config);
    let of_identity = config.identity.problems().into_iter();
    wrong.extend(of_identity.map(|(key, message)| (format!("identity.{key}"), message)));
    let of_mail = config.identity.mail.problems().into_iter();
    wrong.extend(of_mail.map(|(key, message)| (format!("mail.{key}"), message)));
    if !config.identity.mail.url.is_empty() && config.http.public_url.is_none() {
        let message = "needs http.public_url too: the links in letters are made of it";
        wrong.push(("mail.url".to_owned(), message.to_owned()));
    }
    let of_search = config.search.problems().into_iter();
    wrong.extend(of_search.map(|(key, message)| (format!("search.{key}"), message)));
    let of_notification = config.notification.problems().into_iter();
    wrong.extend(of_notification.map(|(key, message)| (format!("notification.{key}"), message)));
    if let Err(message) = config.streaming.shoutcast_address() {
        let text = message.trim_start_matches("streaming.shoutcast: ").to_owned();
        wrong.push(("streaming.shoutcast".to_owned(), text));
    }
    let tls = &config.http.tls;
    if tls.certificate.is_some() != tls.key.is_some() {
        let (missing, there) = if tls.key.is_none() {
            ("key", "certificate")
        } else {
            ("certificate", "key")
        };
        wrong.push((format!("http.tls.{there}"), format!("needs http.tls.{missing} too")));
    }
    if let Some(url) = &config.http.public_url {
        let is_web = matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none();
        if !is_web {
            wrong.push((
                "http.public_url".to_owned(),
                "must be like https://radio.example, without a path".to_owned(),
            ));
        }
    }
    wrong
}

fn numbers(config: &AppConfig) -> Vec<(String, String)> {
    let streaming = &config.streaming;
    let channel = &streaming.channel;
    let bounds: [(&str, u64, u64, u64); 15] = [
        (
            "database.max_connections",
            config.database.max_connections.into(),
            2,
            100,
        ),
        ("objects.cache_mib", config.objects.cache_mib, 64, 16 << 20),
        ("content.import_jobs", config.content.import_jobs as u64, 1, 8),
        ("content.probe_memory_mib", config.content.probe_memory_mib, 64, 16_384),
        ("content.probe_timeout_s", config.content.probe_timeout_s, 10, 86_400),
        ("content.upload_expires_h", config.content.upload_expires_h, 1, 720),
        ("streaming.tick_ms", streaming.tick_ms, 10, 200),
        ("streaming.idle_after_s", streaming.idle_after_s, 1, 3600),
        ("streaming.catch_up_s", streaming.catch_up_s, 1, 600),
        ("streaming.memory_window_s", streaming.memory_window_s, 18, 600),
        ("streaming.fanout.tick_ms", streaming.fanout.tick_ms.into(), 20, 1000),
        (
            "streaming.limits.channels",
            streaming.limits.channels.into(),
            1,
            100_000,
        ),
        ("streaming.channel.buffer_ms", channel.buffer_ms.into(), 300, 10_000),
        ("streaming.channel.stall_ms", channel.stall_ms.into(), 300, 10_000),
        (
            "streaming.channel.time_shift_min",
            channel.time_shift_min.into(),
            1,
            1440,
        ),
    ];
    let outside = bounds
        .into_iter()
        .filter(|(_, value, low, high)| !(low..=high).contains(&value));
    outside
        .map(|(key, value, low, high)| {
            (
                key.to_owned(),
                format!("is {value}; it must lie between {low} and {high}"),
            )
        })
        .collect()
}
