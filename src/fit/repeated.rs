//! The same overheads seen at several loads of the same rounds: what a worker took in a round counts once.

use rand::Rng;

use super::dependence::{ranks, standard};
use crate::numeric::special::{normal_survival, normal_upper_quantile};
use crate::straggler::{CycleTime, open_unit};

/// How many observations belong together, and how alike they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeated {
    /// Observations of the same worker and round, next to each other in a sample that is drawn.
    pub times: usize,
    /// Correlation of the normal variates that belong to two of them, from 0 to 1.
    pub correlation: f64,
}

impl Repeated {
    /// Every observation stands alone.
    pub const ONCE: Self = Self { times: 1, correlation: 0.0 };

    /// So many that are as alike as a rank correlation `r` says, which is that of normal variates correlated by `2 sin(pi r / 6)`
    /// (Pearson 1907).
    pub fn of(times: usize, correlation: Option<f64>) -> Self {
        let normal = 2.0 * (std::f64::consts::PI * correlation.unwrap_or(0.0) / 6.0).sin();
        Self { times, correlation: normal.clamp(0.0, 1.0) }
    }

    /// Draws of a law that are alike in this way.
    pub fn draws<'a>(self, law: &'a dyn CycleTime) -> impl FnMut(&mut dyn Rng) -> f64 + use<'a> {
        let (mut common, mut drawn) = (0.0, 0);
        let (shared, own) = (self.correlation.sqrt(), (1.0 - self.correlation).sqrt());
        move |rng| {
            if shared == 0.0 {
                return law.sample(rng);
            }
            if drawn % self.times == 0 {
                common = normal_upper_quantile(open_unit(rng));
            }
            drawn += 1;
            let normal = shared * common + own * normal_upper_quantile(open_unit(rng));
            law.infimum() + law.upper_quantile(normal_survival(normal))
        }
    }
}

/// The mean Spearman correlation over the rounds of a worker's times at two loads, over workers and pairs of loads; none where
/// nothing varies. Lists have an entry a worker and round, one worker after the other in each round.
pub fn rank_correlation(loads: &[Vec<f64>], workers: usize) -> Option<f64> {
    let column =
        |load: &Vec<f64>, i: usize| load.iter().skip(i).step_by(workers.max(1)).copied().collect::<Vec<_>>();
    let of = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>() / a.len() as f64;
    let mut found = Vec::new();
    for i in 0..workers {
        let ranked: Vec<Vec<f64>> = loads.iter().map(|load| standard(&ranks(&column(load, i)).0)).collect();
        let pairs = ranked.iter().enumerate().flat_map(|(k, a)| ranked[..k].iter().map(move |b| (a, b)));
        found.extend(pairs.map(|(a, b)| of(a, b)).filter(|correlation| correlation.is_finite()));
    }
    (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::straggler::ShiftedExponential;
    use rand::SeedableRng as _;
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn draws_are_as_alike_as_the_data_and_of_the_law() {
        let law = ShiftedExponential::new(0.5, 1.0).unwrap();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        for correlation in [0.0, 0.4, 0.95, 1.0] {
            let mut draw = Repeated { times: 3, correlation }.draws(&law);
            let mut lists = vec![Vec::new(); 3];
            for _ in 0..4000 {
                lists.iter_mut().for_each(|list| list.push(draw(&mut rng)));
            }
            // Mean 3 and deviation 2: the mean of 4000 is within 5 errors.
            for list in &lists {
                let mean = list.iter().sum::<f64>() / 4000.0;
                assert!((mean - 3.0).abs() < 5.0 * 2.0 / 4000f64.sqrt(), "{correlation}: {mean}");
            }
            let found = Repeated::of(3, rank_correlation(&lists, 1));
            assert!(found.times == 3 && (found.correlation - correlation).abs() < 0.05, "{found:?}");
        }
    }

    #[test]
    fn the_rank_correlation_is_the_mean_over_pairs() {
        let lists = [vec![1.0, 2.0, 3.0, 4.0], vec![2.0, 5.0, 7.0, 9.0], vec![4.0, 3.0, 2.0, 1.0]];
        assert!((rank_correlation(&lists, 1).unwrap() + 1.0 / 3.0).abs() < 1e-15);
        assert_eq!(rank_correlation(&[vec![1.0; 4], lists[0].clone()], 1), None);
        assert_eq!(Repeated::of(3, Some(-1.0 / 3.0)), Repeated { times: 3, correlation: 0.0 });
        // Of two workers, one ten times as slow: what they have in common is not the round.
        let of_two = [vec![1.0, 10.0, 2.0, 20.0, 3.0, 30.0], vec![3.0, 30.0, 2.0, 20.0, 1.0, 10.0]];
        assert!((rank_correlation(&of_two, 2).unwrap() + 1.0).abs() < 1e-15);
    }
}
