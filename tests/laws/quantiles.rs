//! Quantiles are the inverses of the distribution and the survival function, in the tails too.

use super::cases::{PROBABILITIES, all, arguments, assert_close, build, elasticities};

/// A quantile is right to a few roundings of `y`, which the elasticity turns into an error of the
/// probability; that of the uniform law is infinite at its supremum. Probabilities of e^-690
/// cost hundreds of roundings in the exponential.
#[test]
fn probability_to_quantile_and_back() {
    for case in all() {
        let law = &*case.law;
        for &p in PROBABILITIES {
            let tolerance = |elasticity: f64| {
                4.0 * f64::EPSILON * (4.0 + p.ln().abs() + elasticity * (1.0 + p.ln().abs().sqrt()))
            };
            let y = law.quantile(p);
            // Out of reach of 64-bit numbers: the quantile is zero or infinite.
            if y > 1e-300 {
                let context = format!("{}: cdf(quantile({p:e}) = {y:e})", case.name);
                assert_close(law.cdf(y), p, tolerance(elasticities(law, y).0), &context);
            }
            let y = law.upper_quantile(p);
            if y < 1e300 && y < law.excess_supremum() {
                let context = format!("{}: survival(upper_quantile({p:e}) = {y:e})", case.name);
                assert_close(law.survival(y), p, tolerance(elasticities(law, y).1), &context);
            }
        }
    }
}

/// `1 - p` is exact for `p >= 1/2`, so both quantiles must agree to a few roundings of `ln y`.
#[test]
fn both_quantiles_agree() {
    for case in all() {
        for p in [0.5, 0.6, 0.75, 0.9, 0.99, 0.999_999, 1.0 - 1e-12, 1.0 - f64::EPSILON / 2.0] {
            let (q, rest) = (p, 1.0 - p);
            let context = format!("{} at {p}", case.name);
            for (a, b) in [
                (case.law.quantile(q), case.law.upper_quantile(rest)),
                (case.law.upper_quantile(q), case.law.quantile(rest)),
            ] {
                let (e, f) = elasticities(&*case.law, a);
                let amplified = 1.0 / e.max(f).max(1e-12);
                let tolerance = 8.0 * f64::EPSILON * (2.0 + (a / case.law.unit()).ln().abs() + amplified);
                assert_close(a, b, tolerance, &context);
            }
        }
    }
}

#[test]
fn quantile_of_the_distribution_function() {
    for case in all() {
        let law = &*case.law;
        for y in arguments(law) {
            let (e, f) = elasticities(law, y);
            let (s, c) = (law.survival(y), law.cdf(y));
            // Where both functions are flat neither determines y.
            let lower = c < 0.5;
            let (p, elasticity) = if lower { (c, e) } else { (s, f) };
            if p < 1e-300 {
                continue;
            }
            let back = if lower { law.quantile(p) } else { law.upper_quantile(p) };
            let amplified = (4.0 + p.ln().abs()) / elasticity.max(1e-12);
            let tolerance = 4.0 * f64::EPSILON * (4.0 + p.ln().abs() + amplified);
            assert_close(back, y, tolerance, &format!("{} at y = {y:e}, p = {p:e}", case.name));
        }
    }
}

#[test]
fn quantiles_are_monotone() {
    for case in all() {
        for pair in PROBABILITIES.windows(2) {
            assert!(case.law.quantile(pair[0]) <= case.law.quantile(pair[1]), "{}", case.name);
            assert!(case.law.upper_quantile(pair[0]) >= case.law.upper_quantile(pair[1]), "{}", case.name);
        }
    }
}

#[test]
fn the_ends() {
    for case in all() {
        let law = &*case.law;
        assert_eq!(law.quantile(0.0), 0.0, "{}", case.name);
        assert_eq!(law.upper_quantile(1.0), 0.0, "{}", case.name);
        assert_eq!(law.quantile(1.0), law.excess_supremum(), "{}", case.name);
        assert_eq!(law.upper_quantile(0.0), law.excess_supremum(), "{}", case.name);
        assert_eq!((law.cdf(0.0), law.survival(0.0)), (0.0, 1.0), "{}", case.name);
        let end = f64::INFINITY;
        assert_eq!((law.cdf(end), law.survival(end), law.density(end)), (1.0, 0.0, 0.0), "{}", case.name);
        assert_eq!(law.ln_survival(end), f64::NEG_INFINITY, "{}", case.name);
        assert_eq!(law.ln_survival(0.0), 0.0, "{}", case.name);
    }
}

/// statrs 0.19 inverts the gamma law in absolute terms only: a factor 800 off at 1e-30.
#[test]
fn gamma_and_log_normal_quantiles_in_the_far_tails() {
    for name in ["gamma", "erlang"] {
        let law = build(name, &[("shape", &[3.0]), ("rate", &[1.0])]).law;
        // P(3, x) = x^3/6 (1 - 3x/4 + ...) for small x.
        assert_close(law.quantile(1e-120), (6e-120f64).cbrt(), 1e-14, name);
    }
    let law = build("log-normal", &[("location", &[0.0]), ("scale", &[1.0])]).law;
    // mpmath: the standard normal law exceeds this with probability 1e-300.
    assert_close(law.upper_quantile(1e-300).ln(), 37.047_096_299_361_2, 1e-15, "log-normal");
}
