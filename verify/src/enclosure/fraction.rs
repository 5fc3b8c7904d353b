//! Quotients that are left unreduced: a common divisor takes longer to find than the digits that it saves cost.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

use super::{Float, Interval, Round};

/// A quotient that is not reduced; the denominator is positive.
#[derive(Debug, Clone)]
pub(crate) struct Fraction {
    pub numerator: BigInt,
    pub denominator: BigInt,
}

impl Fraction {
    pub fn of(value: &BigRational) -> Self {
        Self { numerator: value.numer().clone(), denominator: value.denom().clone() }
    }

    /// The quotient by a positive number.
    pub fn over(&self, divisor: &BigRational) -> Self {
        Self {
            numerator: &self.numerator * divisor.denom(),
            denominator: &self.denominator * divisor.numer(),
        }
    }

    /// The product.
    pub fn times(&self, factor: &BigRational) -> Self {
        Self { numerator: &self.numerator * factor.numer(), denominator: &self.denominator * factor.denom() }
    }

    /// The difference.
    pub fn minus(&self, other: &BigRational) -> Self {
        Self {
            numerator: &self.numerator * other.denom() - other.numer() * &self.denominator,
            denominator: &self.denominator * other.denom(),
        }
    }

    /// The same with another fraction.
    pub fn less(&self, other: &Self) -> Self {
        Self {
            numerator: &self.numerator * &other.denominator - &other.numerator * &self.denominator,
            denominator: &self.denominator * &other.denominator,
        }
    }

    pub fn is_positive(&self) -> bool {
        self.numerator.is_positive()
    }

    /// One over it; `None` where it is not positive.
    pub fn inverse(&self) -> Option<Self> {
        let inverse = || Self { numerator: self.denominator.clone(), denominator: self.numerator.clone() };
        self.is_positive().then(inverse)
    }

    /// This number over a larger one, rounded up; `None` over one that is not larger.
    pub fn part_of(&self, whole: &Self) -> Option<Float> {
        let (above, below) = (&self.numerator * &whole.denominator, &self.denominator * &whole.numerator);
        (above < below).then(|| Float::ratio(&above, &below, Round::Up))
    }

    /// Enclosed; a negative number counts as zero.
    pub fn enclosed(&self) -> Interval {
        Interval::ratio(&self.numerator, &self.denominator)
    }
}
