//! Signed numbers in fixed point, which exponentials are taken of.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// Digits behind the point of arguments: a signed integer counts units of 2^-160.
pub(crate) const ARGUMENT: u32 = 160;

/// A real number between two, in units of 2^-160.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub low: BigInt,
    pub high: BigInt,
}

impl Argument {
    pub fn of(value: &BigRational) -> Self {
        Self::ratio(value.numer(), value.denom())
    }

    /// `numerator / denominator`, the denominator positive.
    pub fn ratio(numerator: &BigInt, denominator: &BigInt) -> Self {
        let (low, rest) = (numerator << ARGUMENT).div_mod_floor(denominator);
        let high = if rest.is_zero() { low.clone() } else { &low + 1 };
        Self { low, high }
    }

    pub fn sub(&self, other: &Self) -> Self {
        Self { low: &self.low - &other.high, high: &self.high - &other.low }
    }

    pub fn halved(&self) -> Self {
        Self { low: &self.low >> 1, high: (&self.high >> 1) + 1 }
    }

    pub fn negated(&self) -> Self {
        Self { low: -&self.high, high: -&self.low }
    }

    /// The product with a rational number.
    pub fn times(&self, factor: &BigRational) -> Self {
        let scale = |value: &BigInt| (value * factor.numer()).div_mod_floor(factor.denom()).0;
        let (one, other) = (scale(&self.low), scale(&self.high));
        if factor.is_negative() {
            Self { low: other, high: one + 1 }
        } else {
            Self { low: one, high: other + 1 }
        }
    }

    /// The square, from the end nearer to zero to the one further away.
    pub fn square(&self) -> Self {
        let (a, b) = (self.low.abs(), self.high.abs());
        let (near, far) = if a <= b { (&a, &b) } else { (&b, &a) };
        let crosses = self.low.is_negative() && self.high.is_positive();
        let low = if crosses { BigInt::zero() } else { (near * near) >> ARGUMENT };
        Self { low, high: ((far * far) >> ARGUMENT) + 1 }
    }
}
