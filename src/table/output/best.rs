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
    let wins = |method: &String| points.iter().filter(|point| is_best(point, method, SHOWN)).count();
    // Of equal ones the first.
    let (method, won) = table.spec.methods.iter().map(|m| (m, wins(m))).rev().max_by_key(|(_, won)| *won)?;
    let gains: Vec<Option<f64>> = (points.iter().filter(|point| is_best(point, method, SHOWN)))
        .map(|point| {
            let row = point.report.rows().iter().find(|row| row.solution.method == *method)?;
            point.report.gain(row)
        })
        .collect();
    let is_tied = points.iter().any(|point| is_best(point, method, SHOWN) && !is_best(point, method, BETTER));
    let tied = if is_tied { " (or within 1e-6 of it)" } else { "" };
    let everywhere = everywhere(won, points.len(), table.points.len(), is_minimum);
    let gained = gained(&gains, is_minimum);
    let alone = points.iter().all(|point| point.report.only_baselines().is_some());
    let alone = points.first().and_then(|point| point.report.only_baselines()).filter(|_| alone);
    let alone = alone.filter(|_| gains.iter().any(Option::is_some));
    let alone = alone.map_or_else(String::new, |why| format!("; {why}"));
    let others = others(&points, method, &table.spec.methods);
    let schemes = schemes(&points, &table.spec.methods);
    Some(format!("Best: {method}{tied}{everywhere}{gained}{others}{alone}{schemes}"))
}

/// The methods that are best where another one is not, and at how many points.
fn others(points: &[&Point], method: &str, methods: &[String]) -> String {
    let left = points.iter().filter(|point| !is_best(point, method, SHOWN));
    let mut counts = vec![0_usize; methods.len()];
    for point in left {
        if let Some(at) = methods.iter().position(|other| is_best(point, other, BETTER)) {
            counts[at] += 1;
        }
    }
    let of = |(name, count): (&String, usize)| (count > 0).then(|| format!("{name} at {count}"));
    let others: Vec<String> = methods.iter().zip(counts).filter_map(of).collect();
    if others.is_empty() { String::new() } else { format!("; {}", others.join(", ")) }
}

/// Schemes that are better than the best partition, and none themselves.
fn schemes(points: &[&Point], methods: &[String]) -> String {
    let is_better = |point: &Point, method: &str| {
        let report = &point.report;
        let best = report.best().and_then(|row| row.solution.value).map(|value| report.cost(value));
        let row = report.rows().iter().find(|row| row.solution.method == method);
        let own = row.filter(|row| row.solution.partition.is_none()).and_then(|row| row.solution.value);
        own.zip(best).is_some_and(|(own, best)| report.cost(own) < best * (1.0 - BETTER))
    };
    let of = |method: &String| match points.iter().filter(|point| is_better(point, method)).count() {
        0 => String::new(),
        count if count == points.len() => format!("; {method} is better, and no partition"),
        count => format!("; {method} is better at {count}, and no partition"),
    };
    methods.iter().map(of).collect()
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

/// Relative difference of values that look alike where they are shown.
const SHOWN: f64 = 1e-6;
/// That of values which differ by more than rounding.
const BETTER: f64 = 1e-9;

/// Whether no method is better at a point than this one, by more than a relative difference.
fn is_best(point: &Point, method: &str, slack: f64) -> bool {
    let report = &point.report;
    let value = |row: &Row| row.solution.value.filter(|_| row.solution.partition.is_some());
    let least = report.best().and_then(value).map(|value| report.cost(value));
    let own = report
        .rows()
        .iter()
        .find(|row| row.solution.method == method)
        .and_then(value)
        .map(|value| report.cost(value));
    own.zip(least).is_some_and(|(own, least)| own <= least * (1.0 + slack))
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
