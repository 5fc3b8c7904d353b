//! Whether a worker with an overhead has done a load by a deadline, where doubles do not tell: of the decimals that all numbers are
//! written as.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::instance::System;
use crate::numeric::decimal::{exact, scaled};

/// A deadline beside the work of a system.
#[derive(Debug)]
pub struct Tie {
    system: System,
    deadline: f64,
}

impl Tie {
    /// Of a system and a deadline.
    pub fn new(system: &System, deadline: f64) -> Self {
        Self { system: *system, deadline }
    }

    /// Whether `a + kappa t w <= d`, which is `N a + M b t w <= N d`; a worker that never returns has done nothing.
    pub fn has_done(&self, overhead: f64, cycle: f64, load: u128) -> bool {
        let finite = overhead.is_finite() && cycle.is_finite();
        finite
            && self
                .of_integers(overhead, cycle, load)
                .or_else(|| self.of_rationals(overhead, cycle, load))
                .unwrap_or(false)
    }

    /// Over integers of the smallest power of ten; `None` where they are too large.
    fn of_integers(&self, overhead: f64, cycle: f64, load: u128) -> Option<bool> {
        let [a, t, b, d] = [overhead, cycle, self.system.cycles, self.deadline].map(scaled);
        let ((a, a_place), (t, t_place), (b, b_place), (d, d_place)) = (a?, t?, b?, d?);
        let work = i128::from(b).checked_mul(i128::from(self.system.samples))?.checked_mul(i128::from(t))?;
        let work = work.checked_mul(i128::try_from(load).ok()?)?;
        let shared = |x: i64| i128::from(x).checked_mul(self.system.workers as i128);
        let terms = [(shared(a)?, a_place), (work, t_place + b_place), (shared(d)?, d_place)];
        // Nothing has no place of its own.
        let least = terms.iter().filter(|term| term.0 != 0).map(|term| term.1).min().unwrap_or(0);
        let at_least = |(x, place): (i128, i32)| {
            if x == 0 {
                return Some(0);
            }
            x.checked_mul(10_i128.checked_pow(u32::try_from(place - least).ok()?)?)
        };
        let [a, work, d] = terms.map(at_least);
        Some(a?.checked_add(work?)? <= d?)
    }

    fn of_rationals(&self, overhead: f64, cycle: f64, load: u128) -> Option<bool> {
        let whole = |n: u128| BigRational::from_integer(BigInt::from(n));
        let unit = self.system.exact_work()? / whole(self.system.workers as u128);
        Some(exact(overhead)? + unit * exact(cycle)? * whole(load) <= exact(self.deadline)?)
    }
}

#[cfg(test)]
mod tests {
    use quickcheck::quickcheck;

    use super::*;

    #[test]
    fn decimals_decide() {
        let tie = |deadline: f64| Tie::new(&System::new(3, 10).unwrap().with_cycles(0.1).unwrap(), deadline);
        // Kappa is 0.1: 0.3 + 0.1 * 0.2 * 5 = 0.4.
        for (deadline, is_done) in [(0.4, true), (0.4f64.next_down(), false), (0.4f64.next_up(), true)] {
            assert_eq!(tie(deadline).has_done(0.3, 0.2, 5), is_done, "{deadline}");
        }
        assert!(
            !tie(f64::MAX).has_done(f64::INFINITY, 0.2, 5) && !tie(f64::MAX).has_done(0.0, f64::INFINITY, 5)
        );
        assert!(
            tie(1e300).has_done(1e300, 0.0, 5) && !tie(1e300).has_done(1e300, 1e-300, 5),
            "beyond integers"
        );
    }

    quickcheck! {
        fn integers_and_rationals_agree(times: (u16, u16, u16), places: (u8, u8), load: u16) -> bool {
            let double = |x: u16, place: u8| format!("{x}e-{}", place % 6).parse::<f64>().unwrap();
            let (a, t) = (double(times.0, places.0), double(times.1, places.1));
            let tie = Tie::new(&System::new(2, 10).unwrap(), a + t * f64::from(load) + f64::from(times.2 % 3) - 1.0);
            tie.of_integers(a, t, load.into()) == tie.of_rationals(a, t, load.into())
        }
    }
}
