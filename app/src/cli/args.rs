//! The command line: what can be said, and help that teaches.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
First steps:
  awaz serve --demo                          three demo stations on http://localhost:8080
  awaz serve                                 your own: the first start prints a code for the set-up page
  awaz channel create radio-mehfil --name \"Radio Mehfil\"
  awaz import ~/Music --channel radio-mehfil
  ffmpeg -re -i show.mp3 -c:a libmp3lame -f mp3 icecast://source:KEY@localhost:8000/radio-mehfil

While a server runs on the same data folder, commands talk to it; what they change is in force
within two seconds. Exit status: 0 done, 1 failed, 2 wrong usage.";

/// Awaz Pulse: live radio, shows and podcasts in one program.
#[derive(Debug, Parser)]
#[command(name = "awaz", version, about, after_help = EXAMPLES, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// Options that every command understands.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command understands, before or after its name.
#[derive(Debug, Clone, Default, Args)]
pub struct Global {
    /// Configuration file; `<data-dir>/awaz.toml` where there is one, else the defaults
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where everything is kept: database, sound, recordings
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Answer in JSON, for scripts
    #[arg(long, global = true)]
    pub json: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server
    Serve(Serve),
    /// Bring the database up to this version (SQLite does it by itself at every start)
    Migrate,
    /// Check the configuration and every engine it names
    Check,
    /// Make accounts and set passwords
    #[command(subcommand)]
    User(UserCommand),
    /// Make API keys
    #[command(subcommand)]
    Token(TokenCommand),
    /// Change the keys that sign access tokens
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Make, list and delete channels; change their keys
    #[command(subcommand)]
    Channel(ChannelCommand),
    /// Make and list shows: podcasts
    #[command(subcommand)]
    Show(ShowCommand),
    /// Add a folder of sound to a channel or a show; returns when all of it can be played
    Import(Import),
    /// Show what a channel plays in the next hours if nothing changes; nothing is changed by it
    Plan(PlanAhead),
    /// Measure this machine, side by side with the peers installed on it
    Bench(Bench),
    /// Print the OpenAPI document
    #[command(hide = true)]
    Openapi,
    /// Check one file in a child process with limits
    #[command(hide = true)]
    Probe {
        /// The file
        file: PathBuf,
    },
}

/// Start the server.
#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "The embedded engines need nothing else installed. Stop it with Ctrl-C: sources and listeners get a clean end."
)]
pub struct Serve {
    /// Address of the web app and the API
    #[arg(long, value_name = "ADDR")]
    pub http: Option<String>,
    /// Address for Icecast sources and listeners
    #[arg(long, value_name = "ADDR")]
    pub icecast: Option<String>,
    /// Address for Shoutcast v1 sources, or "off"; the Icecast address, port + 1, when not given
    #[arg(long, value_name = "ADDR|off")]
    pub shoutcast: Option<String>,
    /// Roles to run, separated by commas; all of them when not given
    #[arg(long, value_name = "ROLES", value_delimiter = ',')]
    pub services: Vec<String>,
    /// Bring three demo stations, if they are not there yet
    #[arg(long)]
    pub demo: bool,
}

/// Roles an account may have.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RoleArg {
    /// Listens
    EndUser,
    /// Runs stations
    StationOwner,
    /// Runs the server
    Admin,
}

/// Accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Make an account; the password is asked for, or read from the first line of standard input
    Create {
        /// E-mail address, which signs in
        #[arg(long)]
        email: String,
        /// What it may do
        #[arg(long, value_enum, default_value = "station-owner")]
        role: RoleArg,
        /// Name on screen; the part of the address before the @ when not given
        #[arg(long)]
        name: Option<String>,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Set a new password; ends every session of the account
    Passwd {
        /// E-mail address
        #[arg(long)]
        email: String,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Keep somebody out; ends every session of the account at once
    Suspend {
        /// E-mail address
        #[arg(long)]
        email: String,
    },
    /// Take the second factor from somebody who lost it and its recovery codes
    ForgetFactor {
        /// E-mail address
        #[arg(long)]
        email: String,
    },
    /// Let somebody in again who was suspended
    Restore {
        /// E-mail address
        #[arg(long)]
        email: String,
    },
}

/// Keys that sign access tokens.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a new key; the old one is believed until all it signed has expired
    Rotate {
        /// The old keys may be in wrong hands: forget them, and all they signed, at once
        #[arg(long)]
        leaked: bool,
    },
}

/// API keys.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make an API key; it is shown once
    Create {
        /// Whose key it is
        #[arg(long)]
        email: String,
        /// What it may do, as in station:admin; everything its owner may when not given
        #[arg(long, value_name = "SCOPE")]
        scope: Vec<String>,
        /// Name, to find it again
        #[arg(long, default_value = "command line")]
        name: String,
    },
}

/// Channels.
#[derive(Debug, Subcommand)]
pub enum ChannelCommand {
    /// Make a channel; prints its source key
    Create {
        /// Name in URLs: 2 to 40 characters of a-z, 0-9 and -
        slug: String,
        /// Name on screen; the slug when not given
        #[arg(long)]
        name: Option<String>,
        /// Language of the programme: ur, en, pa, sd, ps, bal
        #[arg(long)]
        language: Option<String>,
    },
    /// List the channels
    List,
    /// The source key
    #[command(subcommand)]
    Key(KeyCommand),
    /// Take a channel off air and delete it with its library and recordings
    Delete {
        /// Name in URLs
        slug: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// The source key.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a new key; the old one stops working at once
    Rotate {
        /// The channel
        slug: String,
    },
}

/// Shows.
#[derive(Debug, Subcommand)]
pub enum ShowCommand {
    /// Make a show; prints the path of its feed
    Create {
        /// Name in URLs: 2 to 40 characters of a-z, 0-9 and -
        slug: String,
        /// Channel it belongs to
        #[arg(long, value_name = "SLUG")]
        channel: String,
        /// Title
        #[arg(long)]
        title: String,
        /// Language it is in, as a BCP 47 tag
        #[arg(long, default_value = "ur")]
        language: String,
    },
    /// List the shows
    List,
}

/// Add a folder of sound to a channel or a show.
#[derive(Debug, Args)]
pub struct Import {
    /// Folder with MP3, M4A, FLAC, WAV, AIFF, Ogg or WebM files, at any depth
    pub dir: PathBuf,
    /// Channel whose general rotation they join
    #[arg(long, value_name = "SLUG", required_unless_present = "show")]
    pub channel: Option<String>,
    /// Show whose episodes they become, instead
    #[arg(long, value_name = "SLUG", conflicts_with = "channel")]
    pub show: Option<String>,
    /// Publish the new episodes; drafts when not given
    #[arg(long, requires = "show")]
    pub publish: bool,
}

/// Look ahead.
#[derive(Debug, Args)]
#[command(
    after_help = "Works with and without a running server. Times are the station's own; a * is a start on the second."
)]
pub struct PlanAhead {
    /// The channel
    pub slug: String,
    /// How many hours, 1 to 168
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=168))]
    pub hours: u32,
}

/// Measure.
#[derive(Debug, Args)]
pub struct Bench {
    /// What to measure, or "all"; "list" shows what there is
    #[arg(default_value = "list")]
    pub what: String,
    /// Seconds for each run; what the measurement needs when not given
    #[arg(long)]
    pub seconds: Option<u32>,
    /// Runs; the median is told
    #[arg(long, default_value_t = 3)]
    pub runs: u32,
    /// Folder with the data that "search" and "language" are measured with
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}
