//! Claims on the expected runtime of a law.

use serde_json::{Value as Json, json};

use super::claims::{Claims, NOT_OPTIMAL, NOT_WANTED, WIDTHS};
use super::decimal::{hint, rounded};
use super::error::CertificateError;
use super::majorants::Majorants;
use super::panels::quadrature;
use super::subject::Subject;
use super::tree::Tree;
use super::value::enclosures;
use crate::clock::Clock;
use crate::error::Error;
use crate::exact::lattice;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::relaxed::descent;
use crate::runtime::law_runtime::LawRuntime;
use crate::shares::Shares;
use crate::solution::Value;

/// Relative width of the quadratures.
const QUADRATURE: f64 = 1e-14;
/// That of cuts, in units of the gap to be shown, and at most.
const OF_GAP: f64 = 1e-3;
const WIDEST: f64 = 1e-12;
/// Share of the gap that the search may use; enclosing it takes the rest.
const SEARCHED: f64 = 0.9;

/// Relative error of a value that is worth no second look.
const SHARP: f64 = 1e-13;
/// Least relative gap that a search is asked to show: quadratures enclose no less.
const LEAST_GAP: f64 = 1e-12;
/// How much more it is asked for where it cannot.
const WIDER: f64 = 30.0;

/// Claims the value of a partition and, if bounds are wanted, a lower bound over the reals and, where it can be shown, that
/// it is optimal.
pub fn claim(claims: &mut Claims, subject: Subject<LawRuntime>, is_bounded: bool) -> Result<(), Error> {
    let Subject { problem, evaluator, partition, value } = subject;
    let law = Majorants::of(problem.instance().law()?)?;
    let own = add_quadrature(claims, problem, &law, (&partition.shares(), QUADRATURE))?;
    let value = sharper(evaluator, partition, value, claims.clock());
    claims.add(enclosures(partition, value, Some(own)))?;
    if !is_bounded {
        claims.omit("no lower bound", NOT_WANTED);
        return Ok(());
    }
    // What is left of the time is all that the searches below have.
    let left = claims.clock().left().as_secs_f64();
    let problem = &Problem::new(problem.instance(), &problem.options().clone().with_time_limit(left))?;
    let relaxed = &descent::optimum(problem, evaluator).shares;
    let central = add_quadrature(claims, problem, &law, (relaxed, width_of_cuts(claims, problem.gap())))?;
    let runtime = Runtime { problem, evaluator, partition, value, law, own, central };
    if let Err(error) = runtime.lower_bound(claims) {
        claims.omit("no lower bound over the reals", error);
    }
    match claims.target() {
        None => {
            if let Err(why) = runtime.optimum(claims) {
                claims.omit(NOT_OPTIMAL, why);
            }
        }
        Some(target) => {
            if let Err(why) = runtime.integer_bound(claims, target) {
                claims.omit("no lower bound over the integers", why);
            }
        }
    }
    Ok(())
}

/// The value with a smaller error, where it takes no more than to evaluate it again: methods know theirs as well as they
/// need it.
fn sharper(evaluator: &LawRuntime, partition: &Partition, value: Value, clock: &Clock) -> Value {
    if value.error <= SHARP * value.value {
        return value;
    }
    let found = evaluator.evaluate(&partition.shares(), SHARP, clock);
    let found = found.map(|found| evaluator.value_of(found.value));
    found.filter(|found| found.error < value.error).unwrap_or(value)
}

/// Relative width of the quadratures of cuts, for which the judge spends nearly all of its time; the least where a bound
/// in double precision is to be followed.
fn width_of_cuts(claims: &Claims, gap: f64) -> f64 {
    if claims.target().is_some() { QUADRATURE } else { (OF_GAP * gap).clamp(QUADRATURE, WIDEST) }
}

/// Panels for shares, to a relative width, as the next quadrature of the document.
fn add_quadrature(
    claims: &mut Claims,
    problem: &Problem,
    law: &Majorants,
    (shares, width): (&Shares, f64),
) -> Result<usize, CertificateError> {
    let total = problem.coordinates() as f64;
    let loads: Vec<f64> = shares.loads().as_slice().iter().map(|w| w * total).collect();
    let panels = quadrature(law, &loads, width).ok_or_else(|| {
        CertificateError::Unsupported(
            "no quadrature with a proved remainder is found for this law".to_owned(),
        )
    })?;
    Ok(claims.quadrature(panels))
}

/// What the claims are about.
struct Runtime<'a> {
    problem: &'a Problem,
    evaluator: &'a LawRuntime,
    partition: &'a Partition,
    value: Value,
    law: Majorants,
    /// Quadrature of the partition.
    own: usize,
    /// Quadrature of the relaxed optimum.
    central: usize,
}

impl Runtime<'_> {
    /// One tangent at the relaxed optimum.
    fn tangent(&self) -> Json {
        let shares = &descent::optimum(self.problem, self.evaluator).shares;
        let point: Vec<String> =
            shares.coordinates(self.problem.coordinates()).iter().map(|x| hint(*x)).collect();
        json!({"cuts": [{"point": point, "quadrature": self.central}], "tree": {"cut": 0}})
    }

    /// What it proves of all partitions.
    fn lower_bound(&self, claims: &mut Claims) -> Result<(), CertificateError> {
        let proof = self.tangent();
        let bound = self.evaluator.scale() * descent::optimum(self.problem, self.evaluator).bound;
        claims.add(WIDTHS.map(|width| {
            let bound = rounded(bound * (1.0 - width), false);
            json!({"claim": "lower-bound", "over": "reals", "bound": bound, "proof": proof})
        }))
    }

    /// That no integer partition is better by more than the gap.
    fn optimum(&self, claims: &mut Claims) -> Result<(), String> {
        let goal = self.problem.gap();
        let relaxed = descent::optimum(self.problem, self.evaluator);
        if self.value.value / self.evaluator.scale() / relaxed.bound - 1.0 <= SEARCHED * goal {
            return claims.add([self.optimal(self.tangent())]).map_err(|error| error.to_string());
        }
        self.searched(claims, SEARCHED * goal, |proof| vec![self.optimal(proof)])
    }

    /// That no integer partition is below the bound of a search, where that exceeds the one over the reals.
    fn integer_bound(&self, claims: &mut Claims, target: f64) -> Result<(), String> {
        let relaxed = descent::optimum(self.problem, self.evaluator);
        if target <= self.evaluator.bound(relaxed.bound) {
            return Ok(());
        }
        let mut gap = (SEARCHED * (1.0 - target / self.value.value)).max(LEAST_GAP);
        // A gap as small as that of a search that tried everything may be beyond what tangents show.
        loop {
            let bound = target.min(self.value.value * (1.0 - gap));
            let found = self.searched(claims, gap, |proof| {
                let claim = |width: f64| {
                    let bound = rounded(bound * (1.0 - width), false);
                    json!({"claim": "lower-bound", "over": "integers", "bound": bound, "proof": proof})
                };
                WIDTHS.map(claim).to_vec()
            });
            let most = SEARCHED * self.problem.gap();
            if found.is_ok() || gap >= most || claims.clock().is_over() {
                return found;
            }
            gap = (gap * WIDER).min(most);
        }
    }

    /// What the tree of a search to a relative gap proves: the first of the claims made of it that is accepted.
    fn searched(
        &self,
        claims: &mut Claims,
        gap: f64,
        candidates: impl Fn(Json) -> Vec<Json>,
    ) -> Result<(), String> {
        let relaxed = descent::optimum(self.problem, self.evaluator);
        let shown = |error: CertificateError| error.to_string();
        let clock = claims.clock().clone();
        if let Some(better) = self.better(&relaxed.shares, &clock) {
            return Err(format!("it is not: the relaxed optimum rounds to one with {better}"));
        }
        let proof =
            lattice::prove(self.problem, self.evaluator, self.partition, gap, &clock).ok_or_else(|| {
                let gap = gap / SEARCHED;
                format!("the partition is not optimal, or the lattice search could not show a gap of {gap:.0e} in its time")
            })?;
        let time = self.evaluator.scale() * relaxed.value / self.problem.instance().system.work_unit();
        let tree = Tree::of(&proof, time).ok_or("a case of the search has no proof of its own")?;
        if claims.add(candidates(tree.document(|_| self.central))).is_ok() {
            return Ok(());
        }
        // Cuts far from the relaxed optimum need panels of their own.
        let (first, width) = (claims.quadratures(), width_of_cuts(claims, self.problem.gap()));
        for point in &tree.points {
            let shares = Shares::on_ray(point.clone()).ok_or("a cut without loads")?;
            add_quadrature(claims, self.problem, &self.law, (&shares, width)).map_err(shown)?;
        }
        claims.add(candidates(tree.document(|number| first + number))).map_err(shown)
    }

    /// The value of what the relaxed optimum rounds to, where it is less by more than the gap: a search would be in vain.
    fn better(&self, shares: &Shares, clock: &Clock) -> Option<f64> {
        let rounded = self.problem.round(shares, clock).ok()?;
        let found = self.problem.value_in_time(&rounded, clock)?;
        let least = (self.value.value - self.value.error) / (1.0 + self.problem.gap());
        (found.value + found.error < least).then_some(found.value)
    }

    fn optimal(&self, proof: Json) -> Json {
        json!({
            "claim": "optimal", "partition": self.partition.blocks(),
            "delta": format!("{:e}", self.problem.gap()), "quadrature": self.own, "proof": proof,
        })
    }
}
