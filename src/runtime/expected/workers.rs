//! The workers whose runtime is evaluated: their number and law, with tables, and the work space of one thread.

use std::sync::Arc;

use super::levels::Levels;
use crate::numeric::special::Factorials;
use crate::runtime::boundary::Boundary;
use crate::runtime::load_time::LoadTime;

/// `N` workers with i.i.d. times.
#[derive(Debug)]
pub struct Workers<T: LoadTime + ?Sized> {
    pub time: Arc<T>,
    pub count: usize,
    pub factorials: Factorials,
    boundary: Boundary,
}

impl<T: LoadTime + ?Sized> Workers<T> {
    /// For `count >= 1` workers.
    pub fn new(time: Arc<T>, count: usize) -> Self {
        Self { time, count, factorials: Factorials::up_to(count), boundary: Boundary::new(count) }
    }
}

/// Work space of one thread.
pub struct Workspace {
    pub boundary: Boundary,
    pub excess: Vec<f64>,
    pub survival: Vec<f64>,
    pub cdf: Vec<f64>,
}

impl Workspace {
    pub fn new<T: LoadTime + ?Sized>(workers: &Workers<T>) -> Self {
        let zeros = vec![0.0; workers.count];
        Self {
            boundary: workers.boundary.clone(),
            excess: zeros.clone(),
            survival: zeros.clone(),
            cdf: zeros,
        }
    }

    /// Survival and distribution function of the levels at `s = t0 + delta`.
    pub fn place<T: LoadTime + ?Sized>(&mut self, levels: &Levels, time: &T, delta: f64) {
        for (n, excess) in self.excess.iter_mut().enumerate() {
            *excess = levels.excess(n, delta);
        }
        time.unfinished_and_finished(&levels.whole, &self.excess, &mut self.survival, &mut self.cdf);
    }
}
