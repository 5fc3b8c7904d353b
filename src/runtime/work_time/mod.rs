//! The time of a load with an overhead: `a + T w`, of independent `a` and `T`.
//!
//! With the excesses `A` of the overhead and `B` of the cycle time, the excess for a unit of load is `B + A / w`. Where the
//! cycle time is constant that is the law of the overhead, scaled; for two exponential laws there is a formula, and for
//! all others one quadrature (docs/model.md, section 15).

mod convolution;
mod hypoexponential;

use std::sync::Arc;

use super::load_time::LoadTime;
use crate::straggler::{CycleTime, Family};
use convolution::{Sum, TOLERANCE, Wanted};
use hypoexponential::Hypoexponential;

/// What a unit of load takes.
#[derive(Debug, Clone)]
pub enum Speed {
    /// Always this time.
    Constant(f64),
    /// A random time.
    Law(Arc<dyn CycleTime>),
}

/// The time of a load; see the module. Overhead and speed are in the same unit of time.
#[derive(Debug, Clone)]
pub struct WorkTime {
    overhead: Arc<dyn CycleTime>,
    speed: Speed,
}

/// Halvings of an interval of loads.
const HALVINGS: usize = 60;
/// A relative bound on the rounding of the closed forms.
const ROUNDING: f64 = 1e-15;

impl WorkTime {
    /// Of a random overhead.
    pub fn new(overhead: Arc<dyn CycleTime>, speed: Speed) -> Self {
        Self { overhead, speed }
    }

    /// The law of the overhead.
    pub fn overhead(&self) -> &Arc<dyn CycleTime> {
        &self.overhead
    }

    /// What a unit of load takes.
    pub fn speed(&self) -> &Speed {
        &self.speed
    }

    /// The rates of both parts, the second for a unit of load, where both are exponential.
    fn rates(&self) -> Option<(f64, f64)> {
        match (self.overhead.family(), &self.speed) {
            (Family::ShiftedExponential { rate: first, .. }, Speed::Law(law)) => match law.family() {
                Family::ShiftedExponential { rate: second, .. } => Some((first, second)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The largest load of which a worker has a probability of at least `p` to be done by a time, about; zero where none
    /// has.
    pub fn load_done(&self, time: f64, p: f64) -> f64 {
        let done = |load: f64| self.probabilities(load, ((time - self.least() * load) / load).max(0.0)).1;
        let (mut low, mut high) = (0.0, 1.0);
        while done(high) >= p && high < 1e100 {
            (low, high) = (high, 4.0 * high);
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if done(middle) >= p { low = middle } else { high = middle }
        }
        low
    }

    /// The probabilities that a load is not done by an excess, and that it is.
    pub fn probabilities(&self, load: f64, excess: f64) -> (f64, f64) {
        let delta = load * excess;
        match &self.speed {
            _ if delta.is_infinite() || excess.is_infinite() => (0.0, 1.0),
            _ if delta <= 0.0 => (1.0, 0.0),
            Speed::Constant(_) => (self.overhead.survival(delta), self.overhead.cdf(delta)),
            Speed::Law(law) => match self.rates() {
                Some((first, second)) => {
                    let sum = Hypoexponential::new((first, second / load), delta);
                    (sum.survival(), sum.cdf())
                }
                None => {
                    let ([above, below], _) = self.sum(law, load).at(delta, Wanted::Probabilities);
                    (above.min(1.0), below.min(1.0))
                }
            },
        }
    }

    fn sum<'a>(&'a self, law: &'a Arc<dyn CycleTime>, load: f64) -> Sum<'a> {
        Sum { first: self.overhead.as_ref(), second: law.as_ref(), size: load }
    }

    /// The density of `A + w B` at `w excess`, and `E[w B; A + w B there]`.
    fn densities(&self, load: f64, excess: f64) -> (f64, f64) {
        let delta = load * excess;
        match &self.speed {
            _ if delta.is_infinite() || delta <= 0.0 => (0.0, 0.0),
            Speed::Constant(_) => (self.overhead.density(delta), 0.0),
            Speed::Law(law) => match self.rates() {
                Some((first, second)) => {
                    let second = second / load;
                    let sum = Hypoexponential::new((first, second), delta);
                    (sum.density() / delta, sum.part_of_second(second > first) / delta)
                }
                None => {
                    let ([density, part], _) = self.sum(law, load).at(delta, Wanted::Densities);
                    (density, part)
                }
            },
        }
    }

    /// `-w d/dw Pr[a0 + A + w (t0 + B) <= t]` at a fixed time.
    fn elasticity(&self, load: f64, excess: f64) -> f64 {
        let (density, part) = self.densities(load, excess);
        self.least() * load * density + part
    }

    /// The law of the second part.
    fn second(&self) -> Option<&dyn CycleTime> {
        match &self.speed {
            Speed::Constant(_) => None,
            Speed::Law(law) => Some(law.as_ref()),
        }
    }
}

impl LoadTime for WorkTime {
    fn least(&self) -> f64 {
        match &self.speed {
            Speed::Constant(time) => *time,
            Speed::Law(law) => law.infimum(),
        }
    }

    fn unfinished_and_finished(
        &self,
        loads: &[f64],
        excess: &[f64],
        unfinished: &mut [f64],
        finished: &mut [f64],
    ) {
        for n in 0..loads.len() {
            // Levels not in use have the load of the one before.
            let is_same = n > 0 && loads[n] == loads[n - 1] && excess[n] == excess[n - 1];
            (unfinished[n], finished[n]) = if is_same {
                (unfinished[n - 1], finished[n - 1])
            } else {
                self.probabilities(loads[n], excess[n])
            };
        }
    }

    fn ln_unfinished(&self, load: f64, excess: f64) -> f64 {
        let delta = load * excess;
        match (&self.speed, self.rates()) {
            (Speed::Constant(_), _) => self.overhead.ln_survival(delta),
            (Speed::Law(_), Some((first, second))) if delta.is_finite() => {
                Hypoexponential::new((first, second / load), delta).ln_survival()
            }
            _ => self.probabilities(load, excess).0.ln(),
        }
    }

    fn density_of(&self, load: f64, excess: f64) -> f64 {
        load * self.densities(load, excess).0
    }

    fn slope(&self, factor: f64, load: f64, _time: f64, excess: f64) -> f64 {
        factor * self.elasticity(load, excess) / load
    }

    /// Nobody waits for the overhead of a level without load: there is a jump.
    fn slope_without_load(&self, _factor: f64, _time: f64) -> f64 {
        0.0
    }

    fn unfinished_elasticity(&self, load: f64, excess: f64, unfinished: f64) -> f64 {
        match &self.speed {
            Speed::Constant(time) => self.overhead.failure_rate(load * excess) * (time * load),
            Speed::Law(_) => self.elasticity(load, excess) / unfinished,
        }
    }

    fn typical_excess(&self, load: f64, p: f64) -> f64 {
        let second = self.second().map_or(0.0, |law| law.upper_quantile(p));
        self.overhead.upper_quantile(p) / load + second
    }

    fn longest_excess(&self, load: f64) -> f64 {
        let second = self.second().map_or(0.0, CycleTime::excess_supremum);
        self.overhead.excess_supremum() / load + second
    }

    fn certain_load(&self, time: f64) -> f64 {
        let second = self.second().map_or(0.0, CycleTime::excess_supremum);
        ((time - self.overhead.excess_supremum()) / (self.least() + second)).max(0.0)
    }

    fn kinks(&self, load: f64) -> Vec<f64> {
        let first = self.overhead.excess_supremum() / load;
        let Some(second) = self.second().map(CycleTime::excess_supremum) else { return finite([first]) };
        finite([first, second, first + second])
    }

    /// `A/w + B > z` needs one of both above `z/2`, and `(p + q)^k <= 2^(k-1) (p^k + q^k)`.
    fn ln_tail_bound(&self, load: f64, y: f64, power: f64) -> f64 {
        let Some(second) = self.second() else {
            return self.overhead.ln_tail_integral_bound(load * y, power) - load.ln();
        };
        let first = self.overhead.ln_tail_integral_bound(0.5 * load * y, power) - load.ln();
        let second = second.ln_tail_integral_bound(0.5 * y, power);
        let (small, large) = (first.min(second), first.max(second));
        let sum = if large.is_finite() { large + (small - large).exp().ln_1p() } else { large };
        // The variable of both integrals is half that of the sum.
        sum + power * std::f64::consts::LN_2
    }

    fn is_tail_bound_sharp(&self) -> bool {
        self.second().is_none()
    }

    fn power_index(&self) -> f64 {
        self.second().map_or(f64::INFINITY, CycleTime::tail_index).min(self.overhead.tail_index())
    }

    fn relative_error(&self) -> f64 {
        let is_closed = self.second().is_none() || self.rates().is_some();
        if is_closed { ROUNDING } else { 10.0 * TOLERANCE }
    }

    fn is_slow(&self) -> bool {
        self.second().is_some() && self.rates().is_none()
    }
}

fn finite<const K: usize>(ends: [f64; K]) -> Vec<f64> {
    ends.into_iter().filter(|end| end.is_finite()).collect()
}
