//! The answer that people come with a question for: which method is the best, and what it gains.

use crate::report::facts::gained;
use crate::table::computed::{Point, Table};

/// One line: the method that is best at most points, and its gain over no redundancy there.
pub fn best(table: &Table) -> Option<String> {
    let points: Vec<&Point> = table.points.iter().filter(|point| point.report.best().is_some()).collect();
    let is_minimum = points.first()?.report.is_minimum();
    let wins = |method: &String| points.iter().filter(|point| is_best(point, method)).count();
    // Of equal ones the first.
    let (method, won) = table.spec.methods.iter().map(|m| (m, wins(m))).rev().max_by_key(|(_, won)| *won)?;
    let gains = points.iter().filter(|point| is_best(point, method)).filter_map(|point| {
        let row = point.report.rows().iter().find(|row| row.solution.method == *method)?;
        point.report.gain(row)
    });
    let (least, most) = gains.fold((f64::INFINITY, 0.0f64), |(a, b), gain| (a.min(gain), b.max(gain)));
    let everywhere = everywhere(won, points.len(), table.points.len());
    if least > most {
        return Some(format!("Best: {method}{everywhere}"));
    }
    let gained = gained(least, most, is_minimum);
    let alone = points.iter().all(|point| point.report.only_baselines().is_some());
    let alone = points.first().and_then(|point| point.report.only_baselines()).filter(|_| alone);
    let alone = alone.map_or_else(String::new, |why| format!("; {why}"));
    Some(format!("Best: {method}{everywhere}, {gained}{alone}"))
}

/// At how many points a method is the best; at some of them no method may have a value.
fn everywhere(won: usize, valued: usize, points: usize) -> String {
    match (won, valued) {
        (1, 1) if points == 1 => String::new(),
        _ if won < valued => format!(" at {won} of {points} points"),
        _ if valued == points => " at every point".to_owned(),
        _ => format!(" at {valued} of {points} points, the only ones with a value"),
    }
}

/// Whether no method is better at a point than this one, by more than the digits that are shown.
fn is_best(point: &Point, method: &str) -> bool {
    const SHOWN: f64 = 1e-6;
    let report = &point.report;
    let value = |row: &crate::report::Row| row.solution.value.filter(|_| row.solution.partition.is_some());
    let worth = |v: crate::solution::Value| {
        if report.is_minimum() { v.value } else { v.complement.unwrap_or(1.0 - v.value) }
    };
    let least = report.best().and_then(value).map(worth);
    let own = report.rows().iter().find(|row| row.solution.method == method).and_then(value).map(worth);
    own.zip(least).is_some_and(|(own, least)| own <= least * (1.0 + SHOWN))
}
