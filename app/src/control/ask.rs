//! What can be asked of a server, and how it answers.

use awaz_core::ports::Role;
use awaz_core::{Language, Slug};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A question of the command line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Make an account.
    UserCreate {
        /// Address that signs in.
        email: String,
        /// What it may do.
        role: Role,
        /// Name on screen.
        name: String,
        /// Its password.
        password: String,
    },
    /// Set a new password.
    UserPasswd {
        /// Address that signs in.
        email: String,
        /// The new password.
        password: String,
    },
    /// Keep somebody out, or let them in again.
    UserSuspend {
        /// Address that signs in.
        email: String,
        /// Whether they are kept out.
        is_suspended: bool,
    },
    /// Take somebody's second factor away.
    UserForgetFactor {
        /// Address that signs in.
        email: String,
    },
    /// Make a new key that signs access tokens.
    KeysRotate {
        /// Whether the old ones are forgotten at once.
        leaked: bool,
    },
    /// Make an API key.
    TokenCreate {
        /// Whose it is.
        email: String,
        /// Name, to find it again.
        name: String,
        /// What it may do; empty for everything its owner may.
        scopes: Vec<String>,
    },
    /// Make a channel.
    ChannelCreate {
        /// Name in URLs.
        slug: Slug,
        /// Name on screen.
        name: String,
        /// Language of the programme.
        language: Language,
    },
    /// List the channels.
    ChannelList,
    /// Make a new source key.
    ChannelKeyRotate {
        /// The channel.
        slug: Slug,
    },
    /// Delete a channel with all it has.
    ChannelDelete {
        /// The channel.
        slug: Slug,
    },
    /// Plan what a channel plays next.
    Plan {
        /// The channel.
        slug: Slug,
        /// Hours ahead.
        hours: u32,
    },
    /// Add a folder to a channel's library.
    Import {
        /// The folder, absolute.
        dir: PathBuf,
        /// The channel.
        channel: Slug,
    },
    /// Make a show.
    ShowCreate {
        /// Name in URLs.
        slug: Slug,
        /// The channel it belongs to.
        channel: Slug,
        /// Title.
        title: String,
        /// Language, a BCP 47 tag.
        language: String,
    },
    /// List the shows of all channels.
    ShowList,
    /// Make each file of a folder an episode of a show.
    ImportShow {
        /// The folder, absolute.
        dir: PathBuf,
        /// The show.
        show: Slug,
        /// Whether the new episodes are published.
        publish: bool,
    },
}

/// How far long work is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// Items done.
    pub done: u64,
    /// Items there are, as far as is known.
    pub total: u64,
    /// What it is at.
    pub text: String,
}

/// One line of the answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "reply", content = "body", rename_all = "snake_case")]
pub(crate) enum Reply {
    /// Long work goes on.
    Progress(Progress),
    /// It is done; the last line.
    Done(serde_json::Value),
    /// It failed; the last line.
    Failed(awaz_core::Error),
}
