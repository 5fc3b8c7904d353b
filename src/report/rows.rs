//! The rows of a report: solutions of one instance and their gaps to the best bound. Only finite numbers get in.

use super::finite::only_finite;
use super::proofs::Proofs;
use super::row::Row;
use super::sampled::Sampled;
use crate::gap::Tolerance;
use crate::instance::{Instance, Objective};
use crate::options::Options;
use crate::solution::{Bound, Rigour, Solution, Status, Value};
use crate::verdict::Verdict;

/// The name of the row of a partition that the caller gave, or of coding parameters in the order given.
pub const GIVEN: &str = "given";

/// Said where the best of a run is the best of schemes that search for nothing.
const NONE_APPLIES: &str =
    "the best of baselines alone: no method of this run that searches all partitions applies";
const NONE_RUN: &str = "the best of baselines alone: no method that searches all partitions was run";

/// Solutions of one instance, with the best bound on all of them.
///
/// ```
/// use bcgc::{ExpectedRuntime, Instance, Options, ShiftedExponential, System, solve};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let report = solve(&instance, &Options::default().with_methods(["relaxed", "uncoded"]))?;
/// assert_eq!(report.bound().map(|bound| bound.method), Some("relaxed"));
/// assert!(report.is_minimum() && report.rows()[0].gap < report.rows()[1].gap);
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Report {
    instance: Instance,
    /// The tightest bound that a method proved, or what of it the judge accepted.
    pub(super) proved: Option<Bound>,
    /// The bound in double precision whose place a proved one took.
    pub(super) displaced: Option<Bound>,
    /// The gaps that were asked for.
    pub(super) tolerance: Tolerance,
    verdict: Option<Verdict>,
    is_interrupted: bool,
    /// The value without redundancy, which gains are over.
    uncoded: Option<Value>,
    /// Rounds held out, in words.
    held_out: Option<String>,
    /// What proving the numbers came to.
    pub(super) proofs: Option<Proofs>,
    pub(super) rows: Vec<Row>,
}

impl Report {
    /// A report without solutions.
    pub fn new(instance: Instance) -> Self {
        Self {
            tolerance: Options::default().tolerance(instance.objective),
            instance,
            proved: None,
            displaced: None,
            verdict: None,
            is_interrupted: false,
            uncoded: None,
            held_out: None,
            proofs: None,
            rows: Vec::new(),
        }
    }

    /// The same report of a run that was asked for these gaps.
    pub(crate) fn with_tolerance(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    /// The gaps that were asked for.
    pub(crate) fn tolerance(&self) -> Tolerance {
        self.tolerance
    }

    /// The same report with what the deadline decides for every partition, if anything.
    #[must_use]
    pub fn with_verdict(self, verdict: Option<Verdict>) -> Self {
        Self { verdict, ..self }
    }

    /// What the deadline decides for every partition, if anything.
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// The same report as one of a run that was cancelled before its end, or not.
    #[must_use]
    pub fn with_interruption(self, is_interrupted: bool) -> Self {
        Self { is_interrupted, ..self }
    }

    /// Whether the run was cancelled before its end: the rows are the best by then, and their notes say which methods
    /// were not begun.
    pub fn is_interrupted(&self) -> bool {
        self.is_interrupted
    }

    /// Takes over what rounds leave open of the values, one a row; a row without a value has none.
    pub(crate) fn sample(&mut self, sampled: Vec<Option<Sampled>>) {
        let with = self.rows.iter_mut().zip(sampled);
        with.for_each(|(row, sampled)| row.sampled = sampled.filter(|_| row.solution.value.is_some()));
    }

    /// Takes over what the partitions are worth in rounds that were held out, which are named in words.
    pub(crate) fn hold_out(&mut self, rounds: String, sampled: Vec<Option<Sampled>>) {
        self.held_out = Some(rounds);
        self.rows.iter_mut().zip(sampled).for_each(|(row, sampled)| row.held_out = sampled);
    }

    /// Whether it is about what somebody gave, beside the relaxed optimum.
    pub(crate) fn is_of_given(&self) -> bool {
        self.rows.iter().any(|row| row.solution.method == GIVEN)
    }

    /// The rounds that were held out, in words; none where none were.
    pub fn held_out(&self) -> Option<&str> {
        self.held_out.as_deref()
    }

    /// The same report with the value without redundancy, which gains are over.
    #[must_use]
    pub fn with_uncoded(self, uncoded: Option<Value>) -> Self {
        Self { uncoded, ..self }
    }

    /// The value without redundancy, if it is finite.
    pub fn uncoded(&self) -> Option<Value> {
        self.uncoded
    }

    /// How much a row gains over no redundancy: how many times as fast it is, or, for a deadline, how many times as rarely
    /// it is missed. None where either is not known, or where the ratio is not finite.
    pub fn gain(&self, row: &Row) -> Option<f64> {
        let (uncoded, value) = (self.uncoded?, row.solution.value?);
        let gain =
            if self.is_minimum() { uncoded.value / value.value } else { uncoded.late() / value.late() };
        (gain.is_finite() && gain > 0.0).then_some(gain)
    }

    /// The best row that has a partition; of equal ones the first.
    pub fn best(&self) -> Option<&Row> {
        let worth = |row: &Row| {
            let value = row.solution.value.filter(|_| row.solution.partition.is_some())?;
            Some(self.cost(value))
        };
        let valued = || self.rows.iter().filter_map(|row| Some((row, worth(row)?)));
        let least = valued().map(|(_, worth)| worth).reduce(f64::min)?;
        valued().find(|(_, worth)| *worth <= least * (1.0 + EQUAL)).map(|(row, _)| row)
    }

    /// What to say of the best row where all that have a value are of schemes that search for nothing: it is little.
    pub fn only_baselines(&self) -> Option<&'static str> {
        let is_inapplicable = |row: &Row| row.solution.status == Status::Inapplicable;
        if self.is_of_given() || !self.rows.iter().all(|row| row.is_plain() || is_inapplicable(row)) {
            return None;
        }
        Some(if self.rows.iter().any(is_inapplicable) { NONE_APPLIES } else { NONE_RUN })
    }

    /// Takes a bound over if it is finite and tighter than the best so far; on a tie the first stays. Bounds on
    /// probabilities that round to one are told apart by their complements.
    pub fn offer_bound(&mut self, bound: Bound) {
        let bound = Bound { complement: bound.complement.filter(|least| least.is_finite()), ..bound };
        let tighter = |best: Bound| match self.is_minimum() {
            true => bound.value > best.value,
            false if bound.value == best.value => bound.late() > best.late(),
            false => bound.value < best.value,
        };
        if bound.value.is_finite() && self.proved.is_none_or(tighter) {
            self.proved = Some(bound);
            self.update_gaps();
        }
    }

    /// Appends a solution and takes its bound over. Numbers that are not finite are left out, and the
    /// note says so: no format ever has to print one.
    pub fn push(&mut self, solution: Solution) {
        let solution = only_finite(solution);
        if let Some(bound) = solution.bound {
            self.offer_bound(bound);
        }
        let (gap, complement_gap, sampled, held_out) = (None, None, None, None);
        let value_rigour = Rigour::Float;
        self.rows.push(Row { solution, gap, complement_gap, value_rigour, sampled, held_out });
        self.update_gaps();
    }

    /// Adds to the notes of the rows, in their order.
    pub(crate) fn add_notes(&mut self, notes: impl IntoIterator<Item = Option<String>>) {
        for (row, note) in self.rows.iter_mut().zip(notes) {
            row.solution.note = match (row.solution.note.take(), note) {
                (Some(old), Some(new)) => Some(format!("{old}; {new}")),
                (old, new) => old.or(new),
            };
        }
    }

    /// The instance as normalised.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The best bound on the value of every partition: the largest lower one for a minimum. What a value may
    /// be off by is never on the wrong side of it: the optimum is no worse than any partition.
    pub fn bound(&self) -> Option<Bound> {
        let partitions = self.rows.iter().filter(|row| row.solution.partition.is_some());
        let values = partitions.filter_map(|row| row.solution.value);
        let mut bound = self.proved?;
        // A proved bound holds whatever values in double precision are off by.
        if bound.rigour.is_proved() {
            return Some(bound);
        }
        if self.is_minimum() {
            bound.value = values.map(|value| value.value - value.error).fold(bound.value, f64::min);
            return Some(bound);
        }
        let mut least = bound.late();
        for value in values {
            bound.value = bound.value.max((value.value + value.error).min(1.0));
            least = least.min((value.late() - value.error).max(0.0));
        }
        Some(Bound { complement: Some(least), ..bound })
    }

    /// The solutions in the order of the registry.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether any method found a value or a partition: the verdict of a run.
    pub fn is_solved(&self) -> bool {
        self.rows.iter().any(|row| row.solution.value.is_some() || row.solution.partition.is_some())
    }

    /// Whether the objective is minimised.
    pub fn is_minimum(&self) -> bool {
        matches!(self.instance.objective, Objective::ExpectedRuntime)
    }

    /// What is to be low of a value: the runtime, or the probability of failure.
    pub(crate) fn cost(&self, value: Value) -> f64 {
        if self.is_minimum() { value.value } else { value.late() }
    }

    /// Methods that ended with their gap open, with their statuses.
    pub fn unfinished(&self) -> Vec<(&'static str, Status)> {
        let is_open =
            |status: &Status| matches!(status, Status::GapLimit | Status::TimeLimit | Status::Interrupted);
        let rows = self.rows.iter().map(|row| (row.solution.method, row.solution.status));
        let mut open: Vec<_> = rows.filter(|(_, status)| is_open(status)).collect();
        // The bound of a method that has no row here.
        let bound = self.bound().filter(|bound| !bound.is_finished());
        let bound = bound.map(|bound| (bound.method, bound.status));
        open.extend(bound.filter(|bound| !open.contains(bound)));
        open
    }
}

/// Values that are nearer than this share of them are equal.
const EQUAL: f64 = 1e-9;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::format::Format;
    use crate::shares::Shares;
    use crate::solution::{Rigour, Status};

    fn report() -> Report {
        let text =
            "[system]\nworkers = 2\ncoordinates = 4\n[stragglers]\nlaw = 'shifted-exponential'\nrate = 1";
        Report::new(Instance::from_toml(text).expect("an instance"))
    }

    fn valued(value: f64) -> Solution {
        let value = Some(Value { value, error: 1e-9, complement: None });
        Solution { value, ..Solution::empty("given", Status::Heuristic) }
    }

    #[test]
    fn the_largest_lower_bound_wins_and_moves_every_gap() {
        let mut report = report();
        report.push(valued(12.0));
        assert_eq!(report.rows()[0].gap, None);
        for (value, method) in [(8.0, "a"), (10.0, "b"), (9.0, "c"), (f64::INFINITY, "d")] {
            report.offer_bound(Bound::new(value, Rigour::Float, method));
        }
        assert_eq!(report.bound().map(|bound| bound.method), Some("b"));
        assert_eq!(report.rows()[0].gap, Some(0.2));
    }

    #[test]
    fn a_bound_of_probabilities_gives_way_to_what_values_may_be() {
        let objective = Objective::completion_probability(9.0).expect("a deadline");
        let mut report = Report::new(Instance { objective, ..report().instance().clone() });
        let near = |left: Option<f64>, right: f64| left.is_some_and(|left| (left - right).abs() < 1e-12);
        let push = |report: &mut Report, value: f64, error: f64| {
            let partition = crate::partition::Partition::single_block(0, 2, 4).ok();
            let value = Some(Value { value, error, complement: Some(1.0 - value) });
            report.push(Solution { value, partition, ..Solution::empty("given", Status::Heuristic) });
        };
        report.offer_bound(Bound::new(0.9, Rigour::Float, "a").with_complement(0.1));
        push(&mut report, 0.95, 0.01);
        let bound = report.bound().expect("a bound");
        assert!((bound.value - 0.96).abs() < 1e-12 && near(bound.complement, 0.04), "{bound:?}");
        assert!(near(report.rows()[0].gap, 0.01) && near(report.rows()[0].complement_gap, 0.25));
        push(&mut report, 0.995, 0.01);
        let bound = report.bound().expect("a bound");
        assert_eq!((bound.value, bound.complement), (1.0, Some(0.0)));
        assert_eq!(report.rows()[1].complement_gap, None, "relative to nothing");
    }

    #[test]
    fn bounds_that_round_to_one_are_told_apart_by_their_complements() {
        let objective = Objective::completion_probability(9.0).expect("a deadline");
        let mut report = Report::new(Instance { objective, ..report().instance().clone() });
        for (late, method) in [(1e-20, "a"), (3e-20, "b"), (2e-20, "c")] {
            report.offer_bound(Bound::new(1.0, Rigour::Float, method).with_complement(late));
        }
        let bound = report.bound().expect("a bound");
        assert_eq!((bound.method, bound.complement), ("b", Some(3e-20)));
    }

    #[test]
    fn no_number_that_is_not_finite_gets_in() {
        let mut report = report();
        report.offer_bound(Bound::new(0.0, Rigour::Float, "relaxed"));
        for value in [f64::NAN, f64::INFINITY, 1e300] {
            report.push(Solution { relaxed: Some(Shares::unchecked(vec![f64::NAN, 1.0])), ..valued(value) });
        }
        for format in &Format::ALL {
            let shown = report.render(*format).to_lowercase();
            assert!(!shown.contains("nan") && !shown.contains("inf,"), "{shown}");
        }
        assert!(report.rows()[0].solution.value.is_none());
        assert!(report.rows()[2].gap.is_none(), "relative to a bound of 0 the gap leaves the range");
    }
}
