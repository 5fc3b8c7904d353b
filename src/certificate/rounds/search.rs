//! The search for a proof that no more than some number of rounds can be met: cells of loads, divided where the linear
//! program leaves most open, those with the fewest missed rounds first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::cell::Cell;
use super::limits::Limits;
use super::relaxation::{Relaxation, Relaxed};
use super::weights::Weights;
use crate::clock::Clock;
use crate::error::Error;

/// What a bound on a number of rounds may be off by in double precision, generously.
const TOLERANCE: f64 = 1e-6;

/// A node of the search.
#[derive(Debug)]
pub struct Node {
    /// Rounds that are counted as missed here, in this order: none of them can be met.
    pub impossible: Vec<usize>,
    /// How it ended.
    pub end: End,
}

/// How a node ended.
#[derive(Debug)]
pub enum End {
    /// Too many rounds are missed.
    Missed,
    /// No loads are left.
    Infeasible,
    /// The weights prove how many are missed.
    Weights(Weights),
    /// Two more nodes: the load at a level is within the limit of a round, or beyond it.
    Split { round: usize, level: usize, within: usize, beyond: usize },
}

/// What a search has shown.
#[derive(Debug)]
pub struct Proof {
    /// No more rounds can be met.
    pub most: usize,
    /// The nodes; the first is the root.
    pub nodes: Vec<Node>,
}

/// Searches until the bound is the number of rounds that some loads meet, of which `met` are known, or until there are as many nodes as
/// allowed or the clock ends: then the bound is what the nodes prove together.
///
/// # Errors
/// What the solver of linear programs fails with.
pub fn prove(limits: &Limits, met: usize, nodes: usize, clock: &Clock) -> Result<Proof, Error> {
    let Some(allowed) = limits.rounds().checked_sub(met + 1) else {
        return Ok(Proof::of_nothing(limits));
    };
    let mut search = Search {
        limits,
        allowed,
        meets_all: false,
        program: None,
        nodes: Vec::new(),
        open: BinaryHeap::new(),
        cells: Vec::new(),
        clock,
    };
    search.add(Cell::all(limits), 0)?;
    while search.nodes.len() + 2 <= nodes && !search.meets_all && !clock.is_over() {
        let Some(&(Reverse(least), _, number)) = search.open.peek() else { break };
        // A better set was found since: these weights are enough.
        if least > search.allowed || !search.divide(number)? {
            break;
        }
    }
    Ok(if search.meets_all { Proof::of_nothing(limits) } else { search.proof() })
}

impl Proof {
    /// All rounds can be met.
    fn of_nothing(limits: &Limits) -> Self {
        let root = Node { impossible: Vec::new(), end: End::Missed };
        Self { most: limits.rounds(), nodes: vec![root] }
    }
}

/// A level and a rank.
type Place = (usize, usize);

struct Search<'a> {
    limits: &'a Limits,
    /// How many rounds better loads than the best known may miss.
    allowed: usize,
    /// Whether some loads were found to miss none.
    meets_all: bool,
    /// Built for the cell at the root.
    program: Option<Relaxation>,
    nodes: Vec<Node>,
    /// The fewest missed rounds of nodes that prove too little, their depth and number.
    open: BinaryHeap<(Reverse<usize>, usize, usize)>,
    /// Of these nodes the cell and where it is to be divided.
    cells: Vec<Option<(Cell, Option<Place>)>>,
    clock: &'a Clock,
}

impl Search<'_> {
    /// Adds a node for a cell and returns its number.
    fn add(&mut self, mut cell: Cell, depth: usize) -> Result<usize, Error> {
        let number = self.nodes.len();
        let impossible = cell.propagate(self.limits, self.allowed);
        let within = cell.limits(self.limits, self.allowed);
        let push = |end, cell| {
            self.nodes.push(Node { impossible, end });
            self.cells.push(cell);
        };
        if cell.count() > self.allowed {
            push(End::Missed, None);
            return Ok(number);
        }
        if !self.limits.fit(&within) {
            push(End::Infeasible, None);
            return Ok(number);
        }
        push(End::Weights(Weights::default()), None);
        if cell.is_decided(self.limits, &within) {
            // Its loads miss no others: a better set than the best known.
            self.allowed = cell.count().saturating_sub(1);
            self.meets_all = cell.count() == 0;
            self.nodes[number].end = End::Missed;
            return Ok(number);
        }
        let relaxed = self.relaxed(&cell, &within)?;
        let weights = relaxed.as_ref().map(|relaxed| relaxed.weights.clone()).unwrap_or_default();
        let missed = (weights.bound(self.limits, &cell, &within) - TOLERANCE).ceil().max(0.0) as usize;
        // Also of nodes that are divided later: a search that is stopped has proved the least.
        self.nodes[number].end = End::Weights(weights);
        if missed <= self.allowed {
            let place = relaxed.and_then(|relaxed| place(self.limits, &cell, &within, &relaxed));
            let place = place.or_else(|| any_place(self.limits, &cell, &within));
            self.cells[number] = Some((cell, place));
            self.open.push((Reverse(missed), depth, number));
        }
        Ok(number)
    }

    fn relaxed(&mut self, cell: &Cell, within: &[usize]) -> Result<Option<Relaxed>, Error> {
        if self.program.is_none() {
            self.program = Some(Relaxation::new(self.limits, within)?);
        }
        match &mut self.program {
            Some(program) => program.solve(self.limits, cell, within, self.clock),
            None => Ok(None),
        }
    }

    /// Divides the open node on top; `false` where it cannot be divided.
    fn divide(&mut self, number: usize) -> Result<bool, Error> {
        let Some((cell, Some((level, rank)))) = self.cells[number].take() else { return Ok(false) };
        let Some(round) =
            self.limits.order(level).iter().copied().find(|&round| self.limits.ranks(round)[level] == rank)
        else {
            return Ok(false);
        };
        let depth = self.open.pop().map_or(0, |(_, depth, _)| depth + 1);
        let within = self.add(cell.within(level, rank), depth)?;
        let beyond = self.add(cell.beyond(self.limits, level, rank), depth)?;
        self.nodes[number].end = End::Split { round, level, within, beyond };
        Ok(true)
    }

    fn proof(self) -> Proof {
        let open = self.open.peek().map(|(Reverse(least), _, _)| *least);
        // A set that was found may miss no more than the open nodes prove.
        let missed = open.unwrap_or(usize::MAX).min(self.allowed + 1);
        Proof { most: self.limits.rounds() - missed, nodes: self.nodes }
    }
}

/// Where to divide a cell: at a level and a rank below its load in the program, so that the program's optimum is in neither
/// part. What the rounds that the load passes gain where it is beyond, and the weights lose where it is not.
fn place(limits: &Limits, cell: &Cell, within: &[usize], relaxed: &Relaxed) -> Option<Place> {
    let mut best: Option<(f64, Place)> = None;
    for (level, &last) in within.iter().enumerate() {
        let costs = relaxed.weights.costs(limits, cell, level, last);
        let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
        let mut rounds = limits.order(level).iter().filter(|&&round| !cell.is_missed(round)).peekable();
        let (mut gained, mut below) = (0.0, f64::INFINITY);
        for (rank, (cost, share)) in costs.iter().zip(limits.shares(level)).enumerate().take(last) {
            below = below.min(*cost);
            if *share >= relaxed.loads[level] - TOLERANCE {
                break;
            }
            while let Some(&round) = rounds.next_if(|&&round| limits.ranks(round)[level] <= rank) {
                gained += (1.0 - relaxed.missed[round]).max(0.0);
            }
            let lost = (below - least).max(0.0);
            let score = (gained + TOLERANCE) * (lost + TOLERANCE);
            if gained > TOLERANCE && best.is_none_or(|(found, _)| score > found) {
                best = Some((score, (level, rank)));
            }
        }
    }
    best.map(|(_, place)| place)
}

/// The middle of the level with the most limits left.
fn any_place(limits: &Limits, cell: &Cell, within: &[usize]) -> Option<Place> {
    let open = |level: usize, last: usize| -> Vec<usize> {
        let ranks = limits.order(level).iter().filter(|&&round| !cell.is_missed(round));
        let mut ranks: Vec<usize> =
            ranks.map(|&round| limits.ranks(round)[level]).filter(|rank| *rank < last).collect();
        ranks.dedup();
        ranks
    };
    let levels = within.iter().enumerate().map(|(level, &last)| (level, open(level, last)));
    let (level, ranks) = levels.max_by_key(|(_, ranks)| ranks.len())?;
    ranks.get(ranks.len() / 2).map(|&rank| (level, rank))
}
