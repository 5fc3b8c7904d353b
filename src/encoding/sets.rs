//! Sets of workers: counting, listing and drawing them.

use std::collections::BTreeSet;

use num_bigint::BigUint;
use num_traits::One;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Longest list of workers that messages give in full.
const MOST_SHOWN: usize = 12;

/// The generator used throughout this module: small, seedable, the same on every machine.
pub(crate) fn generator(seed: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// A uniform integer in `0..bound`, `bound >= 1`, free of bias by rejection.
pub(crate) fn below(rng: &mut impl Rng, bound: u64) -> u64 {
    let reject = (u64::MAX - bound + 1) % bound.max(1);
    loop {
        let word = rng.next_u64();
        if word <= u64::MAX - reject {
            return word % bound.max(1);
        }
    }
}

/// `n` choose `k`.
pub(crate) fn binomial(n: usize, k: usize) -> BigUint {
    if k > n {
        return BigUint::default();
    }
    (0..k.min(n - k)).fold(BigUint::one(), |c, i| c * (n - i) / (i + 1))
}

/// All sets of `size` numbers below `total` in lexicographic order, each ascending.
pub(crate) fn lexicographic(total: usize, size: usize) -> impl Iterator<Item = Vec<usize>> {
    let mut next = (size <= total).then(|| (0..size).collect::<Vec<_>>());
    std::iter::from_fn(move || {
        let current = next.take()?;
        if let Some(i) = (0..size).rev().find(|i| current[*i] < total - size + i) {
            let mut following = current.clone();
            let start = following[i] + 1;
            following[i..].iter_mut().enumerate().for_each(|(offset, v)| *v = start + offset);
            next = Some(following);
        }
        Some(current)
    })
}

/// `count` distinct sets of `size` numbers below `total`, drawn from `seed`, in lexicographic
/// order; all of them when there are no more than `count`.
pub(crate) fn sample(total: usize, size: usize, count: usize, seed: u64) -> Vec<Vec<usize>> {
    if binomial(total, size) <= BigUint::from(count) {
        return lexicographic(total, size).collect();
    }
    let mut rng = generator(seed);
    let mut found = BTreeSet::new();
    while found.len() < count {
        found.insert(draw(&mut rng, total, size));
    }
    found.into_iter().collect()
}

/// A uniform set of `size` numbers below `total`, ascending (a partial Fisher-Yates shuffle).
pub(crate) fn draw(rng: &mut impl Rng, total: usize, size: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..total).collect();
    let size = size.min(total);
    for i in 0..size {
        let other = i + below(rng, (total - i) as u64) as usize;
        all.swap(i, other);
    }
    all.truncate(size);
    all.sort_unstable();
    all
}

/// Numbers of workers, ascending, as messages show them: `[1, 2, 4]`, and with more than a dozen `[1-57, 60]`.
pub(crate) fn shown(workers: &[usize]) -> String {
    if workers.len() <= MOST_SHOWN {
        return format!("{workers:?}");
    }
    let runs = workers.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
        [first, .., last] if run.len() > 2 => format!("{first}-{last}"),
        run => run.iter().map(usize::to_string).collect::<Vec<_>>().join(", "),
    });
    format!("[{}]", runs.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_workers_are_shown_in_runs() {
        assert_eq!(shown(&[1, 2, 3, 7]), "[1, 2, 3, 7]");
        let many: Vec<usize> = (1..=11).chain([13, 14, 20, 22, 23, 24]).collect();
        assert_eq!(shown(&many), "[1-11, 13, 14, 20, 22-24]");
        assert_eq!(shown(&[]), "[]");
    }

    #[test]
    fn listing_and_counting_agree() {
        for total in 0..9 {
            for size in 0..=total {
                let all: Vec<_> = lexicographic(total, size).collect();
                assert_eq!(BigUint::from(all.len()), binomial(total, size));
                assert!(all.is_sorted_by(|a, b| a < b));
            }
        }
    }

    #[test]
    fn samples_are_distinct_and_reproducible() {
        let sets = sample(12, 6, 100, 7);
        assert_eq!(sets.len(), 100);
        assert!(sets.is_sorted_by(|a, b| a < b));
        assert_eq!(sets, sample(12, 6, 100, 7));
        assert_eq!(sample(5, 2, 100, 7).len(), 10);
    }

    #[test]
    fn bounded_integers_stay_below_their_bound() {
        let mut rng = generator(1);
        for bound in [1, 2, 3, 1 << 40, u64::MAX] {
            assert!((0..100).all(|_| below(&mut rng, bound) < bound));
        }
    }
}
