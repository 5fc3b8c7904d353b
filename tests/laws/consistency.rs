//! Survival function, distribution function, density and their logarithms belong together.

use super::cases::{all, arguments, assert_close, elasticities, integral};

#[test]
fn survival_and_distribution_function_add_up_to_one() {
    for case in all() {
        for y in arguments(&*case.law) {
            let sum = case.law.survival(y) + case.law.cdf(y);
            // Both are rounded; where a large shape amplifies the rounding of y it does so in both.
            let (e, f) = elasticities(&*case.law, y);
            assert_close(sum, 1.0, f64::EPSILON * (8.0 + e.min(f)), &format!("{} at {y:e}", case.name));
        }
    }
}

#[test]
fn both_functions_are_monotone() {
    for case in all() {
        for pair in arguments(&*case.law).windows(2) {
            let (s, f) = (|y| case.law.survival(y), |y| case.law.cdf(y));
            assert!(s(pair[1]) <= s(pair[0]), "{} survival at {pair:?}", case.name);
            assert!(f(pair[1]) >= f(pair[0]), "{} cdf at {pair:?}", case.name);
        }
    }
}

/// Five-point differences of the logarithm of the smaller function, in `ln y`. Their error is of
/// order h^4 / 30 of fifth derivatives, with steps of 1/100 of the scale on which the logarithm bends; rounding
/// adds epsilon / h.
#[test]
fn the_density_is_the_derivative() {
    for case in all() {
        let law = &*case.law;
        for y in arguments(law) {
            if law.density(y) < 1e-280 || y >= 0.98 * law.excess_supremum() {
                continue;
            }
            let (e, f) = elasticities(law, y);
            let lower = law.cdf(y) < 0.5;
            let h = 1e-2 / (1.0 + e + f).min(1e12);
            let ln = |step: f64| {
                let z = y * (step * h).exp();
                if lower { law.cdf(z).ln() } else { law.survival(z).ln() }
            };
            let derivative = (8.0 * (ln(1.0) - ln(-1.0)) - (ln(2.0) - ln(-2.0))) / (12.0 * h);
            if !derivative.is_finite() {
                continue;
            }
            let expected = if lower { e } else { -f };
            let rounding = 1e-12 / h / (1.0 + expected.abs());
            let error = (derivative - expected).abs() / (1.0 + expected.abs());
            assert!(
                error <= 1e-7 + rounding,
                "{} at {y:e}: derivative {derivative:e}, density says {expected:e}",
                case.name
            );
        }
    }
}

/// Quadrature of the density in `ln y` between quantiles.
#[test]
fn the_density_integrates_to_the_distribution_function() {
    for case in all() {
        let law = &*case.law;
        let y = arguments(law);
        for pair in y.windows(2) {
            let mass = if law.cdf(pair[1]) < 0.5 {
                law.cdf(pair[1]) - law.cdf(pair[0])
            } else {
                law.survival(pair[0]) - law.survival(pair[1])
            };
            // Far out the density itself underflows.
            if mass < 1e-290 || law.density(pair[1]) < 1e-280 {
                continue;
            }
            let integral = integral(law, &|z| law.density(z), pair[0], pair[1], 1e-9);
            // The ends are known to the rounding of y and of ln y.
            let (e, f) = elasticities(law, pair[1]);
            let tolerance = 1e-7 + 1e-13 * e.min(f);
            assert_close(integral, mass, tolerance, &format!("{} between {pair:?}", case.name));
        }
    }
}

#[test]
fn slices_and_points_agree() {
    for case in all() {
        let y = arguments(&*case.law);
        let (mut survival, mut cdf) = (vec![0.0; y.len()], vec![0.0; y.len()]);
        case.law.survival_and_cdf(&y, &mut survival, &mut cdf);
        for i in 0..y.len() {
            let context = format!("{} at {:e}", case.name, y[i]);
            assert_close(survival[i], case.law.survival(y[i]), 4.0 * f64::EPSILON, &context);
            assert_close(cdf[i], case.law.cdf(y[i]), 4.0 * f64::EPSILON, &context);
        }
    }
}

#[test]
fn logarithm_and_failure_rate_follow_from_the_functions() {
    for case in all() {
        for y in arguments(&*case.law) {
            let survival = case.law.survival(y);
            if survival < 1e-290 {
                continue;
            }
            let context = format!("{} at {y:e}", case.name);
            if case.law.density(y) < 1e-280 {
                continue;
            }
            let (_, generalised_failure_rate) = elasticities(&*case.law, y);
            let ln = case.law.ln_survival(y);
            let size = ln.abs() + case.law.cdf(y).ln().abs() + (y / case.law.unit()).ln().abs();
            let tolerance = f64::EPSILON * (16.0 + 4.0 * size + 4.0 * generalised_failure_rate.min(1e7));
            assert_close(ln.exp(), survival, tolerance, &context);
            assert_close(case.law.generalised_failure_rate(y), generalised_failure_rate, tolerance, &context);
        }
    }
}

/// `E[T] = t0 + integral of the survival function`.
#[test]
fn the_mean_is_the_integral_of_the_survival_function() {
    for case in all() {
        let law = &*case.law;
        if law.tail_index() <= 1.0 {
            assert_eq!(law.mean(), f64::INFINITY, "{}", case.name);
            continue;
        }
        let excess = law.mean() - law.infimum();
        let top = law.upper_quantile(1e-290).min(1e250);
        let integral = integral(law, &|y| law.survival(y), excess * 1e-20, top, 1e-11);
        let excess_error = 4.0 * f64::EPSILON * law.mean() / excess;
        assert_close(integral, excess, 1e-8 + excess_error, &case.name);
    }
}
