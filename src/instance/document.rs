//! An instance from a parsed document; every key is checked.

use std::path::Path;

use toml::{Table, Value as Toml};

use super::definition::Instance;
use super::objective::Objective;
use super::overhead::Overhead;
use super::range::refused;
use super::section::{Section, missing, out_of_range};
use super::stragglers::Stragglers;
use super::system::{LARGEST_COUNT, MOST_WORKERS, System};
use super::times::{CYCLE_TIMES, LOAD, OVERHEADS, Times, read_loads, read_times};
use crate::error::Error;
use crate::straggler::{Trace, TraceError};
use crate::wording::{counted, did_you_mean};

impl Instance {
    /// Builds an instance from a parsed document; the path of a trace is relative to the folder `base`.
    ///
    /// # Errors
    /// When a key is unknown, missing or out of range, or the trace cannot be read.
    pub(crate) fn from_table_in(document: &Table, base: &Path) -> Result<Self, Error> {
        let root = Section { path: "", table: document };
        root.allow_only(
            &["name", "system", "stragglers", "overhead", "objective"],
            &[
                "system.workers",
                "system.coordinates",
                "system.samples",
                "system.cycles",
                "stragglers.law",
                "stragglers.trace",
                "overhead.law",
                "overhead.trace",
                "overhead.value",
                "objective.kind",
                "objective.deadline",
            ],
        )?;
        let name = match document.get("name") {
            None => None,
            Some(Toml::String(name)) => Some(name.clone()),
            Some(other) => return Err(out_of_range("name", other, "must be a string")),
        };
        let section = root.section("system")?;
        section.allow_only(SYSTEM, &[])?;
        let stragglers = root.section("stragglers")?;
        // A trace has a column a worker: without their number it says how many there are.
        let is_measured = stragglers.table.keys().any(|key| key == "trace" || key.starts_with(LOAD));
        let is_trace = |section: Option<&Toml>| section.and_then(|section| section.get("trace")).is_some();
        let are_overheads = is_trace(document.get("overhead"));
        let workers = match section.table.contains_key("workers") || !(is_measured || are_overheads) {
            true => Some(section.count("workers", MOST_WORKERS, None)? as usize),
            false => None,
        };
        if let Some(workers) = workers {
            read_system(&section, workers)?;
        }
        let of_trace = |trace: &Trace| read_system(&section, trace.rows().first().map_or(0, Vec::len));
        let loads = read_loads(&stragglers, base, workers)?;
        if let Some((overheads, times)) = loads {
            if let Some(value) = document.get("overhead") {
                let allowed = "the files of loads in [stragglers] say it: leave it out";
                return Err(out_of_range("overhead", value, allowed));
            }
            let objective = read_any_objective(&root)?;
            let system = of_trace(&times)?;
            let (stragglers, overhead) = (Stragglers::Trace(times), Overhead::Trace(overheads));
            return Ok(Self { name, system, stragglers, overhead, objective });
        }
        let are_paired = is_measured && are_overheads;
        // Rows that are left out of one file are missing beside the other.
        let told = |error: Error| match error {
            Error::Trace(error) if are_paired => Error::Trace(error.of_pair()),
            Error::OverheadTrace(error) if are_paired => Error::OverheadTrace(error.of_pair()),
            error => error,
        };
        let times = read_times(&stragglers, base, workers, CYCLE_TIMES).map_err(told)?;
        let measured = match &times {
            Times::Trace(trace) => Some(of_trace(trace)?.workers),
            _ => workers,
        };
        let overhead = read_overhead(&root, base, measured)
            .map_err(|error| told(if workers.is_none() { of_other_workers(error) } else { error }))?;
        let system = match (&times, &overhead, workers) {
            (Times::Trace(trace), _, None) | (_, Overhead::Trace(trace), None) => of_trace(trace)?,
            _ => read_system(&section, workers.unwrap_or(0))?,
        };
        let stragglers = match times {
            Times::Constant(value) => Stragglers::Constant(value),
            Times::Law(law) => Stragglers::Law(law),
            Times::Trace(trace) => Stragglers::Trace(trace),
        };
        let overhead = overhead.in_order_of(&stragglers)?;
        check_different(&stragglers, &overhead, base)?;
        let objective = read_any_objective(&root)?;
        Ok(Self { name, system, stragglers, overhead, objective })
    }
}

/// The overhead, where there is one, of so many workers where that is known.
fn read_overhead(root: &Section, base: &Path, workers: Option<usize>) -> Result<Overhead, Error> {
    if !root.table.contains_key("overhead") {
        return Ok(Overhead::None);
    }
    Ok(match read_times(&root.section("overhead")?, base, workers, OVERHEADS)? {
        Times::Constant(value) => Overhead::Constant(value),
        Times::Law(law) => Overhead::Law(law),
        Times::Trace(trace) => Overhead::Trace(trace),
    })
}

/// An error of overheads of another number of workers than the file of the cycle times has, which alone says how many.
fn of_other_workers(error: Error) -> Error {
    match error {
        Error::OverheadTrace(TraceError::Columns { file, place, found, workers, .. }) => {
            let (found, workers) = (counted(found as u64, "column"), counted(workers as u64, "worker"));
            let allowed = format!(
                "{place} has {found}, the cycle times are of {workers}: give the overheads of the same, or say which columns \
                 they are with overhead.columns"
            );
            refused("overhead.trace", format!("{file:?}"), &allowed)
        }
        Error::OverheadTrace(TraceError::Workers { file, found, workers }) => {
            let (found, workers) = (counted(found as u64, "worker"), counted(workers as u64, "worker"));
            let allowed =
                format!("it has {found}, the cycle times are of {workers}: give the overheads of the same");
            refused("overhead.trace", format!("{file:?}"), &allowed)
        }
        error => error,
    }
}

/// That the overheads are not the cycle times: the same columns of the same file, in the same unit. In another one they are a
/// share of the cycle times.
fn check_different(stragglers: &Stragglers, overhead: &Overhead, base: &Path) -> Result<(), Error> {
    let file = |trace: &Trace| base.join(trace.path()).canonicalize().ok();
    match (stragglers, overhead) {
        (Stragglers::Trace(times), Overhead::Trace(overheads))
            if overheads.rows() == times.rows() && file(overheads) == file(times) =>
        {
            let allowed =
                "it holds the cycle times as well: name the file of the overheads, or their columns in it";
            Err(refused("overhead.trace", format!("{:?}", overheads.path()), allowed))
        }
        _ => Ok(()),
    }
}

/// The keys of a system.
const SYSTEM: &[&str] = &["workers", "coordinates", "samples", "cycles"];

/// The system of so many workers.
fn read_system(section: &Section, workers: usize) -> Result<System, Error> {
    let system = System {
        workers,
        coordinates: section.count("coordinates", LARGEST_COUNT, None)?,
        samples: section.count("samples", LARGEST_COUNT, Some(workers as u64))?,
        cycles: section.positive("cycles", Some(1.0))?,
    };
    system.check()?;
    Ok(system)
}

fn read_any_objective(root: &Section) -> Result<Objective, Error> {
    match root.table.get("objective") {
        None => Ok(Objective::ExpectedRuntime),
        Some(_) => read_objective(&root.section("objective")?),
    }
}

/// The kind of an objective with a deadline, which need not be said.
const COMPLETION_PROBABILITY: &str = "completion-probability";

fn read_objective(section: &Section) -> Result<Objective, Error> {
    let deadline = section.table.get("deadline");
    let kind = match section.table.get("kind") {
        Some(Toml::String(kind)) => kind.as_str(),
        Some(other) => return Err(out_of_range("objective.kind", other, "must be a string")),
        // Nothing else has one.
        None if deadline.is_some() => COMPLETION_PROBABILITY,
        None => return Err(missing("objective.kind", "expected-runtime or completion-probability")),
    };
    match kind {
        "expected-runtime" => {
            if let Some(deadline) = deadline {
                let allowed = "an expected runtime has no deadline: leave it out (over a file, \
                               objective={kind=\"expected-runtime\"} sets all of it), or set objective.kind = \
                               \"completion-probability\" as well";
                return Err(out_of_range("objective.deadline", deadline, allowed));
            }
            section.allow_only(&["kind"], &[])?;
            Ok(Objective::ExpectedRuntime)
        }
        COMPLETION_PROBABILITY => {
            section.allow_only(&["kind", "deadline"], &[])?;
            Ok(Objective::CompletionProbability { deadline: section.positive("deadline", None)? })
        }
        other => {
            let kinds = "expected-runtime, completion-probability";
            let near = did_you_mean(other, kinds);
            let allowed = format!("must be expected-runtime or completion-probability{near}");
            Err(refused("objective.kind", format!("{other:?}"), &allowed))
        }
    }
}
