//! Measured rounds as files: a trace a load, and an instance that reads them.

use std::fmt::Write as _;

use crate::measure::{Amount, BURST, Loads, Measured, WARM_UP};
use crate::output::mark;
use crate::wording::{counted, number};

/// The instance.
pub const INSTANCE: &str = "measured.toml";

/// The trace of a load.
pub fn trace_name(load: f64) -> String {
    format!("load-{}.csv", number(load))
}

/// The names of all files for these loads, the instance last.
pub fn names(loads: &Loads) -> Vec<String> {
    loads.values().into_iter().map(trace_name).chain([INSTANCE.to_owned()]).collect()
}

/// The contents of the files of these names.
pub fn contents(measured: &Measured) -> Vec<String> {
    let traces = measured.loads.iter().zip(&measured.times);
    traces.map(|(load, rounds)| trace(measured, *load, rounds)).chain([instance(measured)]).collect()
}

/// The rounds of a load: a column a worker, in nanoseconds' digits.
fn trace(measured: &Measured, load: f64, rounds: &[Vec<f64>]) -> String {
    let mut out = format!("# {}\n", mark());
    let _ = writeln!(
        out,
        "# Measured by `bcgc measure`: seconds from the beginning of a round to a worker's answer at the load {}",
        number(load)
    );
    for line in provenance(measured) {
        let _ = writeln!(out, "# {line}");
    }
    let names: Vec<String> = (1..=measured.workers).map(|worker| format!("worker {worker}")).collect();
    out.push_str(&names.join(","));
    for round in rounds {
        for (worker, seconds) in round.iter().enumerate() {
            let _ = write!(out, "{}{seconds:.9}", if worker == 0 { "\n" } else { "," });
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

/// What a unit is.
pub(super) fn work(measured: &Measured) -> String {
    let samples = counted(measured.samples, "sample");
    let chosen = match measured.unit {
        Amount::Seconds(seconds) => format!(", chosen to take {} s alone", number(seconds)),
        Amount::Samples(_) => String::new(),
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

/// A commented instance of the first load and the last: two points make a line that rises in every round.
fn instance(measured: &Measured) -> String {
    let (first, last) = (0.0, measured.loads.last().copied().unwrap_or(1.0));
    let coordinates = measured.coordinates;
    let comments: String = provenance(measured).iter().map(|line| format!("# {line}.\n")).collect();
    let names: Vec<String> = measured.loads.iter().map(|load| trace_name(*load)).collect();
    let loads: Vec<String> = measured.loads.iter().copied().map(number).collect();
    let key = |load: f64| match number(load) {
        whole if !whole.contains('.') => format!("load-{whole}"),
        other => format!("\"load-{other}\""),
    };
    format!(
        "# {mark}\n\
         # Rounds measured by `bcgc measure`; values are in seconds.\n\
         {comments}\
         name = \"measured\"\n\
         \n\
         [system]\n\
         workers = {workers}\n\
         {length:<29} # L, the coordinates of the gradient\n\
         {cycles:<29} # b, here 1/L: without redundancy a worker has the load 1\n\
         \n\
         # The overhead of a worker in a round is its time at the load 0, its cycle time what follows in proportion to the load.\n\
         [stragglers]\n\
         {a} = \"{a_file}\"\n\
         {b} = \"{b_file}\"\n\
         \n\
         # Laws in place of the rounds, by which more methods optimise:\n\
         #   bcgc fit {files} --loads {loads} --write fitted.toml\n",
        mark = mark(),
        workers = measured.workers,
        length = format!("coordinates = {coordinates}"),
        cycles = format!("cycles = {}", 1.0 / coordinates as f64),
        a = key(first),
        a_file = trace_name(first),
        b = key(last),
        b_file = trace_name(last),
        files = names.join(" "),
        loads = loads.join(","),
    )
}
