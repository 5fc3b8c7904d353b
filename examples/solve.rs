//! How to solve an instance, read the report, and judge a partition of one's own.
//!
//! `cargo run --release --example solve`

use bcgc::{
    Error, ExpectedRuntime, Format, Instance, Options, Partition, ShiftedExponential, System, evaluate, solve,
};

fn main() -> Result<(), Error> {
    // 10 workers compute a gradient of 1000 coordinates from 50 samples; a cycle takes 50 units of time and an
    // exponential delay of mean 1000 beyond.
    let system = System::new(10, 1000)?.with_samples(50)?;
    let instance = Instance::new(system, ShiftedExponential::new(1e-3, 50.0)?, ExpectedRuntime)?;

    // All methods are run where none is named. Each row has its gap to the best bound.
    let options = Options::default().with_methods(["exact", "mean-time", "single-block", "uncoded"]);
    let report = solve(&instance, &options)?;
    for row in report.rows() {
        let value = row.solution.value.map_or(f64::NAN, |value| value.value);
        println!("{:<12} {value:>12.1} {:>8.2} %", row.solution.method, 100.0 * row.gap.unwrap_or(f64::NAN));
    }

    // x_n coordinates tolerate n stragglers.
    let best = report.rows()[0].solution.partition.as_ref();
    println!("\nbest partition: {}\n", best.map_or("none".to_owned(), Partition::to_string));

    // The same for a partition that somebody proposes, as a document.
    let proposed = Partition::new(vec![500, 0, 0, 0, 0, 0, 0, 0, 0, 500], 10, 1000)?;
    print!("{}", evaluate(&instance, &proposed, &options)?.render(Format::Markdown));
    Ok(())
}
