//! Opus by libopus: its settings, and the binding.
//!
//! 20 ms frames, 40 ms where data is saved, constrained VBR, stereo at every rate: the library
//! narrows it by itself where bits are short, and chooses between its speech and its music coder
//! frame by frame, which suits a station that talks over songs better than a fixed hint.

use super::{EncodeError, FrameEncoder};
use awaz_core::Rendition;

/// Bit/s that a rendition which saves data leaves to what goes around the sound: pages or boxes,
/// and the packets of the network.
const AROUND: i32 = 1000;

/// Opens an encoder of `rendition` and `complexity` 0..=10.
pub(super) fn open(rendition: Rendition, complexity: u8) -> Result<Box<dyn FrameEncoder>, EncodeError> {
    let rate = i32::from(rendition.kbps) * 1000 - if rendition.saves_data() { AROUND } else { 0 };
    Ok(Box::new(binding::OpusEncoder::new(rate, complexity)?))
}

#[expect(unsafe_code, reason = "binding to a C library")]
mod binding {
    use super::{EncodeError, FrameEncoder};
    use crate::{CHANNELS, RATE};
    use bytes::Bytes;
    use opusic_sys as sys;

    /// The most one frame can weigh (RFC 6716 §3.4, R2), plus its header.
    const MAX_PACKET_BYTES: usize = 1276;

    /// One open encoder.
    pub(super) struct OpusEncoder {
        handle: *mut sys::OpusEncoder,
        delay: u32,
    }

    // SAFETY: libopus keeps all state behind the handle and its tables are constant; the handle
    // is used by one thread at a time because every use needs `&mut self`.
    unsafe impl Send for OpusEncoder {}

    impl OpusEncoder {
        /// Opens an encoder of `rate` bit/s and `complexity` 0..=10.
        pub(super) fn new(rate: i32, complexity: u8) -> Result<Self, EncodeError> {
            let mut status = 0;
            let application = sys::OPUS_APPLICATION_AUDIO;
            // SAFETY: `status` is a valid place for the result.
            let handle =
                unsafe { sys::opus_encoder_create(RATE as i32, CHANNELS as i32, application, &raw mut status) };
            check("opus_encoder_create", status)?;
            let mut encoder = Self { handle, delay: 0 };
            encoder.set(sys::OPUS_SET_BITRATE_REQUEST, rate)?;
            encoder.set(sys::OPUS_SET_VBR_REQUEST, 1)?;
            encoder.set(sys::OPUS_SET_VBR_CONSTRAINT_REQUEST, 1)?;
            encoder.set(sys::OPUS_SET_SIGNAL_REQUEST, sys::OPUS_AUTO)?;
            encoder.set(sys::OPUS_SET_COMPLEXITY_REQUEST, i32::from(complexity.min(10)))?;
            encoder.delay = encoder.lookahead()?;
            Ok(encoder)
        }

        fn set(&mut self, request: i32, value: i32) -> Result<(), EncodeError> {
            // SAFETY: the handle is open, and each request used here takes one 32-bit value.
            check("opus_encoder_ctl", unsafe {
                sys::opus_encoder_ctl(self.handle, request, value)
            })
        }

        fn lookahead(&self) -> Result<u32, EncodeError> {
            let mut samples: i32 = 0;
            let request = sys::OPUS_GET_LOOKAHEAD_REQUEST;
            // SAFETY: the handle is open, and the request writes one 32-bit value to the place.
            let status = unsafe { sys::opus_encoder_ctl(self.handle, request, &raw mut samples) };
            check("opus_encoder_ctl", status)?;
            Ok(samples as u32)
        }
    }

    impl FrameEncoder for OpusEncoder {
        fn delay(&self) -> u32 {
            self.delay
        }

        fn encode_frame(&mut self, frame: &[f32], packets: &mut Vec<Bytes>) -> Result<(), EncodeError> {
            let mut packet = [0_u8; MAX_PACKET_BYTES];
            let samples = (frame.len() / CHANNELS) as i32;
            // SAFETY: the handle is open; `frame` holds `samples` pairs and `packet` its length.
            let written = unsafe {
                sys::opus_encode_float(
                    self.handle,
                    frame.as_ptr(),
                    samples,
                    packet.as_mut_ptr(),
                    packet.len() as i32,
                )
            };
            check("opus_encode_float", written.min(0))?;
            packets.push(Bytes::copy_from_slice(&packet[..written as usize]));
            Ok(())
        }
    }

    impl Drop for OpusEncoder {
        fn drop(&mut self) {
            // SAFETY: the handle is open and nobody uses it after this.
            unsafe { sys::opus_encoder_destroy(self.handle) };
        }
    }

    fn check(call: &'static str, status: i32) -> Result<(), EncodeError> {
        if status == sys::OPUS_OK {
            return Ok(());
        }
        let status = i64::from(status);
        Err(EncodeError::Library { call, status })
    }
}
