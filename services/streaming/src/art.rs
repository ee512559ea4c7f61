//! Covers of stations that have none: tile and truck-art geometry from the station's name, the
//! same each time, so that no screen shows a grey box.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Ground, petals, second petals, star: warm, and dark enough for white text on the ground.
const PALETTES: [[&str; 4]; 8] = [
    ["#8C1C13", "#F2B04A", "#FBE9C6", "#0F6B4F"],
    ["#0F5A4A", "#F4C95D", "#E8F1E4", "#B3261E"],
    ["#1B3A6B", "#F2784B", "#F9E4C8", "#5CC9A0"],
    ["#5B1A4A", "#F08A5D", "#FCE3D4", "#F2B04A"],
    ["#7A3E00", "#F6D08A", "#FFF4DE", "#1D5FA8"],
    ["#24424D", "#E8A33D", "#F3E9D7", "#C0432B"],
    ["#6B1230", "#E9B872", "#F7E6E0", "#2C8C7A"],
    ["#2E2A5A", "#EFA94A", "#ECE6F5", "#D9534A"],
];

/// The colour of a station's cards, from its slug.
#[must_use]
pub(crate) fn color_of(slug: &str) -> &'static str {
    palette(hash(slug))[0]
}

/// A square cover, 600 by 600 units.
#[must_use]
pub(crate) fn cover(slug: &str) -> String {
    let seed = hash(slug);
    let [ground, petals, inner, star] = palette(seed);
    let folds = [8, 10, 12, 16][pick(seed, 1, 4)];
    let mut svg = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" role="img">"#);
    let _ = write!(svg, r#"<rect width="600" height="600" fill="{ground}"/>"#);
    corners(&mut svg, inner, seed);
    let _ = write!(svg, r#"<g transform="translate(300 300)">"#);
    ring(
        &mut svg,
        folds,
        &Petal {
            color: petals,
            reach: 250.0,
            width: 46.0,
            opacity: 0.95,
        },
        0.0,
    );
    let half = 180.0 / f64::from(folds);
    ring(
        &mut svg,
        folds,
        &Petal {
            color: inner,
            reach: 205.0,
            width: 34.0,
            opacity: 0.9,
        },
        half,
    );
    dots(&mut svg, folds * 2, 262.0, petals);
    let _ = write!(svg, r#"<circle r="118" fill="{ground}"/>"#);
    star_shape(&mut svg, [8, 6, 12, 10][pick(seed, 2, 4)], (104.0, 58.0), star);
    dots(&mut svg, folds, 112.0, inner);
    let _ = write!(
        svg,
        r#"<circle r="40" fill="{inner}"/><circle r="24" fill="{petals}"/><circle r="9" fill="{ground}"/></g></svg>"#
    );
    svg
}

struct Petal<'a> {
    color: &'a str,
    reach: f64,
    width: f64,
    opacity: f64,
}

fn ring(svg: &mut String, folds: u32, petal: &Petal<'_>, turn: f64) {
    let Petal {
        color,
        reach,
        width,
        opacity,
    } = petal;
    for fold in 0..folds {
        let angle = 360.0 / f64::from(folds) * f64::from(fold) + turn;
        let (low, high) = (reach * 0.45, reach * 0.82);
        let _ = write!(
            svg,
            r#"<path transform="rotate({angle:.1})" fill="{color}" fill-opacity="{opacity}" d="M0 -{low:.0}C{width} -{high:.0} {width} -{high:.0} 0 -{reach:.0}C-{width} -{high:.0} -{width} -{high:.0} 0 -{low:.0}Z"/>"#
        );
    }
}

fn dots(svg: &mut String, count: u32, radius: f64, color: &str) {
    for index in 0..count {
        let angle = std::f64::consts::TAU * f64::from(index) / f64::from(count);
        let (sine, cosine) = angle.sin_cos();
        let _ = write!(
            svg,
            r#"<circle cx="{:.1}" cy="{:.1}" r="7" fill="{color}"/>"#,
            radius * cosine,
            radius * sine
        );
    }
}

fn star_shape(svg: &mut String, points: u32, (outer, inner): (f64, f64), color: &str) {
    let mut path = String::new();
    for index in 0..points * 2 {
        let radius = if index % 2 == 0 { outer } else { inner };
        let angle = std::f64::consts::PI * f64::from(index) / f64::from(points) - std::f64::consts::FRAC_PI_2;
        let (sine, cosine) = angle.sin_cos();
        let _ = write!(
            path,
            "{}{:.1} {:.1}",
            if index == 0 { "M" } else { "L" },
            radius * cosine,
            radius * sine
        );
    }
    let _ = write!(svg, r#"<path d="{path}Z" fill="{color}"/>"#);
}

fn corners(svg: &mut String, color: &str, seed: u64) {
    let round = [0.0, 60.0, 90.0][pick(seed, 3, 3)];
    for (x, y) in [(0, 0), (600, 0), (0, 600), (600, 600)] {
        let _ = write!(
            svg,
            r#"<circle cx="{x}" cy="{y}" r="{:.0}" fill="{color}" fill-opacity="0.18"/>"#,
            120.0 + round
        );
        let _ = write!(
            svg,
            r#"<circle cx="{x}" cy="{y}" r="70" fill="{color}" fill-opacity="0.3"/>"#
        );
    }
}

fn palette(seed: u64) -> [&'static str; 4] {
    PALETTES[pick(seed, 0, PALETTES.len())]
}

fn pick(seed: u64, place: u32, count: usize) -> usize {
    (seed.rotate_right(place * 13) >> 20) as usize % count
}

/// A digest, so that names that differ in a letter differ in their covers, and each one's stays.
fn hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_are_stable_small_and_differ() {
        let cover_of = cover("radio-mehfil");
        assert_eq!(cover_of, cover("radio-mehfil"));
        assert!(cover_of.starts_with("<svg") && cover_of.ends_with("</svg>") && cover_of.len() < 20_000);
        let colors: std::collections::HashSet<_> = (0..40).map(|index| color_of(&format!("station-{index}"))).collect();
        assert!(colors.len() >= 6, "{colors:?}");
    }
}
