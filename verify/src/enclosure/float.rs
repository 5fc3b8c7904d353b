//! Nonnegative numbers with a mantissa of 128 bits and a wide exponent, rounded in a stated direction.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::fixed::{SCALE, wide};

/// Where a result that is not exact goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Round {
    Down,
    Up,
}

impl Round {
    pub fn is_up(self) -> bool {
        self == Self::Up
    }
}

/// `mantissa * 2^exponent`; the mantissa has its highest bit set, or is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Float {
    mantissa: u128,
    exponent: i64,
}

/// A nonnegative number lies between the two.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    pub low: Float,
    pub high: Float,
}

const HIGHEST: u128 = 1 << 127;

impl Float {
    pub const ZERO: Self = Self { mantissa: 0, exponent: 0 };

    /// Exactly `mantissa * 2^exponent`.
    pub fn new(mantissa: u128, exponent: i64) -> Self {
        if mantissa == 0 {
            return Self::ZERO;
        }
        let shift = mantissa.leading_zeros();
        Self { mantissa: mantissa << shift, exponent: exponent - i64::from(shift) }
    }

    pub fn integer(value: u64) -> Self {
        Self::new(u128::from(value), 0)
    }

    pub fn power_of_two(exponent: i64) -> Self {
        Self { mantissa: HIGHEST, exponent: exponent - 127 }
    }

    pub fn from_fixed(value: u128) -> Self {
        Self::new(value, -i64::from(SCALE))
    }

    pub fn is_zero(&self) -> bool {
        self.mantissa == 0
    }

    /// One unit of the last place up.
    fn next_up(self) -> Self {
        match self.mantissa.checked_add(1) {
            Some(mantissa) => Self { mantissa, ..self },
            None => Self { mantissa: HIGHEST, exponent: self.exponent + 1 },
        }
    }

    fn rounded(self, inexact: bool, round: Round) -> Self {
        if inexact && round.is_up() { self.next_up() } else { self }
    }

    pub fn mul(self, other: Self, round: Round) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        let (high, low) = wide(self.mantissa, other.mantissa);
        let exponent = self.exponent + other.exponent + 128;
        if high & HIGHEST == 0 {
            let mantissa = (high << 1) | (low >> 127);
            return Self { mantissa, exponent: exponent - 1 }.rounded(low << 1 != 0, round);
        }
        Self { mantissa: high, exponent }.rounded(low != 0, round)
    }

    pub fn scale(self, power_of_two: i64) -> Self {
        if self.is_zero() { self } else { Self { exponent: self.exponent + power_of_two, ..self } }
    }

    pub fn add(self, other: Self, round: Round) -> Self {
        if self.is_zero() {
            return other;
        }
        if other.is_zero() {
            return self;
        }
        let (large, small) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let (shifted, lost) = shift_right(small.mantissa, large.exponent - small.exponent);
        let (sum, carry) = large.mantissa.overflowing_add(shifted);
        if carry {
            let mantissa = HIGHEST | (sum >> 1);
            return Self { mantissa, exponent: large.exponent + 1 }.rounded(lost || sum & 1 != 0, round);
        }
        Self { mantissa: sum, ..large }.rounded(lost, round)
    }

    /// The difference, or zero where it would be negative.
    pub fn sub(self, other: Self, round: Round) -> Self {
        if other.is_zero() {
            return self;
        }
        if self <= other {
            return Self::ZERO;
        }
        let (shifted, lost) = shift_right(other.mantissa, self.exponent - other.exponent);
        let borrow = u128::from(lost && !round.is_up());
        Self::new(self.mantissa - shifted - borrow, self.exponent)
    }

    /// The quotient; `None` for a zero divisor.
    pub fn div(self, other: Self, round: Round) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let quotient = Self::ratio(&self.mantissa.into(), &other.mantissa.into(), round);
        Some(quotient.scale(self.exponent - other.exponent))
    }

    pub fn pow(self, power: u32, round: Round) -> Self {
        let (mut result, mut square, mut rest) = (Self::integer(1), self, power);
        while rest > 0 {
            if rest & 1 == 1 {
                result = result.mul(square, round);
            }
            square = square.mul(square, round);
            rest >>= 1;
        }
        result
    }

    /// `numerator / denominator`, both nonnegative and the second not zero; a negative numerator counts as
    /// zero.
    pub fn ratio(numerator: &BigInt, denominator: &BigInt, round: Round) -> Self {
        let (down, lost) = Self::quotient(numerator, denominator);
        down.rounded(lost, round)
    }

    /// The same rounded down, and whether that lost something.
    fn quotient(numerator: &BigInt, denominator: &BigInt) -> (Self, bool) {
        // Nothing that is enclosed could be told: no claim is accepted by going on.
        assert!(denominator.is_positive(), "a quotient by a number that is not positive");
        if !numerator.is_positive() {
            return (Self::ZERO, false);
        }
        let bits = |value: &BigInt| i64::try_from(value.bits()).unwrap_or(i64::MAX / 4);
        let shift = 128 + bits(denominator) - bits(numerator);
        let amount = usize::try_from(shift.unsigned_abs()).unwrap_or(usize::MAX);
        // The quotient has 128 or 129 bits.
        let (above, below) = if shift >= 0 {
            (numerator << amount, denominator.clone())
        } else {
            (numerator.clone(), denominator << amount)
        };
        let quotient = &above / &below;
        let inexact = &quotient * &below != above;
        let odd = quotient.bit(0);
        let (mantissa, exponent, lost) = match quotient.to_u128() {
            Some(mantissa) => (mantissa, -shift, inexact),
            None => ((quotient >> 1u32).to_u128().unwrap_or(u128::MAX), 1 - shift, inexact || odd),
        };
        (Self::new(mantissa, exponent), lost)
    }

    /// A nonnegative rational number.
    pub fn of(value: &BigRational, round: Round) -> Self {
        Self::ratio(value.numer(), value.denom(), round)
    }

    /// In units of 2^-120; `None` at 256 or above.
    pub fn to_fixed(self, round: Round) -> Option<u128> {
        match (self.exponent + i64::from(SCALE)).cmp(&0) {
            _ if self.is_zero() => Some(0),
            Ordering::Greater => None,
            Ordering::Equal => Some(self.mantissa),
            Ordering::Less => {
                let (value, lost) = shift_right(self.mantissa, -(self.exponent + i64::from(SCALE)));
                Some(value + u128::from(lost && round.is_up()))
            }
        }
    }

    /// `floor(value * 2^bits)`.
    pub fn floor_scaled(self, bits: i64) -> BigInt {
        let shift = self.exponent + bits;
        let amount = usize::try_from(shift.unsigned_abs()).unwrap_or(usize::MAX);
        let mantissa = BigInt::from(self.mantissa);
        if shift >= 0 { mantissa << amount } else { mantissa >> amount.min(200) }
    }

    /// The exponent of the highest bit; `None` for zero.
    pub fn magnitude(self) -> Option<i64> {
        (!self.is_zero()).then_some(self.exponent + 127)
    }

    /// This number; what is below 2^-20000 is rounded, to keep fractions short.
    pub fn to_rational(self, round: Round) -> BigRational {
        if self.exponent < -20_000 {
            return match round {
                _ if self.is_zero() => BigRational::zero(),
                Round::Down => BigRational::zero(),
                Round::Up => BigRational::new(1.into(), BigInt::from(1) << 19_872),
            };
        }
        let power = BigInt::from(1) << usize::try_from(self.exponent.unsigned_abs()).unwrap_or(usize::MAX);
        let mantissa = BigInt::from_biguint(Sign::Plus, self.mantissa.into());
        if self.exponent >= 0 {
            BigRational::from_integer(mantissa * power)
        } else {
            BigRational::new(mantissa, power)
        }
    }
}

/// The shifted value and whether a bit was lost.
fn shift_right(value: u128, amount: i64) -> (u128, bool) {
    match u32::try_from(amount) {
        Ok(0) => (value, false),
        Ok(amount @ 1..=127) => (value >> amount, value << (128 - amount) != 0),
        _ => (0, value != 0),
    }
}

impl PartialOrd for Float {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Float {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => (self.exponent, self.mantissa).cmp(&(other.exponent, other.mantissa)),
        }
    }
}

impl Interval {
    pub fn exact(value: Float) -> Self {
        Self { low: value, high: value }
    }

    pub fn of(value: &BigRational) -> Self {
        Self::ratio(value.numer(), value.denom())
    }

    /// As [`Float::ratio`], both ways from one division.
    pub fn ratio(numerator: &BigInt, denominator: &BigInt) -> Self {
        let (low, lost) = Float::quotient(numerator, denominator);
        Self { low, high: low.rounded(lost, Round::Up) }
    }

    pub fn mul(self, other: Self) -> Self {
        Self { low: self.low.mul(other.low, Round::Down), high: self.high.mul(other.high, Round::Up) }
    }

    pub fn add(self, other: Self) -> Self {
        Self { low: self.low.add(other.low, Round::Down), high: self.high.add(other.high, Round::Up) }
    }

    /// The difference, cut off at zero.
    pub fn sub(self, other: Self) -> Self {
        Self { low: self.low.sub(other.high, Round::Down), high: self.high.sub(other.low, Round::Up) }
    }

    pub fn div(self, other: Self) -> Option<Self> {
        Some(Self { low: self.low.div(other.high, Round::Down)?, high: self.high.div(other.low, Round::Up)? })
    }

    /// For probabilities: cut off at one.
    pub fn at_most_one(self) -> Self {
        let one = Float::integer(1);
        Self { low: self.low.min(one), high: self.high.min(one) }
    }

    pub fn end(self, round: Round) -> Float {
        if round.is_up() { self.high } else { self.low }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small generator of test numbers: splitmix64.
    fn numbers() -> impl Iterator<Item = BigRational> {
        let mut state = 1_u64;
        std::iter::repeat_with(move || {
            let mut next = || {
                state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                z ^ (z >> 31)
            };
            let shift = next() % 200;
            BigRational::new(BigInt::from(next()) << shift, BigInt::from(next()) << (next() % 200))
        })
    }

    #[test]
    fn every_operation_encloses_the_rational_one_tightly() {
        let values: Vec<BigRational> = numbers().take(400).collect();
        let tight = BigRational::new(1.into(), BigInt::from(1) << 120);
        for pair in values.chunks(2) {
            let (a, b) = if pair[0] >= pair[1] { (&pair[0], &pair[1]) } else { (&pair[1], &pair[0]) };
            let (x, y) = (Interval::of(a), Interval::of(b));
            let results =
                [(x.mul(y), a * b), (x.add(y), a + b), (x.sub(y), a - b), (x.div(y).unwrap(), a / b)];
            for (enclosed, exact) in results {
                let (low, high) =
                    (enclosed.low.to_rational(Round::Down), enclosed.high.to_rational(Round::Up));
                assert!(low <= exact && exact <= high);
                assert!(high - low <= (a + b + &exact) * &tight);
            }
            let cube = (x.low.pow(3, Round::Down), x.high.pow(3, Round::Up));
            assert!(cube.0.to_rational(Round::Down) <= a.pow(3) && a.pow(3) <= cube.1.to_rational(Round::Up));
        }
    }

    #[test]
    fn fixed_point_is_rounded_as_asked() {
        let third = Interval::of(&BigRational::new(1.into(), 3.into()));
        let low = third.low.scale(-100).to_fixed(Round::Down).unwrap();
        let high = third.high.scale(-100).to_fixed(Round::Up).unwrap();
        assert_eq!((low, high), ((1 << 20) / 3, (1 << 20) / 3 + 1));
        assert_eq!(Float::integer(256).to_fixed(Round::Up), None);
        assert_eq!(Float::power_of_two(-300).to_fixed(Round::Up), Some(1));
        assert!(Float::ZERO.is_zero() && BigRational::zero() == Float::ZERO.to_rational(Round::Up));
    }
}
