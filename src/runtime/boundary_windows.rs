//! Which states, and which counts of a slice, the boundary recursion keeps, and what is lost by that.
//!
//! Windows around the typical path lose at most a given mass. Where the boundary is rarely violated that mass has to be
//! tiny beside the complement, and such windows grow wide. What violates is narrower: given that `k + 1` or some more
//! variables exceed `c_k`, those in a slice are binomial with a moderate mean, so that the tails of that law are to be cut,
//! relative to the complement, and not those of the typical one.

use super::boundary_rows::GROUP;
use crate::numeric::special::Factorials;

/// The largest probability of "exactly `n + 1` exceed `c_n`" that counts as rare.
const RARE: f64 = 1e-8;
/// Means from which on the smallest counts of a slice are left out.
const DIRECT: f64 = 30.0;

/// Survival function (nondecreasing) and distribution function at the levels.
#[derive(Clone, Copy)]
pub struct Levels<'a> {
    pub survival: &'a [f64],
    pub cdf: &'a [f64],
}

/// Where the kernel of a slice lies and which states precede it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Slice {
    /// Fewest points that the slice may hold.
    pub first: usize,
    /// How many points fewer than the most that it may hold, and one more: the number of its weights.
    pub counts: usize,
    /// Its weights are `kernels[start..end]`, with zeros up to whole groups of [`GROUP`].
    pub start: usize,
    pub end: usize,
    /// Window `low..=high` of the state before the slice.
    pub low: usize,
    pub high: usize,
}

/// Windows and kernels of all slices, for one number of workers.
#[derive(Debug, Clone)]
pub struct Windows {
    /// Slice means `q_n = N p_n`.
    pub means: Vec<f64>,
    /// Short kernels of all slices but the last, one after the other.
    pub kernels: Vec<f64>,
    pub slices: Vec<Slice>,
    factorials: Factorials,
}

/// Which counts of a slice to keep.
struct Counts {
    most: usize,
    /// Mass that may be left out below, and beyond.
    below: f64,
    beyond: f64,
}

impl Windows {
    pub fn new(workers: usize) -> Self {
        Self {
            means: vec![0.0; workers],
            kernels: Vec::new(),
            slices: vec![Slice::default(); workers],
            factorials: Factorials::up_to(workers),
        }
    }

    fn workers(&self) -> usize {
        self.slices.len()
    }

    /// Tables of factorials up to the number of workers.
    pub fn factorials(&self) -> &Factorials {
        &self.factorials
    }

    /// `1 / Pr[Poisson(N) = N]`, the price of conditioning on the total.
    pub fn conditioning(&self) -> f64 {
        self.factorials.remainder(self.workers()).exp()
    }

    /// Keeps all but a mass of `drop`.
    pub fn keep_all_but(&mut self, levels: Levels, drop: f64) {
        let workers = self.workers();
        let share = (drop / (4.0 * workers as f64)).max(f64::MIN_POSITIVE);
        let poisson_share = share / self.conditioning();
        let reach = -share.ln();
        let states = |n: usize| typical_states(n, workers as f64, levels, reach);
        let counts = |_, _| Counts { most: workers, below: poisson_share, beyond: poisson_share };
        self.cut(levels, states, counts);
    }

    /// Keeps what violates the boundary, or sits on it, but for a part `relative` of the complement; also what leads
    /// from there to the end. `violations` are [`Self::violations`], rare ones: [`is_rare`].
    ///
    /// A path to a violation at `c_k` has `j >= k + 1 >= N S_k` points above `c_k`, and given `j` the points above `c_n` are
    /// `Bin(j, S_n / S_k)`: never further below `N S_n` than `N` points in all would have them. The same holds for paths
    /// that leave the boundary. So the lower ends of the typical windows serve, by the multiplicative Chernoff bound,
    /// which is the better the larger the mean.
    pub fn keep_violating(&mut self, levels: Levels, violations: &[f64], relative: f64) {
        let total = self.workers() as f64;
        let share = relative / (4.0 * total * total);
        let reach = -share.ln();
        let tilts = tilts(levels, violations, share);
        let states = |n: usize| {
            let mean = total * levels.survival[n];
            let low = (mean - (2.0 * mean * reach).sqrt()).ceil().max(0.0) as usize;
            (low.min(n), n)
        };
        let counts = |n: usize, mean: f64| {
            let most = poisson_reach(mean * tilts[n], reach).min(total);
            Counts { most: most as usize, below: share, beyond: 0.0 }
        };
        self.cut(levels, states, counts);
    }

    /// Windows by the rule `states`, kernels by the rule `counts`, which is given a slice and its mean.
    fn cut(
        &mut self,
        levels: Levels,
        states: impl Fn(usize) -> (usize, usize),
        counts: impl Fn(usize, f64) -> Counts,
    ) {
        let count = self.workers();
        let total = count as f64;
        self.kernels.clear();
        for n in 0..count {
            let slice = &mut self.slices[n];
            (slice.low, slice.high) = states(n);
            if n + 1 == count {
                self.means[n] = total * levels.cdf[n];
                break;
            }
            self.means[n] = total * levels.between(n).max(0.0);
            let start = self.kernels.len();
            let kept = counts(n, self.means[n]);
            let slice = &mut self.slices[n];
            slice.first = push_poisson_weights(&mut self.kernels, self.means[n], &kept, &self.factorials);
            slice.start = start;
            slice.counts = self.kernels.len() - start;
            slice.end = start + slice.counts.next_multiple_of(GROUP);
            self.kernels.resize(slice.end, 0.0);
        }
        self.slices[0].low = 0;
        self.slices[0].high = 0;
    }

    /// `ln Pr[exactly k of the N variables exceed a level]` from its survival function `> 0` and its
    /// distribution function, `1 <= k <= N`.
    pub fn ln_exactly(&self, k: usize, survival: f64, cdf: f64) -> f64 {
        let above = k as f64 * survival.ln();
        let below = if k < self.workers() { (self.workers() - k) as f64 * cdf.ln() } else { 0.0 };
        self.factorials.ln_binomial(self.workers(), k) + above + below
    }

    /// `ln Pr[exactly n + 1 variables exceed c_n]` for every `n`: each of these events violates the boundary.
    pub fn violations(&self, levels: Levels) -> Vec<f64> {
        let of_level = |(n, (&survival, &cdf)): (usize, (&f64, &f64))| match survival > 0.0 {
            true => self.ln_exactly(n + 1, survival, cdf),
            false => f64::NEG_INFINITY,
        };
        levels.survival.iter().zip(levels.cdf).enumerate().map(of_level).collect()
    }
}

impl Levels<'_> {
    /// Probability of slice `n`, between `c_{n+1}` and `c_n`. The difference of the smaller pair is the accurate one.
    fn between(&self, n: usize) -> f64 {
        let (s, f) = (self.survival, self.cdf);
        if s[n + 1] < 0.5 { s[n + 1] - s[n] } else { f[n] - f[n + 1] }
    }
}

/// Whether violations are rare: that no level has the count of a violation with more than a tiny probability, and none
/// has more points above it in the mean.
pub fn is_rare(levels: Levels, violations: &[f64]) -> bool {
    let total = violations.len() as f64;
    let rare = RARE.ln();
    violations
        .iter()
        .zip(levels.survival)
        .enumerate()
        .all(|(n, (ln, s))| *ln < rare && (n + 1) as f64 >= total * s)
}

/// Upper bound of the logarithm of the complement of rare violations: the sum over the levels of the probabilities that
/// more than `n` exceed `c_n`.
pub fn ln_union_bound(levels: Levels, violations: &[f64]) -> f64 {
    let of_level = |n: usize| violations[n] - (-next_count(levels, n)).ln_1p();
    let terms: Vec<f64> = (0..violations.len()).map(of_level).collect();
    let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + terms.iter().map(|term| (term - largest).exp()).sum::<f64>().ln()
}

/// How much less likely `n + 2` points above `c_n` are than `n + 1`; the ratio falls from there on.
fn next_count(levels: Levels, n: usize) -> f64 {
    let rest = (levels.survival.len() - n - 1) as f64;
    rest / (n + 2) as f64 * (levels.survival[n] / levels.cdf[n])
}

/// For every slice, how many times its mean it holds at most, in the mean, given that some level below is violated: the
/// largest `j / (N S_k)`, where `k` is a level whose violation is no less likely than a part `share` of the likeliest,
/// and `j` the number of points above it that is exceeded with a part `share` at most.
fn tilts(levels: Levels, violations: &[f64], share: f64) -> Vec<f64> {
    let total = violations.len() as f64;
    let least = violations.iter().copied().fold(f64::NEG_INFINITY, f64::max) + share.ln();
    let mut largest = 1.0f64;
    let mut tilts = vec![1.0; violations.len()];
    for k in (0..violations.len()).rev() {
        tilts[k] = largest;
        let ratio = next_count(levels, k);
        if levels.survival[k] > 0.0 && violations[k] - (-ratio).ln_1p() >= least {
            let further = ((share * (1.0 - ratio)).ln() / ratio.ln()).ceil();
            let points = ((k + 1) as f64 + further.max(0.0)).min(total);
            largest = largest.max(points / (total * levels.survival[k]));
        }
    }
    tilts
}

/// The count that a Poisson variable of this mean, or a binomial one, exceeds with probability `exp(-reach)` at most:
/// Newton's method for the Chernoff bound from the right, from Bernstein's.
fn poisson_reach(mean: f64, reach: f64) -> f64 {
    if mean == 0.0 {
        return 0.0;
    }
    let third = reach / 3.0;
    let mut count = mean + third + (third * third + 2.0 * mean * reach).sqrt();
    for _ in 0..4 {
        let slope = (count / mean).ln();
        count -= (count * slope - count + mean - reach) / slope;
    }
    count.ceil()
}

/// Window of the points above `c_n`, at most `n`, from which a binomial count strays with probability at most
/// `exp(-reach)` to either side: the better of the Bernstein and the multiplicative Chernoff bound.
fn typical_states(n: usize, total: f64, levels: Levels, reach: f64) -> (usize, usize) {
    let mean = total * levels.survival[n];
    let variance = mean * levels.cdf[n];
    let third = reach / 3.0;
    let bernstein = third + (third * third + 2.0 * variance * reach).sqrt();
    let below = bernstein.min((2.0 * mean * reach).sqrt());
    let above = bernstein.min((2.0 * (total - mean) * reach).sqrt());
    let low = if below < mean { (mean - below).ceil() as usize } else { 0 };
    let low = low.min(n);
    (low, ((mean + above).ceil() as usize).clamp(low, n))
}

/// Appends the Poisson weights of `mean` that matter and returns the number of points of the first.
fn push_poisson_weights(
    kernels: &mut Vec<f64>,
    mean: f64,
    counts: &Counts,
    factorials: &Factorials,
) -> usize {
    let (first, mut weight) = if mean < DIRECT {
        (0, (-mean).exp())
    } else {
        // Poisson lower tail: Pr[K <= mean - t] <= exp(-t^2 / (2 mean)).
        let first = (mean - (-2.0 * mean * counts.below.ln()).sqrt()).max(0.0) as usize;
        let first = first.min(counts.most);
        (first, factorials.poisson(first, mean))
    };
    kernels.push(weight);
    let mut points = first as f64;
    for _ in first..counts.most {
        points += 1.0;
        weight *= mean / points;
        // Beyond the mean the tail is geometric with this ratio or better.
        if points > mean && weight * (points + 1.0) <= counts.beyond * (points + 1.0 - mean) {
            break;
        }
        kernels.push(weight);
    }
    first
}
