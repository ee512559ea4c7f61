//! Fragmented MP4 (CMAF) of one audio track, for HLS: an init segment, and fragments of one
//! `moof` and one `mdat` each.
//!
//! Titles go along as ID3 in `emsg` boxes (<https://aomedia.org/emsg/ID3>), which players show when
//! their sample is heard. It is *not* a writer of files: nothing here knows a duration.
//!
//! **Invariant: the media time line is the channel's.** `tfdt` is the first packet's start in
//! 1/48000 s, 64 bits; a packet's presentation time is the position of its first decoded sample.
//! The encoders have compensated every codec's delay, so the edit list is the identity and Opus'
//! pre-skip is 0: there is no priming to take away, wherever a player joins. What a decoder needs
//! before a join is told as the roll distance.

use super::boxes::{boxed, full_box, put16, put32, put64};
use super::id3;
use crate::encode::{Packet, preroll};
use crate::{FRAME, RATE};
use awaz_core::{Codec, Rendition};
use bytes::Bytes;

const TRACK: u32 = 1;
const SCHEME: &str = "https://aomedia.org/emsg/ID3";
/// A sample that depends on no other (ISO/IEC 14496-12 §8.8.3.1).
const SYNC_SAMPLE: u32 = 0x0200_0000;
/// `und`, packed as three letters of five bits.
const UNDETERMINED: u16 = 0x55c4;
/// No rotation, no scaling.
const UNITY_MATRIX: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

/// What is heard from a position on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Title {
    /// Where it begins, samples since the channel's epoch. It may lie before the fragment that
    /// carries it, so that listeners who join late learn it too.
    pub at: u64,
    /// Who plays; may be empty.
    pub artist: String,
    /// What is played; may be empty.
    pub title: String,
}

/// The init segment of a rendition: `ftyp` and `moov`. `None` for MP3, which is not carried in
/// HLS (see [`Rendition::in_hls`]). It is the same for every start of the encoder.
#[must_use]
pub fn init_segment(rendition: Rendition) -> Option<Bytes> {
    let write_entry: fn(&mut Vec<u8>, Rendition) = match rendition.codec {
        Codec::Aac => write_mp4a,
        Codec::Opus => write_opus,
        Codec::Mp3 => return None,
    };
    let mut out = Vec::with_capacity(768);
    boxed(&mut out, *b"ftyp", |out| {
        out.extend(b"iso6\0\0\0\0iso6cmfcmp41");
    });
    boxed(&mut out, *b"moov", |out| {
        write_mvhd(out);
        boxed(out, *b"trak", |out| {
            write_tkhd(out);
            write_edit_list(out);
            boxed(out, *b"mdia", |out| {
                write_mdhd(out);
                write_hdlr(out);
                boxed(out, *b"minf", |out| {
                    full_box(out, *b"smhd", (0, 0), |out| put32(out, 0));
                    write_data_information(out);
                    write_sample_table(out, rendition, write_entry);
                });
            });
        });
        boxed(out, *b"mvex", |out| write_trex(out, rendition));
    });
    Some(Bytes::from(out))
}

/// One fragment: an `emsg` for each of `titles`, then `moof` and `mdat` of `packets`, which follow
/// one another without a gap and belong to one rendition. `sequence` grows from fragment to
/// fragment of a track. Without packets there is nothing to carry, and the answer is empty.
#[must_use]
pub fn fragment(packets: &[Packet], sequence: u32, titles: &[Title]) -> Bytes {
    let Some(first) = packets.first() else {
        return Bytes::new();
    };
    let sound_bytes: usize = packets.iter().map(|packet| packet.data.len()).sum();
    let mut out = Vec::with_capacity(sound_bytes + 4 * packets.len() + 256);
    for title in titles {
        write_emsg(&mut out, title);
    }
    let moof_start = out.len();
    boxed(&mut out, *b"moof", |out| {
        full_box(out, *b"mfhd", (0, 0), |out| put32(out, sequence));
        boxed(out, *b"traf", |out| write_traf(out, first, packets));
    });
    // `write_traf` ends with `trun`, whose data offset lies this far before the end of `moof`.
    let offset_at = out.len() - 4 * packets.len() - 4;
    let data_offset = (out.len() - moof_start + 8) as u32;
    out[offset_at..offset_at + 4].copy_from_slice(&data_offset.to_be_bytes());
    boxed(&mut out, *b"mdat", |out| {
        for packet in packets {
            out.extend_from_slice(&packet.data);
        }
    });
    Bytes::from(out)
}

fn write_traf(out: &mut Vec<u8>, first: &Packet, packets: &[Packet]) {
    const DEFAULT_BASE_IS_MOOF: u32 = 0x02_0000;
    const DEFAULT_DURATION: u32 = 0x08;
    const DATA_OFFSET: u32 = 0x01;
    const SAMPLE_SIZES: u32 = 0x200;
    full_box(out, *b"tfhd", (0, DEFAULT_BASE_IS_MOOF | DEFAULT_DURATION), |out| {
        put32(out, TRACK);
        put32(out, first.samples);
    });
    full_box(out, *b"tfdt", (1, 0), |out| put64(out, first.start));
    full_box(out, *b"trun", (0, DATA_OFFSET | SAMPLE_SIZES), |out| {
        put32(out, packets.len() as u32);
        put32(out, 0);
        for packet in packets {
            put32(out, packet.data.len() as u32);
        }
    });
}

fn write_emsg(out: &mut Vec<u8>, title: &Title) {
    const DURATION_UNKNOWN: u32 = u32::MAX;
    full_box(out, *b"emsg", (1, 0), |out| {
        put32(out, RATE);
        put64(out, title.at);
        put32(out, DURATION_UNKNOWN);
        // The same title in the next fragment has the same number, so players show it once.
        put32(out, (title.at / FRAME as u64) as u32);
        out.extend(SCHEME.as_bytes());
        out.extend([0, 0]);
        out.extend(id3::tag(&title.title, &title.artist));
    });
}

fn write_mvhd(out: &mut Vec<u8>) {
    full_box(out, *b"mvhd", (0, 0), |out| {
        out.extend([0; 8]);
        put32(out, RATE);
        put32(out, 0);
        put32(out, 0x1_0000);
        put16(out, 0x100);
        out.extend([0; 10]);
        for value in UNITY_MATRIX {
            put32(out, value);
        }
        out.extend([0; 24]);
        put32(out, TRACK + 1);
    });
}

fn write_tkhd(out: &mut Vec<u8>) {
    const ENABLED_IN_MOVIE: u32 = 3;
    full_box(out, *b"tkhd", (0, ENABLED_IN_MOVIE), |out| {
        out.extend([0; 8]);
        put32(out, TRACK);
        out.extend([0; 16]);
        put32(out, 0);
        put16(out, 0x100);
        put16(out, 0);
        for value in UNITY_MATRIX {
            put32(out, value);
        }
        out.extend([0; 8]);
    });
}

/// Presentation time is media time, for the whole of a presentation of unknown length.
fn write_edit_list(out: &mut Vec<u8>) {
    boxed(out, *b"edts", |out| {
        full_box(out, *b"elst", (0, 0), |out| {
            put32(out, 1);
            put32(out, 0);
            put32(out, 0);
            put32(out, 0x1_0000);
        });
    });
}

fn write_mdhd(out: &mut Vec<u8>) {
    full_box(out, *b"mdhd", (0, 0), |out| {
        out.extend([0; 8]);
        put32(out, RATE);
        put32(out, 0);
        put16(out, UNDETERMINED);
        put16(out, 0);
    });
}

fn write_hdlr(out: &mut Vec<u8>) {
    full_box(out, *b"hdlr", (0, 0), |out| {
        out.extend(b"\0\0\0\0soun");
        out.extend([0; 12]);
        out.extend(b"Sound\0");
    });
}

fn write_data_information(out: &mut Vec<u8>) {
    const IN_THIS_FILE: u32 = 1;
    boxed(out, *b"dinf", |out| {
        full_box(out, *b"dref", (0, 0), |out| {
            put32(out, 1);
            full_box(out, *b"url ", (0, IN_THIS_FILE), |_| {});
        });
    });
}

fn write_sample_table(out: &mut Vec<u8>, rendition: Rendition, write_entry: fn(&mut Vec<u8>, Rendition)) {
    boxed(out, *b"stbl", |out| {
        full_box(out, *b"stsd", (0, 0), |out| {
            put32(out, 1);
            write_entry(out, rendition);
        });
        for name in [*b"stts", *b"stsc", *b"stco"] {
            full_box(out, name, (0, 0), |out| put32(out, 0));
        }
        full_box(out, *b"stsz", (0, 0), |out| out.extend([0; 8]));
        write_roll_distance(out, rendition);
    });
}

/// How many packets to decode before one sounds right: AAC's overlap, Opus' 80 ms (RFC 7845 §4.6).
fn write_roll_distance(out: &mut Vec<u8>, rendition: Rendition) {
    let packets = match rendition.codec {
        Codec::Opus => -((preroll(rendition) / rendition.frame_samples()) as i16),
        Codec::Aac | Codec::Mp3 => -1,
    };
    full_box(out, *b"sgpd", (1, 0), |out| {
        out.extend(b"roll");
        put32(out, 2);
        put32(out, 1);
        out.extend(packets.to_be_bytes());
    });
}

fn write_trex(out: &mut Vec<u8>, rendition: Rendition) {
    full_box(out, *b"trex", (0, 0), |out| {
        put32(out, TRACK);
        put32(out, 1);
        put32(out, rendition.frame_samples());
        put32(out, 0);
        put32(out, SYNC_SAMPLE);
    });
}

/// What every audio sample entry begins with: 48 kHz, stereo, 16 bits.
fn write_entry_head(out: &mut Vec<u8>) {
    out.extend([0; 6]);
    put16(out, 1);
    out.extend([0; 8]);
    put16(out, 2);
    put16(out, 16);
    put32(out, 0);
    put32(out, RATE << 16);
}

fn write_mp4a(out: &mut Vec<u8>, rendition: Rendition) {
    boxed(out, *b"mp4a", |out| {
        write_entry_head(out);
        full_box(out, *b"esds", (0, 0), |out| write_descriptors(out, rendition));
    });
}

/// ISO/IEC 14496-1 §7.2.6: an elementary stream, how to decode it, and the `AudioSpecificConfig`.
fn write_descriptors(out: &mut Vec<u8>, rendition: Rendition) {
    /// Object type 2 (AAC-LC), rate index 3 (48 kHz), two channels.
    const AUDIO_SPECIFIC_CONFIG: [u8; 2] = [0x11, 0x90];
    const MPEG_4_AUDIO: u8 = 0x40;
    const AUDIO_STREAM: u8 = 0x05 << 2 | 1;
    const LARGEST_FRAME: u32 = 1536;
    let bits = u32::from(rendition.kbps) * 1000;
    out.extend([0x03, 25, 0, 0, 0]);
    out.extend([0x04, 17, MPEG_4_AUDIO, AUDIO_STREAM]);
    out.extend(&LARGEST_FRAME.to_be_bytes()[1..]);
    put32(out, bits);
    put32(out, bits);
    out.extend([0x05, 2]);
    out.extend(AUDIO_SPECIFIC_CONFIG);
    out.extend([0x06, 1, 2]);
}

/// "Encapsulation of Opus in ISO Base Media File Format" §4.3.
fn write_opus(out: &mut Vec<u8>, _rendition: Rendition) {
    boxed(out, *b"Opus", |out| {
        write_entry_head(out);
        boxed(out, *b"dOps", |out| {
            out.extend([0, 2]);
            put16(out, 0);
            put32(out, RATE);
            out.extend([0, 0, 0]);
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::rendition::LADDER;

    /// Splits bytes into boxes and demands that they fill them.
    fn children(mut bytes: &[u8]) -> Vec<([u8; 4], &[u8])> {
        let mut found = Vec::new();
        while !bytes.is_empty() {
            let length = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
            let name = bytes[4..8].try_into().unwrap();
            found.push((name, &bytes[8..length]));
            bytes = &bytes[length..];
        }
        found
    }

    fn child<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> &'a [u8] {
        path.iter().fold(bytes, |bytes, name| {
            let found = children(bytes).into_iter().find(|(found, _)| found == *name);
            found.unwrap().1
        })
    }

    fn packet(start: u64, data: &'static [u8]) -> Packet {
        Packet {
            data: Bytes::from_static(data),
            start,
            samples: 1024,
        }
    }

    #[test]
    fn every_hls_rendition_has_an_init_segment() {
        for rendition in LADDER {
            let init = init_segment(rendition);
            assert_eq!(init.is_some(), rendition.in_hls());
            let Some(init) = init else { continue };
            let table = child(&init, &[b"moov", b"trak", b"mdia", b"minf", b"stbl"]);
            let entry = &child(table, &[b"stsd"])[8..];
            let name = if rendition.codec == Codec::Aac {
                b"mp4a"
            } else {
                b"Opus"
            };
            let config = child(
                &child(entry, &[name])[28..],
                &[if name == b"Opus" { b"dOps" } else { b"esds" }],
            );
            let expected: &[u8] = match rendition.codec {
                Codec::Aac => &[0x05, 2, 0x11, 0x90, 0x06, 1, 2],
                _ => &[0, 2, 0, 0, 0, 0, 0xbb, 0x80, 0, 0, 0],
            };
            assert!(config.ends_with(expected), "{rendition}");
        }
    }

    #[test]
    fn a_fragment_is_dated_and_points_at_its_first_packet() {
        let start = 5_000_000_000_u64 * 1024;
        let packets = [packet(start, b"salam"), packet(start + 1024, b"duniya")];
        let bytes = fragment(&packets, 7, &[]);
        let boxes = children(&bytes);
        assert_eq!(
            boxes.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            [b"moof", b"mdat"]
        );
        assert_eq!(boxes[1].1, b"salamduniya");
        let track = child(&bytes, &[b"moof", b"traf"]);
        assert_eq!(child(track, &[b"tfdt"])[4..], start.to_be_bytes());
        let run = child(track, &[b"trun"]);
        assert_eq!(run[4..8], 2_u32.to_be_bytes());
        let offset = u32::from_be_bytes(run[8..12].try_into().unwrap()) as usize;
        assert_eq!(&bytes[offset..offset + 5], b"salam");
        assert_eq!(run[12..], [0, 0, 0, 5, 0, 0, 0, 6]);
        assert!(fragment(&[], 8, &[]).is_empty());
    }

    #[test]
    fn titles_come_first_with_their_own_time() {
        let titles = [
            Title {
                at: 960,
                artist: "Nayyara Noor".into(),
                title: "Ae Jazba-e-Dil".into(),
            },
            Title {
                at: 480_000,
                artist: String::new(),
                title: "خبریں".into(),
            },
        ];
        let bytes = fragment(&[packet(276_480, b"x")], 1, &titles);
        let boxes = children(&bytes);
        assert_eq!(boxes.len(), 4);
        let message = boxes[0].1;
        assert_eq!(message[..4], [1, 0, 0, 0]);
        assert_eq!(message[4..8], 48_000_u32.to_be_bytes());
        assert_eq!(message[8..16], 960_u64.to_be_bytes());
        assert_eq!(message[16..24], [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1]);
        let body = &message[24 + SCHEME.len() + 2..];
        assert_eq!(body, id3::tag("Ae Jazba-e-Dil", "Nayyara Noor"));
        let track = child(&bytes, &[b"moof", b"traf", b"trun"]);
        let offset = u32::from_be_bytes(track[8..12].try_into().unwrap()) as usize;
        let moof_start = bytes.windows(4).position(|four| four == b"moof").unwrap() - 4;
        assert_eq!(bytes[moof_start + offset], b'x');
    }
}
