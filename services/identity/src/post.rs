//! Letters are written and sent by jobs: the request that asked for one takes as long whether or not
//! there is anybody to write to, and a mail server that is away is asked again.

use crate::accounts::{Accounts, Waiting};
use crate::mail::{Kind, MailError};
use awaz_core::Language;
use awaz_core::id::UserId;
use awaz_store::{Job, JobError, JobHandler};
use serde::{Deserialize, Serialize};

/// A letter to be written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "errand", rename_all = "snake_case")]
pub(crate) enum Errand {
    /// Somebody signed up.
    SignUp {
        email: String,
        waiting: Waiting,
        language: Language,
    },
    /// Somebody forgot a password.
    Forgot { email: String, language: Language },
    /// Somebody wants another address.
    Address {
        user: UserId,
        email: String,
        language: Language,
    },
    /// Something was changed.
    Tell {
        email: String,
        kind: Kind,
        language: Language,
    },
}

impl Job for Errand {
    const KIND: &'static str = "identity.letter";
    // With the back-off, about 20 minutes: who waits for a link has asked again by then.
    const MAX_ATTEMPTS: i32 = 8;
}

/// What identity does for its jobs.
#[must_use]
pub fn handlers(accounts: &Accounts) -> Vec<JobHandler> {
    let accounts = accounts.clone();
    vec![JobHandler::new(move |errand: Errand, _| {
        let accounts = accounts.clone();
        async move { accounts.run(errand).await }
    })]
}

impl From<MailError> for JobError {
    fn from(error: MailError) -> Self {
        match error {
            MailError::NotTaken(_) => Self::Retry(error.to_string()),
            MailError::Unwritable(_) | MailError::Refused(_) => Self::Fail(error.to_string()),
        }
    }
}
