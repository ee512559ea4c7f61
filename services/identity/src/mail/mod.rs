//! Letters, and how they leave: over SMTP, or into a folder while developing.
//!
//! **A letter's address and words are ours**: nothing of a request's headers is in it, and links are
//! made of `http.public_url` alone.

mod letter;

pub(crate) use letter::{Kind, Letter};

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a mail server may take, s.
const TIMEOUT_S: u64 = 20;

/// Settings of mail, section `[mail]` of `awaz.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where letters go: `smtp://…`, `smtps://…`, `file:FOLDER`, or nothing.
    pub url: String,
    /// Whom they are from, as in `Radio <radio@example.org>`.
    pub from: String,
}

impl Config {
    /// What is wrong, by key within the section.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        if self.url.is_empty() {
            return Vec::new();
        }
        let mut wrong = Vec::new();
        if let Err(message) = Way::open(&self.url, Path::new("")) {
            wrong.push(("url", message));
        }
        if self.from.parse::<Mailbox>().is_err() {
            let message = "must be an address, like Radio <radio@example.org>";
            wrong.push(("from", message.to_owned()));
        }
        wrong
    }
}

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    /// The address or the words cannot be put into a letter; trying again does not help.
    #[error("the letter cannot be written: {0}")]
    Unwritable(String),
    /// The server or the disk did not take it; it may later.
    #[error("the letter was not taken: {0}")]
    NotTaken(String),
    /// The server refuses it for good.
    #[error("the letter is refused: {0}")]
    Refused(String),
}

/// Sends letters.
#[derive(Debug, Clone)]
pub(crate) struct Mailer {
    way: Way,
    from: Mailbox,
}

#[derive(Debug, Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

impl Way {
    fn open(url: &str, data_dir: &Path) -> Result<Self, String> {
        if let Some(folder) = url.strip_prefix("file:") {
            return Ok(Self::Folder(data_dir.join(folder)));
        }
        if !url.starts_with("smtp://") && !url.starts_with("smtps://") {
            return Err("must be smtp://user:password@host:587?tls=required, smtps://… or file:FOLDER".to_owned());
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| error.to_string())?;
        Ok(Self::Smtp(
            builder.timeout(Some(Duration::from_secs(TIMEOUT_S))).build(),
        ))
    }
}

impl Mailer {
    /// Opens the way; `None` where no mail is sent.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub(crate) fn open(config: &Config, data_dir: &Path) -> Result<Option<Self>, String> {
        if config.url.is_empty() {
            return Ok(None);
        }
        let from = config.from.parse().map_err(|error| format!("mail.from: {error}"))?;
        let way = Way::open(&config.url, data_dir).map_err(|message| format!("mail.url: {message}"))?;
        Ok(Some(Self { way, from }))
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// [`MailError`].
    pub(crate) async fn send(&self, to: &str, letter: &Letter) -> Result<(), MailError> {
        let unwritable = |error: String| MailError::Unwritable(error);
        let to: Mailbox = to.parse().map_err(|error| unwritable(format!("{error}")))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject.clone())
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(letter.body.clone())
            .map_err(|error| unwritable(error.to_string()))?;
        match &self.way {
            Way::Smtp(transport) => match transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => Err(MailError::Refused(error.to_string())),
                Err(error) => Err(MailError::NotTaken(error.to_string())),
            },
            Way::Folder(folder) => put(folder, &message.formatted())
                .await
                .map_err(|error| MailError::NotTaken(error.to_string())),
        }
    }
}

/// Writes a letter into the folder; names sort by time.
async fn put(folder: &Path, letter: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    tokio::fs::write(folder.join(format!("{}.eml", uuid::Uuid::now_v7())), letter).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str, from: &str) -> Config {
        Config {
            url: url.to_owned(),
            from: from.to_owned(),
        }
    }

    #[tokio::test]
    async fn settings_are_checked_before_anything_starts() {
        let from = "Radio <radio@example.org>";
        for good in [
            "",
            "file:mail",
            "smtp://localhost:25",
            "smtps://u:p@mail.example.org",
            "smtp://u:p@m.example:587?tls=required",
        ] {
            assert_eq!(config(good, from).problems(), [], "{good}");
        }
        for bad in ["http://mail", "mail.example.org", "smtp://", "smtp://host:port"] {
            assert!(!config(bad, from).problems().is_empty(), "{bad}");
        }
        assert!(!config("file:mail", "nobody").problems().is_empty());
    }

    #[tokio::test]
    async fn no_header_can_be_smuggled_into_a_letter() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mailer = Mailer::open(&config("file:mail", "radio@example.org"), folder.path()).expect("it is right");
        let mailer = mailer.expect("it sends");
        let letter = Letter {
            subject: "Hello\r\nBcc: all@example.org".to_owned(),
            body: "نمستے\n.\nQUIT\n".to_owned(),
        };
        for bad in [
            "a@b.c\r\nBcc: d@e.f",
            "a@b.c, d@e.f",
            "not an address",
            "",
            "<a@b.c> <d@e.f>",
        ] {
            assert!(
                matches!(mailer.send(bad, &letter).await, Err(MailError::Unwritable(_))),
                "{bad}"
            );
        }
        mailer.send("a@b.c", &letter).await.expect("it is written");
        let file = std::fs::read_dir(folder.path().join("mail"))
            .expect("it is there")
            .next();
        let text = std::fs::read_to_string(file.expect("a letter").expect("readable").path()).expect("text");
        assert!(
            !text.lines().any(|line| line.to_lowercase().starts_with("bcc:")),
            "{text}"
        );
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_may_be_later() {
        let mailer = Mailer::open(&config("smtp://127.0.0.1:1", "radio@example.org"), Path::new(""));
        let mailer = mailer.expect("it is right").expect("it sends");
        let letter = Letter {
            subject: "x".to_owned(),
            body: "x".to_owned(),
        };
        assert!(matches!(
            mailer.send("a@b.c", &letter).await,
            Err(MailError::NotTaken(_))
        ));
    }
}
