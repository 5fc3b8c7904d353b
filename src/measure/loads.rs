//! The loads at which workers answer.

use num_integer::gcd;

use super::error::{MeasureError, refused};
use crate::wording;

/// Parts of a unit of which loads are whole numbers.
const PARTS: u64 = 1000;
/// Largest load, in units.
const LARGEST: f64 = 1000.0;
/// Most loads in one round.
const MOST: usize = 32;

/// Loads in units of work, ascending from 0 on, with three decimals at most: so each of them is a whole number of samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loads(Vec<u64>);

impl Loads {
    /// These loads, in any order, and 0 beside them: it costs nothing.
    ///
    /// # Errors
    /// For one that is no number from 0 to 1000 with three decimals at most, for one that is there twice, and for none above
    /// zero.
    pub fn new(loads: &[f64]) -> Result<Self, MeasureError> {
        let given = || loads.iter().copied().map(wording::number).collect::<Vec<_>>().join(",");
        let mut parts = loads.iter().map(|&load| parts_of(load)).collect::<Result<Vec<u64>, _>>()?;
        parts.sort_unstable();
        if let Some(twice) = parts.windows(2).find(|pair| pair[0] == pair[1]) {
            let allowed = format!("{} is there twice; give every load once", load_of(twice[0]));
            return Err(refused("loads", given(), allowed));
        }
        if parts.first() != Some(&0) {
            parts.insert(0, 0);
        }
        match parts.len() {
            1 => Err(refused("loads", given(), "must hold a load above 0, like 0,0.5,1")),
            count if count > MOST => Err(refused("loads", given(), format!("must be at most {MOST}"))),
            _ => Ok(Self(parts)),
        }
    }

    /// The loads in units, ascending from 0 on.
    pub fn values(&self) -> Vec<f64> {
        self.0.iter().copied().map(load_of).collect()
    }

    /// Number of loads.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The least number of samples in a unit with which every load is a whole number of samples.
    pub fn divisor(&self) -> u64 {
        PARTS / self.0.iter().copied().fold(PARTS, gcd)
    }

    /// The samples of every load where a unit has so many of them, a multiple of [`Self::divisor`].
    pub(super) fn samples(&self, unit: u64) -> Vec<u64> {
        self.0.iter().map(|parts| unit / self.divisor() * (parts * self.divisor() / PARTS)).collect()
    }
}

fn load_of(parts: u64) -> f64 {
    parts as f64 / PARTS as f64
}

fn parts_of(load: f64) -> Result<u64, MeasureError> {
    let parts = load * PARTS as f64;
    let is_whole = (parts - parts.round()).abs() <= 1e-9 * parts.abs();
    if (0.0..=LARGEST).contains(&load) && is_whole {
        return Ok(parts.round() as u64);
    }
    let allowed = format!("must be numbers from 0 to {LARGEST} with three decimals at most");
    Err(refused("loads", wording::number(load), allowed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    #[test]
    fn loads_are_sorted_and_begin_with_zero() {
        let loads = Loads::new(&[1.0, 0.5]).unwrap();
        assert_eq!((loads.values(), loads.divisor()), (vec![0.0, 0.5, 1.0], 2));
        assert_eq!(loads.samples(14), [0, 7, 14]);
        assert_eq!(Loads::new(&[0.0, 0.123, 3.0]).unwrap().samples(1000), [0, 123, 3000]);
        assert_eq!(Loads::new(&[2.0]).unwrap().divisor(), 1);
    }

    #[test]
    fn what_is_no_load_is_refused() {
        let message = |loads: &[f64]| Loads::new(loads).unwrap_err().to_string();
        for wrong in [-1.0, f64::NAN, f64::INFINITY, 1001.0, 0.0005, 1e-300] {
            assert!(
                message(&[wrong]).starts_with("loads = ") && message(&[wrong]).contains("from 0 to 1000")
            );
        }
        assert!(message(&[0.5, 1.0, 0.5]).contains("0.5 is there twice"));
        assert!(message(&[]).contains("above 0") && message(&[0.0]).contains("above 0"));
        let many: Vec<f64> = (0..40).map(f64::from).collect();
        assert!(message(&many).contains("at most 32"));
    }

    quickcheck! {
        fn a_load_is_exactly_its_share_of_the_samples(parts: Vec<u16>, times: u16) -> bool {
            let mut loads: Vec<u16> = parts.into_iter().take(20).chain([1500]).collect();
            loads.sort_unstable();
            loads.dedup();
            let given: Vec<f64> = loads.iter().map(|&parts| f64::from(parts) / 1000.0).collect();
            let loads = Loads::new(&given).unwrap();
            let unit = loads.divisor() * (u64::from(times) + 1);
            let samples = loads.samples(unit);
            samples.iter().zip(loads.values()).all(|(&k, w)| (k as f64 - w * unit as f64).abs() < 1e-6)
        }
    }
}
