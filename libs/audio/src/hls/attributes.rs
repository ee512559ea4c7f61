//! Attribute lists (RFC 8216bis §4.2).

use super::Findings;

/// The attributes of one tag.
#[derive(Debug, Clone, Default)]
pub(super) struct Attributes<'a> {
    line: usize,
    list: Vec<(&'a str, Value<'a>)>,
}

#[derive(Debug, Clone, Copy)]
struct Value<'a> {
    text: &'a str,
    is_quoted: bool,
}

impl<'a> Attributes<'a> {
    /// Reads a list; what follows a mistake is not read.
    pub(super) fn read(line: usize, text: &'a str, findings: &mut Findings) -> Self {
        let mut attributes = Self { line, list: Vec::new() };
        let mut rest = text;
        while !rest.is_empty() {
            let Some((name, value, after)) = next(rest) else {
                findings.add(line, format!("an attribute list that breaks at \"{rest}\""));
                break;
            };
            findings.demand(attributes.get(name).is_none(), line, format!("{name} stands twice"));
            attributes.list.push((name, value));
            rest = after;
        }
        attributes
    }

    fn get(&self, name: &str) -> Option<Value<'a>> {
        let found = self.list.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    }

    /// A quoted string.
    pub(super) fn quoted(&self, name: &str, findings: &mut Findings) -> Option<&'a str> {
        let value = self.get(name)?;
        findings.demand(value.is_quoted, self.line, format!("{name} is not quoted"));
        Some(value.text)
    }

    /// An enumerated string.
    pub(super) fn word(&self, name: &str, findings: &mut Findings) -> Option<&'a str> {
        let value = self.get(name)?;
        findings.demand(!value.is_quoted, self.line, format!("{name} is quoted"));
        Some(value.text)
    }

    /// A decimal number that is not negative.
    pub(super) fn number(&self, name: &str, findings: &mut Findings) -> Option<f64> {
        let word = self.word(name, findings)?;
        let number = decimal(word);
        findings.demand(number.is_some(), self.line, format!("{name} is no number: \"{word}\""));
        number
    }

    /// A whole number.
    pub(super) fn whole(&self, name: &str, findings: &mut Findings) -> Option<u64> {
        let word = self.word(name, findings)?;
        let number = word.parse().ok();
        findings.demand(
            number.is_some(),
            self.line,
            format!("{name} is no whole number: \"{word}\""),
        );
        number
    }

    /// Whether an attribute is `YES`; anything else, where it stands, is a mistake.
    pub(super) fn is_yes(&self, name: &str, findings: &mut Findings) -> bool {
        let word = self.word(name, findings);
        let is_known = word.is_none_or(|word| word == "YES");
        findings.demand(is_known, self.line, format!("{name} may only be YES"));
        word == Some("YES")
    }
}

/// A decimal number as playlists write it: digits, and perhaps a point and digits.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let is_plain = text.starts_with(|letter: char| letter.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_plain { text.parse().ok() } else { None }
}

/// Name, value and rest of a list.
fn next(text: &str) -> Option<(&str, Value<'_>, &str)> {
    let (name, rest) = text.split_once('=')?;
    let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || !name.bytes().all(is_name) {
        return None;
    }
    let is_quoted = rest.starts_with('"');
    let (text, after) = if is_quoted {
        rest[1..].split_once('"')?
    } else {
        rest.split_at(rest.find(',').unwrap_or(rest.len()))
    };
    if !is_quoted && (text.is_empty() || text.contains(['"', ' '])) {
        return None;
    }
    let value = Value { text, is_quoted };
    match after.strip_prefix(',') {
        Some("") => None,
        Some(rest) => Some((name, value, rest)),
        None if after.is_empty() => Some((name, value, "")),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_lists_are_read_and_bad_ones_are_told() {
        let mut findings = Findings::default();
        let list = Attributes::read(1, "DURATION=0.32,URI=\"a,b=c.m4s\",INDEPENDENT=YES", &mut findings);
        assert_eq!(list.number("DURATION", &mut findings), Some(0.32));
        assert_eq!(list.quoted("URI", &mut findings), Some("a,b=c.m4s"));
        assert!(list.is_yes("INDEPENDENT", &mut findings));
        assert!(findings.0.is_empty());
        for bad in [
            "A", "A=", "A=\"x", "A=\"x\"y", "a=1", "A=1,", "A=1,,B=2", "A=1 2", "A=1,A=2", "=1",
        ] {
            let mut findings = Findings::default();
            Attributes::read(3, bad, &mut findings);
            assert_eq!(findings.0.len(), 1, "{bad}");
        }
        let mut findings = Findings::default();
        let list = Attributes::read(1, "A=\"1\",B=x,C=-1,D=NO", &mut findings);
        let _ = (list.number("A", &mut findings), list.quoted("B", &mut findings));
        let _ = (list.whole("C", &mut findings), list.is_yes("D", &mut findings));
        assert_eq!(findings.0.len(), 4, "{findings:?}");
    }
}
