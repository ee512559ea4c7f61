//! AAC-LC by the FDK library: its settings, and the binding.

use super::{EncodeError, FrameEncoder};

/// Opens an encoder of `kbps`.
#[cfg(not(feature = "aac-fdk"))]
pub(super) fn open(_kbps: u16) -> Result<Box<dyn FrameEncoder>, EncodeError> {
    let (codec, feature) = (awaz_core::Codec::Aac, "aac-fdk");
    Err(EncodeError::Unsupported { codec, feature })
}

/// Opens an encoder of `kbps`.
#[cfg(feature = "aac-fdk")]
pub(super) fn open(kbps: u16) -> Result<Box<dyn FrameEncoder>, EncodeError> {
    Ok(Box::new(fdk::FdkEncoder::new(kbps)?))
}

#[cfg(feature = "aac-fdk")]
#[expect(unsafe_code, reason = "binding to a C library")]
mod fdk {
    use super::{EncodeError, FrameEncoder};
    use crate::{CHANNELS, RATE};
    use bytes::Bytes;
    use fdk_aac_sys as sys;
    use std::ffi::c_void;
    use std::mem::size_of;
    use std::ptr;

    const FRAME_VALUES: usize = 1024 * CHANNELS;
    /// The most a frame of two channels may weigh (ISO/IEC 14496-3: 6144 bits a channel).
    const MAX_PACKET_BYTES: usize = 768 * CHANNELS;
    const LOW_COMPLEXITY: u32 = 2;
    const CONSTANT_BIT_RATE: u32 = 0;
    const RAW_PACKETS: u32 = 0;
    const WAVE_ORDER: u32 = 1;

    /// Upper edge of what is coded, Hz. The library's own choice is dull below 64 kb/s and stops
    /// at 17 kHz however many bits there are.
    const fn bandwidth_hz(kbps: u16) -> u32 {
        match kbps {
            0..=55 => 11_500,
            56..=95 => 14_000,
            96..=159 => 17_000,
            _ => 20_000,
        }
    }

    /// One open encoder.
    pub(super) struct FdkEncoder {
        handle: sys::HANDLE_AACENCODER,
        delay: u32,
        pcm: Vec<i16>,
    }

    // SAFETY: the library keeps all state behind the handle and its tables are constant; the
    // handle is used by one thread at a time because every use needs `&mut self`.
    unsafe impl Send for FdkEncoder {}

    impl FdkEncoder {
        /// Opens an encoder of `kbps`.
        pub(super) fn new(kbps: u16) -> Result<Self, EncodeError> {
            let mut handle = ptr::null_mut();
            // SAFETY: `handle` is a valid place for the new handle.
            let status = unsafe { sys::aacEncOpen(&raw mut handle, 0, CHANNELS as u32) };
            check("aacEncOpen", status)?;
            let mut encoder = Self {
                handle,
                delay: 0,
                pcm: Vec::with_capacity(FRAME_VALUES),
            };
            encoder.configure(kbps)?;
            encoder.delay = encoder.library_delay()?;
            Ok(encoder)
        }

        fn configure(&mut self, kbps: u16) -> Result<(), EncodeError> {
            let parameters = [
                (sys::AACENC_PARAM_AACENC_AOT, LOW_COMPLEXITY),
                (sys::AACENC_PARAM_AACENC_SAMPLERATE, RATE),
                (sys::AACENC_PARAM_AACENC_CHANNELMODE, CHANNELS as u32),
                (sys::AACENC_PARAM_AACENC_CHANNELORDER, WAVE_ORDER),
                (sys::AACENC_PARAM_AACENC_BITRATEMODE, CONSTANT_BIT_RATE),
                (sys::AACENC_PARAM_AACENC_BITRATE, u32::from(kbps) * 1000),
                (sys::AACENC_PARAM_AACENC_BANDWIDTH, bandwidth_hz(kbps)),
                (sys::AACENC_PARAM_AACENC_TRANSMUX, RAW_PACKETS),
                (sys::AACENC_PARAM_AACENC_AFTERBURNER, 1),
            ];
            for (parameter, value) in parameters {
                // SAFETY: the handle is open.
                let status = unsafe { sys::aacEncoder_SetParam(self.handle, parameter, value) };
                check("aacEncoder_SetParam", status)?;
            }
            // SAFETY: null descriptors are how the library is told to apply its parameters.
            let status =
                unsafe { sys::aacEncEncode(self.handle, ptr::null(), ptr::null(), ptr::null(), ptr::null_mut()) };
            check("aacEncEncode", status)
        }

        fn library_delay(&self) -> Result<u32, EncodeError> {
            // SAFETY: the struct is plain numbers, for which zero is a value.
            let mut info: sys::AACENC_InfoStruct = unsafe { std::mem::zeroed() };
            // SAFETY: the handle is open and `info` is a valid place.
            let status = unsafe { sys::aacEncInfo(self.handle, &raw mut info) };
            check("aacEncInfo", status)?;
            Ok(info.nDelay)
        }
    }

    impl FrameEncoder for FdkEncoder {
        fn delay(&self) -> u32 {
            self.delay
        }

        fn encode_frame(&mut self, frame: &[f32], packets: &mut Vec<Bytes>) -> Result<(), EncodeError> {
            self.pcm.clear();
            self.pcm
                .extend(frame.iter().map(|value| (value * 32_767.0).round() as i16));
            let mut packet = [0_u8; MAX_PACKET_BYTES];
            let written = encode(self.handle, &mut self.pcm, &mut packet)?;
            if written > 0 {
                packets.push(Bytes::copy_from_slice(&packet[..written]));
            }
            Ok(())
        }
    }

    impl Drop for FdkEncoder {
        fn drop(&mut self) {
            // SAFETY: the handle is open and nobody uses it after this.
            unsafe { sys::aacEncClose(&raw mut self.handle) };
        }
    }

    fn encode(handle: sys::HANDLE_AACENCODER, pcm: &mut [i16], packet: &mut [u8]) -> Result<usize, EncodeError> {
        let mut input = Buffer::new(sys::AACENC_BufferIdentifier_IN_AUDIO_DATA, pcm);
        let mut output = Buffer::new(sys::AACENC_BufferIdentifier_OUT_BITSTREAM_DATA, packet);
        let arguments = sys::AACENC_InArgs {
            numInSamples: pcm.len() as i32,
            numAncBytes: 0,
        };
        // SAFETY: the struct is plain numbers, for which zero is a value.
        let mut result: sys::AACENC_OutArgs = unsafe { std::mem::zeroed() };
        let (input_list, output_list) = (input.list(), output.list());
        // SAFETY: the handle is open; the lists point to `input` and `output`, which outlive the
        // call and describe `pcm` and `packet` with their true sizes.
        let status = unsafe {
            sys::aacEncEncode(
                handle,
                &raw const input_list,
                &raw const output_list,
                &raw const arguments,
                &raw mut result,
            )
        };
        check("aacEncEncode", status)?;
        if result.numInSamples as usize != pcm.len() {
            let (call, status) = ("aacEncEncode input", i64::from(result.numInSamples));
            return Err(EncodeError::Library { call, status });
        }
        Ok(result.numOutBytes as usize)
    }

    /// One buffer as the library wants it described.
    struct Buffer {
        data: *mut c_void,
        identifier: i32,
        bytes: i32,
        element_bytes: i32,
    }

    impl Buffer {
        fn new<T>(identifier: sys::AACENC_BufferIdentifier, data: &mut [T]) -> Self {
            Self {
                bytes: size_of_val(data) as i32,
                data: data.as_mut_ptr().cast(),
                identifier: identifier as i32,
                element_bytes: size_of::<T>() as i32,
            }
        }

        /// A list of this one buffer; it points into `self`.
        fn list(&mut self) -> sys::AACENC_BufDesc {
            sys::AACENC_BufDesc {
                numBufs: 1,
                bufs: &raw mut self.data,
                bufferIdentifiers: &raw mut self.identifier,
                bufSizes: &raw mut self.bytes,
                bufElSizes: &raw mut self.element_bytes,
            }
        }
    }

    fn check(call: &'static str, status: sys::AACENC_ERROR) -> Result<(), EncodeError> {
        if status == sys::AACENC_ERROR_AACENC_OK {
            return Ok(());
        }
        let status = i64::from(status);
        Err(EncodeError::Library { call, status })
    }
}
