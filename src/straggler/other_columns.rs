//! Columns of a table of times that are no worker's by their names.
//!
//! A name that nobody gives a worker is enough to ask; a choice of columns is the answer.

use crate::input;

/// Words for when something was, for which round it was, and for what is computed from the times of the workers. A name of
/// nothing else is no worker's.
const WORDS: &[&str] = &[
    "time",
    "times",
    "timestamp",
    "ts",
    "stamp",
    "date",
    "datetime",
    "hour",
    "weekday",
    "clock",
    "wall",
    "walltime",
    "elapsed",
    "start",
    "end",
    "duration",
    "runtime",
    "makespan",
    "round",
    "rounds",
    "iter",
    "iteration",
    "step",
    "epoch",
    "batch",
    "minibatch",
    "trial",
    "repetition",
    "run",
    "index",
    "idx",
    "id",
    "number",
    "row",
    "sample",
    "seed",
    "total",
    "sum",
    "mean",
    "avg",
    "average",
    "median",
    "std",
    "stdev",
    "stddev",
    "var",
    "variance",
    "min",
    "minimum",
    "max",
    "maximum",
    "count",
    "overall",
    "loss",
    "accuracy",
    "lr",
    "learning",
    "rate",
    "size",
    "samples",
    "workers",
    "stragglers",
    "bytes",
    "load",
    "temperature",
    "ok",
    "status",
    "success",
    "errors",
    "failures",
];
/// Those for what is computed from the times of all workers, also beside the word that these are called by.
const AGGREGATES: &[&str] = &[
    "total", "sum", "mean", "avg", "average", "median", "std", "stdev", "stddev", "var", "variance", "min",
    "minimum", "max", "maximum", "count",
];
/// Those for how long something took.
const TIMES: &[&str] = &["time", "times", "runtime", "walltime", "duration", "elapsed", "makespan"];
/// Words that say nothing of what a name is for: units, and what stands between others.
pub(super) const BESIDE: &[&str] = &[
    "n", "num", "ns", "us", "\u{b5}s", "\u{3bc}s", "ms", "s", "sec", "secs", "seconds", "minutes", "h",
    "hours", "utc", "unix", "of", "per", "in", "the", "no", "nr",
];
/// Words for rounds, which with a number are the name of one.
pub(super) const ROUNDS: &[&str] = &["round", "iter", "iteration", "step", "epoch", "trial", "repetition"];
/// Words for the column that says, in a table with one time a row, whose it is.
const WORKERS: &[&str] = &["worker", "rank", "node", "machine", "host", "process", "device"];

/// Whether a name is no worker's, whatever stands beside it.
pub(super) fn is_other(name: &str) -> bool {
    let words = words(name);
    // What pandas calls a column without a name.
    let is_unnamed = words.first().is_some_and(|word| word == "unnamed");
    let is_in = |list: &[&str], word: &String| list.contains(&word.as_str());
    is_unnamed
        || words.iter().any(|word| is_in(WORDS, word))
            && words.iter().all(|word| is_in(WORDS, word) || is_in(BESIDE, word))
}

/// The columns, from 0, whose names are no worker's; names that differ in a number alone are those of workers.
pub(super) fn by_name(names: &[&str]) -> Vec<usize> {
    let stem = |name: &str| {
        let mut words = words(name);
        words.retain(|word| !is_number(word));
        words
    };
    let stems: Vec<Vec<String>> = names.iter().map(|name| stem(name)).collect();
    let is_alone = |column: usize| stems.iter().filter(|stem| **stem == stems[column]).count() == 1;
    // `worker_max` beside `worker_0` and `worker_1`.
    let numbered =
        |stem: &[String]| (0..names.len()).filter(|&i| stems[i] == stem && words(names[i]) != stem).count();
    let is_aggregate = |column: usize| {
        let is_one = |word: &&String| AGGREGATES.contains(&word.as_str());
        let rest: Vec<String> = stems[column].iter().filter(|word| !is_one(word)).cloned().collect();
        !rest.is_empty() && rest.len() + 1 == stems[column].len() && numbered(&rest) > 1
    };
    let is_other = |column: usize| is_other(names[column]) || is_aggregate(column);
    (0..names.len()).filter(|&column| is_other(column) && is_alone(column)).collect()
}

/// Whether the names are those of rounds, `round 1` and so on.
pub(super) fn are_rounds(names: &[&str]) -> bool {
    let is_round = |name: &&str| {
        let words = words(name);
        matches!(words.as_slice(), [word, count] if ROUNDS.contains(&word.as_str()) && is_number(count))
    };
    names.len() > 1 && names.iter().all(is_round)
}

/// Whether a name says whose a row is.
pub(super) fn is_of_worker(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| WORKERS.contains(&word.as_str()))
        && words
            .iter()
            .all(|word| [WORKERS, BESIDE, &["id", "index", "number"]].concat().contains(&word.as_str()))
}

/// Whether it is the name of one worker among others: `worker 3`, `w3`.
pub(super) fn is_worker(name: &str) -> bool {
    let words = words(name);
    let is_one = |word: &String| word == "w" || WORKERS.contains(&word.as_str());
    matches!(words.as_slice(), [word, count] if is_one(word) && is_number(count))
}

/// Whether a name is that of a time, whoever it is of.
fn is_of_time(name: &str) -> bool {
    let words = words(name);
    is_other(name)
        && words.iter().any(|word| TIMES.contains(&word.as_str()))
        && words.iter().all(|word| TIMES.contains(&word.as_str()) || BESIDE.contains(&word.as_str()))
}

/// The column of the times, from 0, where the others say of which round they are and whose.
pub(super) fn only_times(names: &[&str]) -> Option<usize> {
    let mut times = (0..names.len()).filter(|&column| is_of_time(names[column]));
    let (found, None) = (times.next()?, times.next()) else { return None };
    let are_beside =
        |column: usize| column == found || is_other(names[column]) || is_of_worker(names[column]);
    (0..names.len()).all(are_beside).then_some(found)
}

/// The words of a name in small letters, and its numbers: `wallTime_ms`, `Round 1`, `time.1`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            let begins = !before.is_alphanumeric()
                || letter.is_numeric() != before.is_numeric()
                || (letter.is_uppercase() && before.is_lowercase());
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase());
            }
        }
        before = letter;
    }
    words
}

fn is_number(word: &str) -> bool {
    word.chars().all(char::is_numeric)
}

/// Columns in words, from 1, with their names where they have any: the first of them where they are many.
pub(super) fn listed(columns: &[usize], name: impl Fn(usize) -> Option<String>) -> String {
    const MOST: usize = 4;
    let one = |&column: &usize| match name(column) {
        Some(name) => format!("column {}, `{}`,", column + 1, input::shorten(&name)),
        None => format!("column {}", column + 1),
    };
    match columns {
        [column] => one(column),
        _ => {
            let shown = columns.iter().take(MOST).map(|&column| match name(column) {
                Some(name) => format!("{} (`{}`)", column + 1, input::shorten(&name)),
                None => (column + 1).to_string(),
            });
            let more = if columns.len() > MOST { ", ..." } else { "" };
            format!("columns {}{more}", shown.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Ascending columns, from 0, as a choice of positions from 1: `2-21`, `23`.
pub(super) fn positions(columns: &[usize]) -> Vec<String> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &column in columns {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == column => *last = column,
            _ => runs.push((column, column)),
        }
    }
    let shown = |(first, last): (usize, usize)| match first == last {
        true => (first + 1).to_string(),
        false => format!("{}-{}", first + 1, last + 1),
    };
    runs.into_iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    #[test]
    fn names_that_no_worker_has() {
        for name in [
            "timestamp",
            "Time",
            "time_s",
            "Time Stamp",
            "wallTime (ms)",
            "ITERATION",
            "iter",
            "round no.",
            "step_id",
            "total_time",
            "max",
            "mean (ms)",
            "Unnamed: 0",
            "start_time_utc",
            "epoch",
            "ts",
            "hour",
            "batch_size",
            "n_workers",
            "lr",
            "learning rate",
            "ok",
        ] {
            assert!(is_other(name), "{name}");
        }
        for name in [
            "",
            "w1",
            "worker",
            "a",
            "s",
            "ms",
            "time.1",
            "time_1",
            "round1",
            "timer",
            "maxwell",
            "node-3",
            "10.0.0.1",
            "us-east",
            "minerva",
            "date1",
            "batch_2",
            "second",
            "p99",
            "latency_worker_7",
            "no",
        ] {
            assert!(!is_other(name), "{name}");
        }
    }

    #[test]
    fn names_of_many_are_those_of_workers() {
        assert_eq!(by_name(&["timestamp", "w1", "w2"]), [0]);
        assert_eq!(by_name(&["iter", "a", "b", "total"]), [0, 3]);
        assert!(by_name(&["time", "time.1", "time.2"]).is_empty());
        assert!(by_name(&["mean", "mean"]).is_empty());
        assert_eq!(by_name(&["worker_0", "worker_1", "worker_max", "mean worker", "worker_x"]), [2, 3]);
        assert!(
            by_name(&["node_min", "node_max"]).is_empty() && by_name(&["worker_0", "worker_max"]).is_empty()
        );
        assert!(are_rounds(&["round1", "round 2", "Round_3"]) && are_rounds(&["iter.1", "iter.2"]));
        assert!(!are_rounds(&["round", "w1"]) && !are_rounds(&["round1"]) && !are_rounds(&["w1", "w2"]));
        assert!(["worker 3", "w3", "rank0"].iter().all(|name| is_worker(name)));
        assert!(!["worker", "round 3", "r3", "w", "3"].iter().any(|name| is_worker(name)));
        assert_eq!(only_times(&["node", "time"]), Some(1));
        assert_eq!(only_times(&["duration_ms", "iteration"]), Some(0));
        assert_eq!(only_times(&["start_time", "time"]).or(only_times(&["time", "a"])), Some(1));
    }

    quickcheck! {
        fn positions_are_those_of_the_columns(kept: Vec<bool>) -> bool {
            let columns: Vec<usize> = (0..kept.len()).filter(|&column| kept[column]).collect();
            let words = positions(&columns);
            let read = crate::straggler::reading::chosen(&words, kept.len(), None);
            words.is_empty() || read == Ok(columns)
        }
    }

    #[test]
    fn columns_are_listed_by_number_and_name() {
        let names = ["timestamp", "a", "b", "total"];
        let name = |column: usize| Some(names[column].to_owned());
        assert_eq!(listed(&[0], name), "column 1, `timestamp`,");
        assert_eq!(listed(&[0, 3], name), "columns 1 (`timestamp`), 4 (`total`)");
        assert_eq!(listed(&[2], |_| None), "column 3");
        assert_eq!(listed(&[0, 1, 2, 3, 4], |_| None), "columns 1, 2, 3, 4, ...");
        assert_eq!(positions(&[1, 2, 3, 5]), ["2-4", "6"]);
    }
}
