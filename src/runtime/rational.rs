//! Expected overall runtime as an exact rational number.
//!
//! For exponential cycle times (no shift) `Pr[tau <= s]` is a polynomial in exponentials of `s` whose
//! exponents and coefficients are rational, so its integral is a rational number. The number of
//! terms grows like `C(2N, N)`: meant for `N <= 7`.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::slice_dp::{Number, crossing_probability};

/// Largest number of workers for which the exact value is computed.
pub const MOST_EXACT_WORKERS: usize = 7;

/// `sum_a c_a exp(-a s)`: coefficients by exponent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Exponentials(BTreeMap<BigRational, BigRational>);

impl Exponentials {
    fn term(exponent: BigRational, coefficient: BigRational) -> Self {
        Self(BTreeMap::from([(exponent, coefficient)]))
    }

    fn add(&mut self, exponent: BigRational, coefficient: BigRational) {
        let sum = self.0.entry(exponent).or_insert_with(BigRational::zero);
        *sum += coefficient;
    }
}

impl Number for Exponentials {
    fn additive_unit() -> Self {
        Self::default()
    }
    fn multiplicative_unit() -> Self {
        Self::term(BigRational::zero(), BigRational::one())
    }
    fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        other.0.iter().for_each(|(a, c)| sum.add(a.clone(), c.clone()));
        sum
    }
    fn times(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for (a, c) in &self.0 {
            for (b, d) in &other.0 {
                product.add(a + b, c * d);
            }
        }
        product
    }
    fn times_integer(&self, factor: &BigUint) -> Self {
        let factor = BigRational::from_integer(factor.clone().into());
        Self(self.0.iter().map(|(a, c)| (a.clone(), c * &factor)).collect())
    }
}

/// `E[tau(x, T)]` for i.i.d. exponential cycle times, in units of `kappa / rate`; `blocks` has one
/// entry a worker. `None` for no or more than [`MOST_EXACT_WORKERS`] workers.
pub fn expected_runtime(blocks: &[u64]) -> Option<BigRational> {
    if blocks.is_empty() || blocks.len() > MOST_EXACT_WORKERS {
        return None;
    }
    let mut load = BigUint::zero();
    let survival: Vec<Exponentials> = blocks
        .iter()
        .enumerate()
        .map(|(n, &x)| {
            load += BigUint::from(x) * (n + 1);
            if load.is_zero() {
                Exponentials::default()
            } else {
                let rate = BigRational::new(One::one(), load.clone().into());
                Exponentials::term(rate, BigRational::one())
            }
        })
        .collect();
    let minus = |a: &Exponentials, b: &Exponentials| {
        let mut difference = a.clone();
        b.0.iter().for_each(|(exponent, c)| difference.add(exponent.clone(), -c.clone()));
        difference
    };
    let one = Exponentials::multiplicative_unit();
    let slices: Vec<Exponentials> =
        (0..blocks.len()).map(|n| minus(survival.get(n + 1).unwrap_or(&one), &survival[n])).collect();
    let probability = crossing_probability(&slices);
    // The constant term is 1, the limit for s to infinity; the others integrate to c / a.
    Some(probability.0.iter().filter(|(a, _)| !a.is_zero()).map(|(a, c)| -c / a).sum())
}
