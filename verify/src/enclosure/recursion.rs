//! The probability that at most `n` of `N` workers lie above the boundary `c_n`, for every `n`, and its
//! derivatives.
//!
//! With `p_n` the probability of the slice between `c_(n+1)` and `c_n`, the event's probability is `N!
//! phi_N[N]`, `phi_(n+1)[m] = sum_k phi_n[m - k] p_n^k / k!` for `m <= n + 1`, and its derivative by `F(c_n)`
//! is `N! phi_n[n] beta_(n+1)[n+1]` with the same recursion run backwards. All terms are nonnegative, so
//! lower (upper) slices give lower (upper) results. Rows are kept as Poisson masses: `p_n` times `N`, each
//! slice scaled by a power of two near `exp(-N p_n)`.
//!
//! Proved in `proofs/runtime/enclosure.v`: `multinomial_sum_monotone`, `lower_dp`, `upper_dp`.
//! Proved in `proofs/runtime/gradient.v`: `slope_is_derivative`, `scaled_slope`.

use super::fixed::{ONE, Sum};
use super::{Float, Interval, Round};

/// Working space for one number of workers.
pub(crate) struct Recursion {
    workers: usize,
    reciprocals: Vec<Interval>,
    /// `N! / N^N`.
    constant: Interval,
    /// Row `n` holds `phi_n[0..=n]`.
    rows: Vec<Vec<u128>>,
    /// Row `n` holds the scaled `(N p_n)^k / k!` for `k <= n + 1`.
    slices: Vec<Vec<u128>>,
    /// The powers of two that slices were scaled by.
    shifts: Vec<i64>,
}

/// Rows left the range of fixed point: slices are far from probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutOfRange;

/// `log2 e` in units of 2^-16, rounded; it only chooses scales.
const LOG_TWO_E: u128 = 94_548;

impl Recursion {
    pub fn new(workers: usize) -> Self {
        let one = Interval::exact(Float::integer(1));
        let integer = |value: usize| Interval::exact(Float::integer(value as u64));
        let reciprocals = (0..=workers + 1).map(|k| one.div(integer(k)).unwrap_or(one)).collect::<Vec<_>>();
        let constant =
            (1..=workers).fold(one, |product, k| product.mul(integer(k)).mul(reciprocals[workers]));
        Self {
            workers,
            reciprocals,
            constant,
            rows: (0..=workers).map(|n| vec![0; n + 1]).collect(),
            slices: (0..workers).map(|n| vec![0; n + 2]).collect(),
            shifts: vec![0; workers],
        }
    }

    /// The probability for slices `p_0, ..., p_(N-1)`, rounded as asked.
    pub fn probability(&mut self, slices: &[Float], round: Round) -> Result<Float, OutOfRange> {
        self.weigh(slices, round)?;
        self.rows[0][0] = ONE;
        for n in 0..self.workers {
            let (before, behind) = self.rows.split_at_mut(n + 1);
            let (row, weights) = (&before[n], &self.slices[n]);
            for (m, entry) in behind[0].iter_mut().enumerate() {
                let mut sum = Sum::default();
                for j in m.saturating_sub(n + 1)..=m.min(n) {
                    sum.add(row[j], weights[m - j]);
                }
                *entry = sum.rounded(round.is_up()).ok_or(OutOfRange)?;
            }
        }
        let shift: i64 = self.shifts.iter().sum();
        let last = Float::from_fixed(self.rows[self.workers][self.workers]);
        Ok(last.mul(self.constant.end(round), round).scale(shift))
    }

    /// The derivatives by `F(c_n)` at the slices of the last [`Self::probability`], which was rounded the
    /// same way.
    pub fn derivatives(&self, round: Round) -> Result<Vec<Float>, OutOfRange> {
        let total: i64 = self.shifts.iter().sum();
        let workers = Float::integer(self.workers as u64);
        let mut derivatives = vec![Float::ZERO; self.workers];
        let mut behind = vec![0; self.workers + 1];
        behind[self.workers] = ONE;
        for n in (0..self.workers).rev() {
            let mass = Float::from_fixed(self.rows[n][n]).mul(Float::from_fixed(behind[n + 1]), round);
            let scale = self.constant.end(round).mul(workers, round);
            derivatives[n] = mass.mul(scale, round).scale(total - self.shifts[n]);
            for j in 0..=n {
                // Entry j is read here for the last time.
                let mut sum = Sum::default();
                for (weight, mass) in self.slices[n].iter().zip(&behind[j..=n + 1]) {
                    sum.add(*weight, *mass);
                }
                behind[j] = sum.rounded(round.is_up()).ok_or(OutOfRange)?;
            }
        }
        Ok(derivatives)
    }

    fn weigh(&mut self, slices: &[Float], round: Round) -> Result<(), OutOfRange> {
        let workers = Float::integer(self.workers as u64);
        let (mut total, mut scaled) = (Float::ZERO, 0);
        for (n, slice) in slices.iter().enumerate() {
            let mean = slice.mul(workers, round);
            total = total.add(mean, round);
            let digits =
                total.scale(-80).to_fixed(round).filter(|digits| *digits < 1 << 60).ok_or(OutOfRange)?;
            let exponent = i64::try_from((digits * LOG_TWO_E) >> 56).map_err(|_| OutOfRange)?;
            self.shifts[n] = exponent - scaled;
            scaled = exponent;
            let mut mass = Float::power_of_two(-self.shifts[n]);
            for k in 0..=n + 1 {
                if k > 0 {
                    mass = mass.mul(mean, round).mul(self.reciprocals[k].end(round), round);
                }
                let fixed = mass.to_fixed(round).filter(|fixed| *fixed < 4 * ONE);
                self.slices[n][k] = fixed.ok_or(OutOfRange)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use num_traits::{One, Zero};

    fn ratio(a: i64, b: i64) -> BigRational {
        BigRational::new(a.into(), b.into())
    }

    /// All counts per slice that sum to `N` with at most `n + 1` workers in the first `n + 1` slices.
    fn admissible(workers: usize) -> Vec<Vec<usize>> {
        let mut all: Vec<Vec<usize>> = vec![Vec::new()];
        for n in 0..workers {
            let longer = |counts: Vec<usize>| {
                let before: usize = counts.iter().sum();
                (0..=n + 1 - before).map(move |k| [counts.clone(), vec![k]].concat())
            };
            all = all.into_iter().flat_map(longer).collect();
        }
        all.into_iter().filter(|counts| counts.iter().sum::<usize>() == workers).collect()
    }

    /// `N!` times the sum over admissible counts of the product of `p^k/k!`, or its derivative by `p_by`.
    fn exact(p: &[BigRational], by: Option<usize>) -> BigRational {
        let factorial = |k: usize| (1..=k).map(BigInt::from).product::<BigInt>();
        let factor = |n: usize, k: usize| match by {
            Some(n_by) if n_by == n && k == 0 => BigRational::zero(),
            Some(n_by) if n_by == n => p[n].pow(k as i32 - 1) / factorial(k - 1),
            _ => p[n].pow(k as i32) / factorial(k),
        };
        let term = |counts: Vec<usize>| {
            counts.iter().enumerate().fold(BigRational::one(), |product, (n, k)| product * factor(n, *k))
        };
        admissible(p.len()).into_iter().map(term).sum::<BigRational>() * factorial(p.len())
    }

    fn near(low: Float, value: &BigRational, high: Float) {
        let (low, high) = (low.to_rational(Round::Down), high.to_rational(Round::Up));
        assert!(low <= *value && *value <= high, "{value}");
        assert!(high - low <= BigRational::new(1.into(), BigInt::one() << 100u32), "{value}");
    }

    #[test]
    fn probabilities_and_derivatives_are_those_of_the_multinomial_sum() {
        for workers in 1..=6_usize {
            for seed in 1..=4_i64 {
                let p: Vec<BigRational> = (0..workers as i64)
                    .map(|n| ratio((n * seed + 3) % 5 + i64::from(n == 1), 7 * workers as i64))
                    .collect();
                let mut recursion = Recursion::new(workers);
                let mut run = |round: Round| {
                    let slices: Vec<Float> = p.iter().map(|p| Float::of(p, round)).collect();
                    (recursion.probability(&slices, round).unwrap(), recursion.derivatives(round).unwrap())
                };
                let (low, high) = (run(Round::Down), run(Round::Up));
                near(low.0, &exact(&p, None), high.0);
                for n in 0..workers {
                    // F(c_n) adds to p_n and takes from the slice above it.
                    let above = if n > 0 { exact(&p, Some(n - 1)) } else { BigRational::zero() };
                    near(low.1[n], &(exact(&p, Some(n)) - above), high.1[n]);
                }
            }
        }
    }

    #[test]
    fn many_workers_stay_in_range() {
        for workers in [1_u64, 50, 200, 400] {
            let mut recursion = Recursion::new(workers as usize);
            // Everybody in the last slice is in time.
            let mut slices = vec![Float::ZERO; workers as usize];
            slices[workers as usize - 1] = Float::integer(1);
            let low = recursion.probability(&slices, Round::Down).unwrap();
            let high = recursion.probability(&slices, Round::Up).unwrap();
            near(low, &BigRational::one(), high);
        }
        let mut recursion = Recursion::new(2);
        let huge = [Float::power_of_two(40), Float::power_of_two(40)];
        assert_eq!(recursion.probability(&huge, Round::Up), Err(OutOfRange));
    }
}
