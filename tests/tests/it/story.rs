//! The story of a day on air in three minutes; thirty of it as `awaz bench story`.

use awaz_tests::ear;
use awaz_tests::product::Product;
use awaz_tests::tale::{self, AUTODJ_HZ, DJ_HZ, Timing};
use std::time::Duration;

#[test]
fn autodj_dj_freeze_autodj_dj_autodj_without_a_gap_or_a_click() -> anyhow::Result<()> {
    let product = Product::start(&[])?;
    let timing = Timing {
        autodj: Duration::from_secs(45),
        live: Duration::from_secs(42),
        freeze: Duration::from_secs(8),
    };
    let heard = tale::tell(&product, timing)?;
    assert_eq!(
        heard.order(),
        [AUTODJ_HZ, DJ_HZ, AUTODJ_HZ, DJ_HZ, AUTODJ_HZ],
        "{:?}",
        heard.tones
    );
    // A decoder that joins an MP3 stream in the middle is silent for its first frame.
    let gaps = ear::silences(&heard.samples[ear::RATE / 20..], 0.02);
    assert!(gaps.is_empty(), "gaps (at, for) in s: {gaps:?}");
    let click = ear::loudest_click_dbfs(&heard.samples);
    assert!(click < -40.0, "a click of {click} dBFS");
    let played = heard.samples.len() as f32 / ear::RATE as f32;
    let listened = heard.listened.as_secs_f32();
    assert!(played >= listened - 1.5, "{played} s of sound in {listened} s");
    let titles = heard.titles.join("\n");
    assert!(titles.contains("AutoDJ - Track"), "{titles}");
    assert!(titles.contains("DJ - رات"), "{titles}");
    let recorded: u64 = heard.recordings["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|recording| recording["duration_ms"].as_u64())
        .sum();
    assert!((70_000..100_000).contains(&recorded), "{}", heard.recordings);
    Ok(())
}
