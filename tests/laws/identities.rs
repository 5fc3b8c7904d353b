//! Laws that are special cases of one another agree, and so does a law in other units.

use super::cases::{all, arguments, assert_close, build, elasticities};

#[test]
fn exponential_laws_under_other_names() {
    let exponential = build("shifted-exponential", &[("rate", &[0.5]), ("shift", &[3.0])]);
    let others = [
        build("weibull", &[("shape", &[1.0]), ("scale", &[2.0]), ("shift", &[3.0])]),
        build("gamma", &[("shape", &[1.0]), ("rate", &[0.5]), ("shift", &[3.0])]),
        build("erlang", &[("shape", &[1.0]), ("rate", &[0.5]), ("shift", &[3.0])]),
        build("hyper-exponential", &[("weights", &[1.0]), ("rates", &[0.5]), ("shift", &[3.0])]),
        build("hyper-exponential", &[("weights", &[0.25, 0.75]), ("rates", &[0.5, 0.5]), ("shift", &[3.0])]),
    ];
    let law = &*exponential.law;
    for other in &others {
        assert_eq!(other.law.infimum(), 3.0);
        assert_close(other.law.mean(), 5.0, 1e-15, &other.name);
        for y in arguments(law) {
            let tolerance = 4.0 * f64::EPSILON * (4.0 + 0.5 * y);
            let context = format!("{} at {y:e}", other.name);
            assert_close(other.law.survival(y), law.survival(y), tolerance, &context);
            assert_close(other.law.cdf(y), law.cdf(y), tolerance, &context);
            assert_close(other.law.density(y), law.density(y), tolerance, &context);
        }
        for p in [1e-300, 1e-10, 0.3, 0.7, 1.0 - 1e-10] {
            assert_close(other.law.quantile(p), law.quantile(p), 1e-14, &other.name);
            assert_close(other.law.upper_quantile(p), law.upper_quantile(p), 1e-14, &other.name);
        }
    }
}

/// `Pr[Y > y] = e^{-x} (1 + x + x^2/2)` for three stages, `x = rate y`.
#[test]
fn erlang_survival_is_a_poisson_tail() {
    let case = build("erlang", &[("shape", &[3.0]), ("rate", &[2.0])]);
    for y in arguments(&*case.law) {
        let x = 2.0 * y;
        let expected = (-x).exp() * (1.0 + x + 0.5 * x * x);
        assert_close(case.law.survival(y), expected, f64::EPSILON * (16.0 + 2.0 * x), &format!("at {y:e}"));
    }
}

/// `T / unit` for units above, at and below the law's own; powers of two make parameters exact.
#[test]
fn a_law_in_other_units() {
    for case in all() {
        let law = &*case.law;
        for unit in [law.unit(), 1.0 / 1024.0, 3e10] {
            let scaled = law.in_units_of(unit);
            let context = format!("{} in units of {unit:e}", case.name);
            assert_close(scaled.infimum() * unit, law.infimum(), 1e-15, &context);
            assert_close(scaled.mean() * unit, law.mean(), 1e-15, &context);
            assert_close(scaled.unit() * unit, law.unit(), 1e-15, &context);
            assert_eq!(scaled.tail_index(), law.tail_index(), "{context}");
            assert_eq!(scaled.origin_exponent(), law.origin_exponent(), "{context}");
            for y in arguments(law) {
                let (e, f) = elasticities(law, y);
                // Next to the supremum nothing is determined, next to zero y / unit underflows.
                if y >= (1.0 - 1e-9) * law.excess_supremum() || !(1e-280..=1e280).contains(&y) {
                    continue;
                }
                let tolerance = |elasticity: f64, p: f64| {
                    f64::EPSILON * (16.0 + 8.0 * elasticity.min(1e8) + 4.0 * p.max(1e-307).ln().abs())
                };
                let (s, c) = (law.survival(y), law.cdf(y));
                if s > 1e-290 {
                    assert_close(scaled.survival(y / unit), s, tolerance(f, s), &context);
                }
                if c > 1e-290 {
                    assert_close(scaled.cdf(y / unit), c, tolerance(e, c), &context);
                }
                if s > 1e-290 && c > 1e-290 && law.density(y) > 1e-270 && law.density(y) < 1e270 {
                    let tolerance = tolerance(e + f, s * c);
                    assert_close(scaled.density(y / unit) / unit, law.density(y), tolerance, &context);
                }
            }
            for p in [1e-16, 0.1, 0.5] {
                for (scaled, y) in
                    [(scaled.quantile(p), law.quantile(p)), (scaled.upper_quantile(p), law.upper_quantile(p))]
                {
                    // Where the law has next to no mass its quantiles are ill conditioned.
                    let (e, f) = elasticities(law, y);
                    if y > 1e-280 {
                        let tolerance = 1e-14 + 4.0 * f64::EPSILON / e.max(f).max(1e-12);
                        assert_close(scaled * unit, y, tolerance, &context);
                    }
                }
            }
        }
    }
}
