//! What a search proved, step by step, so that somebody else can check it.
//!
//! Everything here is a hint: multipliers of linear programs, which certificates turn into claims that a judge follows.

use std::rc::Rc;

/// A level and the load there at which a box is divided.
pub type Split = (usize, f64);

/// Multipliers that keep `ln Pr` at most at the target on a box: cuts with weights, and slopes in the loads of shares.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Cuts, with weights that sum to 1, or none.
    pub cuts: Vec<(Cut, f64)>,
    /// What the sum and the order of the loads contribute, a slope a level.
    pub slopes: Vec<f64>,
}

/// A tangent of `ln Pr`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// Survival probabilities at the levels where it touches.
    pub point: Rc<[f64]>,
    /// Its slopes in the `ln F(c_n)`.
    pub slopes: Vec<f64>,
    /// Its constant.
    pub constant: f64,
}

/// A step in a box.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// No point at the target has a load of at least `at` (upward), or of at most `at`, at the level.
    Load {
        /// The level.
        level: usize,
        /// Which side is empty.
        upward: bool,
        /// The end of what is left.
        at: f64,
        /// Why.
        leaf: Leaf,
    },
    /// Nothing is left.
    Closed(Leaf),
    /// The box is bisected; the lists of its parts follow.
    Split {
        /// Level and load.
        split: Split,
        /// The list of the lower part.
        below: usize,
        /// The list of the upper part.
        above: usize,
    },
    /// Partitions were gone through by their coefficients, of which no steps are kept.
    Coefficients,
}

/// The steps of a search: a list a box, the first one for all partitions.
#[derive(Debug, Clone, PartialEq)]
pub struct Trail {
    lists: Vec<Vec<Step>>,
    current: usize,
}

impl Default for Trail {
    fn default() -> Self {
        Self { lists: vec![Vec::new()], current: 0 }
    }
}

impl Trail {
    /// The steps in a box.
    pub fn steps(&self, list: usize) -> &[Step] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// Goes on with the box of a list.
    pub fn follow(&mut self, list: usize) {
        self.current = list;
    }

    /// Adds a step to the present box.
    pub fn add(&mut self, step: Step) {
        self.lists[self.current].push(step);
    }

    /// Starts the lists of two parts.
    pub fn parts(&mut self) -> [usize; 2] {
        let first = self.lists.len();
        self.lists.extend([Vec::new(), Vec::new()]);
        [first, first + 1]
    }
}
