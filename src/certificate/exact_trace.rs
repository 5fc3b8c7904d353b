//! A trace as the judge reads it: the decimals that are written, exactly.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::numeric::decimal::exact;
use crate::straggler::Trace;

/// Sorted rows over one denominator.
#[derive(Debug)]
pub struct ExactTrace {
    /// Entry `n` of a row is `T_(N-n)` times the denominator.
    rows: Vec<Vec<BigInt>>,
    denominator: BigInt,
}

impl ExactTrace {
    /// Of a trace; `None` where a time is no decimal.
    pub fn new(trace: &Trace) -> Option<Self> {
        let rows = trace.rows().iter().map(|row| row.iter().map(|&t| exact(t)).collect());
        let mut rows: Vec<Vec<BigRational>> = rows.collect::<Option<_>>()?;
        let mut denominator = BigInt::one();
        for time in rows.iter().flatten() {
            if !(&denominator % time.denom()).is_zero() {
                denominator = denominator.lcm(time.denom());
            }
        }
        rows.iter_mut().for_each(|row| row.sort_by(|a, b| b.cmp(a)));
        let whole = |time: &BigRational| time.numer() * (&denominator / time.denom());
        let rows = rows.iter().map(|row| row.iter().map(whole).collect()).collect();
        Some(Self { rows, denominator })
    }

    /// A time.
    pub fn time(&self, row: usize, level: usize) -> BigRational {
        BigRational::new(self.rows[row][level].clone(), self.denominator.clone())
    }

    /// The mean over the rows of what weights on their levels make of the times, one sum a level.
    pub fn sums(&self, weights: impl Fn(usize) -> Vec<(usize, BigRational)>) -> Vec<BigRational> {
        let mut whole = vec![BigInt::zero(); self.workers()];
        let mut parts = vec![BigRational::zero(); self.workers()];
        for (s, row) in self.rows.iter().enumerate() {
            for (level, weight) in weights(s) {
                if weight.is_one() {
                    whole[level] += &row[level];
                } else {
                    parts[level] += weight * &row[level];
                }
            }
        }
        let scale = BigRational::from_integer(&self.denominator * BigInt::from(self.rows.len()));
        whole.into_iter().zip(parts).map(|(whole, part)| (part + whole) / &scale).collect()
    }

    /// The mean runtime of a partition over kappa.
    pub fn value(&self, blocks: &[u64]) -> BigRational {
        let mut load = BigInt::zero();
        let loads: Vec<BigInt> = (blocks.iter().enumerate())
            .map(|(n, &x)| {
                load += BigInt::from(x) * (n + 1);
                load.clone()
            })
            .collect();
        let longest =
            |row: &Vec<BigInt>| row.iter().zip(&loads).map(|(t, w)| t * w).max().unwrap_or_default();
        let sum: BigInt = self.rows.iter().map(longest).sum();
        BigRational::new(sum, &self.denominator * BigInt::from(self.rows.len()))
    }

    fn workers(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }
}

/// The cut of level sums: `g_i = (i+1) sum_{n >= i}`.
pub fn in_blocks(mut sums: Vec<BigRational>) -> Vec<BigRational> {
    let mut tail = BigRational::zero();
    for (i, sum) in sums.iter_mut().enumerate().rev() {
        tail += &*sum;
        *sum = &tail * BigInt::from(i + 1);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(p: i64, q: i64) -> BigRational {
        BigRational::new(p.into(), q.into())
    }

    #[test]
    fn values_and_cuts_are_exact() {
        let trace = Trace::new(vec![vec![0.1, 0.3], vec![0.2, 0.7]]).unwrap();
        let trace = ExactTrace::new(&trace).unwrap();
        // Loads 2 and 6: 0.6 and 0.6 are tied, then 1.4 and 1.2.
        assert_eq!(trace.value(&[2, 2]), fraction(1, 1));
        let half = || fraction(1, 2);
        let sums =
            trace.sums(|s| if s == 0 { vec![(0, half()), (1, half())] } else { vec![(0, fraction(1, 1))] });
        assert_eq!(sums, [fraction(17, 40), fraction(1, 40)]);
        assert_eq!(in_blocks(sums), [fraction(9, 20), fraction(1, 20)]);
    }
}
