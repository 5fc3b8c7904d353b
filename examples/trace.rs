//! How to plan with measured cycle times in place of a law, and to see whether the plan holds on rounds it has not seen.
//!
//! `cargo run --release --example trace`

use bcgc::{Error, ExpectedRuntime, Instance, Options, System, Trace, evaluate, solve};

/// Times of four workers in a round: worker 4 hangs in every third one, workers 1 and 2 are slow together.
fn round(k: u32) -> Vec<f64> {
    let wave = 1.0 + 0.5 * f64::from(k * 7 % 11) / 11.0;
    let pair = if k.is_multiple_of(5) { 2.5 } else { 1.0 };
    let hanging = if k.is_multiple_of(3) { 20.0 } else { 1.0 };
    vec![wave * pair, 1.1 * wave * pair, 1.3 / wave, wave * hanging]
}

fn main() -> Result<(), Error> {
    let system = System::new(4, 400)?;
    let on = |rounds: std::ops::Range<u32>| {
        Instance::new(system, Trace::new(rounds.map(round).collect())?, ExpectedRuntime)
    };
    let (seen, unseen) = (on(0..60)?, on(60..100)?);

    let options = Options::default().with_methods(["exact", "uncoded"]);
    for row in solve(&seen, &options)?.rows() {
        let Some(partition) = &row.solution.partition else { continue };
        let later = evaluate(&unseen, partition, &options)?;
        let [now, then] =
            [row, &later.rows()[0]].map(|row| row.solution.value.map_or(f64::NAN, |value| value.value));
        println!(
            "{:<8} {partition:<14} mean runtime {now:8.1}, on later rounds {then:8.1}",
            row.solution.method
        );
    }
    Ok(())
}
