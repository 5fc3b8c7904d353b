//! Columns of a table of times that rise as a clock does, or count the rounds.

use crate::wording::number;

/// Rounds from which on times that only rise are none.
const FEWEST: usize = 20;
/// Those from which on it takes no more, where they are so many times the largest of the others: as of seconds since 1970.
const FEW: usize = 3;
const FARTHEST: f64 = 1e6;
/// A clock that rises with the rounds does so, in this share of them, by at least this share of their shortest times: nothing
/// can be over sooner. Times that the rounds were sorted by rise together by as much as their largest, but from round to
/// round by far less.
const NEARLY_ALL: f64 = 0.9;
const PART: f64 = 0.5;
/// Above so many times the largest of the others, a number is no time like them.
const FAR: f64 = 100.0;

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
    /// It rises by at least what a round takes in the middle, which is this, and nearly always by part of the least.
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
    let is_short = rows.len() < FEWEST;
    if rows.len() < FEW || workers < 2 {
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
        let far = if is_short { FARTHEST } else { FAR };
        if (largest > 0.0 || !is_short) && first > far * largest {
            Some(ClockKind::Far(largest))
        } else if is_short {
            None
        } else if is_measured && is_even() {
            Some(ClockKind::Steps(step))
        } else if median > 0.0
            && last - first >= median * (rows.len() - 1) as f64
            && keeps_pace(rows, column, &others)
        {
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

/// Whether a column rises, in nearly all rounds, by part of the shortest time of the others.
fn keeps_pace(rows: &[Vec<f64>], column: usize, others: &[usize]) -> bool {
    let shortest = |row: &Vec<f64>| others.iter().map(|&other| row[other]).fold(f64::INFINITY, f64::min);
    // Stamps are of the beginning of a round, or of its end.
    let keeps = |pair: &&[Vec<f64>]| {
        pair[1][column] - pair[0][column] >= PART * shortest(&pair[0]).min(shortest(&pair[1]))
    };
    let kept = rows.windows(2).filter(keeps).count();
    kept as f64 >= NEARLY_ALL * (rows.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

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
        // Fewer rounds tell of a clock that is farther away.
        for rounds in 0..FEWEST {
            let far = (rounds >= FEW).then_some(ClockKind::Far(if rounds < 4 { 1.75 } else { 2.0 }));
            assert_eq!(kind(&beside(1.0, stamp)[..rounds]), far, "{rounds}");
            assert_eq!(kind(&beside(1.0, |i| 500.0 + 10.0 * count(i))[..rounds]), None, "{rounds}");
        }
        let falls = |i: usize| if i == 2 { stamp(0) } else { stamp(i) };
        assert_eq!(kind(&beside(1.0, falls)[..10]), None, "it does not rise");
        // Seconds since the first round that was late once, and twice at once.
        let late =
            |i: usize| 1.9 * count(i) + if i >= 7 { 600.0 } else { 0.0 } - if i == 12 { 1.8 } else { 0.0 };
        assert_eq!(kind(&beside(1.0, late)), Some(ClockKind::Rounds(1.5)));
        // Nothing to tell them from.
        let all: Vec<Vec<f64>> = (0..60).map(|i| vec![stamp(i), 0.5 + 2.0 * count(i)]).collect();
        assert!(clocks(&all).is_empty());
        let never: Vec<Vec<f64>> = (0..60).map(|i| vec![stamp(i), f64::INFINITY]).collect();
        assert!(clocks(&never).is_empty());
        let both: Vec<Vec<f64>> = (0..60).map(|i| vec![stamp(i), 1.0, stamp(i) + 1.0]).collect();
        assert_eq!(clocks(&both).iter().map(|clock| clock.column).collect::<Vec<_>>(), [0, 2]);
    }

    /// Rounds sorted by a worker of heavy tails, who rises by more than all the others take in the middle.
    #[test]
    fn a_worker_that_the_rounds_are_sorted_by_is_none() {
        for rounds in [FEW, FEWEST, 40, 500] {
            let share = |i: usize| (i as f64 + 0.5) / rounds as f64;
            for sorted in [|u: f64| (1.0 - u).powf(-2.0), |u: f64| 1.0 / (1.0 - u)] {
                let time = |i: usize, j: usize| 0.5 + (1.0 - share((7 * i + 3 * j) % rounds)).powf(-0.5);
                let rows: Vec<Vec<f64>> =
                    (0..rounds).map(|i| vec![sorted(share(i)), time(i, 1), time(i, 2)]).collect();
                assert!(clocks(&rows).is_empty(), "{rounds}");
            }
        }
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
    }
}
