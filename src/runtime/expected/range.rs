//! The range of integration and its variable.

use super::levels::Levels;
use super::power_tails::PowerTails;
use super::workers::{Workers, Workspace};
use crate::clock::Clock;
use crate::runtime::load_time::LoadTime;

/// Where `Pr[tau > s]` differs from one and from zero.
pub(super) struct Range {
    /// The excess at which a tenth of the rounds are over: the unit of `delta` in `delta = unit e^v`, where `v` is
    /// the variable of integration. It resolves every scale, and power tails become exponential.
    pub unit: f64,
    /// Ends of the quadrature panels in this variable.
    pub breaks: Vec<f64>,
    /// A lower bound on `E[tau]` of the right magnitude (`W_{N-1} = 1`).
    pub magnitude: f64,
    /// What lies beyond the range, where no number is left to go further.
    pub beyond: Option<PowerTails>,
}

impl Range {
    /// Searches for the range whose complement adds less than `share` of the value; `None` if the clock ends the search.
    pub fn find(
        workers: &Workers<impl LoadTime + ?Sized>,
        levels: &Levels,
        share: f64,
        clock: &Clock,
    ) -> Option<Self> {
        let time = workers.time.as_ref();
        let middle = typical_delta(workers, levels).ln();
        let t0 = levels.infimum;
        let mut space = Workspace::new(workers);
        let mut finished = |u: f64, drop: f64| {
            if clock.is_over() {
                return 0.0;
            }
            space.place(levels, time, u.exp());
            space.boundary.probability(&space.survival, &space.cdf, drop).probability
        };
        let tenth = last_where(middle, |u| finished(u, 1e-3) <= 0.1);
        // E[tau] >= s Pr[tau > s]; the mass dropped above is far below what 0.85 leaves of 0.9.
        let magnitude = 0.85 * (t0 + tenth.exp());
        // Where cycle times spread over many orders of magnitude, rare rounds make up the mean.
        let rare = rare_rounds(workers, levels, tenth, SPREAD * magnitude);
        let magnitude = rare.map_or(magnitude, |rare| rare / SPREAD);
        let small = share * magnitude;
        let from = last_where(tenth, |u| {
            let s = t0 + u.exp();
            s * finished(u, 0.1 * small / s) <= 0.9 * small
        });
        if clock.is_over() {
            return None;
        }
        let mut to = first_where(middle.max(from), |u| upper_tail(workers, levels, u.exp()) <= small);
        let beyond = (to >= U_LIMIT).then(|| PowerTails::new(workers, levels, to.exp()));
        let mut logarithms = vec![from, tenth];
        to = to.min(longest(time, levels));
        logarithms.extend(kinks(time, levels).into_iter().take(ROUGH));
        logarithms.push(to);
        let mut breaks: Vec<f64> =
            logarithms.into_iter().filter(|&u| u >= from && u <= to).map(|u| u - tenth).collect();
        breaks.sort_by(f64::total_cmp);
        breaks.dedup_by(|b, a| *b - *a < NARROWEST);
        if breaks.len() < 2 {
            breaks.push(breaks[0] + NARROWEST);
        }
        Some(Self { unit: tenth.exp(), breaks, magnitude, beyond })
    }

    /// Length of the range in the variable of integration.
    pub fn width(&self) -> f64 {
        self.breaks[self.breaks.len() - 1] - self.breaks[0]
    }
}

/// Logarithms of the `delta` at which a level in use reaches a point where its law is not smooth, from the lowest
/// level on: where the law ends, `Pr[tau > s]` is only `n` times differentiable.
fn kinks(time: &(impl LoadTime + ?Sized), levels: &Levels) -> Vec<f64> {
    let of = |n: usize| {
        let at = move |excess: f64| ((excess - levels.offset[n]) * levels.load[n]).ln();
        time.kinks(levels.whole[n]).into_iter().map(at).filter(|u| u.is_finite())
    };
    in_use(levels).flat_map(of).collect()
}

/// Logarithm of the `delta` by which every level in use is surely done.
fn longest(time: &(impl LoadTime + ?Sized), levels: &Levels) -> f64 {
    let of = |n: usize| ((time.longest_excess(levels.whole[n]) - levels.offset[n]) * levels.load[n]).ln();
    in_use(levels).map(of).filter(|u| !u.is_nan()).fold(f64::NEG_INFINITY, f64::max)
}

/// The levels that are waited for.
fn in_use(levels: &Levels) -> impl Iterator<Item = usize> {
    (0..levels.load.len()).filter(|&n| levels.load[n] > 0.0)
}

/// A `delta` in the bulk of the law of `tau - t0`.
fn typical_delta(workers: &Workers<impl LoadTime + ?Sized>, levels: &Levels) -> f64 {
    let count = workers.count as f64;
    (0..workers.count)
        .filter(|&n| levels.load[n] > 0.0)
        .map(|n| {
            let y = workers.time.typical_excess(levels.whole[n], (n as f64 + 0.7) / (count + 0.4));
            (y - levels.offset[n]) * levels.load[n]
        })
        .fold(f64::MIN_POSITIVE, f64::max)
}

/// A lower bound on `E[tau]` by rounds that take much longer than most: the largest `s Pr[tau > s]` on a coarse grid, where
/// `tau > s` if exactly `n + 1` workers exceed a level `n`. `None` where it is not above `least`.
fn rare_rounds(
    workers: &Workers<impl LoadTime + ?Sized>,
    levels: &Levels,
    tenth: f64,
    least: f64,
) -> Option<f64> {
    let mut most = least;
    let mut u = tenth + SPREAD.ln();
    // As long as all levels together can add more.
    while u < U_LIMIT && upper_tail(workers, levels, u.exp()) > most {
        let s = levels.infimum + u.exp();
        let probable = |n: usize| {
            let y = levels.excess(n, u.exp());
            let (above, below) = ((n + 1) as f64, (workers.count - n - 1) as f64);
            let ln_unfinished = workers.time.ln_unfinished(levels.whole[n], y);
            let ln_cdf = if below > 0.0 { below * finished(workers, levels.whole[n], y).ln() } else { 0.0 };
            let ln_sets = workers.factorials.ln_binomial(workers.count, n + 1);
            (ln_sets + above * ln_unfinished + ln_cdf).exp()
        };
        let in_use = (0..workers.count).filter(|&n| levels.load[n] > 0.0);
        let found = s * in_use.map(probable).fold(0.0, f64::max);
        most = most.max(found);
        u += COARSE;
    }
    (most > least).then_some(most)
}

/// `Pr[a load is done by an excess]`.
fn finished(workers: &Workers<impl LoadTime + ?Sized>, load: f64, excess: f64) -> f64 {
    let (mut unfinished, mut finished) = ([0.0], [0.0]);
    workers.time.unfinished_and_finished(&[load], &[excess], &mut unfinished, &mut finished);
    finished[0]
}

/// Upper bound on `s Pr[tau > s]` plus the integral of `Pr[tau > .]` beyond `s = t0 + delta`.
fn upper_tail(workers: &Workers<impl LoadTime + ?Sized>, levels: &Levels, delta: f64) -> f64 {
    let s = levels.infimum + delta;
    let mut sum = 0.0;
    for n in 0..workers.count {
        if levels.load[n] == 0.0 {
            continue;
        }
        let y = levels.excess(n, delta);
        let power = (n + 1) as f64;
        let ln_sets = workers.factorials.ln_binomial(workers.count, n + 1);
        let ln_survival = workers.time.ln_unfinished(levels.whole[n], y);
        let here = s * (ln_sets + power * ln_survival).exp();
        let beyond = levels.load[n] * (ln_sets + workers.time.ln_tail_bound(levels.whole[n], y, power)).exp();
        sum += here + beyond;
    }
    sum
}

/// Kinks that end a panel: the others are too smooth to be worth one, and halving finds those that are not.
const ROUGH: usize = 8;
/// How much longer than most the rounds take that are looked for, and how much more they must add to the mean.
const SPREAD: f64 = 256.0;
/// Step of that search: the bound is within this power of e of the best.
const COARSE: f64 = 2.0;
/// Steps of the searches below, in units of `u`.
const STEP: f64 = 0.4;
const RESOLUTION: f64 = 0.1;
/// Logarithms of the range of double precision, with room for the loads.
const U_LIMIT: f64 = 600.0;
/// Breaks closer than this are one.
const NARROWEST: f64 = 1e-9;

/// About the largest `u` below which the monotone `small` holds, from a start on either side.
fn last_where(start: f64, mut small: impl FnMut(f64) -> bool) -> f64 {
    let (mut inside, mut outside);
    let mut step = STEP;
    if small(start) {
        (inside, outside) = (start, start + step);
        while small(outside) {
            if outside >= U_LIMIT {
                return U_LIMIT;
            }
            step *= 2.0;
            (inside, outside) = (outside, (outside + step).min(U_LIMIT));
        }
    } else {
        (inside, outside) = (start - step, start);
        while !small(inside) {
            if inside <= -U_LIMIT {
                return -U_LIMIT;
            }
            step *= 2.0;
            (inside, outside) = ((inside - step).max(-U_LIMIT), inside);
        }
    }
    while outside - inside > RESOLUTION {
        let middle = 0.5 * (inside + outside);
        if small(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    inside
}

/// About the smallest `u` from which the monotone `small` holds.
fn first_where(start: f64, mut small: impl FnMut(f64) -> bool) -> f64 {
    -last_where(-start, |u| small(-u))
}
