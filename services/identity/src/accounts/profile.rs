//! What people change of their own accounts.

use super::sign_up::stale;
use super::{Accounts, Next};
use crate::mail::Kind;
use crate::model::{Email, User, check_password};
use crate::post::Errand;
use crate::{name, token};
use awaz_core::id::UserId;
use awaz_core::ports::Credential;
use awaz_core::{Code, Error, Language, Result};
use std::net::IpAddr;

impl Accounts {
    /// Gives a person another name on screen.
    ///
    /// # Errors
    /// `Invalid` for a name that cannot be used.
    pub async fn rename(&self, id: UserId, text: &str) -> Result<User> {
        let name = name::clean(text)?;
        if name.is_empty() {
            return Err(Error::invalid("The name is empty.").field("/name", "is empty"));
        }
        self.0.store.set_name(id, &name).await?;
        self.person(id).await
    }

    /// Sets a new password for whoever knows the old one; all their other sign-ins end.
    ///
    /// # Errors
    /// `Forbidden` for a wrong old password, `TooMany` after too many, `Invalid` for a new one that
    /// cannot be used.
    pub async fn change_password(
        &self,
        id: UserId,
        (current, new): (String, String),
        asking: &Credential,
        at: (Option<IpAddr>, Language),
    ) -> Result<()> {
        let user = self.proved(id, current, at.0).await?;
        let email = Email::parse(&user.email)?;
        check_password(&new, &email, &user.name)?;
        let hash = self.0.hasher.hash(new).await?;
        let kept = self.sign_in_of(asking).await?;
        let now_ms = self.0.clock.now_ms();
        let ended = self.0.store.set_password(id, hash, kept, now_ms).await?;
        self.0.trust.end(&ended);
        self.tell(&user.email, Kind::PasswordChanged, at.1).await
    }

    /// Sends a letter to a new address, which is used once its link is opened; where no mail is sent,
    /// it is used at once.
    ///
    /// # Errors
    /// `Forbidden` for a wrong password, `Invalid` for what is no address, `TooMany`; `Conflict`, only
    /// where no mail is sent, for one that is taken.
    pub async fn change_address(
        &self,
        id: UserId,
        (email, password): (&str, String),
        at: (Option<IpAddr>, Language),
    ) -> Result<Next> {
        self.proved(id, password, at.0).await?;
        let email = Email::parse(email)?;
        if !self.has_mail() {
            let done = self.0.store.set_address(id, email.as_str()).await;
            return done.map(|()| Next::SignIn).map_err(taken);
        }
        self.count_letter("address", &email)?;
        let errand = Errand::Address {
            user: id,
            email: email.as_str().to_owned(),
            language: at.1,
        };
        self.0.jobs.enqueue(&errand).await?;
        Ok(Next::Mail)
    }

    /// Gives the account the address whose letter's link was opened, and tells the old one.
    ///
    /// # Errors
    /// `Invalid` for a link that was used, replaced or is too old; `Conflict` where the address is
    /// taken by now.
    pub async fn confirm_address(&self, secret: &str, language: Language) -> Result<User> {
        let digest = token::digest(secret).ok_or_else(stale)?;
        let done = self.0.store.redeem_address(&digest, self.0.clock.now_ms()).await;
        let (id, old, _new) = done.map_err(taken)?.ok_or_else(stale)?;
        self.tell(&old, Kind::AddressChanged, language).await?;
        self.person(id).await
    }

    /// The person, where the password is theirs.
    pub(super) async fn proved(&self, id: UserId, password: String, peer: Option<IpAddr>) -> Result<User> {
        let user = self.person(id).await?;
        self.verify(&user.email, password, peer).await.map_err(|error| {
            if error.code == Code::Unauthenticated {
                return Error::new(Code::Forbidden, "The password is wrong.").field("/password", "is wrong");
            }
            error
        })
    }

    async fn person(&self, id: UserId) -> Result<User> {
        let found = self.0.store.user(id).await?;
        found.ok_or_else(|| Error::new(Code::Unauthenticated, "This account is gone."))
    }
}

fn taken(error: awaz_store::Error) -> Error {
    if error.is_unique_violation() {
        return Error::conflict("This address belongs to another account.").field("/email", "is taken");
    }
    error.into()
}
