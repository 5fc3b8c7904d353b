//! Whether times spread alike at every load, as they do where the cycle time is constant.

use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::times::Times;
use crate::fit::dependence::{ranks, standard};
use crate::numeric::median::median;
use crate::numeric::shuffle::shuffle;

/// Permutations of the distances from the median, and the number of distances beyond which there are a tenth of them.
const PERMUTATIONS: usize = 999;
const FEW: usize = 20_000;

/// The rank correlation of load and distance from the median of a worker, and its two-sided p-value.
///
/// If times spread alike, every order of the distances is as likely: of all, or, where the loads are of the same rounds, of those
/// of a worker in a round.
pub fn spread(times: &Times, same_rounds: bool, seed: u64) -> (Option<f64>, Option<f64>) {
    let loads = || times.works.iter().zip(&times.loads);
    let distances: Vec<f64> = loads().flat_map(|(_, of)| own_distances(of, times.workers)).collect();
    let works: Vec<f64> =
        loads().flat_map(|(work, times)| times.iter().filter(|t| t.is_finite()).map(|_| *work)).collect();
    let (works, distances) = (standard(&ranks(&works).0), standard(&ranks(&distances).0));
    let count = works.len() as f64;
    let correlation =
        |order: &[usize]| order.iter().zip(&works).map(|(&k, w)| distances[k] * w).sum::<f64>() / count;
    let mut order: Vec<usize> = (0..works.len()).collect();
    let found = correlation(&order);
    if !found.is_finite() {
        return (None, None);
    }
    let groups = if same_rounds { cells(times) } else { vec![order.clone()] };
    let permutations = if works.len() > FEW { PERMUTATIONS / 10 } else { PERMUTATIONS };
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut as_far = 1;
    let mut moved = Vec::new();
    for _ in 0..permutations {
        for group in &groups {
            moved.clone_from(group);
            shuffle(&mut moved, &mut rng);
            group.iter().zip(&moved).for_each(|(&at, &from)| order[at] = from);
        }
        as_far += usize::from(correlation(&order).abs() >= found.abs() * (1.0 - 1e-9));
    }
    (Some(found), Some(as_far as f64 / (permutations + 1) as f64))
}

/// How far the finite times of a load are from the median of their worker, so that workers which differ do not look like spread.
fn own_distances(times: &[f64], workers: usize) -> Vec<f64> {
    let of = |i: usize| -> Vec<f64> {
        times.iter().skip(i).step_by(workers.max(1)).copied().filter(|t| t.is_finite()).collect()
    };
    let medians: Vec<f64> =
        (0..workers).map(of).map(|own| if own.is_empty() { 0.0 } else { median(&own) }).collect();
    let finite = times.iter().enumerate().filter(|(_, time)| time.is_finite());
    finite.map(|(at, time)| (time - medians[at % workers]).abs()).collect()
}

/// The positions among the finite times of all loads of those of every worker and round.
fn cells(times: &Times) -> Vec<Vec<usize>> {
    let mut cells = vec![Vec::new(); times.loads.first().map_or(0, Vec::len)];
    let mut position = 0;
    for times in &times.loads {
        for (cell, time) in cells.iter_mut().zip(times) {
            if time.is_finite() {
                cell.push(position);
                position += 1;
            }
        }
    }
    cells
}
