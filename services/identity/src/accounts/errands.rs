//! Writes the letters.

use super::{Accounts, Waiting};
use crate::mail::{Kind, Letter};
use crate::model::Email;
use crate::post::Errand;
use crate::store::{Challenge, Purpose};
use crate::token;
use awaz_core::id::UserId;
use awaz_core::{Error, Language, Result};
use awaz_store::JobError;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

impl Accounts {
    /// Writes and sends one letter; run twice, it sends two, of which the later link is good.
    pub(crate) async fn run(&self, errand: Errand) -> Result<(), JobError> {
        match errand {
            Errand::SignUp {
                email,
                waiting,
                language,
            } => self.answer_sign_up(&email, &waiting, language).await,
            Errand::Forgot { email, language } => match self.known(&email).await? {
                Some(user) => {
                    let link = self.link(Purpose::Reset, Some(user), &email, None).await?;
                    self.send(&email, Kind::Reset, language, &link).await
                }
                None => Ok(()),
            },
            Errand::Address { user, email, language } => self.answer_address(user, &email, language).await,
            Errand::Tell { email, kind, language } => {
                self.send(&email, kind, language, &self.page("forgot-password")).await
            }
        }
    }

    async fn answer_sign_up(&self, email: &str, waiting: &Waiting, language: Language) -> Result<(), JobError> {
        if self.known(email).await?.is_some() {
            return self
                .send(email, Kind::Known, language, &self.page("forgot-password"))
                .await;
        }
        let data = serde_json::to_string(waiting).map_err(|error| JobError::Fail(error.to_string()))?;
        let link = self.link(Purpose::SignUp, None, email, Some(data)).await?;
        self.send(email, Kind::Confirm, language, &link).await
    }

    async fn answer_address(&self, user: UserId, email: &str, language: Language) -> Result<(), JobError> {
        if self.known(email).await?.is_some() {
            // Whoever has the account at that address learns that somebody tried.
            return self.send(email, Kind::Known, language, &self.page("sign-in")).await;
        }
        let link = self.link(Purpose::Address, Some(user), email, None).await?;
        self.send(email, Kind::NewAddress, language, &link).await
    }

    async fn known(&self, email: &str) -> Result<Option<UserId>> {
        let found = self.0.store.by_email(&Email::parse(email)?).await?;
        Ok(found.map(|(user, _)| user.id))
    }

    /// Makes a secret and the link that brings it back. It stands behind the `#`, which no server,
    /// proxy or log sees.
    async fn link(&self, purpose: Purpose, user: Option<UserId>, target: &str, data: Option<String>) -> Result<String> {
        let secret = token::make(token::LETTER);
        let (page, life_ms) = match purpose {
            Purpose::SignUp => ("confirm", DAY_MS),
            Purpose::Address => ("confirm-address", DAY_MS),
            Purpose::Reset => ("reset-password", HOUR_MS),
        };
        let now_ms = self.0.clock.now_ms();
        let challenge = Challenge {
            purpose,
            user,
            target: target.to_owned(),
            data,
            digest: token::digest(&secret).ok_or_else(Error::internal)?,
            now_ms,
            expires_at_ms: now_ms + life_ms,
        };
        self.0.store.add_challenge(challenge).await?;
        Ok(format!("{}#{secret}", self.page(page)))
    }

    fn page(&self, name: &str) -> String {
        format!("{}/{name}", self.0.public_url.as_deref().unwrap_or_default())
    }

    async fn send(&self, to: &str, kind: Kind, language: Language, link: &str) -> Result<(), JobError> {
        let Some(mailer) = &self.0.mailer else {
            return Err(JobError::Fail("no mail is sent any more".to_owned()));
        };
        mailer.send(to, &Letter::write(kind, language, link)).await?;
        tracing::info!(?kind, action = "letter_sent", "a letter was sent");
        Ok(())
    }
}
