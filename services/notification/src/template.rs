//! Messages with placeholders, as owners write them.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::model::Trigger;

/// What may stand between braces.
pub(crate) const PLACEHOLDERS: [&str; 9] = [
    "song",
    "title",
    "artist",
    "album",
    "station",
    "url",
    "listeners",
    "threshold",
    "who",
];

/// The first placeholder that there is not.
pub(crate) fn unknown(text: &str) -> Option<&str> {
    pieces(text).into_iter().find_map(|piece| match piece {
        Piece::Placeholder(name) if !PLACEHOLDERS.contains(&name) => Some(name),
        _ => None,
    })
}

/// The message for what happened: the owner's, or ours.
pub(crate) fn message(messages: &BTreeMap<Trigger, String>, trigger: Trigger) -> &str {
    messages.get(&trigger).map_or_else(|| ours(trigger), String::as_str)
}

const fn ours(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::SongChanged => "♪ {song} · {station} {url}",
        Trigger::LiveConnect => "{who} is live on {station} {url}",
        Trigger::LiveDisconnect => "{who} is no longer live on {station} {url}",
        Trigger::StationOnline => "{station} is back on the air {url}",
        Trigger::StationOffline => "{station} has gone off the air",
        Trigger::DeadAir => "{station} has fallen silent",
        Trigger::ListenersAbove => "More than {threshold} people listen to {station} {url}",
        Trigger::ListenersBelow => "Fewer than {threshold} people listen to {station} {url}",
        Trigger::Test => "{station} can post here. {url}",
    }
}

/// Fills the placeholders in, each value made harmless by `escape`, and cuts the whole to so many
/// letters.
pub(crate) fn filled(text: &str, facts: &Facts, escape: fn(&str) -> String, letters: usize) -> String {
    let mut all = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => all.push_str(text),
            // The address is ours, and an escaped one leads nowhere.
            Piece::Placeholder("url") => all.push_str(facts.station.url.as_deref().unwrap_or_default()),
            Piece::Placeholder(name) => all.push_str(&escape(&value(name, facts))),
        }
    }
    let all = all.trim();
    if all.chars().count() <= letters {
        return all.to_owned();
    }
    let cut: String = all.chars().take(letters.saturating_sub(1)).collect();
    format!("{cut}…")
}

fn value(name: &str, facts: &Facts) -> String {
    let song = facts.song.clone().unwrap_or_default();
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    match name {
        "song" => song.line(),
        "title" => song.title,
        "artist" => song.artist,
        "album" => song.album,
        "station" => facts.station.name.clone(),
        "listeners" => number(facts.listeners),
        "threshold" => number(facts.threshold),
        "who" => facts.who.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Text(&'a str),
    Placeholder(&'a str),
}

/// Cuts a message at its placeholders: letters and `_` between braces. Other braces are text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(open) = rest[from..].find('{').map(|at| from + at) {
        let name = rest[open + 1..].split('}').next().unwrap_or_default();
        let is_closed = rest[open + 1..].len() > name.len();
        let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        if !(is_closed && is_name) {
            from = open + 1;
            continue;
        }
        pieces.push(Piece::Text(&rest[..open]));
        pieces.push(Piece::Placeholder(name));
        rest = &rest[open + name.len() + 2..];
        from = 0;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// A value for plain text: a title that names somebody does not call them.
pub(crate) fn plain(value: &str) -> String {
    value.replace('@', "@\u{2060}")
}

/// A value for Discord, whose signs of Markdown are shown as they are.
pub(crate) fn markdown(value: &str) -> String {
    let mut escaped = String::new();
    for letter in value.chars() {
        if "\\*_~`|>#[]()<:".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Place, Song};

    fn facts() -> Facts {
        Facts {
            station: Place {
                slug: "mehfil".to_owned(),
                name: "Radio {who}".to_owned(),
                url: Some("https://radio.example/stations/radio_mehfil".to_owned()),
            },
            song: Some(Song {
                title: "**Dil** @everyone".to_owned(),
                artist: "Vital_Signs".to_owned(),
                ..Song::default()
            }),
            listeners: Some(42),
            ..Facts::default()
        }
    }

    #[test]
    fn placeholders_are_filled_in_once() {
        let text = "{artist}: {title} on {station} {url} ({listeners}) {who} { title } {";
        let filled = filled(text, &facts(), markdown, 500);
        assert_eq!(
            filled,
            "Vital\\_Signs: \\*\\*Dil\\*\\* @everyone on Radio {who} https://radio.example/stations/radio_mehfil (42)  { title } {"
        );
        assert!(super::filled("{song}", &facts(), plain, 500).ends_with("@\u{2060}everyone"));
    }

    #[test]
    fn long_messages_are_cut_between_letters() {
        assert_eq!(filled("قوالی نغمہ", &facts(), plain, 6), "قوالی…");
        assert_eq!(filled("قوالی", &facts(), plain, 5), "قوالی");
    }

    #[test]
    fn unknown_placeholders_are_found() {
        assert_eq!(unknown("{title} {artist} {{song}} {} {a b} {"), None);
        assert_eq!(unknown("{title} {tittle}"), Some("tittle"));
        assert_eq!(unknown("{نام}"), Some("نام"));
    }

    #[test]
    fn every_trigger_has_a_message_of_ours() {
        assert_eq!(unknown(message(&BTreeMap::new(), Trigger::ListenersAbove)), None);
        let own = BTreeMap::from([(Trigger::DeadAir, "Silence!".to_owned())]);
        assert_eq!(message(&own, Trigger::DeadAir), "Silence!");
        assert!(message(&own, Trigger::LiveConnect).contains("{who}"));
    }
}
