//! Proofs of what a report prints: its values and its bound, in the judge's arithmetic.

use std::time::Instant;

use serde_json::Value as Json;

use super::accepted::{Accepted, ProvedBound};
use super::claims::Apart;
use super::document::Certificate;
use super::write;
use crate::clock::Clock;
use crate::gap;
use crate::options::Options;
use crate::partition::Partition;
use crate::relaxed::optimum as relaxed;
use crate::report::Report;
use crate::report::number::shortest;
use crate::report::proofs::Proofs;
use crate::report::row::Row;
use crate::solution::{Bound, Rigour, Status};

/// What the proofs are called among the stages of a run.
const STAGE: &str = "proofs";
/// Said of a value that no claim can be made of.
const NO_PARTITION: &str = "claims are of partitions, and it has none";
/// Said where nothing was tried.
const INTERRUPTED: &str = "interrupted";
const LATE: &str = "the time limit came first";

/// The report with its numbers proved, where the options ask for it.
pub fn proved(mut report: Report, options: &Options) -> Report {
    // What a run has by its interruption is wanted at once.
    if !options.rigour.is_proved() || options.cancel.is_cancelled() {
        return report;
    }
    options.clock().tell(STAGE, 0, 0);
    // What searches for proofs tell is of no method.
    prove(&mut report, &Options { progress: None, ..options.clone() });
    if options.cancel.is_cancelled() { report.with_interruption(true) } else { report }
}

/// Proves the values of a report and its bound, as far as the judge accepts them in the time limit of the options, and has
/// the report print what was proved. What was not stays as it is, and notes say why.
///
/// The best value comes first, then the others, then the bound.
fn prove(report: &mut Report, options: &Options) {
    let start = Instant::now();
    let clock = options.clock();
    let mut known: Vec<Json> = Vec::new();
    let mut notes: Vec<Option<String>> = vec![None; report.rows().len()];
    let best = report.best().map(|row| row.solution.method);
    let mut order: Vec<usize> = (0..report.rows().len()).collect();
    order.sort_by_key(|&i| Some(report.rows()[i].solution.method) != best);
    for i in order {
        let row = &report.rows()[i];
        if row.solution.value.is_none() || row.value_rigour.is_proved() {
            continue;
        }
        if row.solution.partition.is_none() {
            notes[i] = Some(NO_PARTITION.to_owned());
            continue;
        }
        match one(report, row.solution.method, options, &clock, Apart { known: known.clone(), target: None })
        {
            Ok(claims) => {
                take_values(report, &Accepted::of(&claims, report.is_minimum()));
                known.extend(claims);
            }
            Err(why) => notes[i] = Some(why),
        }
    }
    report.add_notes(notes.into_iter().map(|why| why.map(|why| format!("value not proved: {why}"))));
    let left_out = match (best, report.bound()) {
        (Some(best), Some(bound)) if !bound.rigour.is_proved() => {
            prove_bound(report, best, bound, (options, &clock), known)
        }
        _ => Vec::new(),
    };
    report.add_proofs(Proofs { seconds: start.elapsed().as_secs_f64(), left_out });
}

/// The accepted claims on the value of a row.
fn one(
    report: &Report,
    method: &str,
    options: &Options,
    clock: &Clock,
    apart: Apart,
) -> Result<Vec<Json>, String> {
    let claims = write::claims(report, Some(method), &in_time(options, clock)?, false, Some(apart));
    claims.map(|claims| claims.into_accepted().0).map_err(|error| why(&error))
}

/// Options with what is left of the time.
fn in_time(options: &Options, clock: &Clock) -> Result<Options, String> {
    match clock.is_over() {
        true if options.cancel.is_cancelled() => Err(INTERRUPTED.to_owned()),
        true => Err(LATE.to_owned()),
        false => Ok(options.clone().with_time_limit(clock.left().as_secs_f64())),
    }
}

/// An error without what is said of a document.
fn why(error: &impl ToString) -> String {
    let text = error.to_string();
    text.strip_prefix("no certificate: ").map_or_else(|| text.clone(), str::to_owned)
}

/// Proves the bound of a report through its best row; what is not proved, and why.
fn prove_bound(
    report: &mut Report,
    best: &'static str,
    found: Bound,
    (options, clock): (&Options, &Clock),
    known: Vec<Json>,
) -> Vec<String> {
    let apart = Apart { known, target: Some(found.value) };
    let claims = in_time(options, clock).and_then(|options| {
        let claims = write::claims(report, Some(best), &options, true, Some(apart));
        claims.map(super::claims::Claims::into_accepted).map_err(|error| why(&error))
    });
    match claims {
        Err(why) => vec![format!("no bound: {why}")],
        Ok((claims, left_out)) => {
            let accepted = Accepted::of(&claims, report.is_minimum());
            take_bound(report, accepted.bound, best);
            report.prove_optimal(&accepted.optimal);
            let is_proved = report.bound().is_some_and(|bound| bound.rigour.is_proved());
            match looser(report, found) {
                // What a certificate would have beside it was not asked for.
                None if is_proved => Vec::new(),
                looser => looser.into_iter().chain(left_out).collect(),
            }
        }
    }
}

/// That a proved bound is not as tight as the one in double precision whose place it took; none where it is, or where none is
/// proved.
fn looser(report: &Report, found: Bound) -> Option<String> {
    let proved = report.bound().filter(|bound| bound.rigour.is_proved())?;
    let apart = match report.is_minimum() {
        true => gap::relative(found.value, proved.value),
        false => proved.value - found.value,
    };
    let (value, method) = (shortest(found.value), found.method);
    (apart > report.tolerance().gap)
        .then(|| format!("no bound as tight as the {value} of {method} in double precision"))
}

/// Takes over enclosed values.
fn take_values(report: &mut Report, accepted: &Accepted) {
    for (blocks, enclosure) in &accepted.values {
        let is_of_it = |row: &&Row| row.solution.partition.as_ref().is_some_and(|x| x.blocks() == blocks);
        let found = report.rows().iter().find(is_of_it);
        let found = found.and_then(|row| Some((row.solution.partition.clone()?, row.solution.value?)));
        let Some((partition, value)): Option<(Partition, _)> = found else { continue };
        report.enclose(&partition, enclosure.around(value), enclosure.fraction().as_ref());
    }
}

/// Takes over a proved bound. Its method is that of the bound in double precision where it is about as tight, and else the
/// relaxed optimum, or the row whose optimality is proved.
fn take_bound(report: &mut Report, proved: Option<ProvedBound>, row: &'static str) {
    let Some(ProvedBound { value, is_of_optimum, is_over_reals }) = proved else { return };
    let is_minimum = report.is_minimum();
    // Judged in rational arithmetic over the rounds of a trace, and enclosed of a law.
    let rigour = if report.instance().law().is_ok() { Rigour::Enclosed } else { Rigour::Exact };
    let found = report.bound();
    let is_beyond = |found: &Bound| match is_minimum {
        true => value > found.value * (1.0 + SAME),
        false => value < found.value - SAME,
    };
    let is_short = |found: &Bound| match is_minimum {
        true => value < found.value * (1.0 - SAME),
        false => value > found.value + SAME,
    };
    let method = match found {
        Some(found) if is_beyond(&found) && is_of_optimum => row,
        Some(found) if !(is_over_reals && (is_short(&found) || is_beyond(&found))) => found.method,
        _ => relaxed::METHOD.name,
    };
    let status = found.map(|found| found.status).filter(|_| !is_of_optimum).unwrap_or(Status::Optimal);
    let bound = Bound::new(value, rigour, method).with_status(status);
    // The decimal of the bound may be half a last place below it.
    let late = (1.0 - value - f64::EPSILON).max(0.0);
    report.prove_bound(if is_minimum { bound } else { bound.with_complement(late) });
}

/// Bounds that are as near to each other are the same, but for what enclosing takes.
const SAME: f64 = 1e-8;

/// The report where what a certificate of it proves says so: the value in the rows of its partition, and the bound. A certificate of
/// another instance says nothing of it.
///
/// ```
/// use bcgc::certificate::{certify, with_rigour};
/// use bcgc::{ExpectedRuntime, Instance, Options, Rigour, ShiftedExponential, System, solve};
///
/// let instance = Instance::new(System::new(4, 20)?, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let options = Options::default().with_methods(["exact", "uncoded"]);
/// let report = solve(&instance, &options)?;
/// let certificate = certify(&report, &options)?;
/// let report = with_rigour(report, &certificate);
/// assert_eq!(report.bound().map(|bound| bound.rigour), Some(Rigour::Enclosed));
/// let rigours: Vec<Rigour> = report.rows().iter().map(|row| row.value_rigour).collect();
/// assert_eq!(rigours, [Rigour::Enclosed, Rigour::Float]);
/// # Ok::<(), bcgc::Error>(())
/// ```
#[must_use]
pub fn with_rigour(mut report: Report, certificate: &Certificate) -> Report {
    let claims = certificate.documents_of(report.instance());
    let accepted = Accepted::of(&claims, report.is_minimum());
    let is_of_it = |row: &&Row| {
        let partition = row.solution.partition.as_ref();
        accepted.values.iter().any(|(blocks, _)| partition.is_some_and(|x| x.blocks() == blocks))
    };
    let Some(row) = report.rows().iter().find(is_of_it).map(|row| row.solution.method) else { return report };
    let found = report.bound().filter(|bound| !bound.rigour.is_proved());
    take_values(&mut report, &accepted);
    take_bound(&mut report, accepted.bound, row);
    report.prove_optimal(&accepted.optimal);
    let looser = found.and_then(|found| looser(&report, found));
    let left_out = looser.into_iter().chain(certificate.left_out().iter().cloned()).collect();
    report.add_proofs(Proofs { seconds: certificate.spent().as_secs_f64(), left_out });
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::History;
    use crate::instance::{Instance, Objective, System};
    use crate::solve;
    use crate::straggler::ShiftedExponential;

    fn options() -> Options {
        Options::default().with_methods(["relaxed", "uncoded"])
    }

    fn report() -> Report {
        let system = System::new(3, 6).expect("a system");
        let law = ShiftedExponential::new(1.0, 0.5).expect("a law");
        let instance = Instance::new(system, law, Objective::ExpectedRuntime).expect("an instance");
        solve::solve(&instance, &options()).expect("a report")
    }

    #[test]
    fn without_time_nothing_is_proved_and_all_of_it_says_so() {
        let (before, rigour) = (report(), Rigour::Enclosed);
        let report = proved(before.clone(), &options().with_rigour(rigour).with_time_limit(0.0));
        for (row, old) in report.rows().iter().zip(before.rows()) {
            assert_eq!((row.value_rigour, row.solution.value), (Rigour::Float, old.solution.value));
            let note = row.solution.note.as_deref().expect("a note");
            assert!(note.ends_with("value not proved: the time limit came first"), "{note}");
        }
        assert_eq!(report.bound(), before.bound());
        let proofs = report.proofs().expect("they were asked for");
        assert_eq!(proofs.left_out, ["no bound: the time limit came first"]);
        assert!(proved(before, &options().with_time_limit(0.0)).proofs().is_none(), "not asked for");
    }

    #[test]
    fn a_certificate_says_nothing_of_another_instance() {
        let report = report();
        let certificate = write::certify(&report, &options()).expect("a certificate");
        let is_proved = |report: &Report| report.bound().is_some_and(|bound| bound.rigour.is_proved());
        assert!(is_proved(&with_rigour(report.clone(), &certificate)));
        let system = System { cycles: 2.0, ..report.instance().system };
        let instance = Instance { system, ..report.instance().clone() };
        let other = solve::solve(&instance, &options()).expect("a report");
        let (before, after) = (other.clone(), with_rigour(other, &certificate));
        assert!(!is_proved(&after) && after.rows() == before.rows() && after.proofs().is_none());
    }

    #[test]
    fn proofs_leave_nothing_in_the_history_of_the_methods() {
        let told = |rigour: Rigour| {
            let history = History::default();
            let options = options().with_progress(history.progress(None)).with_rigour(rigour);
            solve::solve(report().instance(), &options).expect("a report");
            history.iterations()
        };
        assert_eq!(told(Rigour::Enclosed), told(Rigour::Float));
    }

    #[test]
    fn a_bound_that_is_tighter_than_what_is_proved_is_told() {
        // Not the best partition: a search over the integers is in vain.
        let mut report =
            solve::solve(report().instance(), &options().with_methods(["uncoded"])).expect("a report");
        let better = report.bound().expect("a bound").value * (1.0 + 1e-6);
        report.offer_bound(Bound::new(better, Rigour::Float, "mine"));
        let report = proved(report, &options().with_rigour(Rigour::Enclosed));
        let bound = report.bound().expect("a bound");
        assert!(bound.rigour == Rigour::Enclosed && bound.value < better, "{bound:?}");
        assert_eq!(bound.method, relaxed::METHOD.name);
        let left_out = &report.proofs().expect("they were asked for").left_out;
        assert!(left_out[0].contains("of mine in double precision"), "{left_out:?}");
    }
}
