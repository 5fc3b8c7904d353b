//! The system: workers, coordinates, samples and the work they make.

use num_rational::BigRational;

use super::range::{POSITIVE, refused};
use crate::error::Error;
use crate::numeric::decimal::exact;
use crate::report::number::shortest;
use crate::wording;

/// Largest number of workers: beyond it even one row of the dynamic program leaves memory.
pub(super) const MOST_WORKERS: u64 = 1_000_000;
/// Largest number of coordinates or samples: all integers up to here are exact in double precision.
pub(super) const LARGEST_COUNT: u64 = 1 << 53;

/// `N` workers compute a gradient of `L` coordinates from `M` samples.
///
/// ```
/// use bcgc::System;
///
/// let system = System::new(20, 20_000)?.with_samples(1_000)?.with_cycles(0.5)?;
/// assert_eq!(system.work_unit(), 25.0);
/// let error = System::new(0, 20_000).unwrap_err();
/// assert_eq!(error.to_string(), "system.workers = 0: must be an integer from 1 to 1000000");
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct System {
    /// Number of workers `N >= 1`.
    pub workers: usize,
    /// Number of coordinates (model parameters) `L >= 1`.
    pub coordinates: u64,
    /// Number of samples `M >= 1`.
    pub samples: u64,
    /// CPU cycles `b > 0` for one partial derivative of one sample.
    pub cycles: f64,
}

impl System {
    /// The system of `workers` workers and `coordinates` coordinates, with a sample a worker and one cycle for a partial
    /// derivative of a sample.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the key.
    pub fn new(workers: usize, coordinates: u64) -> Result<Self, Error> {
        Self { workers, coordinates, samples: workers as u64, cycles: 1.0 }.checked()
    }

    /// The same system with that many samples.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the key, or [`Error::Overflow`].
    pub fn with_samples(self, samples: u64) -> Result<Self, Error> {
        Self { samples, ..self }.checked()
    }

    /// The same system with that many cycles for one partial derivative of one sample.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the key, or [`Error::Overflow`].
    pub fn with_cycles(self, cycles: f64) -> Result<Self, Error> {
        Self { cycles, ..self }.checked()
    }

    fn checked(self) -> Result<Self, Error> {
        self.check()?;
        Ok(self)
    }

    /// That every field is in its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the key, or [`Error::Overflow`].
    pub fn check(&self) -> Result<(), Error> {
        let counts = [
            ("system.workers", self.workers as u64, MOST_WORKERS),
            ("system.coordinates", self.coordinates, LARGEST_COUNT),
            ("system.samples", self.samples, LARGEST_COUNT),
        ];
        for (key, value, most) in counts {
            if !(1..=most).contains(&value) {
                return Err(refused(key, value.to_string(), &format!("must be an integer from 1 to {most}")));
            }
        }
        if !(self.cycles.is_finite() && self.cycles > 0.0) {
            return Err(refused("system.cycles", wording::number(self.cycles), POSITIVE));
        }
        if self.work_unit().is_normal() {
            return Ok(());
        }
        Err(Error::Overflow {
            quantity: format!("samples * cycles / workers with system.cycles = {}", shortest(self.cycles)),
            remedy: "give the cycles in another unit of work".to_owned(),
        })
    }

    /// Unit of work `kappa = M b / N`: cycles for one partial derivative of one subset.
    pub fn work_unit(&self) -> f64 {
        self.samples as f64 * self.cycles / self.workers as f64
    }

    /// `M b`, exactly, of the decimal that the cycles are written as; `None` where they are not finite.
    pub(crate) fn exact_work(&self) -> Option<BigRational> {
        Some(BigRational::from_integer(self.samples.into()) * exact(self.cycles)?)
    }
}
