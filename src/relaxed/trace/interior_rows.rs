//! The rows of the trace in an interior point method: slacks and multipliers of their inequalities.
//!
//! In row `s` with times `t_n`, slacks `r_n` and multipliers `l_n`, a step `dW` of the loads moves the runtime by
//! `dtheta = (sum_n D_n t_n dW_n + sum_n w_n - e) / sum_n D_n` with `D_n = l_n / r_n`, where `w_n r_n` is what is wanted
//! of the product `l_n r_n` beyond what it is, and `e` what the multipliers lack of `1/S`.

use crate::clock::Clock;

/// Rows between two looks at the clock.
const BETWEEN_LOOKS: usize = 512;
/// How far above the longest wait of a row its runtime starts, relative.
const START: f64 = 0.2;

/// Units of the times at each level, the number of rows `S`, and the first level.
#[derive(Debug, Clone)]
pub struct Scaled {
    pub units: Vec<f64>,
    pub rows: f64,
    pub first: usize,
}

/// How far primal and dual unknowns go along their directions, or the inverse of how far they may.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step {
    pub primal: f64,
    pub dual: f64,
}

/// Some rows of the trace, and what was summed over them last.
#[derive(Debug)]
pub struct Chunk<'a> {
    rows: &'a [Vec<f64>],
    slacks: Vec<f64>,
    duals: Vec<f64>,
    /// Products of the predictor's steps of slack and multiplier.
    second: Vec<f64>,
    /// Times, ratios of multiplier to slack, and steps of one row.
    space: Space,
    /// Lower triangle of the matrix of the loads.
    pub matrix: Vec<f64>,
    /// Multipliers times times, by level.
    pub weights: Vec<f64>,
    /// The right-hand side of the loads.
    pub pull: Vec<f64>,
    /// Sums of `r l`, `r dl`, `dr l` and `dr dl`.
    pub products: [f64; 4],
    pub pressure: Step,
}

#[derive(Debug, Clone, Default)]
struct Space {
    times: Vec<f64>,
    ratios: Vec<f64>,
    wanted: Vec<f64>,
    others: Vec<f64>,
}

impl<'a> Chunk<'a> {
    /// Of some rows, whose levels from `first` on are used.
    pub fn new(rows: &'a [Vec<f64>], first: usize) -> Self {
        let levels = rows.first().map_or(0, |row| row.len() - first);
        let empty = || vec![0.0; rows.len() * levels];
        let space = Space {
            times: vec![0.0; levels],
            ratios: vec![0.0; levels],
            wanted: vec![0.0; levels],
            others: vec![0.0; levels],
        };
        Self {
            rows,
            slacks: empty(),
            duals: empty(),
            second: empty(),
            space,
            matrix: vec![0.0; levels * levels],
            weights: vec![0.0; levels],
            pull: vec![0.0; levels],
            products: [0.0; 4],
            pressure: Step::default(),
        }
    }

    /// The multipliers, row by row.
    pub fn duals(&self) -> &[f64] {
        &self.duals
    }

    /// The share of these rows in the mean of the last level's time over all `rows`.
    pub fn mean_of_last(&self, rows: f64) -> f64 {
        self.rows.iter().filter_map(|row| row.last()).map(|t| t / rows).sum()
    }

    /// Sums over these rows of the times, by level of `workers`, weighted by multipliers that sum to one in every row.
    pub fn weighted(&self, first: usize, workers: usize) -> Vec<f64> {
        let mut weights = vec![0.0; workers];
        for (row, duals) in self.rows.iter().zip(self.duals.chunks_exact(workers - first)) {
            let sum: f64 = duals.iter().sum();
            for (n, dual) in (first..).zip(duals) {
                weights[n] += dual / sum * row[n];
            }
        }
        weights
    }

    /// Slacks at some loads, and multipliers whose products with them are equal in every row.
    pub fn start(&mut self, scaled: &Scaled, loads: &[f64]) {
        let levels = loads.len();
        self.weights.fill(0.0);
        for (s, row) in self.rows.iter().enumerate() {
            let waits =
                || row[scaled.first..].iter().zip(&scaled.units).zip(loads).map(|((t, u), w)| t * u * w);
            let runtime = (1.0 + START) * waits().fold(0.0, f64::max);
            let slacks = &mut self.slacks[s * levels..][..levels];
            slacks.iter_mut().zip(waits()).for_each(|(slack, wait)| *slack = runtime - wait);
            let inverse: f64 = slacks.iter().map(|slack| 1.0 / slack).sum();
            let duals = &mut self.duals[s * levels..][..levels];
            duals
                .iter_mut()
                .zip(slacks)
                .for_each(|(dual, slack)| *dual = 1.0 / (*slack * inverse * scaled.rows));
            for n in 0..levels {
                self.weights[n] += duals[n] * row[scaled.first + n] * scaled.units[n];
            }
        }
    }

    /// Times and ratios of a row, and the sum of the ratios.
    fn load_row(&mut self, scaled: &Scaled, s: usize) -> f64 {
        let levels = scaled.units.len();
        let Space { times, ratios, .. } = &mut self.space;
        let times = times.iter_mut().zip(&self.rows[s][scaled.first..]).zip(&scaled.units);
        times.for_each(|((time, t), unit)| *time = t * unit);
        let (duals, slacks) = (&self.duals[s * levels..], &self.slacks[s * levels..]);
        let pairs = ratios.iter_mut().zip(duals).zip(slacks);
        pairs.for_each(|((ratio, dual), slack)| *ratio = dual / slack);
        ratios.iter().sum()
    }

    /// Matrix, weights, the predictor's right-hand side, and the products as they are.
    pub fn assemble(&mut self, scaled: &Scaled, clock: &Clock) {
        let levels = scaled.units.len();
        self.matrix.fill(0.0);
        self.weights.fill(0.0);
        self.pull.fill(0.0);
        self.products = [0.0; 4];
        for s in 0..self.rows.len() {
            if s.is_multiple_of(BETWEEN_LOOKS) && clock.is_over() {
                return;
            }
            let sum = self.load_row(scaled, s);
            let Space { times, ratios, wanted: waits, others } = &mut self.space;
            let (duals, slacks) = (&self.duals[s * levels..][..levels], &self.slacks[s * levels..][..levels]);
            self.products[0] += duals.iter().zip(slacks).map(|(dual, slack)| dual * slack).sum::<f64>();
            sums_of_others(ratios, others);
            for n in 0..levels {
                waits[n] = ratios[n] * times[n];
                self.weights[n] += times[n] * duals[n];
                // Multipliers to zero: what is wanted beyond the product is its negative.
                self.pull[n] += waits[n] / (sum * scaled.rows) - times[n] * duals[n];
            }
            for n in 0..levels {
                let row = &mut self.matrix[n * levels..][..=n];
                let factor = waits[n] / sum;
                row.iter_mut().zip(&waits[..n]).for_each(|(entry, wait)| *entry -= factor * wait);
                row[n] += factor * times[n] * others[n];
            }
        }
    }

    /// The predictor's steps: products, and how far they may go.
    pub fn predict(&mut self, scaled: &Scaled, loads: &[f64]) {
        let levels = loads.len();
        let mut pressure = Step { primal: 1.0, dual: 1.0 };
        self.products[1..].fill(0.0);
        for s in 0..self.rows.len() {
            let sum = self.load_row(scaled, s);
            let Space { times, ratios, .. } = &self.space;
            let along: f64 = (0..levels).map(|n| ratios[n] * times[n] * loads[n]).sum();
            let runtime = (along - 1.0 / scaled.rows) / sum;
            for n in 0..levels {
                let (dual, slack) = (self.duals[s * levels + n], self.slacks[s * levels + n]);
                let slack_step = runtime - times[n] * loads[n];
                let dual_step = -dual - ratios[n] * slack_step;
                self.second[s * levels + n] = slack_step * dual_step;
                self.products[1] += slack * dual_step;
                self.products[2] += dual * slack_step;
                self.products[3] += slack_step * dual_step;
                pressure.primal = pressure.primal.max(-slack_step / slack);
                pressure.dual = pressure.dual.max(-dual_step / dual);
            }
        }
        self.pressure = pressure;
    }

    /// What is wanted of a row beyond its products, over the slacks; its sum, and what the multipliers lack.
    fn want(&mut self, scaled: &Scaled, s: usize, centre: f64) -> (f64, f64) {
        let levels = scaled.units.len();
        let (mut sum, mut duals) = (0.0, 0.0);
        for n in 0..levels {
            let (dual, slack) = (self.duals[s * levels + n], self.slacks[s * levels + n]);
            let wanted = (centre - self.second[s * levels + n]) / slack - dual;
            self.space.wanted[n] = wanted;
            sum += wanted;
            duals += dual;
        }
        (sum, 1.0 / scaled.rows - duals)
    }

    /// The corrector's right-hand side.
    pub fn correct(&mut self, scaled: &Scaled, centre: f64) {
        self.pull.fill(0.0);
        for s in 0..self.rows.len() {
            let sum = self.load_row(scaled, s);
            let (wanted, missing) = self.want(scaled, s, centre);
            let share = (wanted - missing) / sum;
            let Space { times, ratios, wanted, .. } = &self.space;
            for n in 0..times.len() {
                self.pull[n] += times[n] * (wanted[n] - ratios[n] * share);
            }
        }
    }

    /// Calls `each` with every inequality's place, and the corrector's steps of its slack and multiplier.
    fn corrected(
        &mut self,
        scaled: &Scaled,
        loads: &[f64],
        centre: f64,
        mut each: impl FnMut(&mut f64, &mut f64, f64, f64),
    ) {
        let levels = loads.len();
        for s in 0..self.rows.len() {
            let sum = self.load_row(scaled, s);
            let (wanted, missing) = self.want(scaled, s, centre);
            let Space { times, ratios, wanted: wants, .. } = &self.space;
            let along: f64 = (0..levels).map(|n| ratios[n] * times[n] * loads[n]).sum();
            let runtime = (along + wanted - missing) / sum;
            for n in 0..levels {
                let slack_step = runtime - times[n] * loads[n];
                let dual_step = wants[n] - ratios[n] * slack_step;
                let place = s * levels + n;
                each(&mut self.slacks[place], &mut self.duals[place], slack_step, dual_step);
            }
        }
    }

    /// How far the corrector's steps may go.
    pub fn aim(&mut self, scaled: &Scaled, loads: &[f64], centre: f64) {
        let mut pressure = Step { primal: 1.0, dual: 1.0 };
        self.corrected(scaled, loads, centre, |slack, dual, slack_step, dual_step| {
            pressure.primal = pressure.primal.max(-slack_step / *slack);
            pressure.dual = pressure.dual.max(-dual_step / *dual);
        });
        self.pressure = pressure;
    }

    /// Goes so far along the corrector's steps.
    pub fn advance(&mut self, scaled: &Scaled, loads: &[f64], centre: f64, step: Step) {
        self.corrected(scaled, loads, centre, |slack, dual, slack_step, dual_step| {
            *slack += step.primal * slack_step;
            *dual += step.dual * dual_step;
        });
    }
}

/// For each number the sum of all others: subtracting it from the sum of all would leave rounding.
fn sums_of_others(numbers: &[f64], out: &mut [f64]) {
    let mut before = 0.0;
    for (out, number) in out.iter_mut().zip(numbers) {
        *out = before;
        before += number;
    }
    let mut after = 0.0;
    for (out, number) in out.iter_mut().zip(numbers).rev() {
        *out += after;
        after += number;
    }
}
