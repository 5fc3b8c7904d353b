//! The instance and its bound in words, for the formats that people read.

use super::number::{self, shortest};
use super::origin;
use super::row::Row;
use super::rows::GIVEN;
use super::rows::Report;
use super::sampled::Sampled;
use crate::instance::{Instance, Objective, Overhead, Stragglers, System};
use crate::solution::Value;
use crate::straggler::{Law, ParameterValue, Trace};
use crate::verdict::Verdict;
use crate::wording::{counted, printable};

/// Digits of the probability of being late.
const LATE_DIGITS: i32 = 6;

/// Fewer rounds tell no order: their standard errors are too uncertain themselves.
const FEW_ROUNDS: usize = 30;
/// Fewer have no standard errors at all.
const NO_ERROR: usize = 4;

/// A line of the description: a label and what it says.
pub struct Fact {
    pub label: &'static str,
    pub text: String,
}

/// What the report is about, a line each.
pub fn facts(report: &Report) -> Vec<Fact> {
    let fact = |label, text| Fact { label, text };
    let mut facts = Vec::new();
    if let Some(verdict) = report.verdict() {
        facts.push(fact("verdict", verdict.text()));
    }
    if report.is_interrupted() {
        let text = "the run was ended early: its rows are the best by then, as their notes say";
        facts.push(fact("interrupted", text.to_owned()));
    }
    facts.extend(of_instance(report.instance()));
    facts.push(fact("objective", objective(report)));
    facts.push(fact("bound", bound(report)));
    facts.extend(proofs(report).map(|text| fact("proofs", text)));
    facts.extend(best(report).map(|text| fact("best", text)));
    facts.extend(noise(report).map(|text| fact("noise", text)));
    facts
}

/// How much better a value has to be, relatively, to be called so.
const BETTER: f64 = 1e-9;

/// Which method is the best, and what it gains over no redundancy.
pub fn best(report: &Report) -> Option<String> {
    if matches!(report.verdict(), Some(Verdict::Impossible { .. })) {
        return None;
    }
    let row = report.best()?;
    let value = row.solution.value?;
    let sample = if report.held_out().is_some() { " in sample" } else { "" };
    let gained = match (report.gain(row), report.uncoded()) {
        (Some(gain), _) => gained(gain, gain, report.is_minimum()),
        (None, Some(uncoded)) if !report.is_minimum() => endless_gain(value, uncoded),
        (None, _) => "and without redundancy no finite value is known".to_owned(),
    };
    let text = format!("{}, {gained}", row.solution.method);
    let alone = report.only_baselines().map_or_else(String::new, |why| format!("; {why}"));
    Some(text + sample + &alone + &better_schemes(report, value))
}

/// Schemes that are better than the best row and no partition, which the best row is.
fn better_schemes(report: &Report, best: Value) -> String {
    let is_better = |value: Value| report.cost(value) < report.cost(best) * (1.0 - BETTER);
    let rows = report.rows().iter().filter(|row| row.solution.partition.is_none());
    let better = rows.filter(|row| row.solution.value.is_some_and(is_better));
    let names: Vec<&str> = better.map(|row| row.solution.method).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!("; {one} is better, and no partition"),
        several => format!("; {} are better, and no partitions", several.join(", ")),
    }
}

/// What is gained over no redundancy, between two gains: words for a least and a largest one, which may be the same.
pub fn gained(least: f64, most: f64, is_minimum: bool) -> String {
    let range = |least: f64, most: f64| {
        let (least, most) = (number::gain_in_words(least), number::gain_in_words(most));
        if least == most { least } else { format!("{least} to {most}") }
    };
    let is_loss = number::is_gain(1.0 / most);
    match (is_minimum, number::is_gain(most)) {
        (true, true) => format!("{} times as fast as no redundancy", range(least, most)),
        (true, false) if is_loss => {
            format!("slower than no redundancy, by a factor of {}", range(1.0 / most, 1.0 / least))
        }
        (true, false) => "no faster than no redundancy".to_owned(),
        (false, true) => {
            format!("misses the deadline {} times as rarely as no redundancy", range(least, most))
        }
        (false, false) if is_loss => format!(
            "misses the deadline more often than no redundancy, by a factor of {}",
            range(1.0 / most, 1.0 / least)
        ),
        (false, false) => "misses the deadline no more rarely than no redundancy".to_owned(),
    }
}

/// What is gained where one of two probabilities of being late is zero, as far as doubles tell.
fn endless_gain(value: Value, uncoded: Value) -> String {
    let shown = |value: Value| number::digits(value.late(), value.error.max(value.late() * SHOWN_OF_LATE));
    match value.late() < uncoded.late() {
        true => format!(
            "misses the deadline with probability {}, no redundancy with {}",
            shown(value),
            shown(uncoded)
        ),
        false if value.late() > uncoded.late() => {
            format!("misses the deadline more often than no redundancy, with probability {}", shown(value))
        }
        false => "misses the deadline no more rarely than no redundancy".to_owned(),
    }
}

/// Three digits of a probability.
const SHOWN_OF_LATE: f64 = 0.005;

/// An instance but for its objective, a line each.
pub fn of_instance(instance: &Instance) -> Vec<Fact> {
    let fact = |label, text| Fact { label, text };
    // A name is free text: it must not move a terminal's cursor.
    let name = instance.name.iter().map(|name| fact("instance", printable(name)));
    let rest =
        [fact("system", system(&instance.system)), fact("stragglers", stragglers(&instance.stragglers))];
    let overhead = overhead(&instance.overhead).map(|text| fact("overhead", text));
    name.chain(rest).chain(overhead).collect()
}

fn system(system: &System) -> String {
    format!(
        "{}, {}, {}, b = {} cycles, kappa = {}",
        counted(system.workers as u64, "worker"),
        counted(system.coordinates, "coordinate"),
        counted(system.samples, "sample"),
        shortest(system.cycles),
        shortest(system.work_unit())
    )
}

fn stragglers(stragglers: &Stragglers) -> String {
    match stragglers {
        Stragglers::Law(law) => in_words(law),
        Stragglers::Trace(trace) => measured(trace),
        Stragglers::Constant(value) => constant(*value),
    }
}

fn overhead(overhead: &Overhead) -> Option<String> {
    Some(match overhead {
        Overhead::None => return None,
        Overhead::Constant(value) => constant(*value),
        Overhead::Law(law) => in_words(law),
        Overhead::Trace(trace) => measured(trace),
    })
}

fn constant(value: f64) -> String {
    format!("constant: value {}", shortest(value))
}

fn measured(trace: &Trace) -> String {
    let rounds = counted(trace.rows().len() as u64, "round");
    format!("trace {}: {rounds}{}", printable(trace.path()), origin::in_words(trace.origin()))
}

fn in_words(law: &Law) -> String {
    if law.parameters().is_empty() {
        return law.name().to_owned();
    }
    let parameters = law.parameters().iter().map(|(key, value)| match value {
        ParameterValue::Number(x) => format!("{key} {}", shortest(*x)),
        ParameterValue::List(list) => {
            format!("{key} ({})", list.iter().map(|x| shortest(*x)).collect::<Vec<_>>().join(", "))
        }
    });
    format!("{}: {}", law.name(), parameters.collect::<Vec<_>>().join(", "))
}

fn objective(report: &Report) -> String {
    match report.instance().objective {
        Objective::ExpectedRuntime => "minimise the expected overall runtime".to_owned(),
        Objective::CompletionProbability { deadline } => {
            format!("maximise the probability of finishing by {}", shortest(deadline))
        }
    }
}

/// What the rounds of a trace say of the order of the rows.
pub fn noise(report: &Report) -> Option<String> {
    let rows = report.rows();
    let is_held = report.held_out().is_some();
    // What holds of every partition has no noise.
    let is_decided = matches!(report.verdict(), Some(Verdict::Impossible { .. } | Verdict::Certain { .. }));
    if is_decided && !is_held {
        return None;
    }
    let of = |row: &Row| if is_held { row.held_out } else { row.sampled };
    let known: Vec<(&str, Sampled)> =
        rows.iter().filter_map(|row| Some((row.solution.method, of(row)?))).collect();
    let has_order = known.iter().any(|(_, found)| found.difference.is_some());
    let has_errors = known.iter().any(|(_, found)| found.standard_error.is_some());
    let rounds = known.first().map(|(_, found)| found.rounds)?;
    if !is_held && !has_order && !has_errors && rounds >= NO_ERROR {
        let alternate = known.iter().any(|(_, found)| varies(report, found));
        return alternate
            .then(|| format!("nothing can be said of it: the {rounds} rounds alternate too evenly"));
    }
    let too_few = (rounds < NO_ERROR).then(|| {
        let rounds = counted(rounds as u64, "round");
        format!(
            "nothing can be said of the noise from {rounds}, fewer than {NO_ERROR}: neither how far values are off nor which \
             row is best in others"
        )
    });
    let source = match report.held_out() {
        Some(rounds) => format!("out of sample, {rounds}"),
        // Nobody knows what a partition that was given is from.
        None if report.is_of_given() => "over the rounds of the trace".to_owned(),
        None => "in sample, the rounds that were optimised".to_owned(),
    };
    let endless: Vec<&str> =
        known.iter().filter(|(_, found)| found.is_endless()).map(|(name, _)| *name).collect();
    let endless = (!endless.is_empty()).then(|| {
        format!("a round held out waits for a worker that never returns with {}", endless.join(", "))
    });
    let order = if too_few.is_some() { too_few } else { order(report, &known) };
    let parts = [Some(source), order, endless];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
}

/// Whether a value without an error varies from round to round: a finite mean, and a share that is neither all nor none. Batches
/// of rounds have equal means then.
fn varies(report: &Report, found: &Sampled) -> bool {
    let is_mixed = report.is_minimum() || (found.value > 0.0 && found.value < 1.0);
    found.standard_error.is_none() && found.value.is_finite() && is_mixed
}

/// Which row is the best, as far as the rounds tell; none where there is nothing to compare.
fn order(report: &Report, known: &[(&str, Sampled)]) -> Option<String> {
    let (best, found) = known.iter().find(|(_, found)| found.is_best)?;
    let others: Vec<&(&str, Sampled)> =
        known.iter().filter(|(_, found)| !found.is_best && !found.is_endless()).collect();
    if others.is_empty() {
        return None;
    }
    if found.rounds < FEW_ROUNDS {
        return Some(format!("fewer than {FEW_ROUNDS} rounds do not tell which method is best"));
    }
    // A share of all rounds or none has no error, and rows that meet all of them or none have no difference.
    let is_alike = |found: &Sampled| found.standard_error.is_none();
    let differs = |found: &Sampled| found.difference.is_some_and(|found| found.value != 0.0);
    if is_alike(found) && others.iter().all(|(_, other)| is_alike(other) && !differs(other)) {
        return Some("every row has the same value in every round".to_owned());
    }
    let close: Vec<&str> =
        others.iter().filter(|(_, found)| !found.is_worse()).map(|(name, _)| *name).collect();
    Some(match (close.is_empty(), report.held_out().is_some()) {
        (false, _) => format!("within two standard errors of {best}: {}", close.join(", ")),
        (true, true) => format!("{best} is best beyond the noise"),
        (true, false) if report.is_of_given() && *best == GIVEN => {
            format!("{best} is ahead by more than two standard errors")
        }
        (true, false) if report.is_of_given() => format!(
            "{best}, which was optimised for these rounds, is ahead by more than two standard errors: in others it need not be"
        ),
        (true, false) => format!(
            "{best} is ahead by more than two standard errors; rounds held out tell whether it is best in others"
        ),
    })
}

pub fn bound(report: &Report) -> String {
    let Some(bound) = report.bound() else { return "none".to_owned() };
    let side = if report.is_minimum() { "no partition is below" } else { "no partition is above" };
    let shown = if bound.rigour.is_proved() { number::proved_bound } else { number::rounded_bound };
    let value = shown(bound.value, report.is_minimum(), number::MOST_DIGITS);
    let ended =
        if bound.is_finished() { String::new() } else { format!("; unfinished: {}", bound.status.name()) };
    // Above a half the probability of being late says more.
    let late = bound.complement.filter(|late| !report.is_minimum() && bound.value > 0.5 && *late > 0.0);
    let late =
        late.map_or_else(String::new, |late| format!(", 1 - value below {}", shown(late, true, LATE_DIGITS)));
    format!("{side} {value}{late} ({}, by {}{ended})", bound.rigour.name(), bound.method)
}

/// What is proved, what is not, and the price; none where no proof was asked for.
pub fn proofs(report: &Report) -> Option<String> {
    let proofs = report.proofs()?;
    let valued = || report.rows().iter().filter(|row| row.solution.value.is_some());
    let all = valued().count();
    let proved = valued().filter(|row| row.value_rigour.is_proved()).count();
    let values = match all {
        _ if proved == all => counted(all as u64, "value"),
        _ => format!("{proved} of {}", counted(all as u64, "value")),
    };
    let bound = match report.bound() {
        Some(bound) if bound.rigour.is_proved() => " and the bound",
        _ => "",
    };
    let seconds = number::seconds(proofs.seconds);
    let parts = std::iter::once(format!("{values}{bound} proved by the judge, in {seconds} s"));
    Some(parts.chain(proofs.left_out.iter().cloned()).collect::<Vec<_>>().join("; "))
}
