//! What people may do, in one table: the code asks it, tokens carry what it gives, and the
//! documentation shows it.
//!
//! It says what a role may at large. *Whose* station it is, each service asks for itself.

use crate::ports::Role;

/// A permission, written `resource:action`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// Name, as in API keys and tokens.
    pub name: &'static str,
    /// What it allows, in a few words.
    pub what: &'static str,
    /// The roles that have it.
    pub roles: &'static [Role],
}

const EVERYBODY: &[Role] = &[Role::EndUser, Role::StationOwner, Role::Admin];
const OWNERS: &[Role] = &[Role::StationOwner, Role::Admin];
const ADMINS: &[Role] = &[Role::Admin];

/// Every permission there is.
pub const PERMISSIONS: [Permission; 4] = [
    Permission {
        name: "stream:listen",
        what: "Hear stations and what they publish",
        roles: EVERYBODY,
    },
    Permission {
        name: "station:admin",
        what: "Run one's own stations: settings, library, schedule, numbers",
        roles: OWNERS,
    },
    Permission {
        name: "user:admin",
        what: "Look after the accounts of others",
        roles: ADMINS,
    },
    Permission {
        name: "audit:read",
        what: "Read what staff changed and who signed in",
        roles: ADMINS,
    },
];

/// Whether a role has a permission; nobody has one that is not in the table.
#[must_use]
pub fn has(role: Role, name: &str) -> bool {
    let known = PERMISSIONS.iter().find(|permission| permission.name == name);
    known.is_some_and(|permission| permission.roles.contains(&role))
}

/// What a role may, in the order of the table.
#[must_use]
pub fn of(role: Role) -> Vec<&'static str> {
    let held = PERMISSIONS.iter().filter(|permission| permission.roles.contains(&role));
    held.map(|permission| permission.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_one_below_may() {
        let (listener, owner, admin) = (of(Role::EndUser), of(Role::StationOwner), of(Role::Admin));
        assert_eq!(listener, ["stream:listen"]);
        assert!(listener.iter().all(|name| owner.contains(name)));
        assert!(owner.iter().all(|name| admin.contains(name)));
    }

    #[test]
    fn nobody_has_what_is_not_in_the_table() {
        for name in ["", "*", "station:*", "station", "admin:everything", "STATION:ADMIN"] {
            assert!(!has(Role::Admin, name), "{name}");
        }
        assert!(!has(Role::EndUser, "station:admin") && !has(Role::StationOwner, "audit:read"));
    }
}
