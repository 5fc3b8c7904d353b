//! What a search has learnt so far: the best point, the bound it aims at, and what it has cost.

use super::incumbent::Incumbent;
use super::trail::{Split, Step, Trail};
use super::types::GlobalOptions;

/// The gap aimed at, in units of the one asked for: what is lost in rounding must not leave it open.
const AIM: f64 = 1.0 - 1e-4;

/// Incumbent, target and counters.
#[derive(Debug)]
pub struct State<'a> {
    /// The best point known.
    pub incumbent: Incumbent<'a>,
    /// `ln` of the incumbent's probability plus the tolerance: boxes bounded by it are closed.
    pub target: f64,
    /// The largest bound of what can be neither closed nor bisected, or was left by a limit.
    pub stuck: f64,
    /// Boxes and branches examined.
    pub nodes: usize,
    /// Linear programs solved.
    pub programs: usize,
    /// The steps, if they are recorded.
    pub trail: Option<Trail>,
}

impl<'a> State<'a> {
    /// From a first incumbent.
    pub fn new(incumbent: Incumbent<'a>, options: &GlobalOptions) -> Self {
        let target = target(&incumbent, options);
        Self { incumbent, target, stuck: f64::NEG_INFINITY, nodes: 0, programs: 0, trail: None }
    }

    /// Takes loads as the incumbent, rounded where necessary, if they are better.
    pub fn offer(&mut self, options: &GlobalOptions, loads: &[f64]) {
        if self.incumbent.offer(loads) {
            self.target = target(&self.incumbent, options);
        }
    }

    /// Takes the partition with lattice coefficients relative to `origin` as the incumbent if it is better.
    pub fn offer_coefficients(&mut self, options: &GlobalOptions, origin: &[u64], coefficients: &[i64]) {
        if self.incumbent.offer_coefficients(origin, coefficients) {
            self.target = target(&self.incumbent, options);
        }
    }

    /// Notes a step, where steps are recorded.
    pub fn record(&mut self, step: impl FnOnce() -> Step) {
        if let Some(trail) = &mut self.trail {
            trail.add(step());
        }
    }

    /// Goes on with the box of a list of steps.
    pub fn follow(&mut self, list: usize) {
        if let Some(trail) = &mut self.trail {
            trail.follow(list);
        }
    }

    /// The lists of steps of the parts of a box.
    pub fn divide(&mut self, split: Split) -> [usize; 2] {
        let Some(trail) = &mut self.trail else { return [0; 2] };
        let [below, above] = trail.parts();
        trail.add(Step::Split { split, below, above });
        [below, above]
    }
}

fn target(incumbent: &Incumbent<'_>, options: &GlobalOptions) -> f64 {
    let best = incumbent.probability();
    let gap = AIM * options.gap(best);
    if best.value > 0.5 {
        (-(best.complement - gap).max(0.0)).ln_1p()
    } else {
        (best.value + gap).ln().min(0.0)
    }
}
