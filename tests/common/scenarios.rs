//! Integer programs for a finite set of scenarios, any joint law of the cycle times, for the tests that need an oracle.
//!
//! Given rows of cycle times, minimise the mean overall runtime `(1/S) sum_s tau(., T_s)`, the
//! factor `kappa` left out. The block program has one integer a level; the coordinate program has
//! one binary for every coordinate and level. Their optima are equal ([WCLZX23], Theorem 1), which
//! the tests use to check both. Sizes are meant for checks: the epigraph is written out in full.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use bcgc::internals::clock::Clock;
use bcgc::internals::numeric::integer;
use bcgc::internals::numeric::program::{IntegerProgram, Outcome};
use bcgc::{Error, Partition};

/// Scenarios: each row holds the cycle times of the `N` workers, nonincreasing, so that entry
/// `n` is `T_(N-n)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenarios {
    rows: Vec<Vec<f64>>,
    workers: usize,
}

impl Scenarios {
    /// Sorts each row. `None` if there is no row, a row is empty or of another length than the
    /// first, or a time is not finite and positive.
    pub fn new(mut rows: Vec<Vec<f64>>) -> Option<Self> {
        let workers = rows.first()?.len();
        let valid = |row: &Vec<f64>| row.len() == workers && row.iter().all(|t| t.is_finite() && *t > 0.0);
        if workers == 0 || !rows.iter().all(valid) {
            return None;
        }
        rows.iter_mut().for_each(|row| row.sort_by(|a, b| b.total_cmp(a)));
        Some(Self { rows, workers })
    }

    /// Random rounds of positive times from bytes.
    pub fn from_bytes(bytes: &[u8], workers: usize, rounds: usize) -> Self {
        let time = |i: usize| {
            1.0 + f64::from(bytes.get(i % bytes.len().max(1)).copied().unwrap_or(7)) / 16.0 + i as f64 * 0.01
        };
        let rows = (0..rounds).map(|s| (0..workers).map(|n| time(s * workers + n)).collect()).collect();
        Self::new(rows).expect("positive times")
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Mean overall runtime of a partition.
    pub fn mean_runtime(&self, partition: &Partition) -> f64 {
        let blocks: Vec<f64> = partition.blocks().iter().map(|&x| x as f64).collect();
        let total: f64 = self
            .rows
            .iter()
            .map(|row| {
                let mut load = 0.0;
                row.iter().zip(&blocks).enumerate().fold(0.0f64, |longest, (n, (t, x))| {
                    load += (n + 1) as f64 * x;
                    longest.max(t * load)
                })
            })
            .sum();
        total / self.rows.len() as f64
    }

    /// Mean overall runtime of coordinates computed in the given order with the given coding
    /// parameters, each below `N` ([WCLZX23], the runtime before sorting).
    ///
    /// [WCLZX23]: https://arxiv.org/abs/2206.02450
    pub fn mean_runtime_of_coordinates(&self, parameters: &[usize]) -> f64 {
        let total: f64 = self
            .rows
            .iter()
            .map(|row| {
                let mut load = 0.0;
                parameters.iter().fold(0.0f64, |longest, &s| {
                    load += (s + 1) as f64;
                    longest.max(row[s] * load)
                })
            })
            .sum();
        total / self.rows.len() as f64
    }

    /// The block program: integers `x_n`, cumulative loads, and the runtime of each scenario.
    pub fn block_program(&self, coordinates: u64) -> IntegerProgram {
        let mut program = IntegerProgram::default();
        let blocks: Vec<usize> =
            (0..self.workers).map(|_| program.column(0.0, 0.0, coordinates as f64, true)).collect();
        let loads: Vec<usize> =
            (0..self.workers).map(|_| program.column(0.0, 0.0, f64::INFINITY, false)).collect();
        program.equal(blocks.iter().map(|&x| (x, 1.0)).collect(), coordinates as f64);
        for n in 0..self.workers {
            let mut terms = vec![(loads[n], 1.0), (blocks[n], -((n + 1) as f64))];
            if n > 0 {
                terms.push((loads[n - 1], -1.0));
            }
            program.equal(terms, 0.0);
        }
        let share = 1.0 / self.rows.len() as f64;
        for row in &self.rows {
            let runtime = program.column(share, 0.0, f64::INFINITY, false);
            for (t, &load) in row.iter().zip(&loads) {
                program.at_least(vec![(runtime, 1.0), (load, -t)], 0.0);
            }
        }
        program
    }

    /// The coordinate program: binaries `a_{l,n}` (coordinate `l` has coding parameter `n`), loads after
    /// each coordinate, and the runtime of each scenario, bounded below where `a_{l,n} = 1`.
    pub fn coordinate_program(&self, coordinates: usize) -> IntegerProgram {
        let mut program = IntegerProgram::default();
        let choices: Vec<Vec<usize>> = (0..coordinates)
            .map(|_| (0..self.workers).map(|_| program.column(0.0, 0.0, 1.0, true)).collect())
            .collect();
        let mut loads = Vec::with_capacity(coordinates);
        for (l, choice) in choices.iter().enumerate() {
            program.equal(choice.iter().map(|&a| (a, 1.0)).collect(), 1.0);
            let load = program.column(0.0, 0.0, f64::INFINITY, false);
            let mut terms: Vec<(usize, f64)> =
                choice.iter().enumerate().map(|(n, &a)| (a, -((n + 1) as f64))).collect();
            terms.push((load, 1.0));
            if l > 0 {
                terms.push((loads[l - 1], -1.0));
            }
            program.equal(terms, 0.0);
            loads.push(load);
        }
        let share = 1.0 / self.rows.len() as f64;
        for row in &self.rows {
            let runtime = program.column(share, 0.0, f64::INFINITY, false);
            for (l, choice) in choices.iter().enumerate() {
                let most = ((l + 1) * self.workers) as f64;
                for (n, t) in row.iter().enumerate() {
                    // runtime >= t load - t most (1 - a): void unless a = 1.
                    program.at_least(vec![(runtime, 1.0), (loads[l], -t), (choice[n], -t * most)], -t * most);
                }
            }
        }
        program
    }

    /// The optimal partition of the block program and its bound, by HiGHS.
    ///
    /// # Errors
    /// When HiGHS fails.
    pub fn solve_blocks(&self, coordinates: u64) -> Result<(Option<Partition>, Outcome), Error> {
        let outcome = integer::solve(&self.block_program(coordinates), 0.0, &Clock::unlimited(), None)?;
        let partition = outcome.values.as_ref().and_then(|values| {
            let blocks = values[..self.workers].iter().map(|x| x.round().max(0.0) as u64).collect();
            Partition::new(blocks, self.workers, coordinates).ok()
        });
        Ok((partition, outcome))
    }

    /// The optimal coding parameters of the coordinate program and its bound, by HiGHS.
    ///
    /// # Errors
    /// When HiGHS fails.
    pub fn solve_coordinates(&self, coordinates: usize) -> Result<(Option<Vec<usize>>, Outcome), Error> {
        let outcome = integer::solve(&self.coordinate_program(coordinates), 0.0, &Clock::unlimited(), None)?;
        let parameters = outcome.values.as_ref().map(|values| {
            // The binaries are the first columns.
            let choices = &values[..coordinates * self.workers];
            choices
                .chunks(self.workers)
                .map(|choice| choice.iter().position(|a| *a > 0.5).unwrap_or(0))
                .collect()
        });
        Ok((parameters, outcome))
    }
}
