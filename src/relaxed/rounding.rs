//! From shares of `L` to integers that sum to `L`, and on to a local optimum.

use crate::partition::Partition;
use crate::problem::Problem;
use crate::solution::{Solution, Status};

pub fn round(problem: &Problem, shares: &[f64]) -> Partition {
    largest_remainder(shares, problem.coordinates())
}

pub fn largest_remainder(shares: &[f64], coordinates: u64) -> Partition {
    let l = coordinates as f64;
    let mut x: Vec<u64> = shares.iter().map(|s| (s * l).floor() as u64).collect();
    let mut rest: Vec<(f64, usize)> = shares.iter().enumerate().map(|(i, s)| ((s * l).fract(), i)).collect();
    rest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut missing = coordinates as i64 - x.iter().sum::<u64>() as i64;
    for &(_, i) in rest.iter().cycle() {
        if missing <= 0 {
            break;
        }
        x[i] += 1;
        missing -= 1;
    }
    Partition::new(x, shares.len(), coordinates)
        .unwrap_or_else(|_| Partition::single_block(0, shares.len(), coordinates))
}

pub fn solution_of_shares(problem: &Problem, method: &'static str, shares: Vec<f64>) -> Solution {
    let partition = round(problem, &shares);
    Solution {
        value: problem.value_of_partition(&partition),
        relaxed_value: problem.value_of(&shares),
        relaxed: Some(problem.coordinates_of(&shares)),
        partition: Some(partition),
        ..Solution::empty(method, Status::Heuristic)
    }
}
