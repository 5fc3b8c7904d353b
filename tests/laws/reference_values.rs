//! Against mpmath: see `reference.py` for how the table is made.

use bcgc::internals::runtime::order_statistics::{mean_rate_estimate, mean_time_estimate};
use bcgc::internals::straggler::ShiftedExponential;

use super::cases::{assert_close, build, elasticities};
use super::reference::{MEANS, MILLION, POINTS};

/// A few roundings, and what the rounding of `rate * y` or of an exponent of up to 700 costs.
#[test]
fn functions_agree_with_mpmath() {
    for &(name, parameters, y, survival, cdf, density) in POINTS {
        let case = build(name, parameters);
        let law = &*case.law;
        let context = format!("{} at y = {y:e}", case.name);
        let exponent = survival.max(1e-307).ln().abs() + cdf.max(1e-307).ln().abs();
        let (e, f) = elasticities(law, y);
        // Above 1/100 the smaller function may be one minus the larger one.
        let complement = 10.0 / survival.min(cdf).max(0.01);
        let tolerance = f64::EPSILON * (20.0 + exponent + complement + 2.0 * e.min(1e3) + 2.0 * f.min(1e3));
        // Zero in the table stands for less than 1e-307.
        if survival > 0.0 {
            assert_close(law.survival(y), survival, tolerance, &format!("survival, {context}"));
            assert_close(law.ln_survival(y).exp(), survival, tolerance, &format!("ln_survival, {context}"));
        }
        if cdf > 0.0 {
            assert_close(law.cdf(y), cdf, tolerance, &format!("cdf, {context}"));
        }
        if density > 0.0 {
            assert_close(law.density(y), density, tolerance, &format!("density, {context}"));
        }
    }
}

#[test]
fn order_statistic_means_agree_with_mpmath() {
    for &(name, parameters, workers, n, time, rate) in MEANS {
        let case = build(name, parameters);
        let context = format!("{}, n = {n} of {workers}", case.name);
        let times = mean_time_estimate(&*case.law, workers);
        let rates = mean_rate_estimate(&*case.law, workers).unwrap();
        assert!(times.relative_error <= 1e-11 && rates.relative_error <= 1e-11, "{context}");
        assert_close(times.values[n - 1], time, 1e-12, &format!("E[T_(n)], {context}"));
        assert_close(rates.values[n - 1], rate, 1e-12, &format!("E[1/T_(n)], {context}"));
    }
}

/// Shift 0 is refused because of n = 1; for n > 1 a negligible shift must give the same.
#[test]
fn a_million_workers_agree_with_mpmath() {
    let scale = 1e-3;
    for &(shift, n, rate) in MILLION {
        let shift = if shift == 0.0 { 1e-200 } else { shift };
        let law = ShiftedExponential::new(scale, shift / scale).unwrap();
        let rates = mean_rate_estimate(&law, 1_000_000).unwrap();
        assert!(rates.relative_error < 1e-11);
        assert_close(rates.values[n - 1], scale * rate, 1e-13, &format!("shift {shift}, n = {n}"));
    }
}
