//! A part of all loads: what is known of them and of the rounds on the way to a node.

use super::limits::Limits;

/// Limits of the loads, and the rounds that all loads within them, and beyond what was passed, miss.
#[derive(Debug, Clone)]
pub struct Cell {
    missed: Vec<bool>,
    count: usize,
    /// For every level the rank of the limit of its load.
    limits: Vec<usize>,
}

impl Cell {
    /// All loads.
    pub fn all(limits: &Limits) -> Self {
        Self { missed: vec![false; limits.rounds()], count: 0, limits: limits.largest() }
    }

    /// Those whose load at a level is within the limit of a rank.
    pub fn within(&self, level: usize, rank: usize) -> Self {
        let mut cell = self.clone();
        cell.limits[level] = cell.limits[level].min(rank);
        cell
    }

    /// Those whose load at a level is beyond it: they miss every round with no larger limit.
    pub fn beyond(&self, limits: &Limits, level: usize, rank: usize) -> Self {
        let mut cell = self.clone();
        let rounds = limits.order(level).iter().take_while(|&&round| limits.ranks(round)[level] <= rank);
        rounds.for_each(|&round| cell.miss(round));
        cell
    }

    fn miss(&mut self, round: usize) {
        self.count += usize::from(!self.missed[round]);
        self.missed[round] = true;
    }

    /// How many rounds are missed.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether a round is missed.
    pub fn is_missed(&self, round: usize) -> bool {
        self.missed[round]
    }

    /// The limits of loads that miss at most `allowed` rounds: a load beyond the limits of too many misses them all.
    pub fn limits(&self, limits: &Limits, allowed: usize) -> Vec<usize> {
        let Some(left) = allowed.checked_sub(self.count) else { return self.limits.clone() };
        let at = |(level, own): (usize, &usize)| {
            let mut open = limits.order(level).iter().filter(|&&round| !self.missed[round]);
            open.nth(left).map_or(*own, |&round| (*own).min(limits.ranks(round)[level]))
        };
        self.limits.iter().enumerate().map(at).collect()
    }

    /// Counts rounds as missed that cannot be met by loads that miss at most `allowed`, until there is none any more, and returns
    /// them in this order.
    pub fn propagate(&mut self, limits: &Limits, allowed: usize) -> Vec<usize> {
        let mut found = Vec::new();
        loop {
            let before = found.len();
            let mut own = self.limits(limits, allowed);
            for round in 0..limits.rounds() {
                if self.count > allowed {
                    return found;
                }
                let with: Vec<usize> = own.iter().zip(limits.ranks(round)).map(|(a, b)| *a.min(b)).collect();
                if !self.missed[round] && !limits.fit(&with) {
                    self.miss(round);
                    found.push(round);
                    own = self.limits(limits, allowed);
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// Whether loads within limits meet every round that is not missed.
    pub fn is_decided(&self, limits: &Limits, within: &[usize]) -> bool {
        let is_met = |round: usize| within.iter().zip(limits.ranks(round)).all(|(own, rank)| own <= rank);
        (0..limits.rounds()).all(|round| self.missed[round] || is_met(round))
    }
}
