//! Trees that prove how many rounds of a trace can be met at most.
//!
//! A node asks whether a round is met. A leaf is reached with sets of rounds that are met and missed: either
//! so many are missed that the share of the others is within the bound, or the met ones cannot be met
//! together. Meeting a set means `W_n <= l_n = min over the set of deadline/(kappa T_(N-n))`. The limits rise
//! with `n`, and the blocks' sum rises with every load: real blocks reach the sum at the limits themselves,
//! whole blocks that of `x_n = floor((l_n - W_(n-1))/(n+1))`, taken from `n = 0` on.
//!
//! Proved in `proofs/certificate/rounds.v`: `greedy_largest`, `greedy_is_maximum`, `real_rounds_tree`,
//! `integer_rounds_tree`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use crate::fields::Place;
use crate::limits::Clock;
use crate::trace::Trace;
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

/// The rounds decided on the way to a node.
#[derive(Default)]
struct Path {
    met: Vec<usize>,
    missed: Vec<usize>,
}

impl Rounds<'_> {
    pub fn check(&self, tree: &Place) -> Judged<()> {
        self.walk(tree, &mut Path::default())
    }

    fn walk(&self, tree: &Place, path: &mut Path) -> Judged<()> {
        self.clock.check(&tree.pointer)?;
        let Some(round) = tree.optional("round")? else { return self.leaf(tree, path) };
        tree.allow_only(&["round", "met", "missed"])?;
        let index = round.count(0, self.trace.rounds.len() - 1)?;
        if path.met.contains(&index) || path.missed.contains(&index) {
            return Err(Refusal::rejected(&round.pointer, "this round was decided above"));
        }
        path.met.push(index);
        self.walk(&tree.get("met")?, path)?;
        path.met.pop();
        path.missed.push(index);
        self.walk(&tree.get("missed")?, path)?;
        path.missed.pop();
        Ok(())
    }

    fn leaf(&self, leaf: &Place, path: &Path) -> Judged<()> {
        leaf.allow_only(&["leaf"])?;
        let kind = leaf.get("leaf")?;
        let holds = match kind.text()? {
            "missed" => {
                let rounds = self.trace.rounds.len();
                BigRational::new((rounds - path.missed.len()).into(), rounds.into()) <= *self.bound
            }
            "infeasible" => self.largest_sum(&path.met).is_some_and(|sum| sum < *self.coordinates),
            _ => return Err(kind.malformed("must be missed or infeasible")),
        };
        if holds { Ok(()) } else { Err(Refusal::rejected(&leaf.pointer, "the leaf does not hold")) }
    }

    /// The largest sum of blocks that meet all of these rounds; `None` if there are none.
    fn largest_sum(&self, met: &[usize]) -> Option<BigRational> {
        let deadline = self.deadline * &self.trace.denominator;
        let (mut load, mut sum) = (BigRational::zero(), BigRational::zero());
        for n in 0..self.trace.rounds[0].len() {
            let longest = met.iter().map(|round| &self.trace.rounds[*round][n]).max()?;
            let weight = BigInt::from(n + 1);
            let block = (&deadline / longest - &load) / &weight;
            let block = if self.whole { block.floor() } else { block };
            load += &block * &weight;
            sum += block;
        }
        Some(sum)
    }
}
