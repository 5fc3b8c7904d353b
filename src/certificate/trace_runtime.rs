//! Claims on the mean runtime over a trace: everything is a rational number, and so is what is proved.

use std::collections::HashMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use serde_json::{Value as Json, json};

use super::claims::{Claims, WIDTHS};
use super::decimal::{rounded, shortest};
use super::error::CertificateError;
use super::exact_trace::{ExactTrace, decimal, in_blocks};
use super::level_weights::LevelWeights;
use super::tree::tree;
use super::value::enclosures;
use crate::error::Error;
use crate::exact::lattice::{self, Aim, Proven, Reason, SharedAverage};
use crate::instance::Stragglers;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::trace::runtime::optimum;
use crate::runtime::trace_runtime::TraceRuntime;
use crate::solution::Value;

/// By how much, relatively, every other case shall be worse where the partition itself is to be proved optimal: beyond
/// rounding errors.
const MARGIN: f64 = 2e-13;
/// Share of the gap that the search may use; rounding takes the rest.
const SEARCHED: f64 = 0.9;
/// Share of the time for a proof without a gap.
const FOR_NONE: f64 = 0.6;
/// Letters of a bound that is written as the fraction that it is.
const SHORT: usize = 60;

/// A partition and its value.
pub struct Subject<'a> {
    pub problem: &'a Problem,
    pub evaluator: &'a TraceRuntime,
    pub partition: &'a Partition,
    pub value: Value,
}

/// Claims the value of a partition and, if bounds are wanted, a lower bound over the reals and, where it can be shown, that
/// it is optimal.
pub fn claim(claims: &mut Claims, subject: Subject, is_bounded: bool) -> Result<(), Error> {
    let Subject { problem, evaluator, partition, value } = subject;
    claims.add(enclosures(partition, value, None))?;
    if !is_bounded {
        claims.omit("no lower bound", super::runtime::NOT_WANTED);
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
        claims.omit("no proof that it is optimal", why);
    }
    Ok(())
}

/// `M b / N`, exactly.
fn kappa(problem: &Problem) -> Option<BigRational> {
    let system = &problem.instance().system;
    let samples = BigRational::from_integer(system.samples.into());
    Some(samples * decimal(&shortest(system.cycles))? / BigInt::from(system.workers))
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
        let root = lattice::root(self.problem, self.evaluator, self.partition, &clock)
            .ok_or("the search for weights of levels did not end in its time, or its solver gave up")?;
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
        let none = self.searched(Aim::Beyond(MARGIN), &clock.first(FOR_NONE));
        let mut refused = None;
        if let Some(proof) = none {
            match claims.add([self.optimal(0.0, proof)]) {
                Ok(()) => return Ok(()),
                Err(error) => refused = Some(error),
            }
        }
        let proof = self.searched(Aim::Within(SEARCHED * goal), &clock).ok_or_else(|| {
            let tried = "it is not, or the lattice search could not show it in its time";
            refused.map_or_else(|| tried.to_owned(), |error| format!("{tried}; {error}"))
        })?;
        claims.add([self.optimal(goal, proof)]).map_err(shown)
    }

    fn searched(&self, aim: Aim, clock: &crate::clock::Clock) -> Option<Json> {
        let proven = lattice::prove_over_rows(self.problem, self.evaluator, self.partition, aim, clock)?;
        let relaxed = optimum(self.problem, self.evaluator);
        let time = self.evaluator.scale() * relaxed.value / self.problem.instance().system.work_unit();
        Writer::new(&self.trace, &proven, time).document()
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
    cuts: Vec<Json>,
    /// Numbers of the cuts that have been written, by those of the search.
    known: HashMap<usize, usize>,
}

impl<'a> Writer<'a> {
    fn new(trace: &'a ExactTrace, proven: &'a Proven, time: f64) -> Self {
        Self { trace, proven, time, cuts: Vec::new(), known: HashMap::new() }
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
