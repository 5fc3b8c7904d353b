//! Claims on the mean runtime over a trace: everything is a rational number, and so is what is proved.

use std::collections::HashMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use serde_json::{Value as Json, json};

use super::claims::{Claims, NOT_OPTIMAL, NOT_WANTED, WIDTHS};
use super::decimal::rounded;
use super::error::CertificateError;
use super::exact_trace::{ExactTrace, in_blocks};
use super::level_weights::LevelWeights;
use super::subject::Subject;
use super::tree::tree;
use super::value::enclosures;
use crate::clock::Clock;
use crate::error::Error;
use crate::exact::lattice::{self, Aim, Proven, Reason, SharedAverage};
use crate::instance::Stragglers;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::trace::runtime::optimum;
use crate::runtime::trace_runtime::TraceRuntime;

/// By how much, relatively, every other case shall be worse where the partition itself is to be proved optimal: beyond
/// rounding errors.
const MARGIN: f64 = 2e-13;
/// Share of the gap that the search may use; rounding takes the rest.
const SEARCHED: f64 = 0.9;
/// Share of the time for a proof without a gap.
const FOR_NONE: f64 = 0.6;
/// Letters of a bound that is written as the fraction that it is.
const SHORT: usize = 60;

/// What weights of levels are multiples of: 1e-15.
const WEIGHT_UNITS: u64 = 1_000_000_000_000_000;

/// Why there is no bound over the reals.
const NO_WEIGHTS: &str =
    "weights of levels were not found in the time, their solver gave up, or there are too many levels";

/// Claims the value of a partition and, if bounds are wanted, a lower bound over the reals and, where it can be shown, that
/// it is optimal.
pub fn claim(claims: &mut Claims, subject: Subject<TraceRuntime>, is_bounded: bool) -> Result<(), Error> {
    let Subject { problem, evaluator, partition, value } = subject;
    claims.add(enclosures(partition, value, None))?;
    if !is_bounded {
        claims.omit("no lower bound", NOT_WANTED);
        return Ok(());
    }
    let Stragglers::Trace(trace) = &problem.instance().stragglers else { return Ok(()) };
    let Some(trace) = ExactTrace::new(trace) else { return Ok(()) };
    // What is left of the time is all that the searches below have.
    let left = claims.clock().left().as_secs_f64();
    let problem = &Problem::new(problem.instance(), &problem.options().clone().with_time_limit(left))?;
    let Some(kappa) = kappa(problem) else { return Ok(()) };
    let runtime = Runtime { problem, evaluator, partition, trace, kappa };
    let weights = match runtime.lower_bound(claims) {
        Ok(weights) => Some(weights),
        Err(why) => {
            claims.omit("no lower bound over the reals", why);
            None
        }
    };
    if let Err(why) = runtime.optimum(claims, weights.as_ref()) {
        claims.omit(NOT_OPTIMAL, why);
    }
    Ok(())
}

/// `M b / N`, exactly.
fn kappa(problem: &Problem) -> Option<BigRational> {
    let system = &problem.instance().system;
    Some(system.exact_work()? / BigInt::from(system.workers))
}

/// What the claims are about.
struct Runtime<'a> {
    problem: &'a Problem,
    evaluator: &'a TraceRuntime,
    partition: &'a Partition,
    trace: ExactTrace,
    kappa: BigRational,
}

impl Runtime<'_> {
    /// What one cut with weights on levels proves of all partitions.
    fn lower_bound(&self, claims: &mut Claims) -> Result<LevelWeights, String> {
        let clock = claims.clock().clone();
        let root = lattice::root(self.problem, self.evaluator, self.partition, &clock).ok_or(NO_WEIGHTS)?;
        let weights = LevelWeights::new(&self.trace, &root);
        let proof = proof_of(&weights);
        let bound = weights.least() * BigInt::from(self.problem.coordinates()) * &self.kappa;
        let exact = bound.to_string();
        let near = bound.to_f64().unwrap_or_default();
        let rounded = WIDTHS.map(|width| rounded(near * (1.0 - width), false));
        let bounds =
            (exact.len() <= SHORT).then_some(exact).into_iter().chain([digits(&bound)]).chain(rounded);
        let claim =
            |bound: String| json!({"claim": "lower-bound", "over": "reals", "bound": bound, "proof": proof});
        claims.add(bounds.map(claim)).map_err(|error| error.to_string())?;
        Ok(weights)
    }

    /// That no integer partition is better: not at all, or else by no more than the gap.
    fn optimum(&self, claims: &mut Claims, weights: Option<&LevelWeights>) -> Result<(), String> {
        let goal = self.problem.gap();
        let value = self.trace.value(self.partition.blocks());
        let shown = |error: CertificateError| error.to_string();
        if let Some(weights) = weights {
            let least = weights.least() * BigInt::from(self.problem.coordinates());
            if least >= value {
                return claims.add([self.optimal(0.0, proof_of(weights))]).map_err(shown);
            }
            let gap = (BigRational::from_integer(1.into()) - least / &value).to_f64();
            if goal > 0.0 && gap.is_some_and(|gap| gap <= SEARCHED * goal) {
                return claims.add([self.optimal(goal, proof_of(weights))]).map_err(shown);
            }
        }
        let clock = claims.clock().clone();
        let better = self.better(&value, &clock);
        if let Some((better, by)) = better.filter(|(_, by)| *by > goal) {
            return Err(format!(
                "it is not: the relaxed optimum rounds to one with {better}, less by {by:.1e} of it"
            ));
        }
        let none = match better {
            None => self.searched(Aim::Beyond(MARGIN), &clock.first(FOR_NONE)),
            Some(_) => None,
        };
        let mut refused = None;
        if let Some(proof) = none {
            match claims.add([self.optimal(0.0, proof)]) {
                Ok(()) => return Ok(()),
                Err(error) => refused = Some(error),
            }
        }
        let proof = self.searched(Aim::Within(SEARCHED * goal), &clock).ok_or_else(|| {
            let tried = "the partition is not optimal, or the lattice search could not show it in its time";
            refused.map_or_else(|| tried.to_owned(), |error| format!("{tried}; {error}"))
        })?;
        claims.add([self.optimal(goal, proof)]).map_err(shown)
    }

    /// The value of what the relaxed optimum rounds to, where it is less than a value over kappa, and by what share of it: a
    /// search would be in vain.
    fn better(&self, value: &BigRational, clock: &Clock) -> Option<(f64, f64)> {
        let shares = &optimum(self.problem, self.evaluator).shares;
        let found = self.trace.value(self.problem.round(shares, clock).ok()?.blocks());
        let by = ((value - &found) / value).to_f64()?;
        (found < *value).then_some(((found * &self.kappa).to_f64()?, by))
    }

    fn searched(&self, aim: Aim, clock: &Clock) -> Option<Json> {
        let proven = lattice::prove_over_rows(self.problem, self.evaluator, self.partition, aim, clock)?;
        let relaxed = optimum(self.problem, self.evaluator);
        let time = self.evaluator.scale() * relaxed.value / self.problem.instance().system.work_unit();
        let written = |is_merged| Writer::new(&self.trace, &proven, time, is_merged).document();
        let (shared, merged) = (written(false)?, written(true)?);
        Some(if merged.to_string().len() < shared.to_string().len() { merged } else { shared })
    }

    fn optimal(&self, delta: f64, proof: Json) -> Json {
        let delta = if delta == 0.0 { "0".to_owned() } else { format!("{delta:e}") };
        json!({"claim": "optimal", "partition": self.partition.blocks(), "delta": delta, "proof": proof})
    }
}

/// One cut, whose leaf is all of the tree.
fn proof_of(weights: &LevelWeights) -> Json {
    json!({"cuts": [{"levels": weights.document()}], "tree": {"cut": 0}})
}

/// A positive number rounded down to thirty digits.
fn digits(number: &BigRational) -> String {
    let ten = BigInt::from(10);
    let size = number.to_f64().unwrap_or(1.0).max(f64::MIN_POSITIVE).log10().floor() as i32;
    let after = (29 - size).max(0).unsigned_abs();
    let scaled = (number * ten.pow(after)).floor().to_integer();
    format!("{scaled}e-{after}")
}

/// Writes a tree.
struct Writer<'a> {
    trace: &'a ExactTrace,
    proven: &'a Proven,
    /// The relaxed optimum over kappa, in units of time.
    time: f64,
    /// Whether the cuts of a leaf become one of its own, with weights on levels: shorter where many rounds have many cuts.
    is_merged: bool,
    cuts: Vec<Json>,
    /// Numbers of the cuts that have been written, by those of the search.
    known: HashMap<usize, usize>,
}

impl<'a> Writer<'a> {
    fn new(trace: &'a ExactTrace, proven: &'a Proven, time: f64, is_merged: bool) -> Self {
        Self { trace, proven, time, is_merged, cuts: Vec::new(), known: HashMap::new() }
    }

    /// The `proof` of an integer optimum; `None` where a case is left without a proof of its own.
    fn document(mut self) -> Option<Json> {
        let proof = &self.proven.proof;
        let tree = tree(proof, &mut |reason| self.leaf(reason))?;
        Some(json!({"cuts": self.cuts, "forms": proof.forms(), "tree": tree}))
    }

    fn leaf(&mut self, reason: &Reason<SharedAverage>) -> Json {
        let parts = &reason.ground.parts;
        if reason.ground.is_of_one {
            let number = parts[0].0;
            return json!({"cut": self.cut(number), "multipliers": self.touching(number)});
        }
        let multipliers: Vec<String> =
            reason.multipliers.iter().map(|nu| format!("{:.14e}", nu * self.time)).collect();
        match parts[..] {
            [(number, _)] => json!({"cut": self.cut(number), "multipliers": multipliers}),
            _ if self.is_merged => {
                self.cuts.push(self.merged(parts));
                json!({"cut": self.cuts.len() - 1, "multipliers": multipliers})
            }
            _ => {
                let pair =
                    |(number, weight): &(usize, f64)| json!([self.cut(*number), format!("{weight:.14e}")]);
                json!({"cuts": parts.iter().map(pair).collect::<Vec<_>>(), "multipliers": multipliers})
            }
        }
    }

    fn cut(&mut self, number: usize) -> usize {
        *self.known.entry(number).or_insert_with(|| {
            let levels: Vec<u16> = self.proven.cuts[number].to_vec();
            self.cuts.push(json!({"levels": levels}));
            self.cuts.len() - 1
        })
    }

    /// An average of cuts as one with weights on levels, which sum to one in every round.
    fn merged(&self, parts: &[(usize, f64)]) -> Json {
        let rounds = self.proven.cuts.first().map_or(0, |levels| levels.len());
        let round = |s: usize| {
            let mut found: Vec<(u16, f64)> = Vec::new();
            for &(number, weight) in parts {
                let level = self.proven.cuts[number][s];
                match found.iter_mut().find(|(other, _)| *other == level) {
                    Some((_, sum)) => *sum += weight,
                    None => found.push((level, weight)),
                }
            }
            found.sort_by(|a, b| b.1.total_cmp(&a.1));
            if let [(level, _)] = found[..] {
                return json!(level);
            }
            let mut units: Vec<u64> = found.iter().map(|(_, w)| (w * WEIGHT_UNITS as f64) as u64).collect();
            let others: u64 = units.iter().skip(1).sum();
            units[0] = WEIGHT_UNITS.saturating_sub(others);
            let pair = |((level, _), units): (&(u16, f64), &u64)| json!([level, format!("{units}e-15")]);
            json!(found.iter().zip(&units).map(pair).collect::<Vec<_>>())
        };
        json!({"levels": (0..rounds).map(round).collect::<Vec<_>>()})
    }

    /// Multipliers by which a cut proves its value at the only partition of a case, exactly: its slopes along the basis.
    fn touching(&self, number: usize) -> Vec<String> {
        let levels = &self.proven.cuts[number];
        let one = || BigRational::from_integer(1.into());
        let slopes = in_blocks(self.trace.sums(|s| vec![(usize::from(levels[s]), one())]));
        let along = |vector: &Vec<i64>| {
            let terms = vector.iter().zip(&slopes).map(|(&b, g)| g * BigInt::from(b));
            terms.fold(BigRational::zero(), |sum, term| sum + term).to_string()
        };
        self.proven.proof.basis().iter().rev().map(along).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::{Instance, Objective, System};
    use crate::options::Options;
    use crate::problem::any_evaluator::AnyEvaluator;
    use crate::straggler::Trace;

    #[test]
    #[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
    fn leaves_of_shared_and_of_merged_cuts_are_accepted() {
        let row =
            |s: u32| (0..3).map(|n| f64::from(10 + (s * 37 + n * 53 + s * n * 29) % 97) / 8.0).collect();
        let rows: Vec<Vec<f64>> = (0..40).map(row).collect();
        let system = System::new(3, 30).unwrap();
        let trace = Trace::new(rows).unwrap();
        let instance = Instance::new(system, trace.clone(), Objective::ExpectedRuntime).unwrap();
        let problem = Problem::new(&instance, &Options::default()).unwrap();
        let AnyEvaluator::TraceRuntime(evaluator) = problem.any_evaluator() else { unreachable!() };
        let trace = ExactTrace::new(&trace).unwrap();
        let all = (0..=30).flat_map(|a| (0..=30 - a).map(move |b| vec![a, b, 30 - a - b]));
        let best = all.min_by_key(|blocks| trace.value(blocks)).unwrap();
        let partition = Partition::new(best, 3, 30).unwrap();
        let kappa = kappa(&problem).unwrap();
        let runtime = Runtime { problem: &problem, evaluator, partition: &partition, trace, kappa };
        let clock = problem.clock();
        let aim = Aim::Beyond(MARGIN);
        let proven = lattice::prove_over_rows(&problem, evaluator, &partition, aim, &clock).unwrap();
        let time = evaluator.scale() * optimum(&problem, evaluator).value / instance.system.work_unit();
        for is_merged in [false, true] {
            let proof = Writer::new(&runtime.trace, &proven, time, is_merged).document().unwrap();
            let has_pairs = proof["cuts"].to_string().contains("e-15");
            assert_eq!(has_pairs, is_merged, "some leaf has several cuts");
            Claims::new(&instance, clock.clone()).add([runtime.optimal(0.0, proof)]).unwrap();
        }
    }
}
