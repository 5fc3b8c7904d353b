//! What is to be measured.

use super::error::{MeasureError, refused};
use super::loads::Loads;
use crate::clock::Clock;
use crate::wording::number;

/// Most processes of either kind.
const MOST_PROCESSES: usize = 1024;
/// Most coordinates: an answer has 8 bytes for each.
const MOST_COORDINATES: usize = 1_000_000;
/// Most samples in a unit.
const MOST_SAMPLES: u64 = 1_000_000_000_000;
/// Longest unit in seconds.
const LONGEST_UNIT: f64 = 60.0;

/// How much work a unit is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// As many samples as one process alone takes so many seconds for.
    Seconds(f64),
    /// So many samples.
    Samples(u64),
}

/// What is to be measured.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Worker processes.
    pub workers: usize,
    /// The loads at which they answer, in units.
    pub loads: Loads,
    /// Coordinates of the gradient: a unit is all of them, over its samples.
    pub coordinates: usize,
    /// The work of a unit.
    pub unit: Amount,
    /// Rounds after which to stop; none for as many as there is time for.
    pub rounds: Option<usize>,
    /// Processes beside the workers that are busy in bursts.
    pub beside: usize,
    /// Seconds after which a worker that has not answered ends the measurement.
    pub answer_limit: f64,
    /// Seed of data, points, orders and bursts.
    pub seed: u64,
    /// Ends the measurement after the round in which its time is over, and at once where it is cancelled.
    pub clock: Clock,
}

impl Settings {
    /// That every setting is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), MeasureError> {
        within("workers", self.workers, 1, MOST_PROCESSES)?;
        within("coordinates", self.coordinates, 1, MOST_COORDINATES)?;
        within("beside", self.beside, 0, MOST_PROCESSES)?;
        if self.rounds == Some(0) {
            return Err(refused("rounds", "0".to_owned(), "must be an integer >= 1"));
        }
        if !(self.answer_limit.is_finite() && self.answer_limit > 0.0) {
            let allowed = "must be a finite number of seconds > 0";
            return Err(refused("answer-limit", number(self.answer_limit), allowed));
        }
        let divisor = self.loads.divisor();
        match self.unit {
            Amount::Seconds(unit) if !(unit > 0.0 && unit <= LONGEST_UNIT) => {
                let allowed = format!("must be a number of seconds > 0, at most {LONGEST_UNIT}");
                Err(refused("unit", number(unit), allowed))
            }
            Amount::Samples(samples) if samples == 0 || samples > MOST_SAMPLES => {
                let allowed = format!("must be an integer from 1 to {MOST_SAMPLES}");
                Err(refused("samples", samples.to_string(), allowed))
            }
            Amount::Samples(samples) if samples % divisor > 0 => {
                let allowed = format!("must be a multiple of {divisor}, so that every load is whole samples");
                Err(refused("samples", samples.to_string(), allowed))
            }
            _ => Ok(()),
        }
    }

    /// The samples of a unit where one takes so many seconds: a multiple of what the loads ask for, the nearest one.
    pub(super) fn samples(&self, seconds_a_sample: f64) -> u64 {
        match self.unit {
            Amount::Samples(samples) => samples,
            Amount::Seconds(unit) => {
                let divisor = self.loads.divisor();
                let most = MOST_SAMPLES / divisor;
                // A quotient beyond the integers is cut off by the cast.
                let parts = (unit / seconds_a_sample / divisor as f64).round() as u64;
                parts.clamp(1, most) * divisor
            }
        }
    }
}

fn within(key: &'static str, value: usize, least: usize, most: usize) -> Result<(), MeasureError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(refused(key, value.to_string(), format!("must be an integer from {least} to {most}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            workers: 2,
            loads: Loads::new(&[0.25, 1.0]).unwrap(),
            coordinates: 10,
            unit: Amount::Seconds(0.01),
            rounds: None,
            beside: 0,
            answer_limit: 60.0,
            seed: 1,
            clock: Clock::unlimited(),
        }
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        assert_eq!(settings().check(), Ok(()));
        let changed = |change: fn(&mut Settings)| {
            let mut changed = settings();
            change(&mut changed);
            changed.check().unwrap_err().to_string()
        };
        assert!(changed(|s| s.workers = 0).starts_with("workers = 0: must be an integer from 1 to 1024"));
        assert!(changed(|s| s.coordinates = 2_000_000).starts_with("coordinates = 2000000: "));
        assert!(changed(|s| s.beside = 2000).starts_with("beside = 2000: "));
        assert!(changed(|s| s.rounds = Some(0)).starts_with("rounds = 0: "));
        assert!(changed(|s| s.answer_limit = f64::NAN).starts_with("answer-limit = NaN: "));
        assert!(changed(|s| s.unit = Amount::Seconds(0.0)).starts_with("unit = 0: "));
        assert!(changed(|s| s.unit = Amount::Samples(0)).starts_with("samples = 0: "));
        assert!(changed(|s| s.unit = Amount::Samples(6)).contains("a multiple of 4"));
    }

    #[test]
    fn a_unit_is_the_nearest_number_of_samples_that_the_loads_can_divide() {
        assert_eq!(settings().samples(1e-6), 10_000);
        assert_eq!(settings().samples(0.0011), 8);
        assert_eq!(settings().samples(1.0), 4, "at least what the loads ask for");
        assert_eq!(settings().samples(0.0), MOST_SAMPLES);
        assert_eq!(Settings { unit: Amount::Samples(12), ..settings() }.samples(1.0), 12);
    }
}
