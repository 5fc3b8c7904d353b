//! `coordinate-exact`: the problem over coding parameters itself, one a coordinate, in every order, on the rows of a trace.
//!
//! Minimise the mean over the rows of `max_l T_(N-s_l) sum_{i<=l} (s_i + 1)` over all `s` ([WCLZX23], Problem 1), without
//! the theorem that sorts it into blocks: the method shows on an instance that the blocks of `exact` lose nothing. What
//! the first `l` coordinates mean for the rest is their load and the longest wait in every row so far. Of two beginnings
//! of one load, one whose waits are all as long or longer is dropped, as is one that cannot end below the best known.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use std::collections::BTreeMap;

use crate::clock::Clock;
use crate::error::Error;
use crate::gap;
use crate::method::{Answer, Method, Run};
use crate::partition::Partition;
use crate::problem::Problem;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::trace_runtime::TraceRuntime;
use crate::solution::{Solution, Status};
use crate::wording::counted;

/// The method.
pub const METHOD: Method = Method {
    name: "coordinate-exact",
    is_sampled: false,
    is_closed_form: false,
    answers: &[Answer {
        source: "search over the coding parameters of the coordinates in every order; [WCLZX23], Problem 1, on a trace",
        guarantee: "optimum over coding parameters within the stated gap",
        needs: &[],
        run: Run::TraceRuntime(solve),
    }],
};

/// Workers times coordinates, at most: binaries of the integer program.
const MOST_CHOICES: u64 = 400;
/// Rows of the trace, at most.
const MOST_ROWS: usize = 1000;
/// Beginnings of one length that are kept, times rows, at most: beyond, the search ends with its gap open.
const MOST_WAITS: usize = 10_000_000;
/// Rounding errors of a mean of waits, relative, for each row and beyond.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

/// A beginning: coding parameters of the first coordinates.
struct Beginning {
    /// The longest wait in every row so far, in units of the rows.
    waits: Vec<f64>,
    /// The last step of it among all.
    step: Option<usize>,
}

/// A coding parameter behind a beginning.
struct Step {
    before: Option<usize>,
    parameter: usize,
}

/// How a search ended.
struct Found {
    /// The best coding parameters.
    order: Vec<usize>,
    /// No order has a mean wait below it.
    bound: f64,
    beginnings: usize,
    status: Status,
}

fn solve(problem: &Problem, evaluator: &TraceRuntime) -> Result<Solution, Error> {
    let choices = (problem.workers() as u64).saturating_mul(problem.coordinates());
    let rows = evaluator.rows().len();
    if choices > MOST_CHOICES || rows > MOST_ROWS {
        let reason = format!(
            "it takes at most {MOST_CHOICES} for workers times coordinates, and {MOST_ROWS} rounds: here {choices} \
             and {rows}"
        );
        return Ok(Solution::inapplicable(METHOD.name, reason));
    }
    let coordinates = problem.coordinates() as usize;
    let found = Search::new(evaluator, coordinates).run(&problem.clock());
    let rounding = ROUNDING * (rows + coordinates) as f64;
    let mut blocks = vec![0; problem.workers()];
    found.order.iter().for_each(|&s| blocks[s] += 1);
    let partition = Partition::new(blocks, problem.workers(), problem.coordinates())?;
    let value = evaluator.value_of_partition(&partition);
    // Inner values are of shares.
    let bound = evaluator.bound(found.bound / coordinates as f64 * (1.0 - rounding));
    let is_closed =
        value.is_some_and(|value| gap::relative(value.value, bound) <= problem.gap().max(2.0 * rounding));
    let status = if found.status == Status::Optimal && !is_closed { Status::GapLimit } else { found.status };
    let shown: Vec<String> = found.order.iter().map(usize::to_string).collect();
    Ok(Solution {
        value,
        bound: Some(problem.bound(METHOD.name, bound, status)),
        partition: Some(partition),
        note: Some(format!(
            "{} of coding parameters; s = {}",
            counted(found.beginnings as u64, "beginning"),
            shown.join(" ")
        )),
        ..Solution::empty(METHOD.name, status)
    })
}

struct Search<'a> {
    rows: &'a [Vec<f64>],
    first: usize,
    workers: usize,
    coordinates: usize,
    steps: Vec<Step>,
}

impl<'a> Search<'a> {
    fn new(evaluator: &'a TraceRuntime, coordinates: usize) -> Self {
        Self {
            rows: evaluator.rows(),
            first: evaluator.first_level(),
            workers: evaluator.workers(),
            coordinates,
            steps: Vec::new(),
        }
    }

    fn mean(&self, waits: impl Iterator<Item = f64>) -> f64 {
        waits.sum::<f64>() / self.rows.len() as f64
    }

    /// The best constant parameter and its mean wait: the first incumbent.
    fn best_level(&self) -> (usize, f64) {
        let wait =
            |n: usize| self.mean(self.rows.iter().map(|row| row[n] * ((n + 1) * self.coordinates) as f64));
        let levels = (self.first..self.workers).map(|n| (n, wait(n)));
        levels.reduce(|a, b| if b.1 < a.1 { b } else { a }).unwrap_or((self.workers - 1, f64::INFINITY))
    }

    /// What a beginning of a load can end at least with: even the fastest worker has the rest to do, at the least
    /// redundancy.
    fn least(&self, waits: &[f64], load: usize, rest: usize) -> f64 {
        let last =
            |row: &Vec<f64>| row.last().copied().unwrap_or(0.0) * (load + rest * (self.first + 1)) as f64;
        self.mean(waits.iter().zip(self.rows).map(|(wait, row)| wait.max(last(row))))
    }

    fn run(mut self, clock: &Clock) -> Found {
        let (level, mut value) = self.best_level();
        let mut order = vec![level; self.coordinates];
        let start = Beginning { waits: vec![0.0; self.rows.len()], step: None };
        let root = self.least(&start.waits, 0, self.coordinates);
        let mut layer = BTreeMap::from([(0, vec![start])]);
        let ended = |order, status, beginnings| Found { order, bound: root, beginnings, status };
        for done in 1..=self.coordinates {
            let rest = self.coordinates - done;
            let mut next: BTreeMap<usize, Vec<Beginning>> = BTreeMap::new();
            for (load, beginnings) in layer {
                for beginning in &beginnings {
                    if clock.is_over() {
                        return ended(order, Status::TimeLimit, self.steps.len());
                    }
                    for s in self.first..self.workers {
                        let load = load + s + 1;
                        let waits: Vec<f64> = (beginning.waits.iter().zip(self.rows))
                            .map(|(wait, row)| wait.max(row[s] * load as f64))
                            .collect();
                        if self.least(&waits, load, rest) >= value {
                            continue;
                        }
                        if let Some(kept) = keep(next.entry(load).or_default(), waits) {
                            self.steps.push(Step { before: beginning.step, parameter: s });
                            kept.step = Some(self.steps.len() - 1);
                        }
                    }
                }
            }
            if next.values().map(Vec::len).sum::<usize>().saturating_mul(self.rows.len()) > MOST_WAITS {
                return ended(order, Status::GapLimit, self.steps.len());
            }
            layer = next;
        }
        for beginning in layer.into_values().flatten() {
            let wait = self.mean(beginning.waits.into_iter());
            if wait < value {
                (order, value) = (self.order(beginning.step), wait);
            }
        }
        Found { order, bound: value, beginnings: self.steps.len(), status: Status::Optimal }
    }

    /// The parameters up to a step.
    fn order(&self, mut step: Option<usize>) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.coordinates);
        while let Some(at) = step {
            order.push(self.steps[at].parameter);
            step = self.steps[at].before;
        }
        order.reverse();
        order
    }
}

/// Keeps waits among those of one load and length, unless others are nowhere longer; drops those that are nowhere shorter.
fn keep(kept: &mut Vec<Beginning>, waits: Vec<f64>) -> Option<&mut Beginning> {
    let covers = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a <= b);
    if kept.iter().any(|other| covers(&other.waits, &waits)) {
        return None;
    }
    kept.retain(|other| !covers(&waits, &other.waits));
    kept.push(Beginning { waits, step: None });
    kept.last_mut()
}
