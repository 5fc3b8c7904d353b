//! The columns of a table with one time a row: of its round, its worker and its time, as their names say.
//!
//! A column that is taken for another one changes every result, so that names have to be known, or to contradict no place.

use super::other_columns::{BESIDE, ROUNDS, is_of_worker, words};

/// What the three are called, in this order.
pub(super) const LONG: [&str; 3] = ["round", "worker", "time"];

/// Words for rounds that may mean something else: believed where no other column is one of rounds.
const PERHAPS_ROUNDS: &[&str] = &["minibatch", "batch", "timestep", "run"];
/// Labels behind such a word.
const LABELS: &[&str] = &["id", "index", "idx", "number", "num", "no", "nr", "count"];
/// Words for how long something took.
const TIMES: &[&str] = &[
    "time",
    "times",
    "runtime",
    "walltime",
    "duration",
    "durations",
    "elapsed",
    "makespan",
    "latency",
    "latencies",
    "delay",
    "rtt",
    "took",
];
/// Units, of which a name may be; those of one letter only behind another word.
const UNITS: &[&str] =
    &["ns", "us", "\u{b5}s", "\u{3bc}s", "ms", "sec", "secs", "seconds", "minutes", "hours"];
const LETTERS: &[&str] = &["s", "h"];
/// Words for moments, counts and qualities: a name with one of them is that of no duration. The time of an epoch may be that
/// since 1970.
const NO_TIME: &[&str] = &[
    "timestamp",
    "stamp",
    "ts",
    "date",
    "datetime",
    "clock",
    "start",
    "started",
    "end",
    "ended",
    "begin",
    "began",
    "finish",
    "finished",
    "stop",
    "stopped",
    "sent",
    "received",
    "arrival",
    "arrived",
    "deadline",
    "limit",
    "timeout",
    "budget",
    "zone",
    "utc",
    "unix",
    "epoch",
    "loss",
    "accuracy",
    "acc",
    "load",
    "loads",
    "byte",
    "bytes",
    "size",
    "sample",
    "samples",
    "count",
    "seed",
    "lr",
    "rate",
    "throughput",
    "speed",
    "std",
    "stdev",
    "stddev",
    "var",
    "variance",
    "id",
    "index",
    "idx",
    "temperature",
    "memory",
    "ok",
    "status",
];

/// What the columns may be, from 0: of the round, the worker and the time.
pub(super) fn candidates(names: &[&str]) -> [Vec<usize>; 3] {
    let all =
        |is: &dyn Fn(&str) -> bool| (0..names.len()).filter(|&column| is(names[column])).collect::<Vec<_>>();
    // The word itself goes before others for the same.
    let first = |lists: [Vec<usize>; 3]| {
        let [exact, ..] = &lists;
        let is_settled = exact.len() == 1;
        let mut rest = lists.into_iter().skip(usize::from(!is_settled));
        rest.find(|list| !list.is_empty()).unwrap_or_default()
    };
    let exactly = |word: &'static str| all(&move |name| words(name) == [word]);
    let round = first([
        exactly(LONG[0]),
        all(&|name| is_of_round(name, ROUNDS)),
        all(&|name| is_of_round(name, PERHAPS_ROUNDS)),
    ]);
    let worker = first([exactly(LONG[1]), all(&is_of_worker), Vec::new()]);
    let time = all(&is_of_time);
    match (round.as_slice(), worker.as_slice(), time.as_slice()) {
        // What is left of three.
        (&[one], &[other], []) if names.len() == 3 => {
            let rest =
                (0..3).filter(|&column| column != one && column != other && !is_no_time(names[column]));
            [round, worker, rest.collect()]
        }
        _ => [round, worker, time],
    }
}

/// The columns of round, worker and time, from 0, where each is known by its name, and each once.
pub(super) fn by_name(names: &[&str]) -> Option<[usize; 3]> {
    match candidates(names).each_ref().map(Vec::as_slice) {
        [&[round], &[worker], &[time]] => Some([round, worker, time]),
        _ => None,
    }
}

/// Whether the names are those of such a table, of which several columns may be the time.
pub(super) fn has_several_times(names: &[&str]) -> bool {
    let [round, worker, time] = candidates(names);
    round.len() == 1 && worker.len() == 1 && time.len() > 1
}

/// The same of three columns in this order, where no name speaks against its place.
pub(super) fn by_place(names: &[&str]) -> Option<[usize; 3]> {
    let found = candidates(names);
    let is_elsewhere = |place: usize| (0..3).any(|role| role != place && found[role].contains(&place));
    (names.len() == 3 && !(0..3).any(is_elsewhere) && !is_no_time(names[2])).then_some([0, 1, 2])
}

/// Whether a name ends in a word for rounds, but for a label: `step`, `iteration no.`, `global_step`, not `step_ms`.
fn is_of_round(name: &str, rounds: &[&str]) -> bool {
    let mut words = words(name);
    while words.len() > 1 && words.last().is_some_and(|word| LABELS.contains(&word.as_str())) {
        words.pop();
    }
    let is_phrase = words.iter().any(|word| ["of", "per", "in"].contains(&word.as_str()));
    !is_phrase && words.last().is_some_and(|word| rounds.contains(&word.as_str()))
}

/// Whether a name says how long something took: `time`, `compute_ms`, `seconds`, `iter time (s)`, `time per step`.
fn is_of_time(name: &str) -> bool {
    let mut words = words(name);
    let is_in = |list: &[&str], word: &String| list.contains(&word.as_str());
    let is_unit = |word: &String| is_in(UNITS, word);
    if let Some(per) = words.iter().position(|word| word == "per") {
        words.truncate(per);
    }
    let is_taken =
        is_of_worker(name) || [ROUNDS, PERHAPS_ROUNDS].iter().any(|rounds| is_of_round(name, rounds));
    if is_taken || is_no_time(name) {
        return false;
    }
    let is_beside =
        |word: &String| is_in(BESIDE, word) || is_unit(word) || word.chars().all(char::is_numeric);
    match words.iter().rev().find(|word| !is_beside(word)) {
        None => words.iter().any(is_unit),
        Some(head) => {
            let is_lettered = !is_in(ROUNDS, head) && words.iter().any(|word| is_in(LETTERS, word));
            is_in(TIMES, head) || words.iter().any(is_unit) || is_lettered
        }
    }
}

/// Whether a name is that of no duration.
fn is_no_time(name: &str) -> bool {
    words(name).iter().any(|word| NO_TIME.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_from_other_columns() {
        for name in [
            "time",
            "Time (s)",
            "seconds",
            "t_ms",
            "compute_time",
            "iter_time",
            "latency_ms",
            "compute_ms",
            "roundTime",
            "step_ms",
            "runtime [s]",
            "time per step",
            "compute_s",
            "time.1",
            "rtt",
            "elapsed",
        ] {
            assert!(is_of_time(name), "{name}");
        }
        for name in [
            "",
            "t",
            "s",
            "timestamp",
            "start_time",
            "end (ms)",
            "epoch_time",
            "unix time",
            "bytes_per_s",
            "images per s",
            "load",
            "loss",
            "time step",
            "round(s)",
            "worker(s)",
            "host",
            "iter",
            "n_samples",
            "std_ms",
            "wait",
            "hour",
        ] {
            assert!(!is_of_time(name), "{name}");
        }
        for name in ["round", "step", "Iteration no.", "epoch_id", "global_step", "time step", "trial"] {
            assert!(is_of_round(name, ROUNDS), "{name}");
        }
        for name in ["round_time", "step_ms", "loss of epoch", "rounds", "time per step", "batch", "step 3"] {
            assert!(!is_of_round(name, ROUNDS), "{name}");
        }
    }

    #[test]
    fn columns_are_known_by_their_names_or_not_at_all() {
        let found = |names: &str| by_name(&names.split(',').collect::<Vec<_>>());
        for (names, columns) in [
            ("round,worker,time", [0, 1, 2]),
            ("rank,seconds,epoch", [2, 0, 1]),
            ("time,worker,round,host", [2, 1, 0]),
            ("worker,round,seconds,attempt", [1, 0, 2]),
            ("worker,minibatch,t", [1, 0, 2]),
            ("iteration,worker,load,compute_time", [0, 1, 3]),
            ("node,iteration,bytes,latency_ms", [1, 0, 3]),
            ("epoch,rank,loss,compute_ms", [0, 1, 3]),
            ("epoch,rank,n_samples,iter_time", [0, 1, 3]),
            ("batch,step,rank,duration", [1, 2, 3]),
            ("timestamp,round,worker,time", [1, 2, 3]),
        ] {
            assert_eq!(found(names), Some(columns), "{names}");
        }
        for names in [
            "node,time",
            "worker1,worker2,time",
            "round,worker,queue_time,compute_time",
            "round,worker,time,compute_time",
            "round,worker,start,end",
            "step,rank,wait,compute",
            "round,worker,load",
            "epoch,step,worker,time",
            "round,round,worker,time",
            "a,b,c",
        ] {
            assert_eq!(found(names), None, "{names}");
        }
        assert!(has_several_times(&["round", "worker", "queue_time", "compute_time"]));
        assert!(!has_several_times(&["iteration", "host", "w1", "w2"]));
    }

    #[test]
    fn places_are_believed_where_no_name_speaks_against_them() {
        for names in [["a", "b", "c"], ["x", "worker", "y"], ["round", "x", "y"], ["x", "y", "time"]] {
            assert_eq!(by_place(&names), Some([0, 1, 2]), "{names:?}");
        }
        for names in [
            ["worker", "x", "y"],
            ["time", "x", "y"],
            ["a", "b", "round"],
            ["a", "b", "load"],
            ["a", "ms", "b"],
        ] {
            assert_eq!(by_place(&names), None, "{names:?}");
        }
        assert_eq!(by_place(&["a", "b", "c", "d"]).or(by_place(&["a", "b"])), None);
    }
}
