//! The limits that the rounds of a trace set to the loads, exactly as the judge reads them.
//!
//! Round `s` is met where `W_n <= l_{s,n} = d/(kappa T_(N-n))` at every level, of whole blocks where `W_n` is at most `l_{s,n}` rounded down.
//! The numbers are those of the decimals in the certificate, not of the doubles next to them. A load is at most `(n+1) L`,
//! and so is a limit here.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, ToPrimitive as _};

use crate::instance::System;
use crate::numeric::decimal::exact;
use crate::shares::weight;
use crate::trace_deadline::greedy::Kind;

/// Below this distance from `L`, relatively, sums are decided over the rationals.
const NEAR: f64 = 1e-9;

/// The limits of all rounds, as ranks among the different ones of a level.
#[derive(Debug)]
pub struct Limits {
    kind: Kind,
    coordinates: u64,
    /// For every round and level the number of its limit in `values`.
    ranks: Vec<Vec<usize>>,
    /// For every level the different limits, ascending, the last one `(n+1) L`.
    values: Vec<Vec<BigRational>>,
    /// The same in shares of `L`.
    shares: Vec<Vec<f64>>,
    /// For every level the rounds by their limits, ascending.
    orders: Vec<Vec<usize>>,
}

impl Limits {
    /// Of the rows of a trace, a deadline and blocks of a kind; `None` where a number is none.
    pub fn new(system: &System, rows: &[Vec<f64>], deadline: f64, kind: Kind) -> Option<Self> {
        let whole = |n: u64| BigRational::from_integer(BigInt::from(n));
        let scaled = exact(deadline)? * whole(system.workers as u64) / system.exact_work()?;
        let total = whole(system.coordinates);
        let mut limits =
            rows.iter().map(|row| of_row(row, &scaled, &total, kind)).collect::<Option<Vec<_>>>()?;
        let (mut ranks, mut values) = (vec![Vec::new(); rows.len()], Vec::new());
        let (mut shares, mut orders) = (Vec::new(), Vec::new());
        for n in 0..system.workers {
            let own: Vec<BigRational> = limits.iter_mut().map(|row| std::mem::take(&mut row[n])).collect();
            let mut order: Vec<usize> = (0..own.len()).collect();
            order.sort_by(|&a, &b| own[a].cmp(&own[b]).then(a.cmp(&b)));
            let mut level: Vec<BigRational> = Vec::new();
            for &round in &order {
                if level.last().is_none_or(|last| *last < own[round]) {
                    level.push(own[round].clone());
                }
                ranks[round].push(level.len() - 1);
            }
            let most = whole(n as u64 + 1) * &total;
            if level.last().is_none_or(|last| *last < most) {
                level.push(most);
            }
            let share = |value: &BigRational| (value / &total).to_f64();
            shares.push(level.iter().map(share).collect::<Option<Vec<_>>>()?);
            values.push(level);
            orders.push(order);
        }
        Some(Self { kind, coordinates: system.coordinates, ranks, values, shares, orders })
    }

    /// Number of rounds.
    pub fn rounds(&self) -> usize {
        self.ranks.len()
    }

    /// Number of levels.
    pub fn levels(&self) -> usize {
        self.values.len()
    }

    /// Number of coordinates.
    pub fn coordinates(&self) -> u64 {
        self.coordinates
    }

    /// The rank of a round's limit at every level.
    pub fn ranks(&self, round: usize) -> &[usize] {
        &self.ranks[round]
    }

    /// The limits of a level, in shares of `L`, by rank.
    pub fn shares(&self, level: usize) -> &[f64] {
        &self.shares[level]
    }

    /// The rounds by their limits at a level, the smallest first.
    pub fn order(&self, level: usize) -> &[usize] {
        &self.orders[level]
    }

    /// The rank of `(n+1) L` at every level.
    pub fn largest(&self) -> Vec<usize> {
        self.values.iter().map(|level| level.len() - 1).collect()
    }

    /// Whether blocks that sum to `L` keep limits of these ranks.
    pub fn fit(&self, ranks: &[usize]) -> bool {
        let mut least: Vec<(usize, usize)> = ranks.iter().copied().enumerate().collect();
        // A load is at most the next one.
        for n in (1..least.len()).rev() {
            let (level, rank) = least[n];
            let (own_level, own) = least[n - 1];
            if self.values[level][rank] < self.values[own_level][own] {
                least[n - 1] = (level, rank);
            }
        }
        match self.kind {
            Kind::Relaxed => self.fit_reals(&least),
            Kind::Whole => self.fit_integers(&least),
        }
    }

    /// The sum of blocks is that of `weight * load`, which rises with every load.
    fn fit_reals(&self, limits: &[(usize, usize)]) -> bool {
        let levels = limits.len();
        let terms = limits.iter().enumerate();
        let sum: f64 =
            terms.clone().map(|(n, &(level, rank))| weight(n, levels) * self.shares[level][rank]).sum();
        if (sum - 1.0).abs() > NEAR {
            return sum > 1.0;
        }
        let exact = |(n, &(level, rank)): (usize, &(usize, usize))| {
            let parts = if n + 1 < levels { (n + 1) * (n + 2) } else { n + 1 };
            &self.values[level][rank] / BigInt::from(parts)
        };
        terms.map(exact).sum::<BigRational>() >= BigRational::from_integer(self.coordinates.into())
    }

    /// Filling the levels from below is best.
    fn fit_integers(&self, limits: &[(usize, usize)]) -> bool {
        let (mut load, mut sum) = (BigInt::ZERO, BigInt::ZERO);
        for (&(level, rank), size) in limits.iter().zip(1_u64..) {
            let block = (self.values[level][rank].numer() - &load) / size;
            load += &block * size;
            sum += block;
        }
        sum >= BigInt::from(self.coordinates)
    }

    /// Whether some blocks meet all of these rounds.
    pub fn can_meet(&self, rounds: &[usize]) -> bool {
        let least = rounds.iter().fold(self.largest(), |mut least, &round| {
            least.iter_mut().zip(&self.ranks[round]).for_each(|(least, rank)| *least = (*least).min(*rank));
            least
        });
        self.fit(&least)
    }

    /// How many rounds the integer loads of a partition meet.
    pub fn met_by(&self, loads: &[u128]) -> usize {
        let loads: Vec<BigRational> =
            loads.iter().map(|load| BigRational::from_integer(BigInt::from(*load))).collect();
        let is_met =
            |ranks: &&Vec<usize>| ranks.iter().enumerate().all(|(n, &rank)| loads[n] <= self.values[n][rank]);
        self.ranks.iter().filter(is_met).count()
    }
}

/// The limits of a row, which rise with the level.
fn of_row(row: &[f64], scaled: &BigRational, total: &BigRational, kind: Kind) -> Option<Vec<BigRational>> {
    let mut times = row.to_vec();
    times.sort_by(|a, b| b.total_cmp(a));
    let limit = |(time, size): (&f64, u64)| {
        let time = exact(*time).filter(|time| time.is_positive())?;
        let limit = (scaled / time).min(total * BigInt::from(size));
        Some(if kind == Kind::Whole { limit.floor() } else { limit })
    };
    times.iter().zip(1..).map(limit).collect()
}
