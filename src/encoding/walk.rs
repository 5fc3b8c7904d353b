//! Ranks of all N-s rows of a matrix modulo a prime, with the elimination shared between sets.
//!
//! The sets of rows form a tree: a node is an ascending list of rows chosen so far, and holds the
//! later rows after elimination by the chosen ones. A step down eliminates one more row and drops
//! its pivot column, so that near the leaves, where nearly all nodes are, matrices are tiny.
//! Rows are kept up to units (no division, no inverse), which leaves ranks as they are.

use std::ops::ControlFlow;

use num_bigint::BigUint;

use super::{modular::Prime, sets};
use crate::clock::Clock;
use crate::threads;

/// Largest length of the beginnings of sets that are handed to the threads.
const TASK_LENGTH: usize = 4;

/// Most beginnings: they are kept in memory.
const MOST_TASKS: u32 = 1 << 16;

/// The clock ran out before all sets were visited.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopped;

/// What makes a set of rows good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Their rank equals the number of columns of the table.
    FullRank,
    /// The last row of the table, which is not among those chosen from, is in their span.
    Target,
}

/// A matrix modulo a prime from which sets of rows are chosen.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    prime: Prime,
    goal: Goal,
    /// Number of rows that are chosen from.
    rows: usize,
    columns: usize,
    /// Row after row; under [`Goal::Target`] the target comes last.
    entries: Vec<u32>,
}

impl Table {
    /// `entries` holds `rows` rows of `columns` residues, and the target after them if that is the goal.
    pub(crate) fn new(prime: Prime, goal: Goal, rows: usize, columns: usize, entries: Vec<u32>) -> Self {
        debug_assert_eq!(entries.len(), columns * (rows + usize::from(goal == Goal::Target)));
        Self { prime, goal, rows, columns, entries }
    }

    /// Visits all sets of `size` rows and returns the lexicographically first bad one for which
    /// `confirm` also says bad (by breaking). Nothing is returned when there is none. The result
    /// does not depend on the number of threads, unless the clock ends it.
    pub(crate) fn first_bad<T: Send>(
        &self,
        size: usize,
        clock: &Clock,
        confirm: impl Fn(&[usize]) -> ControlFlow<T> + Sync,
    ) -> Result<Option<T>, Stopped> {
        let beginnings = self.beginnings(size);
        let bad = |walk: &mut Walk<'_>, i: usize| {
            if clock.is_over() {
                return Some(Err(Stopped));
            }
            walk.start(&beginnings[i], &confirm).break_value().map(Ok)
        };
        threads::find_first(beginnings.len(), || Walk::new(self, size), bad).transpose()
    }

    /// Beginnings of sets of `size` rows, which leave enough rows for the rest.
    fn beginnings(&self, size: usize) -> Vec<Vec<usize>> {
        let among = |length: usize| (self.rows + length).saturating_sub(size);
        let is_few = |length: &usize| sets::binomial(among(*length), *length) <= BigUint::from(MOST_TASKS);
        let length = (1..=size.min(TASK_LENGTH)).rev().find(is_few).unwrap_or(0);
        sets::lexicographic(among(length), length).collect()
    }

    /// Whether one set of rows is good.
    pub(crate) fn is_good(&self, set: &[usize]) -> bool {
        let mut walk = Walk::new(self, set.len());
        let bad = |_: &[usize]| ControlFlow::Break(());
        walk.follow(set, set.len(), &bad).is_continue()
    }
}

/// The state of one thread.
struct Walk<'a> {
    table: &'a Table,
    size: usize,
    chosen: Vec<usize>,
    /// The eliminated rows at each depth.
    levels: Vec<Vec<u32>>,
}

/// One node of the tree, apart from its entries.
#[derive(Clone, Copy)]
struct Node {
    depth: usize,
    /// The first row that may still be chosen.
    first: usize,
    columns: usize,
}

impl<'a> Walk<'a> {
    fn new(table: &'a Table, size: usize) -> Self {
        Self { table, size, chosen: Vec::with_capacity(size), levels: vec![Vec::new(); size + 1] }
    }

    /// Visits all sets that begin with `beginning`.
    fn start<T>(
        &mut self,
        beginning: &[usize],
        confirm: &impl Fn(&[usize]) -> ControlFlow<T>,
    ) -> ControlFlow<T> {
        self.follow(beginning, self.size, confirm)
    }

    /// Chooses the rows of `beginning` one after the other, then visits the subtree.
    fn follow<T>(
        &mut self,
        beginning: &[usize],
        size: usize,
        confirm: &impl Fn(&[usize]) -> ControlFlow<T>,
    ) -> ControlFlow<T> {
        self.size = size;
        self.chosen.clear();
        self.levels[0].clone_from(&self.table.entries);
        let mut node = Node { depth: 0, first: 0, columns: self.table.columns };
        for row in beginning {
            if self.is_done(node) {
                return ControlFlow::Continue(());
            }
            node = self.choose(node, *row, self.table.rows);
        }
        if self.is_done(node) { ControlFlow::Continue(()) } else { self.visit(node, confirm) }
    }

    /// Visits the subtree below a node whose chosen rows do not meet the goal yet.
    fn visit<T>(&mut self, node: Node, confirm: &impl Fn(&[usize]) -> ControlFlow<T>) -> ControlFlow<T> {
        let need = self.size - node.depth;
        if need == 0 || (self.table.goal == Goal::FullRank && node.columns > need) {
            return self.all_bad(confirm);
        }
        let last = self.table.rows - need;
        if need == 1 && self.table.goal == Goal::FullRank {
            // One column and one row to go: every row that is not zero there will do.
            for row in node.first..=last {
                if self.levels[node.depth][row - node.first] == 0 {
                    self.chosen.truncate(node.depth);
                    self.chosen.push(row);
                    confirm(&self.chosen)?;
                }
            }
            return ControlFlow::Continue(());
        }
        for row in node.first..=last {
            // With one row to go, no later row will be looked at.
            let below = if need == 1 { row + 1 } else { self.table.rows };
            let child = self.choose(node, row, below);
            if !self.is_done(child) {
                self.visit(child, confirm)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Adds a row to the chosen ones and eliminates the rows after it up to `below`, and the target.
    fn choose(&mut self, node: Node, row: usize, below: usize) -> Node {
        let Self { table, chosen, levels, .. } = self;
        chosen.truncate(node.depth);
        chosen.push(row);
        let (upper, lower) = levels.split_at_mut(node.depth + 1);
        let (source, out) = (&upper[node.depth], &mut lower[0]);
        let width = node.columns;
        let start = (row - node.first) * width;
        let pivot_row = &source[start..start + width];
        let later = &source[start + width..(below - node.first) * width];
        let target = match table.goal {
            Goal::Target => &source[source.len() - width..],
            Goal::FullRank => &[],
        };
        out.clear();
        let pivot = pivot_row.iter().position(|v| *v != 0);
        let Some(column) = pivot else {
            out.extend_from_slice(later);
            out.extend_from_slice(target);
            return Node { depth: node.depth + 1, first: row + 1, columns: width };
        };
        for entries in [later, target] {
            eliminate(table.prime, pivot_row, column, entries, out);
        }
        Node { depth: node.depth + 1, first: row + 1, columns: width - 1 }
    }

    /// Whether the rows chosen already meet the goal, so that every set containing them does.
    fn is_done(&self, node: Node) -> bool {
        match self.table.goal {
            Goal::FullRank => node.columns == 0,
            Goal::Target => {
                let entries = &self.levels[node.depth];
                entries[entries.len() - node.columns..].iter().all(|v| *v == 0)
            }
        }
    }

    /// Every set that contains the chosen rows is bad.
    fn all_bad<T>(&mut self, confirm: &impl Fn(&[usize]) -> ControlFlow<T>) -> ControlFlow<T> {
        let first = self.chosen.last().map_or(0, |row| row + 1);
        let need = self.size - self.chosen.len();
        for rest in sets::lexicographic(self.table.rows.saturating_sub(first), need) {
            let mut set = self.chosen.clone();
            set.extend(rest.iter().map(|i| i + first));
            confirm(&set)?;
        }
        ControlFlow::Continue(())
    }
}

/// Appends each row of `entries` with `column` eliminated and dropped.
#[inline]
fn eliminate(prime: Prime, pivot_row: &[u32], column: usize, entries: &[u32], out: &mut Vec<u32>) {
    let pivot = pivot_row[column];
    for row in entries.chunks_exact(pivot_row.len()) {
        let factor = row[column];
        let reduced = |(x, y): (&u32, &u32)| prime.combine(pivot, *x, factor, *y);
        out.extend(row[..column].iter().zip(&pivot_row[..column]).map(reduced));
        out.extend(row[column + 1..].iter().zip(&pivot_row[column + 1..]).map(reduced));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bad sets of a table of small integers, one by one, without sharing anything.
    fn bad_sets(table: &Table, size: usize) -> Vec<Vec<usize>> {
        sets::lexicographic(table.rows, size).filter(|set| !table.is_good(set)).collect()
    }

    fn all_reported(table: &Table, size: usize) -> Vec<Vec<usize>> {
        let found = std::sync::Mutex::new(Vec::new());
        let none = table.first_bad::<()>(size, &Clock::unlimited(), |set| {
            found.lock().unwrap().push(set.to_vec());
            ControlFlow::Continue(())
        });
        assert!(none.unwrap().is_none());
        let mut found = found.into_inner().unwrap();
        found.sort();
        found
    }

    #[test]
    fn few_beginnings_are_kept_in_memory() {
        let table = Table::new(Prime::largest(1)[0], Goal::FullRank, 256, 1, vec![1; 256]);
        for size in 0..=256 {
            assert!(table.beginnings(size).len() <= MOST_TASKS as usize, "{size}");
        }
    }

    #[test]
    fn the_tree_finds_the_same_bad_sets_as_single_eliminations() {
        let prime = Prime::largest(1)[0];
        let mut rng = sets::generator(3);
        for case in 0..400 {
            let goal = if case % 2 == 0 { Goal::FullRank } else { Goal::Target };
            let (rows, columns) = (1 + case % 7, 1 + case % 4);
            let count = columns * (rows + usize::from(goal == Goal::Target));
            let entries = (0..count).map(|_| sets::below(&mut rng, 3) as u32).collect();
            let table = Table::new(prime, goal, rows, columns, entries);
            for size in 0..=rows {
                assert_eq!(all_reported(&table, size), bad_sets(&table, size), "{table:?} {size}");
            }
        }
    }
}
