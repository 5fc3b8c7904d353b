//! The most rows of a trace that integer blocks finish by a deadline, by a walk over all partitions that can finish more
//! than the best so far: exact, and without a solver.

use super::looks::Looks;
use crate::clock::Clock;
use crate::runtime::deadline::Deadline;

/// Blocks chosen between two looks at the clock.
const BETWEEN_LOOKS: u64 = 256;

/// The largest set of rows, ascending; `None` where the clock ended the walk.
pub fn largest(deadline: &Deadline, clock: &Clock) -> Option<Vec<usize>> {
    let mut walk = Walk { deadline, looks: Looks::new(clock, BETWEEN_LOOKS), best: Vec::new() };
    let all: Vec<usize> = (0..deadline.rows()).collect();
    walk.choose(0, &all, 0, u128::from(deadline.coordinates()));
    (!walk.looks.has_ended()).then_some(walk.best)
}

struct Walk<'a> {
    deadline: &'a Deadline,
    looks: Looks<'a>,
    best: Vec<usize>,
}

impl Walk<'_> {
    /// Chooses the block of a level and of those above, given the rows that may still finish, the load below and the
    /// coordinates left.
    fn choose(&mut self, level: usize, rows: &[usize], load: u128, left: u128) {
        let size = level as u128 + 1;
        let is_last = level + 1 == self.deadline.workers();
        for block in if is_last { left..=left } else { 0..=left } {
            if !self.looks.may_go_on() {
                return;
            }
            let load = load + size * block;
            let finish = |row: &&usize| load <= self.deadline.whole(**row)[level];
            let rows: Vec<usize> = rows.iter().filter(finish).copied().collect();
            if rows.len() <= self.best.len() {
                // Larger blocks finish fewer.
                return;
            }
            if is_last {
                self.best = rows;
            } else {
                self.choose(level + 1, &rows, load, left - block);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Cancel;
    use crate::instance::{Instance, Objective, System};
    use crate::problem::any_evaluator::AnyEvaluator;
    use crate::straggler::Trace;

    #[test]
    fn the_walk_finds_the_most_rows_or_says_that_it_was_stopped() {
        // By 30 of ten coordinates: the first round uncoded, the second coded, the third never.
        let rows = vec![vec![3.0, 2.0, 1.0], vec![1.0, 1.0, 9.0], vec![9.0, 8.0, 7.0]];
        let objective = Objective::CompletionProbability { deadline: 30.0 };
        let instance =
            Instance::new(System::new(3, 10).unwrap(), Trace::new(rows).unwrap(), objective).unwrap();
        let AnyEvaluator::TraceCompletion(evaluator) = AnyEvaluator::new(&instance).unwrap() else {
            panic!("a deadline over a trace");
        };
        let deadline = evaluator.deadline();
        assert_eq!(largest(deadline, &Clock::unlimited()), Some(vec![0, 1]));
        let cancel = Cancel::default();
        cancel.cancel();
        let late = Clock::start(std::time::Duration::MAX, cancel, None);
        let mut walk = Walk { deadline, looks: Looks::new(&late, 1), best: Vec::new() };
        walk.choose(0, &[0, 1, 2], 0, 10);
        assert!(walk.looks.has_ended() && walk.best.is_empty());
    }
}
