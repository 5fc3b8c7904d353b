//! Tables with one time a row: in which round, of which worker, how long.

use std::collections::BTreeMap;
use std::iter::Peekable;

use super::long_columns::{LONG, by_name, by_place, candidates};
use super::marks::{Marks, Order};
use super::numbers::Numbers;
use super::origin::{LongColumns, RoundOrder};
use super::other_columns::listed;
use super::reading::chosen;
use super::round_order;
use super::trace::entry_error;
use super::trace_error::TraceError;
use super::units;
use crate::input::{Record, header};
use crate::wording::counted;

/// The rounds of a table with one time a row.
pub(super) struct Rounds {
    /// The times by round and worker: rounds in the order of their numbers or time stamps, if they have such, workers in that
    /// in which they first come up.
    pub times: Vec<Vec<f64>>,
    /// What these are called.
    pub marks: Marks,
    /// Rounds with a missing time that were left out.
    pub dropped: usize,
    /// Which columns they stand in.
    pub columns: LongColumns,
    /// The unit of time that the name of that of the times ends in.
    pub unit: Option<Box<str>>,
}

/// Reads such a table, of so many workers where that is known.
pub(super) fn rounds(
    path: &str,
    mut records: Peekable<impl Iterator<Item = Record>>,
    head: Option<&Record>,
    workers: Option<usize>,
    numbers: &Numbers,
) -> Result<Rounds, TraceError> {
    let wrong = |problem: String| TraceError::Long { file: path.to_owned(), problem };
    let Some(first) = head.or_else(|| records.peek()) else { return Err(wrong(NOTHING.to_owned())) };
    let (columns, width) = (columns(path, first, head.is_some(), numbers)?, first.len());
    let named = head.and_then(|head| units::common(&[head.cell(columns[2])]));
    let unit = numbers.reading.unit.zip(head);
    if let Some(problem) = unit
        .and_then(|(unit, head)| units::contradiction(&[head.cell(columns[2])], Some(unit), numbers.quantity))
    {
        return Err(wrong(problem));
    }
    let (mut rounds, mut names) = (Index::default(), Index::default());
    let mut times = Times::new();
    for record in records {
        let place = || format!("line {}", record.line);
        check_row(&record, columns, width).map_err(|problem| wrong(format!("{}: {problem}", place())))?;
        let [round, worker, cell] = columns.map(|column| record.cell(column));
        let time = numbers
            .time(cell)
            .map_err(|why| entry_error((path, &place(), columns[2] + 1), cell, why, numbers.quantity))?;
        let at = (rounds.of(round), names.of(worker));
        if let Some((line, _)) = times.insert(at, (record.line, time)) {
            return Err(wrong(format!(
                "{}: round {round} has worker {worker} already in line {line}",
                place()
            )));
        }
    }
    if let Some(workers) = workers.filter(|workers| *workers != names.order.len()) {
        return Err(TraceError::Workers { file: path.to_owned(), found: names.order.len(), workers });
    }
    let (order, places) = round_order::order(&rounds.order);
    let said = said(columns, head, order);
    let found = whole(path, &times, (rounds.order, &places), (names.order, said), numbers)?;
    Ok(Rounds { unit: named, ..found })
}

/// The columns as a choice names them: by a name that no other column has and that is no position or pattern.
fn said(columns: [usize; 3], head: Option<&Record>, order: RoundOrder) -> LongColumns {
    let word = |column: usize| {
        let name = head.map_or("", |head| head.cell(column));
        let is_alone = || head.is_some_and(|head| head.cells().filter(|other| *other == name).count() == 1);
        let is_plain = !name.contains(['*', ',']) && name.starts_with(char::is_alphabetic);
        if is_plain && is_alone() { name.to_owned() } else { (column + 1).to_string() }
    };
    let [round, worker, time] = columns.map(word);
    LongColumns { round, worker, time, order }
}

/// What to say of a table without rows.
const NOTHING: &str = "it holds no times; needed are rows of a round, a worker and a time";

/// By round and worker the line of a time and the time, if it is not missing.
type Times = BTreeMap<(usize, usize), (usize, Option<f64>)>;

/// That a row is as long as the first line, and says of which round and whose its time is.
fn check_row(record: &Record, columns: [usize; 3], width: usize) -> Result<(), String> {
    if record.len() != width {
        let found = counted(record.len() as u64, "column");
        return Err(format!("it has {found}, the first line {width}; all must have as many"));
    }
    for (column, what) in columns.into_iter().zip(["round", "worker"]) {
        let name = record.cell(column);
        if header::is_missing(name) {
            return Err(format!("column {}: `{name}` names no {what}", column + 1));
        }
    }
    Ok(())
}

/// The rounds that have a time of every worker; all of them unless others may be left out.
fn whole(
    path: &str,
    times: &Times,
    (rounds, places): (Vec<String>, &[usize]),
    (workers, columns): (Vec<String>, LongColumns),
    numbers: &Numbers,
) -> Result<Rounds, TraceError> {
    let marks = Marks { rounds: Vec::new(), workers, order: Order::Names };
    let mut found = Rounds { times: Vec::new(), marks, dropped: 0, columns, unit: None };
    for (row, round) in places.iter().map(|&row| (row, rounds[row].clone())) {
        let time = |column: usize| times.get(&(row, column)).and_then(|(_, time)| *time);
        let cells: Vec<Option<f64>> = (0..found.marks.workers.len()).map(time).collect();
        match cells.iter().position(Option::is_none) {
            None => {
                found.times.push(cells.into_iter().flatten().map(|x| numbers.scaled(x)).collect());
                found.marks.rounds.push(round);
            }
            Some(_) if numbers.drops_rows() => found.dropped += 1,
            Some(column) => {
                let worker = found.marks.workers.swap_remove(column);
                return Err(TraceError::Incomplete { file: path.to_owned(), round, worker });
            }
        }
    }
    if found.times.is_empty() {
        let workers = counted(found.marks.workers.len() as u64, "worker");
        let problem = match found.dropped {
            0 => NOTHING.to_owned(),
            dropped => {
                format!("no round is left: in each of {dropped} a time of some of its {workers} is missing")
            }
        };
        return Err(TraceError::Long { file: path.to_owned(), problem });
    }
    Ok(found)
}

/// Names in the order in which they first come up.
#[derive(Default)]
struct Index {
    places: BTreeMap<String, usize>,
    order: Vec<String>,
}

impl Index {
    fn of(&mut self, name: &str) -> usize {
        if let Some(&place) = self.places.get(name) {
            return place;
        }
        self.order.push(name.to_owned());
        self.places.insert(name.to_owned(), self.order.len() - 1);
        self.order.len() - 1
    }
}

/// The columns of round, worker and time.
fn columns(path: &str, first: &Record, is_header: bool, numbers: &Numbers) -> Result<[usize; 3], TraceError> {
    let wrong = |problem: String| TraceError::Choice { file: path.to_owned(), problem };
    let names: Option<Vec<String>> = is_header.then(|| first.cells().map(str::to_owned).collect());
    let choice = match (numbers.reading.columns.is_empty(), is_header) {
        (false, _) => numbers.reading.columns.clone(),
        (true, true) if first.len() > 2 => {
            let names: Vec<&str> = first.cells().collect();
            return by_name(&names)
                .or_else(|| by_place(&names))
                .ok_or_else(|| unclear(path, &names, numbers));
        }
        (true, true) => LONG.map(str::to_owned).to_vec(),
        (true, false) if first.len() > 3 => return Err(unnamed(path, first.len(), numbers)),
        (true, false) => vec!["1-3".to_owned()],
    };
    let found = chosen(&choice, first.len(), names.as_deref()).map_err(wrong)?;
    <[usize; 3]>::try_from(found).map_err(|found| {
        wrong(format!(
            "a long table needs three, of the round, the worker and the time in this order, not {}",
            found.len()
        ))
    })
}

/// The error of names that do not say which columns are which.
fn unclear(path: &str, names: &[&str], numbers: &Numbers) -> TraceError {
    let found = candidates(names);
    let shown = |columns: &[usize]| listed(columns, |column| Some(names[column].to_owned()));
    let part = |(columns, what): (&Vec<usize>, &str)| match columns.len() {
        0 => Some(format!("no column has a name that is known for the {what}")),
        1 => None,
        _ => Some(format!("{} may each hold the {what}", shown(columns))),
    };
    let parts: Vec<String> = found.iter().zip(LONG).filter_map(part).collect();
    long_error(path, parts.join(", and "), choices(&found), numbers)
}

/// The choices of columns that may be meant: of several for one of the three, one each; a word for those that are not known.
fn choices(found: &[Vec<usize>; 3]) -> Vec<Vec<String>> {
    const MOST: usize = 3;
    let unknown = found.iter().filter(|columns| columns.len() != 1).count();
    let many = found.iter().map(Vec::len).max().filter(|many| unknown == 1 && (2..=MOST).contains(many));
    let cell = |place: usize, which: usize| match found[place].as_slice() {
        [column] => (column + 1).to_string(),
        several if many.is_some() => (several[which] + 1).to_string(),
        _ => LONG[place].to_owned(),
    };
    (0..many.unwrap_or(1)).map(|which| (0..3).map(|place| cell(place, which)).collect()).collect()
}

fn long_error(path: &str, problem: String, choices: Vec<Vec<String>>, numbers: &Numbers) -> TraceError {
    TraceError::LongColumns { file: path.to_owned(), problem, choices, quantity: numbers.quantity }
}

/// The error of columns without names.
fn unnamed(path: &str, columns: usize, numbers: &Numbers) -> TraceError {
    let problem = format!(
        "it has {} without names, of which three hold the round, the worker and the time",
        counted(columns as u64, "column")
    );
    long_error(path, problem, choices(&[const { Vec::new() }; 3]), numbers)
}

#[cfg(test)]
mod tests {
    use crate::straggler::{Quantity, Reading, Trace};

    fn read(text: &str, reading: &Reading) -> Result<Trace, String> {
        let reading = Reading { is_long: true, ..reading.clone() };
        Trace::parse_as("t.csv", text, None, &reading, Quantity::CycleTimes).map_err(|e| e.to_string())
    }

    #[test]
    fn times_are_put_in_their_rounds() {
        let plain = Reading::default();
        let expected = vec![vec![1.5, 2.0], vec![3.0, 4.0]];
        for text in [
            "round,worker,time\n7,a,1.5\n8,b,4\n7,b,2\n8,a,3\n",
            "worker;time;round\na;1,5;7\nb;4;8\nb;2;7\na;3;8\n",
            "7 a 1.5\n8 b 4\n7 b 2\n8 a 3\n",
        ] {
            assert_eq!(read(text, &plain).map(|trace| trace.rows().to_vec()), Ok(expected.clone()), "{text}");
        }
        let named = Reading::default().with_columns(["step", "rank", "latency_ms"]).with_scale(1e-3);
        let text = "rank,step,other,latency_ms\n0,1,x,1500\n1,1,x,2000\n0,2,x,3000\n1,2,x,4000\n";
        assert_eq!(read(text, &named).map(|trace| trace.rows().to_vec()), Ok(expected));
    }

    #[test]
    fn what_is_missing_or_twice_is_refused_or_left_out() {
        let text = "round,worker,time\n1,a,1.5\n1,b,2\n2,a,3\n";
        let plain = Reading::default();
        assert!(read(text, &plain).unwrap_err().contains("round 2 has no time of worker b"));
        let dropped = read(text, &plain.clone().dropping_rows()).unwrap();
        assert_eq!((dropped.rows().len(), dropped.dropped()), (1, 1));
        assert!(read("1 a 2\n1 a 3\n", &plain).unwrap_err().contains("already in line 1"));
        assert!(read("a,b\n1,2\n", &plain).unwrap_err().contains("`round` names no column"));
        assert!(read("1 a -2\n", &plain).unwrap_err().contains("line 1, column 3"));
        // Rows that R numbers, a cell that is lost.
        for text in ["round worker time\n1 1 1 2.5\n2 1 2 3.5\n", "1,a,2\n1,b\n"] {
            assert!(read(text, &plain).unwrap_err().contains("all must have as many"), "{text}");
        }
        assert!(read("1,a,2\n,b,3\n", &plain).unwrap_err().contains("line 2: column 1: `` names no round"));
        assert!(read("1,a,2\n1,NA,3\n", &plain).unwrap_err().contains("column 2: `NA` names no worker"));
        let none = read("1,a,2\n2,b,3\n", &plain.clone().dropping_rows()).unwrap_err();
        assert!(none.contains("in each of 2 a time of some of its 2 workers is missing"), "{none}");
        for text in ["", "round,worker,time\n"] {
            assert!(read(text, &plain).unwrap_err().contains("rows of a round, a worker and a time"));
        }
    }
}
