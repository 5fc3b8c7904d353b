//! Large sets of rows that one choice of loads finishes by a deadline, without a claim to be the largest.

use std::cmp::Ordering;

use crate::clock::Clock;
use crate::runtime::deadline::Deadline;
use crate::shares::weight;

/// Passes of the local search, at most; each that goes on gains a row.
const PASSES: usize = 200;
/// Exchanges times rows of one pass, at most.
const EFFORT: usize = 1_000_000;

/// What the loads may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Of real block sizes.
    Relaxed,
    /// Of integer block sizes.
    Whole,
}

impl Kind {
    /// Which of two rows has the smaller limit at a level; integer limits tie more often.
    fn compare(self, deadline: &Deadline, level: usize, a: usize, b: usize) -> Ordering {
        match self {
            Self::Relaxed => deadline.times(b)[level].total_cmp(&deadline.times(a)[level]),
            Self::Whole => deadline.whole(a)[level].cmp(&deadline.whole(b)[level]),
        }
    }
}

/// The smallest limits of a set of rows.
#[derive(Debug, Clone)]
pub enum SetLimits {
    /// As the longest cycle times: those are exact.
    Relaxed(Vec<f64>),
    /// In coordinates.
    Whole(Vec<u128>),
}

impl SetLimits {
    /// The limits of a set.
    pub fn of(deadline: &Deadline, kind: Kind, rows: &[usize]) -> Self {
        match kind {
            Kind::Relaxed => Self::Relaxed(deadline.slowest(rows)),
            Kind::Whole => Self::Whole(deadline.whole_of(rows)),
        }
    }

    /// The limits with one row more.
    pub fn with(&self, deadline: &Deadline, row: usize) -> Self {
        match self {
            Self::Relaxed(times) => {
                Self::Relaxed(times.iter().zip(deadline.times(row)).map(|(a, b)| a.max(*b)).collect())
            }
            Self::Whole(limits) => {
                Self::Whole(limits.iter().zip(deadline.whole(row)).map(|(a, b)| *a.min(b)).collect())
            }
        }
    }

    /// Whether block sizes that sum to `L` keep them.
    pub fn fit(&self, deadline: &Deadline) -> bool {
        match self {
            Self::Relaxed(times) => deadline.finishes_within(times),
            Self::Whole(limits) => deadline.partition_under(limits).is_some(),
        }
    }
}

/// A subset of `rows` that fits; the empty one if the clock ends the search for it.
pub fn subset(deadline: &Deadline, kind: Kind, rows: &[usize], clock: &Clock) -> Vec<usize> {
    if clock.is_over() { Vec::new() } else { Greedy::new(deadline, kind, rows.to_vec()).run(clock) }
}

/// A set out of `possible` that fits and to which no row can be added, from a subset of `rows` by exchanges: one or
/// two of the rows that bind go while more others come, as long as the clock runs. Ascending.
pub fn best(
    deadline: &Deadline,
    kind: Kind,
    rows: &[usize],
    possible: &[usize],
    clock: &Clock,
) -> Vec<usize> {
    let mut best = extended(deadline, kind, subset(deadline, kind, rows, clock), possible, clock);
    for _ in 0..PASSES {
        match exchanged(deadline, kind, &best, possible, clock) {
            Some(better) => best = better,
            None => break,
        }
    }
    best.sort_unstable();
    best
}

/// Adds rows, those first that lower the limits least.
fn extended(
    deadline: &Deadline,
    kind: Kind,
    mut rows: Vec<usize>,
    possible: &[usize],
    clock: &Clock,
) -> Vec<usize> {
    let limits = deadline.limits_of(&rows);
    let cost = |row: usize| -> f64 {
        let lost = limits.iter().zip(deadline.limits(row)).map(|(old, new)| (old - new).max(0.0));
        lost.enumerate().map(|(level, lost)| weight(level, limits.len()) * lost).sum()
    };
    let mut inside = vec![false; deadline.rows()];
    rows.iter().for_each(|&row| inside[row] = true);
    let mut others: Vec<(f64, usize)> =
        possible.iter().filter(|&&row| !inside[row]).map(|&row| (cost(row), row)).collect();
    others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut limits = SetLimits::of(deadline, kind, &rows);
    for (_, row) in others {
        if clock.is_over() {
            break;
        }
        let with = limits.with(deadline, row);
        if with.fit(deadline) {
            limits = with;
            rows.push(row);
        }
    }
    rows
}

/// A larger set, if leaving out one or two binding rows makes room for more.
fn exchanged(
    deadline: &Deadline,
    kind: Kind,
    rows: &[usize],
    possible: &[usize],
    clock: &Clock,
) -> Option<Vec<usize>> {
    let limits = deadline.limits_of(rows);
    let binds = |&&row: &&usize| {
        (deadline.limits(row).iter().zip(&limits).enumerate())
            .any(|(n, (own, least))| own <= least && *own < (n + 1) as f64)
    };
    let binding: Vec<usize> = rows.iter().filter(binds).copied().collect();
    let singles = binding.iter().map(|&a| (a, a));
    let pairs = binding.iter().enumerate().flat_map(|(i, &a)| binding[..i].iter().map(move |&b| (a, b)));
    let most = EFFORT / possible.len().max(1) / deadline.workers() + 1;
    singles.chain(pairs).take(most).take_while(|_| !clock.is_over()).find_map(|(a, b)| {
        let rest = rows.iter().copied().filter(|&row| row != a && row != b).collect();
        let candidate = extended(deadline, kind, rest, possible, clock);
        (candidate.len() > rows.len()).then_some(candidate)
    })
}

/// Leaves out rows one by one until the rest fits, the one whose limits cost most first.
struct Greedy<'a> {
    deadline: &'a Deadline,
    kind: Kind,
    /// For every level the rows by their limit.
    orders: Vec<Vec<usize>>,
    left_out: Vec<bool>,
}

impl<'a> Greedy<'a> {
    fn new(deadline: &'a Deadline, kind: Kind, rows: Vec<usize>) -> Self {
        let order = |level: usize| {
            let mut order = rows.clone();
            order.sort_by(|&a, &b| kind.compare(deadline, level, a, b).then(a.cmp(&b)));
            order
        };
        let mut left_out = vec![true; deadline.rows()];
        rows.iter().for_each(|&row| left_out[row] = false);
        Self { deadline, kind, orders: (0..deadline.workers()).map(order).collect(), left_out }
    }

    fn run(mut self, clock: &Clock) -> Vec<usize> {
        let mut first = vec![0; self.orders.len()];
        while let Some(binding) = self.binding(&mut first) {
            if clock.is_over() {
                return Vec::new();
            }
            if SetLimits::of(self.deadline, self.kind, &binding).fit(self.deadline) {
                break;
            }
            let Some(row) = self.costliest(&binding, &first) else { break };
            self.left_out[row] = true;
        }
        (0..self.left_out.len()).filter(|&row| !self.left_out[row]).collect()
    }

    /// The row with the smallest limit at each level; `None` once no row is left.
    fn binding(&self, first: &mut [usize]) -> Option<Vec<usize>> {
        self.orders
            .iter()
            .zip(first)
            .map(|(order, first)| {
                *first += order[*first..].iter().take_while(|&&row| self.left_out[row]).count();
                order.get(*first).copied()
            })
            .collect()
    }

    /// The binding row without which the limits allow most.
    fn costliest(&self, binding: &[usize], first: &[usize]) -> Option<usize> {
        let mut gains = vec![0.0; binding.len()];
        for (level, &row) in binding.iter().enumerate() {
            let next = self.orders[level][first[level] + 1..].iter().find(|&&row| !self.left_out[row]);
            let next = next.map_or((level + 1) as f64, |&row| self.deadline.limits(row)[level]);
            let own = binding.iter().position(|&other| other == row).unwrap_or(level);
            gains[own] += weight(level, binding.len()) * (next - self.deadline.limits(row)[level]);
        }
        let best = gains.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        best.map(|(level, _)| binding[level])
    }
}
