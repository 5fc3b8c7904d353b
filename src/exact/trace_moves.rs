//! A partition over a trace made better by moves of coordinates from level to level: what stands where no solver ends.

use crate::clock::Clock;
use crate::partition::Partition;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::trace_runtime::TraceRuntime;

/// Moves tried times rows times levels, at most.
const EFFORT: usize = 200_000_000;

/// The partition, or a better one: moves of many coordinates first, then of fewer, while one of a size is left that
/// gains. `value` is that of the partition, in inner units.
pub fn improved(evaluator: &TraceRuntime, mut best: Partition, mut value: f64, clock: &Clock) -> Partition {
    let workers = best.workers();
    let mut trials = EFFORT / (evaluator.rows().len() * workers).max(1);
    let mut size = best.coordinates().isqrt().max(1);
    loop {
        let mut gained = false;
        for from in evaluator.first_level()..workers {
            for to in evaluator.first_level()..workers {
                if trials == 0 || clock.is_over() {
                    return best;
                }
                let Some(candidate) = moved(&best, from, to, size) else { continue };
                trials -= 1;
                let found = evaluator.mean_runtime(candidate.shares().loads().as_slice());
                if found < value {
                    (best, value, gained) = (candidate, found, true);
                }
            }
        }
        match (gained, size) {
            (true, _) => {}
            (false, 1) => return best,
            (false, _) => size /= 2,
        }
    }
}

/// The partition with so many coordinates at another level; `None` where there are not as many.
fn moved(partition: &Partition, from: usize, to: usize, size: u64) -> Option<Partition> {
    let mut blocks = partition.blocks().to_vec();
    let taken = blocks.get_mut(from).filter(|_| from != to)?;
    *taken = taken.checked_sub(size)?;
    *blocks.get_mut(to)? += size;
    Partition::new(blocks, partition.workers(), partition.coordinates()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::System;
    use crate::straggler::Trace;

    #[test]
    fn moves_of_every_size_end_where_none_gains() {
        // max(2 x_0, 12 - x_0): 8 at (4, 2). From (0, 6) by moves of two, from (1, 5) by one more of one.
        let system = System::new(2, 6).unwrap();
        let evaluator = TraceRuntime::new(&system, &Trace::new(vec![vec![2.0, 1.0]]).unwrap(), 0.0).unwrap();
        for start in [[0, 6], [1, 5], [4, 2]] {
            let start = Partition::new(start.to_vec(), 2, 6).unwrap();
            let value = evaluator.mean_runtime(start.shares().loads().as_slice());
            let found = improved(&evaluator, start, value, &Clock::unlimited());
            assert_eq!(found.blocks(), [4, 2]);
        }
    }
}
