//! Numbers of a report that have been proved, in place of those in double precision.

use super::proofs::Proofs;
use super::rows::Report;
use crate::partition::Partition;
use crate::solution::{Bound, Exact, Rigour, Status, Value};

impl Report {
    /// Takes over what is proved of the value of a partition, in every row that has it and is not proved yet.
    pub(crate) fn enclose(
        &mut self,
        partition: &Partition,
        (value, rigour): (Value, Rigour),
        exact: Option<&Exact>,
    ) {
        for row in &mut self.rows {
            let solution = &mut row.solution;
            let is_of_it = solution.partition.as_ref() == Some(partition) && solution.value.is_some();
            if is_of_it && !row.value_rigour.is_proved() {
                (solution.value, row.value_rigour) = (Some(value), rigour);
                solution.exact = exact.cloned().or(solution.exact.take());
            }
        }
        self.update_gaps();
    }

    /// Takes over a proved bound: in place of one in double precision, whatever that is, or of a looser one.
    pub(crate) fn prove_bound(&mut self, bound: Bound) {
        let is_tighter = |old: Bound| match self.is_minimum() {
            true => bound.value > old.value,
            false => bound.value < old.value,
        };
        if self.proved.is_none_or(|old| !old.rigour.is_proved() || is_tighter(old)) {
            let found = self.bound().filter(|found| !found.rigour.is_proved());
            self.displaced = found.or(self.displaced);
            self.proved = Some(bound);
            self.update_gaps();
        }
    }

    /// Takes over that partitions are proved to be optimal, where somebody gave them: what a method says of its own stays.
    pub(crate) fn prove_optimal(&mut self, optimal: &[Vec<u64>]) {
        if !self.is_of_given() {
            return;
        }
        for row in &mut self.rows {
            let partition = row.solution.partition.as_ref();
            let is_proved = partition.is_some_and(|x| optimal.iter().any(|blocks| x.blocks() == blocks));
            if is_proved && row.solution.status == Status::Heuristic {
                row.solution.status = Status::Optimal;
            }
        }
    }

    /// Adds what proving came to.
    pub(crate) fn add_proofs(&mut self, more: Proofs) {
        let proofs = self.proofs.get_or_insert_default();
        proofs.seconds += more.seconds;
        for what in more.left_out {
            // What a row and a certificate leave out may be the same.
            if !proofs.left_out.contains(&what) {
                proofs.left_out.push(what);
            }
        }
    }

    /// What proving its numbers came to; none where no proof was asked for.
    pub fn proofs(&self) -> Option<&Proofs> {
        self.proofs.as_ref()
    }
}
