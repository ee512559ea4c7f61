//! Settings of the streaming service; the defaults are the product's decisions.

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// Settings of the service, section `[streaming]` of `awaz.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where Icecast sources and listeners connect.
    pub icecast: SocketAddr,
    /// Where Shoutcast v1 sources connect: an address, or `off`. Empty means the Icecast address,
    /// port + 1, which is where every Shoutcast encoder looks.
    pub shoutcast: String,
    /// Threads that render and encode; 0 means one per core.
    pub engine_threads: usize,
    /// How often active channels are advanced, ms, 10 to 200. Parts are 320 ms long, so 40 keeps
    /// their delay well under a part.
    pub tick_ms: u64,
    /// How long a rendition is kept going after its last listener, s. Long enough for a phone that
    /// changes cells.
    pub idle_after_s: u64,
    /// Most sound rendered to catch up after the process was frozen, s; beyond it the programme
    /// jumps to now with a discontinuity.
    pub catch_up_s: u64,
    /// Seconds of finished segments kept in memory; older ones of the time shift are on disk.
    pub memory_window_s: u64,
    /// Whether relays may connect to addresses of the server's own network. Off, because an owner
    /// of a channel could look around there.
    pub relay_private: bool,
    /// Address of a panel that is asked about every progressive listener, as Icecast's URL
    /// authentication; empty lets everybody in.
    pub listener_auth: String,
    /// Where the server is, for status pages.
    pub location: String,
    /// Address of its operator, for status pages.
    pub contact: String,
    /// The fan-out to progressive listeners.
    pub fanout: FanoutSettings,
    /// Bounds of the whole server.
    pub limits: Limits,
    /// Defaults of new channels.
    pub channel: ChannelDefaults,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            icecast: SocketAddr::from(([0, 0, 0, 0], 8000)),
            shoutcast: String::new(),
            engine_threads: 0,
            tick_ms: 40,
            idle_after_s: 30,
            catch_up_s: 120,
            memory_window_s: 60,
            relay_private: false,
            listener_auth: String::new(),
            location: "Earth".to_owned(),
            contact: "icemaster@localhost".to_owned(),
            fanout: FanoutSettings::default(),
            limits: Limits::default(),
            channel: ChannelDefaults::default(),
        }
    }
}

impl Config {
    /// The Shoutcast listener's address; `None` where it is off.
    ///
    /// # Errors
    /// The operator's fault: `shoutcast` is neither an address nor `off`, or the Icecast port is
    /// the last one.
    pub fn shoutcast_address(&self) -> Result<Option<SocketAddr>, String> {
        match self.shoutcast.as_str() {
            "off" => Ok(None),
            "" if self.icecast.port() == 0 => Ok(Some(self.icecast)),
            "" => {
                let port = self.icecast.port().checked_add(1);
                let port = port
                    .ok_or("streaming.shoutcast: there is no port above the Icecast port; set an address or \"off\"")?;
                Ok(Some(SocketAddr::new(self.icecast.ip(), port)))
            }
            address => address.parse().map(Some).map_err(|_| {
                format!("streaming.shoutcast: \"{address}\" is neither an address like 0.0.0.0:8001 nor \"off\"")
            }),
        }
    }

    /// Threads that render.
    #[must_use]
    pub fn threads(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        if self.engine_threads == 0 {
            cores
        } else {
            self.engine_threads.min(256)
        }
    }
}

/// The fan-out to progressive listeners.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FanoutSettings {
    /// Threads that write to listeners; 0 means one per core.
    pub threads: usize,
    /// Bytes a new listener gets at once, so that its player starts; Icecast's 64 KiB.
    pub burst_bytes: u32,
    /// Bytes a listener may fall behind before it is moved to the live edge; Icecast's 500 KiB.
    pub queue_bytes: u32,
    /// Time between two writes to a listener once its burst is sent, ms.
    pub tick_ms: u32,
}

impl Default for FanoutSettings {
    fn default() -> Self {
        Self {
            threads: 0,
            burst_bytes: 65_536,
            queue_bytes: 524_288,
            tick_ms: 1000,
        }
    }
}

/// Bounds of the whole server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Listeners of all channels together; 0 means as many as there are file descriptors.
    pub listeners: u32,
    /// Sources connected at once.
    pub sources: u32,
    /// Channels.
    pub channels: u32,
    /// Live-edge requests an HLS playlist may hold open at once, per channel.
    pub held_requests: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            listeners: 0,
            sources: 256,
            channels: 1000,
            held_requests: 20_000,
        }
    }
}

/// Defaults of new channels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelDefaults {
    /// How much of a live source is buffered before it goes on air, ms, 300 to 10,000.
    pub buffer_ms: u32,
    /// After how long without delivery a live source is left, ms, 300 to 10,000.
    pub stall_ms: u32,
    /// How far listeners may rewind, minutes, 1 to 1440.
    pub time_shift_min: u32,
}

impl Default for ChannelDefaults {
    fn default() -> Self {
        Self {
            buffer_ms: 2000,
            stall_ms: 1500,
            time_shift_min: 60,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shoutcast_stands_one_port_above_icecast() {
        let config = Config::default();
        let address = config
            .shoutcast_address()
            .map(|address| address.map(|address| address.port()));
        assert_eq!(address, Ok(Some(8001)));
        let off = Config {
            shoutcast: "off".to_owned(),
            ..Config::default()
        };
        assert_eq!(off.shoutcast_address(), Ok(None));
        let wrong = Config {
            shoutcast: "on".to_owned(),
            ..Config::default()
        };
        assert!(
            wrong
                .shoutcast_address()
                .is_err_and(|message| message.contains("neither"))
        );
    }

    #[test]
    fn unknown_keys_are_refused() {
        let wrong = serde_json::from_str::<Config>(r#"{"tick": 40}"#);
        assert!(wrong.is_err_and(|error| error.to_string().contains("tick")));
    }
}
