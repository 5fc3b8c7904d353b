//! Small traces: certificates by enumeration, and an exact judge by brute force that shares nothing with the
//! checker.

use num_rational::Ratio;
use serde_json::{Value, json};

pub type Q = Ratio<i128>;

/// All partitions of `coordinates` into `workers` whole blocks.
pub fn partitions(workers: usize, coordinates: i128) -> Vec<Vec<i128>> {
    if workers == 1 {
        return vec![vec![coordinates]];
    }
    let mut all = Vec::new();
    for first in 0..=coordinates {
        for rest in partitions(workers - 1, coordinates - first) {
            all.push([vec![first], rest].concat());
        }
    }
    all
}

/// A trace with times in thousandths.
#[derive(Debug, Clone)]
pub struct Trace {
    pub rounds: Vec<Vec<i128>>,
    pub coordinates: i128,
    pub samples: i128,
    pub cycles: Q,
}

impl Trace {
    pub fn random(workers: usize, rounds: usize, coordinates: i128, seed: u64) -> Self {
        let mut random = super::Random(seed);
        let rounds = (0..rounds)
            .map(|_| {
                (0..workers)
                    .map(|_| 500 + (4000 / (1 + random.below(40))) as i128 + random.below(900) as i128)
                    .collect()
            })
            .collect();
        Self { rounds, coordinates, samples: 6, cycles: Q::new(5, 2) }
    }

    pub fn workers(&self) -> usize {
        self.rounds[0].len()
    }

    pub fn kappa(&self) -> Q {
        self.cycles * self.samples / self.workers() as i128
    }

    /// The runtime of every round.
    pub fn runtimes(&self, x: &[Q]) -> Vec<Q> {
        let n = self.workers();
        self.rounds
            .iter()
            .map(|times| {
                let mut sorted = times.clone();
                sorted.sort();
                let mut load = Q::from(0);
                let mut worst = Q::from(0);
                for level in 0..n {
                    load += x[level] * (level as i128 + 1);
                    worst = worst.max(load * sorted[n - 1 - level] / 1000);
                }
                worst * self.kappa()
            })
            .collect()
    }

    pub fn mean(&self, x: &[Q]) -> Q {
        let runtimes = self.runtimes(x);
        runtimes.iter().sum::<Q>() / runtimes.len() as i128
    }

    pub fn share(&self, x: &[Q], deadline: Q) -> Q {
        let runtimes = self.runtimes(x);
        Q::new(runtimes.iter().filter(|t| **t <= deadline).count() as i128, runtimes.len() as i128)
    }

    pub fn instance(&self, objective: Value) -> Value {
        let rows: Vec<Vec<String>> = self
            .rounds
            .iter()
            .map(|times| times.iter().map(|t| format!("{}.{:03}", t / 1000, t % 1000)).collect())
            .collect();
        json!({
            "system": {"workers": self.workers(), "coordinates": self.coordinates as i64, "samples": self.samples as i64,
                       "cycles": self.cycles.to_string()},
            "stragglers": {"trace": {"rows": rows}},
            "objective": objective,
        })
    }

    /// The best partition for the mean, and its value.
    pub fn best_mean(&self) -> (Vec<i128>, Q) {
        let all = partitions(self.workers(), self.coordinates);
        let value = |x: &Vec<i128>| self.mean(&whole(x));
        let best = all.into_iter().min_by_key(value).unwrap();
        let value = value(&best);
        (best, value)
    }

    /// The coefficients over `kappa` of the cut at a point.
    fn cut(&self, x: &[Q]) -> Vec<Q> {
        let n = self.workers();
        let mut levels = vec![Q::from(0); n];
        for times in &self.rounds {
            let mut sorted = times.clone();
            sorted.sort();
            let mut load = Q::from(0);
            let mut best = (0, Q::from(0));
            for level in 0..n {
                load += x[level] * (level as i128 + 1);
                let product = load * sorted[n - 1 - level];
                if product > best.1 {
                    best = (level, product);
                }
            }
            levels[best.0] += Q::new(sorted[n - 1 - best.0], 1000 * self.rounds.len() as i128);
        }
        (0..n).map(|i| levels[i..].iter().sum::<Q>() * (i as i128 + 1)).collect()
    }

    /// A tree that fixes `x_0`, then `x_0 + x_1`, and so on, down to single points; proves the exact optimum.
    pub fn exhaustive_proof(&self) -> Value {
        let n = self.workers();
        let forms: Vec<Vec<i64>> = (0..n - 1).map(|k| (0..n).map(|i| i64::from(i <= k)).collect()).collect();
        let mut cuts = Vec::new();
        let tree = self.node(&mut Vec::new(), &mut cuts);
        json!({"cuts": cuts, "forms": forms, "tree": tree})
    }

    fn node(&self, sums: &mut Vec<i128>, cuts: &mut Vec<Value>) -> Value {
        let depth = sums.len();
        let n = self.workers();
        if depth == n - 1 {
            let mut x: Vec<Q> = Vec::new();
            let mut before = 0;
            for sum in sums.iter().copied().chain([self.coordinates]) {
                x.push(Q::from(sum - before));
                before = sum;
            }
            let g = self.cut(&x);
            cuts.push(json!({"point": x.iter().map(|v| *v.numer() as i64).collect::<Vec<_>>()}));
            // E = sum_k (g_k - g_(k+1)) (x_0 + ... + x_k) + g_(N-1) L.
            let multipliers: Vec<String> = (0..n - 1).map(|k| (g[k] - g[k + 1]).to_string()).collect();
            return json!({"cut": cuts.len() - 1, "multipliers": multipliers});
        }
        let least = sums.last().copied().unwrap_or(0);
        let between: Vec<Value> = (least..=self.coordinates)
            .map(|sum| {
                sums.push(sum);
                let child = self.node(sums, cuts);
                sums.pop();
                child
            })
            .collect();
        // Below: the form is at most least - 1, but was least before it: infeasible, shown with huge
        // multipliers.
        let huge = 1_000_000_000_i64;
        let mut below = vec![0; depth + 1];
        below[depth] = -huge;
        if depth > 0 {
            below[depth - 1] = huge;
        }
        let mut above = vec![0; depth + 1];
        above[depth] = huge;
        json!({"form": depth, "low": (least - 1) as i64, "between": between,
               "below": {"cut": 0, "multipliers": below}, "above": {"cut": 0, "multipliers": above}})
    }

    /// A tree of rounds that proves that no whole blocks meet more than `most` of them.
    pub fn rounds_tree(&self, deadline: Q, most: usize, whole: bool) -> Option<Value> {
        self.rounds_node(deadline, most, whole, &mut Vec::new(), 0, 0)
    }

    fn rounds_node(
        &self,
        d: Q,
        most: usize,
        whole: bool,
        met: &mut Vec<usize>,
        next: usize,
        missed: usize,
    ) -> Option<Value> {
        if self.rounds.len() - missed <= most {
            return Some(json!({"leaf": "missed"}));
        }
        if !met.is_empty() && self.largest(d, met, whole) < Q::from(self.coordinates) {
            return Some(json!({"leaf": "infeasible"}));
        }
        if next == self.rounds.len() {
            return None;
        }
        met.push(next);
        let taken = self.rounds_node(d, most, whole, met, next + 1, missed);
        met.pop();
        let left = self.rounds_node(d, most, whole, met, next + 1, missed + 1)?;
        Some(json!({"round": next, "met": taken?, "missed": left}))
    }

    fn largest(&self, deadline: Q, met: &[usize], whole: bool) -> Q {
        let n = self.workers();
        let (mut load, mut sum) = (Q::from(0), Q::from(0));
        for level in 0..n {
            let longest = met
                .iter()
                .map(|round| {
                    let mut sorted = self.rounds[*round].clone();
                    sorted.sort();
                    sorted[n - 1 - level]
                })
                .max()
                .unwrap();
            let limit = deadline / self.kappa() * 1000 / longest;
            let block = (limit - load) / (level as i128 + 1);
            let block = if whole { block.floor() } else { block };
            load += block * (level as i128 + 1);
            sum += block;
        }
        sum
    }
}

pub fn whole(x: &[i128]) -> Vec<Q> {
    x.iter().map(|v| Q::from(*v)).collect()
}

pub fn certificate(instance: Value, claims: Vec<Value>) -> Value {
    json!({"format": "bcgc-certificate", "version": 1, "instance": instance, "claims": claims})
}

pub fn expected() -> Value {
    json!({"kind": "expected-runtime"})
}

pub fn deadline(d: Q) -> Value {
    json!({"kind": "completion-probability", "deadline": d.to_string()})
}

pub fn integers(x: &[i128]) -> Vec<i64> {
    x.iter().map(|v| *v as i64).collect()
}

/// Value, integer bound, and optimality of the best partition, all exact.
pub fn mean_certificate(trace: &Trace) -> Value {
    let (best, value) = trace.best_mean();
    let proof = trace.exhaustive_proof();
    certificate(
        trace.instance(expected()),
        vec![
            json!({"claim": "feasible", "partition": integers(&best)}),
            json!({"claim": "value", "partition": integers(&best), "low": value.to_string(), "high": value.to_string()}),
            json!({"claim": "lower-bound", "over": "integers", "bound": value.to_string(), "proof": proof.clone()}),
            json!({"claim": "optimal", "partition": integers(&best), "delta": "0", "proof": proof}),
        ],
    )
}

/// Value and optimality for a deadline that about half of the rounds meet.
pub fn share_certificate(trace: &Trace) -> Option<Value> {
    let (best, value) = trace.best_mean();
    let d = value;
    let all = partitions(trace.workers(), trace.coordinates);
    let best = all.into_iter().max_by_key(|x| trace.share(&whole(x), d)).unwrap_or(best);
    let share = trace.share(&whole(&best), d);
    let most = (share * trace.rounds.len() as i128).to_integer() as usize;
    let rounds = trace.rounds_tree(d, most, true)?;
    Some(certificate(
        trace.instance(deadline(d)),
        vec![
            json!({"claim": "value", "partition": integers(&best), "low": share.to_string(), "high": share.to_string()}),
            json!({"claim": "upper-bound", "over": "integers", "bound": share.to_string(), "proof": {"rounds": rounds.clone()}}),
            json!({"claim": "optimal", "partition": integers(&best), "delta": 0, "proof": {"rounds": rounds}}),
        ],
    ))
}
