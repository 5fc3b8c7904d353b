//! The answer that people come with a question for: which method is the best, and what it gains.

use crate::report::Row;
use crate::report::facts;
use crate::solution::Status;
use crate::table::computed::{Point, Table};

/// One line: the method that is best at most points, and its gain over no redundancy there.
pub fn best(table: &Table) -> Option<String> {
    let is_solved = |row: &Row| row.solution.status != Status::Infeasible;
    let points: Vec<&Point> =
        table.points.iter().filter(|point| point.report.best().is_some_and(is_solved)).collect();
    let is_minimum = points.first()?.report.is_minimum();
    let wins = |method: &String| points.iter().filter(|point| is_best(point, method)).count();
    // Of equal ones the first.
    let (method, won) = table.spec.methods.iter().map(|m| (m, wins(m))).rev().max_by_key(|(_, won)| *won)?;
    let gains: Vec<Option<f64>> = (points.iter().filter(|point| is_best(point, method)))
        .map(|point| {
            let row = point.report.rows().iter().find(|row| row.solution.method == *method)?;
            point.report.gain(row)
        })
        .collect();
    let everywhere = everywhere(won, points.len(), table.points.len(), is_minimum);
    let gained = gained(&gains, is_minimum);
    let alone = points.iter().all(|point| point.report.only_baselines().is_some());
    let alone = points.first().and_then(|point| point.report.only_baselines()).filter(|_| alone);
    let alone = alone.filter(|_| gains.iter().any(Option::is_some));
    let alone = alone.map_or_else(String::new, |why| format!("; {why}"));
    Some(format!("Best: {method}{everywhere}{gained}{alone}"))
}

/// What a method gains over no redundancy where it is the best, in words: the range of what can be told, and where it is
/// more than that.
fn gained(gains: &[Option<f64>], is_minimum: bool) -> String {
    let known = gains.iter().flatten();
    let (least, most) = known.fold((f64::INFINITY, 0.0f64), |(a, b), gain| (a.min(*gain), b.max(*gain)));
    let beyond = match is_minimum {
        true => "without redundancy no finite value is known",
        false => "a probability of being late is too small for a ratio",
    };
    let unknown = gains.iter().filter(|gain| gain.is_none()).count();
    if least > most {
        return if unknown > 0 { format!(", where {beyond}") } else { String::new() };
    }
    let words = facts::gained(least, most, is_minimum);
    match unknown {
        0 => format!(", {words}"),
        _ => format!(", {words} at {} of them; at {unknown} {beyond}", gains.len() - unknown),
    }
}

/// At how many points a method is the best; at some of them no method may have a value.
fn everywhere(won: usize, valued: usize, points: usize, is_minimum: bool) -> String {
    match (won, valued) {
        (1, 1) if points == 1 => String::new(),
        _ if won < valued => format!(" at {won} of {points} points"),
        _ if valued == points => " at every point".to_owned(),
        _ if is_minimum => format!(" at {valued} of {points} points, the only ones with a value"),
        _ => format!(" at {valued} of {points} points, the only ones whose deadline can be met"),
    }
}

/// Whether no method is better at a point than this one, by more than the digits that are shown.
fn is_best(point: &Point, method: &str) -> bool {
    const SHOWN: f64 = 1e-6;
    let report = &point.report;
    let value = |row: &Row| row.solution.value.filter(|_| row.solution.partition.is_some());
    let least = report.best().and_then(value).map(|value| report.cost(value));
    let own = report
        .rows()
        .iter()
        .find(|row| row.solution.method == method)
        .and_then(value)
        .map(|value| report.cost(value));
    own.zip(least).is_some_and(|(own, least)| own <= least * (1.0 + SHOWN))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Once: points at which the gain is beyond all numbers were left out in silence.
    #[test]
    fn gains_that_no_number_tells_are_counted() {
        let said = |gains: &[Option<f64>]| gained(gains, true);
        assert_eq!(said(&[Some(2.0)]), ", 2.00 times as fast as no redundancy");
        assert_eq!(
            said(&[Some(2.0), None, Some(3.0)]),
            ", 2.00 to 3.00 times as fast as no redundancy at 2 of them; at 1 without redundancy no finite value is known"
        );
        assert_eq!(said(&[None]), ", where without redundancy no finite value is known");
        assert_eq!(said(&[]), "");
        let rarely = gained(&[Some(2.0), None], false);
        assert!(
            rarely.ends_with("at 1 of them; at 1 a probability of being late is too small for a ratio"),
            "{rarely}"
        );
    }
}
