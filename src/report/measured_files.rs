//! Measured rounds as files: a trace a load, one of the cycle times, and instances that read them.

use std::fmt::Write as _;

use super::number::significant;
use crate::measure::{Amount, BURST, Loads, Measured, WARM_UP};
use crate::output::mark;
use crate::wording::{counted, number};

/// The cycle times.
pub const CYCLE_TIMES: &str = "cycle-times.csv";
/// The instance of the rounds as they were measured.
pub const INSTANCE: &str = "measured.toml";
/// The instance of the cycle times with one overhead for all.
pub const CONSTANT: &str = "constant-overhead.toml";

/// The trace of a load.
pub fn trace_name(load: f64) -> String {
    format!("load-{}.csv", number(load))
}

/// Whether a file may be the trace of a load by its name.
pub fn is_trace_name(name: &str) -> bool {
    let load = name.strip_prefix("load-").and_then(|rest| rest.strip_suffix(".csv"));
    load.and_then(|load| load.parse().ok()).is_some_and(|load: f64| trace_name(load) == name)
}

/// The names of all files for these loads.
pub fn names(loads: &Loads) -> Vec<String> {
    names_of(&loads.values())
}

/// The names of the files for loads.
pub(super) fn names_of(loads: &[f64]) -> Vec<String> {
    let others = [CYCLE_TIMES, INSTANCE, CONSTANT].map(str::to_owned);
    loads.iter().copied().map(trace_name).chain(others).collect()
}

/// The contents of the files of these names.
pub fn contents(measured: &Measured) -> Vec<String> {
    let traces = measured.loads.iter().zip(&measured.times);
    traces
        .map(|(load, rounds)| {
            let what = "seconds from the beginning of a round to a worker's answer at the load";
            trace(measured, &format!("{what} {}", number(*load)), rounds, DECIMALS)
        })
        .chain([cycle_times(measured), instance(measured), constant(measured)])
        .collect()
}

/// Decimals of seconds: nanoseconds.
const DECIMALS: usize = 9;

/// What a worker took from the first load to the last, for a unit of load.
fn cycle_times(measured: &Measured) -> String {
    let what = format!(
        "seconds a unit of load, from the answer at the load 0 to that at the load {}",
        number(measured.last_load())
    );
    // A nanosecond for the largest load is this many decimals.
    let decimals = DECIMALS + measured.last_load().max(1.0).log10().ceil() as usize;
    trace(measured, &what, &measured.cycle_times(), decimals)
}

/// A row a round, a column a worker.
fn trace(measured: &Measured, what: &str, rounds: &[Vec<f64>], decimals: usize) -> String {
    let mut out = format!("# {}\n# Measured by `bcgc measure`: {what}\n", mark());
    for line in provenance(measured) {
        let _ = writeln!(out, "# {line}");
    }
    let names: Vec<String> = (1..=measured.workers).map(|worker| format!("worker_{worker}")).collect();
    out.push_str(&names.join(","));
    for round in rounds {
        for (worker, seconds) in round.iter().enumerate() {
            let _ = write!(out, "{}{seconds:.decimals$}", if worker == 0 { "\n" } else { "," });
        }
    }
    out.push('\n');
    out
}

/// How the rounds came about, in short lines.
fn provenance(measured: &Measured) -> [String; 3] {
    let rounds = counted(measured.rounds() as u64, "round");
    let (processes, work) = (processes(measured), work(measured));
    let first = format!("{rounds} after {WARM_UP} to warm up, seed {}; {processes}", measured.seed);
    [
        first,
        format!("The load 1: {work}"),
        beside(measured).unwrap_or_else(|| "Nothing beside them".to_owned()),
    ]
}

/// The processes and the processors that they share.
pub(super) fn processes(measured: &Measured) -> String {
    let workers = format!("{} on {}", count(measured.workers, "worker"), count(measured.cores, "processor"));
    match measured.is_crowded() {
        true => format!("{workers}: processes wait for each other, and times include that"),
        false => workers,
    }
}

/// Work that takes what was asked for but for this share of it is of that length.
const NEAR: f64 = 0.1;

/// What a unit is.
pub(super) fn work(measured: &Measured) -> String {
    let samples = counted(measured.samples, "sample");
    let chosen = match (measured.unit, measured.alone) {
        (Amount::Seconds(seconds), Some(alone)) if (alone - seconds).abs() > NEAR * seconds => {
            let (wanted, alone) = (number(seconds), significant(alone, 2));
            format!(
                ", which take about {alone} s alone, the nearest to {wanted} s that whole samples at all loads allow"
            )
        }
        (Amount::Seconds(seconds), _) => format!(", chosen to take {} s alone", number(seconds)),
        (Amount::Samples(_), _) => String::new(),
    };
    format!("{} over {samples}{chosen}", count(measured.coordinates, "partial derivative"))
}

/// What is busy beside the workers.
pub(super) fn beside(measured: &Measured) -> Option<String> {
    let burst = number(BURST.as_secs_f64());
    let processes = count(measured.beside, "process");
    (measured.beside > 0).then(|| {
        format!("{processes} beside them, busy in bursts of {burst} s on average with pauses as long")
    })
}

fn count(count: usize, noun: &str) -> String {
    counted(count as u64, noun)
}

/// The rounds as they were measured: of the first load and the last, as two points make a line that rises in every round.
fn instance(measured: &Measured) -> String {
    let key = |load: f64| match number(load) {
        whole if !whole.contains('.') => format!("load-{whole}"),
        other => format!("\"load-{other}\""),
    };
    let line = |load: f64| format!("{} = \"{}\"\n", key(load), trace_name(load));
    format!(
        "{}# The overhead of a worker in a round is its time at the load 0; what follows, in proportion to the load, its cycle time.\n\
         [stragglers]\n{}{}",
        head(measured, "measured"),
        line(0.0),
        line(measured.last_load())
    )
}

/// The cycle times of the rounds, with the median overhead for all of them.
fn constant(measured: &Measured) -> String {
    let overhead = measured.spreads().first().map_or(0.0, |spread| spread.median);
    format!(
        "{}# The cycle times of the rounds, {CYCLE_TIMES}; their overheads vary, which {INSTANCE} has.\n\
         [stragglers]\ntrace = \"{CYCLE_TIMES}\"\n\n\
         # The median of the times at the load 0. One overhead for all adds to every value, and moves no optimum.\n\
         [overhead]\nlaw = \"constant\"\nvalue = {overhead:.DECIMALS$}\n",
        head(measured, "measured, with one overhead")
    )
}

/// What instances begin with.
fn head(measured: &Measured, name: &str) -> String {
    let comments: String = provenance(measured).iter().map(|line| format!("# {line}.\n")).collect();
    format!(
        "# {mark}\n\
         # Rounds measured by `bcgc measure`; values are in seconds.\n\
         {comments}\
         name = \"{name}\"\n\
         \n\
         [system]\n\
         workers = {workers}\n\
         {length:<29} # L, the coordinates of the gradient\n\
         {cycles:<29} # b, here 1/L: without redundancy a worker has the load 1\n\
         \n",
        mark = mark(),
        workers = measured.workers,
        length = format!("coordinates = {}", measured.coordinates),
        cycles = format!("cycles = {}", 1.0 / measured.coordinates as f64),
    )
}
