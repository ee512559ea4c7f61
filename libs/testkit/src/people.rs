//! Made-up people, known by made-up keys.

use async_trait::async_trait;
use awaz_core::Result;
use awaz_core::id::UserId;
use awaz_core::ports::{Credential, Directory, Principal, Role};
use uuid::Uuid;

/// Somebody who makes requests in tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Somebody {
    /// Runs the server.
    Admin,
    /// Owns a station.
    Owner,
    /// Owns another station.
    OtherOwner,
    /// Listens.
    Listener,
}

impl Somebody {
    const ALL: [Self; 4] = [Self::Admin, Self::Owner, Self::OtherOwner, Self::Listener];

    /// Their id, the same in every test.
    #[must_use]
    pub const fn id(self) -> UserId {
        UserId(Uuid::from_u128(
            0x0199_0000_0000_7000_8000_0000_0000_0001 + self as u128,
        ))
    }

    /// Their key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Admin => "awz_admin-for-tests",
            Self::Owner => "awz_owner-for-tests",
            Self::OtherOwner => "awz_other-for-tests",
            Self::Listener => "awz_listener-for-tests",
        }
    }

    /// Who they are.
    #[must_use]
    pub const fn principal(self) -> Principal {
        let role = match self {
            Self::Admin => Role::Admin,
            Self::Owner | Self::OtherOwner => Role::StationOwner,
            Self::Listener => Role::EndUser,
        };
        Principal {
            user_id: self.id(),
            role,
            scopes: None,
        }
    }
}

/// A directory that knows [`Somebody`] and nobody else.
#[derive(Debug, Clone, Copy, Default)]
pub struct People;

#[async_trait]
impl Directory for People {
    async fn authenticate(&self, credential: &Credential) -> Result<Option<Principal>> {
        let (Credential::Session(text) | Credential::Bearer(text)) = credential;
        let known = Somebody::ALL.into_iter().find(|somebody| somebody.key() == text);
        Ok(known.map(Somebody::principal))
    }
}
