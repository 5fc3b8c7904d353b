//! The limits that the rounds of a trace set to the loads, as the steps of a ladder at every level.
//!
//! Round `s` is met where `W_n <= l_{s,n} = deadline/(kappa T_(N-n))` at every level, for whole blocks where `W_n` is at most that rounded
//! down. A load is at most `(n+1) L`, and so is a limit here. Limits rise with `n`.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::limits::Clock;
use crate::trace::Trace;
use crate::verdict::Judged;

/// The limits of all rounds.
pub(crate) struct Ladder {
    /// For every round and level the place of its limit in `steps`.
    pub ranks: Vec<Vec<usize>>,
    /// For every level the different limits, ascending; the last one is `(n+1) L`.
    pub steps: Vec<Vec<BigRational>>,
    /// For every level the rounds by their limits, ascending.
    pub orders: Vec<Vec<usize>>,
}

impl Ladder {
    pub fn of(
        trace: &Trace,
        deadline: &BigRational,
        coordinates: &BigRational,
        whole: bool,
        clock: &Clock,
    ) -> Judged<Self> {
        let deadline = deadline * &trace.denominator;
        let rounds = trace.rounds.len();
        let mut ladder = Self { ranks: vec![Vec::new(); rounds], steps: Vec::new(), orders: Vec::new() };
        for n in 0..trace.rounds[0].len() {
            clock.check("")?;
            let most = coordinates * BigInt::from(n + 1);
            let limit = |times: &Vec<BigInt>| {
                let limit = (&deadline / &times[n]).min(most.clone());
                if whole { limit.floor() } else { limit }
            };
            let mut order: Vec<usize> = (0..rounds).collect();
            order.sort_by(|&a, &b| trace.rounds[b][n].cmp(&trace.rounds[a][n]));
            let mut steps: Vec<BigRational> = Vec::new();
            for &round in &order {
                let own = limit(&trace.rounds[round]);
                if steps.last().is_none_or(|last| *last < own) {
                    steps.push(own);
                }
                ladder.ranks[round].push(steps.len() - 1);
            }
            if steps.last().is_none_or(|last| *last < most) {
                steps.push(most);
            }
            ladder.steps.push(steps);
            ladder.orders.push(order);
        }
        Ok(ladder)
    }

    /// The rank of `(n+1) L` at every level.
    pub fn top(&self) -> Vec<usize> {
        self.steps.iter().map(|steps| steps.len() - 1).collect()
    }

    /// The limits of these ranks, each at most the next one, as loads are.
    pub fn limits(&self, ranks: &[usize]) -> Vec<&BigRational> {
        let mut limits: Vec<&BigRational> =
            ranks.iter().zip(&self.steps).map(|(rank, steps)| &steps[*rank]).collect();
        for n in (1..limits.len()).rev() {
            limits[n - 1] = limits[n - 1].min(limits[n]);
        }
        limits
    }
}
