//! The best partition of a small instance over a trace by a walk over all that can be better than a known one: no solver
//! and no tolerance in it.
//!
//! With the blocks below some level chosen, what is left of the coordinates raises the load of the last level by at
//! least one more than the level each, and every row waits at least for its fastest worker there.

use super::looks::Looks;
use super::walk_length::WalkLength;
use crate::clock::Clock;
use crate::partition::Partition;
use crate::runtime::trace_runtime::TraceRuntime;

/// Blocks chosen between two looks at the clock.
const BETWEEN_LOOKS: u64 = 1024;

/// A partition that is better than `value`, in inner units, and the best; none where no partition is better. `None`
/// where the walk would be too long, or the clock ended it. Levels below `first` hold nothing.
pub fn best(
    evaluator: &TraceRuntime,
    coordinates: u64,
    first: usize,
    value: f64,
    clock: &Clock,
) -> Option<Option<(Partition, f64)>> {
    let (rows, workers) = (evaluator.rows(), evaluator.workers());
    if !(WalkLength { levels: workers - first, coordinates, rows: rows.len() }).is_short() {
        return None;
    }
    let mut walk = Walk {
        rows,
        looks: Looks::new(clock, BETWEEN_LOOKS),
        coordinates,
        blocks: vec![0; workers],
        value,
        best: None,
    };
    walk.choose(first, &vec![0.0; rows.len()], 0, coordinates);
    if walk.looks.has_ended() {
        return None;
    }
    let found = walk.best.and_then(|blocks| Partition::new(blocks, workers, coordinates).ok());
    Some(found.map(|partition| (partition, walk.value)))
}

struct Walk<'a> {
    rows: &'a [Vec<f64>],
    looks: Looks<'a>,
    coordinates: u64,
    blocks: Vec<u64>,
    value: f64,
    best: Option<Vec<u64>>,
}

impl Walk<'_> {
    /// Chooses the block of a level and of those above, given the waits of all rows and the load below and the
    /// coordinates left.
    fn choose(&mut self, level: usize, waits: &[f64], load: u64, left: u64) {
        let size = level as u64 + 1;
        let is_last = level + 1 == self.blocks.len();
        let mut waits_here = waits.to_vec();
        for block in if is_last { left..=left } else { 0..=left } {
            if !self.looks.may_go_on() {
                return;
            }
            let load = load + size * block;
            let share = load as f64 / self.coordinates as f64;
            let rows = waits_here.iter_mut().zip(waits).zip(self.rows);
            rows.for_each(|((here, wait), row)| *here = wait.max(row[level] * share));
            self.blocks[level] = block;
            let count = self.rows.len() as f64;
            if is_last {
                let value = waits_here.iter().sum::<f64>() / count;
                if value < self.value {
                    (self.value, self.best) = (value, Some(self.blocks.clone()));
                }
                return;
            }
            let rest = (load + (size + 1) * (left - block)) as f64 / self.coordinates as f64;
            let fastest = |row: &[f64]| row.last().copied().unwrap_or(0.0);
            let rows = waits_here.iter().zip(self.rows);
            let (mut so_far, mut at_least) = (0.0, 0.0);
            for (wait, row) in rows {
                so_far += wait;
                at_least += wait.max(fastest(row) * rest);
            }
            if so_far / count >= self.value {
                // Larger blocks wait longer.
                break;
            }
            if at_least / count < self.value {
                self.choose(level + 1, &waits_here, load, left - block);
            }
        }
        self.blocks[level] = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Cancel;
    use crate::instance::System;
    use crate::straggler::Trace;

    #[test]
    fn the_walk_finds_the_best_partition_or_that_there_is_none() {
        let rows = vec![vec![1.0, 2.0, 3.0], vec![4.0, 5.0, f64::INFINITY], vec![6.0, 7.0, 8.0]];
        let evaluator =
            TraceRuntime::new(&System::new(3, 10).unwrap(), &Trace::new(rows).unwrap(), 0.0).unwrap();
        let walk = |value: f64, clock: &Clock| best(&evaluator, 10, 1, value, clock);
        // (32 + 88 + 132)/3 at (0, 8, 2), and as much at (0, 9, 1).
        let (partition, value) = walk(f64::INFINITY, &Clock::unlimited()).unwrap().unwrap();
        assert_eq!(partition.blocks(), [0, 8, 2]);
        assert!((value * evaluator.scale() - 84.0).abs() < 1e-12, "{value}");
        assert_eq!(walk(value, &Clock::unlimited()), Some(None), "nothing is better");
        let above = value * (1.0 + 1e-9);
        assert!(walk(above, &Clock::unlimited()).unwrap().is_some_and(|(found, _)| found == partition));
        let cancel = Cancel::default();
        cancel.cancel();
        let late = Clock::start(std::time::Duration::MAX, cancel, None);
        let long = best(&evaluator, 100_000, 1, f64::INFINITY, &late);
        assert_eq!(long, None, "it was not walked to its end");
    }
}
