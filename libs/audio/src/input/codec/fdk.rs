//! AAC-LC, HE-AAC and HE-AAC v2 through Fraunhofer FDK.
#![expect(unsafe_code, reason = "FDK AAC is a C library")]

use std::ptr::NonNull;

use fdk_aac_sys::{
    AAC_DECODER_ERROR_AAC_DEC_NOT_ENOUGH_BITS as NOT_ENOUGH_BITS, AAC_DECODER_ERROR_AAC_DEC_OK as OK,
    AAC_DECODER_INSTANCE, AACDEC_CLRHIST, AACDEC_INTR, AACDEC_PARAM, AACDEC_PARAM_AAC_CONCEAL_METHOD,
    AACDEC_PARAM_AAC_PCM_LIMITER_ENABLE, AACDEC_PARAM_AAC_PCM_OUTPUT_CHANNEL_MAPPING,
    AACDEC_PARAM_AAC_TPDEC_CLEAR_BUFFER, TRANSPORT_TYPE_TT_MP4_ADTS, TRANSPORT_TYPE_TT_MP4_RAW, aacDecoder_Close,
    aacDecoder_ConfigRaw, aacDecoder_DecodeFrame, aacDecoder_Fill, aacDecoder_GetStreamInfo, aacDecoder_Open,
    aacDecoder_SetParam,
};

use super::Decode;
use crate::input::convert::{Layout, Shape};
use crate::input::error::{InputError, Result};
use crate::input::packet::{Codec, Track};

/// The longest frame FDK puts out: 2048 (SBR) × 2 samples of 8 channels.
const MAX_SAMPLES: usize = 4_096 * 8;

/// An AAC decoder; one packet in, one frame out.
pub(super) struct Fdk {
    handle: NonNull<AAC_DECODER_INSTANCE>,
    scratch: Vec<i16>,
    jumped: bool,
}

// SAFETY: the instance is owned by this value alone and FDK keeps nothing per thread.
unsafe impl Send for Fdk {}

impl Fdk {
    pub(super) fn new(track: &Track) -> Result<Self> {
        let transport = match track.codec {
            Codec::AacAdts => TRANSPORT_TYPE_TT_MP4_ADTS,
            _ => TRANSPORT_TYPE_TT_MP4_RAW,
        };
        // SAFETY: the call takes plain values and answers null when it fails.
        let raw = unsafe { aacDecoder_Open(transport, 1) };
        let handle = NonNull::new(raw).ok_or(InputError::Engine {
            what: "no memory for an AAC decoder",
        })?;
        let decoder = Self {
            handle,
            scratch: vec![0; MAX_SAMPLES],
            jumped: false,
        };
        // The limiter and the interpolating concealment would delay the sound by a frame.
        decoder.set(AACDEC_PARAM_AAC_PCM_LIMITER_ENABLE, 0)?;
        decoder.set(AACDEC_PARAM_AAC_CONCEAL_METHOD, 1)?;
        decoder.set(AACDEC_PARAM_AAC_PCM_OUTPUT_CHANNEL_MAPPING, 1)?;
        if track.codec == Codec::Aac {
            decoder.configure(&track.extra)?;
        }
        Ok(decoder)
    }

    fn set(&self, parameter: AACDEC_PARAM, value: i32) -> Result<()> {
        // SAFETY: the handle is alive; unknown parameters are answered with an error.
        match unsafe { aacDecoder_SetParam(self.handle.as_ptr(), parameter, value) } {
            OK => Ok(()),
            _ => Err(InputError::Engine {
                what: "the AAC decoder refused a parameter",
            }),
        }
    }

    fn configure(&self, config: &[u8]) -> Result<()> {
        let mut config = config.to_vec();
        let mut pointer = config.as_mut_ptr();
        let length = config.len() as u32;
        // SAFETY: one layer was opened, so one pointer and one length are read; `config` outlives
        // the call, which copies what it needs.
        let answer = unsafe { aacDecoder_ConfigRaw(self.handle.as_ptr(), &raw mut pointer, &raw const length) };
        match answer {
            OK => Ok(()),
            _ => Err(InputError::unsupported("this kind of AAC")),
        }
    }

    fn fill(&self, packet: &[u8]) -> Result<()> {
        let mut packet = packet.to_vec();
        let mut pointer = packet.as_mut_ptr();
        let length = packet.len() as u32;
        let mut left = length;
        // SAFETY: as in `configure`; the bytes are copied into the decoder's own buffer.
        let answer =
            unsafe { aacDecoder_Fill(self.handle.as_ptr(), &raw mut pointer, &raw const length, &raw mut left) };
        if answer != OK || left != 0 {
            return Err(InputError::malformed("an AAC packet is too long"));
        }
        Ok(())
    }

    fn frame(&mut self) -> Result<Option<Shape>> {
        let flags = if std::mem::take(&mut self.jumped) {
            AACDEC_INTR | AACDEC_CLRHIST
        } else {
            0
        };
        // SAFETY: `scratch` has `MAX_SAMPLES` elements, which is the size that is passed.
        let answer = unsafe {
            aacDecoder_DecodeFrame(
                self.handle.as_ptr(),
                self.scratch.as_mut_ptr(),
                MAX_SAMPLES as i32,
                flags,
            )
        };
        match answer {
            OK => {}
            NOT_ENOUGH_BITS => return Ok(None),
            _ => return Err(InputError::malformed("an AAC packet cannot be decoded")),
        }
        // SAFETY: the pointer is into the instance and valid until the next call on it.
        let info = unsafe { &*aacDecoder_GetStreamInfo(self.handle.as_ptr()) };
        let layout = u8::try_from(info.numChannels)
            .ok()
            .and_then(Layout::wave)
            .ok_or_else(|| InputError::unsupported("this AAC channel layout"))?;
        let rate_hz = u32::try_from(info.sampleRate).unwrap_or_default();
        let frames = usize::try_from(info.frameSize).unwrap_or_default();
        if rate_hz == 0 || frames * layout.channels() > MAX_SAMPLES {
            return Err(InputError::malformed("an AAC packet cannot be decoded"));
        }
        self.scratch.truncate(frames * layout.channels());
        Ok(Some(Shape { rate_hz, layout }))
    }
}

impl Decode for Fdk {
    fn decode(&mut self, packet: &[u8], out: &mut Vec<f32>) -> Result<Shape> {
        out.clear();
        self.set(AACDEC_PARAM_AAC_TPDEC_CLEAR_BUFFER, 1)?;
        self.fill(packet)?;
        let mut shape = None;
        // An ADTS packet may hold up to four raw blocks.
        for _ in 0..4 {
            let answer = self.frame();
            if let Ok(Some(found)) = answer {
                shape = Some(found);
                out.extend(self.scratch.iter().map(|&value| f32::from(value) / 32_768.0));
            }
            self.scratch.resize(MAX_SAMPLES, 0);
            match answer {
                Ok(Some(_)) => {}
                Err(error) if shape.is_none() => return Err(error),
                Ok(None) | Err(_) => break,
            }
        }
        shape.ok_or_else(|| InputError::malformed("an AAC packet is incomplete"))
    }

    fn reset(&mut self) {
        self.jumped = true;
    }
}

impl Drop for Fdk {
    fn drop(&mut self) {
        // SAFETY: the handle came from `aacDecoder_Open` and is not used after this.
        unsafe { aacDecoder_Close(self.handle.as_ptr()) };
    }
}
