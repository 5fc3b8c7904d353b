//! Means of order statistics against closed forms, independent quadrature and simulation.

use bcgc::internals::runtime::order_statistics::{
    mean_rate, mean_rate_by_quadrature, mean_rate_estimate, mean_time, mean_time_by_quadrature,
    mean_time_estimate,
};
use bcgc::internals::straggler::{CycleTime, ShiftedExponential};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use statrs::function::gamma::ln_gamma;

use super::cases::{all, assert_close, build, integral};

#[test]
fn uniform_means_are_equidistant() {
    for workers in [1, 2, 5, 100, 2000] {
        let law = build("uniform", &[("min", &[2.0]), ("max", &[5.0])]).law;
        for (i, t) in mean_time(&*law, workers).iter().enumerate() {
            let expected = 2.0 + 3.0 * (i + 1) as f64 / (workers + 1) as f64;
            assert_close(*t, expected, 1e-13, &format!("n = {} of {workers}", i + 1));
        }
    }
}

/// Both paths of the shifted exponential law, with shifts from negligible to dominating.
#[test]
fn fast_path_of_the_shifted_exponential_agrees_with_quadrature() {
    for shift in [1e-200, 1e-6, 0.01, 0.05, 1.0, 300.0, 1e12] {
        for workers in [1, 2, 3, 10, 50, 300, 1500] {
            let law = ShiftedExponential::new(4.0, shift / 4.0).unwrap();
            let pairs = [
                (mean_time_estimate(&law, workers), mean_time_by_quadrature(&law, workers)),
                (mean_rate_estimate(&law, workers).unwrap(), mean_rate_by_quadrature(&law, workers).unwrap()),
            ];
            for (fast, slow) in &pairs {
                let claimed = fast.relative_error + slow.relative_error;
                assert!(claimed < 1e-11, "shift {shift}, N = {workers}: {claimed}");
                for (a, b) in fast.values.iter().zip(&slow.values) {
                    // The quadrature carries the rounding of exponents of up to ln(1/shift).
                    assert_close(*a, *b, 2e-12, &format!("shift {shift}, N = {workers}"));
                }
            }
        }
    }
}

#[test]
fn harmonic_numbers() {
    let law = ShiftedExponential::new(1e-3, 50.0).unwrap();
    let times = mean_time(&law, 4);
    let expected = [1.0 / 4.0, 7.0 / 12.0, 13.0 / 12.0, 25.0 / 12.0];
    for (t, h) in times.iter().zip(expected) {
        assert_close(*t, 50.0 + 1000.0 * h, 1e-15, "N = 4");
    }
}

/// `t_n = scale Gamma(N+1) Gamma(N-n+1-1/a) / (Gamma(N-n+1) Gamma(N+1-1/a))`, infinite iff
/// `a (N-n+1) <= 1`; for `E[1/T_(n)]` the same with `-1/a` in place of `1/a`.
#[test]
fn pareto_means_are_ratios_of_gamma_functions() {
    for (shape, workers) in [(0.06, 20), (0.05, 20), (0.5, 7), (1.0, 5), (1.1, 30), (2.5, 400), (50.0, 10)] {
        let law = build("pareto", &[("shape", &[shape]), ("scale", &[3.0])]).law;
        let times = mean_time(&*law, workers);
        let slow = mean_time_by_quadrature(&*law, workers);
        let rates = mean_rate(&*law, workers).unwrap();
        for n in 1..=workers {
            let context = format!("shape {shape}, n = {n} of {workers}");
            let (count, rest) = (workers as f64 + 1.0, (workers - n) as f64 + 1.0);
            let formula = |power: f64| {
                let ln = ln_gamma(count) - ln_gamma(rest) + ln_gamma(rest - power) - ln_gamma(count - power);
                3f64.powf(power.signum()) * ln.exp()
            };
            if shape * rest <= 1.0 {
                assert_eq!((times[n - 1], slow.values[n - 1]), (f64::INFINITY, f64::INFINITY), "{context}");
            } else {
                // ln Gamma of some hundred carries errors of some 1e-13.
                assert_close(times[n - 1], formula(1.0 / shape), 3e-12, &context);
                assert_close(
                    times[n - 1],
                    slow.values[n - 1],
                    1e-12,
                    &format!("{context} {:e}", slow.relative_error),
                );
            }
            assert_close(rates[n - 1], formula(-1.0 / shape), 3e-12, &context);
        }
    }
}

#[test]
fn means_add_up_to_the_mean() {
    for case in all() {
        if case.law.mean().is_infinite() {
            continue;
        }
        for workers in [1, 3, 20, 250, 2000] {
            let means = mean_time_estimate(&*case.law, workers);
            let context = format!("{}, N = {workers}", case.name);
            assert!(means.relative_error < 1e-10, "{context}: {:e}", means.relative_error);
            let average = means.values.iter().sum::<f64>() / workers as f64;
            assert_close(average, case.law.mean(), 1e-13 + means.relative_error, &context);
        }
    }
}

/// For N = 1 and for the sum over n: `sum of E[1/T_(n)] = N E[1/T]`, which Simpson's rule knows.
#[test]
fn rates_add_up_to_the_mean_rate() {
    for case in all() {
        let law = &*case.law;
        let Ok(single) = mean_rate(law, 1) else { continue };
        let mut start = law.quantile(1e-200).max(1e-280);
        if law.infimum() > 0.0 {
            start = start.min((law.infimum() * 1e-30).max(1e-280));
        }
        let end = law.upper_quantile(1e-30).min(1e280);
        let density = |y: f64| law.density(y) / (law.infimum() + y);
        let expected = integral(law, &density, start, end, 1e-11);
        // Powers near one at the origin leave a tail that Simpson's rule does not see.
        if law.infimum() > 0.0 || law.origin_exponent() > 2.0 {
            assert_close(single[0], expected, 1e-8, &case.name);
        }
        for workers in [2, 20, 500] {
            let rates = mean_rate_estimate(law, workers).unwrap();
            let context = format!("{}, N = {workers}", case.name);
            assert!(rates.relative_error < 1e-10, "{context}: {:e}", rates.relative_error);
            let average = rates.values.iter().sum::<f64>() / workers as f64;
            assert_close(average, single[0], 1e-13 + 2.0 * rates.relative_error, &context);
        }
    }
}

/// `Pr[Y_(n) > y]`: fewer than `n` of the workers are below `y`.
fn exceeds(law: &dyn CycleTime, workers: usize, n: usize, y: f64) -> f64 {
    let (s, f) = (law.survival(y), law.cdf(y));
    let mut sets = 1.0;
    let mut sum = 0.0;
    for k in 0..n {
        sum += sets * f.powi(k as i32) * s.powi((workers - k) as i32);
        sets *= (workers - k) as f64 / (k + 1) as f64;
    }
    sum
}

/// `E[Y_(n)] = integral of Pr[Y_(n) > y]`, a sum of binomial probabilities, for five workers.
#[test]
fn five_workers_by_brute_force() {
    for case in all() {
        let law = &*case.law;
        let slow = mean_time_by_quadrature(law, 5);
        for n in 1..=5usize {
            if law.tail_index() * (6 - n) as f64 <= 1.2 {
                continue;
            }
            let end = law.upper_quantile(1e-280).min(1e280);
            let expected = slow.values[n - 1] - law.infimum();
            let integral = integral(law, &|y| exceeds(law, 5, n, y), 1e-20 * expected, end, 1e-11);
            let cancelled = 1e-15 * slow.values[n - 1] / expected;
            assert_close(expected, integral, 1e-8 + cancelled, &format!("{}, n = {n}", case.name));
        }
    }
}

/// Six workers, 10000 rounds: within five standard errors, which 40 cases times six values
/// exceed with probability 1.4e-4; the seed is fixed.
#[test]
fn simulation_agrees() {
    const WORKERS: usize = 6;
    const ROUNDS: usize = 10_000;
    let mut judged = 0;
    for case in all() {
        let law = &*case.law;
        let times = mean_time(law, WORKERS);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let mut sum = [0.0; WORKERS];
        for _ in 0..ROUNDS {
            let mut round: Vec<f64> = (0..WORKERS).map(|_| law.sample(&mut rng)).collect();
            round.sort_by(f64::total_cmp);
            for n in 0..WORKERS {
                sum[n] += round[n] - times[n];
            }
        }
        for n in 0..WORKERS {
            if law.tail_index() * (WORKERS - n) as f64 <= 4.0 {
                continue;
            }
            let excess = times[n] - law.infimum();
            let end = law.upper_quantile(1e-280).min(1e150);
            let square =
                integral(law, &|y| 2.0 * y * exceeds(law, WORKERS, n + 1, y), 1e-10 * excess, end, 1e-4);
            let deviation = (square - excess * excess).max(0.0).sqrt();
            if deviation > 3.0 * excess {
                // The mean rests on rare rounds: far from normal.
                continue;
            }
            judged += 1;
            let error = deviation / (ROUNDS as f64).sqrt();
            let rounding = 1e-15 * times[n];
            let off = (sum[n] / ROUNDS as f64).abs();
            assert!(
                off <= 5.0 * error + rounding,
                "{}, n = {}: off by {off:e}, standard error {error:e}",
                case.name,
                n + 1
            );
        }
    }
    assert!(judged > 150, "only {judged} means were judged");
}

#[test]
fn means_are_ordered() {
    for case in all() {
        let times = mean_time(&*case.law, 40);
        // Neighbours may agree to rounding where the shift dominates.
        assert!(times.windows(2).all(|t| t[0] <= t[1] * (1.0 + 1e-14)), "{}: {times:?}", case.name);
        assert!(times.iter().all(|t| *t >= case.law.infimum()), "{}", case.name);
        if let Ok(rates) = mean_rate(&*case.law, 40) {
            assert!(rates.windows(2).all(|r| r[0] * (1.0 + 1e-14) >= r[1]), "{}", case.name);
            // Jensen: E[1/T] >= 1/E[T].
            let above = rates.iter().zip(&times).all(|(r, t)| *r >= (1.0 - 1e-11) / t);
            assert!(above, "{}", case.name);
        }
    }
}

#[test]
fn mean_rates_are_refused_exactly_where_they_are_infinite() {
    let refused = [
        build("shifted-exponential", &[("rate", &[1.0])]),
        build("gamma", &[("shape", &[1.0]), ("rate", &[1.0])]),
        build("weibull", &[("shape", &[0.7]), ("scale", &[1.0])]),
        build("uniform", &[("min", &[0.0]), ("max", &[1.0])]),
        build("hyper-exponential", &[("weights", &[0.5, 0.5]), ("rates", &[1.0, 2.0])]),
    ];
    for case in &refused {
        let error = mean_rate(&*case.law, 9).unwrap_err();
        assert_eq!(error.origin_exponent, case.law.origin_exponent(), "{}", case.name);
        assert!(error.to_string().contains("infimum 0"), "{error}");
    }
    let allowed = [
        build("weibull", &[("shape", &[0.7]), ("scale", &[1.0]), ("shift", &[1e-9])]),
        build("weibull", &[("shape", &[1.001]), ("scale", &[1.0])]),
        build("log-normal", &[("location", &[0.0]), ("scale", &[3.0])]),
        build("pareto", &[("shape", &[0.5]), ("scale", &[1.0])]),
    ];
    for case in &allowed {
        let rates = mean_rate(&*case.law, 9).unwrap();
        assert!(rates.iter().all(|r| r.is_finite() && *r > 0.0), "{}", case.name);
    }
}

/// Slow power tails at the origin: `E[1/T] = Gamma(1 - 1/k) / scale` for Weibull, `rate/(shape - 1)`
/// for gamma.
#[test]
fn mean_rates_that_barely_exist() {
    for shape in [1.001f64, 1.01, 1.1] {
        let law = build("weibull", &[("shape", &[shape]), ("scale", &[2.0])]);
        let expected = 0.5 * ln_gamma(1.0 - 1.0 / shape).exp();
        let rate = mean_rate_estimate(&*law.law, 1).unwrap();
        assert!(rate.relative_error < 1e-12 / (shape - 1.0));
        // The formula itself is rounded.
        assert_close(rate.values[0], expected, rate.relative_error + 1e-14, &law.name);
        let law = build("gamma", &[("shape", &[shape]), ("rate", &[2.0])]);
        let rate = mean_rate_estimate(&*law.law, 1).unwrap();
        assert_close(rate.values[0], 2.0 / (shape - 1.0), rate.relative_error, &law.name);
    }
}

#[test]
fn a_single_worker_and_none() {
    for case in all() {
        let times = mean_time_by_quadrature(&*case.law, 1);
        assert_eq!(times.values.len(), 1);
        assert_close(times.values[0], case.law.mean(), 1e-12 + times.relative_error, &case.name);
        assert!(mean_time(&*case.law, 0).is_empty(), "{}", case.name);
        assert!(mean_rate(&*case.law, 0).is_ok_and(|r| r.is_empty()), "{}", case.name);
    }
}

#[test]
fn units_do_not_matter() {
    for case in all() {
        let law: &dyn CycleTime = &*case.law;
        let scaled = law.in_units_of(1e-90);
        for (a, b) in mean_time(law, 12).iter().zip(mean_time(&*scaled, 12)) {
            assert_close(b * 1e-90, *a, 1e-12, &case.name);
        }
    }
}
