//! `beta(w) = ln F(s/w)` and its slope, enclosed.
//!
//! For every law known here `F` is log-concave: `h = f/F` is nonincreasing. So on `p <= w <= q` the slope
//! `beta'(w) = -(s/w^2) h(s/w)` lies between `-(s/p^2) h(s/q)` and `-(s/q^2) h(s/p)`.

use std::collections::HashMap;
use std::rc::Rc;

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::One;

use super::region::LOAD;
use crate::enclosure::functions::ln;
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::law::CycleTime;

/// So many points are kept, lest a long proof fill the memory: boxes beside each other ask for the same ones.
const KNOWN: usize = 1 << 14;

/// What is known of `beta` at one load.
#[derive(Debug)]
pub(super) struct Point {
    /// The load, in units of `2^-LOAD`.
    pub load: BigInt,
    /// An upper bound of `beta`, at most zero, in units of `2^-DIGITS`; `None` for minus infinity.
    pub log: Option<BigInt>,
    /// The load, and `h` there; `None` where the load is zero, and `h` is, or where `h` has no upper bound.
    slope: Option<(Interval, Interval)>,
}

/// The function, with the points that were asked for.
pub(super) struct LogCdf<'a> {
    law: &'a dyn CycleTime,
    deadline: Fraction,
    enclosed: Interval,
    points: HashMap<BigInt, Rc<Point>>,
}

impl<'a> LogCdf<'a> {
    pub fn new(law: &'a dyn CycleTime, deadline: &BigRational) -> Self {
        let enclosed = Interval::of(deadline);
        Self { law, deadline: Fraction::of(deadline), enclosed, points: HashMap::new() }
    }

    /// At a nonnegative load; `None` where the law's functions cannot be enclosed.
    pub fn at(&mut self, load: &BigInt) -> Option<Rc<Point>> {
        if let Some(known) = self.points.get(load) {
            return Some(known.clone());
        }
        let point = Rc::new(self.evaluate(load)?);
        if self.points.len() == KNOWN {
            self.points.clear();
        }
        self.points.insert(load.clone(), point.clone());
        Some(point)
    }

    fn evaluate(&self, load: &BigInt) -> Option<Point> {
        if *load == BigInt::ZERO {
            return Some(Point { load: load.clone(), log: Some(BigInt::ZERO), slope: None });
        }
        if load.sign() == Sign::Minus {
            return None;
        }
        let rational = BigRational::new(load.clone(), BigInt::one() << LOAD);
        let time = self.deadline.over(&rational);
        let infimum = self.law.infimum();
        if &time.numerator * infimum.denom() <= infimum.numer() * &time.denominator {
            return Some(Point { load: load.clone(), log: None, slope: None });
        }
        let (survival, density) = self.law.both(&time)?;
        let cdf = Interval::exact(Float::integer(1)).sub(survival);
        let log = ln(&cdf.high.to_rational(Round::Up))?.high.min(BigInt::ZERO);
        let slope = density.div(cdf).map(|hazard| (Interval::of(&rational), hazard));
        Some(Point { load: load.clone(), log: Some(log), slope })
    }

    /// Bounds of `-beta'` between two loads: from below, and from above if there is one.
    pub fn steepness(&self, left: &Point, right: &Point) -> (Float, Option<Float>) {
        let zero = Float::ZERO;
        let least = match (&left.slope, left.load == right.load) {
            (Some((_, hazard)), false) => {
                let end = Interval::of(&BigRational::new(right.load.clone(), BigInt::one() << LOAD));
                self.enclosed.mul(Interval::exact(hazard.low)).div(end.mul(end)).map_or(zero, |x| x.low)
            }
            _ => zero,
        };
        let most = match (&left.slope, &right.slope) {
            (Some((load, _)), Some((_, hazard))) => self
                .enclosed
                .mul(Interval::exact(hazard.high))
                .div(load.mul(*load))
                .map(|steepness| steepness.high),
            _ => None,
        };
        (least, most)
    }
}

#[cfg(test)]
mod tests {
    use num_traits::ToPrimitive as _;

    use super::super::DIGITS;
    use super::*;
    use crate::fields::Place;

    /// Once: a proof whose leaves halve for long filled the memory with the points of all of them.
    #[test]
    fn points_are_kept_up_to_a_number() {
        let text = r#"{"law": "uniform", "min": 1, "max": 3}"#;
        let json = crate::json::parse(text).expect("JSON");
        let law = crate::law::read(&Place::root(&json)).expect("a law");
        let mut beta = LogCdf::new(law.as_ref(), &BigRational::from_integer(BigInt::from(2)));
        let load = |i: usize| (BigInt::one() << LOAD) + i;
        let first = beta.at(&load(0)).and_then(|point| point.log.clone()).expect("a logarithm");
        for i in 0..KNOWN + 2 {
            beta.at(&load(i)).expect("a point");
        }
        assert!(beta.points.len() <= KNOWN, "{}", beta.points.len());
        let again = beta.at(&load(0)).and_then(|point| point.log.clone()).expect("a logarithm");
        // F(2) = 1/2.
        let value = again.to_f64().expect("a number") / 2_f64.powi(DIGITS.cast_signed());
        assert!(again == first && (value + 2_f64.ln()).abs() < 1e-15, "{value}");
    }
}
