//! Tables with one time a row: in which round, of which worker, how long.

use std::collections::BTreeMap;
use std::iter::Peekable;

use super::numbers::Numbers;
use super::other_columns::{LONG, long};
use super::reading::chosen;
use super::trace::entry_error;
use super::trace_error::TraceError;
use crate::input::{Record, Records};

/// The times by round and worker, in the order in which both first come up, and how many rounds with a missing time were left
/// out.
pub(super) fn rounds(
    path: &str,
    mut records: Peekable<Records>,
    head: Option<&Record>,
    workers: Option<usize>,
    numbers: &Numbers,
) -> Result<(Vec<Vec<f64>>, usize), TraceError> {
    let Some(first) = head.or_else(|| records.peek()) else {
        return Err(TraceError::Empty { file: path.to_owned() });
    };
    let columns = columns(path, first, head.is_some(), numbers)?;
    let (mut rows, mut names) = (Index::default(), Index::default());
    let mut times: BTreeMap<(usize, usize), (usize, Option<f64>)> = BTreeMap::new();
    for record in records {
        let place = || format!("line {}", record.line);
        let [round, worker, cell] = columns.map(|column| record.cell(column));
        let time = numbers
            .time(cell)
            .map_err(|why| entry_error((path, &place(), columns[2] + 1), cell, why, numbers.quantity))?;
        let at = (rows.of(round), names.of(worker));
        if let Some((line, _)) = times.insert(at, (record.line, time)) {
            let problem = format!("{}: round {round} has worker {worker} already in line {line}", place());
            return Err(TraceError::Long { file: path.to_owned(), problem });
        }
    }
    if let Some(workers) = workers.filter(|workers| *workers != names.order.len()) {
        let problem = format!("it has {} workers; system.workers = {workers}", names.order.len());
        return Err(TraceError::Long { file: path.to_owned(), problem });
    }
    let mut found = Vec::new();
    let mut dropped = 0;
    for (row, round) in rows.order.iter().enumerate() {
        let time = |column: usize| times.get(&(row, column)).map(|(_, time)| *time);
        let cells: Vec<Option<Option<f64>>> = (0..names.order.len()).map(time).collect();
        match cells.iter().position(|cell| cell.is_none_or(|time| time.is_none())) {
            None => found.push(cells.into_iter().flatten().flatten().map(|x| numbers.scaled(x)).collect()),
            Some(_) if numbers.drops_rows() => dropped += 1,
            Some(column) => {
                let (round, worker) = (round.clone(), names.order[column].clone());
                return Err(TraceError::Incomplete { file: path.to_owned(), round, worker });
            }
        }
    }
    if found.is_empty() {
        return Err(TraceError::NoRows { file: path.to_owned(), workers: names.order.len() });
    }
    Ok((found, dropped))
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
        (true, true) => {
            let names: Vec<&str> = first.cells().collect();
            match long(&names).or((names.len() > 2).then_some([0, 1, 2])) {
                Some(found) => found.map(|column| (column + 1).to_string()).to_vec(),
                None => LONG.map(str::to_owned).to_vec(),
            }
        }
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
    }
}
