//! The largest value of `g beta(w) - m w` on an interval of loads, from above.
//!
//! Between two points the function lies below two lines, from either end with the steepest slope that it may have
//! there. The pieces with the highest peaks are halved as long as that is worth it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed};

use super::DIGITS;
use super::levels::{LogCdf, Point};
use super::region::LOAD;
use crate::enclosure::{Float, Interval, Round};

/// `g` and `m`, in units of `2^-DIGITS`.
#[derive(Debug, Clone)]
pub(super) struct Tilt {
    factor: BigInt,
    enclosed: Interval,
    slope: BigInt,
}

impl Tilt {
    /// For `g >= 0`.
    pub fn new(factor: BigInt, slope: BigInt) -> Self {
        let enclosed = Interval::of(&BigRational::new(factor.clone(), BigInt::one() << DIGITS));
        Self { factor, enclosed, slope }
    }

    /// The function at a point, from above; `None` for minus infinity.
    fn height(&self, point: &Point) -> Option<BigInt> {
        let linear = -((&self.slope * &point.load) >> LOAD);
        match &point.log {
            Some(log) => Some(((&self.factor * log) >> DIGITS) + 1 + linear),
            None if self.factor.is_positive() => None,
            None => Some(linear),
        }
    }
}

/// A part of the interval.
#[derive(Debug)]
struct Piece {
    peak: BigInt,
    left: Rc<Point>,
    right: Rc<Point>,
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Piece {}
impl PartialOrd for Piece {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Piece {
    fn cmp(&self, other: &Self) -> Ordering {
        self.peak.cmp(&other.peak)
    }
}

/// The maximum of one level: an upper bound, and a value that is reached but for rounding.
#[derive(Debug)]
pub(super) struct Peak {
    tilt: Tilt,
    pieces: BinaryHeap<Piece>,
    /// The largest value seen.
    reached: Option<BigInt>,
}

/// The law's functions cannot be enclosed somewhere.
#[derive(Debug)]
pub(super) struct NotEnclosed;

impl Peak {
    pub fn new(tilt: Tilt, low: &BigInt, high: &BigInt, beta: &mut LogCdf) -> Result<Self, NotEnclosed> {
        let (left, right) = (beta.at(low).ok_or(NotEnclosed)?, beta.at(high).ok_or(NotEnclosed)?);
        let mut peak = Self { tilt, pieces: BinaryHeap::new(), reached: None };
        peak.look(&left);
        peak.look(&right);
        peak.add(left, right, beta);
        Ok(peak)
    }

    /// The upper bound; `None` where the function is minus infinity throughout.
    pub fn bound(&self) -> Option<&BigInt> {
        self.pieces.peek().map(|piece| &piece.peak)
    }

    /// How far the bound may lie above the maximum.
    pub fn excess(&self) -> BigInt {
        match (self.bound(), &self.reached) {
            (Some(bound), Some(reached)) => bound - reached,
            _ => BigInt::ZERO,
        }
    }

    /// Halves the piece with the highest peak; false where it is too narrow for that.
    pub fn refine(&mut self, beta: &mut LogCdf) -> Result<bool, NotEnclosed> {
        let Some(piece) = self.pieces.pop() else { return Ok(false) };
        let Some(middle) = between(&piece.left.load, &piece.right.load) else {
            self.pieces.push(piece);
            return Ok(false);
        };
        let middle = beta.at(&middle).ok_or(NotEnclosed)?;
        self.look(&middle);
        self.add(piece.left, middle.clone(), beta);
        self.add(middle, piece.right, beta);
        Ok(true)
    }

    fn look(&mut self, point: &Point) {
        let height = self.tilt.height(point);
        if height > self.reached {
            self.reached = height;
        }
    }

    /// A piece on which the function is not minus infinity throughout.
    fn add(&mut self, left: Rc<Point>, right: Rc<Point>, beta: &LogCdf) {
        if let Some(start) = self.tilt.height(&left) {
            let peak = self.peak(start, &left, &right, beta);
            self.pieces.push(Piece { peak, left, right });
        }
    }

    fn peak(&self, start: BigInt, left: &Point, right: &Point, beta: &LogCdf) -> BigInt {
        let width = &right.load - &left.load;
        let (least, most) = beta.steepness(left, right);
        let product = |a: Float, b: Float, up: bool| {
            let round = if up { Round::Up } else { Round::Down };
            a.mul(b, round).floor_scaled(i64::from(DIGITS)) + i32::from(up)
        };
        let rise = -&self.tilt.slope - product(self.tilt.enclosed.low, least, false);
        let climb = |slope: &BigInt| ((slope * &width) >> LOAD) + 1;
        if !rise.is_positive() {
            return start;
        }
        let alone = &start + climb(&rise);
        let (Some(most), Some(end)) = (most, self.tilt.height(right)) else { return alone };
        let fall = &self.tilt.slope + product(self.tilt.enclosed.high, most, true);
        if !fall.is_positive() {
            return end;
        }
        // The lines start + rise t and end + fall (width - t) meet at the height below.
        let across: BigInt = &end - &start + climb(&fall);
        if across.is_negative() {
            return alone.min(start);
        }
        let meeting = &start + (&rise * across).div_ceil(&(&rise + &fall));
        alone.min(meeting)
    }
}

/// A load with few digits in the middle half of an interval, so that other boxes ask for the same ones; `None` where
/// there is none.
fn between(low: &BigInt, high: &BigInt) -> Option<BigInt> {
    let bits = (high - low).bits();
    let unit = bits.checked_sub(3)?;
    let middle: BigInt = (low + high) >> 1;
    Some((middle >> unit) << unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middles_lie_inside() {
        for (low, high) in [(0, 4), (3, 7), (1000, 1_000_007), (-5, 11), (8, 12)] {
            let (low, high) = (BigInt::from(low), BigInt::from(high));
            let middle = between(&low, &high).unwrap();
            assert!(low < middle && middle < high, "{low} {middle} {high}");
        }
        assert!(between(&BigInt::from(1), &BigInt::from(4)).is_none());
    }
}
