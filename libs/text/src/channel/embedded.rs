//! The tables that ship with the program.

use std::sync::OnceLock;

use super::{Channel, Written};

/// Learned from the Dakshina lexicons; see `models/NOTICE.md` for its licence.
const MODEL: &[u8] = include_bytes!("../../models/roman.bin");

/// A language whose spelling in Roman was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// Urdu; also used for Shahmukhi Punjabi, Pashto and Balochi.
    Urdu,
    /// Sindhi.
    Sindhi,
    /// Punjabi in Gurmukhi.
    Gurmukhi,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Urdu, Self::Sindhi, Self::Gurmukhi];

    fn name(self) -> &'static str {
        match self {
            Self::Urdu => "ur",
            Self::Sindhi => "sd",
            Self::Gurmukhi => "pa",
        }
    }

    /// Its letter table, read once.
    #[must_use]
    pub fn channel(self) -> &'static Channel {
        static TABLES: OnceLock<[Channel; 3]> = OnceLock::new();
        let tables = TABLES.get_or_init(|| {
            let mut read = Channel::from_file(MODEL).unwrap_or_default();
            Self::ALL.map(|table| {
                let at = read.iter().position(|(name, _)| name == table.name());
                at.map(|at| read.swap_remove(at).1).unwrap_or_default()
            })
        });
        let [urdu, sindhi, gurmukhi] = tables;
        match self {
            Self::Urdu => urdu,
            Self::Sindhi => sindhi,
            Self::Gurmukhi => gurmukhi,
        }
    }

    /// Its table turned round, for writing.
    #[must_use]
    pub fn written(self) -> &'static Written {
        static WRITTEN: OnceLock<[Written; 3]> = OnceLock::new();
        let [urdu, sindhi, gurmukhi] = WRITTEN.get_or_init(|| Self::ALL.map(|table| table.channel().written()));
        match self {
            Self::Urdu => urdu,
            Self::Sindhi => sindhi,
            Self::Gurmukhi => gurmukhi,
        }
    }
}
