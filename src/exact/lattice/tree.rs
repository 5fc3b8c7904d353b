//! The tree of cases: which forms were asked about, and what closed each case. It is the proof of the bound.

/// Which values of its form a case has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At most the value of the case.
    Below,
    /// At least.
    Above,
}

impl Side {
    /// The next value on this side.
    pub fn next(self, value: i64) -> i64 {
        match self {
            Self::Below => value - 1,
            Self::Above => value + 1,
        }
    }

    /// Whether a multiplier has the sign that the side needs.
    pub fn allows(self, multiplier: f64) -> bool {
        match self {
            Self::Below => multiplier <= 0.0,
            Self::Above => multiplier >= 0.0,
        }
    }
}

/// Why no partition of a case is below a bound: a lower bound of the cost of all, and a multiplier for every form that was
/// fixed, from the root down.
#[derive(Debug, Clone)]
pub struct Reason<G> {
    pub ground: G,
    /// In units of the relaxed optimum a unit of the form.
    pub multipliers: Vec<f64>,
}

/// A question: the value of a form, split into cases.
#[derive(Debug, Clone)]
pub struct Node<G> {
    /// Index of the form.
    pub form: usize,
    /// Single values that were looked into, in the order of the search.
    pub values: Vec<(i64, Child<G>)>,
    /// The half-lines that are left, with their ends.
    pub below: Option<(i64, Reason<G>)>,
    pub above: Option<(i64, Reason<G>)>,
}

/// What a single value leads to.
#[derive(Debug, Clone)]
pub enum Child<G> {
    /// A further question, by its index.
    Node(usize),
    /// A proof.
    Leaf(Reason<G>),
}

/// A finished search: every case has its reason.
#[derive(Debug)]
pub struct Proof<G> {
    pub(super) forms: Vec<Vec<i64>>,
    pub(super) nodes: Vec<Node<G>>,
    pub(super) basis: Vec<Vec<i64>>,
    /// Levels below the first with a finite mean.
    pub(super) first: usize,
}

impl<G> Proof<G> {
    /// The forms, one entry a level.
    pub fn forms(&self) -> &[Vec<i64>] {
        &self.forms
    }

    /// The questions; the first is the root.
    pub fn nodes(&self) -> &[Node<G>] {
        &self.nodes
    }

    /// The basis that the forms are dual to, in their order: integer vectors of sum zero, one entry a level.
    pub fn basis(&self) -> &[Vec<i64>] {
        &self.basis
    }

    /// Blocks of the free levels with those below, which are empty.
    pub fn whole(&self, point: &[f64]) -> Vec<f64> {
        vec![0.0; self.first].into_iter().chain(point.iter().copied()).collect()
    }
}
