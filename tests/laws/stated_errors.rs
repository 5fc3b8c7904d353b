//! Stated errors against 40-digit means of random laws: see `stated_errors.py` for how the table is made.

use std::sync::Arc;

use bcgc::internals::runtime::expected::{Estimate, MeanRuntime};
use bcgc::internals::runtime::order_statistics::mean_time_estimate;
use bcgc::internals::straggler::LawSpec;
use bcgc::{ExpectedRuntime, Instance, Law, Options, System, solve};

use super::cases::{build, table};
use super::stated_errors_values::VALUES;

/// Relative errors: stated and true. The reference is rounded to a double once.
struct Compared {
    stated: f64,
    actual: f64,
    context: String,
}

impl Compared {
    fn new(estimate: Estimate, reference: f64, context: String) -> Self {
        let actual = (estimate.value / reference - 1.0).abs() - f64::EPSILON;
        Self { stated: estimate.error / reference, actual: actual.max(0.0), context }
    }
}

/// That every stated error covers the true one, and that nine in ten are small enough to be of use.
fn judge(compared: &[Compared], least_useful: f64) {
    for Compared { stated, actual, context } in compared {
        assert!(actual <= stated, "{context}: off by {actual:e}, stated {stated:e}");
    }
    let mut stated: Vec<f64> = compared.iter().map(|c| c.stated).collect();
    stated.sort_by(f64::total_cmp);
    let upper_decile = stated[stated.len() * 9 / 10];
    assert!(upper_decile <= least_useful, "a tenth states errors above {upper_decile:e}");
    println!("worst ratio {:.3}", compared.iter().map(|c| c.actual / c.stated).fold(0.0, f64::max));
    for share in [1, 5, 9] {
        println!("stated, quantile 0.{share}: {:.1e}", stated[stated.len() * share / 10]);
    }
}

#[test]
fn stated_errors_of_order_statistic_means_cover() {
    let compared: Vec<Compared> = VALUES
        .iter()
        .map(|&(name, parameters, workers, n, reference)| {
            let case = build(name, parameters);
            let means = mean_time_estimate(&*case.law, workers);
            let value = means.values[n - 1];
            let estimate = Estimate { value, error: value * means.relative_error };
            Compared::new(estimate, reference, format!("{}, {n} of {workers}", case.name))
        })
        .collect();
    judge(&compared, 2e-12);
}

/// All work at level `s`: the expected runtime is `(s+1) E[T_(N-s)]`, by a quadrature that knows nothing of that.
#[test]
fn stated_errors_of_expected_runtimes_cover() {
    let compared: Vec<Compared> = VALUES
        .iter()
        .map(|&(name, parameters, workers, n, reference)| {
            let case = build(name, parameters);
            let unit = case.law.unit();
            let law: Arc<dyn bcgc::CycleTime> = Arc::from(case.law.in_units_of(unit));
            let mut blocks = vec![0.0; workers];
            blocks[workers - n] = 1.0 / (workers - n + 1) as f64;
            let Estimate { value, error } = MeanRuntime::new(law, workers).value(&blocks, 1e-10);
            let estimate = Estimate { value: unit * value, error: unit * error };
            Compared::new(estimate, reference, format!("{}, {n} of {workers}", case.name))
        })
        .collect();
    judge(&compared, 1e-10);
}

/// The same through the front door, where units and the scale of the instance are rounded as well.
#[test]
fn stated_errors_of_uncoded_cover() {
    const COORDINATES: u64 = 120_977;
    let compared: Vec<Compared> = VALUES
        .iter()
        .filter(|&&(_, _, workers, n, _)| n == workers)
        .map(|&(name, parameters, workers, _, reference)| {
            let spec = LawSpec::find(name).expect("a listed law");
            let law = Law::from_parameters(name, &table(spec, parameters)).expect("a law");
            let system = System::new(workers, COORDINATES).expect("a system");
            let instance = Instance::new(system, law, ExpectedRuntime).expect("an instance");
            let options = Options::default().with_methods(["uncoded"]).without_bound();
            let report = solve(&instance, &options).expect("a report");
            let value = report.rows()[0].solution.value.expect("a value");
            // kappa = 1: a sample a worker.
            let reference = reference * COORDINATES as f64;
            let estimate = Estimate { value: value.value, error: value.error };
            Compared::new(estimate, reference, format!("{name} {parameters:?}, {workers} workers"))
        })
        .collect();
    assert!(compared.len() >= 10);
    judge(&compared, 2e-12);
}
