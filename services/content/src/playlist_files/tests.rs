//! Files of strangers, and files of ours.

use super::*;
use proptest::prelude::*;

const FORMATS: [Format; 3] = [Format::M3u8, Format::Pls, Format::Xspf];

fn refused(bytes: &[u8]) -> Code {
    read(bytes).unwrap_err().code
}

#[test]
fn the_content_says_what_a_file_is() {
    for (text, format) in [
        ("#EXTM3U\na.mp3", Format::M3u8),
        ("a.mp3", Format::M3u8),
        ("\u{feff}\r\n[PLAYLIST]\nFile1=a.mp3", Format::Pls),
        (
            " <playlist><trackList><track><location>a</location></track></trackList></playlist>",
            Format::Xspf,
        ),
    ] {
        assert_eq!(read(text.as_bytes()).unwrap().0, format, "{text}");
    }
}

#[test]
fn old_files_are_read_in_their_charset() {
    let (_, list) = read(b"#EXTINF:10,Bj\xf6rk - J\xf3ga\r\nC:\\Bj\xf6rk.mp3\r\n").unwrap();
    let entry = &list.entries[0];
    assert_eq!((entry.artist.as_str(), entry.title.as_str()), ("Björk", "Jóga"));
    assert_eq!(entry.location, "C:\\Björk.mp3");
}

#[test]
fn hostile_files_are_refused_or_tamed() {
    assert_eq!(refused(&vec![b'a'; MAX_BYTES + 1]), Code::TooLarge);
    assert_eq!(refused("a.mp3\n".repeat(MAX_ENTRIES + 1).as_bytes()), Code::TooLarge);
    for nothing in ["", "\n\n", "#EXTM3U\n#EXTINF:1,x", "[playlist]\n", "<playlist/>"] {
        assert_eq!(refused(nothing.as_bytes()), Code::Invalid, "{nothing}");
    }
    assert_eq!(refused(b"a\0b.mp3"), Code::Invalid);
    let (_, list) = read("#EXTINF:1,a\u{202e}b\u{7}c\nevil\u{202e}3pm.exe".as_bytes()).unwrap();
    assert_eq!(list.entries[0].title, "ab c");
    let long = "x".repeat(1 << 20);
    let (_, list) = read(format!("#EXTINF:1,{long}\n{long}").as_bytes()).unwrap();
    assert!(list.entries[0].title.len() <= 300 && list.entries[0].location.len() <= 2000);
    assert!(read("a.mp3\n".repeat(MAX_ENTRIES).as_bytes()).is_ok());
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9&<>\"'%#=;,()-]{1,12}",
        "[\u{627}-\u{64a}\u{679}\u{6a9}\u{6cc}]{1,8}",
        Just("é".to_owned()),
        Just("- -".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..5).prop_map(|words| words.join(" "))
}

fn entry() -> impl Strategy<Value = Entry> {
    let artist = prop_oneof![Just(String::new()), text()];
    let album = prop_oneof![Just(String::new()), text()];
    (text(), text(), artist, album, prop::option::of(1_u64..20_000)).prop_map(
        |(file, title, artist, album, seconds)| Entry {
            line: 0,
            location: format!("x{file}.mp3"),
            title,
            artist,
            album,
            duration_ms: seconds.map(|seconds| seconds * 1000),
        },
    )
}

fn list() -> impl Strategy<Value = List> {
    (text(), prop::collection::vec(entry(), 1..6)).prop_map(|(name, entries)| List { name, entries })
}

fn without_lines(mut list: List) -> List {
    list.entries.iter_mut().for_each(|entry| entry.line = 0);
    list
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_text_makes_it_panic(
        head in prop_oneof![Just("#EXTM3U\n"), Just("[playlist]\n"), Just("<playlist><trackList><track>")],
        text in "[\\PC\n\r<>&;=#:,\"/]{0,300}",
    ) {
        let _ = read(format!("{head}{text}").as_bytes());
    }

    #[test]
    fn a_torn_file_does_not_make_it_panic(list in list(), cut in 0.0..1.0_f64) {
        for format in FORMATS {
            let file = format.write(&list).into_bytes();
            let _ = read(&file[..(file.len() as f64 * cut) as usize]);
        }
    }

    #[test]
    fn what_is_written_is_read_again(list in list()) {
        for format in [Format::M3u8, Format::Xspf] {
            let (read_format, mut read) = read(format.write(&list).as_bytes()).unwrap();
            if format == Format::Xspf {
                for entry in &mut read.entries {
                    let plain = awaz_wire::text::percent_decode(&entry.location);
                    entry.location = String::from_utf8(plain).unwrap();
                }
            }
            prop_assert_eq!(read_format, format);
            prop_assert_eq!(without_lines(read), list.clone());
        }
        // This kind has no album, and one text for artist and title.
        let (_, read) = read(Format::Pls.write(&list).as_bytes()).unwrap();
        for (ours, theirs) in list.entries.iter().zip(&read.entries) {
            prop_assert_eq!((&ours.location, ours.duration_ms), (&theirs.location, theirs.duration_ms));
            prop_assert_eq!(ours.shown(), theirs.shown());
        }
    }
}
