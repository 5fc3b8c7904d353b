//! The bound on the tail integral is a bound, and not a careless one.

use super::cases::{all, arguments, integral};

#[test]
fn the_tail_bound_holds() {
    for case in all() {
        let law = &*case.law;
        for power in [1.0, 2.0, 7.0, 50.0] {
            for y in arguments(law) {
                let bound = law.ln_tail_integral_bound(y, power);
                assert!(!bound.is_nan(), "{}", case.name);
                if bound.is_infinite() || y > 1e280 {
                    continue;
                }
                // S^power over its value at y, which would underflow.
                let here = law.ln_survival(y);
                let ratio = |z: f64| (power * (law.ln_survival(z) - here)).exp();
                let near = y * (1.0 + 40.0 / (power * law.generalised_failure_rate(y)));
                let end = law.upper_quantile(1e-300).max(near * 1e9).min(law.excess_supremum()).min(1e290);
                let near = near.min(end);
                let rest = integral(law, &ratio, y, near, 1e-7) + integral(law, &ratio, near, end, 1e-7);
                let least = rest.ln() + power * here;
                assert!(
                    least <= bound + 1e-4 + 4.0 * f64::EPSILON * power * law.generalised_failure_rate(y),
                    "{} from {y:e}, power {power}: {least} above the bound {bound}",
                    case.name
                );
            }
        }
    }
}

/// At the far end, where it is used, the bound loses less than a factor 100.
#[test]
fn the_tail_bound_is_useful() {
    for case in all() {
        let law = &*case.law;
        for power in [1.0, 5.0] {
            let y = law.upper_quantile(1e-30);
            if power * law.tail_index() <= 1.0 || y >= law.excess_supremum() {
                continue;
            }
            let bound = law.ln_tail_integral_bound(y, power);
            let largest = power * law.ln_survival(y) + y.ln();
            assert!(bound <= largest + 100f64.ln(), "{} power {power}: {bound}, {largest}", case.name);
        }
    }
}
