//! Cover art in the sizes that screens want.

use super::ART_SIZES;
use super::report::{Art, Picture};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageReader, Limits};
use std::io::Cursor;

/// Longest side of a picture that is decoded, pixels.
const MAX_SIDE: u32 = 8_000;
/// Memory for decoding one picture, bytes.
const MAX_BYTES: u64 = 200 << 20;
const JPEG_QUALITY: u8 = 82;

/// Renders a JPEG, PNG or WebP as squares cut from its middle; smaller pictures are not blown
/// up. `None` for anything else, and for floods of pixels.
pub(super) fn render(encoded: &[u8]) -> Option<Art> {
    squares(&decode(encoded)?, &ART_SIZES)
}

/// Decodes a JPEG, PNG or WebP within the bounds.
pub(super) fn decode(encoded: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(encoded)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_BYTES);
    reader.limits(limits);
    reader.decode().ok()
}

/// Squares cut from the middle of a picture, in `sizes` from the smallest to the largest.
pub(super) fn squares(picture: &DynamicImage, sizes: &[u32]) -> Option<Art> {
    let largest = square(picture, *sizes.last()?);
    let pictures = sizes
        .iter()
        .map(|size| encode(&largest, *size))
        .collect::<Option<_>>()?;
    let tiny = largest.thumbnail(32, 32).to_rgba8();
    let blurhash = blurhash::encode(4, 4, tiny.width(), tiny.height(), tiny.as_raw()).ok()?;
    Some(Art { blurhash, pictures })
}

fn square(picture: &DynamicImage, size: u32) -> DynamicImage {
    let side = picture.width().min(picture.height()).max(1);
    let left = (picture.width() - side) / 2;
    let top = (picture.height() - side) / 2;
    let cut = picture.crop_imm(left, top, side, side);
    shrink(&cut, size)
}

fn shrink(picture: &DynamicImage, size: u32) -> DynamicImage {
    if picture.width() <= size {
        return picture.clone();
    }
    picture.resize_exact(size, size, FilterType::Triangle)
}

fn encode(largest: &DynamicImage, size: u32) -> Option<Picture> {
    let mut jpeg = Vec::new();
    let pixels = shrink(largest, size).to_rgb8();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)
        .encode_image(&pixels)
        .ok()?;
    Some(Picture {
        size,
        jpeg: STANDARD.encode(jpeg),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, RgbImage};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90]))
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn covers_become_squares_and_small_ones_stay_small() {
        let art = render(&png(800, 400)).unwrap();
        let sides: Vec<u32> = art
            .pictures
            .iter()
            .map(|picture| {
                let jpeg = STANDARD.decode(&picture.jpeg).unwrap();
                let decoded = image::load_from_memory(&jpeg).unwrap();
                assert_eq!(decoded.width(), decoded.height());
                decoded.width()
            })
            .collect();
        assert_eq!(sides, [96, 300, 400]);
        assert!(art.blurhash.len() > 20);
    }

    #[test]
    fn floods_of_pixels_and_other_data_are_no_art() {
        assert_eq!(render(&png(MAX_SIDE + 1, 1)), None);
        assert_eq!(render(b"GIF89a or whatever"), None);
        assert_eq!(render(&[]), None);
    }
}
