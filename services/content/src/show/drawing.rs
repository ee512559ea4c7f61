//! Covers for shows that have none: a rosette of tiles in colours of the show's name, the same each
//! time, drawn to pixels because the directories take no other kind.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use sha2::{Digest, Sha256};

/// Ground, petals, inner petals, star.
const PALETTES: [[[u8; 3]; 4]; 8] = [
    [
        [0x8c, 0x1c, 0x13],
        [0xf2, 0xb0, 0x4a],
        [0xfb, 0xe9, 0xc6],
        [0x0f, 0x6b, 0x4f],
    ],
    [
        [0x0f, 0x5a, 0x4a],
        [0xf4, 0xc9, 0x5d],
        [0xe8, 0xf1, 0xe4],
        [0xb3, 0x26, 0x1e],
    ],
    [
        [0x1b, 0x3a, 0x6b],
        [0xf2, 0x78, 0x4b],
        [0xf9, 0xe4, 0xc8],
        [0x5c, 0xc9, 0xa0],
    ],
    [
        [0x5b, 0x1a, 0x4a],
        [0xf0, 0x8a, 0x5d],
        [0xfc, 0xe3, 0xd4],
        [0xf2, 0xb0, 0x4a],
    ],
    [
        [0x7a, 0x3e, 0x00],
        [0xf6, 0xd0, 0x8a],
        [0xff, 0xf4, 0xde],
        [0x1d, 0x5f, 0xa8],
    ],
    [
        [0x24, 0x42, 0x4d],
        [0xe8, 0xa3, 0x3d],
        [0xf3, 0xe9, 0xd7],
        [0xc0, 0x43, 0x2b],
    ],
    [
        [0x6b, 0x12, 0x30],
        [0xe9, 0xb8, 0x72],
        [0xf7, 0xe6, 0xe0],
        [0x2c, 0x8c, 0x7a],
    ],
    [
        [0x2e, 0x2a, 0x5a],
        [0xef, 0xa9, 0x4a],
        [0xec, 0xe6, 0xf5],
        [0xd9, 0x53, 0x4a],
    ],
];

/// Beyond it lie the corners only, within the other the star only.
const FLOWER: f32 = 0.87;
const CENTRE: f32 = 0.36;

/// What a show's name decides.
struct Rosette {
    colors: [[u8; 3]; 4],
    folds: f32,
    points: f32,
}

/// Draws a square PNG of `side` pixels, an even number, for a show's name.
pub(super) fn draw(slug: &str, side: u32) -> Vec<u8> {
    let rosette = Rosette::of(slug);
    let half = side / 2;
    let mut pixels = vec![0; (side * side * 3) as usize];
    // Where one colour ends, this much of both is mixed: about half a pixel.
    let soft = 1.2 / side as f32;
    let unit = |at: u32| (at as f32 + 0.5) / side as f32 * 2.0 - 1.0;
    for y in 0..half {
        for x in 0..half {
            let color = rosette.color(unit(x), unit(y), soft);
            // The four quarters are each other's mirror images, for all folds are even.
            for (x, y) in [
                (x, y),
                (side - 1 - x, y),
                (x, side - 1 - y),
                (side - 1 - x, side - 1 - y),
            ] {
                let at = ((y * side + x) * 3) as usize;
                pixels[at..at + 3].copy_from_slice(&color);
            }
        }
    }
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Sub);
    // Writing to memory does not fail, and the size is that of the pixels.
    let _whole = encoder.write_image(&pixels, side, side, ExtendedColorType::Rgb8);
    png
}

impl Rosette {
    fn of(slug: &str) -> Self {
        let seed = Sha256::digest(slug.as_bytes());
        let pick = |place: usize, count: usize| usize::from(seed[place]) % count;
        Self {
            colors: PALETTES[pick(0, PALETTES.len())],
            folds: [8.0, 10.0, 12.0, 16.0][pick(1, 4)],
            points: [6.0, 8.0, 10.0, 12.0][pick(2, 4)],
        }
    }

    /// The colour at a place from −1 to 1 both ways; edges are `soft` wide.
    fn color(&self, x: f32, y: f32, soft: f32) -> [u8; 3] {
        let [ground, petal, inner, star] = self.colors;
        let radius = x.hypot(y);
        if radius > FLOWER {
            let corner = (x.abs() - 1.0).hypot(y.abs() - 1.0);
            let color = mixed(ground, inner, 0.18 * inside(corner, 0.52, soft));
            return mixed(color, inner, 0.30 * inside(corner, 0.30, soft));
        }
        let angle = y.atan2(x);
        let mut color = ground;
        if radius > CENTRE {
            let wave = (angle * self.folds).cos();
            color = mixed(color, petal, inside(radius, 0.12_f32.mul_add(wave, 0.74), soft));
            color = mixed(color, ground, inside(radius, 0.10_f32.mul_add(-wave, 0.60), soft));
            color = mixed(color, inner, inside(radius, 0.10_f32.mul_add(wave, 0.52), soft));
            return mixed(color, ground, inside(radius, 0.38, soft));
        }
        let wave = (angle * self.points).cos();
        color = mixed(color, star, inside(radius, 0.07_f32.mul_add(wave, 0.27), soft));
        color = mixed(color, inner, inside(radius, 0.13, soft));
        mixed(color, petal, inside(radius, 0.07, soft))
    }
}

/// 1 within `edge`, 0 beyond it, between where it is soft.
fn inside(radius: f32, edge: f32, soft: f32) -> f32 {
    ((edge - radius) / soft + 0.5).clamp(0.0, 1.0)
}

fn mixed(below: [u8; 3], above: [u8; 3], share: f32) -> [u8; 3] {
    let mix = |index: usize| {
        let (low, high) = (f32::from(below[index]), f32::from(above[index]));
        (high - low).mul_add(share, low).round() as u8
    };
    [mix(0), mix(1), mix(2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_are_square_pictures_that_stay_and_differ() {
        let png = draw("mehfil", 300);
        assert_eq!(png, draw("mehfil", 300));
        assert_ne!(png, draw("mehfil2", 300));
        let picture = image::load_from_memory(&png).unwrap();
        assert_eq!((picture.width(), picture.height()), (300, 300));
        let colors: std::collections::HashSet<_> = picture.to_rgb8().pixels().copied().collect();
        assert!(colors.len() > 4, "{}", colors.len());
    }
}
