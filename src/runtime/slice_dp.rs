//! The crossing probability of order statistics over any number type.
//!
//! The plain dynamic program of which [`super::boundary`] is the fast floating-point form: the axis is
//! cut into slices by the levels `c_0 >= ... >= c_{N-1}`; a state is the number of workers counted
//! from above. All terms are positive. Over rational numbers it is the oracle of the fast form;
//! over polynomials in exponentials it gives exact expectations ([`super::rational`]).
//! `proofs/` has the theorem that the program computes the multinomial sum.
//!
//! Proved in `proofs/runtime/slice_dp.v`: `binomial_dp_correct`, `conditional_dp_correct`.
//! Proved in `proofs/runtime/success_probability.v`: `success_probability`.

use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

/// What the dynamic program needs of a number: a commutative ring that contains the integers.
pub trait Number: Clone {
    /// The neutral element of addition.
    fn additive_unit() -> Self;
    /// The neutral element of multiplication.
    fn multiplicative_unit() -> Self;
    /// Sum.
    fn plus(&self, other: &Self) -> Self;
    /// Product.
    fn times(&self, other: &Self) -> Self;
    /// Product with a nonnegative integer.
    fn times_integer(&self, factor: &BigUint) -> Self;
}

impl Number for f64 {
    fn additive_unit() -> Self {
        0.0
    }
    fn multiplicative_unit() -> Self {
        1.0
    }
    fn plus(&self, other: &Self) -> Self {
        self + other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn times_integer(&self, factor: &BigUint) -> Self {
        self * factor.to_f64().unwrap_or(f64::INFINITY)
    }
}

impl Number for BigRational {
    fn additive_unit() -> Self {
        Zero::zero()
    }
    fn multiplicative_unit() -> Self {
        One::one()
    }
    fn plus(&self, other: &Self) -> Self {
        self + other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn times_integer(&self, factor: &BigUint) -> Self {
        self * BigRational::from_integer(factor.clone().into())
    }
}

/// `Pr[#{T > c_n} <= n for all n]` from the slice probabilities `p_n = Pr[c_{n+1} < T <= c_n]` for
/// `n <= N-2` and `p_{N-1} = Pr[T <= c_{N-1}]`; the length of `slices` is `N >= 1`.
///
/// The sum over all counts `k` with `k_0 + ... + k_{n-1} <= n` and `sum k = N` of
/// `N! / (k_0! ... k_{N-1}!) p_0^{k_0} ... p_{N-1}^{k_{N-1}}`, in `O(N^3)` operations. For `f64` meant
/// for `N` up to a thousand: beyond, binomial coefficients overflow.
pub fn crossing_probability<T: Number>(slices: &[T]) -> T {
    let workers = slices.len();
    // state[m]: m workers counted in the slices so far.
    let mut state = vec![T::multiplicative_unit()];
    for (n, slice) in slices.iter().enumerate() {
        let powers = powers(slice, workers);
        let last = n + 1 == workers;
        let most = n + 1;
        let mut next = vec![T::additive_unit(); most + 1];
        for (m, mass) in state.iter().enumerate() {
            let rest = workers - m;
            let mut ways = BigUint::one();
            for (k, power) in powers.iter().enumerate().take(rest + 1) {
                if k > 0 {
                    ways = ways * (rest - k + 1) / k;
                }
                // After the last slice all workers are counted; before, at most n + 1.
                let counted = m + k;
                if counted <= most && (!last || counted == workers) {
                    next[counted] = next[counted].plus(&mass.times(power).times_integer(&ways));
                }
            }
        }
        state = next;
    }
    state.pop().unwrap_or_else(T::multiplicative_unit)
}

fn powers<T: Number>(base: &T, most: usize) -> Vec<T> {
    let mut powers = vec![T::multiplicative_unit()];
    for k in 0..most {
        powers.push(powers[k].times(base));
    }
    powers
}
