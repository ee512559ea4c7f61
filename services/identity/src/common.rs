//! Passwords that everybody tries first; what the list is stands in `data/NOTICE.md`.

const LIST: &str = include_str!("../data/common-passwords.txt");

/// Whether a password is one of the commonest, whatever its case.
pub(crate) fn is_common(password: &str) -> bool {
    let folded = password.to_lowercase();
    LIST.lines().any(|line| line == folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_are_known_and_phrases_are_not() {
        for common in [
            "password",
            "PASSWORD",
            "12345678",
            "Pakistan123",
            "qwertyuiop",
            "iloveyou",
        ] {
            assert!(is_common(common), "{common}");
        }
        for fine in [
            "correct horse battery",
            "پاس ورڈ ہے",
            "",
            "passwor",
            "password\n12345678",
        ] {
            assert!(!is_common(fine), "{fine}");
        }
        assert!(LIST.lines().count() >= 6000 && LIST.lines().all(|line| line.chars().count() >= 8));
    }
}
