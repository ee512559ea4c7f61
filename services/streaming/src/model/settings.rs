//! Settings of a channel, their defaults and bounds.

use crate::config::ChannelDefaults;
use awaz_core::{Error, Rendition, Result, rendition::LADDER};
use awaz_plan::Zone;
use awaz_plan::calendar::Almanac;
use serde::{Deserialize, Serialize};

/// Whether the sound is processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Processing {
    /// Loudness, crossfade, limiter.
    #[default]
    On,
    /// Gain and levelling off; the limiter stays, so that nothing clips.
    Off,
}

/// What plays when neither a live source nor the rotation can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fallback {
    /// Playlists of the kind `fallback`.
    Playlist,
    /// A soft tone bed with a musical ident.
    Tone,
}

/// What happens to a second source with equal rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Takeover {
    /// It is refused while the first is on air.
    #[default]
    Refuse,
    /// It takes over.
    Newest,
}

/// When silence is an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DeadAir {
    /// Quieter than this is silence, dBFS, -90 to -20.
    pub level_dbfs: f32,
    /// After how long, s, 2 to 600.
    pub seconds: u32,
}

impl Default for DeadAir {
    fn default() -> Self {
        Self {
            level_dbfs: -50.0,
            seconds: 15,
        }
    }
}

/// Bounds of a channel; 0 means none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelLimits {
    /// Progressive listeners at once.
    pub listeners: u32,
    /// Bandwidth of progressive listeners together, kbit/s.
    pub bandwidth_kbps: u32,
    /// Traffic in a calendar month (UTC), GB of 10^9 bytes.
    pub monthly_gb: u32,
}

/// What is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Recording {
    /// Every live broadcast.
    pub live: bool,
    /// Everything, day and night, a file a day.
    pub aircheck: bool,
    /// In which rendition.
    #[schema(value_type = String)]
    pub rendition: Rendition,
    /// Days a recording is kept, 1 to 3650; 0 means for ever.
    pub keep_days: u32,
    /// How full the disk may be, percent, before recording stops, 50 to 99.
    pub stop_disk_percent: u8,
}

impl Default for Recording {
    fn default() -> Self {
        Self {
            live: true,
            aircheck: false,
            rendition: Rendition::DEFAULT,
            keep_days: 90,
            stop_disk_percent: 90,
        }
    }
}

/// How far the AutoDJ keeps repeats apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Separation {
    /// Minutes between two songs of an artist, 0 to 1440.
    pub artist_min: u32,
    /// Minutes between two plays of a title, 0 to 10,080.
    pub title_min: u32,
}

impl Default for Separation {
    fn default() -> Self {
        Self {
            artist_min: 60,
            title_min: 120,
        }
    }
}

/// Everything that can be set on a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Whether the sound is processed.
    pub processing: Processing,
    /// Crossfade between items, ms, 0 to 10,000.
    pub crossfade_ms: u32,
    /// Loudness of the programme, LUFS, -30 to -10.
    pub target_lufs: f32,
    /// Buffer of a live source, ms, 300 to 10,000.
    pub buffer_ms: u32,
    /// After how long without delivery a live source is left, ms, 300 to 10,000.
    pub stall_ms: u32,
    /// When silence is an alarm.
    pub dead_air: DeadAir,
    /// What plays when nothing else can, in this order; the tone bed is always last.
    pub fallback_order: Vec<Fallback>,
    /// Renditions listeners can choose.
    #[schema(value_type = Vec<String>)]
    pub renditions: Vec<Rendition>,
    /// What happens to a second source.
    pub takeover: Takeover,
    /// Bounds.
    pub limits: ChannelLimits,
    /// What is recorded.
    pub recording: Recording,
    /// How far repeats are kept apart.
    pub separation: Separation,
    /// Further mounts on the Icecast port that play this channel, as in `/radio.mp3`.
    pub aliases: Vec<String>,
    /// How far listeners may rewind, minutes, 1 to 1440.
    pub time_shift_min: u32,
    /// Time zone of the station's clock, by its IANA name; hours of playlists are in it.
    #[schema(value_type = String, example = "Asia/Karachi")]
    pub time_zone: Zone,
    /// The sun, the moon and the holidays that the schedule goes by.
    pub almanac: Almanac,
}

impl Default for Settings {
    fn default() -> Self {
        Self::with(&ChannelDefaults::default())
    }
}

impl Settings {
    /// Settings of a new channel.
    #[must_use]
    pub fn with(defaults: &ChannelDefaults) -> Self {
        Self {
            processing: Processing::On,
            crossfade_ms: 3000,
            target_lufs: -16.0,
            buffer_ms: defaults.buffer_ms,
            stall_ms: defaults.stall_ms,
            dead_air: DeadAir::default(),
            fallback_order: vec![Fallback::Playlist, Fallback::Tone],
            renditions: LADDER.to_vec(),
            takeover: Takeover::Refuse,
            limits: ChannelLimits::default(),
            recording: Recording::default(),
            separation: Separation::default(),
            aliases: Vec::new(),
            time_shift_min: defaults.time_shift_min,
            time_zone: Zone::default(),
            almanac: Almanac::default(),
        }
    }

    /// Checks every bound.
    ///
    /// # Errors
    /// The caller's fault: each field that is out of its bounds, with what would be right.
    pub fn check(&self) -> Result<()> {
        let mut wrong = Wrong::default();
        wrong.range("crossfade_ms", f64::from(self.crossfade_ms), 0.0, 10_000.0);
        wrong.range("target_lufs", f64::from(self.target_lufs), -30.0, -10.0);
        wrong.range("buffer_ms", f64::from(self.buffer_ms), 300.0, 10_000.0);
        wrong.range("stall_ms", f64::from(self.stall_ms), 300.0, 10_000.0);
        wrong.range("dead_air/level_dbfs", f64::from(self.dead_air.level_dbfs), -90.0, -20.0);
        wrong.range("dead_air/seconds", f64::from(self.dead_air.seconds), 2.0, 600.0);
        wrong.range("recording/keep_days", f64::from(self.recording.keep_days), 0.0, 3650.0);
        wrong.range(
            "recording/stop_disk_percent",
            f64::from(self.recording.stop_disk_percent),
            50.0,
            99.0,
        );
        wrong.range(
            "separation/artist_min",
            f64::from(self.separation.artist_min),
            0.0,
            1440.0,
        );
        wrong.range(
            "separation/title_min",
            f64::from(self.separation.title_min),
            0.0,
            10_080.0,
        );
        wrong.range("time_shift_min", f64::from(self.time_shift_min), 1.0, 1440.0);
        wrong.range("fallback_order", self.fallback_order.len() as f64, 0.0, 2.0);
        wrong.range("renditions", self.renditions.len() as f64, 1.0, LADDER.len() as f64);
        if let Err(fields) = self.almanac.check() {
            let fields = fields.into_iter();
            wrong
                .0
                .extend(fields.map(|(field, message)| (format!("almanac/{field}"), message)));
        }
        if let Err(message) = check_aliases(&self.aliases) {
            wrong.0.push(("aliases".to_owned(), message));
        }
        wrong.into_result()
    }

    /// The HLS variants of one family, best first.
    pub fn variants(&self, codec: awaz_core::Codec) -> impl Iterator<Item = Rendition> {
        LADDER
            .into_iter()
            .filter(move |rendition| rendition.codec == codec && self.renditions.contains(rendition))
    }
}

#[derive(Default)]
struct Wrong(Vec<(String, String)>);

impl Wrong {
    fn range(&mut self, field: &str, value: f64, low: f64, high: f64) {
        if !(low..=high).contains(&value) {
            self.0.push((
                field.to_owned(),
                format!("is {value}; it must lie between {low} and {high}"),
            ));
        }
    }

    fn into_result(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let error = Error::invalid("Some settings are out of their bounds; nothing was changed.");
        Err(self.0.into_iter().fold(error, |error, (field, message)| {
            error.field(format!("/settings/{field}"), message)
        }))
    }
}

/// Paths of the Icecast port that are no mounts.
const PAGES: [&str; 10] = [
    "/admin.cgi",
    "/status.xsl",
    "/status-json.xsl",
    "/index.html",
    "/7.html",
    "/stats",
    "/currentsong",
    "/played",
    "/admin",
    "/server_version.xsl",
];

/// Checks mount aliases: at most 16, each `/` and 1 to 60 visible ASCII characters, none of them a
/// page of the server's own.
///
/// # Errors
/// The sentence for the person who set them.
pub fn check_aliases(aliases: &[String]) -> Result<(), String> {
    if aliases.len() > 16 {
        return Err("there can be 16 aliases at most".to_owned());
    }
    let is_good = |alias: &String| {
        let name = alias.strip_prefix('/').unwrap_or_default();
        (1..=60).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"?#%\"<>\\".contains(&byte))
    };
    let is_page = |alias: &String| PAGES.contains(&alias.as_str()) || alias.starts_with("/admin/");
    if let Some(alias) = aliases.iter().find(|alias| is_page(alias)) {
        return Err(format!("\"{alias}\" is a page of the server; choose another mount"));
    }
    match aliases.iter().find(|alias| !is_good(alias)) {
        Some(alias) => Err(format!("\"{alias}\" is not a mount; write it like /radio.mp3")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_within_their_bounds_and_round_trip() {
        let settings = Settings::default();
        assert_eq!(settings.check(), Ok(()));
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let settings = Settings {
            crossfade_ms: 10_001,
            buffer_ms: 1,
            target_lufs: f32::NAN,
            aliases: vec!["radio".to_owned()],
            ..Settings::default()
        };
        let error = settings.check().unwrap_err();
        let fields: Vec<_> = error.fields.iter().map(|field| field.field.as_str()).collect();
        let wanted = [
            "/settings/crossfade_ms",
            "/settings/target_lufs",
            "/settings/buffer_ms",
            "/settings/aliases",
        ];
        assert_eq!(fields, wanted);
    }
}
