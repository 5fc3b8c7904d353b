//! How the best probability of finishing by a deadline grows with it, and what coding is worth there.
//!
//! `cargo run --release --example deadline`

use bcgc::{Error, Instance, Objective, Options, Report, ShiftedExponential, System, solve};

fn main() -> Result<(), Error> {
    let system = System::new(10, 1000)?;
    let law = ShiftedExponential::new(1.0, 0.05)?;
    let options = Options::default().with_methods(["exact", "single-block", "uncoded"]);
    println!("deadline   block coding   one block      uncoded   no partition is above");
    for deadline in [1000.0, 1250.0, 1500.0, 2000.0, 3000.0] {
        let objective = Objective::completion_probability(deadline)?;
        let report = solve(&Instance::new(system, law, objective)?, &options)?;
        let [best, one_block, uncoded] = [0, 1, 2].map(|row| value(&report, row));
        let bound = report.bound().map_or(1.0, |bound| bound.value);
        println!("{deadline:>8} {best:>14.6} {one_block:>11.6} {uncoded:>12.6} {bound:>23.6}");
    }
    Ok(())
}

/// The probability in a row of the report.
fn value(report: &Report, row: usize) -> f64 {
    report.rows()[row].solution.value.map_or(f64::NAN, |value| value.value)
}
