//! What a table of times calls its rounds and workers: two that belong together may have them in different orders.

use std::collections::BTreeMap;

/// The names of rounds and workers, in the order of rows and columns; none of what has no names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Marks {
    pub rounds: Vec<String>,
    pub workers: Vec<String>,
    pub order: Order,
}

/// What decides the order of a table's workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Nothing, as every time has the names of its round and its worker beside it.
    Names,
    /// Whoever named the columns one by one.
    Choice,
    /// Their positions in the file.
    Positions,
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
        Self { rounds: kept.map(|(_, round)| round.clone()).collect(), ..self.clone() }
    }

    /// Whether both tables have their names beside every time, so that they say what belongs together.
    pub fn are_told_by_names(&self, other: &Self) -> bool {
        self.order == Order::Names && other.order == Order::Names
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
