//! What a reader must know of cells that are empty or not what the method promises.

use super::sheet::label;
use crate::solution::{Solution, Status};
use crate::table::computed::{Point, Table};
use crate::table::definition::Layout;
use crate::wording::counted;

/// A line for every method and reason, with the points that it is about.
pub fn remarks(table: &Table) -> Vec<String> {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for point in &table.points {
        let report = &point.report;
        let of_rows = report.rows().iter().filter_map(|row| reason(&row.solution, report.is_minimum()));
        let unproved = report.optimal_without_proof().into_iter().map(|method| {
            format!("{method}, optimal: by a bound in double precision; the one that is proved leaves the gap open")
        });
        for reason in of_rows.chain(unproved) {
            let place = label(table, point);
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, places)) => places.push(place),
                None => reasons.push((reason, vec![place])),
            }
        }
    }
    reasons.extend(iterates(table).map(|text| (text, table.points.iter().map(|_| String::new()).collect())));
    reasons.extend(rigour(table).map(|text| (text, table.points.iter().map(|_| String::new()).collect())));
    let everywhere = table.points.len();
    let remark = |(reason, places): (String, Vec<String>)| match places.len() {
        n if n == everywhere => reason,
        _ => format!("{reason} (at {})", places.join("; ")),
    };
    reasons.into_iter().map(remark).collect()
}

/// Whose iterates are no partitions, in a table of them.
fn iterates(table: &Table) -> Option<String> {
    if table.spec.layout != Layout::History {
        return None;
    }
    let is_relaxed = |at: usize| {
        let row = |point: &Point| point.report.rows().get(at).map(|row| row.solution.relaxed_value.is_some());
        table.points.iter().any(|point| row(point) == Some(true))
    };
    let methods = table.spec.methods.iter().enumerate();
    let methods: Vec<&str> =
        methods.filter(|(at, _)| is_relaxed(*at)).map(|(_, name)| name.as_str()).collect();
    let starts = match table.points.first()?.report.is_minimum() {
        true => "",
        false => ", of one start after another (where a value falls back, the next one begins)",
    };
    let text = format!(
        "iterates of real blocks, before rounding{starts}: their values may be beyond those of all partitions"
    );
    (!methods.is_empty()).then(|| format!("{}: {text}", methods.join(", ")))
}

/// What of the table is proved; none where that was not asked for.
fn rigour(table: &Table) -> Option<String> {
    if !table.points.iter().any(Point::is_judged) {
        return None;
    }
    let rows = || table.points.iter().flat_map(|point| point.report.rows());
    let values: Vec<_> = rows().filter(|row| row.solution.value.is_some()).collect();
    let bounds: Vec<_> = table.points.iter().filter_map(|point| point.report.bound()).collect();
    let proved = |all: usize, proved: usize, what: &str| match all == proved {
        true => counted(all as u64, what),
        false => format!("{proved} of {}", counted(all as u64, what)),
    };
    let values =
        proved(values.len(), values.iter().filter(|row| row.value_rigour.is_proved()).count(), "value");
    let bounds = proved(bounds.len(), bounds.iter().filter(|b| b.rigour.is_proved()).count(), "bound");
    Some(format!("proved by the judge of certificates: {values}, {bounds}; all else is of double precision"))
}

/// Why a cell is not what its method promises; none where it is.
fn reason(solution: &Solution, is_minimum: bool) -> Option<String> {
    let told = matches!(
        solution.status,
        Status::GapLimit
            | Status::TimeLimit
            | Status::Interrupted
            | Status::Infeasible
            | Status::Inapplicable
    );
    let is_late = solution.status == Status::Infeasible && !is_minimum;
    let note = match solution.note.as_deref() {
        // Notes are on the method's search, which is not what fails here.
        _ if is_late => "no partition can finish by the deadline; check the units",
        Some(note) => note,
        None => "its gap is open",
    };
    told.then(|| format!("{}, {}: {note}", solution.method, solution.status.name()))
}
