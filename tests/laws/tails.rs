//! The bound on the tail integral is a bound, and not a careless one.

use super::cases::{all, arguments, simpson};

#[test]
fn the_tail_bound_holds() {
    for case in all() {
        let law = &*case.law;
        for power in [1.0, 2.0, 7.0, 50.0] {
            for y in arguments(law) {
                let bound = law.ln_tail_integral_bound(y, power);
                assert!(!bound.is_nan(), "{}", case.name);
                let scale = power * law.ln_survival(y) + y.ln();
                if bound.is_infinite() || scale < -600.0 {
                    continue;
                }
                // Of S(z)^power / (y S(y)^power), in ln z, over all of it that matters.
                let (start, here) = (y.ln(), law.ln_survival(y));
                let shape = |v: f64| (power * (law.ln_survival(v.exp()) - here) + v - start).exp();
                let end = (start + 120.0).min(law.excess_supremum().ln()).min(690.0);
                let decay = 1.0 + power * law.failure_rate(y);
                let integral = simpson(&shape, start, end, 1e-5 / decay);
                let least = integral.ln() + scale;
                assert!(
                    least <= bound + 1e-3,
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
