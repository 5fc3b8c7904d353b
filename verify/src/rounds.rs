//! Trees that prove how many rounds of a trace can be met at most.
//!
//! Suppose that a partition meets more rounds than the bound has, and so misses at most some number of them. A node
//! divides the partitions by whether a round is met, or by whether a load is within the limit of a round; at a leaf
//! they miss more, or there are none. What is known of them on the way there:
//!
//! - a load is at most the limit of a round that is met, and at most `(n+1) L`;
//! - a load beyond a limit misses every round whose limit is no larger. So it is within the limit that as many
//!   rounds, not known to be missed, do not exceed as may still be missed, and one more;
//! - the blocks' sum rises with every load: real blocks reach the sum at the limits themselves, whole blocks that of
//!   `x_n = floor((l_n - W_(n-1))/(n+1))`, taken from `n = 0` on.
//!
//! A leaf with weights: `sum_n a_n W_n = L` with `a_n = 1/((n+1)(n+2))`, the last one `1/N`, and a missed round counts
//! at least `sum_n w_{s,n} [W_n > l_{s,n}]` where these weights sum to at most one. For a price `p >= 0` the rounds missed
//! besides those known are at least `p L + sum_n min (sum_s w_{s,n} [W > l_{s,n}] - p a_n W)`, the least over loads `W` within their limit:
//! it is at a limit, as only there more rounds begin to be missed.
//!
//! Proved in `proofs/certificate/rounds.v` for trees over rounds without leaves with weights: `greedy_largest`,
//! `greedy_is_maximum`, `real_rounds_tree`, `integer_rounds_tree`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

use crate::fields::Place;
use crate::ladder::Ladder;
use crate::limits::Clock;
use crate::trace::{Trace, common_denominator};
use crate::verdict::{Judged, Refusal};

/// What a tree of rounds is checked against.
pub(crate) struct Rounds<'a> {
    pub trace: &'a Trace,
    /// The deadline over `kappa`.
    pub deadline: &'a BigRational,
    pub coordinates: &'a BigRational,
    /// Whether blocks are whole.
    pub whole: bool,
    pub bound: &'a BigRational,
    pub clock: &'a Clock,
}

impl Rounds<'_> {
    pub fn check(&self, tree: &Place) -> Judged<()> {
        let rounds = self.trace.rounds.len();
        let met = (self.bound * BigInt::from(rounds)).floor().to_integer();
        let most = met.to_usize().unwrap_or(rounds).min(rounds);
        let ladder = Ladder::of(self.trace, self.deadline, self.coordinates, self.whole, self.clock)?;
        let path = Path { met: Vec::new(), missed: vec![false; rounds], count: 0, ranks: ladder.top() };
        let Self { coordinates, whole, clock, .. } = *self;
        Tree { ladder, most, coordinates, whole, clock }.walk(tree, path)
    }
}

/// What is known of the partitions at a node.
#[derive(Clone)]
struct Path {
    met: Vec<usize>,
    missed: Vec<bool>,
    /// How many are missed.
    count: usize,
    /// For every level the rank of the limit of its load.
    ranks: Vec<usize>,
}

impl Path {
    fn miss(&mut self, round: usize) {
        self.count += usize::from(!self.missed[round]);
        self.missed[round] = true;
    }
}

struct Tree<'a> {
    ladder: Ladder,
    /// So many rounds are met at most, is claimed.
    most: usize,
    coordinates: &'a BigRational,
    whole: bool,
    clock: &'a Clock,
}

impl Tree<'_> {
    fn walk(&self, tree: &Place, mut path: Path) -> Judged<()> {
        self.clock.check(&tree.pointer)?;
        if let Some(list) = tree.optional("impossible")? {
            tree.allow_only(&["impossible", "rest"])?;
            for round in list.items()? {
                self.clock.check(&round.pointer)?;
                self.take_out(&round, &mut path)?;
            }
            return self.walk(&tree.get("rest")?, path);
        }
        let Some(place) = tree.optional("round")? else { return self.leaf(tree, &path) };
        let round = self.round(&place)?;
        let Some(level) = tree.optional("level")? else {
            tree.allow_only(&["round", "met", "missed"])?;
            if path.met.contains(&round) || path.missed[round] {
                return Err(Refusal::rejected(&place.pointer, "this round was decided above"));
            }
            let mut met = path.clone();
            met.met.push(round);
            met.ranks = self.with(&path.ranks, round);
            self.walk(&tree.get("met")?, met)?;
            path.miss(round);
            return self.walk(&tree.get("missed")?, path);
        };
        tree.allow_only(&["round", "level", "within", "beyond"])?;
        let level = level.count(0, path.ranks.len() - 1)?;
        let rank = self.ladder.ranks[round][level];
        let mut within = path.clone();
        within.ranks[level] = within.ranks[level].min(rank);
        self.walk(&tree.get("within")?, within)?;
        for &other in
            self.ladder.orders[level].iter().take_while(|&&other| self.ladder.ranks[other][level] <= rank)
        {
            path.miss(other);
        }
        self.walk(&tree.get("beyond")?, path)
    }

    fn round(&self, place: &Place) -> Judged<usize> {
        place.count(0, self.ladder.ranks.len() - 1)
    }

    /// Ranks that also meet a round.
    fn with(&self, ranks: &[usize], round: usize) -> Vec<usize> {
        ranks.iter().zip(&self.ladder.ranks[round]).map(|(own, other)| *own.min(other)).collect()
    }

    /// How many more rounds may be missed; `None` where too many are.
    fn left(&self, path: &Path) -> Option<usize> {
        (self.ladder.ranks.len() - path.count).checked_sub(self.most + 1)
    }

    /// The ranks of the limits where at most so many more rounds are missed.
    fn ranks(&self, path: &Path, left: usize) -> Vec<usize> {
        let within = |(level, own): (usize, &usize)| {
            let mut open = self.ladder.orders[level].iter().filter(|&&round| !path.missed[round]);
            open.nth(left).map_or(*own, |&round| self.ladder.ranks[round][level].min(*own))
        };
        path.ranks.iter().enumerate().map(within).collect()
    }

    /// Counts a round as missed which nothing at this node can meet.
    fn take_out(&self, place: &Place, path: &mut Path) -> Judged<()> {
        let round = self.round(place)?;
        let Some(left) = self.left(path) else { return Ok(()) };
        if path.missed[round] {
            return Ok(());
        }
        if self.fits(&self.with(&self.ranks(path, left), round)) {
            return Err(Refusal::rejected(&place.pointer, "this round can be met here"));
        }
        path.miss(round);
        Ok(())
    }

    /// Whether blocks with the sum `L` keep the limits of these ranks.
    fn fits(&self, ranks: &[usize]) -> bool {
        let (mut load, mut sum) = (BigRational::zero(), BigRational::zero());
        for (limit, size) in self.ladder.limits(ranks).into_iter().zip(1_u64..) {
            let block = (limit - &load) / BigInt::from(size);
            let block = if self.whole { block.floor() } else { block };
            load += &block * BigInt::from(size);
            sum += block;
        }
        sum >= *self.coordinates
    }

    fn leaf(&self, leaf: &Place, path: &Path) -> Judged<()> {
        let kind = leaf.get("leaf")?;
        let text = kind.text()?;
        let weights = match text {
            "weights" => {
                leaf.allow_only(&["leaf", "price", "weights"])?;
                Some(self.weights(leaf)?)
            }
            "missed" | "infeasible" => {
                leaf.allow_only(&["leaf"])?;
                None
            }
            _ => return Err(kind.malformed("must be missed, infeasible or weights")),
        };
        let Some(left) = self.left(path) else { return Ok(()) };
        let holds = match &weights {
            Some(weights) => self.least(weights, path, left) > BigRational::from_integer(left.into()),
            None => text == "infeasible" && !self.fits(&self.ranks(path, left)),
        };
        if holds { Ok(()) } else { Err(Refusal::rejected(&leaf.pointer, "the leaf does not hold")) }
    }

    fn weights(&self, leaf: &Place) -> Judged<Weights> {
        let (rounds, levels) = (self.ladder.ranks.len(), self.ladder.steps.len());
        let place = leaf.get("weights")?;
        let mut weights =
            Weights { entries: vec![Vec::new(); levels], price: leaf.get("price")?.nonnegative()? };
        for entry in place.items()? {
            let parts: Vec<Place> = entry.items()?.collect();
            let [round, level, weight] = &parts[..] else {
                return Err(entry.malformed("must hold three numbers: a round, a level and a weight"));
            };
            weights.entries[level.count(0, levels - 1)?].push((self.round(round)?, weight.nonnegative()?));
        }
        let numbers = || weights.entries.iter().flatten();
        common_denominator(numbers().map(|(_, weight)| weight).chain([&weights.price]))
            .map_err(|reason| leaf.malformed(reason))?;
        let mut sums = vec![BigRational::zero(); rounds];
        numbers().for_each(|(round, weight)| sums[*round] += weight);
        if let Some(round) = sums.iter().position(|sum| *sum > BigRational::one()) {
            let reason = format!("the weights of round {round} sum to more than one");
            return Err(Refusal::rejected(&place.pointer, reason));
        }
        Ok(weights)
    }

    /// How many rounds, not known to be missed, are missed at least.
    fn least(&self, weights: &Weights, path: &Path, left: usize) -> BigRational {
        let ranks = self.ranks(path, left);
        let limits = self.ladder.limits(&ranks);
        let mut sum = &weights.price * self.coordinates;
        for (n, (entries, limit)) in weights.entries.iter().zip(limits).enumerate() {
            let steps = &self.ladder.steps[n];
            let mut begin = vec![BigRational::zero(); steps.len()];
            for (round, weight) in entries.iter().filter(|(round, _)| !path.missed[*round]) {
                begin[self.ladder.ranks[*round][n]] += weight;
            }
            let parts = if n + 1 < ranks.len() { (n + 1) * (n + 2) } else { n + 1 };
            let price = &weights.price / BigInt::from(parts);
            let mut missed = BigRational::zero();
            let mut least = BigRational::zero();
            for (step, begin) in steps.iter().zip(&begin).take_while(|(step, _)| *step < limit) {
                // Between steps with weight costs only fall.
                if !begin.is_zero() {
                    least = least.min(&missed - &price * step);
                    missed += begin;
                }
            }
            sum += least.min(missed - price * limit);
        }
        sum
    }
}

/// What a missed round counts at every level, and the price of a coordinate.
struct Weights {
    /// For every level the rounds and their weights.
    entries: Vec<Vec<(usize, BigRational)>>,
    price: BigRational,
}
