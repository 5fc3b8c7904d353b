//! Order-statistic means of any law, by the trapezoid rule on one grid shared by all `n`.
//!
//! The `n`-th of `N` has density `N b(n-1; N-1, F) f`, with the binomial probability
//! `b(k; m, p) = C(m, k) p^k (1-p)^{m-k}`. In the variable `v = ln y` of the excess the integrand is analytic for every
//! unbounded law and falls off exponentially or faster at both ends, so that the trapezoid rule
//! converges geometrically in `1/step`; it needs no quantiles. For bounded laws the variable is
//! `v = ln(F/(1-F))`, at which the quantile is needed but no kink is left at the supremum.
//!
//! The nodes (`y`, `F`, `1 - F`, density) do not depend on `n`. Each `n` takes every `2^i`-th of them,
//! according to its own spread; the rule with twice the step comes for free and tells the error, and
//! so does the total mass, which must be 1.

use std::ops::RangeInclusive;

use super::means::Means;
use super::nodes::{log_nodes, logit_nodes, product, rounding};
use crate::numeric::special::{Factorials, deviance};
use crate::straggler::CycleTime;
use crate::threads;

/// Which mean is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    /// `E[Y_(n)]`, the excess over the infimum.
    Excess,
    /// `E[1/(infimum + Y_(n))]`.
    Rate {
        /// The infimum of the law.
        infimum: f64,
    },
}

impl Moment {
    fn at(self, y: f64) -> f64 {
        match self {
            Self::Excess => y,
            Self::Rate { infimum } => 1.0 / (infimum + y),
        }
    }
}

/// Finest steps in the smallest standard deviation of `v` of an order statistic.
const STEPS_PER_DEVIATION: f64 = 12.0;
/// Coarsest stride is `2^(COARSEST - 1)`.
const COARSEST: u32 = 12;
const MOST_NODES: f64 = 4e6;
/// Probability left out below and above the grid; the geometric end corrections take care of slow
/// power tails.
const BELOW: f64 = 1e-40;
/// ... and below for rates of laws with next to no shift, whose weight 1/y grows downwards.
const FAR_BELOW: f64 = 1e-300;
const ABOVE: f64 = 1e-300;
/// Logarithms of the excess are kept within this range.
const LIMIT: f64 = 690.0;
/// Terms below this share of the sum are left out.
const NEGLIGIBLE: f64 = 1e-18;
/// A row is accepted when halving the step changed it by less than this.
const CHANGE: f64 = 1e-11;
/// ... and when the mass differs from one by less than this.
const MASS: f64 = 1e-10;
/// Relative error of the ratio of neighbouring terms far out, from exponents of up to 700.
const RATIO_ERROR: f64 = 2e-13;
/// How often the whole grid may be refined.
const REFINEMENTS: usize = 2;

/// The means for the `n` in the range (contained in `1..=workers`), for a law of unit scale.
pub fn means(law: &dyn CycleTime, workers: usize, range: RangeInclusive<usize>, moment: Moment) -> Means {
    if range.is_empty() {
        return collect(&[]);
    }
    let factorials = Factorials::up_to(workers);
    let mut refinement = 1.0;
    for _ in 0..REFINEMENTS {
        let rows = rows(law, workers, range.clone(), moment, refinement, &factorials);
        if rows.iter().all(Row::converged) {
            return collect(&rows);
        }
        refinement *= 4.0;
    }
    collect(&rows(law, workers, range, moment, refinement, &factorials))
}

fn collect(rows: &[Row]) -> Means {
    Means {
        values: rows.iter().map(|row| row.sum).collect(),
        relative_error: rows.iter().map(Row::relative_error).fold(0.0, f64::max),
    }
}

fn rows(
    law: &dyn CycleTime,
    workers: usize,
    range: RangeInclusive<usize>,
    moment: Moment,
    refinement: f64,
    factorials: &Factorials,
) -> Vec<Row> {
    let grid = Grid::new(law, workers, moment, refinement);
    let first = *range.start();
    threads::map((range.end() + 1).saturating_sub(first), |i| grid.row(first + i, factorials))
}

/// The two sums of one `n`, and the mass.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    sum: f64,
    coarse: f64,
    mass: f64,
    /// Relative error of what lies beyond the grid, and by the rounding of the nodes.
    doubt: f64,
}

impl Row {
    fn change(&self) -> f64 {
        (self.sum - self.coarse).abs() / self.sum
    }

    fn converged(&self) -> bool {
        self.change() <= CHANGE && (self.mass - 1.0).abs() <= MASS
    }

    /// Halving the step squares the error or better, so a tenth of the change is more than is left;
    /// the mass shows rounding and the accuracy of the law's functions.
    fn relative_error(&self) -> f64 {
        0.1 * self.change() + (self.mass - 1.0).abs() + self.doubt + 8.0 * f64::EPSILON
    }
}

/// The nodes and, at each, what does not depend on `n`.
#[derive(Debug)]
pub struct Grid {
    workers: usize,
    step: f64,
    cdf: Vec<f64>,
    survival: Vec<f64>,
    /// `N dF/dv`, and that times the moment's function.
    mass: Vec<f64>,
    moment: Vec<f64>,
    /// Rounding of the distribution and the survival function, relative to them.
    cdf_rounding: Vec<f64>,
    survival_rounding: Vec<f64>,
    /// Sums of these from the first node to this one, and from this one to the last.
    below: PartialSums,
    above: PartialSums,
}

/// Sums of the mass and of the moment.
type PartialSums = Vec<(f64, f64)>;

impl Grid {
    fn new(law: &dyn CycleTime, workers: usize, moment: Moment, refinement: f64) -> Self {
        let bounded = law.excess_supremum().is_finite();
        let count = workers as f64;
        let (from, to) =
            if bounded { ((BELOW / count).ln(), -(BELOW / count).ln()) } else { support(law, count, moment) };
        let deviation = smallest_deviation(law, workers, bounded).min(0.5 * (to - from));
        let block = f64::from(1u32 << COARSEST);
        let intervals = ((to - from) / deviation * STEPS_PER_DEVIATION * refinement).min(MOST_NODES);
        let intervals = (intervals / block).ceil().max(1.0) * block;
        let step = (to - from) / intervals;
        let abscissae = (0..=intervals as usize).map(|i| from + step * i as f64);
        let mut nodes = if bounded { logit_nodes(law, abscissae) } else { log_nodes(law, abscissae) };
        nodes.mass.iter_mut().for_each(|mass| *mass *= count);
        let products: Vec<f64> =
            nodes.y.iter().zip(&nodes.mass).map(|(y, m)| product(*m, moment.at(*y))).collect();
        let (below, above) = partial_sums(&nodes.mass, &products);
        let abscissa = |i: usize| from + step * i as f64;
        let rounding = |of: &[f64]| -> Vec<f64> {
            let relative = |(i, (p, mass)): (usize, (&f64, &f64))| {
                rounding(*p, *mass / count, if bounded { 0.0 } else { abscissa(i) })
            };
            of.iter().zip(&nodes.mass).enumerate().map(relative).collect()
        };
        Self {
            workers,
            step,
            cdf_rounding: rounding(&nodes.cdf),
            survival_rounding: rounding(&nodes.survival),
            cdf: nodes.cdf,
            survival: nodes.survival,
            mass: nodes.mass,
            moment: products,
            below,
            above,
        }
    }

    /// The mean of the `n`-th order statistic, at the coarsest stride that converges.
    fn row(&self, n: usize, factorials: &Factorials) -> Row {
        let binomial = Binomial::new(n - 1, self.workers - 1, factorials);
        let u = n as f64 / (self.workers + 1) as f64;
        let slope = self.mass[self.middle(n)] / self.workers as f64;
        let deviation = (u * (1.0 - u) / (self.workers + 2) as f64).sqrt() / slope;
        let mut level = COARSEST - 1;
        while level > 0 && self.step * f64::from(1u32 << level) > 0.4 * deviation {
            level -= 1;
        }
        loop {
            let row = self.sum(&binomial, 1 << level);
            if row.converged() || level == 0 {
                return row;
            }
            level -= 1;
        }
    }

    /// The first node with `F >= n/(N+1)`. The binomial probability is within a factor `e` of its
    /// largest value there, and falls from there on both ways but for that factor.
    fn middle(&self, n: usize) -> usize {
        let u = n as f64 / (self.workers + 1) as f64;
        self.cdf.partition_point(|&f| f < u).min(self.cdf.len() - 1)
    }

    /// The trapezoid sum over every `stride`-th node.
    fn sum(&self, binomial: &Binomial, stride: usize) -> Row {
        let last = (self.cdf.len() - 1) / stride;
        let start = self.middle(binomial.n) / stride;
        let step = self.step * stride as f64;
        let mut sums = Sums::default();
        for i in start..=last {
            let weight = binomial.probability(self.cdf[i * stride], self.survival[i * stride]);
            self.add(&mut sums, binomial, i, stride, weight);
            if sums.rest_is_negligible(weight, self.above[i * stride], stride) {
                break;
            }
            if i == last {
                sums.extend_beyond();
            }
        }
        sums.turn();
        for i in (0..start).rev() {
            let weight = binomial.probability(self.cdf[i * stride], self.survival[i * stride]);
            self.add(&mut sums, binomial, i, stride, weight);
            if sums.rest_is_negligible(weight, self.below[i * stride], stride) {
                break;
            }
            if i == 0 {
                sums.extend_beyond();
            }
        }
        let sum = sums.even + sums.odd;
        Row {
            sum: step * sum,
            coarse: 2.0 * step * sums.even,
            mass: step * sums.mass,
            doubt: (sums.doubt + sums.rounding) / sum,
        }
    }

    fn add(&self, sums: &mut Sums, binomial: &Binomial, i: usize, stride: usize, weight: f64) {
        let node = i * stride;
        let term = product(weight, self.moment[node]);
        if term > 0.0 {
            // The binomial probability changes with its own distance from its largest value, the mass like `1 - F`.
            let below = (binomial.k - binomial.m * self.cdf[node]).abs() * self.cdf_rounding[node];
            let above = (binomial.rest - binomial.m * self.survival[node]).abs() + 1.0;
            sums.rounding += term * (below + above * self.survival_rounding[node]);
        }
        if i.is_multiple_of(2) {
            sums.even += term
        } else {
            sums.odd += term
        }
        sums.mass += product(weight, self.mass[i * stride]);
        sums.before = sums.last;
        sums.last = term;
    }
}

/// Running sums over even and odd nodes.
#[derive(Debug, Default)]
struct Sums {
    even: f64,
    odd: f64,
    mass: f64,
    last: f64,
    before: f64,
    /// Error of the terms added beyond the ends.
    doubt: f64,
    /// Error of the terms by the rounding of their nodes.
    rounding: f64,
}

impl Sums {
    /// Whether all further nodes together are negligible: their weights are below this one, and the
    /// sum of the rest of their terms is known.
    fn rest_is_negligible(&self, weight: f64, rest: (f64, f64), stride: usize) -> bool {
        let share = NEGLIGIBLE * stride as f64;
        product(weight, rest.0) <= share * self.mass
            && product(weight, rest.1) <= share * (self.even + self.odd)
    }

    /// Starts on the other side.
    fn turn(&mut self) {
        (self.last, self.before) = (0.0, 0.0);
    }

    /// Adds the terms beyond the end of the grid, which go on falling geometrically. The end itself is
    /// even: the number of intervals is an even multiple of every stride.
    fn extend_beyond(&mut self) {
        let ratio = self.last / self.before;
        if self.last > 0.0 && ratio < 1.0 {
            let square = ratio * ratio;
            self.odd += self.last * ratio / (1.0 - square);
            self.even += self.last * square / (1.0 - square);
            let rest = self.last * ratio / (1.0 - ratio);
            self.doubt += rest * RATIO_ERROR / (1.0 - ratio);
        }
    }
}

/// The binomial probability of `k` out of `m`, in Loader's saddle-point form.
struct Binomial {
    /// `k + 1`: the order statistic whose density has this factor.
    n: usize,
    k: f64,
    rest: f64,
    m: f64,
    ln_factor: f64,
}

impl Binomial {
    fn new(k: usize, m: usize, factorials: &Factorials) -> Self {
        let ln_factor = factorials.remainder(m) - factorials.remainder(k) - factorials.remainder(m - k);
        Self { n: k + 1, k: k as f64, rest: (m - k) as f64, m: m as f64, ln_factor }
    }

    fn probability(&self, success: f64, failure: f64) -> f64 {
        (self.ln_factor - deviance(self.k, self.m * success) - deviance(self.rest, self.m * failure)).exp()
    }
}

/// The range of `ln y` outside which nothing counts, save for the geometric corrections.
fn support(law: &dyn CycleTime, count: f64, moment: Moment) -> (f64, f64) {
    let first = law.quantile(1.0 / (count + 1.0)).ln().max(-LIMIT);
    let below = match moment {
        Moment::Rate { infimum } if infimum < first.exp() * 1e-20 => FAR_BELOW,
        _ => BELOW / count,
    };
    let mut from = law.quantile(below).ln().max(-LIMIT);
    if let Moment::Rate { infimum } = moment {
        // 1/(t0 + y) goes on rising down to y = t0, so the grid must reach below that.
        if infimum > 0.0 && from < first - 45.0 {
            from = from.min((infimum.ln() - 40.0).max(-LIMIT - 40.0));
        }
    }
    let to = law.upper_quantile(ABOVE).ln().min(LIMIT);
    (from, to.max(from + 1e-3))
}

/// The smallest standard deviation of `v` over the order statistics, by the delta method.
fn smallest_deviation(law: &dyn CycleTime, workers: usize, bounded: bool) -> f64 {
    const SAMPLE: usize = 400;
    let stride = workers.div_ceil(SAMPLE).max(1);
    let deviation = |n: usize| {
        let u = n as f64 / (workers + 1) as f64;
        let y = if u < 0.5 { law.quantile(u) } else { law.upper_quantile(1.0 - u) };
        let slope = if bounded { u * (1.0 - u) } else { y * law.density(y) };
        (u * (1.0 - u) / (workers + 2) as f64).sqrt() / slope
    };
    let candidates = (1..=workers).step_by(stride).chain([workers]).map(deviation);
    candidates.filter(|d| d.is_finite() && *d > 0.0).fold(f64::INFINITY, f64::min)
}

/// Sums of both sequences from the first node up to each, and from each to the last.
fn partial_sums(mass: &[f64], moment: &[f64]) -> (PartialSums, PartialSums) {
    let add = |sum: &mut (f64, f64), (mass, moment): (&f64, &f64)| {
        sum.0 += mass;
        sum.1 += moment;
        Some(*sum)
    };
    let below = mass.iter().zip(moment).scan((0.0, 0.0), add).collect();
    let mut above: Vec<(f64, f64)> = mass.iter().zip(moment).rev().scan((0.0, 0.0), add).collect();
    above.reverse();
    (below, above)
}
