//! Times of several loads, measured in the same rounds, taken apart into overheads and cycle times.
//!
//! A worker that took `y_1, y_2, ...` for the loads `w_1, w_2, ...` of a round has the overhead and the cycle time of the
//! straight line through them, by least squares where there are more than two.

use super::load_line::line;
use super::origin::{LoadFile, Origin};
use super::quantity::Quantity;
use super::trace::Trace;
use super::trace_error::TraceError;
use super::units;
use crate::wording::{counted, number};

impl Trace {
    /// Overheads and cycle times of rounds in which every worker had several loads, in cycles, at least two of them and all
    /// different: a worker has done the load `w` of a round at the time `a + T w`.
    ///
    /// ```
    /// use bcgc::Trace;
    ///
    /// let (idle, full) = (Trace::new(vec![vec![0.5, 0.25]])?, Trace::new(vec![vec![1.5, 2.25]])?);
    /// let (overheads, times) = Trace::of_loads(&[(0.0, idle), (1.0, full)])?;
    /// assert_eq!((&overheads.rows()[0], &times.rows()[0]), (&vec![0.5, 0.25], &vec![1.0, 2.0]));
    /// # Ok::<(), bcgc::TraceError>(())
    /// ```
    ///
    /// # Errors
    /// When loads are no different numbers from 0 on, the traces are not of the same rounds, or a line falls or begins below
    /// zero.
    pub fn of_loads(files: &[(f64, Self)]) -> Result<(Self, Self), TraceError> {
        check(files)?;
        of_loads(files)
    }
}

/// That there are several loads, all different.
fn check(files: &[(f64, Trace)]) -> Result<(), TraceError> {
    let is_load = |load: f64| load.is_finite() && load >= 0.0;
    let problem = match files.iter().map(|file| file.0).find(|&load| !is_load(load)) {
        Some(load) => Some(format!("{} is none: it must be a finite number of cycles >= 0", number(load))),
        None => {
            let mut loads: Vec<f64> = files.iter().map(|file| file.0).collect();
            loads.sort_by(f64::total_cmp);
            let is_twice = loads.windows(2).any(|pair| pair[0] == pair[1]);
            let few = loads.len() < 2 || is_twice;
            few.then(|| {
                "two that differ tell overhead and cycle time apart, and each is given once".to_owned()
            })
        }
    };
    problem.map_or(Ok(()), |problem| Err(TraceError::Loads { problem }))
}

/// Overheads and cycle times of the rounds of several loads, at least two of them and all different.
///
/// # Errors
/// When the traces are not of the same rounds, or a line falls or begins below zero.
pub fn of_loads(files: &[(f64, Trace)]) -> Result<(Trace, Trace), TraceError> {
    let shape = |trace: &Trace| (trace.rows().len(), trace.rows().first().map_or(0, Vec::len));
    let Some((_, first)) = files.first() else { return Err(TraceError::Empty { file: String::new() }) };
    if let Some(problem) = units::between(files.iter().map(|(_, trace)| (trace.path(), trace.origin()))) {
        return Err(TraceError::Loads { problem });
    }
    let in_order = |(load, file): &(f64, Trace)| file.clone().in_order_of(first).map(|file| (*load, file));
    let files: &[(f64, Trace)] = &files.iter().map(in_order).collect::<Result<Vec<_>, _>>()?;
    for (_, other) in files {
        if shape(other) != shape(first) {
            let shown = |trace: &Trace| {
                let (rounds, workers) = shape(trace);
                let rounds = counted(rounds as u64, "round");
                format!("{} has {rounds} of {}", trace.path(), counted(workers as u64, "worker"))
            };
            let problem = format!("{}, {}: give files of the same rounds", shown(first), shown(other));
            return Err(TraceError::Loads { problem });
        }
    }
    let (rounds, workers) = shape(first);
    let mut lines = (vec![vec![0.0; workers]; rounds], vec![vec![0.0; workers]; rounds]);
    for row in 0..rounds {
        for column in 0..workers {
            let points: Vec<(f64, f64)> =
                files.iter().map(|(load, trace)| (*load, trace.rows()[row][column])).collect();
            let (overhead, time) = line(&points);
            let fault = Quantity::Overheads.fault(overhead).map(|_| "begins below zero");
            if let Some(problem) =
                Quantity::CycleTimes.fault(time).map(|_| "does not rise with the load").or(fault)
            {
                return Err(TraceError::Line { row: row + 1, column: column + 1, problem, points });
            }
            (lines.0[row][column], lines.1[row][column]) = (overhead, time);
        }
    }
    let source = |(load, trace): &(f64, Trace)| LoadFile {
        load: *load,
        path: trace.path().to_owned(),
        header: trace.header().map(str::to_owned),
        index: trace.index().map(str::to_owned),
    };
    let sources: Vec<LoadFile> = files.iter().map(source).collect();
    // Files whose columns are called alike are read alike.
    let long = first.origin().long.clone();
    let long = long.filter(|long| files.iter().all(|(_, file)| file.origin().long.as_ref() == Some(long)));
    let of_files = |trace: Trace| {
        let origin = Origin { long: long.clone(), ..Origin::default() };
        trace.with_origin(origin).with_sources(sources.clone(), first.reading())
    };
    Ok((of_files(Trace::of_overheads(lines.0)?), of_files(Trace::new(lines.1)?)))
}
