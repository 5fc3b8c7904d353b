//! Whether measured times are independent and alike: between workers, from round to round, over time.
//!
//! All but the Kruskal-Wallis test compare with permutations of the rounds, which need no law. A worker that never
//! returned ranks last; in means it counts as the largest finite time.

use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::clock::Clock;
use crate::numeric::shuffle::shuffle;
use crate::numeric::special::incomplete_gamma;
use crate::threads;

/// What is asked of the times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Mean Spearman correlation of two workers over the rounds.
    Workers,
    /// Autocorrelation of the mean of a round with that of the next.
    Rounds,
    /// Mean Spearman autocorrelation of a worker's times with its next ones.
    Same,
    /// Kruskal and Wallis' H over the workers.
    Alike,
    /// Spearman correlation of the mean of a round with its number.
    Drift,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Workers, Self::Same, Self::Rounds, Self::Alike, Self::Drift];

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Workers => "between-workers",
            Self::Rounds => "round-to-round",
            Self::Same => "same-worker",
            Self::Alike => "workers-alike",
            Self::Drift => "drift",
        }
    }

    /// What is assumed and put to the test.
    pub fn hypothesis(self) -> &'static str {
        match self {
            Self::Workers => "workers are independent within a round",
            Self::Rounds => "the mean of a round says nothing of the next",
            Self::Same => "a worker's time says nothing of its next",
            Self::Alike => "all workers have one law",
            Self::Drift => "the mean of a round does not drift",
        }
    }

    /// The statistic, in a few words.
    pub fn statistic(self) -> &'static str {
        match self {
            Self::Workers => "mean rank correlation",
            Self::Rounds => "autocorrelation",
            Self::Same => "rank autocorrelation",
            Self::Alike => "Kruskal-Wallis H",
            Self::Drift => "rank correlation",
        }
    }

    /// What its rejection by a statistic means for who assumes independent workers of one law.
    pub fn consequence(self, statistic: f64) -> &'static str {
        match self {
            Self::Workers if statistic < 0.0 => {
                "some workers are slow when others are fast: the order statistics of independent ones do not hold"
            }
            Self::Workers => {
                "slow workers come together: the order statistics of independent ones are too optimistic"
            }
            Self::Rounds if statistic < 0.0 => {
                "slow rounds follow fast ones: errors that take rounds as independent are too large"
            }
            Self::Rounds => "rounds come in spells: errors that take rounds as independent are too small",
            Self::Same if statistic < 0.0 => {
                "a slow worker is fast next: what coding should tolerate could be foretold"
            }
            Self::Same => "slow workers stay slow: what coding should tolerate could be foretold",
            Self::Alike => "one law for all is that of nobody: some workers are slower throughout",
            Self::Drift => "the measured rounds are not those to come",
        }
    }
}

/// The answer to a question.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Check {
    /// The question.
    pub question: Question,
    /// The statistic; none where there are too few workers or rounds.
    pub statistic: Option<f64>,
    /// The two-sided p-value, of H the upper one.
    pub p_value: Option<f64>,
    /// Permutations that it rests on; 0 for the chi-squared approximation.
    pub permutations: usize,
}

impl Check {
    /// Whether the hypothesis is rejected at one per cent.
    pub fn is_rejected(&self) -> bool {
        self.p_value.is_some_and(|p| p <= 0.01)
    }
}

/// Entries up to which all permutations are made, and how many; beyond, a tenth of them.
const MANY: usize = 200_000;
const PERMUTATIONS: usize = 999;
/// Rounds from which on permutations can reject at one per cent.
const LEAST_ROUNDS: usize = 4;

/// Answers every question about rounds of equally many workers.
pub(super) fn checks(rounds: &[&[f64]], seed: u64, clock: &Clock) -> Vec<Check> {
    let data = Data::of(rounds);
    let permutations = if rounds.len() * data.workers > MANY { PERMUTATIONS / 10 } else { PERMUTATIONS };
    let observed = data.statistics(None);
    let count = if data.rounds < LEAST_ROUNDS { 0 } else { permutations };
    let permuted: Vec<[f64; 4]> = threads::map(count, |k| {
        if clock.is_over() {
            return None;
        }
        let mut rng =
            Xoshiro256PlusPlus::seed_from_u64(seed ^ (k as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Some(data.statistics(Some(&mut rng)))
    })
    .into_iter()
    .flatten()
    .collect();
    let answer = |question| {
        if question == Question::Alike {
            return data.alike();
        }
        let which = BY_PERMUTATION.iter().position(|other| *other == question).unwrap_or(0);
        let statistic = Some(observed[which]).filter(|x| x.is_finite());
        let as_far = |x: f64| permuted.iter().filter(|p| p[which].abs() >= x.abs() * (1.0 - 1e-9)).count();
        let p_value = statistic.filter(|_| !permuted.is_empty());
        let p_value = p_value.map(|x| (as_far(x) + 1) as f64 / (permuted.len() + 1) as f64);
        let permutations = if p_value.is_some() { permuted.len() } else { 0 };
        Check { question, statistic, p_value, permutations }
    };
    Question::ALL.map(answer).to_vec()
}

/// The questions that permutations answer, in the order of their statistics.
const BY_PERMUTATION: [Question; 4] = [Question::Workers, Question::Same, Question::Rounds, Question::Drift];

struct Data {
    workers: usize,
    rounds: usize,
    /// Ranks of a worker's times over the rounds, worker by worker, of mean 0 and variance 1; NaN where all are equal.
    ranks: Vec<Vec<f64>>,
    /// Means of the rounds and their ranks, of mean 0 and variance 1.
    means: Vec<f64>,
    mean_ranks: Vec<f64>,
    /// Sums of the ranks among all times of each worker, and the correction for ties.
    sums: Vec<f64>,
    ties: f64,
}

impl Data {
    fn of(rounds: &[&[f64]]) -> Self {
        let workers = rounds.first().map_or(0, |row| row.len());
        let column = |i: usize| rounds.iter().map(|row| row[i]).collect::<Vec<f64>>();
        let ranks: Vec<_> = (0..workers).map(|i| standard(&ranks(&column(i)).0)).collect();
        let all = || rounds.iter().flat_map(|row| row.iter().copied());
        let largest = all().filter(|t| t.is_finite()).fold(0.0, f64::max);
        let mean = |row: &&[f64]| row.iter().map(|t| t.min(largest)).sum::<f64>() / row.len() as f64;
        let means: Vec<f64> = rounds.iter().map(mean).collect();
        let (pooled, ties) = self::ranks(&all().collect::<Vec<_>>());
        let mut sums = vec![0.0; workers];
        pooled.iter().enumerate().for_each(|(at, rank)| sums[at % workers.max(1)] += rank);
        let (mean_ranks, _) = self::ranks(&means);
        Self {
            workers,
            rounds: rounds.len(),
            ranks: ranks.into_iter().filter(|column| column[0].is_finite()).collect(),
            means: standard(&means),
            mean_ranks: standard(&mean_ranks),
            sums,
            ties,
        }
    }

    /// The statistics of [`BY_PERMUTATION`], of the rounds as they are or permuted: of each worker on its own, which
    /// breaks all dependence, and for the means all rounds as one.
    fn statistics(&self, mut rng: Option<&mut Xoshiro256PlusPlus>) -> [f64; 4] {
        let mut order: Vec<usize> = (0..self.rounds).collect();
        let mut totals = vec![0.0; self.rounds];
        let mut same = 0.0;
        for column in &self.ranks {
            if let Some(rng) = rng.as_deref_mut() {
                shuffle(&mut order, rng);
            }
            order.iter().zip(&mut totals).for_each(|(&s, total)| *total += column[s]);
            same += order.windows(2).map(|pair| column[pair[0]] * column[pair[1]]).sum::<f64>();
        }
        let (n, rounds) = (self.ranks.len() as f64, self.rounds as f64);
        // The variance of a sum is the sum of all correlations.
        let variance = totals.iter().map(|x| x * x).sum::<f64>() / rounds;
        let between = if n > 1.0 { (variance - n) / (n * (n - 1.0)) } else { f64::NAN };
        if let Some(rng) = rng {
            shuffle(&mut order, rng);
        }
        let next: f64 = order.windows(2).map(|pair| self.means[pair[0]] * self.means[pair[1]]).sum();
        let middle = 0.5 * (rounds - 1.0);
        let spread = ((rounds * rounds - 1.0) / 12.0).sqrt();
        let drift: f64 =
            order.iter().enumerate().map(|(s, &k)| self.mean_ranks[k] * (s as f64 - middle) / spread).sum();
        [between, same / (n * rounds), next / rounds, drift / rounds]
    }

    /// Kruskal and Wallis' test, of two and more workers.
    fn alike(&self) -> Check {
        let (n, each) = ((self.workers * self.rounds) as f64, self.rounds as f64);
        let squares: f64 = self.sums.iter().map(|sum| sum * sum / each).sum();
        let h = (12.0 / (n * (n + 1.0)) * squares - 3.0 * (n + 1.0)) / self.ties;
        let statistic = Some(h.max(0.0)).filter(|h| h.is_finite() && self.workers > 1);
        let freedom = 0.5 * (self.workers as f64 - 1.0);
        let p_value = statistic.filter(|_| self.rounds >= LEAST_ROUNDS);
        let p_value = p_value.map(|h| incomplete_gamma(freedom, 0.5 * h).upper);
        Check { question: Question::Alike, statistic, p_value, permutations: 0 }
    }
}

/// Ranks from 1, ties at their mean rank, and the correction of the Kruskal-Wallis statistic for them.
pub(super) fn ranks(values: &[f64]) -> (Vec<f64>, f64) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let (mut from, mut tied) = (0, 0.0);
    while from < order.len() {
        let mut to = from + 1;
        while to < order.len() && values[order[to]] == values[order[from]] {
            to += 1;
        }
        let count = (to - from) as f64;
        tied += count * count * count - count;
        order[from..to].iter().for_each(|&at| ranks[at] = 0.5 * (from + to + 1) as f64);
        from = to;
    }
    let n = values.len() as f64;
    (ranks, 1.0 - tied / (n * n * n - n))
}

/// The values brought to mean 0 and variance 1; NaN where all are equal.
pub(super) fn standard(values: &[f64]) -> Vec<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let deviation = (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count).sqrt();
    values.iter().map(|x| if deviation > 0.0 { (x - mean) / deviation } else { f64::NAN }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng as _;

    fn answers(rounds: &[Vec<f64>]) -> Vec<Check> {
        let rows: Vec<&[f64]> = rounds.iter().map(Vec::as_slice).collect();
        checks(&rows, 1, &Clock::unlimited())
    }

    fn of(checks: &[Check], question: Question) -> Check {
        *checks.iter().find(|check| check.question == question).unwrap()
    }

    fn noise(rng: &mut Xoshiro256PlusPlus) -> f64 {
        1.0 - (rng.next_u64() as f64 / 2f64.powi(64)).ln()
    }

    #[test]
    fn statistics_are_those_of_their_definitions() {
        let rounds =
            [[1.0, 6.0, 3.0], [2.0, 5.0, 1.0], [4.0, 7.0, f64::INFINITY], [3.0, 9.0, 2.0], [9.0, 8.0, 2.5]];
        let found = answers(&rounds.map(|row| row.to_vec()));
        // Ranks over the rounds; the correlation of two workers is 1 - 6 sum d^2 / (n (n^2 - 1)).
        let ranks = [[1.0, 2.0, 4.0, 3.0, 5.0], [2.0, 1.0, 3.0, 5.0, 4.0], [4.0, 1.0, 5.0, 2.0, 3.0]];
        let correlation = |a: &[f64; 5], b: &[f64; 5]| {
            1.0 - 6.0 * a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>() / 120.0
        };
        let pairs = [(0, 1), (0, 2), (1, 2)].map(|(i, j)| correlation(&ranks[i], &ranks[j]));
        let between = of(&found, Question::Workers).statistic.unwrap();
        assert!((between - pairs.iter().sum::<f64>() / 3.0).abs() < 1e-12, "{between}");
        // Sums 10, 8, 20 (with 9 for the one that never came), 14, 19.5.
        let drift = of(&found, Question::Drift).statistic.unwrap();
        assert!((drift - correlation(&[1.0, 2.0, 3.0, 4.0, 5.0], &[2.0, 1.0, 5.0, 3.0, 4.0])).abs() < 1e-12);
        let sums = [10.0, 8.0, 20.0, 14.0, 19.5f64];
        let mean = sums.iter().sum::<f64>() / 5.0;
        let off = sums.map(|x| x - mean);
        let lag: f64 = off.windows(2).map(|pair| pair[0] * pair[1]).sum();
        let expected = lag / off.iter().map(|x| x * x).sum::<f64>();
        assert!((of(&found, Question::Rounds).statistic.unwrap() - expected).abs() < 1e-12);
    }

    #[test]
    fn kruskal_and_wallis_is_that_of_a_worked_example() {
        // Three groups of four without ties.
        let columns = [[1.0, 3.0, 6.0, 10.0], [2.0, 4.0, 5.0, 5.5], [8.0, 9.0, 11.0, 12.0]];
        let rounds: Vec<Vec<f64>> = (0..4).map(|s| columns.iter().map(|c| c[s]).collect()).collect();
        // Pooled ranks: 1 3 7 10 / 2 4 5 6 / 8 9 11 12.
        let h = 12.0 / (12.0 * 13.0) * (21f64.powi(2) + 17f64.powi(2) + 40f64.powi(2)) / 4.0 - 39.0;
        let found = of(&answers(&rounds), Question::Alike);
        assert!((found.statistic.unwrap() - h).abs() < 1e-12, "{found:?} {h}");
        // Two degrees of freedom: exp(-H/2).
        assert!((found.p_value.unwrap() - (-0.5 * h).exp()).abs() < 1e-12);
    }

    #[test]
    fn each_dependence_is_seen_and_independence_is_not_rejected() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let mut rejected = [0; 5];
        for _ in 0..40 {
            let rounds: Vec<Vec<f64>> = (0..25).map(|_| (0..6).map(|_| noise(&mut rng)).collect()).collect();
            let found = answers(&rounds);
            for (count, check) in rejected.iter_mut().zip(&found) {
                *count += usize::from(check.p_value.unwrap() <= 0.05);
            }
        }
        // 2 of 40 expected; 8 or more have probability 4e-4 each.
        assert!(rejected.iter().all(|count| *count < 8), "{rejected:?}");
        let make = |of: &mut dyn FnMut(usize, usize) -> f64| -> Vec<Vec<f64>> {
            (0..40).map(|s| (0..6).map(|i| of(s, i)).collect()).collect()
        };
        let common: Vec<f64> = (0..40).map(|_| noise(&mut rng)).collect();
        let cases = [
            (Question::Workers, make(&mut |s, _| common[s] + 0.5 * noise(&mut rng))),
            (Question::Rounds, make(&mut |s, _| if s % 20 < 10 { 1.0 } else { 2.0 } + noise(&mut rng))),
            (Question::Same, make(&mut |s, i| ((s / 5 + i) % 3) as f64 + 0.5 * noise(&mut rng))),
            (Question::Alike, make(&mut |_, i| 0.4 * i as f64 + noise(&mut rng))),
            (Question::Drift, make(&mut |s, _| 0.03 * s as f64 + noise(&mut rng))),
        ];
        for (question, rounds) in cases {
            assert!(of(&answers(&rounds), question).is_rejected(), "{question:?}");
        }
    }

    #[test]
    fn too_little_data_have_no_p_value() {
        for rounds in [vec![vec![1.0, 2.0]], vec![vec![1.0]; 9], vec![vec![f64::INFINITY, 1.0]; 2]] {
            let found = answers(&rounds);
            assert!(found.iter().all(|check| check.p_value.is_none()), "{found:?}");
        }
    }
}
