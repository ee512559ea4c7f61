//! Names of files below a rendition.

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// `index.m3u8`
    Playlist,
    /// `init-<generation>.mp4`
    Init(u32),
    /// `<msn>.m4s`
    Segment(u64),
    /// `<msn>.<part>.m4s`
    Part(u64, u32),
}

impl Name {
    /// Reads a name; only the one way we write it, so that a cache holds nothing twice.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let meant = if name == "index.m3u8" {
            Self::Playlist
        } else if let Some(generation) = name.strip_prefix("init-").and_then(|rest| rest.strip_suffix(".mp4")) {
            Self::Init(generation.parse().ok()?)
        } else {
            match name.strip_suffix(".m4s")?.split_once('.') {
                None => Self::Segment(name.strip_suffix(".m4s")?.parse().ok()?),
                Some((msn, part)) => Self::Part(msn.parse().ok()?, part.parse().ok()?),
            }
        };
        (meant.to_string() == name).then_some(meant)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Playlist => formatter.write_str("index.m3u8"),
            Self::Init(generation) => write!(formatter, "init-{generation}.mp4"),
            Self::Segment(msn) => write!(formatter, "{msn}.m4s"),
            Self::Part(msn, part) => write!(formatter, "{msn}.{part}.m4s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_others_are_none() {
        let (part, segment) = (Name::Part(7, 17), Name::Segment(u64::MAX));
        for name in [Name::Playlist, Name::Init(3), segment, part] {
            assert_eq!(Name::parse(&name.to_string()), Some(name));
        }
        for wrong in [
            "",
            "7",
            "07.m4s",
            "+7.m4s",
            "7.1.2.m4s",
            "7..m4s",
            "init-.mp4",
            "init-a.mp4",
            "index.m3u",
            "..m4s",
        ] {
            assert_eq!(Name::parse(wrong), None, "{wrong}");
        }
    }
}
