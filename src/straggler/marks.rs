//! What a table with one time a row calls its rounds and workers: two such tables may have them in different orders.

use std::collections::BTreeMap;

/// The names of rounds and workers, in the order of rows and columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Marks {
    pub rounds: Vec<String>,
    pub workers: Vec<String>,
}

/// A round or a worker that one of two tables has alone.
pub(super) struct Alone {
    /// `round 7`.
    pub what: String,
    /// Whether it is in the table that was to be put in order.
    pub is_first: bool,
}

impl Marks {
    /// Those of some rounds, from 0.
    pub fn of_rounds(&self, is_kept: impl Fn(usize) -> bool) -> Self {
        let kept = self.rounds.iter().enumerate().filter(|(number, _)| is_kept(*number));
        Self { rounds: kept.map(|(_, round)| round.clone()).collect(), workers: self.workers.clone() }
    }

    /// The rows and columns of this table in the order of another one.
    pub fn in_order_of(&self, other: &Self) -> Result<(Vec<usize>, Vec<usize>), Alone> {
        let rounds = order("round", &self.rounds, &other.rounds)?;
        Ok((rounds, order("worker", &self.workers, &other.workers)?))
    }
}

/// The places of the wanted names among some others.
fn order(what: &str, names: &[String], wanted: &[String]) -> Result<Vec<usize>, Alone> {
    let places =
        |names: &'_ [String]| -> BTreeMap<String, usize> { names.iter().cloned().zip(0..).collect() };
    let (found, known) = (places(names), places(wanted));
    let alone = |name: &String, is_first| Alone { what: format!("{what} {name}"), is_first };
    if let Some(name) = names.iter().find(|name| !known.contains_key(*name)) {
        return Err(alone(name, true));
    }
    wanted.iter().map(|name| found.get(name).copied().ok_or_else(|| alone(name, false))).collect()
}
