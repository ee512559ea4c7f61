//! The first start: a one-time code on the terminal makes whoever can read it the owner.

use crate::accounts::{Accounts, NewUser};
use crate::model::User;
use awaz_core::ports::Role;
use awaz_core::{Code, Error, Result, secret};
use parking_lot::Mutex;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Wrong codes after which only a restart helps.
const MAX_WRONG: u32 = 20;
/// Characters of the code: 8 of 55, about 46 bits behind 20 tries.
const CODE_LENGTH: usize = 8;

/// The door of the first start, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub struct Setup {
    accounts: Accounts,
    code: Arc<Mutex<Door>>,
    claiming: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug)]
struct Door {
    code: Option<String>,
    wrong: u32,
}

impl Setup {
    /// Opens the door where nobody owns the server yet; the code is to be shown on the terminal.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn open(accounts: Accounts) -> Result<Self> {
        let is_needed = !accounts.has_owner().await?;
        let door = Door {
            code: is_needed.then(|| secret::key(CODE_LENGTH)),
            wrong: 0,
        };
        Ok(Self {
            accounts,
            code: Arc::new(Mutex::new(door)),
            claiming: Arc::default(),
        })
    }

    /// The code, while the door is open.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        self.code.lock().code.clone()
    }

    /// Whether somebody still has to become the owner.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn is_needed(&self) -> Result<bool> {
        Ok(!self.accounts.has_owner().await?)
    }

    /// Makes the owner, an administrator; the door is closed then.
    ///
    /// # Errors
    /// `Forbidden` for a wrong code or a closed door; as [`Accounts::create_user`] otherwise.
    pub async fn claim(&self, code: &str, email: String, password: String, name: String) -> Result<User> {
        // Two claims with the right code at the same time make one owner.
        let _turn = self.claiming.lock().await;
        self.check(code)?;
        if self.accounts.has_owner().await? {
            self.code.lock().code = None;
            return Err(closed());
        }
        let new = NewUser {
            email,
            name,
            role: Role::Admin,
            password,
        };
        let user = self.accounts.create_user(new).await?;
        self.code.lock().code = None;
        Ok(user)
    }

    fn check(&self, code: &str) -> Result<()> {
        let mut door = self.code.lock();
        if door.wrong >= MAX_WRONG {
            return Err(Error::new(
                Code::Forbidden,
                "Too many wrong codes. Restart the server for a new one.",
            ));
        }
        let expected = door.code.clone().ok_or_else(closed)?;
        if bool::from(code.trim().as_bytes().ct_eq(expected.as_bytes())) {
            return Ok(());
        }
        door.wrong += 1;
        let message = "The code is wrong. It stands in the terminal in which the server was started.";
        Err(Error::new(Code::Forbidden, message).field("/code", "is wrong"))
    }
}

fn closed() -> Error {
    Error::new(Code::Forbidden, "This server has its owner already. Sign in.")
}
