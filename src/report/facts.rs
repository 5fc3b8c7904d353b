//! The instance and its bound in words, for the formats that people read.

use super::number::{self, shortest};
use super::rows::Report;
use crate::instance::{Instance, Objective, Stragglers, System};
use crate::straggler::ParameterValue;
use crate::wording::{counted, printable};

/// Digits of the probability of being late.
const LATE_DIGITS: i32 = 6;

/// Gains below this share are none.
const LITTLE: f64 = 1e-6;

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
    facts.extend(best(report).map(|text| fact("best", text)));
    facts
}

/// Which method is the best, and what it gains over no redundancy.
pub fn best(report: &Report) -> Option<String> {
    let row = report.best()?;
    let gain = report.gain(row)?;
    let (name, shown) = (row.solution.method, number::gain(gain));
    Some(match (report.is_minimum(), gain > 1.0 + LITTLE) {
        (true, true) => format!("{name}, {shown} times as fast as no redundancy"),
        (true, false) => format!("{name}, no faster than no redundancy"),
        (false, true) => format!("{name}, misses the deadline {shown} times as rarely as no redundancy"),
        (false, false) => format!("{name}, misses the deadline no more rarely than no redundancy"),
    })
}

/// An instance but for its objective, a line each.
pub fn of_instance(instance: &Instance) -> Vec<Fact> {
    let fact = |label, text| Fact { label, text };
    // A name is free text: it must not move a terminal's cursor.
    let name = instance.name.iter().map(|name| fact("instance", printable(name)));
    let rest =
        [fact("system", system(&instance.system)), fact("stragglers", stragglers(&instance.stragglers))];
    name.chain(rest).collect()
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
    let law = match stragglers {
        Stragglers::Law(law) => law,
        Stragglers::Trace(trace) => {
            let header =
                trace.header().map(|names| format!(", header \"{}\"", printable(names))).unwrap_or_default();
            let index = trace
                .index()
                .map(|ends| format!(", column 1 as an index: {}", printable(ends)))
                .unwrap_or_default();
            let rounds = counted(trace.rows().len() as u64, "round");
            return format!("trace {}: {rounds}{header}{index}", printable(trace.path()));
        }
    };
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

pub fn bound(report: &Report) -> String {
    let Some(bound) = report.bound() else { return "none".to_owned() };
    let side = if report.is_minimum() { "no partition is below" } else { "no partition is above" };
    let value = number::bound(bound.value, report.is_minimum());
    let ended =
        if bound.is_finished() { String::new() } else { format!("; unfinished: {}", bound.status.name()) };
    // Above a half the probability of being late says more.
    let late = bound.complement.filter(|late| !report.is_minimum() && bound.value > 0.5 && *late > 0.0);
    let late = late.map_or_else(String::new, |late| {
        format!(", 1 - value below {}", number::rounded_bound(late, true, LATE_DIGITS))
    });
    format!("{side} {value}{late} ({}, by {}{ended})", bound.rigour.name(), bound.method)
}
