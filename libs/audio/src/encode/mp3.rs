//! MP3 at a constant bit rate by LAME: its settings, and the binding.
//!
//! **Convention for delay.** A plain decoder (no LAME tag, as on every live stream) puts out each
//! sample 576 samples late because of the encoder and 529 because of itself; both are
//! compensated, so that [`super::Packet::start`] is where its output belongs. A player that takes
//! its own 529 off needs no more than that knowledge.
//!
//! The bit reservoir stays on: without it 128 kb/s sounds like 112. A frame may therefore begin
//! up to 511 bytes before its header (two frames at 128 kb/s), and a listener who joins may hear
//! up to 48 ms of silence first, as on any MP3 stream.

use super::{EncodeError, FrameEncoder};

/// Opens an encoder of `kbps` and `quality` 0..=9.
#[cfg(not(feature = "mp3-lame"))]
pub(super) fn open(_kbps: u16, _quality: u8) -> Result<Box<dyn FrameEncoder>, EncodeError> {
    let (codec, feature) = (awaz_core::Codec::Mp3, "mp3-lame");
    Err(EncodeError::Unsupported { codec, feature })
}

/// Opens an encoder of `kbps` and `quality` 0..=9.
#[cfg(feature = "mp3-lame")]
pub(super) fn open(kbps: u16, quality: u8) -> Result<Box<dyn FrameEncoder>, EncodeError> {
    Ok(Box::new(lame::LameEncoder::new(kbps, quality)?))
}

#[cfg(feature = "mp3-lame")]
#[expect(unsafe_code, reason = "binding to a C library")]
mod lame {
    use super::{EncodeError, FrameEncoder};
    use crate::{CHANNELS, RATE};
    use bytes::{Bytes, BytesMut};
    use mp3lame_sys as sys;
    use std::sync::Mutex;

    const FRAME_SAMPLES: usize = 1152;
    /// Delay of a plain decoder: 528 of its filter bank, and the one sample LAME leaves out.
    const DECODER_DELAY: u32 = 529;
    /// LAME's own bound for one call: 1.25 × samples + 7200.
    const MAX_OUTPUT_BYTES: usize = FRAME_SAMPLES * 5 / 4 + 7200;

    /// LAME fills tables shared by all encoders while it opens one.
    static OPENING: Mutex<()> = Mutex::new(());

    /// One open encoder.
    pub(super) struct LameEncoder {
        handle: sys::lame_t,
        delay: u32,
        frame_bytes: usize,
        stream: BytesMut,
    }

    // SAFETY: LAME keeps an encoder's state behind its handle, which is used by one thread at a
    // time because every use needs `&mut self`; the shared tables are written under `OPENING`,
    // each time with the same values.
    unsafe impl Send for LameEncoder {}

    impl LameEncoder {
        /// Opens an encoder of `kbps` and `quality` 0..=9.
        pub(super) fn new(kbps: u16, quality: u8) -> Result<Self, EncodeError> {
            let _opening = OPENING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            // SAFETY: has no precondition.
            let handle = unsafe { sys::lame_init() };
            if handle.is_null() {
                let (call, status) = ("lame_init", 0);
                return Err(EncodeError::Library { call, status });
            }
            let mut encoder = Self {
                handle,
                delay: 0,
                // At 48 kHz a frame is 24 ms, so it never needs a padding byte.
                frame_bytes: 3 * usize::from(kbps),
                stream: BytesMut::new(),
            };
            encoder.configure(i32::from(kbps), i32::from(quality.min(9)))?;
            // SAFETY: the handle is open.
            let encoder_delay = unsafe { sys::lame_get_encoder_delay(handle) };
            encoder.delay = encoder_delay as u32 + DECODER_DELAY;
            Ok(encoder)
        }

        fn configure(&mut self, kbps: i32, quality: i32) -> Result<(), EncodeError> {
            let handle = self.handle;
            // SAFETY: the handle is open.
            unsafe {
                check(
                    "lame_set_in_samplerate",
                    sys::lame_set_in_samplerate(handle, RATE as i32),
                )?;
                check(
                    "lame_set_out_samplerate",
                    sys::lame_set_out_samplerate(handle, RATE as i32),
                )?;
                check(
                    "lame_set_num_channels",
                    sys::lame_set_num_channels(handle, CHANNELS as i32),
                )?;
                check(
                    "lame_set_mode",
                    sys::lame_set_mode(handle, sys::MPEG_mode::JOINT_STEREO),
                )?;
                check("lame_set_VBR", sys::lame_set_VBR(handle, 0))?;
                check("lame_set_brate", sys::lame_set_brate(handle, kbps))?;
                check("lame_set_quality", sys::lame_set_quality(handle, quality))?;
                check("lame_set_bWriteVbrTag", sys::lame_set_bWriteVbrTag(handle, 0))?;
                check("lame_init_params", sys::lame_init_params(handle))
            }
        }

        /// Cuts whole frames off the stream; their size is constant, and the first byte of each
        /// says whether the count still holds.
        fn take_frames(&mut self, packets: &mut Vec<Bytes>) -> Result<(), EncodeError> {
            while self.stream.len() >= self.frame_bytes {
                if self.stream[0] != 0xFF {
                    let (call, status) = ("lame frame sync", i64::from(self.stream[0]));
                    return Err(EncodeError::Library { call, status });
                }
                packets.push(self.stream.split_to(self.frame_bytes).freeze());
            }
            Ok(())
        }
    }

    impl FrameEncoder for LameEncoder {
        fn delay(&self) -> u32 {
            self.delay
        }

        fn encode_frame(&mut self, frame: &[f32], packets: &mut Vec<Bytes>) -> Result<(), EncodeError> {
            let mut output = [0_u8; MAX_OUTPUT_BYTES];
            let samples = (frame.len() / CHANNELS) as i32;
            // SAFETY: the handle is open; `frame` holds `samples` pairs and `output` its length.
            let written = unsafe {
                sys::lame_encode_buffer_interleaved_ieee_float(
                    self.handle,
                    frame.as_ptr(),
                    samples,
                    output.as_mut_ptr(),
                    output.len() as i32,
                )
            };
            check("lame_encode_buffer", written.min(0))?;
            self.stream.extend_from_slice(&output[..written as usize]);
            self.take_frames(packets)
        }
    }

    impl Drop for LameEncoder {
        fn drop(&mut self) {
            // SAFETY: the handle is open and nobody uses it after this.
            unsafe { sys::lame_close(self.handle) };
        }
    }

    fn check(call: &'static str, status: i32) -> Result<(), EncodeError> {
        if status == 0 {
            return Ok(());
        }
        let status = i64::from(status);
        Err(EncodeError::Library { call, status })
    }
}
