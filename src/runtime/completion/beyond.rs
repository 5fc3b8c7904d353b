//! The problem beyond what is certain: for a law with a largest cycle time.
//!
//! A load `w_c` that even the slowest worker finishes by the deadline costs nothing, so some optimum has the whole of it
//! in `x_0`. With `x = w_c e_0 + r y` and `r = 1 - w_c` the rest `y` is a point of the same simplex with loads `u`, and
//! `Pr[T (w_c + r u) <= t]` is the distribution function of an unbounded law at `1 / u`. The bend of `ln Pr` at `w_c`, and
//! the cancellation next to it, are gone: next to certainty `r` is small, and numbers in `u` are not.

use std::sync::Arc;

use super::CompletionProbability;
use crate::shares::{Loads, Shares};
use crate::straggler::CycleTime;

/// The deadline of the rest, in its own unit of time.
const DEADLINE: f64 = 1.0;

/// A completion probability as one of the rest of the shares.
#[derive(Debug)]
pub struct Beyond {
    /// The probability at the rest `y`.
    pub evaluator: CompletionProbability,
    /// `w_c`; zero for an unbounded law.
    certain: f64,
    /// `r`.
    room: f64,
}

impl CompletionProbability {
    /// The same problem without the load that is certain.
    pub fn beyond_certain(&self) -> Beyond {
        Beyond::of(self)
    }
}

impl Beyond {
    /// Of a completion probability; itself where no load is certain, or all are.
    fn of(whole: &CompletionProbability) -> Self {
        let (certain, room) = (whole.certain_load(), whole.room);
        let infimum = whole.law.infimum();
        // Beyond this every worker is too slow.
        let most = if infimum > 0.0 { (whole.deadline / infimum - certain) / room } else { f64::INFINITY };
        if !(certain > 0.0 && room > 0.0 && room < 1.0 && most > 0.0) {
            return Self { evaluator: whole.clone(), certain: 0.0, room: 1.0 };
        }
        let law: Arc<dyn CycleTime> = Arc::new(RestLaw {
            law: Arc::clone(&whole.law),
            deadline: whole.deadline,
            certain,
            room,
            infimum: 1.0 / most,
        });
        let evaluator = CompletionProbability { law, deadline: DEADLINE, ..whole.clone() };
        Self { evaluator: CompletionProbability { room: 1.0, ..evaluator }, certain, room }
    }

    /// The shares with a rest.
    pub fn whole(&self, rest: &Shares) -> Shares {
        let mut shares: Vec<f64> = rest.as_slice().iter().map(|y| self.room * y).collect();
        shares[0] += self.certain;
        Shares::unchecked(shares)
    }

    /// The rest of shares, or of some that are no less probable: loads below `w_c` are raised to it, which costs nothing,
    /// and the surplus comes off the last blocks.
    pub fn rest(&self, shares: &Shares) -> Shares {
        if self.certain == 0.0 {
            return shares.clone();
        }
        let mut rest = raised(shares, self.certain);
        rest[0] -= self.certain;
        let uncoded = || Shares::uncoded(rest.len());
        Shares::on_ray(rest.clone()).unwrap_or_else(uncoded)
    }
}

/// Shares with every load at least at the floor, and no less probable.
fn raised(shares: &Shares, floor: f64) -> Vec<f64> {
    if shares.as_slice()[0] >= floor {
        return shares.as_slice().to_vec();
    }
    let loads = shares.loads().as_slice().iter().map(|w| w.max(floor)).collect();
    let mut next = Loads::new(loads).blocks();
    let mut surplus = next.iter().sum::<f64>() - 1.0;
    for x in next[1..].iter_mut().rev() {
        let taken = x.min(surplus);
        *x -= taken;
        surplus -= taken;
    }
    next
}

/// The law of `r / (t / T - w_c)`: a worker has done the load `u` of the rest by the time 1 iff it is at most `1 / u`.
#[derive(Debug)]
struct RestLaw {
    law: Arc<dyn CycleTime>,
    deadline: f64,
    certain: f64,
    room: f64,
    infimum: f64,
}

/// A cycle time of the original law.
struct Place {
    /// The load that takes the deadline at this cycle time.
    load: f64,
    /// Above the infimum.
    excess: f64,
    /// Below the supremum.
    deficit: f64,
}

impl RestLaw {
    /// At an excess of this law; both distances accurate in relative terms.
    fn place(&self, y: f64) -> Place {
        let time = self.infimum + y;
        let load = self.certain + self.room / time;
        let (infimum, width) = (self.law.infimum(), self.law.excess_supremum());
        let deficit = (infimum + width) * (self.room / time) / load;
        let excess = if infimum > 0.0 {
            infimum * (self.room / self.infimum) * (y / time) / load
        } else {
            self.deadline / load
        };
        let is_far = !y.is_finite() || deficit < 0.5 * width;
        Place { load, excess: if is_far { width - deficit } else { excess.min(width) }, deficit }
    }

    /// The excess of this law that belongs to one of the original.
    fn excess_of(&self, original: f64) -> f64 {
        let rest = self.deadline / (self.law.infimum() + original) - self.certain;
        if rest > 0.0 { (self.room / rest - self.infimum).max(0.0) } else { f64::INFINITY }
    }
}

impl CycleTime for RestLaw {
    fn infimum(&self) -> f64 {
        self.infimum
    }

    fn survival(&self, y: f64) -> f64 {
        let place = self.place(y);
        if place.deficit < place.excess {
            self.law.survival_below_supremum(place.deficit)
        } else {
            self.law.survival(place.excess)
        }
    }

    fn cdf(&self, y: f64) -> f64 {
        self.law.cdf(self.place(y).excess)
    }

    fn density(&self, y: f64) -> f64 {
        let time = self.infimum + y;
        if !time.is_finite() || time <= 0.0 {
            return 0.0;
        }
        let Place { load, excess, .. } = self.place(y);
        self.law.density(excess) * (self.deadline / load) * (self.room / time / load) / time
    }

    fn quantile(&self, p: f64) -> f64 {
        self.excess_of(self.law.quantile(p))
    }

    fn upper_quantile(&self, p: f64) -> f64 {
        self.excess_of(self.law.upper_quantile(p))
    }

    /// Not known in general, and asked by no completion probability; the tail is that of a power.
    fn mean(&self) -> f64 {
        f64::INFINITY
    }

    fn unit(&self) -> f64 {
        DEADLINE
    }

    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        Box::new(Self {
            law: Arc::clone(&self.law),
            room: self.room / unit,
            infimum: self.infimum / unit,
            ..*self
        })
    }

    fn origin_exponent(&self) -> f64 {
        self.law.origin_exponent()
    }
}
