//! Coding parameters, one a coordinate, in the order in which workers compute.
//!
//! Coordinate `l` tolerates `s_l` stragglers and is ready at `kappa T_(N-s_l) sum_{i<=l} (s_i + 1)`; all are after
//! `tau(s, T) = kappa max_l T_(N-s_l) sum_{i<=l} (s_i + 1)` ([WCLZX23], Sec. III). Of the coordinates that wait for the
//! same worker only the last one counts, and a level whose load is below that of a level before it, which waits for a
//! slower worker, never decides. So in any order `tau = kappa max_n T_(N-n) U_n` with *effective loads* `U_n` that do
//! not fall: the largest load up to a coordinate with `s_l <= n`. They are evaluated like the loads of a partition,
//! which they equal where the order is ascending.
//!
//! Proved in `proofs/partition.v`: `scheme_at_least_its_partition`, `ascending_scheme_equals_its_partition`,
//! `effective_loads_give_runtime`, `effective_loads_rise`.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use crate::error::CodingParametersError;
use crate::partition::{Partition, between, entries};
use crate::shares::Shares;

/// `s_1, ..., s_L` in the order of computation, each from 0 to `N - 1`.
///
/// ```
/// use bcgc::CodingParameters;
///
/// let given = CodingParameters::parse("3 0 0 1 3", 4, 5)?;
/// assert_eq!(given.partition().blocks(), [2, 1, 0, 2]);
/// assert!(!given.is_ascending());
/// let error = CodingParameters::parse("3 0 0 4 3", 4, 5).unwrap_err();
/// assert!(error.to_string().contains("s_4 is `4`: must be an integer from 0 to 3"), "{error}");
/// # Ok::<(), bcgc::CodingParametersError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CodingParameters {
    parameters: Vec<usize>,
    workers: usize,
}

impl CodingParameters {
    /// Coding parameters for `workers` workers of `coordinates` coordinates.
    ///
    /// # Errors
    /// When there are not as many as coordinates, or one is not below the number of workers.
    pub fn new(
        parameters: Vec<usize>,
        workers: usize,
        coordinates: u64,
    ) -> Result<Self, CodingParametersError> {
        if let Some(position) = parameters.iter().position(|&s| s >= workers) {
            return Err(refused(position, &parameters[position].to_string(), workers));
        }
        if parameters.len() as u64 != coordinates {
            return Err(CodingParametersError::Length {
                found: parameters.len() as u64,
                expected: coordinates,
            });
        }
        Ok(Self { parameters, workers })
    }

    /// Reads `3,0,0,1`, also with spaces, line breaks or both in place of commas, and in brackets.
    ///
    /// # Errors
    /// As [`Self::new`], and for entries that are not nonnegative integers.
    pub fn parse(text: &str, workers: usize, coordinates: u64) -> Result<Self, CodingParametersError> {
        let read = |(position, entry): (usize, &str)| {
            entry.parse::<usize>().map_err(|_| refused(position, entry, workers))
        };
        let parameters = entries(text).enumerate().map(read).collect::<Result<_, _>>()?;
        Self::new(parameters, workers, coordinates)
    }

    /// One a coordinate, in the order of computation; length `L`.
    pub fn as_slice(&self) -> &[usize] {
        &self.parameters
    }

    /// Number of workers `N`.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Whether they never fall: such an order is at least as fast as any other of them, for every outcome.
    pub fn is_ascending(&self) -> bool {
        self.parameters.is_sorted()
    }

    /// The partition that they are sorted: how many coordinates tolerate `n` stragglers.
    pub fn partition(&self) -> Partition {
        let mut blocks = vec![0; self.workers];
        self.parameters.iter().for_each(|&s| blocks[s] += 1);
        Partition::unchecked(blocks)
    }

    /// The effective loads `U_n` in units of work, as integers; they do not fall. Length `N`.
    pub fn effective_loads(&self) -> Vec<u128> {
        let mut loads = vec![0; self.workers];
        let mut load = 0;
        for &s in &self.parameters {
            load += s as u128 + 1;
            loads[s] = load;
        }
        for n in 1..self.workers {
            loads[n] = loads[n].max(loads[n - 1]);
        }
        loads
    }

    /// Blocks with the effective loads, in shares of `L`: real numbers from 0 on, whose sum is above 1 where the order is
    /// not ascending.
    pub(crate) fn shares(&self) -> Shares {
        let total = self.parameters.len() as f64;
        let mut before = 0;
        let blocks = self.effective_loads().into_iter().zip(1u32..).map(|(load, size)| {
            let block = (load - before) as f64 / f64::from(size);
            before = load;
            block / total
        });
        Shares::unchecked(blocks.collect())
    }
}

/// What is refused of the entry at a position from 0.
fn refused(position: usize, text: &str, workers: usize) -> CodingParametersError {
    CodingParametersError::Entry {
        coordinate: position as u64 + 1,
        text: text.to_owned(),
        allowed: format!(
            "an integer from 0 to {}, the stragglers that it tolerates{}",
            workers.saturating_sub(1),
            between(text)
        ),
    }
}

#[cfg(test)]
mod tests {
    use quickcheck::quickcheck;

    use super::*;

    fn given(workers: u8, order: &[u8]) -> CodingParameters {
        let workers = 1 + usize::from(workers % 7);
        let parameters: Vec<usize> = order.iter().map(|&s| usize::from(s) % workers).collect();
        CodingParameters::new(parameters, workers, order.len() as u64).expect("in range")
    }

    quickcheck! {
        /// The maximum over all coordinates, straight from the definition, for cycle times that fall with the level.
        fn effective_loads_give_the_runtime(workers: u8, order: Vec<u8>, times: Vec<u8>) -> bool {
            let given = given(workers, &order);
            let mut times: Vec<u128> =
                (0..given.workers()).map(|n| times.get(n).map_or(1, |&t| 1 + u128::from(t))).collect();
            times.sort_unstable_by(|a, b| b.cmp(a));
            let mut load = 0;
            let runtime = given.as_slice().iter().map(|&s| {
                load += s as u128 + 1;
                times[s] * load
            });
            let runtime = runtime.max().unwrap_or(0);
            let loads = given.effective_loads();
            loads.is_sorted() && loads.iter().zip(&times).map(|(w, t)| w * t).max() == Some(runtime)
        }

        fn loads_of_an_ascending_order_are_those_of_its_partition(workers: u8, order: Vec<u8>) -> bool {
            let mut order = given(workers, &order).as_slice().to_vec();
            order.sort_unstable();
            let count = order.len() as u64;
            let given = CodingParameters::new(order, 1 + usize::from(workers % 7), count).expect("in range");
            given.is_ascending() && given.effective_loads() == given.partition().whole_loads()
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expected) in [
            ("0,1", "2 entries, but the instance has 3 coordinates"),
            ("0,1,1,0", "4 entries, but the instance has 3 coordinates"),
            ("0,2,1", "s_2 is `2`: must be an integer from 0 to 1"),
            ("0,,1", "s_2 is ``"),
            ("-1 0 0", "s_1 is `-1`"),
            ("0 0 1.5", "s_3 is `1.5`"),
            ("", "s_1 is ``"),
        ] {
            let error = CodingParameters::parse(text, 2, 3).expect_err(text).to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
        assert!(CodingParameters::parse("[0, 1\n1]", 2, 3).is_ok());
    }
}
