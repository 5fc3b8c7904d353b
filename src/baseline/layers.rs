//! The layers of hierarchical coded computation: an integer program solved by counting.
//!
//! Maximise `u` subject to `u <= (s_j + 1)/j` for the layers `j = 1..=r`, integers
//! `s_min <= s_1 <= .. <= s_r <= N-1` of a given sum. For a given `u` the constraint says
//! `s_j >= l_j = max(s_min, ceil(u j) - 1)`, and every choice between these and `N-1` can be raised to the
//! sum. The optimum is therefore the largest `u <= N/r` with `sum l_j <= sum`, and all sequences above
//! the `l_j` of the right sum are optimal: usually many.
//!
//! As `r` may be as large as the number of coordinates, only the number of layers at each level is
//! kept; all arithmetic is in integers.

/// How many layers have `s_j = n`, for each level `n = 0..=N-1`.
pub type Counts = Vec<u64>;

/// The integer program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layers {
    /// Number of workers `N`, `1..=2^20`.
    pub workers: u64,
    /// Number of layers `r`, `1..=2^53`.
    pub layers: u64,
    /// The least redundancy of a layer.
    pub least: u64,
    /// `sum s_j`, between `r s_min` and `r (N-1)`.
    pub sum: u128,
}

/// The first and the last optimal sequence in lexicographic order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optima {
    /// The optimal `u`, numerator and denominator.
    pub u: (u128, u128),
    /// Lexicographically smallest.
    pub smallest: Counts,
    /// Lexicographically largest.
    pub largest: Counts,
}

impl Layers {
    /// Solves the program; `None` where no sequence has the sum.
    pub fn solve(&self) -> Option<Optima> {
        let layers = u128::from(self.layers);
        let feasible = self.workers >= 1
            && self.layers >= 1
            && self.sum >= layers * u128::from(self.least)
            && self.sum <= layers * u128::from(self.workers - 1);
        if !feasible {
            return None;
        }
        let (numerator, denominator) = self.least_inverse();
        let lowest = self.lower_bounds(numerator, denominator);
        let deficit = self.sum - total(&lowest);
        Some(Optima {
            u: (denominator, numerator),
            smallest: raise_from_the_top(&lowest, deficit),
            largest: raise_from_the_bottom(&lowest, self.sum),
        })
    }

    /// The smallest `1/u >= r/N` whose lower bounds do not exceed the sum, as a fraction.
    ///
    /// It is `r/N` or a fraction `j/d` with `d < N`, where a lower bound jumps. Bisection on a grid finer
    /// than the distance of two such fractions finds the interval, which then holds only one.
    fn least_inverse(&self) -> (u128, u128) {
        let (workers, layers) = (u128::from(self.workers), u128::from(self.layers));
        let fits = |numerator, denominator| total(&self.lower_bounds(numerator, denominator)) <= self.sum;
        if fits(layers, workers) {
            return (layers, workers);
        }
        let grid = workers * workers;
        // At 1/u = r all l_j are s_min, which fits; at r/N they do not.
        let (mut outside, mut inside) = (layers * workers, layers * grid);
        while inside - outside > 1 {
            let middle = outside + (inside - outside) / 2;
            if fits(middle, grid) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        let jump = (1..workers).map(|d| (d * inside / grid, d)).find(|(j, d)| j * grid > d * outside);
        jump.unwrap_or((inside, grid))
    }

    /// Counts of `l_j = max(s_min, ceil(j / y) - 1)` for `y = numerator / denominator >= r/N`: `l_j <= v` iff
    /// `v >= s_min` and `j <= (v+1) y`.
    fn lower_bounds(&self, numerator: u128, denominator: u128) -> Counts {
        let mut counts = vec![0; self.workers as usize];
        let mut before = 0;
        for (v, count) in counts.iter_mut().enumerate().skip(self.least as usize) {
            let up_to = ((v as u128 + 1) * numerator / denominator).min(u128::from(self.layers)) as u64;
            *count = up_to - before;
            before = up_to;
        }
        counts
    }
}

/// Sum of the levels of all layers.
fn total(counts: &[u64]) -> u128 {
    counts.iter().enumerate().map(|(n, &count)| n as u128 * u128::from(count)).sum()
}

/// Lifts layers to `N-1`, the highest first, until `deficit` is used up: the lexicographically smallest
/// sequence.
fn raise_from_the_top(lowest: &[u64], mut deficit: u128) -> Counts {
    let mut counts = lowest.to_vec();
    let top = counts.len() - 1;
    for n in (0..top).rev() {
        let room = (top - n) as u128;
        let lifted = (deficit / room).min(u128::from(counts[n])) as u64;
        counts[n] -= lifted;
        counts[top] += lifted;
        deficit -= u128::from(lifted) * room;
        if counts[n] > 0 {
            // Less than a full lift is left: one layer takes it.
            counts[n] -= 1;
            counts[n + deficit as usize] += 1;
            break;
        }
    }
    counts
}

/// Lifts the lowest layers to a common level, and the last of them by one more: the
/// lexicographically largest sequence.
fn raise_from_the_bottom(lowest: &[u64], sum: u128) -> Counts {
    let mut counts = lowest.to_vec();
    let mut missing = sum - total(lowest);
    for level in 0..counts.len() - 1 {
        let plateau = counts[level];
        if u128::from(plateau) > missing {
            counts[level] -= missing as u64;
            counts[level + 1] += missing as u64;
            break;
        }
        // The whole plateau rises by one.
        missing -= u128::from(plateau);
        counts[level] = 0;
        counts[level + 1] += plateau;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All nondecreasing sequences by enumeration, in lexicographic order.
    fn sequences(program: &Layers) -> Vec<Vec<u64>> {
        let mut found = vec![Vec::new()];
        for _ in 0..program.layers {
            found = found
                .into_iter()
                .flat_map(|head: Vec<u64>| {
                    let from = head.last().copied().unwrap_or(program.least);
                    (from..program.workers).map(move |s| [head.clone(), vec![s]].concat())
                })
                .collect();
        }
        found.retain(|s| s.iter().map(|&s| u128::from(s)).sum::<u128>() == program.sum);
        found
    }

    /// `min (s_j + 1)/j` as a fraction over a common denominator.
    fn quality(sequence: &[u64], common: u128) -> u128 {
        let ratios =
            sequence.iter().enumerate().map(|(i, &s)| (u128::from(s) + 1) * common / (i as u128 + 1));
        ratios.min().unwrap_or(0)
    }

    fn counts(sequence: &[u64], workers: u64) -> Counts {
        let mut counts = vec![0; workers as usize];
        sequence.iter().for_each(|&s| counts[s as usize] += 1);
        counts
    }

    #[test]
    fn enumeration_agrees() {
        let common: u128 = (1..=7).product();
        let mut tried = 0;
        for workers in 1..=6 {
            for layers in 1..=7 {
                for least in 0..=1 {
                    for sum in 0..=u128::from(layers * (workers - 1)) {
                        let program = Layers { workers, layers, least, sum };
                        let all = sequences(&program);
                        let Some(optima) = program.solve() else {
                            assert!(all.is_empty(), "{program:?}");
                            continue;
                        };
                        let best = all.iter().map(|s| quality(s, common)).max().expect("feasible");
                        let mut optimal = all.iter().filter(|s| quality(s, common) == best);
                        let first = optimal.next().expect("one");
                        let last = optimal.next_back().unwrap_or(first);
                        assert_eq!(optima.smallest, counts(first, workers), "{program:?}");
                        assert_eq!(optima.largest, counts(last, workers), "{program:?}");
                        assert_eq!(optima.u.0 * common, best * optima.u.1, "{program:?}");
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried > 500);
    }

    #[test]
    fn as_many_layers_as_coordinates() {
        let layers = 1 << 52;
        let program = Layers { workers: 1000, layers, least: 1, sum: 998 * u128::from(layers) };
        let optima = program.solve().expect("feasible");
        for counts in [optima.smallest, optima.largest] {
            assert_eq!(counts.iter().sum::<u64>(), layers);
            assert_eq!(total(&counts), program.sum);
        }
    }
}
