//! The three demo stations: names, pieces, idents.

use super::raag::{BAGESHRI, BHAIRAVI, BHUPALI, CHARUKESHI, KAFI, PAHADI, Raag, YAMAN};

/// How a piece is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Drone, sitar or flute, tabla: an evening gathering.
    Mehfil,
    /// Electric piano, flute, a soft kit: late-night tea.
    Chai,
    /// Dhol, tumbi, chimta: a wedding in the village.
    Dhol,
}

/// One piece.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) file: &'static str,
    pub(crate) title: &'static str,
    pub(crate) style: Style,
    pub(crate) raag: Raag,
    /// Sa, Hz.
    pub(crate) sa: f32,
    /// Beats a minute.
    pub(crate) tempo: f32,
    pub(crate) seconds: f32,
    pub(crate) seed: u64,
}

/// One spoken ident.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ident {
    /// Voice of espeak-ng.
    pub(crate) voice: &'static str,
    pub(crate) text: &'static str,
    pub(crate) raag: Raag,
    pub(crate) sa: f32,
    pub(crate) style: Style,
}

/// One station.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Station {
    pub(crate) slug: &'static str,
    pub(crate) artist: &'static str,
    pub(crate) album: &'static str,
    pub(crate) pieces: &'static [Piece],
    pub(crate) idents: &'static [Ident],
}

const fn piece(names: (&'static str, &'static str), style: Style, raag: Raag, numbers: (f32, f32, f32, u64)) -> Piece {
    let (sa, tempo, seconds, seed) = numbers;
    Piece {
        file: names.0,
        title: names.1,
        style,
        raag,
        sa,
        tempo,
        seconds,
        seed,
    }
}

const MEHFIL: Station = Station {
    slug: "radio-mehfil",
    artist: "محفل آرکسٹرا",
    album: "شام کے رنگ",
    pieces: &[
        piece(("shaam", "شام ڈھلے"), Style::Mehfil, YAMAN, (138.6, 76.0, 84.0, 11)),
        piece(
            ("chandni", "چاندنی راوی پر"),
            Style::Mehfil,
            BAGESHRI,
            (130.8, 66.0, 82.0, 23),
        ),
        piece(("intezaar", "انتظار"), Style::Mehfil, BHAIRAVI, (146.8, 72.0, 80.0, 31)),
        piece(
            ("baadal", "بادل اور بانسری"),
            Style::Mehfil,
            CHARUKESHI,
            (123.5, 62.0, 84.0, 47),
        ),
        piece(("rukhsat", "رخصت"), Style::Mehfil, BHUPALI, (138.6, 84.0, 78.0, 59)),
    ],
    idents: &[
        Ident {
            voice: "ur",
            text: "آپ سن رہے ہیں ریڈیو محفل، آواز پلس پر",
            raag: YAMAN,
            sa: 138.6,
            style: Style::Mehfil,
        },
        Ident {
            voice: "ur",
            text: "ریڈیو محفل، دل کی آواز",
            raag: BHUPALI,
            sa: 138.6,
            style: Style::Mehfil,
        },
    ],
};

const CHAI: Station = Station {
    slug: "chai-and-beats",
    artist: "Chai & Beats",
    album: "Third Cup",
    pieces: &[
        piece(
            ("kettle", "The Kettle Sings"),
            Style::Chai,
            KAFI,
            (146.8, 78.0, 82.0, 101),
        ),
        piece(
            ("rooftop", "Rooftop, 2 a.m."),
            Style::Chai,
            CHARUKESHI,
            (130.8, 72.0, 84.0, 113),
        ),
        piece(
            ("rain", "Rain on Mall Road"),
            Style::Chai,
            BAGESHRI,
            (138.6, 70.0, 82.0, 127),
        ),
        piece(
            ("rickshaw", "Slow Rickshaw"),
            Style::Chai,
            PAHADI,
            (123.5, 82.0, 80.0, 139),
        ),
        piece(("cardamom", "Cardamom"), Style::Chai, YAMAN, (146.8, 74.0, 80.0, 151)),
    ],
    idents: &[
        Ident {
            voice: "en-gb",
            text: "Chai and Beats. Stay for another cup.",
            raag: KAFI,
            sa: 146.8,
            style: Style::Chai,
        },
        Ident {
            voice: "en-gb",
            text: "You are listening to Chai and Beats, on Awaz Pulse.",
            raag: PAHADI,
            sa: 130.8,
            style: Style::Chai,
        },
    ],
};

const DHOL: Station = Station {
    slug: "dhol-punjab",
    artist: "ڈھول پنجاب",
    album: "میلہ",
    pieces: &[
        piece(("mela", "میلہ لگیا"), Style::Dhol, PAHADI, (146.8, 104.0, 76.0, 211)),
        piece(
            ("bhangra", "بھنگڑا پاؤ"),
            Style::Dhol,
            BHUPALI,
            (155.6, 112.0, 74.0, 223),
        ),
        piece(("kanak", "کنک دی راکھی"), Style::Dhol, KAFI, (138.6, 98.0, 78.0, 227)),
        piece(("jugni", "جگنی نچدی"), Style::Dhol, BHAIRAVI, (146.8, 108.0, 74.0, 239)),
        piece(("baraat", "برات آئی"), Style::Dhol, YAMAN, (155.6, 116.0, 72.0, 251)),
    ],
    idents: &[
        Ident {
            voice: "ur",
            text: "ڈھول پنجاب، ساڈے پنڈ دی آواز",
            raag: PAHADI,
            sa: 146.8,
            style: Style::Dhol,
        },
        Ident {
            voice: "ur",
            text: "تسی سن رہے او ڈھول پنجاب",
            raag: BHUPALI,
            sa: 155.6,
            style: Style::Dhol,
        },
    ],
};

/// The three of them.
pub(crate) const fn all() -> [Station; 3] {
    [MEHFIL, CHAI, DHOL]
}
