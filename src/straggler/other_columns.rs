//! Columns of a table of times that are no worker's: by their names, or because they rise as a clock does.
//!
//! A name or a clock that nobody gives a worker is enough to ask; a choice of columns is the answer.

use crate::input;
use crate::wording::number;

/// Words for when something was, for which round it was, and for what is computed from the times of the workers. A name of
/// nothing else is no worker's.
const WORDS: &[&str] = &[
    "time",
    "times",
    "timestamp",
    "stamp",
    "date",
    "datetime",
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
];
/// Those for how long something took.
const TIMES: &[&str] = &["time", "times", "runtime", "walltime", "duration", "elapsed", "makespan"];
/// What the columns of a table with one time a row are called, in this order.
pub(super) const LONG: [&str; 3] = ["round", "worker", "time"];
/// Words that say nothing of what a name is for: units, and what stands between others.
const BESIDE: &[&str] = &[
    "ns", "us", "\u{b5}s", "\u{3bc}s", "ms", "s", "sec", "secs", "seconds", "minutes", "h", "hours", "utc",
    "unix", "of", "per", "in", "the", "no", "nr",
];
/// Words for rounds, which with a number are the name of one.
const ROUNDS: &[&str] = &["round", "iter", "iteration", "step", "epoch", "trial", "repetition"];
/// Words for the column that says, in a table with one time a row, whose it is.
const WORKERS: &[&str] = &["worker", "rank", "node", "machine", "host", "process", "device"];

/// Rounds from which on times that only rise are none.
const FEWEST: usize = 20;
/// Above so many times the largest of the others, a number is no time like them.
const FAR: f64 = 100.0;

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
    (0..names.len()).filter(|&column| is_other(names[column]) && is_alone(column)).collect()
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

/// The columns of round, worker and time, from 0, where the names are those of a table with one time a row.
pub(super) fn long(names: &[&str]) -> Option<[usize; 3]> {
    let place = |wanted: &str| names.iter().position(|name| *name == wanted);
    if let [Some(round), Some(worker), Some(time)] = LONG.map(place) {
        return Some([round, worker, time]);
    }
    let only = |is: &dyn Fn(&str) -> bool| {
        let mut found = (0..names.len()).filter(|&column| is(names[column]));
        found.next().filter(|_| found.next().is_none())
    };
    let worker = only(&is_of_worker)?;
    let round = only(&|name| words(name).iter().any(|word| ROUNDS.contains(&word.as_str())))?;
    let time = only(&is_of_time).or_else(|| {
        let mut rest = (0..names.len()).filter(|column| *column != worker && *column != round);
        (names.len() == 3).then(|| rest.next()).flatten()
    })?;
    (round != worker && time != round && time != worker).then_some([round, worker, time])
}

/// The words of a name in small letters, and its numbers: `wallTime_ms`, `Round 1`, `time.1`.
fn words(name: &str) -> Vec<String> {
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

/// A column that rises from round to round, and in which way no worker's times do.
#[derive(Debug, PartialEq)]
pub(super) struct Clock {
    /// The column, from 0.
    pub column: usize,
    /// Its first and its last number.
    pub ends: (f64, f64),
    pub kind: ClockKind,
}

/// How a clock is told from times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ClockKind {
    /// It is far above all times, the largest of which is this.
    Far(f64),
    /// It rises by at least what a round takes in the middle, which is this.
    Rounds(f64),
    /// It goes on by this from round to round.
    Steps(f64),
}

impl Clock {
    /// What is seen of it.
    pub fn shown(&self, rounds: usize) -> String {
        let shown = number;
        let (from, to) = self.ends;
        let ends = format!("from {} to {}", shown(from), shown(to));
        match self.kind {
            ClockKind::Far(largest) => format!(
                "rises in each of {rounds} rounds, {ends}, as a clock does, beside times of at most {}",
                shown(largest)
            ),
            ClockKind::Rounds(median) => format!(
                "rises in each of {rounds} rounds, {ends}, as a clock does, beside times of {} in the middle",
                shown(median)
            ),
            ClockKind::Steps(step) => format!(
                "goes on by {} in each of {rounds} rounds, {ends}, as numbers of rounds do, beside measured times",
                shown(step)
            ),
        }
    }
}

/// The columns that are clocks. Where all columns rise there is nothing to tell them from.
pub(super) fn clocks(rows: &[Vec<f64>]) -> Vec<Clock> {
    let workers = rows.first().map_or(0, Vec::len);
    if rows.len() < FEWEST || workers < 2 {
        return Vec::new();
    }
    let rises = |column: &usize| {
        let is_finite = rows[rows.len() - 1][*column].is_finite();
        is_finite && rows.windows(2).all(|pair| pair[0][*column] < pair[1][*column])
    };
    let (rising, others): (Vec<usize>, Vec<usize>) = (0..workers).partition(rises);
    if rising.is_empty() {
        return Vec::new();
    }
    let times = rows.iter().flat_map(|row| others.iter().map(|&column| row[column]));
    let mut times: Vec<f64> = times.filter(|time| time.is_finite()).collect();
    if times.is_empty() {
        return Vec::new();
    }
    let largest = times.iter().copied().fold(0.0, f64::max);
    let is_measured = times.iter().any(|time| time.fract() != 0.0);
    let middle = times.len() / 2;
    let median = *times.select_nth_unstable_by(middle, f64::total_cmp).1;
    let kind = |column: usize| {
        let (first, last) = (rows[0][column], rows[rows.len() - 1][column]);
        let step = rows[1][column] - first;
        let is_even = || {
            let is_whole = |row: &Vec<f64>| row[column].fract() == 0.0;
            rows.iter().all(is_whole) && rows.windows(2).all(|pair| pair[1][column] - pair[0][column] == step)
        };
        if first > FAR * largest {
            Some(ClockKind::Far(largest))
        } else if is_measured && is_even() {
            Some(ClockKind::Steps(step))
        } else if median > 0.0 && last - first >= median * (rows.len() - 1) as f64 {
            Some(ClockKind::Rounds(median))
        } else {
            None
        }
    };
    let clock = |&column: &usize| {
        let ends = (rows[0][column], rows[rows.len() - 1][column]);
        Some(Clock { column, ends, kind: kind(column)? })
    };
    rising.iter().filter_map(clock).collect()
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
        assert!(are_rounds(&["round1", "round 2", "Round_3"]) && are_rounds(&["iter.1", "iter.2"]));
        assert!(!are_rounds(&["round", "w1"]) && !are_rounds(&["round1"]) && !are_rounds(&["w1", "w2"]));
        assert_eq!(long(&["round", "worker", "time"]), Some([0, 1, 2]));
        assert_eq!(long(&["rank", "seconds", "epoch"]), Some([2, 0, 1]));
        assert_eq!(long(&["time", "worker", "round", "host"]), Some([2, 1, 0]));
        assert_eq!(long(&["node", "time"]).or(long(&["worker1", "worker2", "time"])), None);
        assert_eq!(only_times(&["node", "time"]), Some(1));
        assert_eq!(only_times(&["duration_ms", "iteration"]), Some(0));
        assert_eq!(only_times(&["start_time", "time"]).or(only_times(&["time", "a"])), Some(1));
    }

    /// Rounds of a column and of two workers whose times go up and down about a level.
    fn beside(level: f64, column: impl Fn(usize) -> f64) -> Vec<Vec<f64>> {
        let time = |round: usize, worker: usize| level * (1.0 + 0.25 * ((7 * round + 3 * worker) % 5) as f64);
        (0..FEWEST).map(|round| vec![time(round, 0), column(round), time(round, 1)]).collect()
    }

    #[test]
    fn a_clock_is_told_from_times_that_rise() {
        let kind = |rows: &[Vec<f64>]| {
            let found = clocks(rows);
            assert!(found.iter().all(|clock| clock.column == 1) && found.len() < 2);
            found.first().map(|clock| clock.kind)
        };
        let (stamp, count) = (|i: usize| 1.7e9 + 0.1 + 1.3 * i as f64, |i: usize| i as f64);
        assert_eq!(kind(&beside(1.0, stamp)), Some(ClockKind::Far(2.0)));
        assert_eq!(kind(&beside(800.0, stamp)), Some(ClockKind::Far(1600.0)));
        // Seconds since the first round, which take what the workers do.
        assert_eq!(kind(&beside(1.0, |i| 0.3 + 1.9 * count(i))), Some(ClockKind::Rounds(1.5)));
        assert_eq!(kind(&beside(0.7, |i| 500.0 + 10.0 * count(i))), Some(ClockKind::Far(1.4)));
        assert_eq!(kind(&beside(0.7, |i| 50.0 + 10.0 * count(i))), Some(ClockKind::Steps(10.0)));
        // A worker that gets slower, by less than a round a round; one that is slow, and rises but for once.
        assert_eq!(kind(&beside(1.0, |i| 1.0 + 0.4 * count(i))), None);
        assert_eq!(kind(&beside(1.0, |i| if i == 9 { 1.0 } else { stamp(i) })), None);
        assert_eq!(kind(&beside(1.0, stamp)[1..]), None, "too few rounds");
        // Nothing to tell them from.
        let all: Vec<Vec<f64>> = (0..60).map(|i| vec![stamp(i), 0.5 + 2.0 * count(i)]).collect();
        assert!(clocks(&all).is_empty());
        let never: Vec<Vec<f64>> = (0..60).map(|i| vec![stamp(i), f64::INFINITY]).collect();
        assert!(clocks(&never).is_empty());
        let both: Vec<Vec<f64>> = (0..60).map(|i| vec![stamp(i), 1.0, stamp(i) + 1.0]).collect();
        assert_eq!(clocks(&both).iter().map(|clock| clock.column).collect::<Vec<_>>(), [0, 2]);
    }

    quickcheck! {
        /// Times of workers in any order of the rounds: some pair falls.
        fn rounds_that_are_no_clock_pass(seeds: Vec<(u16, u16, u16)>) -> bool {
            let time = |x: u16| 0.5 + f64::from(x % 997) / 7.0;
            let rows: Vec<Vec<f64>> = seeds.iter().map(|s| vec![time(s.0), time(s.1), time(s.2)]).collect();
            let falls = |column: usize| rows.windows(2).any(|pair| pair[0][column] >= pair[1][column]);
            let clocks = clocks(&rows);
            clocks.iter().all(|clock| !falls(clock.column))
        }

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
